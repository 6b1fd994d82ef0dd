/* price: what things cost */
#include "till.h"

int
price_round(int cents)
{
	return (cents + 2) / 5 * 5;
}

int
price_of(int n)
{
	int cents = n * 199;

	if (n >= 10)
		cents -= cents / 20;
	return price_round(cents);
}
