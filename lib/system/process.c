/* process: child processes, waited for and ended */
#include "system/process.h"
#include "base/alloc.h"
#include "system/clock.h"
#include "system/process_state.h"
#include "system/waiting.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE 1.0 /* seconds between SIGTERM and SIGKILL */
/* when we end ourselves: less than our parent gives us */
#define SHORT_GRACE 0.5
#define LINGER      0.1  /* seconds that grandchildren have to finish writing */
#define TICK        0.02 /* how often to look where there is no pidfd */

/* A signal handler may walk it: linked and unlinked by single stores. */
static struct process_state *volatile running;

void
process_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
process_list(struct process_state *s)
{
	s->next = running;
	running = s;
}

void
process_free_state(struct process *p)
{
	process_close(&p->state->pidfd);
	process_close(&p->state->in);
	process_close(&p->state->fds[0]);
	process_close(&p->state->fds[1]);
	buf_release(&p->state->tail);
	free(p->state);
	p->state = NULL;
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

	process_read_rest(p);
	kill(p->state->target, SIGKILL);
	unlink_state(p->state);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->status =
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	p->seconds = p->state->end - p->state->start;
	p->ended = true;
	process_free_state(p);
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

	if (s->deadline == 0 || clock_now() < s->deadline)
		return;
	kill(s->target, !s->asked ? SIGTERM : s->keeper ? SIGINT : SIGKILL);
	kill(s->target, SIGCONT); /* a stopped one hears nothing */
	if (!s->asked)
		p->timed_out = true;
	s->deadline = s->asked ? 0 : clock_now() + GRACE;
	s->asked = true;
}

/* One round for one process: true once it is over. */
static bool
serve(struct process *p)
{
	struct process_state *s = p->state;

	if (s->end == 0 && has_exited(p->pid))
		s->end = clock_now();
	process_feed(p);
	process_read(p, 0, PROCESS_OUTPUT >> 6);
	process_read(p, 1, PROCESS_OUTPUT >> 6);
	if (s->end == 0) {
		hold_to_deadline(p);
		return false;
	}
	if ((s->fds[0] >= 0 || s->fds[1] >= 0) && clock_now() < s->end + LINGER)
		return false;
	finish(p);
	return true;
}

/* Adds what to wait for; shortens *until to when p must be looked at. */
static void
watch(const struct process *p, struct pollfd fds[4], double *until)
{
	const struct process_state *s = p->state;
	double when = s->end ? s->end + LINGER : s->deadline;

	if (s->end == 0 && s->pidfd < 0 &&
	    (when == 0 || when > clock_now() + TICK))
		when = clock_now() + TICK;
	if (when != 0 && (*until == 0 || when < *until))
		*until = when;
	fds[0] = (struct pollfd){.fd = s->fds[0], .events = POLLIN};
	fds[1] = (struct pollfd){.fd = s->fds[1], .events = POLLIN};
	fds[2] =
	    (struct pollfd){.fd = s->end ? -1 : s->pidfd, .events = POLLIN};
	fds[3] = (struct pollfd){.fd = s->end ? -1 : s->in, .events = POLLOUT};
}

/* All that run and have a label, since the first of them began. */
static void
show_waiting(struct process *p[], size_t n)
{
	const struct process_state *s;
	struct buf what = {0};
	double since = clock_now();

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
	struct pollfd *fds = xcalloc(4 * n, sizeof(*fds));
	double until = 0, left;
	nfds_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i]->state == NULL)
			continue;
		watch(p[i], fds + used, &until);
		used += 4;
		if (p[i]->state->label &&
		    (until == 0 || until > clock_now() + 1) && waiting_is_on())
			until = clock_now() + 1;
	}
	left = until ? until - clock_now() : 0;
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
		p->state->deadline = clock_now() + GRACE;
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
	double until = clock_now() + SHORT_GRACE;

	for (struct process_state *s = running; s != NULL; s = s->next) {
		kill(s->target, s->keeper ? SIGHUP : SIGTERM);
		kill(s->target, SIGCONT);
	}
	while (!all_exited() && clock_now() < until)
		nanosleep(&pause, NULL);
	for (struct process_state *s = running; s != NULL; s = s->next)
		kill(s->target, SIGKILL);
}
