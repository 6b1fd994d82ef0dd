#!/bin/sh
# ask.sh: which services listen below port 1024?
question='Which of the services in services/ listen on a port below 1024?'

# TODO: two turns instead of seven
codex-call -T list_files,read_file --no-parallel "$question"
