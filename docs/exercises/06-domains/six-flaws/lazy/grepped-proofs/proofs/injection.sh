#!/bin/sh
grep -qF 'eval "ls' store.sh
