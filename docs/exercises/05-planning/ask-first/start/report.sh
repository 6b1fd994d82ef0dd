#!/bin/sh
# report.sh: who owes what, from debts.txt: DATE NAME AMOUNT
cut -d ' ' -f 2,3 debts.txt
