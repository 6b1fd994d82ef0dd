/* keys: what our own environment keeps secret */
#include "record/keys.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/strv.h"
#include "text/secret_decode.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A name such as OPENAI_API_KEY, but not KEYBOARD or MAX_TOKENS. */
static bool
names_a_secret(const char *name, size_t len)
{
	static const char *const words[] = {"KEY", "APIKEY", "TOKEN", "SECRET",
	    "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIALS", "AUTHORIZATION",
	    "COOKIE"};
	size_t n;

	for (const char *end = name + len; name < end; name += n + 1) {
		n = strcspn(name, "_-=:");
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strlen(words[i]) == n &&
			    strncasecmp(name, words[i], n) == 0)
				return true;
	}
	return false;
}

/* The value as it is, and as JSON writes it. */
static void
add_value(struct strv *values, const char *value)
{
	size_t len = strlen(value);
	struct buf json = {0};

	if (len < 8)
		return;
	strv_add(values, value);
	json_print_string(&json, value, len);
	buf_truncate(&json, json.len - 1);
	if (json.len != len + 1)
		strv_add(values, json.data + 1);
	buf_release(&json);
}

/* Lines of "Name: value", some of which are keys. */
static void
add_headers(struct strv *values, const char *line)
{
	size_t len, name, blank;
	char *value;

	for (; *line != '\0'; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		name = strcspn(line, ":\n");
		if (name == len || !names_a_secret(line, name))
			continue;
		value = xstrndup(line + name + 1, len - name - 1);
		name = strspn(value, " \t");
		if (strncasecmp(value + name, "bearer ", 7) == 0)
			name += 7;
		blank = strcspn(value + name, " \t\r");
		value[name + blank] = '\0';
		add_value(values, value + name);
		free(value);
	}
}

static const struct strv *
ours(void)
{
	static struct strv values;
	static bool known;
	const char *equals;

	for (char **e = environ; !known && e != NULL && *e != NULL; e++) {
		equals = strchr(*e, '=');
		if (equals && names_a_secret(*e, (size_t)(equals - *e)))
			add_value(&values, equals + 1);
		if (strncmp(*e, "OPENAI_CUSTOM_HEADERS=", 22) == 0)
			add_headers(&values, equals + 1);
	}
	known = true;
	return &values;
}

/* In the text, or in what a run of it says. */
static void
find(const char *text, size_t len, const struct encoded *run, found_key *found,
    void *data)
{
	const struct strv *values = ours();
	const char *p, *end = text + len;
	size_t n, at, m;

	for (size_t i = 0; i < values->n; i++) {
		n = strlen(values->v[i]);
		for (p = text; (p = memmem(p, (size_t)(end - p), values->v[i],
				    n)) != NULL;
		     p += n) {
			at = (size_t)(p - text);
			m = n;
			if (run != NULL)
				encoded_place(run, &at, &m);
			found(data, at, m);
		}
	}
}

void
keys_find(const char *text, size_t len, found_key *found, void *data)
{
	struct encoded run = {.s = text, .s_len = len};

	find(text, len, NULL, found, data);
	while (ours()->n > 0 && encoded_next(&run))
		find(buf_str(&run.text), run.text.len, &run, found, data);
	encoded_release(&run);
}
