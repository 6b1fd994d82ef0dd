#!/bin/sh
grep -qF 'rm -f -- $1' store.sh
