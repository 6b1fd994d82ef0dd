/* stock: what is on the shelf */
#include "till.h"

static int left = 40;

int
stock_check(int n)
{
	return n >= 0 && n <= left;
}

int
stock_take(int n)
{
	if (!stock_check(n))
		return -1;
	left -= n;
	return 0;
}

int
stock_give(int n)
{
	left += n;
	return 0;
}
