/* process: child processes, their output and their end */
#include "system/process.h"
#include "base/alloc.h"
#include "system/confine.h"
#include "system/waiting.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE 1.0 /* seconds between SIGTERM and SIGKILL */
/* when we end ourselves: less than our parent gives us */
#define SHORT_GRACE 0.5
#define LINGER      0.1  /* seconds that grandchildren have to finish writing */
#define TICK        0.02 /* how often to look where there is no pidfd */
#define MAX_OUTPUT  ((size_t)64 << 20)

struct process_state {
	struct process_state *next; /* in the list of those that run */
	pid_t target;               /* what kill() gets: -pid, the group */
	bool keeper;                /* it ends what it keeps (keeper.h) */
	int pidfd;                  /* -1 where the kernel has none */
	int fds[2];                 /* our ends of out and err; -1 at the end */
	size_t head_max, tail_max;  /* bytes kept of out */
	size_t err_max;
	struct buf tail;
	double start, end, deadline; /* end: when it exited; 0: not yet */
	bool asked;                  /* SIGTERM was sent */
	const char *label;
	bool forward; /* err is not kept, but printed */
};

/* A signal handler may walk it: linked and unlinked by single stores. */
static struct process_state *volatile running;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

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
 * What the child reads: nothing, or the input in a file that is
 * only memory, so that no child can make us wait while it does not read.
 */
static int
open_input(const struct process_options *o)
{
	int fd;

	if (o->input_len == 0)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd >= 0 && (write_all(fd, o->input, o->input_len) < 0 ||
			   lseek(fd, 0, SEEK_SET) < 0))
		close_fd(&fd);
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
	fds[0] = open_input(o);
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
	size_t max = o->max_output ? o->max_output : MAX_OUTPUT;

	s->pidfd = s->fds[0] = s->fds[1] = -1;
	s->keeper = o->confine != NULL;
	s->err_max = max;
	s->label = o->label;
	s->tail_max = o->head_and_tail ? max / 2 : 0;
	s->head_max = max - s->tail_max;
	return s;
}

static void
free_state(struct process *p)
{
	close_fd(&p->state->pidfd);
	close_fd(&p->state->fds[0]);
	close_fd(&p->state->fds[1]);
	buf_release(&p->state->tail);
	free(p->state);
	p->state = NULL;
}

static int
fail_start(struct process *p, const char *name, int why, struct error *e)
{
	free_state(p);
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
	p->state->start = now();
	if (o->timeout > 0)
		p->state->deadline = p->state->start + o->timeout;
	if (open_streams(p->state, o, fds) < 0)
		why = errno;
	else
		why = spawn(p, o, file, fds);
	free(file);
	for (int i = 0; i < 3; i++)
		close_fd(&fds[i]);
	if (why != 0)
		return fail_start(p, o->argv[0], why, e);
	p->state->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0U);
	p->state->next = running;
	running = p->state;
	return 0;
}

static void
leave_out(struct process *p, const char *data, size_t len)
{
	p->cut_bytes += len;
	for (size_t i = 0; i < len; i++)
		p->cut_lines += data[i] == '\n';
}

/* Shortens the tail to its last len bytes. */
static void
trim_tail(struct process *p, size_t len)
{
	struct buf *tail = &p->state->tail;
	size_t drop = tail->len - len;

	leave_out(p, tail->data, drop);
	memmove(tail->data, tail->data + drop, len);
	buf_truncate(tail, len);
}

static void
keep_out(struct process *p, const char *data, size_t len)
{
	struct process_state *s = p->state;
	size_t n = s->head_max - p->out.len;

	if (n > len)
		n = len;
	buf_add(&p->out, data, n);
	if (s->tail_max == 0) {
		leave_out(p, data + n, len - n);
	} else if (n < len) {
		buf_add(&s->tail, data + n, len - n);
		if (s->tail.len > 2 * s->tail_max)
			trim_tail(p, s->tail_max);
	}
}

static void
keep_err(struct process *p, const char *data, size_t len)
{
	size_t n = p->state->err_max - p->err.len;

	if (p->state->forward) {
		waiting_clear();
		write_all(STDERR_FILENO, data, len);
		return;
	}
	buf_add(&p->err, data, n < len ? n : len);
}

/* Reads at most `most` bytes of a stream; closes it at its end. */
static void
read_stream(struct process *p, int which, size_t most)
{
	int *fd = &p->state->fds[which];
	char data[65536];
	ssize_t n;

	while (*fd >= 0 && most > 0) {
		n = read(*fd, data, most < sizeof(data) ? most : sizeof(data));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close_fd(fd);
			return;
		}
		(which == 0 ? keep_out : keep_err)(p, data, (size_t)n);
		most -= (size_t)n;
	}
}

/*
 * Reads what is there now and no more: a grandchild that writes for ever
 * cannot keep us, and what the child itself wrote is there.
 */
static void
drain(struct process *p)
{
	int there;

	for (int i = 0; i < 2; i++) {
		there = 0;
		if (p->state->fds[i] >= 0 &&
		    ioctl(p->state->fds[i], FIONREAD, &there) == 0)
			read_stream(p, i, (size_t)there);
	}
}

/* Joins head and tail, each without the line that the cut went through. */
static void
join_tail(struct process *p)
{
	struct buf *tail = &p->state->tail;
	const char *line;
	size_t n;

	if (tail->len > p->state->tail_max)
		trim_tail(p, p->state->tail_max);
	p->head = p->out.len;
	if (p->cut_bytes > 0 && p->state->tail_max > 0) {
		line = memchr(buf_str(tail), '\n', tail->len);
		if (line != NULL)
			trim_tail(
			    p, tail->len - (size_t)(line + 1 - tail->data));
		line = memrchr(buf_str(&p->out), '\n', p->out.len);
		n = line ? (size_t)(line + 1 - p->out.data) : p->out.len;
		leave_out(p, p->out.data + n, p->out.len - n);
		buf_truncate(&p->out, n);
		p->head = n;
	}
	buf_add(&p->out, buf_str(tail), tail->len);
}

static void
unlink_state(struct process_state *s)
{
	if (running == s) {
		running = s->next;
		return;
	}
	for (struct process_state *r = running; r != NULL; r = r->next)
		if (r->next == s)
			r->next = s->next;
}

/* The child has exited: its group goes while its number is still ours. */
static void
finish(struct process *p)
{
	int status = 0;

	drain(p);
	kill(p->state->target, SIGKILL);
	unlink_state(p->state);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->status =
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	p->seconds = p->state->end - p->state->start;
	p->ended = true;
	join_tail(p);
	free_state(p);
}

static bool
has_exited(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) <
		   0 ||
	       info.si_pid != 0;
}

/* SIGTERM when the time is over, SIGKILL when the grace is. */
static void
hold_to_deadline(struct process *p)
{
	struct process_state *s = p->state;

	if (s->deadline == 0 || now() < s->deadline)
		return;
	kill(s->target, !s->asked ? SIGTERM : s->keeper ? SIGINT : SIGKILL);
	kill(s->target, SIGCONT); /* a stopped one hears nothing */
	if (!s->asked)
		p->timed_out = true;
	s->deadline = s->asked ? 0 : now() + GRACE;
	s->asked = true;
}

/* One round for one process: true once it is over. */
static bool
serve(struct process *p)
{
	struct process_state *s = p->state;

	if (s->end == 0 && has_exited(p->pid))
		s->end = now();
	read_stream(p, 0, MAX_OUTPUT >> 6);
	read_stream(p, 1, MAX_OUTPUT >> 6);
	if (s->end == 0) {
		hold_to_deadline(p);
		return false;
	}
	if ((s->fds[0] >= 0 || s->fds[1] >= 0) && now() < s->end + LINGER)
		return false;
	finish(p);
	return true;
}

/* Adds what to wait for; shortens *until to when p must be looked at. */
static void
watch(const struct process *p, struct pollfd fds[3], double *until)
{
	const struct process_state *s = p->state;
	double when = s->end ? s->end + LINGER : s->deadline;

	if (s->end == 0 && s->pidfd < 0 && (when == 0 || when > now() + TICK))
		when = now() + TICK;
	if (when != 0 && (*until == 0 || when < *until))
		*until = when;
	fds[0] = (struct pollfd){.fd = s->fds[0], .events = POLLIN};
	fds[1] = (struct pollfd){.fd = s->fds[1], .events = POLLIN};
	fds[2] =
	    (struct pollfd){.fd = s->end ? -1 : s->pidfd, .events = POLLIN};
}

/* All that run and have a label, since the first of them began. */
static void
show_waiting(struct process *p[], size_t n)
{
	const struct process_state *s;
	struct buf what = {0};
	double since = now();

	for (size_t i = 0; i < n; i++) {
		s = p[i]->state;
		if (s == NULL || s->label == NULL)
			continue;
		buf_addf(&what, "%s%s", what.len > 0 ? ", " : "", s->label);
		since = s->start < since ? s->start : since;
	}
	if (what.len > 0 && waiting_due(since))
		waiting_show(since, 0, "%s", what.data);
	buf_release(&what);
}

static void
wait_for_any(struct process *p[], size_t n)
{
	struct pollfd *fds = xcalloc(3 * n, sizeof(*fds));
	double until = 0, left;
	nfds_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i]->state == NULL)
			continue;
		watch(p[i], fds + used, &until);
		used += 3;
		if (p[i]->state->label && (until == 0 || until > now() + 1) &&
		    waiting_is_on())
			until = now() + 1;
	}
	left = until ? until - now() : 0;
	poll(fds, used, !until ? -1 : left <= 0 ? 0 : (int)(left * 1000) + 1);
	free(fds);
}

long
process_wait_any(struct process *p[], size_t n)
{
	bool any = true;

	while (any) {
		any = false;
		for (size_t i = 0; i < n; i++) {
			if (p[i]->state == NULL)
				continue;
			any = true;
			if (serve(p[i])) {
				waiting_clear();
				return (long)i;
			}
		}
		if (any) {
			wait_for_any(p, n);
			show_waiting(p, n);
		}
	}
	return -1;
}

void
process_kill(struct process *p)
{
	if (p->state == NULL)
		return;
	if (!p->state->asked) {
		kill(p->state->target, SIGTERM);
		kill(p->state->target, SIGCONT);
		p->state->asked = true;
		p->state->deadline = now() + GRACE;
	}
	process_wait_any(&p, 1);
}

void
process_release(struct process *p)
{
	process_kill(p);
	buf_release(&p->out);
	buf_release(&p->err);
}

int
process_run(struct process *p, const struct process_options *o, struct error *e)
{
	if (process_start(p, o, e) < 0)
		return -1;
	process_wait_any(&p, 1);
	return 0;
}

static bool
all_exited(void)
{
	struct process_state *s;

	for (s = running; s != NULL; s = s->next)
		if (!has_exited(-s->target))
			return false;
	return true;
}

void
process_kill_all(void)
{
	struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
	double until = now() + SHORT_GRACE;

	for (struct process_state *s = running; s != NULL; s = s->next) {
		kill(s->target, s->keeper ? SIGHUP : SIGTERM);
		kill(s->target, SIGCONT);
	}
	while (!all_exited() && now() < until)
		nanosleep(&pause, NULL);
	for (struct process_state *s = running; s != NULL; s = s->next)
		kill(s->target, SIGKILL);
}
