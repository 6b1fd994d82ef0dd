/* manifest: a catalogue of helpers, as a project may bring one along */
#include "contract/manifest.h"
#include "contract/help.h"
#include "fuzz.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void
use(const struct manifest *m)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, m->entries) {
		const char *name = json_string(entry, "name");
		struct buf help = {0};

		assert(manifest_find(m, name) == entry);
		manifest_reads_only(entry);
		manifest_nearest(m, "grep");
		free(manifest_program(m, entry));
		for (int api = API_RESPONSES; api <= API_FUNCTIONS; api++)
			cJSON_Delete(manifest_for_api(entry, api));
		help_of_helper(&help, entry);
		buf_release(&help);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("manifest", MFD_CLOEXEC);
	struct manifest m = {0};
	struct error e = {0};
	char path[32];

	alloc_use_in_cjson();
	assert(write_all(fd, data, size) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (manifest_load(&m, path, &e) == 0)
		use(&m);
	else
		assert(e.code != ERROR_NONE);
	manifest_release(&m);
	error_release(&e);
	close(fd);
	return 0;
}
