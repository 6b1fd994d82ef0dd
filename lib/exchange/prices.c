/* prices: what models cost, from a data file */
#include "exchange/prices.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "system/share.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX ((size_t)16 << 20)

static int
read_file(const char *path, struct buf *text, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int status = 0;

	if (fd < 0 || buf_read(text, fd, FILE_MAX) < 0)
		status = error_errno(e, "cannot read the prices in '%s'", path);
	if (fd >= 0)
		close(fd);
	return status;
}

/* Whether a price is there and no less than nothing. */
static bool
is_price(const cJSON *entry, const char *name, bool required)
{
	const cJSON *price = json_get(entry, name);

	if (price == NULL)
		return !required;
	return cJSON_IsNumber(price) && price->valuedouble >= 0;
}

static bool
are_prices(const cJSON *entry)
{
	return is_price(entry, "input", true) &&
	       is_price(entry, "output", true) &&
	       is_price(entry, "cached_input", false) &&
	       is_price(entry, "cache_write", false) &&
	       is_price(entry, "above", json_get(entry, "long") != NULL);
}

static bool
are_tokens(const cJSON *entry, const char *name)
{
	const cJSON *number = json_get(entry, name);
	long n;

	return number == NULL || (json_is_integer(number, &n) && n > 0);
}

static int
check(const cJSON *json, const char *path, struct error *e)
{
	const cJSON *models = json_get(json, "models"), *entry, *more;

	if (!cJSON_IsObject(models) || json_string(json, "date") == NULL ||
	    json_string(json, "currency") == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the prices in '%s' lack a date, a currency, or models",
		    path);
	cJSON_ArrayForEach(entry, models) {
		more = json_get(entry, "long");
		if (!are_prices(entry) || (more != NULL && !are_prices(more)))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the price of '%s' in '%s' needs numbers as input "
			    "and output, for a million tokens",
			    entry->string, path);
		if (!are_tokens(entry, "context") ||
		    !are_tokens(entry, "max_input"))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "context and max_input of '%s' in '%s' are whole "
			    "numbers of tokens",
			    entry->string, path);
	}
	return 0;
}

int
prices_load(struct prices *p, const char *path, struct error *e)
{
	char *ours = path ? NULL : share_path("prices.json");
	struct buf text = {0};
	int status;

	path = path ? path : ours;
	status = read_file(path, &text, e);
	if (status == 0) {
		p->json = json_parse(buf_str(&text), text.len, e);
		if (p->json == NULL)
			status = error_path(e, path);
		else
			status = check(p->json, path, e);
	}
	if (status < 0)
		prices_release(p);
	buf_release(&text);
	free(ours);
	return status;
}

void
prices_release(struct prices *p)
{
	cJSON_Delete(p->json);
	p->json = NULL;
}

/* The length of a name without the date of a snapshot at its end. */
static size_t
length_undated(const char *name)
{
	static const char form[] = "-dddd-dd-dd";
	size_t len = strlen(name), n = sizeof(form) - 1;
	const char *end = name + len - n;

	if (len <= n)
		return len;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)end[i])
				   : end[i] != form[i])
			return len;
	return len - n;
}

const cJSON *
prices_find(const struct prices *p, const char *model)
{
	const cJSON *models = json_get(p->json, "models");
	const cJSON *entry = json_get(models, model);
	char *undated;

	if (entry != NULL || model == NULL)
		return entry;
	undated = xstrndup(model, length_undated(model));
	entry = json_get(models, undated);
	free(undated);
	return entry;
}

long
prices_window(const cJSON *entry, long answer)
{
	long window = json_long(entry, "context", 0);
	long input = json_long(entry, "max_input", window);

	return input < window - answer ? input + answer : window;
}

static double
price(const cJSON *entry, const char *name)
{
	const cJSON *price = json_get(entry, name);

	return (price ? price : json_get(entry, "input"))->valuedouble;
}

double
prices_cost(const cJSON *entry, const cJSON *usage)
{
	long input = json_long(usage, "input_tokens", 0);
	long cached = json_long(usage, "cached_tokens", 0);
	long written = json_long(usage, "cache_write_tokens", 0);
	long output = json_long(usage, "output_tokens", 0);
	const cJSON *more = json_get(entry, "long");

	if (more != NULL && input > json_long(entry, "above", 0))
		entry = more;
	/* both are part of the input */
	input -= cached + written;
	if (input < 0)
		input = 0;
	return ((double)input * price(entry, "input") +
		   (double)cached * price(entry, "cached_input") +
		   (double)written * price(entry, "cache_write") +
		   (double)output * price(entry, "output")) /
	       1e6;
}

/* To a ten-millionth, since a sum of doubles is never a round figure. */
static cJSON *
round_amount(double amount)
{
	char text[64];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text), "%.7f", amount);
	while (text[len - 1] == '0')
		text[--len] = '\0';
	if (text[len - 1] == '.')
		text[--len] = '\0';
	return json_parse(text, len, NULL);
}

cJSON *
prices_details(const struct prices *p, const cJSON *entry, double amount)
{
	const char *date = json_string(entry, "date");
	cJSON *cost = cJSON_CreateObject();

	if (date == NULL)
		date = json_string(p->json, "date");
	cJSON_AddItemToObject(cost, "amount", round_amount(amount));
	cJSON_AddStringToObject(
	    cost, "currency", json_string(p->json, "currency"));
	cJSON_AddTrueToObject(cost, "estimate");
	cJSON_AddStringToObject(cost, "prices_date", date);
	return cost;
}
