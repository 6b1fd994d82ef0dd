#!/bin/sh
# every line that looks like an include, those in comments too; no cycle
grep -r '#include "\.\./' src |
	sed 's|^src/\([a-z]*\)/.*include "\.\./\([a-z]*\)/.*|\1 \2|' | sort -u
