#ifndef RECORD_TEST_FAILURES_H
#define RECORD_TEST_FAILURES_H

#include "text/testlog.h"
#include <cjson/cJSON.h>

/*
 * Failed tests as [{name,path?,line?,message}]. A place is a path under the
 * root, so that read_file can follow; any other that a runner names becomes
 * part of the message.
 */
cJSON *test_failures_json(const struct testlog *t);

#endif
