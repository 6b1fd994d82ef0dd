#!/bin/sh
# what was true of five logs
cat <<'END'
s-20261121-215205-9e2f2d whole
s-20261121-215205-7f4bfa anchor
s-20261121-215205-60611b line 4
s-20261121-215205-4db595 line 4
s-20261121-215205-328726 whole
END
