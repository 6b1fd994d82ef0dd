/* fare: what a ride costs */
#include "fare.h"

static int
round_up(int cents)
{
	return (cents + 9) / 10 * 10;
}

static int
ride(int zones, int hour)
{
	int cents = 180;

	if (zones > 2)
		cents += (zones - 2) * 75;
	return hour >= 22 ? cents + 50 : cents;
}

int
fare_adult(int zones, int hour)
{
	return round_up(ride(zones, hour));
}

int
fare_child(int zones, int hour)
{
	return round_up(ride(zones, hour) / 2);
}

int
fare_dog(int zones, int hour)
{
	return round_up(ride(zones, hour) / 3);
}
