/* testlog_events: go test -json, an event a line */
#include "base/alloc.h"
#include "base/json.h"
#include "text/testlog_lines.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* A test, or with an empty name its package: events of many are mixed. */
struct go_test {
	char *key;         /* package, newline, name: the tree's order */
	bool parent;       /* it has subtests, which count instead */
	bool told;         /* one below it has failed, and was listed */
	struct testlog it; /* one failure, which it becomes if it fails */
};

static int
by_key(const void *a, const void *b)
{
	return strcmp(
	    ((const struct go_test *)a)->key, ((const struct go_test *)b)->key);
}

static void
free_test(void *p)
{
	struct go_test *g = p;

	free(g->key);
	testlog_release(&g->it);
	free(g);
}

void
testlog_events_release(struct testlog *t)
{
	tdestroy(t->state->go_tests, free_test);
}

static struct go_test *
find(struct testlog *t, const char *package, const char *name, size_t len)
{
	struct go_test *g = xcalloc(1, sizeof(*g)), **at;

	g->key = xasprintf("%s\n%.*s", package, (int)len, name);
	at = tsearch(g, &t->state->go_tests, by_key);
	if (at == NULL)
		alloc_failed();
	if (*at != g) {
		free_test(g);
		return *at;
	}
	testlog_begin(&g->it);
	if (len > 0)
		testlog_fail(&g->it, name, len, MODE_GO);
	else
		testlog_fail(&g->it, package, strlen(package), MODE_GO);
	return g;
}

/* Each test that a subtest is in, and at last the package. */
static void
mark(struct testlog *t, const char *package, const char *name, bool failed)
{
	size_t len = strlen(name);
	struct go_test *g;

	while (len > 0) {
		while (len > 0 && name[--len] != '/')
			;
		g = find(t, package, name, len);
		g->parent = true;
		g->told |= failed;
	}
}

static void
hear(struct go_test *g, const char *package, const char *output)
{
	char *line = xstrndup(output, strcspn(output, "\n"));
	const char *path, *why = line + strspn(line, " ");
	size_t len;
	long number;

	if (testlog_begins(line, "=== ") || testlog_begins(why, "--- ")) {
		free(line);
		return;
	}
	if (testlog_go_place(line, &path, &len, &number, &why) &&
	    g->it.failures[0].path == NULL)
		testlog_place(&g->it.failures[0], path, len, number);
	if (why != NULL)
		testlog_say(&g->it, why);
	testlog_go_package(&g->it, 0, package);
	free(line);
}

static void
end(struct testlog *t, struct go_test *g, const char *action,
    const char *package, const char *name)
{
	struct test_tally *n = &t->state->runner;
	bool failed = strcmp(action, "fail") == 0;

	bool leaf = *name != '\0' && !g->parent;

	n->seen |= *name != '\0';
	n->passed += leaf && strcmp(action, "pass") == 0;
	n->skipped += leaf && strcmp(action, "skip") == 0;
	if (!failed || g->told)
		return;
	n->failed++;
	testlog_move(t, &g->it);
	mark(t, package, name, true);
}

static void
take(struct testlog *t, const cJSON *event, const char *action)
{
	const char *package = json_string(event, "Package");
	const char *name = json_string(event, "Test");
	const char *output = json_string(event, "Output");
	struct go_test *g;

	if (strcmp(action, "build-output") == 0 && output != NULL) {
		char *line = xstrndup(output, strcspn(output, "\n"));

		testlog_build(t, line);
		free(line);
	}
	if (package == NULL)
		return;
	name = name ? name : "";
	g = find(t, package, name, strlen(name));
	if (strcmp(action, "run") == 0)
		mark(t, package, name, false);
	else if (strcmp(action, "output") == 0 && output && g->it.n > 0)
		hear(g, package, output);
	else if (json_string(event, "FailedBuild") != NULL)
		t->state->go_broken = true;
	else
		end(t, g, action, package, name);
}

bool
testlog_events(struct testlog *t, const char *line)
{
	const char *action;
	cJSON *event;

	if (*line != '{' || strstr(line, "\"Action\":") == NULL)
		return false;
	event = json_parse(line, strlen(line), NULL);
	action = json_string(event, "Action");
	if (action != NULL)
		take(t, event, action);
	cJSON_Delete(event);
	return action != NULL;
}
