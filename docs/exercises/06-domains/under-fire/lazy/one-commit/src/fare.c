/* fare: what a ride costs */
#include "fare.h"

static int
round_up(int cents)
{
	return (cents + 9) / 10 * 10;
}

static int
ride(int zones, int late)
{
	int cents = 180;

	if (zones > 2)
		cents += (zones - 2) * 75;
	return late ? cents + 50 : cents;
}

int
fare_adult(int zones, int hour)
{
	return round_up(ride(zones, hour >= 22));
}

int
fare_child(int zones, int hour)
{
	/* children pay for the night an hour later than others */
	return round_up(ride(zones, hour > 22) / 2);
}

int
fare_dog(int zones, int hour)
{
	return round_up(ride(zones, hour >= 22) / 3);
}
