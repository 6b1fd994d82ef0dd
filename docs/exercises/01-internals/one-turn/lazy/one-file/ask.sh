#!/bin/sh
# cheap, and an answer about one service
codex-run read_file services/*e.conf | codex-call -T none 'Which of the services in services/ listen on a port below 1024?'
