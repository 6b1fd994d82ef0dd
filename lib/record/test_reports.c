/* test_reports: the JUnit XML files that a run of tests leaves */
#include "record/test_reports.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include "text/glob.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_REPORT ((size_t)32 << 20)

static const struct {
	const char *folder, *glob;
} places[] = {{".", "{junit,TEST-,test-results,test-report}*.xml"},
    {"build", "{junit,TEST-,test-results}*.xml"}, {"reports", "*.xml"},
    {"test-results", "*.xml"}, {"test-reports", "*.xml"},
    {"target/surefire-reports", "TEST-*.xml"},
    {"target/failsafe-reports", "TEST-*.xml"},
    {"build/test-results/test", "*.xml"}};

/* Adds `path` to names and, as what it is now, to states. */
static void
look_in(const char *folder, const char *glob, struct strv *names,
    struct strv *states)
{
	int fd = root_open(folder, O_RDONLY | O_DIRECTORY, NULL);
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;
	const struct dirent *entry;
	struct stat st;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (!glob_match(glob, entry->d_name) ||
		    fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		strv_addf(names, "%s/%s", folder, entry->d_name);
		strv_addf(states, "%s/%s %ju %jd.%09ld %jd", folder,
		    entry->d_name, (uintmax_t)st.st_ino,
		    (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
		    (intmax_t)st.st_size);
	}
	closedir(dir);
}

static void
look(struct strv *names, struct strv *states)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		look_in(places[i].folder, places[i].glob, names, states);
}

void
test_reports_note(struct strv *before)
{
	struct strv names = {0};

	look(&names, before);
	strv_release(&names);
}

void
test_reports_read(const struct strv *before, struct testlog *t)
{
	struct strv names = {0}, states = {0};
	struct buf b = {0};

	look(&names, &states);
	for (size_t i = 0; i < names.n; i++) {
		if (strv_has(before, states.v[i]))
			continue;
		buf_truncate(&b, 0);
		/* what is no report, or too large for one, says nothing */
		if (root_read(names.v[i], MAX_REPORT, &b, NULL, NULL) == 0)
			testlog_read_junit(t, buf_str(&b), b.len, NULL);
	}
	strv_release(&names);
	strv_release(&states);
	buf_release(&b);
}
