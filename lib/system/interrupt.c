/* interrupt: signals that end a program, as something to wait for */
#include "system/interrupt.h"
#include "system/clock.h"
#include "system/process.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static int ends[2] = {-1, -1};

static void
on_signal(int number)
{
	ssize_t n;

	caught = number;
	process_kill_all();
	signal(number, SIG_DFL);
	n = write(ends[1], "", 1);
	(void)n; /* the pipe can only be full, and then it is readable */
}

void
interrupt_catch(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction old, new = {.sa_handler = on_signal};

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		sigaction(numbers[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &new, NULL);
	}
}

int
interrupt_number(void)
{
	return caught;
}

int
interrupt_fd(void)
{
	return ends[0];
}

bool
interrupt_sleep(double seconds)
{
	double end = clock_now() + seconds, left;
	struct pollfd p = {.fd = ends[0], .events = POLLIN};

	while (caught == 0 && (left = end - clock_now()) > 0)
		poll(&p, 1, left > 60 ? 60000 : (int)(left * 1000) + 1);
	return caught == 0;
}

void
interrupt_raise(void)
{
	if (caught == 0)
		return;
	signal(caught, SIG_DFL);
	raise(caught);
}
