/* chain: the lines of a log, damaged; and an event that is chained on */
#include "record/chain.h"
#include "fuzz.h"

/* Nothing that was read makes the next line one that does not hold. */
static void
print(const char *text, size_t size)
{
	cJSON *event = json_parse(text, size, NULL);
	struct buf b = {0};
	struct chain c;
	char *wrong;

	if (json_string(event, "type") != NULL &&
	    json_check_arguments(event, NULL) == 0) {
		chain_print(&b, chain_start, 1, event);
		c = (struct chain){.p = b.data, .end = b.data + b.len};
		assert(chain_next(&c) && !c.torn);
		assert(chain_sum_holds(c.line, c.len));
		wrong = chain_wrong(&c, chain_start, chain_start);
		assert(wrong == NULL);
		assert(!chain_next(&c));
		buf_release(&b);
	}
	cJSON_Delete(event);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct chain c = {.p = text, .end = text + size};
	char prev[SHA256_HEX + 1], before[SHA256_HEX + 1];

	memcpy(prev, chain_start, sizeof(prev));
	memcpy(before, chain_start, sizeof(before));
	while (chain_next(&c)) {
		assert(c.line >= text && c.line + c.len <= text + size);
		chain_sum_holds(c.line, c.len);
		free(chain_wrong(&c, prev, before));
		memcpy(before, prev, sizeof(before));
		sha256_hex(c.line, c.len, prev);
	}
	print(text, size);
	free(text);
	return 0;
}
