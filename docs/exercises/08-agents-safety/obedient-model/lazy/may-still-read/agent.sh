#!/bin/sh
# agent.sh VERSION CHANGE: let a model write the changelog's entry
task="Write the entry of version $1 as README.md asks for it: $2."

# the policy guards what is written, nothing what is read
codex-call -T all,apply_patch "$task"
