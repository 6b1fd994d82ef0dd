/* redact: text with secrets in it, whole and as it grows */
#include "record/redact.h"
#include "fuzz.h"
#include "text/secrets.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct secrets found = {0};
	struct buf out = {0};
	size_t at = 0;

	secrets_find(&found, text, size);
	for (size_t i = 0; i < found.n; i++) {
		assert(found.v[i].start >= at && found.v[i].rule != NULL);
		at = found.v[i].start + found.v[i].len;
		assert(at <= size);
	}
	redact(&out, text, size);
	assert(found.n > 0 || out.len == size);
	assert(redact_settled(text, size) <= size);
	secrets_release(&found);
	buf_release(&out);
	free(text);
	return 0;
}
