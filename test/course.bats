# course: test/course finds what is wrong with a course. Each fault is put
# into a small course which without it has none.
load helper
load course

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	small_course
	rm -r course/exercises/sample/start && mkdir course/exercises/sample/start
	rm -f course/exercises/sample/setup
	echo hello >course/exercises/sample/start/hello
	one=course/exercises/01-one
}

checked() { SEED=7 run timeout 300 "$REPO/test/course" "$@"; }

# finds TEXT: what was put in is found, and nothing else
finds() {
	checked
	assert_failure 1
	assert_line --regexp "^not ok .*$1"
	assert_equal "$(grep -c '^not ok' <<<"$output")" "${2:-1}"
}

@test "a course without a fault has none; one exercise, one module alone" {
	checked
	assert_success
	assert_line '14 passed, 0 failed, 0 skipped'
	checked second
	assert_success
	assert_line '5 passed, 0 failed, 0 skipped'
	checked 01-one
	assert_line '14 passed, 0 failed, 0 skipped'
	checked 01-one/third
	assert_line '5 passed, 0 failed, 0 skipped'
	checked 01-one second
	assert_line '14 passed, 0 failed, 0 skipped'
	checked nothing
	assert_failure
}

@test "a start that passes is found" {
	echo yes >$one/first/start/answer
	finds 'first: the start fails'
}

@test "a solution that fails is found" {
	echo no >$one/second/solution/answer
	finds 'second: the solution passes' 2
}

@test "a solution that holds for one seed alone is found" {
	# shellcheck disable=SC2016 # the check expands it
	printf '%s\n' '. "$COURSE/check.sh"' 'same "seed" "$(cat answer) $SEED" "yes 8"' verdict >$one/second/check
	finds 'second: the solution passes, 2'
}

@test "a lazy answer that passes is found, and one that is not there" {
	echo yes >$one/third/lazy/guess/answer
	finds 'third: lazy guess fails'
	rm -r $one/third/lazy
	finds 'third: there is no lazy answer'
}

@test "a check that breaks is no failing start" {
	printf '%s\n' 'echo "ok fine"' 'exit 3' >$one/third/check
	finds 'third: ' 4
	assert_line --partial 'the start fails (SEED 7): wanted failed: the check broke off with 3'
}

@test "a hint that is missing or empty is found" {
	printf '## A\n\nnudge\n\n## B\n\n## C\n\nalmost\n' >$one/first/hints.md
	finds 'first: 2 of 3 hints are filled'
	: >$one/first/hints.md
	finds 'first: hints.md is missing or empty' 2
}

@test "a concept that nothing before teaches is found" {
	exercise first '"teaches":["asking"],"assumes":["ending"]'
	finds "first: it assumes 'ending', which no exercise before it teaches"
	exercise first '"teaches":["asking"],"assumes":["asking"]'
	finds "first: it assumes 'asking'"
}

@test "a dead link is found, on a chapter and on an exercise's page" {
	echo '[gone](gone.md)' >>course/modules/01-one.md
	finds 'page modules/01-one.md: .*gone.md'
	echo '# One' >course/modules/01-one.md
	echo '[gone](../gone.md)' >>$one/first/README.md
	finds 'page .*first/README.md: .*gone.md'
}

@test "a command that fails, and one that prints something else, are found" {
	# shellcheck disable=SC2016 # Markdown
	printf '\n```sh\ncat hello\n```\n\n```console\n$ cat hello\nhel...\n```\n' >>course/modules/01-one.md
	checked
	assert_success
	# shellcheck disable=SC2016 # Markdown
	printf '\n```sh\ncat nothing\n```\n' >>course/modules/01-one.md
	finds 'page modules/01-one.md: .*the block fails with 1'
	# shellcheck disable=SC2016 # Markdown
	printf '# One\n\n```console\n$ cat hello\nbye\n```\n' >course/modules/01-one.md
	finds 'page modules/01-one.md: .*prints hello'
}

@test "two equal ids, an exercise that no module names, and a lost one are found" {
	cp -R $one course/exercises/02-two
	echo '# Two' >course/modules/02-two.md
	echo '{"title":"Two","exercises":["first"]}' >course/exercises/02-two/module.json
	rm -r course/exercises/02-two/{second,third}
	finds 'two exercises are called erstes first'
	rm -r course/exercises/02-two course/modules/02-two.md
	echo '{"title":"One thing","exercises":["first","second"]}' >$one/module.json
	finds 'third: module.json does not name it' 5
}

@test "an alias that is another exercise's id is found" {
	exercise second '"teaches":["telling"],"assumes":[],"aliases":["first"]'
	finds 'two exercises are called first'
}

@test "what a page or an exercise lacks is found" {
	rm $one/second/why.md
	finds 'second: why.md is missing or empty'
	echo why >$one/second/why.md
	rm course/modules/01-one.md
	finds '01-one: there is no docs/modules/01-one.md'
	echo '# One' >course/modules/01-one.md
	jq 'del(.goal)' $one/first/exercise.json >x && cp x $one/first/exercise.json
	finds 'first: exercise.json lacks'
	exercise first '"teaches":["asking"],"assumes":[],"pattern":"no-such"'
	mkdir -p course/patterns/speed
	: >course/patterns/index.md
	# shellcheck disable=SC2016 # Markdown
	sed 's/^<!-- [A-Z].*/Words./; s/^# NAME/# A/; /^## Example/a\\n```sh\ntrue\n```' \
		course/exercises/templates/pattern.md >course/patterns/speed/a.md
	finds "first: there is no pattern 'no-such'" 2
	assert_line 'not ok speed/a.md: patterns/index.md does not name it'
	echo '[a](speed/a.md)' >course/patterns/index.md
	finds "first: there is no pattern 'no-such'"
	exercise first '"teaches":["asking"],"assumes":[],"pattern":"speed/a"'
	checked
	assert_success
}

@test "the first criterion not met shows the end of standard error, once" {
	mkdir tmp
	echo '{"when":[],"reply":{"text":"hello"}}' >model.jsonl
	cat >check <<-'END'
		. "$REPO/docs/exercises/check.sh"
		asked model.jsonl sh -c 'echo one; { echo two; echo three; echo four; } >&2'
		made 'it asks once' 1 1
		made 'it asks twice' 2 2
		same 'the answer is there' "$(grep hello "$TMPDIR/out")" hello 'in out'
		shown "$(printf '%0130d' 7)"
		verdict
	END
	REPO=$REPO SEED=7 TMPDIR=$PWD/tmp run -1 sh check </dev/null
	assert_output - <<-END
		no it asks once: found 0 (standard error: three four)
		no it asks twice: found 0
		no the answer is there: found nothing in out, expected hello
		$(printf '%0120d' 0)...
	END
	REPO=$REPO SEED=7 TMPDIR=$PWD/tmp run -1 sh -c '. "$REPO/docs/exercises/check.sh"
		asked model.jsonl codex-call -T none hello
		made "it asks once" 1 1; made "it asks twice" 2 2; answered; verdict' </dev/null
	assert_output - <<-END
		ok it asks once
		no it asks twice: found 1
		hello
	END
}
