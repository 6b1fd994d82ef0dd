/* route: the paths of OpenAI and of Azure */
#include "exchange/route.h"
#include "base/alloc.h"
#include <stdbool.h>
#include <string.h>

static bool
skip(const char **path, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(*path, folder, len) != 0 || (*path)[len] != '/')
		return false;
	*path += len;
	return true;
}

char *
route_path(const char *path, char **deployment)
{
	const char *rest = path;
	bool azure = skip(&rest, "/openai");
	size_t len;

	*deployment = NULL;
	skip(&rest, "/v1");
	if (skip(&rest, "/deployments")) {
		azure = true;
		len = strcspn(rest + 1, "/");
		*deployment = xstrndup(rest + 1, len);
		rest += 1 + len;
	}
	return azure ? xasprintf("/v1%s", rest) : xstrdup(path);
}
