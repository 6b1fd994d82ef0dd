#!/bin/sh
# one drop takes them all
echo a | ./shelf put one
echo b | ./shelf put two
./shelf drop '*'
! ./shelf get two
