#!/bin/sh
# agent.sh VERSION CHANGE: let a model write the changelog's entry
task="Write the entry of version $1 as README.md asks for it: $2."

# TODO: it may do more than it needs
codex-call -T all,apply_patch,run_tests "$task"
