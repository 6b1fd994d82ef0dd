# torture: in a program, the n-th call of a kind fails, for each n

# what may become of a call of each kind
declare -gA ERRORS=(
	[write]='EIO ENOSPC EDQUOT EINTR SHORT'
	[read]='EIO EINTR SHORT'
	[open]='EIO EMFILE EINTR ENOSPC'
	[close]='EIO EINTR'
	[fsync]='EIO ENOSPC EINTR'
	[rename]='EIO ENOSPC EINTR'
	[alloc]='ENOMEM'
)

# torture_setup: makes what is loaded in front of the programs
torture_setup() {
	faults=$BATS_TEST_TMPDIR/faults.so
	nomem=$BATS_TEST_TMPDIR/nomem.so
	"${CC:-cc}" -shared -fPIC -D_GNU_SOURCE -o "$faults" "$REPO/test/preload/faults.c" -ldl &&
		"${CC:-cc}" -shared -fPIC -o "$nomem" "$REPO/test/preload/nomem.c" ||
		return 1
	# the sanitizers' own reports are no statuses of ours; the search for
	# leaks opens and reads, too, which fails as it is told to
	export ASAN_OPTIONS=verify_asan_link_order=0:exitcode=126:detect_leaks=0
	export UBSAN_OPTIONS=halt_on_error=1:exitcode=126
	export FAULT_COUNT=$BATS_TEST_TMPDIR/count
	T=$BATS_TEST_TMPDIR
	INPUT=/dev/null
	faults_made=0
}

# once KIND N ERROR COMMAND...: leaves what it said in out and err, its lines
# in $lines, and its $status
once() {
	status=0
	if [ "$1" = alloc ]; then
		NOMEM_AT=$2 LD_PRELOAD=$nomem "${@:4}" <"$INPUT" >"$T/out" 2>"$T/err" 9>"$T/allocs" || status=$?
	else
		FAULT_KIND=$1 FAULT_AT=$2 FAULT_ERROR=$3 LD_PRELOAD=$faults \
			"${@:4}" <"$INPUT" >"$T/out" 2>"$T/err" || status=$?
	fi
	mapfile -t lines <"$T/out"
}

# points COMMAND...: each call that can fail, as `KIND N ERROR` lines
points() {
	local kind counts n error i=0
	head -c 64 /dev/zero >"$FAULT_COUNT"
	before
	once none 0 EIO "$@"
	read -ra counts < <(od -An -td8 -w64 "$FAULT_COUNT")
	for kind in write read open close fsync rename; do
		for ((n = 1; n <= counts[i]; n++)); do
			for error in ${ERRORS[$kind]}; do
				echo "$kind $n $error"
			done
		done
		i=$((i + 1))
	done
	[[ $BUILD != */san ]] || return 0 # the sanitizers have their own malloc
	before
	once alloc 0 ENOMEM "$@"
	for ((n = 1; n <= $(<"$T/allocs"); n++)); do
		echo "alloc $n ENOMEM"
	done
}

# before each run, and what must hold behind it: a case may have its own
before() { :; }
state() { :; }
# same: lines that say the same as the clean run's
same() { [ "${lines[*]}" = "${whole[*]}" ]; }

# tells: it counts or names, as the clean run does not, what could not be read,
# or not once more for its definitions
tells() {
	[[ ${lines[*]} =~ \"un(readable|parsed)\"(:[1-9][0-9]*)? ]] &&
		[[ ${whole[*]} != *"${BASH_REMATCH[0]}"[,}]* ]]
}

# wrong: prints what is wrong with a run, if anything is
wrong() {
	local said="${lines[*]}" now
	mapfile -t told <"$T/err"
	case ${told[*]} in *Sanitizer* | *'runtime error'*) echo "${told[*]}" && return ;; esac
	[ "$status" -lt 126 ] || { echo crash && return; }
	now=$(state || true)
	if [ "$status" -eq 0 ]; then
		[ "$good" -eq 0 ] || echo "a false success, $good without the fault: $said"
		same || tells || echo "a false success: $said, not ${whole[*]}"
		[ "$now" = "$new" ] || echo "it says success, but is $now"
		return
	fi
	[ "$now" = "$old" ] || [ "$now" = "$new" ] || echo "half done: $now"
	[ -n "$said${told[*]}" ] || [[ $1 == write* ]] || echo 'it fails without a word'
	[ ${#lines[@]} -le 1 ] || [ "${TEXT:-}" ] || echo "${#lines[@]} lines: $said"
	# an answer that standard output did not take is none
	if [[ ${lines[*]: -1} == '{"success":true'* ]]; then
		[[ $1 == [wc]* ]] || [ "$status" -eq "$good" ] || echo "success, but exit $status"
		return
	fi
	[ -z "$said" ] || [ "${TEXT:-}" ] || printf '%s\n' "${lines[0]}" >>"$T/said"
}

# some N: N of the lines of standard input, always the same (SEED for others)
some() { shuf -n "$1" --random-source=<(yes "${SEED:-1}"); }

# sweep COMMAND...: every point (TORTURE=all), those of calls (calls), or 8 and
# 4 allocations and the last ENDS; INPUT is its standard input, GOOD its status without a fault
sweep() {
	local all what problem kind n error bad=0 good whole old new made calls=0 hit
	before
	lines=()
	old=$(state || true)
	points "$@" >"$T/points"
	before
	once none 0 EIO "$@"
	good=$status whole=("${lines[@]}") new=$(state || true)
	: >"$T/said"
	if [ "${TORTURE:-}" = all ]; then
		mapfile -t all <"$T/points"
	elif [ "${TORTURE:-}" = calls ]; then
		mapfile -t all < <(grep -v ^alloc "$T/points")
	else
		# there are many more allocations than calls
		mapfile -t all < <(
			grep -v ^alloc "$T/points" | some "${TORTURE:-8}"
			grep ^alloc "$T/points" | some $((${TORTURE:-8} / 2))
			grep ^alloc "$T/points" | tail -n "${ENDS:-0}"
		)
	fi
	made=${#all[@]}
	[ "$good" -eq "${GOOD:-0}" ] || fail "$*: exit $good: ${whole[*]} $(<"$T/err")"
	[ "$made" -gt 5 ] || fail "$*: only $made calls can fail"
	for what in "${all[@]}"; do
		read -r kind n error <<<"$what"
		before
		once "$kind" "$n" "$error" "$@"
		problem=$(wrong "$what")
		[ "$kind" = alloc ] || calls=$((calls + 1))
		[ -z "$problem" ] || {
			echo "$1 ${*:2}: $what: exit $status: $problem: ${told[*]}" | head -c 4000
			echo
			bad=$((bad + 1))
		}
	done
	jq -e 'keys_unsorted == ["success","details","tokens"] and .success == false' "$T/said" >"$T/valid" 2>&1 ||
		[ ! -s "$T/said" ] || fail "$*: $(paste -d ' ' "$T/valid" "$T/said" | grep -v ^true | head -n 3)"
	! grep -q false "$T/valid" || fail "$*: no result line: $(paste -d ' ' "$T/valid" "$T/said" | grep ^false | head -n 3)"
	# what is counted are calls that did fail, now and then one less is made
	read -ra hit < <(od -An -td8 -w64 "$FAULT_COUNT")
	[ "${hit[6]}" -ge $((calls * 3 / 4)) ] || fail "$*: only ${hit[6]} of $calls calls failed"
	faults_made=$((faults_made + made - calls + hit[6]))
	[ -z "${VERBOSE:-}" ] || echo "# $made of $(wc -l <"$T/points"), ${hit[6]} calls: ${*##*/}" >&3
	[ "$bad" -eq 0 ] || return 1
}
