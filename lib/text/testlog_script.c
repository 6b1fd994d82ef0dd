/* testlog_script: the failed tests of node, jest, vitest and mocha */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A place in `    at f (FILE:LINE:COLUMN)`, not of the runtime's own. */
static void
read_stack(struct testlog *t, const char *text)
{
	const char *open = strrchr(text, '('), *at = open ? open + 1 : text + 3;
	size_t len;
	long number;

	if (testlog_begins(at, "file://"))
		at += 7;
	if (strstr(at, "node:") == NULL && strstr(at, "node_modules") == NULL &&
	    testlog_read_place(at, &len, &number))
		testlog_place(testlog_open(t), at, len, number);
}

/* What follows the name of a failed test of node, jest, vitest or mocha. */
bool
testlog_script(struct testlog *t, const char *line)
{
	static const char arrow[] = "\u276f ";
	const char *text = line + strspn(line, " ");
	const struct test_failure *f = testlog_open(t);

	if (t->state->mode != MODE_SCRIPT || f == NULL)
		return false;
	if (testlog_begins(text, "at "))
		read_stack(t, text);
	else if (testlog_begins(text, arrow))
		read_stack(t, text + strlen(arrow) - 3);
	else if (f->message == NULL)
		testlog_say(t, text);
	return true;
}

/* mocha's list: `  1) suite`, and below it `       name:` */
bool
testlog_mocha(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	int used = 0, number;
	size_t n = strlen(line);
	struct test_failure *f;
	char *name;

	if (s->mocha && sscanf(line, " %d) %n", &number, &used) == 1 &&
	    used > 0) {
		testlog_fail(t, line + used, n - (size_t)used, MODE_MOCHA);
		return true;
	}
	if (s->mode != MODE_MOCHA)
		return false;
	f = testlog_open(t);
	line += strspn(line, " ");
	n = strlen(line);
	if (n > 0 && line[n - 1] == ':')
		s->mode = MODE_SCRIPT;
	name = xasprintf(
	    "%s %.*s", f->name, (int)(n - (s->mode == MODE_SCRIPT)), line);
	free(f->name);
	f->name = name;
	return true;
}

/*
 * node's spec reporter: under `failing tests:`, `test at FILE:LINE:COLUMN`
 * and then `x name (1.2ms)`. jest: `  * suite > name`. vitest: ` FAIL
 * file > suite > name`.
 */
bool
testlog_node(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	static const char cross[] = "\u2716 ", dot[] = "  \u25cf ",
			  fail[] = " FAIL  ";
	const char *name = line + strlen(cross), *end;
	size_t len;

	if (testlog_begins(line, "test at ") &&
	    testlog_read_place(line + 8, &len, &s->before.line)) {
		free(s->before.path);
		s->before.path = xstrndup(line + 8, len);
		return true;
	}
	if (testlog_begins(line, cross) && s->before.path != NULL &&
	    strstr(line, ") # TODO") == NULL) {
		end = strrchr(name, '(');
		len =
		    end && end > name ? (size_t)(end - name) - 1 : strlen(name);
		testlog_place(testlog_fail(t, name, len, MODE_SCRIPT),
		    s->before.path, strlen(s->before.path), s->before.line);
		free(s->before.path);
		s->before.path = NULL;
		return true;
	}
	if ((testlog_begins(line, dot) && strstr(line, " \u203a ") != NULL) ||
	    (testlog_begins(line, fail) && strstr(line, " > ") != NULL)) {
		name = line + (*line == ' ' && line[1] == 'F' ? strlen(fail)
							      : strlen(dot));
		if (!testlog_find(t, name, strlen(name), MODE_SCRIPT))
			testlog_fail(t, name, strlen(name), MODE_SCRIPT);
		return true;
	}
	return false;
}
