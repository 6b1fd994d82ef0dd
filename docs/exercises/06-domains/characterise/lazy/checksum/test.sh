#!/bin/sh
# any change is caught: those of a refactoring, too
test "$(cksum <parcel)" = "3449752655 614"
