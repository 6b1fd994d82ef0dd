#!/bin/sh
# ask.sh: ask which port the server listens on
question='Which port does the server listen on?'

codex-call -T none "$question"

codex-call -T none "$question" <server.conf
