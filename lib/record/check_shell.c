/* check_shell: rules about commands that delete, read as a shell reads them */
#include "base/alloc.h"
#include "record/statement.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_MAX = 4096 }; /* bytes */

/* How bad a command is. */
enum harm { HARMLESS, DELETES, DESTROYS };

/* A command's words, wherever on the line it begins; and in JSON's lists. */
struct command {
	const char *s, *end; /* where the next word is looked for */
	bool list;           /* of the form ["rm", "-rf", "/"] */
	char word[256];      /* the last, its quotes removed */
};

/* Copies a ${...}, $(...) or $NAME from s; returns its length. */
static size_t
variable(const char *s, const char *end, char *out, size_t room)
{
	size_t n = 1, depth = 0, left = (size_t)(end - s);

	if (n < left && (s[1] == '{' || s[1] == '(')) {
		for (; n < left; n++) {
			depth += s[n] == '{' || s[n] == '(';
			depth -= s[n] == '}' || s[n] == ')';
			if (depth == 0)
				break;
		}
		n += n < left;
	}
	memcpy(out, s, n < room ? n : room);
	return n;
}

/* The next word of the command; false at its end. */
static bool
next_word(struct command *c)
{
	static const char ends[] = ";|&)`\n<>";
	size_t k = 0, n;
	char quote = 0;
	const char *s = c->s;

	while (s < c->end &&
	       (*s == ' ' || *s == '\t' || (c->list && strchr(",\"'", *s))))
		s++;
	if (s == c->end || strchr(ends, *s) || (c->list && *s == ']'))
		return false;
	for (; s < c->end && k + 1 < sizeof(c->word); s++) {
		if (*s == '$' && quote != '\'' && !c->list) {
			n = variable(
			    s, c->end, c->word + k, sizeof(c->word) - k - 1);
			k += n < sizeof(c->word) - k - 1
				 ? n
				 : sizeof(c->word) - k - 1;
			s += n - 1;
		} else if (c->list && strchr("\"'", *s)) {
			break;
		} else if (quote ? *s == quote : *s == '"' || *s == '\'') {
			/* a quote that nothing closes is the text's around */
			if (!quote &&
			    !memchr(s + 1, *s, (size_t)(c->end - s - 1)))
				break;
			quote = quote ? 0 : *s;
		} else if (!quote && !c->list &&
			   (*s == ' ' || *s == '\t' || strchr(ends, *s))) {
			break;
		} else if (*s == '\\' && s + 1 < c->end && !c->list) {
			c->word[k++] = *++s;
		} else {
			c->word[k++] = *s;
		}
	}
	c->word[k] = '\0';
	if (s < c->end && !c->list && (*s == '"' || *s == '\''))
		c->end = s;
	c->s = s;
	return true;
}

/* Behind a variable, if it is empty where it is not set; else NULL. */
static const char *
behind_variable(const char *word)
{
	size_t n;

	if (*word != '$')
		return NULL;
	if (word[1] == '{' || word[1] == '(') {
		n = 2 + strspn(word + 2, "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_");
		return n > 2 && (word[n] == '}' || word[n] == ')')
			   ? word + n + 1
			   : NULL;
	}
	for (n = 1; isalnum((unsigned char)word[n]) || word[n] == '_'; n++)
		;
	return n > 1 ? word + n : NULL;
}

/* The root, a folder of the system, or all that is in one of them. */
static bool
is_system(const char *path)
{
	static const char *const folders[] = {"bin", "boot", "dev", "etc",
	    "home", "lib", "lib64", "opt", "proc", "root", "sbin", "srv", "sys",
	    "usr", "var", "Users", "System", "Library", "Windows"};
	size_t n;

	if (*path != '/')
		return false;
	while (*path == '/' || (*path == '.' && strchr("/", path[1])))
		path++;
	n = strcspn(path, "/");
	if (*path == '\0' || strcmp(path, "*") == 0 || strcmp(path, ".*") == 0)
		return true;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (strlen(folders[i]) == n && memcmp(path, folders[i], n) == 0)
			return path[n + strspn(path + n, "/*")] == '\0';
	return false;
}

/* Whether a path is, or with an unset variable becomes, one not to lose. */
static bool
is_vital(const char *path)
{
	const char *rest = behind_variable(path);

	if (*path == '~')
		return path[1 + strspn(path + 1, "/*.")] == '\0';
	if (strncmp(path, "$HOME", 5) == 0 || strncmp(path, "${HOME}", 7) == 0)
		return rest[strspn(rest, "/*.")] == '\0';
	while (rest != NULL && *rest == '$')
		rest = behind_variable(rest);
	return is_system(rest ? rest : path);
}

static bool
is_flag(const char *word, const char *letters, const char *name)
{
	if (strncmp(word, "--", 2) == 0)
		return strcmp(word + 2, name) == 0;
	return *word == '-' && strpbrk(word, letters) != NULL;
}

static enum harm
judge_rm(struct command *c, const char *letters)
{
	bool recursive = false, vital = false;

	while (next_word(c)) {
		if (strcmp(c->word, "--no-preserve-root") == 0)
			return DESTROYS;
		recursive |= is_flag(c->word, letters, "recursive");
		vital |= is_vital(c->word);
	}
	if (!recursive)
		return HARMLESS;
	return vital ? DESTROYS : DELETES;
}

/* chmod and chown: harmful only for what is vital. */
static enum harm
judge_change(struct command *c)
{
	return judge_rm(c, "R") == DESTROYS ? DESTROYS : HARMLESS;
}

static enum harm
judge_find(struct command *c)
{
	bool vital = false, deletes = false, paths = true;

	while (next_word(c)) {
		paths &= *c->word != '-' && *c->word != '(';
		vital |= paths && is_vital(c->word);
		deletes |= strcmp(c->word, "-delete") == 0;
		if (strncmp(c->word, "-exec", 5) == 0 && next_word(c))
			deletes |= strcmp(c->word, "rm") == 0;
	}
	if (!deletes)
		return HARMLESS;
	return vital ? DESTROYS : DELETES;
}

static enum harm
judge_git(struct command *c)
{
	bool forced = false;

	if (!next_word(c) || strcmp(c->word, "clean") != 0)
		return HARMLESS;
	while (next_word(c))
		forced |= is_flag(c->word, "f", "force");
	return forced ? DELETES : HARMLESS;
}

static bool
is_disk(const char *path)
{
	static const char *const disks[] = {"sd", "hd", "vd", "xvd", "nvme",
	    "disk", "mmcblk", "mapper/", "md", "rdisk"};

	if (strncmp(path, "/dev/", 5) != 0)
		return false;
	for (size_t i = 0; i < sizeof(disks) / sizeof(*disks); i++)
		if (strncmp(path + 5, disks[i], strlen(disks[i])) == 0)
			return true;
	return false;
}

/* dd, mkfs, shred, wipefs: what writes over a disk. */
static enum harm
judge_disk(struct command *c, bool operand)
{
	const char *path;

	while (next_word(c)) {
		path = c->word;
		if (!operand && strncmp(path, "of=", 3) != 0)
			continue;
		if (is_disk(operand ? path : path + 3))
			return DESTROYS;
	}
	return HARMLESS;
}

/* shutil.rmtree("/"), os.RemoveAll(dir): the call's first argument. */
static enum harm
judge_call(struct command *c)
{
	size_t n;

	while (c->s < c->end && *c->s == ' ')
		c->s++;
	if (c->s == c->end || (*c->s != '"' && *c->s != '\''))
		return DELETES;
	for (n = 1; c->s + n < c->end && c->s[n] != *c->s; n++)
		;
	if (n >= sizeof(c->word))
		return DELETES;
	memcpy(c->word, c->s + 1, n - 1);
	c->word[n - 1] = '\0';
	return is_vital(c->word) ? DESTROYS : DELETES;
}

static enum harm
judge_command(struct command *c, const char *name, size_t len)
{
#define IS(word) (len == strlen(word) && memcmp(name, word, len) == 0)
	if (IS("rm"))
		return judge_rm(c, "rR");
	if (IS("chmod") || IS("chown"))
		return judge_change(c);
	if (IS("find"))
		return judge_find(c);
	if (IS("git"))
		return judge_git(c);
	if (IS("dd"))
		return judge_disk(c, false);
	if (IS("shred") || IS("wipefs") || IS("tee") ||
	    (len >= 4 && memcmp(name, "mkfs", 4) == 0))
		return judge_disk(c, true);
	return HARMLESS;
#undef IS
}

/* Also where to look on: behind the command, but not behind one in it. */
static enum harm
judge_name(const struct changed *at, size_t from, size_t len, const char **next)
{
	static const char *const calls[] = {"rmtree", "RemoveAll", "rmSync",
	    "rimraf", "remove_all", "remove_dir_all", "rm_rf", "rm_r",
	    "deleteDirectory", "emptyDirSync", "removeSync"};
	const char *name = at->text + from, *end = at->text + at->len;

	struct command c = {.s = name + len, .end = end};
	const char *inner;
	enum harm harm;

	/* what is looked for stands near; long lines cost no more for it */
	if (end - name > COMMAND_MAX)
		c.end = end = name + COMMAND_MAX;
	if (c.s >= end)
		return HARMLESS;
	if (*c.s == '(') {
		c.s++;
		for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
			if (len == strlen(calls[i]) &&
			    memcmp(name, calls[i], len) == 0)
				return judge_call(&c);
		return HARMLESS;
	}
	c.list = from > 0 && strchr("\"'", *c.s) && c.s[0] == name[-1] &&
		 c.s + 1 < end && c.s[1] == ',';
	if (*c.s == '.' && len == 4 && memcmp(name, "mkfs", 4) == 0)
		while (c.s < end && *c.s != ' ')
			c.s++;
	else if (!c.list && *c.s != ' ' && *c.s != '\t')
		return HARMLESS;
	harm = judge_command(&c, name, len);
	inner = memmem(name, (size_t)(c.s - name), "$(", 2);
	*next = inner ? inner : c.s;
	return harm;
}

static bool
writes_over_disk(const char *s, const char *end)
{
	char path[24] = "";
	size_t n;

	for (; s < end && (*s == '>' || *s == '|' || *s == ' '); s++)
		;
	n = (size_t)(end - s) < sizeof(path) - 1 ? (size_t)(end - s)
						 : sizeof(path) - 1;
	memcpy(path, s, n);
	return is_disk(path);
}

static bool
in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* The worst that a command on the line does. */
static enum harm
harm_of(const struct changed *at)
{
	enum harm worst = HARMLESS, harm;
	const char *s = at->text, *next;
	size_t n;

	for (size_t i = 0; i < at->len && worst < DESTROYS;) {
		for (n = 0; i + n < at->len && in_name(s[i + n]); n++)
			;
		next = s + i + n + (n == 0);
		harm = HARMLESS;
		if (n > 1 && (i == 0 || s[i - 1] != '$'))
			harm = judge_name(at, i, n, &next);
		if (n == 0 && s[i] == '>' &&
		    writes_over_disk(s + i, s + at->len))
			harm = DESTROYS;
		if (harm > worst)
			worst = harm;
		i = (size_t)(next - s);
	}
	return worst;
}

/* Of a command over several lines, none of which does it alone. */
static void
judge_joined(struct judge *j, const struct rule *rule, const struct subject *s,
    const struct statement *st, enum harm wanted)
{
	struct changed all = {.text = buf_str(&st->text), .len = st->text.len};
	const struct changed *new = statement_new(st, 0, st->n - 1, rule, s);

	if (st->n < 2 || new == NULL || harm_of(&all) != wanted)
		return;
	for (size_t i = 0; i < st->n; i++) {
		struct changed line = statement_line(st, i);

		if (harm_of(&line) >= wanted)
			return;
	}
	judge_add(j, rule, s, new, rule->level, NULL);
}

static void
judge_harm(struct judge *j, const struct rule *rule, const struct subject *s,
    enum harm wanted)
{
	struct statements at = {.subject = s};
	struct statement st = {0};

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' && harm_of(&s->v[i]) == wanted &&
		    !subject_is_comment(s, s->v[i].text, s->v[i].len) &&
		    judge_counts(rule, s, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
	while (statement_next(&at, &st))
		judge_joined(j, rule, s, &st, wanted);
}

void
check_destructive(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_harm(j, rule, s, DESTROYS);
}

void
check_deletion(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_harm(j, rule, s, DELETES);
}

void
check_statements(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	statement_judge(j, rule, s, NULL, NULL);
}
