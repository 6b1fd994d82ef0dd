/* zoned: a time in the time zone of whoever was there */
#include "text/zoned.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void
zoned_date(char date[ZONED_MAX], long seconds, const char *zone)
{
	long hhmm = strtol(zone, NULL, 10);
	time_t local = seconds + (hhmm / 100 * 60 + hhmm % 100) * 60;
	struct tm tm;
	size_t n;

	date[0] = '\0';
	if (strlen(zone) != 5 || gmtime_r(&local, &tm) == NULL)
		return;
	n = strftime(date, ZONED_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(date + n, ZONED_MAX - n, "%.3s:%.2s", zone, zone + 3);
}
