#!/bin/sh
# report.sh: the sums of a ledger's categories, from standard input
sh parse.sh | sh sum.sh | sh show.sh
