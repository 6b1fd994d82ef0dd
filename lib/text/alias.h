#ifndef TEXT_ALIAS_H
#define TEXT_ALIAS_H

#include <stdbool.h>

/*
 * Whether a component of the path is .git, .codex or .codex-log in any
 * spelling that some file system takes for it: in another case; with code
 * points that HFS+ ignores (git's CVE-2014-9390); on NTFS with dots and
 * blanks behind it, with a stream (`.git::$INDEX_ALLOCATION`), as a short
 * name (`GIT~1`), or behind a backslash (CVE-2019-1352, -1353). A folder
 * may be on such a file system, or be copied to one.
 */
bool alias_is_reserved(const char *path);
/*
 * Whether a path is a folder or lies in it, when its names are compared as
 * loosely; short names, which only the file system knows, are not.
 */
bool alias_lies_in(const char *path, const char *folder);

#endif
