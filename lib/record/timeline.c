/* timeline: events as lines */
#include "record/timeline.h"
#include "base/alloc.h"
#include "base/json.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 120 }; /* bytes of one value */

/* A value in a timeline: a long one loses its end, at a symbol's start. */
static void
print_value(struct buf *out, const cJSON *value)
{
	char *text = json_text(value);
	size_t len = strlen(text), keep = SHOWN_MAX;

	while (len > SHOWN_MAX && ((unsigned char)text[keep] & 0xc0) == 0x80)
		keep--;
	if (len > SHOWN_MAX)
		buf_addf(out, "%.*s... (%zu bytes)", (int)keep, text, len);
	else
		buf_add(out, text, len);
	free(text);
}

static void
add_event(struct buf *out, const cJSON *event)
{
	static const char hidden[] = " prev seq time type sum ";
	const char *time = json_string(event, "time");
	const char *type = json_string(event, "type");
	struct buf line = {0};
	const cJSON *m;
	char *name;

	buf_addf(&line, "%.8s  %s", time && strlen(time) > 19 ? time + 11 : "-",
	    type ? type : "-");
	cJSON_ArrayForEach(m, event) {
		name = xasprintf(" %s ", m->string);
		if (strstr(hidden, name) == NULL) {
			buf_addf(&line, "  %s=", m->string);
			print_value(&line, m);
		}
		free(name);
	}
	visible(out, buf_str(&line), line.len, false);
	buf_addc(out, '\n');
	buf_release(&line);
}

void
timeline_add(struct buf *out, const struct session *s, const cJSON *events)
{
	const cJSON *event;

	buf_addf(out, "session %s\n", s->id);
	cJSON_ArrayForEach(event, events)
		add_event(out, event);
}
