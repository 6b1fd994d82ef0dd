/* amount: sums of money as text */
#include "amount.h"
#include <stdlib.h>

long
amount_cents(const char *text)
{
	double value = strtod(text, NULL);

	return (long)(value * 100);
}
