/* report: what result lines say, counted, named and known again */
#include "record/report.h"
#include "base/alloc.h"
#include "base/num.h"
#include "text/sha256.h"
#include <stdlib.h>
#include <string.h>

void
report_release(struct report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].path);
		free(r->v[i].rule);
		free(r->v[i].name);
		free(r->v[i].message);
		free(r->v[i].hint);
		free(r->v[i].allowed);
	}
	for (size_t i = 0; i < r->n_results; i++) {
		free(r->results[i].name);
		free(r->results[i].summary);
		free(r->results[i].output);
		report_coverage_release(&r->results[i].coverage);
	}
	free(r->v);
	free(r->results);
	sources_release(&r->sources);
	*r = (struct report){0};
}

bool
report_is_red(const struct report *r)
{
	return r->count[REPORT_ERROR] > 0;
}

const char *
report_level_name(enum report_level level)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[level];
}

char *
report_message(const struct report_item *i)
{
	return xasprintf("%s%s%s%s%s", i->name ? i->name : "",
	    i->name ? ": " : "", i->message, i->hint ? "\n" : "",
	    i->hint ? i->hint : "");
}

static void
add_count(struct buf *out, size_t n, const char *what, const char *behind)
{
	buf_addf(out, "%zu %s%s%s", n, what, plural((long)n), behind);
}

void
report_totals(struct buf *out, const struct report *r)
{
	add_count(out, r->count[REPORT_ERROR], "error", ", ");
	add_count(out, r->count[REPORT_WARNING], "warning", " and ");
	add_count(out, r->count[REPORT_NOTE], "note", " in ");
	add_count(out, r->n_results, "result", "");
}

void
report_print(
    struct report *r, const struct report_item *i, char hex[REPORT_PRINT])
{
	struct buf b = {0};
	char hash[SOURCE_HASH];

	buf_add(&b, i->rule, strlen(i->rule) + 1);
	if (i->path != NULL)
		buf_add(&b, i->path, strlen(i->path) + 1);
	if (i->path && source_hash(&r->sources, i->path, i->line, hash))
		buf_adds(&b, hash);
	else
		buf_adds(&b, i->message);
	sha256_hex(b.data, b.len, hex);
	buf_release(&b);
}
