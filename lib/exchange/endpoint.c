/* endpoint: where requests go and what goes with them, by the environment */
#include "exchange/endpoint.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "exchange/http.h"
#include "record/redact.h"
#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define OPENAI_BASE "https://api.openai.com/v1"

/* An address without its query, and that. */
struct base {
	const char *variable; /* that it comes from; NULL: from none */
	char *url;            /* without a slash at its end */
	char *query;          /* with its ?, or "" */
};

/* A blank variable counts as none. The caller frees. */
static char *
env_trimmed(const char *name)
{
	const char *s = getenv(name);
	size_t len;

	if (s == NULL)
		return NULL;
	while (isspace((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	return len > 0 ? xstrndup(s, len) : NULL;
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0';
}

static void
drop_slashes(char *url)
{
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		url[--len] = '\0';
}

static void
drop_end(char *url, const char *end)
{
	size_t len = strlen(url), n = strlen(end);

	if (len >= n && strcmp(url + len - n, end) == 0)
		url[len - n] = '\0';
}

/* What Azure's older addresses have below a deployment. */
static bool
is_deployed(const char *path)
{
	static const char *const kinds[] = {
	    "/audio/", "/chat/", "/completions", "/embeddings", "/images/"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(path, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/*
 * Without a version, which the request may have told already, Azure speaks
 * as OpenAI does; with one, the deployment (which is what it calls a model)
 * is part of an address.
 */
static void
azure_base(struct base *b, const char *path, const char *model, bool told)
{
	char *version = env_trimmed("OPENAI_API_VERSION");
	char *deployment = curl_easy_escape(NULL, model ? model : "", 0);
	char *endpoint = b->url;

	drop_end(endpoint, "/v1");
	drop_end(endpoint, "/openai");
	if (version == NULL && !told) {
		b->url = xasprintf("%s/openai/v1", endpoint);
	} else {
		free(b->query);
		b->query =
		    told ? xstrdup("") : xasprintf("?api-version=%s", version);
		b->url = model && is_deployed(path)
			     ? xasprintf("%s/openai/deployments/%s", endpoint,
				   deployment)
			     : xasprintf("%s/openai", endpoint);
	}
	free(endpoint);
	free(version);
	curl_free(deployment);
}

/* path may be NULL when only the server matters; query, when it has none. */
static void
find_base(
    struct base *b, const char *path, const char *query, const char *model)
{
	static const char *const names[] = {
	    "OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT"};
	char *mark;

	*b = (struct base){0};
	for (size_t i = 0; i < 2 && b->url == NULL; i++) {
		b->variable = names[i];
		b->url = env_trimmed(names[i]);
	}
	if (b->url == NULL)
		*b = (struct base){.url = xstrdup(OPENAI_BASE)};
	mark = strchr(b->url, '?');
	b->query = xstrdup(mark ? mark : "");
	if (mark != NULL)
		*mark = '\0';
	drop_slashes(b->url);
	if (path != NULL && b->variable == names[1])
		azure_base(
		    b, path, model, query && strstr(query, "api-version="));
}

static void
base_release(struct base *b)
{
	free(b->url);
	free(b->query);
}

static bool
is_openai(const struct base *b)
{
	size_t len = strlen("https://api.openai.com");

	return strncmp(b->url, OPENAI_BASE, len) == 0 &&
	       (b->url[len] == '/' || b->url[len] == '\0');
}

static bool
is_azure(const struct base *b, const char *place)
{
	const char *end = strstr(place, ".azure.com");

	if (b->variable && strcmp(b->variable, "AZURE_OPENAI_ENDPOINT") == 0)
		return true;
	return end != NULL && (end[10] == '\0' || end[10] == ':');
}

const struct dialect *
endpoint_dialect(void)
{
	struct base b;
	bool openai;

	find_base(&b, NULL, NULL, NULL);
	openai = is_openai(&b);
	base_release(&b);
	return openai ? &dialect_responses : &dialect_chat;
}

char *
endpoint_source(const char *model)
{
	struct base b;
	char *place, *source;

	find_base(&b, NULL, NULL, NULL);
	place = http_place(b.url);
	source = xasprintf("%s at %s", model, place ? place : "?");
	base_release(&b);
	free(place);
	return source;
}

/* Adds a header from a variable; -1 when it could smuggle in a second one. */
static int
add_from(struct endpoint *p, const char *variable, const char *format,
    struct error *e)
{
	const char *value = getenv(variable);

	if (value == NULL || *value == '\0')
		return 0;
	for (const char *c = value; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7F) {
			error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s holds a space, a newline or another character "
			    "that no key has",
			    variable);
			return error_hint(
			    e, c[1] == '\0'
				   ? "it is the last one: set it again without"
				   : "set it again, to the key alone");
		}
	strv_take(&p->headers, xasprintf("%s%s", format, value));
	return 0;
}

/* The first of the two that is set. */
static int
add_either(struct endpoint *p, const char *variable, const char *other,
    const char *format, struct error *e)
{
	return add_from(p, is_set(variable) ? variable : other, format, e);
}

static int
add_azure_key(
    struct endpoint *p, const struct base *b, bool needed, struct error *e)
{
	bool deployment = strstr(b->url, "/deployments/") != NULL;

	if (is_set("AZURE_OPENAI_API_KEY"))
		return add_from(p, "AZURE_OPENAI_API_KEY", "api-key: ", e);
	if (is_set("AZURE_OPENAI_AD_TOKEN"))
		return add_from(
		    p, "AZURE_OPENAI_AD_TOKEN", "Authorization: Bearer ", e);
	if (strcmp(b->variable, "OPENAI_BASE_URL") == 0)
		return add_from(p, "OPENAI_API_KEY",
		    deployment ? "api-key: " : "Authorization: Bearer ", e);
	if (!needed)
		return 0;
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "AZURE_OPENAI_ENDPOINT is set, AZURE_OPENAI_API_KEY and "
	    "AZURE_OPENAI_AD_TOKEN are not");
	return error_hint(
	    e, "set one of them, or unset the endpoint to ask api.openai.com");
}

static int
add_key(struct endpoint *p, const struct base *b, bool needed, struct error *e)
{
	if (is_azure(b, p->place))
		return add_azure_key(p, b, needed, e);
	if (needed && is_openai(b) && !is_set("OPENAI_API_KEY")) {
		error_set(
		    e, ERROR_INVALID_ARGUMENTS, "OPENAI_API_KEY is not set");
		return error_hint(
		    e, "set it, or OPENAI_BASE_URL for another server");
	}
	return add_from(p, "OPENAI_API_KEY", "Authorization: Bearer ", e);
}

static bool
is_named(const char *header, const char *name, size_t len)
{
	return strncasecmp(header, name, len) == 0 && header[len] == ':';
}

/* A header of the user's own takes the place of ours. */
static void
put_header(struct endpoint *p, const char *name, size_t len, char *header)
{
	for (size_t i = 0; i < p->headers.n; i++)
		if (is_named(p->headers.v[i], name, len)) {
			free(p->headers.v[i]);
			p->headers.v[i] = header;
			return;
		}
	strv_take(&p->headers, header);
}

/* What a line of its own may not say: how long the body is, and to whom. */
static bool
is_ours(const char *line, size_t len)
{
	static const char *const ours[] = {"Connection", "Content-Length",
	    "Content-Type", "Expect", "Host", "Transfer-Encoding"};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strlen(ours[i]) == len &&
		    strncasecmp(ours[i], line, len) == 0)
			return true;
	return false;
}

static bool
is_text(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x20 && s[i] != '\t')
			return false;
	return memchr(s, 0x7F, len) == NULL;
}

/* Adds "Name: value" of len bytes, neither with space around it. */
static int
add_line(
    struct endpoint *p, const char *line, size_t len, int n, struct error *e)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *value = memchr(line, ':', len), *end = line + len;
	size_t name = strspn(line, token), at = name;

	while (line[at] == ' ' || line[at] == '\t')
		at++;
	if (name == 0 || value != line + at || !is_text(line, len))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "line %d of OPENAI_CUSTOM_HEADERS is not 'Name: value'", n);
	if (is_ours(line, name))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "line %d of OPENAI_CUSTOM_HEADERS sets %.*s, which is not "
		    "free to choose",
		    n, (int)name, line);
	for (value++; value < end && (*value == ' ' || *value == '\t');)
		value++;
	/* curl sends a header without a value only when it ends in ; */
	put_header(p, line, name,
	    value == end ? xasprintf("%.*s;", (int)name, line)
			 : xasprintf("%.*s: %.*s", (int)name, line,
			       (int)(end - value), value));
	return 0;
}

static int
add_custom(struct endpoint *p, struct error *e)
{
	const char *line = getenv("OPENAI_CUSTOM_HEADERS");
	size_t len, all;

	for (int n = 1; line != NULL && *line != '\0'; n++) {
		all = len = strcspn(line, "\n");
		while (len > 0 && isspace((unsigned char)*line))
			line++, len--, all--;
		while (len > 0 && isspace((unsigned char)line[len - 1]))
			len--;
		if (len > 0 && add_line(p, line, len, n, e) < 0)
			return -1;
		line += all;
		line += *line == '\n';
	}
	return 0;
}

static int
add_headers(
    struct endpoint *p, const struct base *b, bool needed, struct error *e)
{
	if (add_key(p, b, needed, e) < 0 ||
	    add_either(p, "OPENAI_ORG_ID", "OPENAI_ORGANIZATION",
		"OpenAI-Organization: ", e) < 0 ||
	    add_either(p, "OPENAI_PROJECT_ID", "OPENAI_PROJECT",
		"OpenAI-Project: ", e) < 0)
		return -1;
	return add_custom(p, e);
}

static char *
advice(const struct base *b)
{
	const char *host = strstr(b->url, "://");

	if (b->variable == NULL || strchr(host + 3, '/') != NULL)
		return NULL;
	return xasprintf(
	    "%s has no path: is it %s/v1, and is the model's name right?",
	    b->variable, b->url);
}

/* What stands there may be the key, set to the wrong variable. */
static int
refuse(const struct base *b, struct error *e)
{
	struct buf safe = {0};

	redact(&safe, b->url, strlen(b->url));
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%s is no http or https address: '%s'", b->variable,
	    buf_str(&safe));
	buf_release(&safe);
	return error_hint(e, "such as http://127.0.0.1:8080/v1");
}

/* Takes the base, and what is sent in addition to p's headers. */
static int
fill(struct endpoint *p, struct base *b, bool needs_key, struct error *e)
{
	int status;

	p->place = http_place(b->url);
	if (p->place == NULL || (strncmp(b->url, "http://", 7) != 0 &&
				    strncmp(b->url, "https://", 8) != 0)) {
		status = refuse(b, e);
	} else {
		p->advice = advice(b);
		status = add_headers(p, b, needs_key, e);
	}
	base_release(b);
	return status;
}

int
endpoint_read(struct endpoint *p, const struct dialect *d, const char *model,
    struct error *e)
{
	struct base b;

	find_base(&b, d->path, NULL, model);
	*p = (struct endpoint){
	    .url = xasprintf("%s%s%s", b.url, d->path, b.query)};
	strv_addl(&p->headers, "Content-Type: application/json",
	    "Accept: application/json", "User-Agent: codex-call/" VERSION,
	    NULL);
	return fill(p, &b, true, e);
}

int
endpoint_forward(struct endpoint *p, const char *path, const char *query,
    const char *model, struct error *e)
{
	struct base b;

	find_base(&b, path, query, model);
	*p = (struct endpoint){
	    .url = xasprintf("%s%s%s%s%s", b.url, path, b.query,
		query == NULL ? ""
		: *b.query    ? "&"
			      : "?",
		query ? query : "")};
	return fill(p, &b, false, e);
}

void
endpoint_release(struct endpoint *p)
{
	free(p->url);
	free(p->place);
	free(p->advice);
	strv_release(&p->headers);
	*p = (struct endpoint){0};
}
