#ifndef SYSTEM_CONFINE_VIEWS_H
#define SYSTEM_CONFINE_VIEWS_H

#include "system/confine.h"

/* What a confined program sees of the file system; for confine.c. */

/* With namespaces: all of it. c->cache is known. */
void confine_add_views(struct confine *c);
/* With Landlock alone, besides: what is allowed one by one. */
void confine_add_entries(struct confine *c);

#endif
