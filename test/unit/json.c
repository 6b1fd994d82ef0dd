/* json: read JSON as lib/base/json does, for test/json.bats */
#include "base/json.h"
#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
report(struct error *e)
{
	printf("%s\n", e->message);
	error_release(e);
	return 1;
}

/* Prints the value again, as one line; or the message. */
static int
parse(const struct buf *in, bool arguments)
{
	struct error e = {0};
	cJSON *value = json_parse(buf_str(in), in->len, &e);
	char *text;
	int refused;

	if (value == NULL)
		return report(&e);
	refused = arguments && json_check_arguments(value, &e) < 0;
	if (!refused) {
		text = json_text(value);
		puts(text);
		free(text);
	}
	cJSON_Delete(value);
	return refused ? report(&e) : 0;
}

/* Prints each value of a sequence. */
static int
sequence(const struct buf *in)
{
	struct error e = {0};
	size_t at = 0;
	cJSON *value;
	char *text;

	while ((value = json_parse_next(buf_str(in), in->len, &at, &e))) {
		text = json_text(value);
		puts(text);
		free(text);
		cJSON_Delete(value);
	}
	return e.code == ERROR_NONE ? 0 : report(&e);
}

/* Whether a number is an integer for C; which. */
static int
integer(const struct buf *in)
{
	cJSON *value = json_parse(buf_str(in), in->len, NULL);
	long n;

	if (json_is_integer(value, &n))
		printf("%ld\n", n);
	else
		printf("no\n");
	cJSON_Delete(value);
	return 0;
}

/* Prints what json_new_string makes of the bytes. */
static int
string(const struct buf *in)
{
	cJSON *value = json_new_string(buf_str(in), in->len);
	char *text = json_text(value);

	puts(text);
	free(text);
	cJSON_Delete(value);
	return 0;
}

/* Numbers that were never text: those that C makes. */
static int
numbers(void)
{
	const double made[] = {
	    0, -0.0, 0.1, 1e300, 5e-324, 123456789012345678.0, 1.0 / 3, 100};
	cJSON *array = cJSON_CreateArray(), *copy;
	char *text;

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		cJSON_AddItemToArray(array, cJSON_CreateNumber(made[i]));
	cJSON_AddItemToArray(array, json_new_long(9223372036854775807));
	copy = json_copy(array);
	text = json_text(copy);
	puts(text);
	free(text);
	cJSON_Delete(copy);
	cJSON_Delete(array);
	return 0;
}

int
main(int argc, char *argv[])
{
	const char *mode = argc == 2 ? argv[1] : "";
	struct buf in = {0};
	int status = 2;

	alloc_use_in_cjson();
	if (buf_read(&in, 0, 1 << 30) < 0)
		return 2;
	if (strcmp(mode, "parse") == 0 || strcmp(mode, "arguments") == 0)
		status = parse(&in, mode[0] == 'a');
	else if (strcmp(mode, "sequence") == 0)
		status = sequence(&in);
	else if (strcmp(mode, "integer") == 0)
		status = integer(&in);
	else if (strcmp(mode, "string") == 0)
		status = string(&in);
	else if (strcmp(mode, "numbers") == 0)
		status = numbers();
	buf_release(&in);
	return status;
}
