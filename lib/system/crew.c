/* crew: threads that share out work */
#include "system/crew.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct crew {
	size_t n;
	crew_work *work;
	void *context;
	atomic_size_t next;
	atomic_uint workers;
};

unsigned
crew_size(void)
{
	cpu_set_t set;
	int n =
	    sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < CREW_MAX ? (unsigned)n : CREW_MAX;
}

static void *
run(void *arg)
{
	struct crew *c = arg;
	unsigned worker = atomic_fetch_add(&c->workers, 1);
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->n)
		if (!c->work(c->context, i, worker))
			atomic_store(&c->next, c->n);
	return NULL;
}

void
crew_each(size_t n, unsigned threads, crew_work *work, void *context)
{
	struct crew c = {.n = n, .work = work, .context = context};
	pthread_t others[CREW_MAX];
	unsigned started = 0;

	if (threads > CREW_MAX)
		threads = CREW_MAX;
	while (started + 1 < threads && started + 1 < n &&
	       pthread_create(&others[started], NULL, run, &c) == 0)
		started++;
	run(&c);
	while (started > 0)
		pthread_join(others[--started], NULL);
}
