# outline: the definitions in files

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir src
	printf '%s\n' '#define MAX 10' 'struct point {' '	int x, y;' '};' '' \
		'/* adds */' 'static int' 'add(int a, int b)' '{' \
		'	return a + b;' '}' >src/add.c
	printf 'int total(struct point *p);\n' >src/add.h
	printf '%s\n' 'class Parser:' '    def next(self, n=1):' '        return n' \
		'' 'def next():' '    pass' >src/parser.py
}

outline() {
	run_helper outline "$@"
	assert_success
}

# names: scope.name:line-end of each symbol
names() {
	details '[.symbols[]|"\(.scope//"")\(if .scope then "." else "" end)\(.name):\(.line)-\(.end_line//"")"]|join(" ")'
}

@test "a definition has its path, lines, kind, name, scope, type and signature" {
	outline src/add.c
	assert_equal "$stderr" ''
	assert_equal "$(details .)" \
		'{"symbols":[{"path":"src/add.c","line":1,"end_line":1,"kind":"macro","name":"MAX"},{"path":"src/add.c","line":2,"end_line":4,"kind":"struct","name":"point"},{"path":"src/add.c","line":3,"end_line":3,"kind":"member","name":"x","scope":"point","type":"int"},{"path":"src/add.c","line":3,"end_line":3,"kind":"member","name":"y","scope":"point","type":"int"},{"path":"src/add.c","line":8,"end_line":11,"kind":"function","name":"add","type":"int","signature":"(int a,int b)"}]}'
}

@test "without paths it is the whole root, file by file, line by line" {
	outline
	assert_equal "$(names)" 'MAX:1-1 point:2-4 point.x:3-3 point.y:3-3 add:8-11 total:1-1 Parser:1-3 Parser.next:2-3 next:5-6'
}

@test "a name, alone or with its scope, or with wildcards, finds its definitions" {
	outline --name next
	assert_equal "$(names)" 'Parser.next:2-3 next:5-6'
	outline --name Parser.next
	assert_equal "$(names)" 'Parser.next:2-3'
	outline --name 'p*t'
	assert_equal "$(names)" 'point:2-4'
	outline --name point::x
	assert_equal "$(names)" 'point.x:3-3'
	outline --name nowhere
	assert_output '{"success":true,"details":{"symbols":[]},"tokens":4}'
}

@test "kinds, include and exclude narrow it" {
	outline --kinds function --kinds class
	assert_equal "$(names)" 'add:8-11 Parser:1-3 next:5-6'
	outline --include '*.h'
	assert_equal "$(names)" 'total:1-1'
	outline --exclude '*.c' --exclude '*.py'
	assert_equal "$(names)" 'total:1-1'
}

@test "read_file shows what outline found, and grep's files are outlined" {
	run -0 --separate-stderr bash -c '"$0" --name add </dev/null | "$1" --root .' \
		"$BUILD/helpers/outline" "$BUILD/helpers/read_file"
	assert_equal "$(details '[.files[]|[.path,.start_line,.end_line]]')" '[["src/add.c",8,11]]'
	run -0 --separate-stderr bash -c '"$0" def </dev/null | "$1" --kinds class' \
		"$BUILD/helpers/grep" "$BUILD/helpers/outline"
	assert_equal "$(names)" 'Parser:1-3'
	run -0 --separate-stderr bash -c '"$0" nowhere </dev/null | "$1"' \
		"$BUILD/helpers/grep" "$BUILD/helpers/outline"
	assert_equal "$(details .)" '{"symbols":[]}'
}

@test "what cannot be outlined is counted by reason, or simply has nothing" {
	printf 'a\0b' >binary.c
	truncate -s 65M large.c
	: >empty.c
	echo '{"name":{"of":1}}' >data.json
	printf 'int a;' >src/end.c
	outline --exclude src/
	assert_equal "$(details .)" '{"symbols":[],"skipped":{"binary":1,"too_large":1}}'
	outline src/end.c
	assert_equal "$(names)" 'a:1-1'
}

@test "odd names and bytes are no obstacle" {
	printf 'int a;\n' >$'new\nline.c'
	printf 'int b;\n' >$'quote"\\.c'
	printf 'int c; /* \xe9 */\nint \xe9\xff d(char *s /* \xe9 */);\n' >latin.c
	printf 'int e;\n' >"$(printf 'x%.0s' {1..250}).c"
	printf '#!/bin/sh\nf() {\n	:\n}\n' >script
	printf 'int g;\n' >-dash.c
	outline --exclude src/
	assert_equal "$(details '[.symbols[]|.name]|sort|map(select(test("^.$")))')" '["a","b","c","d","e","f","g"]'
	assert_equal "$(details '[.symbols[].path]|map(select(test("\n")))')" '["new\nline.c"]'
}

# nothing has a name of ctags' own, which is made of a hash of the path
NAMES='map(if type == "string" then gsub("__anon[0-9a-f]{8}"; "__anon") else . end)'

# by_ctags FILE...: what ctags itself says, as rows
by_ctags() {
	ctags --options=NONE --quiet --output-format=json --fields=FNneKsStl --sort=no \
		--languages=-JSON --kinds-C=+p --kinds-C++=+p -f - "$@" |
		jq -c 'select(._type == "tag") | [.path, .line, .end, .kind, .name, .scope, .signature] | '"$NAMES" | sort
}

# like_ctags FILE...: outline says the same of them as ctags itself
like_ctags() {
	"$BUILD/helpers/outline" "$@" </dev/null |
		jq -c '.details.symbols[] | [.path, .line, .end_line, .kind, .name, .scope, .signature] | '"$NAMES" |
		sort >"$BATS_TEST_TMPDIR/ours"
	by_ctags "$@" >"$BATS_TEST_TMPDIR/theirs"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/theirs")" -ge "$least" ] || fail "ctags says little: $(wc -l <"$BATS_TEST_TMPDIR/theirs")"
	diff "$BATS_TEST_TMPDIR/theirs" "$BATS_TEST_TMPDIR/ours" | head -5
	cmp -s "$BATS_TEST_TMPDIR/theirs" "$BATS_TEST_TMPDIR/ours"
}

@test "it says what ctags says, of every file of this repository" {
	cd "$REPO"
	least=5000
	# ctags reads the first line of a script only where it may be run
	mapfile -t files < <(git ls-files lib bin codex_helpers test scripts docs | grep -v /.codex/ |
		while read -r file; do
			[[ ${file##*/} != *.* && ! -x $file ]] || echo "$file"
		done)
	like_ctags "${files[@]}"
}

@test "it says what ctags says of Python's own library and the system's headers" {
	[ -d /usr/include/linux ] && [ -e /usr/lib/python3/dist-packages ] || skip 'neither is here'
	cp -r /usr/include/linux linux
	cp -rL /usr/lib/python3/dist-packages python
	least=2000
	mapfile -t files < <(find linux python \( -name '*.h' -o -name '*.py' \) -type f -size -1024k |
		LC_ALL=C sort | awk 'NR % 5 == 1')
	like_ctags "${files[@]}"
}

@test "no configuration of ctags is read" {
	export HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/.config
	for folder in .ctags.d ctags.d home/.ctags.d home/.config/ctags; do
		mkdir -p $folder
		printf -- '--regex-C=/^static/%s/f/\n' "${folder//[^a-z]/_}" >$folder/x.ctags
		(($(ctags -f - --output-format=json src/add.c 2>/dev/null | grep -c "${folder//[^a-z]/_}") > 0)) ||
			fail "the control: ctags does not read $folder"
	done
	outline --kinds function
	assert_equal "$(names)" 'add:8-11 next:5-6'
	refute_output --partial ctags_d
}

@test "without ctags, or with another, it says what to install" {
	mkdir bin
	for program in git sh; do ln -s "$(command -v $program)" bin/; done
	run -1 --separate-stderr env PATH="$PWD/bin" "$BUILD/helpers/outline" src </dev/null
	assert_equal "$(details '[.error.code,.error.message,.error.hint]')" \
		'["not_available","program '"'ctags'"' is not installed","install the package universal-ctags"]'
	printf 'int main(void) { return 3; }' >ctags.c
	"${CC:-cc}" -o bin/ctags ctags.c
	run -1 --separate-stderr env PATH="$PWD/bin" "$BUILD/helpers/outline" src </dev/null
	assert_equal "$(details '[.error.code,.error.message]')" \
		'["not_available","the program '"'ctags'"' is not universal-ctags with JSON: it ended with status 3"]'
}

# fake_ctags: a ctags in PATH that is what C makes of standard input
fake_ctags() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/fake.c"
	"${CC:-cc}" -D_GNU_SOURCE -o "$BATS_TEST_TMPDIR/bin/ctags" "$BATS_TEST_TMPDIR/fake.c"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

@test "a file that ends ctags is skipped, and the others are outlined" {
	fake_ctags <<-'C'
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		int main(void)
		{
			static char line[1024], text[4096], name[99];
			long size;
			puts("{\"_type\": \"program\", \"name\": \"Universal Ctags\"}");
			while (fgets(line, sizeof(line), stdin)) {
				sscanf(strstr(line, "filename\":\"") + 11, "%98[^\"]", name);
				size = atol(strstr(line, "size\":") + 6);
				fread(text, 1, (size_t)size, stdin);
				fflush(stdout);
				if (strstr(name, ".h"))
					abort();
				printf("{\"_type\": \"tag\", \"name\": \"of_%s\", \"line\": 1, \"kind\": \"function\"}\n", name);
				puts("{\"_type\": \"completed\", \"command\": \"generate-tags\"}");
			}
			return 0;
		}
	C
	outline src
	assert_equal "$(names)" 'of_add.c:1- of_parser.py:1-'
	assert_equal "$(details .skipped)" '{"unparsed":1}'
}

@test "a program in place of ctags can do nothing but read its input" {
	echo secret >"$BATS_TEST_TMPDIR/../secret.$$"
	secret=$(realpath "$BATS_TEST_TMPDIR/../secret.$$")
	fake_ctags <<-C
		#include <errno.h>
		#include <fcntl.h>
		#include <stdio.h>
		#include <string.h>
		#include <sys/socket.h>
		#include <unistd.h>
		static void say(const char *what, int fd)
		{
			printf("{\"_type\": \"tag\", \"name\": \"%s: %s\", \"line\": 1, \"kind\": \"function\"}\n", what, fd < 0 ? strerror(errno) : "yes");
		}
		int main(void)
		{
			puts("{\"_type\": \"program\", \"name\": \"Universal Ctags\"}");
			say("read", open("$secret", O_RDONLY));
			say("write", open("$PWD/made", O_CREAT | O_WRONLY, 0600));
			say("socket", socket(AF_INET, SOCK_STREAM, 0));
			say("run", execl("/bin/true", "true", (char *)0));
			puts("{\"_type\": \"completed\", \"command\": \"generate-tags\"}");
			return 0;
		}
	C
	run -0 "$BATS_TEST_TMPDIR/bin/ctags"
	refute_output --partial denied # the control: none of it is refused
	refute_output --partial permitted
	rm made
	outline src/add.c
	assert_equal "$(details '[.symbols[].name]|join(", ")')" \
		'read: Permission denied, write: Operation not permitted, socket: Operation not permitted, run: Permission denied'
	rm -f "$secret"
	[ ! -e made ]
}

@test "a limit is kept, and next goes on until all symbols were told" {
	printf 'int a%d;\n' {1..400} >many.c
	all=$("$BUILD/helpers/outline" many.c </dev/null | jq -c '.details.symbols[]')
	arguments='{"paths":["many.c"],"max_tokens":2000}'
	told=
	while [ "$arguments" != null ]; do
		run -0 --separate-stderr "$BUILD/helpers/outline" <<<"$arguments"
		[ "$(jq .tokens <<<"$output")" -le 2000 ]
		told+=$(details '.symbols[]')$'\n'
		arguments=$(jq -c --argjson a "$arguments" 'if .details.next then $a + .details.next else null end' <<<"$output")
	done
	assert_equal "${told%$'\n'}" "$all"
	# a long list ends early, and says that there may be more
	for i in {1..40}; do { echo "int f$i;"; head -c 20000 /dev/zero | tr '\0' ' '; } >"long$i.c"; done
	outline --max-tokens 200
	assert_equal "$(details '[.truncated,.total_is_exact]')" '[true,false]'
}
