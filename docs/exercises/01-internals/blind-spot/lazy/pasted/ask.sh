#!/bin/sh
# the port is copied by hand: right until the file changes
question='Which port does the server listen on?'

codex-call -T none "$question"

codex-call -T none "$question It says: listen = 127.0.0.1:8471"
