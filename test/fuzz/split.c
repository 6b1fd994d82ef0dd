/* split: the pieces of a text are those of the published patterns in PCRE2 */
#include "text/split.h"
#include "base/utf8.h"
#include "fuzz.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/*
 * The patterns as tiktoken publishes them, but for \s, which is White_Space
 * there while in PCRE2 it is U+180E too.
 */
#define SPACE   "\\p{White_Space}"
#define SYMBOLS "[^" SPACE "\\p{L}\\p{N}]"
#define AFTER   "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define PREFIX  "[^\\r\\n\\p{L}\\p{N}]?"
#define HEAD    "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define TAIL    "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define SPACES  SPACE "*[\\r\\n]+|" SPACE "+(?!\\P{White_Space})|" SPACE "+"
#define O200K                                                                  \
	PREFIX HEAD "*" TAIL "+" AFTER "?|" PREFIX HEAD "+" TAIL "*" AFTER     \
		    "?|\\p{N}{1,3}| ?" SYMBOLS "+[\\r\\n/]*|" SPACES
#define CL100K                                                                 \
	AFTER "|" PREFIX "\\p{L}+|\\p{N}{1,3}| ?" SYMBOLS "+[\\r\\n]*|" SPACES

static pcre2_code *
compile(const char *pattern)
{
	int code;
	size_t at;
	pcre2_code *re = pcre2_compile((PCRE2_SPTR)pattern,
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);

	assert(re != NULL);
	pcre2_jit_compile(re, PCRE2_JIT_COMPLETE);
	return re;
}

/* The length of what matches at the start of the text; 0: nothing. */
static size_t
matched(const pcre2_code *re, const char *s, size_t len)
{
	pcre2_match_data *m = pcre2_match_data_create(1, NULL);
	int n = pcre2_match(re, (PCRE2_SPTR)s, len, 0,
	    PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, m, NULL);
	size_t end = n > 0 ? pcre2_get_ovector_pointer(m)[1] : 0;

	pcre2_match_data_free(m);
	return end;
}

/* Only what is UTF-8, and assigned in the Unicode version of this PCRE2. */
static size_t
known(char *text, size_t size)
{
	static pcre2_code *unassigned;
	size_t to = 0, n;
	uint32_t cp;

	if (unassigned == NULL)
		unassigned = compile("\\p{Cn}");
	for (size_t at = 0; at < size; at += n) {
		n = utf8_decode(text + at, size - at, &cp);
		if (n > 1 && matched(unassigned, text + at, n) > 0)
			continue;
		memmove(text + to, text + at, n);
		to += n;
		n += n == 0;
	}
	return to;
}

static void
check(
    enum split_pattern pattern, const pcre2_code *re, const char *s, size_t len)
{
	size_t ends[7], n, at;

	for (; len > 0; s += at, len -= at) {
		n = split(pattern, s, len, ends, sizeof(ends) / sizeof(*ends));
		assert(n > 0);
		for (size_t i = at = 0; i < n; at = ends[i++]) {
			assert(ends[i] - at ==
			       split_next(pattern, s + at, len - at));
			if (re != NULL)
				assert(ends[i] - at ==
				       matched(re, s + at, len - at));
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static pcre2_code *o200k, *cl100k;
	char *text = fuzz_text(data, size);

	if (o200k == NULL) {
		o200k = compile(O200K);
		cl100k = compile(CL100K);
	}
	check(SPLIT_O200K, NULL, text, size);
	check(SPLIT_CL100K, NULL, text, size);
	size = known(text, size);
	check(SPLIT_O200K, o200k, text, size);
	check(SPLIT_CL100K, cl100k, text, size);
	free(text);
	return 0;
}
