/* till: what is done for a request */
#include "till.h"
#include <stdio.h>
#include <string.h>

int
receipt_print(const char *what, int cents)
{
	return printf("%s %d.%02d\n", what, cents / 100, cents % 100) < 0;
}

int
audit_note(const char *what)
{
	return fprintf(stderr, "audit: %s\n", what) < 0;
}

static int
sell(int n)
{
	if (stock_take(n) < 0)
		return audit_note("sold out");
	return receipt_print("paid", price_of(n));
}

static int
refund(int n)
{
	int cents = price_of(n);

	audit_note("refund");
	stock_give(n);
	return receipt_print("back", cents);
}

static int
close_day(int n)
{
	return audit_note(stock_check(n) ? "closed" : "closed, short");
}

static const struct {
	const char *verb;
	int (*run)(int n);
} verbs[] = {{"sell", sell}, {"refund", refund}, {"close", close_day}};

int
till_handle(const struct request *r)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].verb, r->verb) == 0)
			return verbs[i].run(r->n);
	return audit_note("unknown");
}
