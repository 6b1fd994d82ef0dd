/* page: where a page is kept */
#include "text.h"
#include <stdio.h>

void
page_address(char *out, size_t size, const char *title)
{
	char name[256];

	slug(name, title);
	snprintf(out, size, "/pages/%s.html", name);
}
