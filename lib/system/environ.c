/* environ: what of our environment a child gets to see */
#include "system/environ.h"
#include "system/root.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define KEY_MIN 16 /* bytes of a key that is no mere placeholder */

void
environ_allow(struct strv *env, const char *const *names)
{
	const char *value;

	for (; *names != NULL; names++) {
		value = getenv(*names);
		if (value != NULL)
			strv_addf(env, "%s=%s", *names, value);
	}
}

static bool
holds(const char *name, size_t len, const char *word)
{
	for (size_t n = strlen(word); len >= n; name++, len--)
		if (strncasecmp(name, word, n) == 0)
			return true;
	return false;
}

/* By its name, or because the API's key is in it under another name. */
static bool
is_secret(const char *variable)
{
	static const char *const words[] = {
	    "KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL", "CUSTOM_HEADERS"};
	const char *key = getenv("OPENAI_API_KEY");
	size_t len = strcspn(variable, "=");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (holds(variable, len, words[i]))
			return true;
	return key && strlen(key) >= KEY_MIN && strstr(variable + len, key);
}

void
environ_without_secrets(struct strv *env)
{
	for (char **v = environ; *v != NULL; v++) {
		if (strncmp(*v, "CODEX_RUN=", 10) == 0 ||
		    strncmp(*v, "CODEX_NO_STDIN=", 15) == 0 ||
		    (root_path() && strncmp(*v, "CODEX_ROOT=", 11) == 0))
			continue;
		if (!is_secret(*v))
			strv_add(env, *v);
	}
	if (root_path() != NULL)
		strv_addf(env, "CODEX_ROOT=%s", root_path());
	strv_add(env, "CODEX_RUN=1");
}
