#!/bin/sh
# ask.sh: which services listen below port 1024?
question='Which of the services in services/ listen on a port below 1024?'

codex-run list_files services | codex-call -T read_file "$question"
