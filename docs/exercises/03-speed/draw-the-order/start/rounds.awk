# rounds.awk: from `make -pn` the rounds in which the steps of a Makefile can
# run: a step is in the first round after those of all that it waits for
/^[a-z]+:( |$)/ {
	step = substr($1, 1, length($1) - 1)
	if (!(step in waits))
		order[++n] = step
	waits[step] = waits[step] " " substr($0, index($0, ":") + 1)
}
END {
	while (placed < n && round < n) {
		round++
		line = ""
		for (i = 1; i <= n; i++)
			if (!(order[i] in at) && ready(order[i]))
				line = line " " order[i]
		placed += m = split(line, now, " ")
		for (i = 1; i <= m; i++)
			at[now[i]] = round
		if (m > 0)
			print "round " round ":" line
	}
}
function ready(step,   i, k, needed) {
	k = split(waits[step], needed, " ")
	for (i = 1; i <= k; i++)
		if (needed[i] in waits && !(needed[i] in at))
			return 0
	return 1
}
