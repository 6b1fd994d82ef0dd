/* main: fare KIND ZONES HOUR */
#include "fare.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char *argv[])
{
	int zones, hour, cents;

	if (argc != 4)
		return 2;
	zones = (int)strtol(argv[2], NULL, 10);
	hour = (int)strtol(argv[3], NULL, 10);
	if (strcmp(argv[1], "child") == 0)
		cents = fare_child(zones, hour);
	else if (strcmp(argv[1], "dog") == 0)
		cents = fare_dog(zones, hour);
	else
		cents = fare_adult(zones, hour);
	printf("%d\n", cents);
	return 0;
}
