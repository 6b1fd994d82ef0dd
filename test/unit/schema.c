/* schema: check values by schemas, for test/schema.bats */
#include "contract/schema.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Says for each value what a check says, one line each. */
static void
say(const cJSON *schema, const cJSON *values)
{
	struct error e = {0};
	struct schema *s = schema_compile(schema, &e);
	const cJSON *v;

	if (s == NULL)
		printf("refused: %s\n", e.message);
	cJSON_ArrayForEach(v, values)
		if (s != NULL)
			printf("%s\n",
			    schema_check(s, v, &e) == 0 ? "valid" : e.message);
	if (s != NULL)
		schema_free(s);
	error_release(&e);
}

/* Prints the problems of each value as JSON. */
static void
list(const cJSON *schema, const cJSON *values)
{
	struct schema *s = schema_compile(schema, NULL);
	const cJSON *v;
	cJSON *problems;
	char *text;

	cJSON_ArrayForEach(v, values) {
		problems = schema_problems(s, v);
		text = json_text(problems);
		puts(text);
		free(text);
		cJSON_Delete(problems);
	}
	schema_free(s);
}

/* Fills each value with the schema's defaults. */
static void
fill(const cJSON *schema, cJSON *values)
{
	cJSON *v;
	char *text;

	cJSON_ArrayForEach(v, values) {
		schema_fill_defaults(schema, v);
		text = json_text(v);
		puts(text);
		free(text);
	}
}

static size_t
disagreements(struct schema *s, const cJSON *line, const char *key, bool want)
{
	struct error e = {0};
	const cJSON *v;
	size_t n = 0;
	char *text;

	cJSON_ArrayForEach(v, json_get(line, key)) {
		n++;
		if ((schema_check(s, v, &e) == 0) == want &&
		    (want || strstr(e.message, "complex") == NULL))
			continue;
		text = json_text(line);
		printf("%s[%zu] of %s: %s\n", key, n - 1, text,
		    want ? e.message : "valid");
		free(text);
	}
	error_release(&e);
	return n;
}

/* Checks that all of ok fits and nothing of bad; counts the values. */
static size_t
compare(const cJSON *line)
{
	struct error e = {0};
	struct schema *s = schema_compile(json_get(line, "s"), &e);
	size_t n;

	if (s == NULL) {
		printf("refused: %s\n", e.message);
		error_release(&e);
		return 0;
	}
	n = disagreements(s, line, "ok", true) +
	    disagreements(s, line, "bad", false);
	schema_free(s);
	return n;
}

/* A schema that no text can hold: `not` within `not`, 10000 times. */
static void
deep(void)
{
	cJSON *schema = cJSON_CreateTrue(), *outer;

	for (int i = 0; i < 10000; i++) {
		outer = cJSON_CreateObject();
		cJSON_AddItemToObject(outer, "not", schema);
		schema = outer;
	}
	say(schema, NULL);
	cJSON_Delete(schema);
}

/*
 * schema say|list|fill: reads lines {"s":SCHEMA,"v":[VALUE...]};
 * schema compare: lines {"s":SCHEMA,"ok":[VALUE...],"bad":[VALUE...]};
 * schema deep: see above.
 */
int
main(int argc, char *argv[])
{
	struct buf in = {0};
	struct error e = {0};
	size_t at = 0, lines = 0, compared = 0;
	cJSON *line;

	alloc_use_in_cjson();
	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "deep") == 0) {
		deep();
		return 0;
	}
	if (buf_read(&in, 0, 1 << 30) < 0)
		return 2;
	while ((line = json_parse_next(in.data, in.len, &at, &e)) != NULL) {
		const cJSON *schema = json_get(line, "s");
		cJSON *values = json_get(line, "v");

		lines++;
		if (argv[1][0] == 'c')
			compared += compare(line);
		else if (argv[1][0] == 's')
			say(schema, values);
		else if (argv[1][0] == 'l')
			list(schema, values);
		else
			fill(schema, values);
		cJSON_Delete(line);
	}
	if (argv[1][0] == 'c')
		printf("%zu schemas, %zu values\n", lines, compared);
	if (e.message != NULL)
		printf("%s\n", e.message);
	buf_release(&in);
	return e.message != NULL;
}
