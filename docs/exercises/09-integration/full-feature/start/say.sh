#!/bin/sh
# say.sh WORD...: print the words
echo "$*"
