# what helpers that read or write files have given up (docs/sandbox.md):
# each denial is first shown to be none for a process that is not restricted
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	probe=$BUILD/test/attempt
	mkdir root outside
	echo canary >outside/secret
	cd root || return 1
	mkdir src
	echo text >src/a.txt
	echo top >top.txt
}

# kernel ABI COMMAND...: the command on a kernel of that Landlock ABI
kernel() {
	[ -e "$BATS_FILE_TMPDIR/landlock.so" ] || "${CC:-cc}" -D_GNU_SOURCE \
		-shared -fPIC -o "$BATS_FILE_TMPDIR/landlock.so" \
		"$REPO/test/preload/landlock.c" -ldl
	LANDLOCK_ABI=$1 LD_PRELOAD="$BATS_FILE_TMPDIR/landlock.so" "${@:2}"
}

# preloads: skip where nothing can be loaded in front
preloads() {
	! sanitized || skip 'the sanitizers want to be loaded first'
}

# sanitized: at its end such a program looks through /proc from a process of
# its own, which a build for that allows
sanitized() { case $BUILD in */san) ;; *) false ;; esac; }

# says KIND ATTEMPT [WHAT]: what the probe says of it
says() { timeout 20 "$probe" "$@" </dev/null 2>&1 || echo "status $?"; }

# again: undo what an attempt that was none for the control has done
again() {
	local there=(../outside/*) text
	[ "${there[*]}" = ../outside/secret ] && read -r text <../outside/secret &&
		[ "$text" = canary ] && return
	chmod -R u+rwX ../outside
	rm -rf ../outside
	mkdir ../outside
	echo canary >../outside/secret
}

# denied ERROR KINDS ATTEMPT [WHAT]: it can be done, but not by those kinds
denied() {
	local said kind
	said=$(says bare "${@:3}")
	[ "$said" = ok ] || {
		[ "$(id -u)" != 0 ] && [ "$said" = EPERM ] && return 0
		fail "$3 cannot be done at all: $said"
	}
	for kind in $2; do
		again
		said=$(says "$kind" "${@:3}")
		[ "$said" = "$1" ] || fail "$3 by $kind: $said, not $1"
	done
	again
}

# allowed KINDS ATTEMPT [WHAT]
allowed() {
	local kind said
	for kind in $1; do
		said=$(says "$kind" "${@:2}")
		[ "$said" = ok ] || fail "$2 by $kind: $said"
	done
}

all='read git write'

@test "a file below the root is read, also through a folder" {
	allowed "bare $all" read top.txt
	allowed "bare $all" read src/a.txt
	allowed "bare $all" list .
	allowed "bare $all" list src
}

@test "a file outside the root is not read, on whatever way" {
	ln -s "$BATS_TEST_TMPDIR/outside/secret" link
	ln -s ../outside folder
	denied EACCES "$all" read /etc/passwd
	denied EACCES "$all" read ../outside/secret
	denied EACCES "$all" read "$BATS_TEST_TMPDIR/outside/secret"
	denied EACCES "$all" read link
	denied EACCES "$all" read folder/secret
	denied EPERM 'read git' read_openat2 ../outside/secret
	denied EACCES write read_openat2 ../outside/secret
	denied EACCES "$all" reopen ../outside/secret
	denied EACCES "$all" read_by_proc_root "$BATS_TEST_TMPDIR/outside/secret"
	sanitized || denied EACCES "$all" read /proc/self/environ
	sanitized || denied EACCES "$all" read /proc/self/maps
	denied EACCES "$all" read /dev/zero
}

@test "a file outside the root is not read by its handle" {
	[ "$(id -u)" = 0 ] || skip 'handles are root'"'"'s only'
	denied EPERM "$all" read_by_handle "$BATS_TEST_TMPDIR/outside/secret"
}

@test "the keys of the user are not read" {
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$HOME/.ssh" "$HOME/.aws" "$HOME/.config/gh" "$HOME/.config/git"
	for f in .ssh/id_rsa .aws/credentials .config/gh/hosts.yml .netrc \
		.gitconfig .git-credentials .config/git/credentials; do
		echo secret >"$HOME/$f"
		denied EACCES "$all" read "$HOME/$f"
	done
}

@test "a folder outside the root is not listed" {
	denied EACCES "$all" list ../outside
	denied EACCES "$all" list /etc
	sanitized || denied EACCES "$all" list /proc
}

@test "descriptors above 2 are closed" {
	exec 7<../outside/secret
	denied EBADF "$all" inherited 7
}

@test "a helper without git reads neither .git, .codex nor .codex-log" {
	git init -q .
	mkdir .codex .codex-log
	echo x | tee .codex/config.json >.codex-log/log.jsonl
	denied EACCES read read .git/config
	denied EACCES read read .codex/config.json
	denied EACCES 'read git' read .codex-log/log.jsonl
	allowed git read .git/config
}

@test "of .codex a helper reads the file that its entry names" {
	mkdir .codex
	echo x | tee .codex/policy.json >.codex/config.json
	allowed owner read .codex/policy.json
	denied EACCES owner read .codex/config.json
	rm .codex/policy.json
	ln -s ../../outside/secret .codex/policy.json
	denied EACCES owner read .codex/policy.json
}

@test "what is made at the top of the root afterwards is not read, below it is" {
	for place in . src; do
		for kind in bare read; do
			rm -f "$place/late"
			(sleep 0.3 && echo x >"$place/late") 3>&- &
			says "$kind" read_late "$place/late" >"../$kind"
			wait $!
		done
		assert_equal "$(cat ../bare)" ok
		[ "$place" = . ] && assert_equal "$(cat ../read)" EACCES
		[ "$place" = . ] || assert_equal "$(cat ../read)" ok
	done
}

@test "nothing is written, made, moved or removed outside the root" {
	local out=$BATS_TEST_TMPDIR/outside
	denied EPERM read write "$out/secret"
	denied EACCES 'git write' write "$out/secret"
	denied EPERM 'read git' write_openat2 "$out/secret"
	denied EACCES write write_openat2 "$out/secret"
	denied EPERM 'read git' create "$out/new"
	denied EACCES write create "$out/new"
	denied EPERM 'read git' create_openat2 "$out/new"
	denied EACCES write create_openat2 "$out/new"
	denied EPERM "$all" truncate "$out/secret"
	denied EPERM 'read git' open_to_truncate "$out/secret"
	denied EACCES write open_to_truncate "$out/secret"
	denied EPERM 'read git' truncate_openat2 "$out/secret"
	denied EACCES write truncate_openat2 "$out/secret"
	for attempt in unlink mkdir symlink; do
		case $attempt in unlink) what=$out/secret ;; *) what=$out/new ;; esac
		denied EPERM 'read git' "$attempt" "$what"
		denied EACCES write "$attempt" "$what"
	done
	denied EPERM "$all" fifo "$out/new"
	for attempt in rename link; do
		denied EPERM 'read git' "$attempt" "$out/secret:$out/new"
		denied EACCES write "$attempt" "$out/secret:$out/new"
	done
}

@test "a file is neither moved nor linked across the root's edge" {
	local out=$BATS_TEST_TMPDIR/outside
	echo x >mine
	for attempt in rename link; do
		for way in "mine:$out/mine" "$out/secret:theirs"; do
			again
			rm -f theirs
			echo x >mine
			assert_equal "$(says bare "$attempt" "$way")" ok
			again
			rm -f theirs
			echo x >mine
			run says write "$attempt" "$way"
			assert_output --regexp '^(EXDEV|EACCES)$'
			assert [ ! -e "$out/mine" ]
			assert [ ! -e theirs ]
		done
	done
}

@test "a helper that reads changes nothing below the root either" {
	denied EPERM read write top.txt
	denied EACCES git write top.txt
	denied EPERM 'read git' write_openat2 src/a.txt
	denied EPERM 'read git' truncate_openat2 src/a.txt
	for attempt in create mkdir symlink fifo; do
		rm -rf new
		denied EPERM 'read git' "$attempt" new
	done
	rm -rf new
	denied EPERM 'read git' truncate src/a.txt
	denied EPERM 'read git' open_to_truncate src/a.txt
	allowed bare rename src/a.txt:src/b.txt
	for kind in read git; do
		assert_equal "$(says "$kind" rename src/b.txt:src/c.txt)" EPERM
		assert_equal "$(says "$kind" unlink src/b.txt)" EPERM
	done
}

@test "a helper that reads opens by openat2 in the sealed ways only, which stay as they are" {
	denied EPERM 'read git' read_unsealed own
	for page in 0 4096 61440; do
		denied EPERM 'read git' place_write $page
		denied EPERM 'read git' place_unmap $page
		denied EPERM 'read git' place_map $page
	done
	for attempt in unmap_below move_away move_into pkey heap; do
		denied EPERM 'read git' place_$attempt
	done
	# within a sealed way begins none
	for kind in read git; do
		assert_equal "$(says $kind read_unsealed +8)" EPERM
		assert_equal "$(says $kind root_read top.txt)" $'top\nok'
	done
}

@test "where no way can be sealed, Landlock holds truncating back" {
	preloads
	export PLACE_TAKEN=1
	for kind in read git; do
		assert_equal "$(kernel 6 "$probe" $kind read_unsealed own)" ok
		assert_equal "$(kernel 6 "$probe" $kind root_read top.txt)" $'top\nok'
		assert_equal "$(kernel 6 "$probe" $kind truncate_openat2 src/a.txt)" EACCES
	done
	assert_equal "$(kernel 6 "$probe" bare truncate_openat2 src/a.txt)" ok
}

@test "where the filter is refused, Landlock holds truncating back" {
	preloads
	export NO_SECCOMP=1
	for kind in read git; do
		assert_equal "$(kernel 7 "$probe" $kind truncate_openat2 src/a.txt 2>/dev/null)" EACCES
	done
	assert_equal "$(<src/a.txt)" text
	assert_equal "$(kernel 7 "$probe" bare truncate_openat2 src/a.txt)" ok
}

@test "a program that a helper starts truncates by no way of its own" {
	[ -e /lib64/ld-linux-x86-64.so.2 ] || skip 'the loader is called otherwise here'
	cat >way.c <<-'EOF'
		#include <errno.h>
		#include <fcntl.h>
		#include <linux/openat2.h>
		#include <stdio.h>
		#include <sys/mman.h>
		#include <sys/syscall.h>
		#include <unistd.h>

		int
		main(int argc, char *argv[])
		{
			struct open_how *how = mmap((void *)0x10000, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

			*how = (struct open_how){.flags = O_RDONLY | O_TRUNC};
			puts(syscall(SYS_openat2, AT_FDCWD, argv[argc - 1], how, sizeof(*how)) < 0
			    ? "denied" : "ok");
		}
	EOF
	"${CC:-cc}" -D_GNU_SOURCE -o way way.c
	assert_equal "$(says git exec_by_loader ./way)" denied
	assert_equal "$(<src/a.txt)" text
	assert_equal "$(says bare exec_by_loader ./way)" ok
	[ ! -s src/a.txt ] || fail 'the control truncated nothing'
}

@test "a helper that writes changes files below the root" {
	allowed write write top.txt
	allowed write create new
	allowed write mkdir folder
	allowed write rename new:newer
	allowed write link newer:newest
	allowed write unlink newest
	allowed write fchmod newer
}

@test "modes, owners, times and attributes are not changed" {
	for attempt in chmod chown setxattr touch; do
		denied EPERM "$all" "$attempt" top.txt
		denied EPERM "$all" "$attempt" ../outside/secret
	done
	denied EPERM 'read git' fchmod top.txt
	denied EACCES "$all" fchmod ../outside/secret
}

@test "there is no network" {
	for attempt in inet inet6 unix netlink socketpair connect; do
		denied EPERM "$all" "$attempt"
	done
}

@test "other processes are neither looked into nor changed" {
	for attempt in ptrace process_vm_readv process_vm_writev prlimit \
		setpriority; do
		denied EPERM "$all" "$attempt"
	done
	denied EACCES "$all" read_memory
}

@test "other processes are not signalled, but a helper may end itself" {
	for attempt in kill tgkill tkill pidfd_send_signal; do
		denied EPERM "$all" "$attempt"
	done
	allowed "bare $all" raise
	allowed git kill_child
}

@test "no namespaces, mounts or other roots are made" {
	denied EPERM "$all" unshare
	denied EPERM "$all" clone_namespace
	denied ENOSYS "$all" clone3
	denied EPERM "$all" setns
	sanitized || denied EPERM "$all" chroot .
	denied EPERM "$all" open_tree .
	[ "$(id -u)" = 0 ] || return 0
	[ "$(unshare -m "$probe" bare mount "$PWD")" = ok ] ||
		fail 'nothing can be mounted at all'
	for kind in $all; do
		[ "$(says "$kind" mount "$PWD")" = EPERM ] || fail "$kind mounts"
	done
}

@test "io_uring is not there" {
	denied ENOSYS "$all" io_uring
}

@test "nothing is typed into the terminal, nor is it set" {
	denied EPERM "$all" inject
	denied EPERM "$all" set_terminal
}

@test "no program is started, nor one made in memory" {
	denied EPERM 'read write' exec "$probe"
	denied EACCES git exec "$probe"
	cp "$probe" src/tool
	denied EACCES git exec src/tool
	denied EPERM "$all" exec_memory
	denied EPERM 'read write' exec_memory_by_path
	denied EPERM "$all" memfd
	sanitized || denied EPERM 'read write' fork
}

@test "the kernel's own affairs are out of reach" {
	denied EPERM "$all" bpf
	denied EPERM "$all" perf
	denied EPERM "$all" keyctl
	denied EPERM "$all" shm
	denied ENOSYS "$all" newer
	denied EPERM "$all" no_new_privs
}

@test "a system call by another architecture's numbers ends the helper" {
	[ "$(says bare other_architecture)" = ok ] ||
		skip 'this kernel has no other architecture'
	for kind in $all; do
		run says "$kind" other_architecture
		assert_output --partial 'status 159'
	done
}

# repository: the root becomes one, with one commit
repository() {
	git init -q -b main .
	git add .
	git_fixed commit -qm 'feat: start'
}

# changed: top.txt is changed, and git_status and git_diff say so
changed() {
	echo more >>top.txt
	run_helper git_status
	assert_success
	assert_equal "$(details '.changes[]|[.path,.status]')" '["top.txt","modified"]'
	run_helper git_diff
	assert_success
	assert_equal "$(details '.stat[].path')" top.txt
	run_helper list_files
	assert_success
	assert_equal "$(details '.paths|sort')" "${1:-'["src/a.txt","top.txt"]'}"
}

@test "git starts nothing but itself, whatever it is told" {
	repository
	printf '#!/bin/sh\necho fired >&2\n' >../trap
	chmod +x ../trap
	cp ../trap src/trap
	for trap in "$BATS_TEST_TMPDIR/trap" "$PWD/src/trap"; do
		run says bare git_fsmonitor "$trap"
		assert_line fired
		assert_line '?? src/trap'
		run says git git_fsmonitor "$trap"
		refute_line fired
		assert_line '?? src/trap'
	done
}

@test "a script in place of git is not started, and the message says what to do" {
	repository
	mkdir ../bin
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v git)" >../bin/git
	chmod +x ../bin/git
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run_helper git_status
	assert_equal "$status" 1
	assert_equal "$(details .error.message)" "cannot start 'git': Permission denied"
	assert_equal "$(details .error.hint)" \
		'git itself must come before any script of that name in PATH'
}

@test "a linked work tree reads the repository that it is of" {
	repository
	git worktree add -q ../linked
	cd ../linked
	changed '["src/a.txt","top.txt"]'
	assert_equal "$(says git read ../root/top.txt)" EACCES
}

@test "a submodule reads its own git folder" {
	repository
	git init -q -b main ../outer && cd ../outer
	git -c protocol.file.allow=always submodule --quiet add ../root sub
	cd sub
	changed '["src/a.txt","top.txt"]'
	assert_equal "$(says git read ../.gitmodules)" EACCES
}

@test "objects are borrowed from an alternate" {
	repository
	git clone -q --shared . ../clone && cd ../clone
	[ -s .git/objects/info/alternates ]
	changed '["src/a.txt","top.txt"]'
	assert_equal "$(says git read ../root/top.txt)" EACCES
}

@test "an alternate that is no store of objects is refused" {
	repository
	echo "$BATS_TEST_TMPDIR/outside" >.git/objects/info/alternates
	run_helper git_status
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" outside_root
	assert_equal "$(says git read ../outside/secret)" EACCES
}

@test "another user's alternate is refused" {
	[ "$(id -u)" = 0 ] || skip 'it takes another user'
	repository
	git clone -q --shared . ../clone && cd ../clone
	chown 1000 . .git ../root/.git/objects
	changed '["src/a.txt","top.txt"]'
	chown 2000 ../root/.git/objects
	run_helper git_status
	assert_equal "$(details .error.code)" outside_root
}

@test "a git folder whose common folder is a stranger's is refused" {
	repository
	git init -q -b main ../stranger
	git_fixed -C ../stranger commit -q --allow-empty -m 'docs: private'
	echo "$BATS_TEST_TMPDIR/stranger/.git" >.git/commondir
	# the control: git itself is led there
	run git log --format=%s
	assert_line --partial 'docs: private'
	run_helper git_status
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" outside_root
	assert_equal "$(says git read ../stranger/.git/config)" EACCES
}

@test "a .git file that leads to a stranger's repository is refused by helpers too" {
	git init -q -b main ../stranger
	echo "gitdir: $BATS_TEST_TMPDIR/stranger/.git" >.git
	run git rev-parse --git-dir
	assert_output "$BATS_TEST_TMPDIR/stranger/.git"
	run_helper git_status
	assert_equal "$(details .error.code)" outside_root
	assert_equal "$(says git read ../stranger/.git/config)" EACCES
}

@test "configuration that a repository includes is read, and nothing beside it" {
	repository
	mkdir ../include
	printf '[core]\n\tautocrlf = false\n[include]\n\tpath = more\n' >../include/first
	echo '[color]' >../include/more
	echo canary >../include/beside
	git config include.path ../../include/first
	git config 'includeIf.gitdir:/nowhere/.path' "$BATS_TEST_TMPDIR/include/none"
	changed '["src/a.txt","top.txt"]'
	allowed git read ../include/first
	allowed git read ../include/more
	denied EACCES git read ../include/beside
}

@test "a root below the top of the work tree sees the ignore rules above, and no more" {
	echo '*.log' >.gitignore
	repository
	echo x >src/b.log
	echo x >src/c.txt
	cd src
	run_helper list_files --root .
	assert_equal "$(details '.paths|sort')" '["a.txt","c.txt"]'
	run_helper git_status --root .
	assert_equal "$(details '.changes[].path')" c.txt
	assert_equal "$(CODEX_ROOT=. says git read ../.gitignore)" ok
	assert_equal "$(CODEX_ROOT=. says git read ../top.txt)" EACCES
}

@test "helpers see what a commit is about to hold, in all three forms" {
	repository
	printf '#!/bin/sh\n"%s" --staged </dev/null >>../seen\n' \
		"$BUILD/helpers/git_diff" >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	echo one >top.txt
	git add top.txt
	git_fixed commit -qm 'fix: one'
	echo two >top.txt
	git_fixed commit -qam 'fix: two'
	echo three >top.txt
	echo other >src/a.txt
	git_fixed commit -qm 'fix: three' top.txt
	run jq -r '[.success, .details.stat[].path, (.details.diff | scan("\\n[+][a-z]+"))] | @json' ../seen
	assert_output '[true,"top.txt","\n+one"]
[true,"top.txt","\n+two"]
[true,"top.txt","\n+three"]'
}

@test "helpers leave the index as it is" {
	repository
	touch -d '2001-01-01' top.txt src/a.txt
	before=$(sha256sum .git/index)
	git diff >/dev/null
	[ "$(sha256sum .git/index)" != "$before" ] || fail 'the control does not write it'
	touch -d '2002-01-01' top.txt src/a.txt
	before=$(sha256sum .git/index)
	for helper in git_status git_diff git_log git_show list_files list_todos \
		changelog code_metrics dependencies; do
		run_helper $helper
		assert_success
	done
	run_helper validate_diff --base HEAD
	assert_success
	assert_equal "$(sha256sum .git/index)" "$before"
	assert_equal "$(ls .git/*.lock 2>/dev/null)" ''
}

@test "the log's folder stays unlisted though its files cannot be read" {
	repository
	mkdir -p .codex-log/2026
	echo '*' >.codex-log/.gitignore
	echo x >.codex-log/2026/log.jsonl
	run_helper git_status
	assert_equal "$(details .changes)" '[]'
	run_helper list_files
	assert_equal "$(details '.paths|sort')" '["src/a.txt","top.txt"]'
}

# What it does not stop, so that the page does not promise more.

@test "names in reserved folders are listed by a helper that was taken over" {
	git init -q .
	mkdir .codex .codex-log
	echo x >.codex/config.json
	for folder in .git .codex .codex-log; do
		allowed "read git" list $folder
	done
	allowed git read .codex/config.json
	run_helper list_files .codex
	assert_equal "$(details .error.code)" policy_denied
	run_helper read_file .codex/config.json
	assert_equal "$(details .error.code)" policy_denied
}

@test "what is reserved is kept from a helper that writes by its own checks alone" {
	git init -q .
	allowed write write .git/config
	for path in .git/config .codex/config.json .GIT/hooks/x; do
		run_helper apply_patch --no-policy --diff \
			$'--- /dev/null\n+++ b/'"$path"$'\n@@ -0,0 +1 @@\n+x\n'
		assert_equal "$(details .error.code)" policy_denied
	done
}

@test "names outside can be asked for, not opened" {
	allowed "$all" stat ../outside/secret
	denied EACCES "$all" read ../outside/secret
}

@test "each line of docs/sandbox.md names a test that there is" {
	# tables whose last column is `test`
	awk -F' *[|] *' '/^[|]/ { if (!inside) { inside = 1; has = $(NF - 1) == "test" }
		else if (has && $2 !~ /^-+$/) print $(NF - 1); next } { inside = 0 }' \
		"$REPO/docs/sandbox.md" >named
	[ "$(wc -l <named)" -gt 50 ]
	while IFS= read -r title; do
		title=${title% (*} # (two tests)
		grep -qF "@test \"${title% ...}" "$REPO"/test/*.bats ||
			fail "no test '$title'"
	done <named
}

# An older kernel is this one behind test/preload/landlock.c, which knows only
# what that kernel's Landlock knew. What holds, holds there too.

# same ABIS ERROR KIND ATTEMPT [WHAT]: what KIND is told with each of the ABIs
same() {
	local abi
	[ "$(kernel 7 "$probe" bare "${@:4}" 2>&1 </dev/null)" = ok ] ||
		fail "$4 cannot be done at all"
	for abi in $1; do
		again
		assert_equal "$abi $(kernel "$abi" "$probe" "${@:3}" 2>/dev/null </dev/null)" "$abi $2"
	done
	again
}

@test "ABI 1 to 3: files outside are neither read nor changed, and there is no network" {
	preloads
	for kind in read git; do
		same '1 2 3' EACCES $kind read ../outside/secret
		same '1 2 3' EACCES $kind list ../outside
		same '1 2 3' EPERM $kind truncate ../outside/secret
		same '1 2 3' EPERM $kind rename ../outside/secret:../outside/x
		same '1 2 3' EPERM $kind create_openat2 ../outside/new
		same '1 2 3' EPERM $kind write_openat2 ../outside/secret
		same '1 2 3' EPERM $kind truncate_openat2 ../outside/secret
		same '1 2 3' EPERM $kind truncate_openat2 src/a.txt
		same '1 2 3' EPERM $kind inet
		same '1 2 3' EPERM $kind unix
	done
	same '2 3' EACCES write read ../outside/secret
	same '2 3' EPERM write truncate ../outside/secret
	same '2 3' EACCES write open_to_truncate ../outside/secret
	same '2 3' EACCES write write_openat2 ../outside/secret
	same '2 3' EACCES write create ../outside/new
	same '2 3' EPERM write inet
}

@test "below ABI 6 a helper that starts git may signal others; one without may not" {
	preloads
	same '1 2 3 4 5' EPERM read kill
	same '2 3 4 5' EPERM write kill
	same '1 2 3 4 5' ok git kill
	same '6 7' EPERM git kill
}

@test "without Landlock a helper that reads says so, goes on, and keeps the filter" {
	preloads
	run --separate-stderr kernel 0 "$BUILD/helpers/read_file" top.txt </dev/null
	assert_success
	assert_equal "$stderr" 'read_file: this kernel lacks a layer of the sandbox: Landlock'
	same 0 ok read read ../outside/secret
	same 0 EPERM read write ../outside/secret
	same 0 EPERM read truncate ../outside/secret
	same 0 EPERM read open_to_truncate ../outside/secret
	same 0 EPERM read truncate_openat2 ../outside/secret
	same 0 EPERM read create ../outside/new
	same 0 EPERM read unlink ../outside/secret
	same 0 EPERM read inet
	same 0 EPERM read kill
	same 0 EPERM read exec "$probe"
	# and the root's own checks need no Landlock
	run -1 kernel 0 "$BUILD/helpers/read_file" ../outside/secret </dev/null
	assert_output --partial outside_root
	refute_output --partial canary
}

@test "a helper that writes refuses a kernel without a layer, and says which" {
	preloads
	patch=$'--- a/top.txt\n+++ b/top.txt\n@@ -1 +1 @@\n-top\n+new\n'
	for abi in 0 1; do
		run -1 --separate-stderr kernel $abi "$BUILD/helpers/apply_patch" --diff "$patch" </dev/null
		case $abi in 0) layer=Landlock ;; 1) layer='Landlock ABI 2' ;; esac
		assert_equal "$(details .error.code)" not_available
		assert_equal "$(details .error.message)" \
			"this kernel lacks a layer of the sandbox: $layer"
		assert_equal "$(details .error.hint)" \
			'to write without it, set CODEX_NO_SANDBOX=1'
		assert_equal "$(cat top.txt)" top
	done
	NO_SECCOMP=1 run -1 --separate-stderr kernel 7 "$BUILD/helpers/apply_patch" --diff "$patch" </dev/null
	assert_equal "$(details .error.message)" \
		'this kernel lacks a layer of the sandbox: the filter of system calls (seccomp)'
	CODEX_NO_SANDBOX=1 run --separate-stderr kernel 1 "$BUILD/helpers/apply_patch" --diff "$patch" </dev/null
	assert_success
	assert_equal "$stderr" \
		'apply_patch: this kernel lacks a layer of the sandbox: Landlock ABI 2'
	assert_equal "$(cat top.txt)" new
}

@test "CODEX_NO_SANDBOX loosens nothing that the kernel has" {
	export CODEX_NO_SANDBOX=1
	denied EACCES "$all" read ../outside/secret
	denied EPERM "$all" inet
	denied EPERM "$all" chmod top.txt
}
