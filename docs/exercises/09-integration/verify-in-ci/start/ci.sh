#!/bin/sh
# ci.sh BASE: may the commits since BASE be merged? Ends with 0 if they may.

# TODO: judge the change, look for secrets in its history, run the tests
make -s check
