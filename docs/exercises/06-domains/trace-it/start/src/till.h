#ifndef TILL_H
#define TILL_H

/* A request to the till: `sell 3`, `refund 1`, `close 0`. */
struct request {
	const char *verb;
	int n;
};

int till_handle(const struct request *r);

int stock_take(int n);
int stock_give(int n);
int stock_check(int n);
int price_of(int n);
int price_round(int cents);
int receipt_print(const char *what, int cents);
int audit_note(const char *what);

#endif
