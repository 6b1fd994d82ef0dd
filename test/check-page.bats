# check-page: whether a page of the course is true
load helper

# page TEXT: what check-page says of it
page() {
	printf '%s\n' "$1" >page.md
	rm -rf tmp && mkdir tmp
	TMPDIR=$PWD/tmp COURSE=$REPO/docs/exercises \
		run sh "$REPO/docs/exercises/check-page" "$PWD/page.md"
}

@test "three dots in a console block stand for anything, also before braces" {
	page $'```console\n$ echo \'{"skip":17}\'\n{"skip":...}\n```'
	assert_success
	page $'```console\n$ echo \'{"skip":17}\'\n{"skip":...]\n```'
	assert_failure
	assert_line --partial "no line 1: 'echo '{\"skip\":17}'' prints"
}

@test "three dots on a line of their own stand for any number of lines" {
	page $'```console\n$ seq 9\n1\n...\n9\n```'
	assert_success
	page $'```console\n$ seq 9\n1\n...\n8\n```'
	assert_failure
}
