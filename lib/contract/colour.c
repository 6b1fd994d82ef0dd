/* colour: whether standard output is to have colours */
#include "contract/colour.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
colour_wanted(void)
{
	const char *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
	const char *colour = getenv("CLICOLOR"), *none = getenv("NO_COLOR");

	if (none != NULL && *none != '\0')
		return false;
	if (force != NULL && *force != '\0' && strcmp(force, "0") != 0)
		return true;
	if (colour != NULL && strcmp(colour, "0") == 0)
		return false;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}
