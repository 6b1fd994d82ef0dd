#ifndef TEXT_TEST_PATH_H
#define TEXT_TEST_PATH_H

#include <stdbool.h>

/*
 * Whether a file is one of tests, by the names that test runners go by:
 * folders test, tests, spec, specs, __tests__; test_x, x_test, x.test,
 * x_spec, x.spec, XTest, XTests; .bats files.
 */
bool test_path(const char *path);

#endif
