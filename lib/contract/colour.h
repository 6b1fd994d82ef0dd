#ifndef CONTRACT_COLOUR_H
#define CONTRACT_COLOUR_H

#include <stdbool.h>

/*
 * Whether standard output is to have colours: NO_COLOR (no-color.org),
 * CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors), the first that says
 * something; or else whether it is a terminal that is not dumb.
 */
bool colour_wanted(void);

#endif
