#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

/*
 * Names of files in JSON. A name is any bytes, a JSON string is UTF-8: there
 * a byte that is no UTF-8 is \xNN, with two hexadecimal digits in lower case
 * (contract 4). What would be read as such a byte of a real name gets its
 * backslash as \x5c: so each name has one form, and each form one name. A
 * byte below 80 has none but the backslash: no form holds a hidden `/`.
 */

/* The form of a name in JSON. The caller frees. */
char *filename_show(const char *name);
/* The name whose form it is. The caller frees. */
char *filename_read(const char *form);

#endif
