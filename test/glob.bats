# glob: which paths a glob matches

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	printf '%s\n' Makefile a.c b.h lib/a.c lib/b.h lib/x/a.c lib/x/y/b.c \
		src/lib/a.c src/é.c src/.hidden '[x].c' 'a*b' 'a{b' build/out.o \
		src/build/out.o ab.c xbuild/o '-' ']' >paths
}

# matches GLOB PATH...: exactly these of the paths match
matches() {
	local glob=$1

	shift
	run "$BUILD/test/glob" "$glob" <paths
	assert_equal "$output" "$([ $# -eq 0 ] || printf '%s\n' "$@")"
}

@test "a glob without a slash matches the last component" {
	matches 'a.c' a.c lib/a.c lib/x/a.c src/lib/a.c
	matches '*.h' b.h lib/b.h
	matches '?.c' a.c lib/a.c lib/x/a.c lib/x/y/b.c src/lib/a.c src/é.c
	matches '.*' src/.hidden
}

@test "a slash anchors, and * stays within a component" {
	matches '/a.c' a.c
	matches 'lib/*' lib/a.c lib/b.h
	matches './lib/*.c' lib/a.c
	matches '*/a.c' lib/a.c
	matches 'lib?a.c'
}

@test "** crosses any number of components, none too" {
	matches '**/a.c' a.c lib/a.c lib/x/a.c src/lib/a.c
	matches 'lib/**' lib/a.c lib/b.h lib/x/a.c lib/x/y/b.c
	matches 'lib/**/*.c' lib/a.c lib/x/a.c lib/x/y/b.c
	matches '**/lib/**' lib/a.c lib/b.h lib/x/a.c lib/x/y/b.c src/lib/a.c
}

@test "a slash at the end means all below that folder" {
	matches 'build/' build/out.o src/build/out.o
	matches '/build/' build/out.o
	matches 'lib/x/' lib/x/a.c lib/x/y/b.c
}

@test "classes are ranges, may be negated, and never hold a slash" {
	matches '[ab].[ch]' a.c b.h lib/a.c lib/b.h lib/x/a.c lib/x/y/b.c src/lib/a.c
	matches '[!a].c' lib/x/y/b.c src/é.c
	matches '[^a].c' lib/x/y/b.c src/é.c
	matches '[à-ÿ].c' src/é.c
	matches 'lib[/]a.c'
	matches '[]]' ']'
	matches '[a-]' -
}

@test "braces are alternatives, nested and empty ones too" {
	matches '{a,b}.{c,h}' a.c b.h lib/a.c lib/b.h lib/x/a.c lib/x/y/b.c src/lib/a.c
	matches '{lib,src/lib}/a.c' lib/a.c src/lib/a.c
	matches 'a{,b}.c' a.c lib/a.c lib/x/a.c src/lib/a.c ab.c
	matches '{lib/{x/{y/b,a},a},b}.[ch]' b.h lib/a.c lib/x/a.c lib/x/y/b.c
	matches '{**,x}/b.c' lib/x/y/b.c
}

@test "what is no syntax, or is escaped, stands for itself" {
	matches '\[x\].c' '[x].c'
	matches 'a\*b' 'a*b'
	matches 'a{b' 'a{b'
	matches '[x].c'
	matches '['
}

@test "a glob made to take for ever does not" {
	printf 'a%.0s' $(seq 200) >paths
	echo >>paths
	matches "$(printf '{a,a,*a}%.0s' $(seq 60))b"
	matches "$(printf '*a%.0s' $(seq 60))b"
	printf 'a/%.0s' $(seq 200) >paths
	echo b >>paths
	matches "$(printf '**/a/%.0s' $(seq 40))c"
}

@test "git matches as we do" {
	git init -q .
	mkdir -p tree && cd tree && git init -q .
	# git's ? is a byte, ours a character
	grep -v '[]*{[é-]' ../paths | while read -r path; do
		mkdir -p "./$(dirname "$path")" && echo x >"./$path"
	done
	git add -A .
	git -c core.quotePath=off ls-files >../paths
	n=0
	for glob in '*.c' 'lib/*' 'lib/**' '**/a.c' 'lib/**/*.c' '**/lib/**' \
		'[!a].c' '*' '**' '?.?' '/a.c' '*/a.c' 'src/*/a.c' 'l*/**/y/*'; do
		echo "$glob" >.gitignore
		git -c core.quotePath=off ls-files -ci --exclude-from=.gitignore \
			>expected
		"$BUILD/test/glob" "$glob" <../paths >actual
		# ours is about files alone: git's may name more, never fewer
		assert_equal "$(comm -23 <(sort actual) <(sort expected))" ''
		[ -s actual ]
		n=$((n + 1))
	done
	assert_equal "$n" 14
	for glob in '*.c' 'lib/*' 'lib/**' '**/a.c' 'lib/**/*.c' 'src/*/a.c'; do
		anchored=$glob
		[ "${glob#*/}" != "$glob" ] || anchored="**/$glob"
		git -c core.quotePath=off ls-files -- ":(glob)$anchored" >expected
		"$BUILD/test/glob" "$glob" <../paths >actual
		diff expected actual
	done
}

@test "a glob longer than 1000 bytes is no argument" {
	run_helper list_files --include "$(printf 'x%.0s' $(seq 1000))"
	assert_success
	run_helper list_files --include "$(printf 'x%.0s' $(seq 1001))"
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
}
