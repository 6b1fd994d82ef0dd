# check.sh: what the checks share. A check sources it, and stands in a copy of
# the learner's folder that it may change. It says `ok TEXT` or `no TEXT` for
# each criterion and ends with `verdict`.
#
# In the environment: SEED, from which hidden inputs are drawn; EXERCISE, the
# exercise's folder; TMPDIR, for what the check makes; COURSE, this folder.
# shellcheck shell=sh

failed=0
ok() { printf 'ok %s\n' "$*"; }
no() {
	printf 'no %s%s\n' "$*" "$(complaint)"
	rm -f "$TMPDIR/err"
	failed=1
}

# complaint: the end of what the learner's command said on standard error, if a
# check keeps that in $TMPDIR/err: it may say why. The first `no` after it does
complaint() {
	[ ! -s "$TMPDIR/err" ] ||
		printf ' (standard error: %s)' "$(shown "$(tail -n 2 "$TMPDIR/err")" 240)"
}

# verdict: the last command of a check
verdict() { exit "$failed"; }

# stop_unless_ok: for criteria that make no sense after one that failed
stop_unless_ok() { [ "$failed" -eq 0 ] || verdict; }

# want TEXT COMMAND...: `ok TEXT` if the command succeeds
want() {
	_text=$1
	shift
	if "$@" >"$TMPDIR/want.out" 2>&1; then
		ok "$_text"
	else
		no "$_text$(said "$TMPDIR/want.out")"
	fi
}

# same TEXT FOUND EXPECTED [WHERE]: `ok TEXT` if they are equal; WHERE nothing
# was found: what the learner is to look at
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		no "$1: found $(shown "${2:-nothing${4:+ $4}}"), expected $(shown "$3")"
	fi
}

# shown TEXT [MOST]: on one line, at most 120 characters, and a mark where more
# follows; said FILE: its first two lines
shown() {
	_line=$(printf '%s' "${1:-nothing}" | tr '\n' ' ')
	if [ "${#_line}" -gt "${2:-120}" ]; then
		printf '%s...' "$(printf '%s' "$_line" | cut -c "1-${2:-120}")"
	else
		printf '%s' "$_line"
	fi
}
said() { [ ! -s "$1" ] || printf ': %s' "$(shown "$(head -n 2 "$1")" 240)"; }

# answered: what the command in $TMPDIR/out answered, as text
answered() {
	if [ -s "$TMPDIR/out" ]; then
		shown "$(jq -r '.details.text // .' "$TMPDIR/out" 2>/dev/null || cat "$TMPDIR/out")"
	else
		printf 'nothing on standard output'
	fi
}

# there FILE...: the learner made them; else nothing else can be judged
there() {
	for _file; do
		[ -s "$_file" ] || no "$_file is missing or empty"
	done
	stop_unless_ok
}

# random N [SALT]: a number below N, the same for the same seed and salt
random() {
	printf '%s' "$SEED ${2:-}" | cksum | awk -v n="$1" '{ print $1 % n }'
}

# word [SALT]: a name that is in no text, drawn from the seed
word() {
	awk -v a="$(random 999983 "1${1:-}")" -v b="$(random 999979 "2${1:-}")" 'BEGIN {
		split("b d f g k l m n p r s t v z", c, " ")
		split("a e i o u", v, " ")
		x = a * 1000003 + b
		for (i = 0; i < 4; i++) {
			s = s c[x % 14 + 1] v[int(x / 14) % 5 + 1]
			x = int(x / 70)
		}
		print s
	}'
}

# pick SALT WORD...: one of the words
pick() {
	_n=$(random $(($# - 1)) "$1")
	shift $((_n + 1))
	printf '%s\n' "$1"
}

# vary SHOWN HIDDEN FILE...: the hidden value in place of the one that the
# learner saw, wherever it stands in the files
vary() {
	_shown=$1 _hidden=$2
	shift 2
	for _file; do
		_text=$(cat "$_file" && echo .) || continue
		SHOWN=$_shown HIDDEN=$_hidden awk '{
			while ((i = index($0, ENVIRON["SHOWN"])) > 0) {
				printf "%s%s", substr($0, 1, i - 1), ENVIRON["HIDDEN"]
				$0 = substr($0, i + length(ENVIRON["SHOWN"]))
			}
			print
		}' "$_file" >"$TMPDIR/varied" && cat "$TMPDIR/varied" >"$_file"
	done
}

# asked MODEL COMMAND...: the command with the rules in MODEL as its model;
# $requests is then the requests that it made, one JSON text a line; its
# standard output and error are in $TMPDIR/out and $TMPDIR/err
requests=$TMPDIR/requests
asked() {
	_model=$1
	shift
	rm -f "$TMPDIR/exchanges"
	codex-replay "$_model" -- codex-replay --record "$TMPDIR/exchanges" -- \
		"$@" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	_status=$?
	jq -c '.request.body' "$TMPDIR/exchanges" >"$requests" 2>/dev/null
	return "$_status"
}

# request N: the Nth request, of 1; n_requests: how many there were
request() { sed -n "${1}p" "$requests"; }
n_requests() { grep -c '' "$requests"; }

# made TEXT LEAST MOST: `ok TEXT` if the command made so many requests
made() {
	_n=$(n_requests)
	if [ "$_n" -ge "$2" ] && [ "$_n" -le "$3" ]; then
		ok "$1"
	else
		no "$1: found $_n"
	fi
}

# conversation N: all that was said in the Nth request, in any role, as text
conversation() {
	request "$1" | jq -r '
		(.messages // []) + ((.input // []) | if type == "array" then . else [] end)
		| .[] | .content, .output | if type == "array" then .[].text else . end
		| strings'
}

# events TYPE...: those events of the newest session log below this folder
events() {
	_types=$(printf '%s\n' "$@" | jq -R . | jq -sc .)
	find . -path '*/.codex-log/*' -name 's-*.jsonl' | sort | tail -n 1 |
		xargs -r jq -c --argjson t "$_types" 'select(.type as $x | $t | index($x))'
}
