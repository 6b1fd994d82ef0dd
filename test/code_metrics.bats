# code_metrics: how large a code base is, of what, and what changes in it

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir project && cd project || return 1
}

metrics() {
	run_helper code_metrics "$@"
	assert_success
}

# counts FILE WANTED: blank lines, comments and code of the text given
counts() {
	cat >"$1"
	metrics --sections languages "$1"
	assert_equal "$(details '.totals | "\(.blank) \(.comment) \(.code)"')" "$2"
}

@test "C: blank lines, comments and code, each line once" {
	counts a.c '4 6 5' <<-'END'
		/* one */

		/*
		 * block

		 */
		int a; /* behind */
		/* before */ int b;
		// line
		  // indented
		int c; // behind

		int d; /* opens
		   and ends */ int e;
		 	 
	END
}

@test "comment marks in strings and characters open nothing" {
	counts a.c '1 1 5' <<-'END'
		const char *a = "/*";
		int b = '"', c = '/*';
		const char *d = "\"/*", *e = "//";
		int f; // /* no block
		int g = "*/"[0];

		/* "*/
	END
}

@test "a comment in a comment does not nest, as for cloc" {
	counts a.rs '0 2 1' <<-'END'
		/* a /* b */
		/* c
		*/ fn d() {} /* e */ // f
	END
}

@test "no newline at the end, CRLF, empty files and only comments" {
	counts a.c '1 0 2' < <(printf 'int a;\n\nint b;')
	counts b.c '2 2 1' < <(printf 'int a;\r\n\r\n/* b\r\n\r\nc */\r\n')
	counts c.c '0 0 0' </dev/null
	counts d.c '0 1 0' < <(printf '/* a */ /* b */\n')
	counts e.c '1 2 0' < <(printf '/* never closed\nint a;\n\n')
}

@test "Python: docstrings are comments, other long strings are code" {
	counts a.py '1 5 6' <<-'END'
		# a
		def f():
		    """one line"""
		    r'''two

		    lines''' # and more
		    x = """
		# text
		"""
		    y = '"""' # no
		    """still
		    """; z = 1
	END
}

@test "JavaScript and Go: a string in backticks may hold anything" {
	counts a.js '0 1 6' <<-'END'
		const a = `
		// text
		/* \` text
		`;
		const b = `/*`; /* yes
		*/
		const c = 1;
	END
}

@test "Lua, SQL, Haskell, HTML and the shell have comments of their own" {
	counts a.lua '0 4 2' <<<$'--[[ a\nb ]] x = 1\n-- c\n--[==[ d\n]] ]==]\ny = 2'
	counts a.sql '0 2 2' <<<$'-- a\nselect 1; -- b\n/* c\n*/ select 2;'
	counts a.hs '0 3 1' <<<$'{- a\nb -}\nc = "{-"\n-- d'
	counts a.html '0 2 2' <<<$'<!-- a\nb --> <p>\n<p>it\'s <!--\n-->'
	counts a.sh '1 2 1' <<<$'# a\necho # b\n\n  # c'
}

@test "languages are added up; what is binary, unreadable or unknown is not" {
	printf 'int a;\n' >a.c
	printf 'int b;\n\n' >b.c
	printf 'int c;\n\0' >c.c
	printf 'x = 1\n' >d.py
	printf 'who knows\n' >e.unknown
	ln -s . loop
	ln -s a.c link.c
	mkfifo f.c
	metrics --sections languages
	assert_equal "$(details .)" '{"totals":{"files":3,"blank":1,"comment":0,"code":3},"skipped":{"binary":1,"special":1},"languages":[{"language":"C","files":2,"blank":1,"comment":0,"code":2},{"language":"Python","files":1,"blank":0,"comment":0,"code":1}]}'
	metrics --sections largest
	assert_equal "$(details '[.largest[].path]')" '["a.c","b.c","d.py"]'
}

@test "a file of many pieces counts as one, also when a NUL comes late" {
	{ echo '/*'; yes 'a comment' | head -n 100000; echo '*/'; yes 'int a;' | head -n 100000; } >a.c
	metrics --sections largest
	assert_equal "$(details '.totals')" '{"files":1,"blank":0,"comment":100002,"code":100000}'
	assert_equal "$(details '.largest')" '[{"path":"a.c","lines":200002,"code":100000}]'
	printf '\0\n' >>a.c
	metrics --sections languages
	assert_equal "$(details .)" '{"totals":{"files":0,"blank":0,"comment":0,"code":0},"skipped":{"binary":1},"languages":[]}'
}

@test "the longest functions are symbols, which read_file takes" {
	{ echo 'int a(void)'; echo '{'; seq -f 'f(%g);' 9; echo '}'; echo 'int b(void) { return 1; }'; } >a.c
	printf 'def c():\n    return 1\n' >b.py
	metrics --sections functions
	assert_equal "$(details .symbols)" '[{"path":"a.c","line":1,"end_line":12,"kind":"function","name":"a","lines":12},{"path":"b.py","line":1,"end_line":2,"kind":"function","name":"c","lines":2},{"path":"a.c","line":13,"end_line":13,"kind":"function","name":"b","lines":1}]'
	assert_equal "$(details .functions_of)" 2
	metrics --sections functions --top 1
	assert_equal "$(details '[.symbols[].name]')" '["a"]'
	echo "$output" >line
	run -0 --separate-stderr "$BUILD/helpers/read_file" <line
	assert_equal "$(details '[.files[]|"\(.path) \(.start_line) \(.end_line)"]|join(",")')" 'a.c 1 12'
}

@test "tests are known by their names, and only source text counts" {
	mkdir -p src/tests lib
	for name in src/a.c src/tests/b.c lib/c_test.go lib/test_d.py lib/e.test.js lib/FTest.java lib/g.bats lib/latest.c lib/contest.py; do
		printf '1\n2\n' >"$name"
	done
	printf '1\n' >src/tests/data.json
	metrics --sections tests
	assert_equal "$(details .tests)" '{"files":6,"code":12,"other_code":6,"ratio":2}'
}

@test "churn: the files of most commits first, in the days asked for" {
	git_fixed init -q -b main
	metrics --sections churn
	assert_equal "$(details .)" '{"totals":{"files":0,"blank":0,"comment":0,"code":0},"churn":[]}'
	printf '1\n' >a.c
	printf '1\n2\n' >b.c
	git add . && git_fixed commit -qm one
	metrics --sections churn
	assert_equal "$(details '[.churn_of, .churn]')" '[{"days":90,"commits":0},[]]'
	for i in 2 3; do
		printf '%s\n' "$i" >a.c
		git -c user.name=a -c user.email=a commit -qam "$i"
	done
	git mv b.c c.c && git -c user.name=a -c user.email=a commit -qm move
	metrics --sections churn
	assert_equal "$(details '[.churn_of, .churn]')" '[{"days":90,"commits":3},[{"path":"a.c","commits":2,"added":2,"removed":2},{"path":"b.c","commits":1,"added":0,"removed":2},{"path":"c.c","commits":1,"added":2,"removed":0}]]'
	metrics --sections churn --days 10000 a.c
	assert_equal "$(details '[.churn_of, .churn]')" '[{"days":10000,"commits":3},[{"path":"a.c","commits":3,"added":3,"removed":2}]]'
}

@test "within max_tokens the first of each list come first" {
	for i in {10..40}; do
		printf 'int f%s(void)\n{\n}\n' "$i" >"$i.c"
	done
	metrics --max-tokens 250 --top 0
	assert_equal "$(details '[.languages, .largest, .symbols, .churn | length]')" '[1,4,3,0]'
	assert_equal "$(details '[.truncated, .total, .next]')" '[true,63,{"skip":8}]'
	metrics --max-tokens 250 --top 0 --skip 8
	assert_equal "$(details '.largest[0].path')" 14.c
	run_helper code_metrics --max-tokens 30
	assert_failure 2
	assert_output --partial 'max_tokens 30 is too small: this answer needs at least '
}

# edges: the imports between folders, and the cycles
edges() {
	metrics --sections imports "$@"
	details '([.imports[] | "\(.from)>\(.to) \(.count)"] | join(",")) + " " + ([.cycles[].folders | join("+")] | join(" "))'
}

# file PATH LINES...
file() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "${@:2}" >"$1"
}

@test "C: headers beside the file, below the root or an include folder; none of the system" {
	file src/a.c '#include "b.h"' '# include "util/c.h" /* x */' '#include <util/c.h>' '#include <d.h>' '#include <stdio.h>' \
		'// #include "../test/e.h"' '/*' '#include "../test/e.h"' '*/' 'char *s = "#include <d.h>";'
	file src/b.h ''
	file lib/util/c.h '#include "../../src/b.h"'
	file include/d.h ''
	file other/d.h ''
	file test/e.h ''
	file mine/stdio/stdio.h ''
	assert_equal "$(edges)" 'src>lib/util 2,lib/util>src 1,src>include 1 lib/util+src'
}

@test "of several headers of a name the nearest is meant" {
	file arch/x/include/asm/io.h ''
	file arch/y/include/asm/io.h ''
	file include/asm/io.h ''
	file arch/y/kernel/a.c '#include <asm/io.h>'
	file drivers/a.c '#include <asm/io.h>'
	assert_equal "$(edges)" 'arch/y/kernel>arch/y/include/asm 1,drivers>include/asm 1 '
}

@test "Python: packages, modules and relative imports" {
	file app/__init__.py ''
	file app/main.py 'import os, app.core.db as d' 'from app.web import views' 'from .core import db' 'from . import core' \
		'"""' 'import app.never' '"""' 'from app.util import (' '    x)'
	file app/core/__init__.py ''
	file app/core/db.py 'from ..web.views import y'
	file app/web/views.py 'from app.core.db import z'
	file app/util.py ''
	file app/never/__init__.py ''
	assert_equal "$(edges)" 'app>app/core 3,app>app/web 1,app/core>app/web 1,app/web>app/core 1 app/core+app/web'
}

@test "JavaScript and TypeScript: relative paths with and without extension" {
	file src/a.ts "import x from './lib/b';" 'export { y } from "../util";' "const z = require('./lib/c.js');" "import 'react';" "import {" '  q' "} from './lib/b.js';"
	file src/lib/b.ts 'export * from "../a";'
	file src/lib/c.js ''
	file util/index.ts ''
	assert_equal "$(edges)" 'src>src/lib 3,src>util 1,src/lib>src 1 src+src/lib'
}

@test "Go: packages of the module that go.mod names" {
	file go.mod '// the module' 'module example.org/m' 'go 1.20'
	file cmd/main.go 'package main' 'import (' '	"encoding/json"' '	x "example.org/m/internal/x"' ')'
	file internal/x/x.go 'package x' 'import "example.org/m/json"' 'var s = "example.org/m/cmd"'
	file json/j.go 'package json'
	assert_equal "$(edges)" 'cmd>internal/x 1,internal/x>json 1 '
}

@test "Java: classes, static members; Rust: modules of the crate" {
	file core/src/main/java/org/a/A.java 'package org.a;' 'import org.b.B;' 'import java.util.List;'
	file web/src/main/java/org/b/B.java 'import static org.a.A.run;'
	assert_equal "$(edges)" 'core/src/main/java/org/a>web/src/main/java/org/b 1,web/src/main/java/org/b>core/src/main/java/org/a 1 core/src/main/java/org/a+web/src/main/java/org/b'
	rm -rf core web
	file src/main.rs 'mod net;' 'use std::io;' 'use crate::net::tcp::Conn;'
	file src/net/mod.rs 'pub mod tcp;'
	file src/net/tcp.rs 'use crate::util::{a, b};'
	file src/util.rs ''
	assert_equal "$(edges)" 'src>src/net 2,src/net>src 1 src+src/net'
}

@test "depth folds folders, edges says how many pairs are named" {
	file a/x/1.c '#include "../../b/y/2.h"'
	file b/y/2.h '#include "../../c/3.h"' '#include "../z/4.h"'
	file b/z/4.h ''
	file c/3.h '#include "a/x/5.h"'
	file a/x/5.h ''
	assert_equal "$(edges --depth 1)" 'a>b 1,b>c 1,c>a 1 a+b+c'
	assert_equal "$(edges --edges 2)" 'a/x>b/y 1,b/y>b/z 1 a/x+b/y+c'
	metrics --sections imports
	assert_equal "$(details .imports_of)" '{"edges":4,"cycles":1}'
}

# The components of a random graph by Python, which has no Tarjan's of ours.
REACH='import sys, random
r = random.Random(int(sys.argv[1])); n = 40
e = {i: set(r.choices(range(n), k=r.randint(0, 2))) - {i} for i in range(n)}
for i in e:
    open("d%02d/a.c" % i, "w").write("".join("#include \"../d%02d/a.h\"\n" % j for j in sorted(e[i])))
    open("d%02d/a.h" % i, "w").write("")
def reach(i):
    seen, todo = set(), [i]
    while todo:
        for j in e[todo.pop()] - seen:
            seen.add(j); todo.append(j)
    return seen
of = {i: reach(i) for i in e}
sets = {tuple(sorted(j for j in of[i] if i in of[j])) for i in e if i in of[i]}
print("\n".join(sorted("+".join("d%02d" % i for i in s) for s in sets if len(s) > 1)))'

@test "cycles are all folders that reach each other, in random graphs" {
	mkdir d{00..39}
	for seed in {1..12}; do
		python3 -c "$REACH" "$seed" >../want
		metrics --sections imports --top 0
		details '.cycles[] | (.folders | join("+")) + (if .total_folders then " \(.total_folders)" else "" end)' |
			sort >../got
		awk -F+ '{ n = NF; s = $1; for (i = 2; i <= n && i <= 20; i++) s = s "+" $i; print s (n > 20 ? " " n : "") }' ../want |
			sed '/^$/d' | sort | diff - ../got || fail "seed $seed"
	done
}

# The totals of each language that both know, with cloc's names for them.
OURS='.details.languages[] | [.language, .files, .blank, .comment, .code]'
THEIRS='del(.header, .SUM) | to_entries[] | [.key, .value.nFiles, .value.blank, .value.comment, .value.code]'

# agrees TREE LANGUAGE...: cloc counts the same in these languages
agrees() {
	local tree=$1
	shift
	cloc --json --skip-uniqueness "$tree" 2>/dev/null | jq -c "$THEIRS" |
		sed 's,"C/C++ Header","C Header",; s,"make","Makefile",' | sort >../cloc
	"$BUILD/helpers/code_metrics" --root "$tree" --sections languages </dev/null | jq -c "$OURS" | sort >../ours
	for language; do
		assert_equal "$(grep -F "[\"$language\"," ../ours)" "$(grep -F "[\"$language\"," ../cloc)"
	done
}

@test "cloc counts the same in this repository's library" {
	command -v cloc >/dev/null || skip 'cloc is not installed'
	cp -R "$REPO/lib" "$REPO/codex_helpers" "$REPO/bin" .
	# cloc loses its way in strings such as "**/" and "/*.{yml,yaml}"
	grep -l -e '"[^"]*[*][*]*[/.{]' -e '"[^"]*/[*]' -r . --include='*.[ch]' | xargs rm
	[ "$(find . -name '*.c' | wc -l)" -gt 200 ]
	agrees "$PWD" 'C' 'C Header' 'JSON'
}
