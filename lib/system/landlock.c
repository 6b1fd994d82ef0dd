/* landlock: rules for which files a process may use, from now on */
#include "system/landlock.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What files have of the rights; the kernel refuses the others on one. */
#define OF_FILES                                                               \
	(LANDLOCK_RUN | LANDLOCK_OVERWRITE | LANDLOCK_READ | LANDLOCK_CONTROL)

/* The header may be older than the kernel, whose structure has grown. */
struct attributes {
	uint64_t files, tcp, scoped;
};

int
landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

int
landlock_begin(struct landlock *l, uint64_t free, bool tcp)
{
	struct attributes a = {0};
	int abi = landlock_abi();

	*l = (struct landlock){.fd = -1, .abi = abi};
	if (abi == 0)
		return -1;
	/* thirteen rights at first, then one more with 2, 3 and 5 */
	l->handled = a.files =
	    ((UINT64_C(1) << (13 + (abi >= 2) + (abi >= 3) + (abi >= 5))) - 1) &
	    ~free;
	if (abi >= 4 && !tcp)
		a.tcp = 3; /* to bind and to connect */
	if (abi >= 6)
		a.scoped = 3; /* abstract sockets and signals */
	l->fd = (int)syscall(SYS_landlock_create_ruleset, &a, sizeof(a), 0);
	return l->fd < 0 ? -1 : 0;
}

int
landlock_allow(struct landlock *l, int fd, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = rights & l->handled, .parent_fd = fd};

	if (l->fd < 0)
		return 0;
	if (syscall(SYS_landlock_add_rule, l->fd, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) == 0)
		return 0;
	rule.allowed_access &= OF_FILES;
	if (errno != EINVAL || rule.allowed_access == 0)
		return -1;
	return (int)syscall(
	    SYS_landlock_add_rule, l->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

int
landlock_allow_path(struct landlock *l, const char *path, uint64_t rights)
{
	int fd, status;

	if (l->fd < 0)
		return 0;
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 1 : -1;
	status = landlock_allow(l, fd, rights);
	close(fd);
	return status;
}

int
landlock_enforce(struct landlock *l)
{
	int status = 0;

	if (l->fd < 0)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_landlock_restrict_self, l->fd, 0) < 0)
		status = -1;
	close(l->fd);
	l->fd = -1;
	return status;
}
