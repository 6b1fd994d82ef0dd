#!/bin/sh
# found once, by hand
git -C project rev-parse main~38
