/* json_arguments: what arguments may not hold although it is JSON */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *
duplicate_name(const cJSON *object)
{
	size_t n = 0, i = 0;
	const char **names, *found = NULL;
	const cJSON *m;

	cJSON_ArrayForEach(m, object)
		n++;
	names = xcalloc(n + 1, sizeof(*names));
	cJSON_ArrayForEach(m, object)
		names[i++] = m->string;
	qsort(names, n, sizeof(*names), compare_names);
	for (i = 1; i < n && found == NULL; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			found = names[i];
	free(names);
	return found;
}

static bool
has_nul(const char *s)
{
	return s != NULL && strstr(s, "\xC0\x80") != NULL;
}

/* name is that of the value, or of the array it stands in. */
static int
check_arguments(const cJSON *v, const char *name, struct error *e)
{
	const char *twice;
	const cJSON *m;
	long n;

	if (has_nul(v->string))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a name holds the character U+0000");
	if (v->string != NULL)
		name = v->string;
	if (cJSON_IsString(v) && has_nul(v->valuestring))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'%s' holds the character U+0000", name);
	if (cJSON_IsNumber(v) && v->valuestring &&
	    !strpbrk(v->valuestring, ".eE") &&
	    !parse_long(v->valuestring, LONG_MIN, LONG_MAX, &n))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the integer '%s' of '%s' does not fit in 64 bits",
		    v->valuestring, name);
	if (cJSON_IsObject(v) && (twice = duplicate_name(v)) != NULL)
		return error_set(
		    e, ERROR_INVALID_ARGUMENTS, "'%s' is given twice", twice);
	cJSON_ArrayForEach(m, v)
		if (check_arguments(m, name, e) < 0)
			return -1;
	return 0;
}

int
json_check_arguments(const cJSON *v, struct error *e)
{
	return check_arguments(v, "", e);
}
