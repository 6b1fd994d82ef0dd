#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Strict JSON (RFC 8259) on cJSON's tree: read and printed by us, because
 * cJSON's own reader is lenient and its printer changes numbers. Use
 * cJSON_Create, Add, Get, Detach, Delete and ForEach freely; never
 * cJSON_Parse or cJSON_Print. What a tree holds that cJSON's own would not:
 * - a number that was read keeps its text in valuestring (a number that
 *   was created has none there);
 * - U+0000 in a string or a name is kept as the two bytes C0 80, which
 *   are no valid UTF-8 otherwise, and printed as \u0000: so every string
 *   stays a C string and nothing is lost.
 */
#define JSON_DEPTH 512 /* arrays and objects may nest this deep */

/*
 * Reads one value and nothing after it but white space. NULL with
 * invalid_json, which names line and column, on anything else: also on
 * invalid UTF-8, a byte order mark, or a lone surrogate. The caller deletes.
 */
cJSON *json_parse(const char *text, size_t len, struct error *e);

/*
 * Reads the next value of a sequence that white space separates. *at is
 * moved behind it. NULL at the end with e->code ERROR_NONE, or on an error.
 */
cJSON *json_parse_next(
    const char *text, size_t len, size_t *at, struct error *e);

/*
 * The argument layer of contract 3: 0, or -1 with invalid_arguments for a
 * duplicate name, U+0000 in a string or name, or an integer beyond int64.
 */
int json_check_arguments(const cJSON *value, struct error *e);

/* Appends the value as one line of compact JSON; numbers as they were read. */
void json_print(struct buf *b, const cJSON *value);
/* A number's text; in own when it was not read from any. Lent. */
#define JSON_NUMBER 32
const char *json_number_text(const cJSON *number, char own[JSON_NUMBER]);
/*
 * Appends s as a JSON string with its quotes; invalid UTF-8 as U+FFFD. All
 * controls and those of direction are escaped: it may go to a terminal.
 */
void json_print_string(struct buf *b, const char *s, size_t len);
/* The same of a file's name, in the form of base/filename.h. */
void json_print_path(struct buf *b, const char *path);
/* The same in a string that the caller frees. */
char *json_text(const cJSON *value);

/* The member, or NULL when object is none, or lacks it. Lent. */
cJSON *json_get(const cJSON *object, const char *name);
/* Its string, or NULL when it is missing or no string. Lent. */
const char *json_string(const cJSON *object, const char *name);
/* Its integer; fallback when it is missing or no integer that fits. */
long json_long(const cJSON *object, const char *name, long fallback);
/* Whether the member is this string. */
bool json_is(const cJSON *object, const char *name, const char *text);
/* Whether the array holds this string. */
bool json_holds(const cJSON *array, const char *text);
bool json_true(const cJSON *object, const char *name);
/* Whether v is a number with an integral value in int64, then in *n. */
bool json_is_integer(const cJSON *v, long *n);

/* A string node of len bytes; NUL and invalid UTF-8 are made safe. */
cJSON *json_new_string(const char *s, size_t len);
/* A file's name, in the form of base/filename.h. */
cJSON *json_new_path(const char *path);
/* An integer node that prints exactly. */
cJSON *json_new_long(long n);
/* Adds such a string, a name, an integer. */
void json_add_string(cJSON *object, const char *name, const char *text);
void json_add_path(cJSON *object, const char *name, const char *path);
void json_add_long(cJSON *object, const char *name, long n);
/* Replaces a member, taking value; copies. */
void json_set(cJSON *object, const char *name, cJSON *value);
cJSON *json_copy(const cJSON *value);

#endif
