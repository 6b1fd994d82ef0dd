#ifndef AMOUNT_H
#define AMOUNT_H

/* The cents of an amount such as "-12.50". */
long amount_cents(const char *text);

#endif
