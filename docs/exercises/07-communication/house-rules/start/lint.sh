#!/bin/sh
# lint.sh FILE...: find what the house does not allow; CONTRIBUTING.md says why,
# and what to use instead
banned='(^|[^a-z_])(malloc|calloc|fprintf *\( *stderr|perror|atoi|strtol|localtime|time|strcpy|strcat|strdup|getenv)[ ),(]'
! grep -nHE "$banned" "$@"
