/* pattern: regular expressions by PCRE2, within limits */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/pattern.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "text/ecma.h"
#include <ctype.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

/*
 * Per search: steps of backtracking, and KiB of memory for them. A text of
 * megabytes is matched by honest patterns well within them.
 */
#define MATCH_LIMIT 5000000
#define DEPTH_LIMIT 1000000
#define HEAP_LIMIT  (128 * 1024)
#define JIT_STACK   (1024 * 1024)

#define WORD_START "(?<!\\w)(?:"
#define WORD_END   ")(?!\\w)"

struct pattern {
	pcre2_general_context *memory;
	pcre2_code *code;
	bool is_twin; /* the code is another's */
	bool is_fast; /* it was compiled to machine code */
	pcre2_match_data *match;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack; /* NULL without JIT */
};

static void *
allocate(size_t size, void *unused)
{
	(void)unused;
	return xmalloc(size);
}

static void
release(void *p, void *unused)
{
	(void)unused;
	free(p);
}

/* A backslash before anything that is no letter or digit makes it itself. */
void
pattern_quote(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		if (!isalnum((unsigned char)*text) && !(*text & 0x80))
			buf_addc(b, '\\');
		buf_addc(b, *text);
	}
}

/*
 * The pattern as PCRE2 gets it. Not PCRE2_EXTRA_MATCH_WORD, for which `-x`
 * is no word in ` -x `: grep -w only wants no word character on either side.
 */
static int
build(struct buf *b, const char *text, int flags, struct error *e)
{
	if (flags & PATTERN_ECMA)
		return ecma_translate(b, text, e);
	if (flags & PATTERN_WORD)
		buf_adds(b, WORD_START);
	if (flags & PATTERN_LITERAL)
		pattern_quote(b, text);
	else
		buf_adds(b, text);
	if (flags & PATTERN_WORD)
		buf_adds(b, WORD_END);
	return 0;
}

static uint32_t
options(int flags)
{
	uint32_t o =
	    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;

	/*
	 * PCRE2 10.42's start optimization is wrong about (?=a)\t?a: it wants
	 * to see two a. A schema's verdict must be right, its texts are short.
	 */
	if (flags & PATTERN_BYTES)
		o = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
	else if (flags & PATTERN_ECMA)
		o |= PCRE2_NO_START_OPTIMIZE | PCRE2_ALLOW_EMPTY_CLASS |
		     PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
		     PCRE2_NEVER_UCP;
	else
		o |= PCRE2_UCP;
	if (flags & PATTERN_IGNORE_CASE)
		o |= PCRE2_CASELESS;
	if (flags & PATTERN_MULTILINE)
		o |= PCRE2_MULTILINE;
	return o;
}

/* The place is told only where the text was not rewritten. */
static void
complain(struct error *e, const char *text, int flags, int code, size_t offset)
{
	char why[256];
	size_t start = flags & PATTERN_WORD ? strlen(WORD_START) : 0;

	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
	if (flags & (PATTERN_ECMA | PATTERN_LITERAL) || offset < start ||
	    offset - start > strlen(text)) {
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the pattern '%s' is wrong: %s", text, why);
		return;
	}
	offset -= start;
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the pattern '%s' is wrong at byte %zu, behind '%.*s': %s", text,
	    offset + 1, (int)offset, text, why);
	error_hint(e, "set literal to search for the text itself");
}

static pcre2_code *
compile(struct pattern *p, const char *text, int flags, struct error *e)
{
	pcre2_compile_context *context;
	struct buf b = {0};
	pcre2_code *code = NULL;
	size_t offset;
	int number;

	if (build(&b, text, flags, e) < 0) {
		buf_release(&b);
		return NULL;
	}
	context = pcre2_compile_context_create(p->memory);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)buf_str(&b), b.len, options(flags),
	    &number, &offset, context);
	if (code == NULL)
		complain(e, text, flags, number, offset);
	pcre2_compile_context_free(context);
	buf_release(&b);
	return code;
}

/* What a thread needs to match, beside the code. */
static void
prepare(struct pattern *p)
{
	p->match = pcre2_match_data_create(1, p->memory);
	p->limits = pcre2_match_context_create(p->memory);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(p->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(p->limits, HEAP_LIMIT);
	if (p->is_fast) {
		p->stack =
		    pcre2_jit_stack_create(32 * 1024, JIT_STACK, p->memory);
		pcre2_jit_stack_assign(p->limits, NULL, p->stack);
	}
}

struct pattern *
pattern_compile(const char *text, int flags, struct error *e)
{
	struct pattern *p = xcalloc(1, sizeof(*p));

	p->memory = pcre2_general_context_create(allocate, release, NULL);
	p->code = compile(p, text, flags, e);
	if (p->code == NULL) {
		pattern_free(p);
		return NULL;
	}
	/* where memory may not be executed, PCRE2 interprets */
	p->is_fast = flags & PATTERN_JIT &&
		     pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0;
	prepare(p);
	return p;
}

struct pattern *
pattern_twin(const struct pattern *p)
{
	struct pattern *twin = xcalloc(1, sizeof(*twin));

	twin->memory = pcre2_general_context_create(allocate, release, NULL);
	twin->code = p->code;
	twin->is_twin = true;
	twin->is_fast = p->is_fast;
	prepare(twin);
	return twin;
}

int
pattern_find(struct pattern *p, const char *s, size_t len, size_t from,
    size_t *start, size_t *end, struct error *e)
{
	char why[256];
	size_t *bounds;
	int n;

	n = pcre2_match(
	    p->code, (PCRE2_SPTR)s, len, from, 0, p->match, p->limits);
	if (n == PCRE2_ERROR_JIT_STACKLIMIT)
		n = pcre2_match(p->code, (PCRE2_SPTR)s, len, from, PCRE2_NO_JIT,
		    p->match, p->limits);
	if (n == PCRE2_ERROR_NOMATCH)
		return 0;
	if (n < 0) {
		pcre2_get_error_message(n, (PCRE2_UCHAR *)why, sizeof(why));
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the pattern takes too long on this text: %s; make it "
		    "simpler",
		    why);
	}
	bounds = pcre2_get_ovector_pointer(p->match);
	*start = bounds[0];
	*end = bounds[1];
	return 1;
}

void
pattern_free(struct pattern *p)
{
	pcre2_jit_stack_free(p->stack);
	pcre2_match_context_free(p->limits);
	pcre2_match_data_free(p->match);
	if (!p->is_twin)
		pcre2_code_free(p->code);
	pcre2_general_context_free(p->memory);
	free(p);
}
