# course: a small course of one's own, and a learner in it

# small_course: $PWD/course with the module 01-one and the exercises first,
# second and third, each of which wants the word of $SEED's pick in `answer`
small_course() {
	local exercises=course/exercises
	mkdir -p $exercises/01-one course/modules
	for name in prepare judge check-page doctor check.sh templates sample; do
		cp -R "$REPO/docs/exercises/$name" $exercises
	done
	echo '# One' >course/modules/01-one.md
	echo '{"title":"One thing","exercises":["first","second","third"]}' >$exercises/01-one/module.json
	exercise first '"teaches":["asking"],"assumes":[],"aliases":["erstes"]'
	exercise second '"teaches":["telling"],"assumes":["asking"]'
	exercise third '"teaches":["ending"],"assumes":["telling"]'
	export CODEX_COURSE=$PWD/course
}

# exercise ID FIELDS: in the course
exercise() {
	local dir=course/exercises/01-one/$1
	mkdir -p "$dir"/{start,solution,lazy/guess}
	echo "{\"title\":\"The $1\",\"goal\":\"Know the $1 thing.\",\"minutes\":5,$2}" >"$dir/exercise.json"
	printf '# The %s\n\nWrite yes.\n' "$1" >"$dir/README.md"
	printf '## A\n\nnudge\n\n## B\n\npointer\n\n## C\n\nalmost\n' >"$dir/hints.md"
	echo 'Because it is so.' >"$dir/why.md"
	cat >"$dir/check" <<-'END'
		. "$COURSE/check.sh"
		same 'answer says yes' "$(cat answer)" yes
		verdict
	END
	echo no >"$dir/start/answer"
	echo yes >"$dir/solution/answer"
	echo perhaps >"$dir/lazy/guess/answer"
}

# learn ARGS: codex-learn with nothing to read
learn() { run --separate-stderr timeout 60 codex-learn "$@" </dev/null; }

# solve ID: as the solution does
solve() { cp "$CODEX_COURSE/exercises/01-one/$1/solution/answer" "practice/01-one/$1/"; }

# pass ID: from the start to the verdict
pass() {
	codex-learn start "$1" >/dev/null </dev/null && solve "$1" &&
		codex-learn check "$1" >/dev/null </dev/null
}
