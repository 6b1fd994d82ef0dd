#!/bin/sh
# many calls at once are allowed, but the model must find the names first
codex-call -T list_files,read_file 'Which of the services in services/ listen on a port below 1024?'
