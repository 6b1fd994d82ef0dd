load helper

# The sandbox of programs that are started (docs/sandbox.md). Each denial is
# tried outside first, where it must be no denial; test/unit/probe.c says
# what came of it, so that what is missing never counts as denied.

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	cp "$BUILD/test/probe" .
	# what this machine gives: in a container there may be less
	MODES=
	for withheld in nothing namespaces namespaces,landlock=2; do
		case $(mode_of "$withheld") in
		namespaces | landlock) MODES="$MODES $withheld" ;;
		esac
	done
	export MODES
}

# mode_of WITHHELD: the sandbox that a run gets without these
mode_of() {
	mkdir -p first
	printf 'check:\n\t@echo ok 1\n' >first/Makefile
	./probe withhold "$1" "$BUILD/helpers/run_tests" --root first \
		</dev/null 2>/dev/null | jq -r .details.sandbox
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p home/.ssh home/.aws home/.config/gh p
	export HOME=$PWD/home
	unset XDG_CACHE_HOME
	echo secret | tee home/.ssh/id home/.aws/credentials home/.netrc \
		home/.config/gh/hosts.yml >outside
	cd p || return 1
	git_fixed init -q -b main
	mkdir .codex .codex-log
	echo log >.codex-log/a.jsonl
	cp "$BATS_FILE_TMPDIR/probe" probe
	[ -n "$MODES" ] || skip 'needs namespaces or Landlock'
}

teardown() {
	[ -z "${listener-}" ] || kill "$listener"
}

# project COMMANDS...: a Makefile whose check runs them, whatever they say
project() {
	{
		echo 'check:'
		for line in "$@"; do
			printf '\t@%s || true\n' "$line"
		done
	} >Makefile
}

# run_without WITHHELD: run_tests with that withheld; $said is the output
run_without() {
	run --separate-stderr timeout 60 ./probe withhold "$1" \
		"$BUILD/helpers/run_tests" </dev/null
	[ "$status" -lt 124 ] || fail "it ended with $status: $stderr"
	said=$(details .output)
	mode=$(details .sandbox)
	case $1,$mode in
	*landlock*,landlock | namespaces,landlock | nothing,*) ;;
	*) fail "sandbox $mode without $1: $output $stderr" ;;
	esac
}

# listen: a server outside on loopback, path and abstract name
listen() {
	./probe listen "$BATS_TEST_TMPDIR/socket" "confine-$$" >../port \
		3>&- &
	listener=$!
	until [ -s ../port ]; do
		sleep 0.05
	done
	port=$(cat ../port)
}

@test "what is outside of the root is not written, in any way" {
	out=$BATS_TEST_TMPDIR
	for try in "write $out/outside" "write $out/new" "mkdir $out/folder" \
		"symlink x $out/link" "link probe $out/hard" \
		"truncate $out/outside" "write $HOME/.bashrc" \
		"rename $out/outside moved" "unlink $out/new"; do
		assert_equal "$(./probe $try)" "${try%% *} done"
	done
	rm -r "$out"/{folder,link,hard} moved "$HOME/.bashrc"
	for withheld in $MODES; do
		echo secret >"$out/outside"
		echo secret >"$out/victim"
		project "./probe write $out/outside" "./probe write $out/new" \
			"./probe mkdir $out/folder" "./probe symlink x $out/link" \
			"./probe link probe $out/hard" \
			"./probe truncate $out/outside" \
			"./probe write $HOME/.bashrc" \
			"./probe rename $out/outside moved" \
			"./probe unlink $out/victim" \
			"./probe link $out/outside inside"
		run_without "$withheld"
		# a folder that is in memory may have taken it
		[ "$mode" = namespaces ] || refute grep done <<<"$said"
		assert_equal "$(grep -c . <<<"$said")" 10
		assert_equal "$(cat "$out/outside" "$out/victim")" 'secret
secret'
		[ ! -e "$out/new" ] && [ ! -e "$out/folder" ]
		[ ! -L "$out/link" ] && [ ! -e "$out/hard" ]
		[ ! -e "$HOME/.bashrc" ]
	done
}

@test "keys and tokens in the home folder are not read" {
	files="$HOME/.ssh/id $HOME/.aws/credentials $HOME/.netrc \
		$HOME/.config/gh/hosts.yml $BATS_TEST_TMPDIR/outside"
	tries=()
	for file in $files; do
		assert_equal "$(./probe read "$file")" 'read done'
		tries+=("./probe read $file")
	done
	project "${tries[@]}"
	for withheld in $MODES; do
		run_without "$withheld"
		refute grep done <<<"$said"
		assert_equal "$(grep -c '^read E' <<<"$said")" 5
	done
}

@test "a root that holds the keys is refused" {
	cd ../home
	printf 'check:\n\t@cat .ssh/id\n' >Makefile
	run_helper run_tests --root .
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" policy_denied
	assert_equal "$(details .error.message)" \
		"the root '$HOME' holds '$HOME/.ssh', which no program may read"
	rm -r .ssh .aws .netrc .config
	run_helper run_tests --root .
	assert_equal "$(details .command)" 'make check'
}

@test "what is reserved stays as it was, and a try at it is told" {
	copy=$BATS_TEST_TMPDIR/copy
	tries=('write .git/hooks/pre-commit' 'write .git/config'
		'write .git/info/attributes' 'write .codex/functions.json'
		'write .codex-log/a.jsonl' 'symlink /x .git/hooks/post-commit'
		'link .git/config config' 'rename probe2 .git/hooks/post-merge'
		'mkdir .git/modules' 'rename .git gone'
		'rename .codex gone2' 'rename .codex-log gone3')
	cp probe probe2
	cp -a . "$copy"
	for try in "${tries[@]}"; do
		assert_equal "$(cd "$copy" && ./probe $try)" "${try%% *} done"
	done
	for withheld in $MODES; do
		cp probe probe2
		find .git/config .git/hooks .git/info .codex .codex-log -type f \
			-exec sha256sum {} + | sort >../before
		project "${tries[@]/#/./probe }" 'echo 1..1; echo ok 1'
		run_without "$withheld"
		find .git/config .git/hooks .git/info .codex .codex-log -type f \
			-exec sha256sum {} + | sort >../after
		rm -rf config probe2
		if [ "$mode" = namespaces ]; then
			same=$(diff ../before ../after)
			assert_equal "$same" ''
			refute grep done <<<"$said"
			assert_success
		else
			# the log may grow, and did
			diff <(grep -v codex-log ../before) \
				<(grep -v codex-log ../after)
			assert_equal "$status" 1
			assert_equal "$(details .success)" null
			assert_equal "$(jq .success <<<"$output")" false
			assert_output --partial 'which is reserved and was put back'
			assert_equal "$(details '.restored | index(".git/config") != null')" true
		fi
		git status >/dev/null
	done
}

@test "a hook is found and removed however it is hidden from who looks" {
	# a submodule's name may hold a slash; a hook in any of them runs
	mkdir -p .git/modules/lib/sub/hooks .git/worktrees/w
	git_fixed init -q --bare .git/modules/lib/sub
	echo ../.. >.git/worktrees/w/commondir
	hook='.git/hooks/post-checkout'
	sub='.git/modules/lib/sub/hooks/post-checkout'
	plant="echo exit >$hook; echo exit >$sub; chmod +x $hook $sub"
	cp -a . ../copy
	for hide in : 'truncate -s 70M .git/hooks/a .git/modules/lib/sub/info/a' \
		'chmod 0 .git/hooks' 'chmod 0 .git' \
		'chmod 0 .git/modules .git/modules/lib/sub/hooks' \
		'mv .git/modules ours; ln -s ../ours .git/modules' \
		'echo ../evil >.git/commondir' \
		'echo ../../../evil >.git/worktrees/w/commondir' \
		'mkdir .git/rebase-merge; echo x >.git/rebase-merge/done'; do
		# the control: outside it hides nothing, and is no error
		rm -rf ../try && cp -a ../copy ../try
		(cd ../try && sh -ec "$plant; $hide" && [ -d .git ])
		for withheld in $MODES; do
			[ "$withheld" != nothing ] || continue
			project "$plant" "$hide" 'echo ok 1'
			run_without "$withheld"
			assert_equal "$status:$mode" 1:landlock
			[ ! -e $hook ] && [ ! -e $sub ]
			[ ! -e .git/commondir ] && [ ! -e .git/rebase-merge ]
			diff ../copy/.git/worktrees/w/commondir .git/worktrees/w/
			diff ../copy/.git/config .git/config
			rm -rf ours .git && cp -a ../copy/.git .
		done
	done
}

@test "who puts reserved files back is neither ended nor hindered" {
	for withheld in $MODES; do
		[ "$withheld" != nothing ] || continue
		# make's parent is the one, and its parent the helper
		project 'of() { sed -n "s/^PPid:.//p" /proc/$$1/status; }; \
			k=$$(of $$PPID); echo exit >.git/hooks/post-checkout; \
			for i in $$k $$(of $$k); do prlimit --pid $$i --nofile=0 && \
			echo limited; done; for i in $$k -$$k -1; do \
			kill -9 -- $$i && echo ended; done; prlimit --nofile=9:9'
		run_without "$withheld"
		assert_equal "$status:$mode" 1:landlock
		refute grep -e limited -e ended <<<"$said"
		assert_equal "$(details .restored[0])" .git/hooks/post-checkout
		[ ! -e .git/hooks/post-checkout ]
	done
	sleep 30 3>&- &
	sleep 0.1
	prlimit --pid $! --nofile=0
	kill -9 $!
}

@test "the terminals of the user are neither read nor written" {
	script -qfc 'tty >../tty; sleep 30' /dev/null </dev/null >/dev/null 3>&- &
	listener=$!
	until [ -s ../tty ]; do
		sleep 0.05
	done
	tty=$(cat ../tty)
	assert_equal "$(./probe read /dev/null; ./probe write "$tty")" \
		'read done
write done'
	for withheld in $MODES; do
		project "./probe write $tty" "./probe read $tty"
		run_without "$withheld"
		refute grep done <<<"$said"
		assert_equal "$(grep -c . <<<"$said")" 2
	done
}

@test "a git folder of another name in the root is held like .git" {
	mv .git real.git
	for git in 'gitdir: real.git' link; do
		rm -f .git
		[ "$git" = link ] && ln -s real.git .git || echo "$git" >.git
		git status >/dev/null
		printf '%s\n' '--- /dev/null' '+++ b/real.git/hooks/x' \
			'@@ -0,0 +1 @@' '+exit' >../x.diff
		assert_equal "$(git apply --numstat ../x.diff | cut -f 3)" \
			real.git/hooks/x
		run -1 --separate-stderr "$BUILD/helpers/apply_patch" \
			< <(jq -Rs '{diff:.}' ../x.diff)
		assert_equal "$(details .error.code)" policy_denied
		for withheld in $MODES; do
			project './probe write real.git/hooks/x' \
				'./probe rename real.git other'
			run --separate-stderr ./probe withhold "$withheld" \
				"$BUILD/helpers/run_tests" </dev/null
			case $(details .sandbox) in
			namespaces) refute_output --partial ' done' ;;
			*) assert_equal "$(details .error.code)" policy_denied ;;
			esac
		done
	done
}

# repositories in the root besides its own: sub, and one by a .git file
nested() {
	git init -q sub
	git init -q --separate-git-dir=store linked
	mkdir src
	echo 'gitdir: ../store' >linked/.git
}

@test "repositories further down start nothing that the tests left in them" {
	nested
	hook='#!/bin/sh\ntouch fired\n'
	project "printf '$hook' >sub/.git/hooks/post-commit" \
		'chmod +x sub/.git/hooks/post-commit' \
		'git -C sub config core.fsmonitor "touch fired;"' \
		"printf '$hook' >store/hooks/post-commit" \
		'git init -q src; git -C src config core.fsmonitor "touch fired;"' \
		'chmod 0 sub/.git/hooks; chmod 0 sub' \
		'echo 1..1; echo ok 1'
	cp -a . ../control
	(cd ../control && make check) # it does fire where nothing holds it
	chmod 755 ../control/sub ../control/sub/.git/hooks
	for folder in sub src; do
		git -C "../control/$folder" status >/dev/null 2>&1 || true
		[ -e "../control/$folder/fired" ]
	done
	grep -q fired ../control/store/hooks/post-commit
	cp -a . ../kept
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$status" 1
		assert_equal "$(details '.restored | join(" ")')" \
			'src/.git store/hooks/post-commit sub/.git/config sub/.git/hooks'
		[ -d src/.git-set-aside ] && [ ! -e src/.git ]
		diff -r ../kept/sub/.git sub/.git
		diff -r ../kept/store store
		rm -rf src/.git-set-aside
	done
}

@test "git folders of other names further down are held like .git" {
	git init -q --separate-git-dir="$PWD/data" named # an absolute path
	git init -q --bare bare.git
	git init -q led && mv led/.git led/real && ln -s real led/.git
	for folder in data bare.git led/real; do
		echo "./probe write $folder/hooks/x"
	done >lines
	mapfile -t lines <lines
	project "${lines[@]}" 'echo 1..1; echo ok 1'
	cp -a . ../control
	(cd ../control && make check)
	[ -e ../control/bare.git/hooks/x ] && [ -e ../control/led/real/hooks/x ]
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$status" 1
		assert_equal "$(details '.restored | join(" ")')" \
			'bare.git/hooks/x data/hooks/x led/real/hooks/x'
		[ ! -e data/hooks/x ] && [ ! -e bare.git/hooks/x ]
	done
}

@test "a .git file further down leads where it did" {
	nested
	git init -q evil
	project 'echo gitdir: ../evil/.git >linked/.git' \
		'mv sub sub.moved; ln -s sub.moved sub' 'echo 1..1; echo ok 1'
	cp -a . ../control
	(cd ../control && make check)
	assert_equal "$(git -C ../control/linked rev-parse --git-dir)" \
		"$(realpath ../control)/evil/.git"
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(details '.restored | join(" ")')" \
			'linked/.git sub/.git'
		assert_equal "$(cat linked/.git)" 'gitdir: ../store'
		[ -d sub ] && [ ! -L sub ]
		rm -rf sub && mv sub.moved sub
	done
}

@test "tests may commit to repositories further down, make and remove them" {
	nested
	project 'git -C sub -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m x && echo committed' \
		'rm -rf linked; mkdir -p tmp/deep; git init -q tmp/deep' \
		'echo 1..1; echo ok 1'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_success
		[[ $said == *committed* ]]
		assert_equal "$(details .restored)" null
		[ -d tmp/deep/.git ]
	done
}

@test "what is reserved and missing is not made" {
	rm -rf .git .codex .codex-log
	project './probe mkdir .git' './probe mkdir .git/hooks' \
		'./probe write .git/hooks/post-checkout' \
		'./probe symlink /x .codex' './probe mkdir .codex-log' \
		'echo 1..1; echo ok 1'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$status" 1
		assert_equal "$(details '.restored | index(".git") != null')" true
		[ ! -e .git ] && [ ! -L .codex ]
	done
}

@test "a helper that is killed leaves no hook behind" {
	project './probe write .git/hooks/post-checkout' 'touch ready' 'sleep 60'
	for withheld in $MODES; do
		for signal in KILL TERM; do
			rm -f ready
			./probe withhold "$withheld" "$BUILD/helpers/run_tests" \
				</dev/null >/dev/null 2>&1 3>&- &
			pid=$!
			until [ -e ready ]; do
				sleep 0.05
			done
			kill -$signal $pid
			wait $pid || true
			for _ in $(seq 50); do
				[ -e .git/hooks/post-checkout ] || break
				sleep 0.1
			done
			[ ! -e .git/hooks/post-checkout ]
		done
	done
}

@test "the loopback is the tests' own, where there are namespaces" {
	listen
	assert_equal "$(./probe tcp "$port")" 'tcp done'
	assert_equal "$(./probe serve)" 'serve done'
	project "./probe tcp $port" './probe serve'
	for withheld in $MODES; do
		run_without "$withheld"
		if [ "$mode" = namespaces ]; then
			assert_equal "$said" 'tcp ECONNREFUSED
serve done'
			assert_equal "$(details .network)" loopback
		else
			assert_equal "$said" 'tcp EPERM
serve EPERM'
			assert_equal "$(details .network)" none
		fi
	done
}

@test "unix sockets outside are not reached, by path or abstract name" {
	listen
	assert_equal "$(./probe unix "$BATS_TEST_TMPDIR/socket")" 'unix done'
	assert_equal "$(./probe abstract "confine-$$")" 'abstract done'
	project "./probe unix $BATS_TEST_TMPDIR/socket" \
		"./probe abstract confine-$$"
	for withheld in $MODES; do
		run_without "$withheld"
		case $mode in
		namespaces) assert_equal "$said" 'unix ENOENT
abstract ECONNREFUSED' ;;
		landlock) assert_equal "$said" 'unix EPERM
abstract EPERM' ;;
		esac
	done
}

@test "processes outside are not signalled, traced or read" {
	sleep 60 3>&- &
	listener=$!
	assert_equal "$(./probe kill $listener)" 'kill done'
	assert_equal "$(./probe ptrace $listener)" 'ptrace done'
	assert_equal "$(./probe read /proc/$listener/environ)" 'read done'
	project "./probe kill $listener" "./probe ptrace $listener" \
		"./probe read /proc/$listener/environ"
	for withheld in $MODES; do
		run_without "$withheld"
		case $withheld,$mode in
		*,namespaces) assert_equal "$said" 'kill ESRCH
ptrace ESRCH
read ENOENT' ;;
		*=2,*) # Landlock holds signals from ABI 6 on
			assert_line_of "$said" 'ptrace EPERM'
			assert_line_of "$said" 'read EACCES' ;;
		*) if [ "$(./probe abi | head -1)" -ge 6 ]; then
			assert_equal "$said" 'kill EPERM
ptrace EPERM
read EACCES'
		fi ;;
		esac
	done
}

# assert_line_of TEXT LINE
assert_line_of() {
	grep -qxF -- "$2" <<<"$1" || fail "no line '$2' in: $1"
}

@test "the helper's own memory, files and key are out of reach" {
	project 'for i in /proc/[0-9]*; do ./probe read $$i/environ; done >all' \
		'for i in /proc/[0-9]*; do ls -l $$i/fd $$i/root/; done >>all 2>&1' \
		'cat /proc/[0-9]*/environ 2>/dev/null | tr "\0" "\n" >>all'
	for withheld in $MODES; do
		run_without "$withheld"
		grep -q '^read done' all # its own
		refute grep "$CANARY" all
		refute grep OPENAI_API_KEY all
	done
}

@test "no device nodes, namespaces or io_uring" {
	project './probe mknod node' './probe namespace' './probe io_uring'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$said" 'mknod EACCES
namespace EPERM
io_uring ENOSYS'
	done
}

# alive NAME: a process of this name, which it takes a moment after its start
alive() {
	for _ in $(seq 100); do
		pgrep -x "$1" && return
		sleep 0.05
	done
	return 1
}

@test "a daemon does not survive the run, nor the helper's own end by SIGKILL" {
	name=cf$$
	./probe daemon "${name}x" 3>&-
	pid=$(alive "${name}x") # it does survive outside
	kill -KILL "$pid"
	project "./probe daemon $name" 'echo 1..1; echo ok 1'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_success
		refute pgrep -x "$name"
	done
	project "./probe daemon $name" 'touch ready' 'sleep 60'
	for withheld in $MODES; do
		rm -f ready
		./probe withhold "$withheld" "$BUILD/helpers/run_tests" \
			</dev/null >/dev/null 2>&1 3>&- &
		pid=$!
		until [ -e ready ]; do
			sleep 0.05
		done
		alive "$name"
		kill -KILL $pid
		for _ in $(seq 50); do
			pgrep -x "$name" >/dev/null || break
			sleep 0.1
		done
		refute pgrep -x "$name"
	done
}

@test "a daemon does not survive the time limit" {
	name=ct$$
	project "./probe daemon $name" 'trap "" TERM; sleep 60'
	for withheld in $MODES; do
		./probe withhold "$withheld" "$BUILD/helpers/run_tests" \
			--timeout 1 </dev/null >out 2>&1 || true
		assert_equal "$(jq .details.timed_out out)" true
		refute pgrep -x "$name"
	done
}

@test "when memory is short the program is taken first, not who keeps it" {
	own=/proc/self/oom_score_adj
	before=$(cat $own)
	# shellcheck disable=SC2016 # make's variables
	project "cat $own" \
		'cat /proc/`cut -d" " -f4 /proc/$$PPID/stat`/oom_score_adj' \
		"echo $before >$own" "cat $own"
	CODEX_NO_SANDBOX=1 run_helper run_tests
	assert_equal "$(details .sandbox)" none
	assert_equal "$(details .output | grep -v "$own")" "$before
$before
$before"
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(grep -v "$own" <<<"$said")" "1000
$before
1000"
	done
}

@test "HOME and TMPDIR are the run's own, and gone after" {
	# a name that nobody else has left in /tmp
	project 'echo x >$$HOME/x; echo x >$$TMPDIR/codex-confine-test; cat $$HOME/x $$TMPDIR/codex-confine-test' \
		'echo $$HOME $$TMPDIR' 'mkdir -p $$XDG_CACHE_HOME/kept'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(head -2 <<<"$said")" 'x
x'
		read -r home tmp < <(tail -1 <<<"$said")
		[ "$home" != "$HOME" ] && [ ! -e "$home" ] && [ ! -e "$tmp/codex-confine-test" ]
	done
	[ -d "$HOME"/.cache/codex/projects/*/kept ]
}

@test "with neither namespaces nor Landlock nothing runs unless told to" {
	project 'touch ran'
	run --separate-stderr ./probe withhold namespaces,landlock \
		"$BUILD/helpers/run_tests" </dev/null
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_available
	assert_equal "$(details .error.message)" \
		'no sandbox to run programs in: no namespaces here (Operation not permitted), and the kernel has no Landlock'
	[ ! -e ran ]
	run --separate-stderr ./probe withhold namespaces,landlock=1 \
		"$BUILD/helpers/run_tests" </dev/null
	assert_equal "$(details .error.code)" not_available
	CODEX_NO_SANDBOX=1 run_helper run_tests
	assert_success
	assert_equal "$(details .sandbox)" none
	[ -e ran ]
}

# in_every_mode LINE: the run is a yes whose output has the line
in_every_mode() {
	for withheld in $MODES; do
		run_without "$withheld"
		[ "$status" -eq 0 ] || fail "$mode: $output"
		assert_line_of "$said" "$1"
	done
}

# strict COMMANDS...: a Makefile whose check fails with the first of them
strict() {
	{
		echo 'check:'
		printf '\t@%s\n' "$@"
	} >Makefile
}

@test "gcc and make build and run what they built" {
	echo 'int main(void) { return 0; }' >a.c
	strict 'rm -rf out; mkdir -p out/deep' 'gcc -o out/deep/a a.c' \
		'mv out/deep/a out/a' 'chmod 700 out/a' './out/a' \
		'install -m 755 out/a out/b' 'echo 1..1; echo ok 1 - built'
	in_every_mode 'ok 1 - built'
}

@test "LeakSanitizer works, and finds the leak" {
	printf '#include <stdlib.h>\nvoid *p;\nint main(int c, char **v) { (void)v; p = malloc(9); if (c > 1) p = NULL; return 0; }\n' >a.c
	strict 'gcc -O0 -fsanitize=address -o a a.c' './a' \
		'./a x 2>leak; test $$? -ne 0' \
		'grep -q "9 byte" leak' 'echo 1..1; echo ok 1 - leak'
	in_every_mode 'ok 1 - leak'
}

@test "git makes a repository in a temporary folder, and reads the project's" {
	git_fixed commit -q --allow-empty -m one
	strict 'cd $$(mktemp -d) && git init -q . && echo x >x && git add x && git -c user.name=x -c user.email=x@example.org commit -q -m one && test $$(git rev-list --count HEAD) = 1' \
		'git log --oneline | grep -q one' 'echo 1..1; echo ok 1 - git'
	in_every_mode 'ok 1 - git'
}

@test "python's unittest, with temporary files and processes" {
	python=$(command -v /usr/bin/python3) || skip 'needs python3'
	cat >test_a.py <<-'PY'
		import multiprocessing, tempfile, threading, unittest

		class A(unittest.TestCase):
		    def test_all(self):
		        with tempfile.TemporaryFile() as f:
		            f.write(b'x')
		        queue = multiprocessing.Queue()
		        p = multiprocessing.Process(target=queue.put, args=(3,))
		        p.start()
		        self.assertEqual(queue.get(timeout=20), 3)
		        p.join()
	PY
	strict "$python -m unittest 2>&1" 'echo 1..1; echo ok 1 - python'
	in_every_mode 'ok 1 - python'
}

@test "npm test and node's own runner" {
	command -v npm >/dev/null || skip 'needs npm'
	echo '{"name":"x","scripts":{"test":"node --test"}}' >package.json
	echo "require('node:test')('good', () => {});" >a.test.js
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(details .command)" 'npm test'
		assert_success
		assert_equal "$(details .passed)" 1
	done
}

@test "go test" {
	command -v go >/dev/null || skip 'needs go'
	printf 'module x\n\ngo 1.18\n' >go.mod
	printf 'package x\nimport "testing"\nfunc TestA(t *testing.T) { _ = t.TempDir() }\n' >a_test.go
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(details .command)" 'go test -v ./...'
		[ "$status" -eq 0 ] || fail "$mode: $output"
		assert_equal "$(details .passed)" 1
	done
}

@test "cargo test, offline" {
	HOME=$(getent passwd "$(id -u)" | cut -d: -f6) cargo --version \
		>/dev/null 2>&1 || skip 'needs cargo'
	mkdir src
	printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n' >Cargo.toml
	printf '#[test]\nfn good() {}\n' >src/lib.rs
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(details .command)" 'cargo test'
		[ "$status" -eq 0 ] || fail "$mode: $output"
	done
}

@test "bats, which keeps its files in TMPDIR" {
	mkdir test
	sed 's/^TEST/@test/' >test/a.bats <<-'SH'
		TEST "good" { echo x >"$BATS_TEST_TMPDIR/x"; run cat "$BATS_TEST_TMPDIR/x"; [ "$output" = x ]; }
	SH
	PATH=/usr/local/bin:/usr/bin:/bin
	for withheld in $MODES; do
		run_without "$withheld"
		[ "$status" -eq 0 ] || fail "$mode: $output"
		assert_equal "$(details .passed)" 1
	done
}

@test "an ordinary user has the same sandbox" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root to become another'
	command -v setpriv >/dev/null || skip 'needs setpriv'
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" 2>/dev/null
	dir=$(mktemp -d /var/tmp/confine.XXXXXX)
	mkdir "$dir/p" "$dir/home" "$dir/home/.ssh" "$dir/p/.git" "$dir/tmp"
	cp -r probe "$BUILD/helpers/run_tests" "$dir"
	mkdir -p "$dir/x/helpers" "$dir/x/share"
	cp "$BUILD/helpers/run_tests" "$dir/x/helpers"
	cp -r "$BUILD/share/codex" "$dir/x/share"
	cp probe "$dir/p"
	echo secret >"$dir/home/.ssh/id"
	cd "$dir/p"
	project "./probe read $dir/home/.ssh/id" './probe write .git/config' \
		'./probe write new' './probe mkdir /var/tmp/x'
	chown -R nobody "$dir"
	asked() {
		setpriv --reuid nobody --clear-groups env HOME="$dir/home" \
			TMPDIR="$dir/tmp" ./probe withhold "$1" "$dir/x/helpers/run_tests" \
			</dev/null 2>/dev/null
	}
	for withheld in $MODES; do
		output=$(asked "$withheld") || true
		case $(details .sandbox) in
		namespaces) assert_equal "$(details .output)" 'read ENOENT
write EROFS
write done
mkdir done' ;;
		landlock) assert_equal "$(details .output)" 'read EACCES
write done
write done
mkdir EACCES' ;;
		*) fail "$output" ;;
		esac
		rm -f new
	done
	rm -rf "$dir"
}

@test "trusted settings open the network, the environment and folders" {
	listen
	mkdir ../data
	echo data >../data/file
	echo data >../other
	project "./probe tcp $port" "./probe read $BATS_TEST_TMPDIR/data/file" \
		"./probe read $BATS_TEST_TMPDIR/other" 'echo "[$$WANTED]"'
	echo "{\"sandbox\":{\"network\":\"all\",\"environment\":[\"WANTED\"],\"read\":[\"$BATS_TEST_TMPDIR/data\"]}}" \
		>.codex/config.json
	export WANTED=value
	run_helper run_tests
	assert_equal "$(details .error.code)" policy_denied
	codex-run --trust >/dev/null
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$(head -2 <<<"$said")" 'tcp done
read done'
		assert_equal "$(tail -1 <<<"$said")" '[value]'
		refute grep -q 'read done' <(sed -n 3p <<<"$said")
		assert_equal "$(details .network)" all
	done
	for wrong in '[]' '{"network":"some"}' '{"read":[5]}' '{"write":["/"]}' \
		"{\"read\":[\"$HOME\"]}" "{\"read\":[\"~/.ssh\"]}"; do
		echo "{\"sandbox\":$wrong}" >.codex/config.json
		CODEX_TRUST=$(codex-run --trust --print) run_helper run_tests
		case $(details .error.code) in
		invalid_arguments | policy_denied) ;;
		*) fail "$wrong: $output" ;;
		esac
	done
}

# helper GRANTS COMMANDS...: a project's own helper that may do these
helper() {
	printf '[{"name":"own","description":"Own.","x-grants":%s,"x-command":"own.sh"}]' \
		"$1" >.codex/functions.json
	{
		echo '#!/bin/sh'
		echo '{'
		printf '%s\n' "${@:2}"
		echo '} >$TMPDIR/said 2>&1'
		echo 'jq -Rsc "{success:true,details:{text:.},tokens:0}" $TMPDIR/said'
	} >.codex/own.sh
	chmod +x .codex/own.sh
	codex-run --trust >/dev/null
}

@test "a project's own helper has what its entry grants and no more" {
	listen
	export WANTED=value
	tries=("./probe read $HOME/.ssh/id" "./probe write $HOME/x"
		"./probe write new" "./probe write .git/config"
		"./probe read .codex-log/a.jsonl" "./probe tcp $port")
	for try in "${tries[@]}"; do
		assert_equal "$($try)" "$(cut -d' ' -f2 <<<"$try") done"
	done
	own() {
		run --separate-stderr timeout 60 ./probe withhold "$withheld" \
			codex-run own </dev/null
		[ "$status" -lt 124 ] || fail "$stderr"
		said=$(details .text)
	}
	for withheld in $MODES; do
		rm -f new "$HOME/x"
		helper '["read"]' "${tries[@]}" './probe read probe'
		own
		assert_success
		# in memory there may be a folder of that name
		refute grep done < <(head -6 <<<"$said" | sed 2d)
		[ ! -e "$HOME/x" ]
		assert_equal "$(grep -c . <<<"$said")" 7
		assert_equal "$(tail -1 <<<"$said")" 'read done'
		helper '["read","write","network"]' './probe write new' \
			"./probe tcp $port" "./probe read $HOME/.ssh/id"
		own
		assert_equal "$(head -2 <<<"$said")" 'write done
tcp done'
		refute grep 'read done' <<<"$said"
		helper '["read","write"]' './probe write .git/hooks/pre-push'
		own
		[ ! -e .git/hooks/pre-push ]
		case $said in
		'write EROFS'*) assert_success ;;
		*) assert_equal "$(details .error.code)" policy_denied
			assert_equal "$(details .error.message)" \
				"'own' changed .git/hooks/pre-push, which is reserved and was put back" ;;
		esac
	done
}

@test "a linked work tree's git can be read, and not changed" {
	git_fixed commit -q --allow-empty -m one
	git worktree add -q ../linked
	cp probe ../linked
	config=$PWD/.git/config
	cd ../linked
	for withheld in $MODES; do
		project 'git log --format=%s' "./probe write $config" \
			'./probe write .git'
		run_without "$withheld"
		assert_equal "$(head -1 <<<"$said")" one
		refute grep 'write done' <(sed -n 2p <<<"$said")
		git status >/dev/null
	done
}

@test "root's own secrets in /etc are not read, and the rest of /etc is" {
	[ "$(id -u)" -eq 0 ] && [ -s /etc/shadow ] || skip 'needs root'
	assert_equal "$(./probe read /etc/shadow)" 'read done'
	project './probe read /etc/shadow' './probe read /etc/passwd' \
		'ls /etc | grep -qx passwd && echo listed'
	for withheld in $MODES; do
		run_without "$withheld"
		assert_equal "$said" 'read EACCES
read done
listed'
	done
}
