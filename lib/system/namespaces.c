/* namespaces: a root, a network and processes that are a program's own */
#include "system/namespaces.h"
#include "base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), status;

	if (fd < 0)
		return -1;
	status = write_all(fd, text, strlen(text));
	close(fd);
	return status;
}

/*
 * Root needs no user namespace, and without one may go on writing a tree
 * that others own; in a container it may lack the right to do so.
 */
static int
leave(const struct namespaces *ns)
{
	int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
		    (ns->host_network ? 0 : CLONE_NEWNET);

	if (geteuid() == 0 && unshare(flags) == 0)
		return 0;
	if (unshare(flags | CLONE_NEWUSER) < 0)
		return -1;
	if (write_file("/proc/self/setgroups", "deny") < 0 ||
	    write_file("/proc/self/uid_map", ns->uid_map) < 0)
		return -1;
	return write_file("/proc/self/gid_map", ns->gid_map);
}

static bool
is_bound(enum view_kind kind)
{
	return kind == VIEW_READ || kind == VIEW_GUARD || kind == VIEW_WRITE ||
	       kind == VIEW_DEVICE || kind == VIEW_EMPTY;
}

/* A copy of what is mounted there: the descriptor of a tree, or -1. */
static int
take_tree(const struct view *v)
{
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID};
	/* no device can be opened where there are none to be */
	const char *path = v->kind == VIEW_EMPTY ? "/dev/null" : v->path;
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, path,
	    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE |
		AT_SYMLINK_NOFOLLOW);

	if (tree < 0)
		return -1;
	if (v->kind != VIEW_DEVICE)
		attr.attr_set |= MOUNT_ATTR_NODEV;
	if (v->kind == VIEW_READ || v->kind == VIEW_GUARD ||
	    v->kind == VIEW_EMPTY)
		attr.attr_set |= MOUNT_ATTR_RDONLY;
	if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
		sizeof(attr)) < 0)
		return -1;
	return tree;
}

/* What is missing to read is missing inside too; no other may be. */
static bool
may_lack(const struct view *v)
{
	return (v->kind == VIEW_READ || v->kind == VIEW_DEVICE) &&
	       (errno == ENOENT || errno == EACCES);
}

/* All of them before the new root covers any. */
static int
take_trees(const struct namespaces *ns, int trees[])
{
	for (size_t i = 0; i < ns->n; i++) {
		trees[i] = -1;
		if (!is_bound(ns->views[i].kind))
			continue;
		trees[i] = take_tree(&ns->views[i]);
		if (trees[i] < 0 && !may_lack(&ns->views[i]))
			return -1;
	}
	return 0;
}

static bool
is_folder(int tree)
{
	struct stat st;

	return fstat(tree, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Makes the folders above a relative path. */
static void
make_parents(char *place)
{
	for (char *s = strchr(place, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		mkdir(place, 0755);
		*s = '/';
	}
}

/* What a mount needs to be put on. */
static void
make_place(const char *place, bool folder)
{
	int fd;

	if (folder) {
		mkdir(place, 0755);
		return;
	}
	fd = open(place, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	if (fd >= 0)
		close(fd);
}

/* One that is in a bound folder is there already. */
static int
put_link(const struct view *v, const char *place)
{
	if (symlink(v->target, place) < 0 && errno != EEXIST && errno != EROFS)
		return -1;
	return 0;
}

/*
 * Puts a view at its place below the working folder. What cannot be made
 * there is told by the mount that follows.
 */
static int
put(const struct view *v, int tree)
{
	char place[PATH_MAX] = "";
	size_t len = strlen(v->path);

	if (len <= 1 || len > sizeof(place)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(place, v->path + 1, len);
	if (is_bound(v->kind) && tree < 0)
		return 0;
	make_parents(place);
	if (v->kind == VIEW_LINK)
		return put_link(v, place);
	make_place(place, tree < 0 || is_folder(tree));
	switch (v->kind) {
	case VIEW_FOLDER:
		return 0;
	case VIEW_TMPFS:
		return mount(
		    "tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
	case VIEW_HIDDEN:
		return mount("tmpfs", place, "tmpfs",
		    MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=0555");
	case VIEW_PTS:
		return mount("devpts", place, "devpts", MS_NOSUID | MS_NOEXEC,
		    "newinstance,ptmxmode=0666,mode=620");
	default:
		return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, place,
		    MOVE_MOUNT_F_EMPTY_PATH);
	}
}

int
namespaces_enter(const struct namespaces *ns)
{
	int trees[VIEWS_MAX];

	if (ns->n > VIEWS_MAX) {
		errno = E2BIG;
		return -1;
	}
	if (leave(ns) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    take_trees(ns, trees) < 0 ||
	    mount("tmpfs", ns->base, "tmpfs", MS_NOSUID | MS_NODEV,
		"mode=0755") < 0 ||
	    chdir(ns->base) < 0)
		return -1;
	for (size_t i = 0; i < ns->n; i++) {
		if (put(&ns->views[i], trees[i]) < 0)
			return -1;
		if (trees[i] >= 0)
			close(trees[i]);
	}
	return 0;
}

static int
raise_loopback(void)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), status;

	if (fd < 0)
		return -1;
	status = ioctl(fd, SIOCSIFFLAGS, &lo);
	close(fd);
	return status;
}

/* Both roots at one place, of which the old one goes. */
static int
change_root(void)
{
	if (syscall(SYS_pivot_root, ".", ".") < 0)
		return -1;
	return umount2(".", MNT_DETACH);
}

int
namespaces_settle(const struct namespaces *ns)
{
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};

	mkdir("proc", 0555);
	if (mount("proc", "proc", "proc",
		MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL) < 0 ||
	    (ns->loopback && raise_loopback() < 0) || change_root() < 0 ||
	    chdir("/") < 0)
		return -1;
	return mount_setattr(AT_FDCWD, "/", 0, &attr, sizeof(attr));
}
