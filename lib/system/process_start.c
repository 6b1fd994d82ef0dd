/* process_start: a program becomes a child process, with its streams */
#include "base/alloc.h"
#include "system/clock.h"
#include "system/confine.h"
#include "system/process_state.h"
#include "system/waiting.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

char *
process_find(const char *name)
{
	const char *path = getenv("PATH"), *end;
	char *file;

	if (strchr(name, '/') != NULL)
		return xstrdup(name);
	if (path == NULL)
		path = "/usr/local/bin:/usr/bin:/bin";
	for (; *path != '\0'; path = *end ? end + 1 : end) {
		end = strchrnul(path, ':');
		if (*path != '/')
			continue;
		file = xasprintf("%.*s/%s", (int)(end - path), path, name);
		if (is_program(file))
			return file;
		free(file);
	}
	return NULL;
}

/*
 * A pipe for what the child reads, which is written as it does: in a sandbox
 * that allows no file which is only memory.
 */
static int
open_input_pipe(struct process_state *s, const struct process_options *o)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	s->in = fds[1];
	s->input = o->input;
	s->input_len = o->input_len;
	return fds[0];
}

/*
 * What the child reads: nothing, or the input in a file that is
 * only memory, so that no child can make us wait while it does not read.
 */
static int
open_input(struct process_state *s, const struct process_options *o)
{
	int fd;

	if (o->input_len == 0)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0 && errno == EPERM)
		return open_input_pipe(s, o);
	if (fd >= 0 && (write_all(fd, o->input, o->input_len) < 0 ||
			   lseek(fd, 0, SEEK_SET) < 0))
		process_close(&fd);
	return fd;
}

/* With a closed standard stream, what is to become another may be there. */
static int
above_2(int fd)
{
	return fd > 2 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

/* The child's side: nothing here that is not safe after fork. */
static _Noreturn void
become(const struct process_options *o, const char *file, const int fds[3],
    pid_t parent, int report)
{
	int in[3], why;
	sigset_t none;

	for (int i = 0; i < 3; i++)
		in[i] = above_2(fds[i]);
	report = above_2(report);
	for (int i = 0; i < 3; i++)
		if (in[i] < 0 || dup2(in[i], i) < 0)
			goto out;
	syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
	setpgid(0, 0);
	/* a keeper is told by SIGHUP that it is alone */
	prctl(PR_SET_PDEATHSIG, o->confine ? SIGHUP : SIGTERM);
	if (getppid() != parent)
		_exit(127);
	signal(SIGPIPE, SIG_DFL);
	if (o->confine != NULL && confine_enter(o->confine, report) < 0)
		goto out;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (o->dir != NULL && chdir(o->dir) < 0)
		goto out;
	execve(file, o->argv, o->env ? o->env : environ);
out:
	why = errno;
	if (write(report, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

/* Forks; 0, or the errno with which the child could not become the program */
static int
spawn(struct process *p, const struct process_options *o, const char *file,
    const int fds[3])
{
	pid_t parent = getpid();
	int report[2], why = 0;

	if (pipe2(report, O_CLOEXEC) < 0)
		return errno;
	p->pid = fork();
	if (p->pid == 0)
		become(o, file, fds, parent, report[1]);
	if (p->pid < 0)
		why = errno;
	close(report[1]);
	if (p->pid > 0)
		setpgid(p->pid, p->pid);
	while (p->pid > 0 && read(report[0], &why, sizeof(why)) < 0 &&
	       errno == EINTR)
		;
	close(report[0]);
	if (p->pid > 0 && why != 0)
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			;
	p->state->target = -p->pid;
	return why;
}

/* A pipe for one stream: ours does not block; *theirs is the child's end. */
static int
open_output(int *ours, int *theirs)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	*ours = fds[0];
	*theirs = fds[1];
	return 0;
}

static int
open_streams(
    struct process_state *s, const struct process_options *o, int fds[3])
{
	fds[0] = open_input(s, o);
	if (fds[0] < 0 || open_output(&s->fds[0], &fds[1]) < 0)
		return -1;
	/* what shares a terminal with a line of ours is printed by us */
	s->forward = o->pass_stderr && o->label != NULL && waiting_is_on();
	if (!o->merge && (!o->pass_stderr || s->forward))
		return open_output(&s->fds[1], &fds[2]);
	fds[2] = fcntl(o->merge ? fds[1] : 2, F_DUPFD_CLOEXEC, 3);
	if (fds[2] < 0 && errno == EBADF) /* ours is closed */
		fds[2] = open("/dev/null", O_WRONLY | O_CLOEXEC);
	return fds[2] < 0 ? -1 : 0;
}

static struct process_state *
new_state(const struct process_options *o)
{
	struct process_state *s = xcalloc(1, sizeof(*s));
	size_t max = o->max_output ? o->max_output : PROCESS_OUTPUT;

	s->pidfd = s->fds[0] = s->fds[1] = s->in = -1;
	s->keeper = o->confine != NULL;
	s->err_max = max;
	s->label = o->label;
	s->tail_max = o->head_and_tail ? max / 2 : 0;
	s->head_max = max - s->tail_max;
	return s;
}

static int
fail_start(struct process *p, const char *name, int why, struct error *e)
{
	process_free_state(p);
	p->crowded_out =
	    why == EMFILE || why == ENFILE || why == EAGAIN || why == ENOMEM;
	error_set(e, why == ENOENT ? ERROR_NOT_AVAILABLE : ERROR_COMMAND_FAILED,
	    "cannot start '%s': %s", name, strerror(why));
	if (why == EMFILE)
		error_hint(e, "raise the limit on open files (ulimit -n)");
	if (why == EAGAIN)
		error_hint(e, "raise the limit on processes (ulimit -u)");
	return -1;
}

int
process_start(
    struct process *p, const struct process_options *o, struct error *e)
{
	char *file = process_find(o->argv[0]);
	int fds[3] = {-1, -1, -1}, why;

	*p = (struct process){0};
	if (file == NULL)
		return error_set(e, ERROR_NOT_AVAILABLE,
		    "program '%s' is not installed", o->argv[0]);
	p->state = new_state(o);
	p->state->start = clock_now();
	if (o->timeout > 0)
		p->state->deadline = p->state->start + o->timeout;
	if (open_streams(p->state, o, fds) < 0)
		why = errno;
	else
		why = spawn(p, o, file, fds);
	free(file);
	for (int i = 0; i < 3; i++)
		process_close(&fds[i]);
	if (why != 0)
		return fail_start(p, o->argv[0], why, e);
	p->state->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0U);
	process_list(p->state);
	return 0;
}
