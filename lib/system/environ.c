/* environ: what of our environment a child gets to see */
#include "system/environ.h"
#include <stdlib.h>

void
environ_allow(struct strv *env, const char *const *names)
{
	const char *value;

	for (; *names != NULL; names++) {
		value = getenv(*names);
		if (value != NULL)
			strv_addf(env, "%s=%s", *names, value);
	}
}
