/* prompt: a template file with its front matter */
#include "contract/prompt.h"
#include "fuzz.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void
render(const struct prompt *p)
{
	struct error e = {0};
	cJSON *given = cJSON_CreateObject(), *messages, *m;

	messages = prompt_render(p, given, "what was packed", &e);
	assert((messages == NULL) == (e.code != ERROR_NONE));
	cJSON_ArrayForEach(m, messages)
		assert(json_string(m, "role") && json_string(m, "content"));
	cJSON_Delete(messages);
	cJSON_Delete(given);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("prompt", MFD_CLOEXEC);
	struct error e = {0};
	struct prompt p = {0};
	char path[32];

	alloc_use_in_cjson();
	assert(write_all(fd, data, size) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (prompt_load(&p, path, &e) == 0) {
		render(&p);
		prompt_release(&p);
	} else {
		assert(e.code != ERROR_NONE);
	}
	error_release(&e);
	close(fd);
	return 0;
}
