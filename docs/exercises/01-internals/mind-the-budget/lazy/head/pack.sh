#!/bin/sh
# four letters are a token, more or less
{
	cat conf/upload.conf
	grep -n '#define QUOTA_LIMIT' src/*.c
	tail -n 60 nightly.log
} | head -c 16000
