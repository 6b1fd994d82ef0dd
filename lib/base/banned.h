#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/*
 * Functions that silently cut, overflow, guess or start a shell: using one
 * is a compile error. The Makefile includes this in front of every file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok
#pragma GCC poison atoi atol atof gmtime localtime ctime asctime
#pragma GCC poison system popen gets tmpnam mktemp

#endif
