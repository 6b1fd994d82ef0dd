/* fare: what a ride costs */
#include "fare.h"

static int
calc(int cents)
{
	return (cents + 9) / 10 * 10;
}

int
fare_adult(int zones, int hour)
{
	int cents = 180;

	if (zones > 2)
		cents += (zones - 2) * 75;
	if (hour >= 22)
		cents += 50;
	return calc(cents);
}

int
fare_child(int zones, int hour)
{
	int cents = 180;

	if (zones > 2)
		cents += (zones - 2) * 75;
	if (hour > 22)
		cents += 50;
	return calc(cents / 2);
}

int
fare_dog(int zones, int hour)
{
	int cents = 180;

	if (zones > 2)
		cents += (zones - 2) * 75;
	if (hour >= 22)
		cents += 50;
	return calc(cents / 3);
}
