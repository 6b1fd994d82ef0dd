/* retry: whether and when a request that failed is sent again */
#include "exchange/retry.h"
#include "system/clock.h"
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define WAIT_MAX 1e9 /* seconds; what is beyond is no honest wait */

/* By its first letters; seconds where there is none. */
static double
unit(const char *s)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"ms", 1e-3}, {"milli", 1e-3}, {"s", 1}, {"m", 60},
	    {"h", 3600}, {"d", 86400}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strncasecmp(s, units[i].name, strlen(units[i].name)) == 0)
			return units[i].seconds;
	return 1;
}

/* "1.3s", "20ms", "6m0s", "1h 2m", "20 seconds" */
static double
duration(const char *s)
{
	double seconds = -1;
	char *end;

	while (isdigit((unsigned char)*s)) {
		double n = strtod(s, &end);

		end += strspn(end, " ");
		seconds = (seconds < 0 ? 0 : seconds) + n * unit(end);
		while (isalpha((unsigned char)*end))
			end++;
		s = end + strspn(end, " ");
	}
	return seconds;
}

double
retry_named(const char *message)
{
	static const char *const before[] = {
	    "try again in ", "retry after ", "retry in "};
	const char *at;

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		at = strcasestr(message, before[i]);
		if (at != NULL)
			return duration(at + strlen(before[i]));
	}
	return -1;
}

void
retry_moment(time_t at, char text[RETRY_MOMENT])
{
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(text, RETRY_MOMENT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static double
backoff(long retry)
{
	double seconds = 0.5 * (double)(1L << (retry < 4 ? retry : 4));
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return seconds * (1 - 0.25 * (double)random / 4294967296.0);
}

/* Negative when the server names no wait. */
static double
named_wait(const struct http_answer *a, const struct error *e)
{
	double wait = a->retry_after;

	if (wait < 0 && e->code == ERROR_RATE_LIMITED)
		wait = retry_named(e->message);
	return wait < WAIT_MAX ? wait : WAIT_MAX;
}

static void
come_back(struct retry *r, double wait, bool too_long, struct error *e)
{
	char moment[RETRY_MOMENT];

	r->at = time(NULL) + (time_t)ceil(wait);
	retry_moment(r->at, moment);
	if (too_long)
		error_hint(e,
		    "it asks to wait %g s, which --timeout does not leave; "
		    "come back after %s",
		    wait, moment);
	else if (e->hint == NULL)
		error_hint(e, "come back after %s", moment);
}

double
retry_wait(
    struct retry *r, const struct http_answer *a, bool again, struct error *e)
{
	double named = named_wait(a, e);
	double wait = named >= 0 ? named : backoff(r->counted);
	long most = a->silent && r->most > 1 ? 1 : r->most;
	bool fits = r->deadline <= 0 || clock_now() + wait < r->deadline;

	r->n++;
	if (again && r->most > 0 && fits && r->deadline > 0 && named >= 1)
		return wait; /* only the deadline ends a queue */
	r->counted++;
	if (again && r->counted <= most && fits)
		return wait;
	if (named >= 0)
		come_back(r, wait, again && !fits, e);
	return -1;
}
