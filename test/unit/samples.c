/* samples: judges the samples of each rule that is named by its file */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "record/policy.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A file of samples, test/fixtures/policy/RULE:
 *
 *	true PATH [new|deleted|from OLD]	a sample that the rule finds
 *	false PATH ...				one that it does not
 *	each true PATH				each line is a sample
 *	and PATH ...				another file of the same sample
 *	@old mode 100644			a line of git's header
 *	*400 +text				that line, 400 times
 *	+text, -text, " text"			lines of a hunk
 *
 * <U+202E> is that character, <*30:text> the text 30 times over, and <> is
 * nothing, so that no scanner takes a sample for a secret.
 */
struct file {
	char *path, *old;
	bool created, deleted;
	struct buf headers, lines;
	long old_count, new_count;
};

struct sample {
	char *at; /* for messages: its first line */
	bool expected;
	struct file file[16];
	size_t n;
};

static const struct policy *policy;
static const char *rule;
static long counts[2], failures;

static void
expand(struct buf *out, const char *s, size_t len)
{
	unsigned cp, times;
	int n;

	for (size_t i = 0; i < len;) {
		char *text = xstrndup(s + i, len - i);
		char character[8] = "";

		n = 0;
		if (sscanf(text, "<U+%x>%n", &cp, &n) == 1 && n > 0) {
			utf8_encode(cp, character);
			buf_adds(out, character);
		} else if (strncmp(text, "<>", 2) == 0) {
			n = 2;
		} else if (sscanf(text, "<*%u:%n", &times, &n) == 1 && n > 0) {
			char *end = strchr(text, '>');

			while (times-- > 0)
				buf_add(
				    out, text + n, (size_t)(end - text - n));
			n = (int)(end - text) + 1;
		} else {
			buf_add(out, text, 1);
			n = 1;
		}
		i += (size_t)n;
		free(text);
	}
}

static void
write_file(struct buf *out, const struct file *f, bool as_context)
{
	const char *old = f->old ? f->old : f->path;
	long before = f->old_count, after = f->new_count, lines;
	struct buf body = {0};

	if (as_context) {
		lines = 0;
		for (size_t i = 0; i < f->lines.len; i++) {
			bool first = i == 0 || f->lines.data[i - 1] == '\n';

			buf_addc(&body, first ? ' ' : f->lines.data[i]);
			lines += first;
		}
		before = lines;
		after = lines;
	} else {
		buf_add(&body, buf_str(&f->lines), f->lines.len);
	}
	if (!f->created && !f->deleted) {
		buf_adds(&body, " old\n");
		before++;
		after++;
	}
	if (as_context) {
		buf_adds(&body, "+x\n");
		after++;
	}
	if (f->headers.len > 0 || f->created || f->deleted || f->old) {
		buf_addf(out, "diff --git a/%s b/%s\n%s", old, f->path,
		    buf_str(&f->headers));
		if (f->created && !strstr(buf_str(&f->headers), "new file"))
			buf_adds(out, "new file mode 100644\n");
		if (f->deleted)
			buf_adds(out, "deleted file mode 100644\n");
		if (f->old)
			buf_addf(out,
			    "similarity index 90%%\nrename from %s\n"
			    "rename to %s\n",
			    old, f->path);
	}
	if (f->lines.len > 0 || as_context)
		buf_addf(out, "--- %s%s\n+++ %s%s\n@@ -%d,%ld +%d,%ld @@\n%s",
		    f->created ? "/dev/null" : "a/", f->created ? "" : old,
		    f->deleted ? "/dev/null" : "b/", f->deleted ? "" : f->path,
		    f->created ? 0 : 7, before,
		    f->deleted   ? 0
		    : f->created ? 1
				 : 7,
		    after, buf_str(&body));
	buf_release(&body);
}

static bool
finds(const struct sample *s, bool as_context)
{
	struct findings found = {0};
	struct buf text = {0};
	struct error e = {0};
	struct diff d = {0};
	bool yes = false;

	for (size_t i = 0; i < s->n; i++)
		write_file(&text, &s->file[i], as_context);
	if (diff_parse(&d, buf_str(&text), text.len, &e) < 0) {
		printf("%s: no diff: %s\n%s", s->at, e.message, buf_str(&text));
		exit(1);
	}
	policy_judge(policy, &d, &found);
	for (size_t i = 0; i < found.n; i++)
		yes |= strcmp(found.v[i].rule, rule) == 0 &&
		       found.v[i].allowed == NULL;
	findings_release(&found);
	diff_release(&d);
	buf_release(&text);
	return yes;
}

static bool
has_headers(const struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->file[i].headers.len > 0 || s->file[i].created ||
		    s->file[i].deleted || s->file[i].old)
			return true;
	return false;
}

/* A path alone is found as context, too; a line must not be. */
static bool
finds_context(const struct sample *s)
{
	struct sample bare = *s;

	if (has_headers(s))
		return false;
	for (size_t i = 0; i < bare.n; i++)
		bare.file[i].lines = (struct buf){0};
	return !finds(&bare, true) && finds(s, true);
}

static void
judge(struct sample *s)
{
	if (s->n == 0)
		return;
	counts[s->expected]++;
	if (finds(s, false) != s->expected) {
		printf("%s: %s: %s: %s\n%s", rule,
		    s->expected ? "not found" : "found", s->file[0].path, s->at,
		    buf_str(&s->file[0].lines));
		failures++;
	} else if (s->expected && finds_context(s)) {
		printf("%s: found in context: %s\n", rule, s->at);
		failures++;
	}
	for (size_t i = 0; i < s->n; i++) {
		buf_release(&s->file[i].headers);
		buf_release(&s->file[i].lines);
		free(s->file[i].path);
		free(s->file[i].old);
	}
	free(s->at);
	*s = (struct sample){0};
}

static void
add_file(struct sample *s, const char *words)
{
	struct file *f = &s->file[s->n++];
	struct buf path = {0};
	size_t n = strcspn(words, " \n");

	if (s->n > 16)
		abort();
	expand(&path, words, n);
	f->path = buf_detach(&path);
	words += n + (words[n] == ' ');
	f->created = strncmp(words, "new", 3) == 0;
	f->deleted = strncmp(words, "deleted", 7) == 0;
	if (strncmp(words, "from ", 5) == 0)
		f->old = xstrndup(words + 5, strcspn(words + 5, "\n"));
}

static void
add_line(struct sample *s, const char *line, size_t len)
{
	struct file *f = &s->file[s->n - 1];

	if (*line == '@') {
		expand(&f->headers, line + 1, len - 1);
		buf_addc(&f->headers, '\n');
		return;
	}
	expand(&f->lines, line, len);
	buf_addc(&f->lines, '\n');
	f->old_count += *line != '+';
	f->new_count += *line != '-';
}

static void
add_lines(struct sample *s, const char *line, size_t len)
{
	long times = 1;
	char *rest;

	if (*line == '*') {
		times = strtol(line + 1, &rest, 10);
		len -= (size_t)(rest + 1 - line);
		line = rest + 1;
	}
	while (times-- > 0)
		add_line(s, line, len);
}

static void
read_samples(const char *text)
{
	const char *each = NULL, *rest;
	struct sample s = {0};
	bool expected = false;
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		rest = strncmp(text, "each ", 5) == 0 ? text + 5 : text;
		if (n == 0 || *text == '#')
			continue;
		if (strncmp(rest, "true ", 5) == 0 ||
		    strncmp(rest, "false ", 6) == 0) {
			judge(&s);
			expected = *rest == 't';
			rest += expected ? 5 : 6;
			each = NULL;
			if (strncmp(text, "each ", 5) == 0)
				each = rest;
			else
				add_file(&s, rest);
		} else if (strncmp(text, "and ", 4) == 0) {
			add_file(&s, text + 4);
		} else {
			if (each) {
				judge(&s);
				add_file(&s, each);
			}
			add_lines(&s, text, n);
		}
		if (s.at == NULL && s.n > 0) {
			s.at = xstrndup(text, n);
			s.expected = expected;
		}
	}
	judge(&s);
}

int
main(int argc, char *argv[])
{
	static const char owners[] =
	    "{\"owners\":{\"lib/owned/\":[\"@core\"],\"*.own\":[\"@a\"],"
	    "\"lib/owned/free\":[]}}";
	struct error e = {0};
	struct policy *p;
	int fd;

	if (root_set(".", &e) < 0 ||
	    (p = policy_read(owners, strlen(owners), &e)) == NULL) {
		printf("%s\n", e.message);
		return 1;
	}
	policy = p;
	for (int i = 1; i < argc; i++) {
		struct buf text = {0};

		fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		if (fd < 0 || buf_read(&text, fd, 1 << 24) < 0) {
			printf("cannot read %s\n", argv[i]);
			return 1;
		}
		close(fd);
		rule =
		    strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
		counts[0] = counts[1] = 0;
		read_samples(buf_str(&text));
		if (!policy_has_rule(p, rule) || counts[1] < 5 ||
		    counts[0] < 10) {
			printf("%s: %ld true and %ld false samples; a rule "
			       "needs 5 and 10\n",
			    rule, counts[1], counts[0]);
			failures++;
		}
		buf_release(&text);
	}
	policy_free(p);
	return failures > 0;
}
