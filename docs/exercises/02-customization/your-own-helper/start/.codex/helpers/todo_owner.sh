#!/bin/sh
# todo_owner: who wrote each TODO, from git; arguments are on standard input
set -eu
arguments=$(cat)

# TODO: git grep -nI -w TODO finds them, git blame --porcelain -L N,N -- PATH says whose
jq -cn '{success: true, details: {todos: []}, tokens: 0}'
