#ifndef TEXT_ZONED_H
#define TEXT_ZONED_H

#define ZONED_MAX 40 /* bytes of a date, with its NUL */

/*
 * Writes a time as RFC 3339 has it, in the time zone that git writes as
 * "+0100": "2024-05-01T12:00:00+01:00"; "" when there is no such time or zone.
 */
void zoned_date(char date[ZONED_MAX], long seconds, const char *zone);

#endif
