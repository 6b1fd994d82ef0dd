/* options: the command lines of the programs in bin/ */
#include "contract/options.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/num.h"
#include "contract/help.h"
#include "contract/tool.h"
#include "text/nearest.h"
#include <float.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* A flag that is on: what is left to say of it is --no-NAME. */
static bool
starts_set(const struct option_spec *s)
{
	return s->type == OPTION_FLAG && *(const bool *)s->value;
}

static noreturn void
print_help(
    const struct option_spec *specs, const char *usage, const char *about)
{
	struct buf out = {0};

	buf_addf(&out, "usage: %s %s\n\n", tool_name(), usage);
	help_wrap(&out, about, 0);
	buf_addc(&out, '\n');
	for (const struct option_spec *s = specs; s->name != NULL; s++) {
		if (s->letter != '\0')
			buf_addf(&out, "  -%c, --%s", s->letter, s->name);
		else
			buf_addf(&out, "      --%s%s",
			    starts_set(s) ? "no-" : "", s->name);
		if (s->argument != NULL)
			buf_addf(&out, " %s", s->argument);
		buf_addc(&out, '\n');
		help_wrap(&out, s->help, 12);
	}
	buf_adds(&out, "      --help, --version\n");
	tool_write(out.data, out.len);
	buf_release(&out);
	tool_exit(0);
}

static noreturn void
print_version(void)
{
	struct buf out = {0};

	buf_addf(&out, "%s %s\n", tool_name(), VERSION);
	tool_write(out.data, out.len);
	buf_release(&out);
	tool_exit(0);
}

static void
store(const struct option_spec *s, const char *value)
{
	bool good = true;

	switch (s->type) {
	case OPTION_FLAG:
		*(bool *)s->value = true;
		break;
	case OPTION_STRING:
		*(const char **)s->value = value;
		break;
	case OPTION_STRINGS:
		strv_add(s->value, value);
		break;
	case OPTION_LONG:
		good = parse_long(value, 0, LONG_MAX, s->value);
		break;
	case OPTION_DOUBLE:
		good = parse_double(value, 0, DBL_MAX, s->value);
		break;
	}
	if (!good)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--%s takes a number that is not negative, not '%s'",
		    s->name, value);
}

static const struct option_spec *
find(const struct option_spec *specs, const char *name, size_t len)
{
	for (const struct option_spec *s = specs; s->name != NULL; s++)
		if (strlen(s->name) == len && strncmp(s->name, name, len) == 0)
			return s;
	return NULL;
}

static noreturn void
unknown(const struct option_spec *specs, const char *flag)
{
	char *name = xstrndup(flag + 2, strcspn(flag + 2, "="));
	struct nearest best = {.name = name};

	if (flag[1] == '-')
		for (const struct option_spec *s = specs; s->name; s++)
			nearest_offer(&best, s->name);
	if (best.found != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "unknown option '--%s'; did you mean '--%s'?", name,
		    best.found);
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "unknown option '%s'; %s --help lists them", flag, tool_name());
}

/* The value of argv[*at]: attached, or the next word. */
static const char *
value_of(const struct option_spec *s, const char *attached, int argc,
    char **argv, int *at)
{
	if (attached != NULL)
		return attached;
	if (*at + 1 >= argc)
		tool_fail(ERROR_INVALID_ARGUMENTS, "--%s needs a value: %s",
		    s->name, s->argument);
	return argv[++*at];
}

static void
take_long(const struct option_spec *specs, int argc, char **argv, int *at)
{
	const char *flag = argv[*at], *name = flag + 2;
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_spec *s = find(specs, name, len), *negated;

	if (s == NULL && strncmp(name, "no-", 3) == 0 && equals == NULL) {
		negated = find(specs, name + 3, len - 3);
		if (negated != NULL && negated->type == OPTION_FLAG) {
			*(bool *)negated->value = false;
			return;
		}
	}
	if (s == NULL)
		unknown(specs, flag);
	if (s->type == OPTION_FLAG && equals != NULL)
		tool_fail(
		    ERROR_INVALID_ARGUMENTS, "--%s takes no value", s->name);
	store(s, s->type == OPTION_FLAG
		     ? NULL
		     : value_of(s, equals ? equals + 1 : NULL, argc, argv, at));
}

/* -abc is -a -b -c; -ovalue is -o value. */
static void
take_letters(const struct option_spec *specs, int argc, char **argv, int *at)
{
	const char *flag = argv[*at];
	const struct option_spec *s;

	for (const char *c = flag + 1; *c != '\0'; c++) {
		for (s = specs; s->name != NULL && s->letter != *c; s++)
			;
		if (s->name == NULL)
			unknown(specs, flag);
		if (s->type != OPTION_FLAG) {
			store(s,
			    value_of(s, c[1] ? c + 1 : NULL, argc, argv, at));
			return;
		}
		store(s, NULL);
	}
}

void
options_parse(const struct option_spec *specs, const char *usage,
    const char *about, bool stop_at_operand, int argc, char **argv,
    struct strv *operands)
{
	bool ended = false;

	for (int at = 1; at < argc; at++) {
		const char *a = argv[at];

		if (!ended && strcmp(a, "--") == 0) {
			ended = true;
			continue;
		}
		if (ended || a[0] != '-' || a[1] == '\0') {
			strv_add(operands, a);
			ended |= stop_at_operand;
			continue;
		}
		if (strcmp(a, "--help") == 0)
			print_help(specs, usage, about);
		if (strcmp(a, "--version") == 0)
			print_version();
		if (a[1] == '-')
			take_long(specs, argc, argv, &at);
		else
			take_letters(specs, argc, argv, &at);
	}
}
