#!/bin/sh
# history.sh FOLDER BAD: a repository of 128 commits of a menu, of which BAD is
# the first that gives two dishes one number. Three in the middle cannot be read.
git init -q -b main "$1" && cd "$1" || exit
awk -v bad="$2" -v salt="${SEED:-0}" 'BEGIN {
	split("soup bread rice fish beans cake tea salad eggs pasta", dish, " ")
	for (i = 1; i <= 30; i++) {
		number[i] = 100 + i
		price[i] = 300 + (i * 37 + salt) % 900
	}
	test = "#!/bin/sh\n" \
	    "# test.sh: has each dish of menu.txt a number of its own?\n" \
	    "# Exits 0 for yes, 1 for no, 2 when the menu cannot be read.\n" \
	    "echo run >>\"${RUNS:-/dev/null}\"\n" \
	    "if grep -q \"^[^0-9]\" menu.txt; then\n" \
	    "\techo \"menu.txt cannot be read\"\n\texit 2\nfi\n" \
	    "twice=$(cut -d \" \" -f 1 menu.txt | sort | uniq -d)\n" \
	    "[ -z \"$twice\" ] && exit 0\n" \
	    "echo \"two dishes have one number\"\nexit 1\n"
	for (c = 1; c <= 128; c++) {
		i = (c * 7 + salt) % 29 + 1
		what = "raise a price"
		if (c == bad) {
			number[i] = number[i % 29 + 1]
			what = "number the dishes anew"
		} else {
			price[i] += 10
			if (c % 9 == 4 && c < bad) {
				number[i] += 100
				what = "number the dishes anew"
			} else if (c % 9 == 4)
				what = "number the dishes anew"
		}
		menu = c >= 63 && c <= 65 ? "<<<<<<< ours\n" : ""
		for (i = 1; i <= 30; i++)
			menu = menu sprintf("%d %s-%d %d.%02d\n", number[i],
			    dish[i % 10 + 1], i, price[i] / 100, price[i] % 100)
		printf "commit refs/heads/main\n"
		printf "committer cook <cook@example.org> %d +0000\n", 1767225600 + c * 3600
		printf "data %d\n%s\n", length(what) + 1, what "\n"
		printf "M 644 inline menu.txt\ndata %d\n%s\n", length(menu), menu
		if (c == 1)
			printf "M 644 inline test.sh\ndata %d\n%s\n", length(test), test
		if (c == 1)
			printf "reset refs/tags/opened\nfrom refs/heads/main\n\n"
	}
}' | git fast-import --quiet && git reset -q --hard main
