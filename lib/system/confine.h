#ifndef SYSTEM_CONFINE_H
#define SYSTEM_CONFINE_H

#include "base/error.h"
#include "base/strv.h"
#include "system/guard.h"
#include "system/views.h"
#include <stdbool.h>

/*
 * The sandbox of a program that a helper starts, and of a project's own
 * helper (contract 8, docs/sandbox.md): namespaces, then Landlock and the
 * system call filter; where the kernel gives us no namespaces, the latter
 * two, with no network at all and with what guards .git put around it.
 */
enum confine_network {
	CONFINE_OFFLINE,  /* none */
	CONFINE_LOOPBACK, /* its own; where there are no namespaces, none */
	CONFINE_ONLINE,   /* ours: what trusted configuration may ask for */
};

enum confine_mode {
	CONFINE_NOT,  /* CODEX_NO_SANDBOX=1 */
	CONFINE_KEPT, /* not either, but all that it starts ends with it */
	CONFINE_LANDLOCK,
	CONFINE_NAMESPACES,
};

struct confine {
	bool write; /* the root can be written, but for what is reserved */
	enum confine_network network;
	struct strv reads; /* beside the root; the usual ones are added */

	/* what confine_prepare made of it */
	enum confine_mode mode;
	struct strv writes; /* beside the root */
	struct strv lists;  /* folders of which not all can be read */
	struct guard guard;
	struct views views;
	struct namespaces ns;
	char *home, *tmp, *cache; /* as the program sees them */
	char *scratch;            /* a folder to be removed, or NULL */
	char *why;                /* there are no namespaces */
	int landlock; /* the kernel's, 0 to 3: 3 is all that is later */
};

/* The device nodes that every program expects, up to a NULL. */
extern const char *const confine_devices[];

/*
 * Finds out what the kernel gives, after root_set(). -1 with policy_denied
 * when the root holds the user's keys, not_available when the kernel lacks
 * the layers, named.
 */
int confine_prepare(struct confine *c, struct error *e);
/* "namespaces", "landlock", "kept" or "none"; "none", "loopback" or "all". */
const char *confine_mode_name(const struct confine *c);
const char *confine_network_name(const struct confine *c);
/* Makes env that of the program: its HOME, TMPDIR, caches, toolchains. */
void confine_environment(const struct confine *c, struct strv *env);
/*
 * Between fork and exec, system calls only: returns in a child of the
 * calling process, which is confined; the calling process closes the
 * descriptor, stays until all has ended, and exits with the child's status.
 * The signals that a keeper waits for stay held. -1 sets errno.
 */
int confine_enter(const struct confine *c, int report);
/*
 * After all has ended: puts back what is reserved in the root and was
 * changed, and adds its paths. Where a namespace held it, nothing was.
 */
void confine_finish(struct confine *c, struct strv *changed);
/* Removes the scratch folder too. */
void confine_release(struct confine *c);

#endif
