load helper

# A small program, built so that gcov can count its lines, and run.
c_project() {
	mkdir -p p/src && cd p || return 1
	cat >src/a.c <<-'END'
		#include <stdio.h>
		static int twice(int n)
		{
			if (n < 0)
				return -1;
			return 2 * n;
		}
		int unused(void)
		{
			puts("x");

			return 3;
		}
		int main(void)
		{
			return twice(0);
		}
	END
	mkdir build
	(cd build && ${CC:-cc} --coverage -O0 -o a ../src/a.c && ./a)
	# newer ones write PROGRAM-FILE.gcda
	(cd build && gcov "$@" -- *.gcda) >gcov.out
}

# A tracefile of src/a.c, made by hand
tracefile() {
	mkdir -p p/src p/coverage && cd p || return 1
	printf 'int a;\n%.0s' {1..30} >src/a.c
	{
		echo "SF:src/a.c"
		printf 'DA:%s\n' 1,1 2,0 4,0 6,0 7,1 8,0 20,0
		echo end_of_record
	} >coverage/lcov.info
}

@test "gcov's JSON says what gcov says: each line that never ran, and the figures" {
	c_project --json-format
	[ -n "$(ls build/*.gcov.json.gz)" ]
	run_helper coverage
	assert_success
	assert_equal "$(details .summary)" '5 of 9 lines run (55.6 %) in 1 file'
	assert_equal "$(details '[.findings[] | [.path, .line, .end_line]]')" \
		'[["src/a.c",5,null],["src/a.c",8,12]]'
	assert_equal "$(grep -o 'executed:.* of .*' gcov.out | head -1)" \
		'executed:55.56% of 9'
	# the same unpacked, and each line as gcov marks it in its listing
	gzip -d build/*.gz
	expected=$output
	run_helper coverage
	assert_equal "$output" "$expected"
	(cd build && gcov -- *.gcda >/dev/null)
	assert_equal "$(grep -c '#####:' build/a.c.gcov)" 4
	assert_equal "$(grep -cE '^ +[0-9]+\*?:' build/a.c.gcov)" 5
}

python_project() {
	command -v python3-coverage >/dev/null || skip 'coverage.py is not installed'
	mkdir -p p/pkg && cd p || return 1
	touch pkg/__init__.py
	printf 'def f(n):\n    if n:\n        return 1\n    return 2\n\n\ndef g():\n    x = 1\n    return x\n' >pkg/m.py
	printf 'from pkg.m import f\nassert f(1) == 1\n' >t.py
	python3-coverage run --source=. t.py
}

# what coverage.py says of it, as ours
of_coverage_py() {
	python3-coverage json -q -o cov.json
	jq -c '[.files[] | .summary] |
		[([.[].num_statements] | add), ([.[].covered_lines] | add)]' cov.json
}

@test "Cobertura's XML and lcov of coverage.py say what coverage.py says" {
	python_project
	figures=$(of_coverage_py)
	missing=$(jq -c '[.files[] | .missing_lines[]]' cov.json)
	assert_equal "$missing" '[4,8,9]'
	python3-coverage xml -q
	python3-coverage lcov -q
	for report in coverage.xml coverage.lcov; do
		run_helper coverage $report
		assert_success
		assert_equal "$(details '[.lines, .covered]')" "$figures"
		assert_equal "$(details '[.findings[] | [.path, .line, .end_line]]')" \
			'[["pkg/m.py",4,null],["pkg/m.py",8,9]]'
	done
	# they agree, so both together say the same
	run_helper coverage
	assert_equal "$(details '[.lines, .covered]')" "$figures"
}

@test "sources of Cobertura may be absolute folders, those of another machine by prefix" {
	python_project
	python3-coverage xml -q
	grep -q "<source>$PWD" coverage.xml
	mkdir sub && mv coverage.xml sub/x.xml
	run_helper coverage sub/x.xml
	assert_success
	sed -i "s,<source>.*</source>,<source>/builds/it/p/pkg</source>,; s,filename=\"pkg/,filename=\"," sub/x.xml
	sed -i '/filename="t.py"/,/<.class>/d' sub/x.xml
	run_helper coverage sub/x.xml
	assert_equal "$status" 1
	assert_equal "$(details .error.message)" "of the files in the report, such as 'm.py', none is under the root; if it was made elsewhere, give that root as prefix"
	run_helper coverage sub/x.xml --prefix /builds/it/p
	assert_success
	assert_equal "$(details '.coverage[0].path')" pkg/m.py
}

@test "ranges span lines that cannot run, but not far, and no line that ran" {
	tracefile
	run_helper coverage
	assert_success
	assert_equal "$(details '[.findings[] | [.line, .end_line, .message, .level]]')" \
		'[[2,6,"3 lines never run","note"],[8,null,"never run","note"],[20,null,"never run","note"]]'
	assert_equal "$(details '[.lines, .covered, .percent]')" '[7,2,28.6]'
}

@test "with a diff only the added lines count, with base those since then too" {
	tracefile
	run_helper coverage --diff '--- a/src/a.c
+++ b/src/a.c
@@ -3,1 +3,3 @@
 x
+y
-z
+y
@@ -7,0 +8 @@
+b
'
	assert_success
	assert_equal "$(details '[.findings[] | [.line, .end_line, .level]]')" \
		'[[4,null,"warning"],[8,null,"warning"]]'
	assert_equal "$(details .summary)" '0 of 2 added lines run (0 %) in 1 file'
	git init -q . && git_fixed add . && git_fixed commit -qm x
	sed -i '7,8s/.*/int b;/' src/a.c
	sed -i 's/a.c/b.c/;s/^DA:20.*/DA:21,0/' coverage/lcov.info
	tr a b <src/a.c >src/b.c
	sed 's/b.c/a.c/' coverage/lcov.info >>coverage/lcov.info2
	cat coverage/lcov.info2 >>coverage/lcov.info
	touch -d '+1 minute' coverage/lcov.info
	run_helper coverage --base HEAD
	assert_success
	assert_equal "$(details '[.findings[] | [.path, .line]]')" \
		'[["src/a.c",8],["src/b.c",2],["src/b.c",8],["src/b.c",21]]'
	assert_equal "$(details '[.coverage[] | [.path, .lines, .covered]]')" \
		'[["src/b.c",7,2],["src/a.c",2,1]]'
}

@test "git_diff feeds it" {
	tracefile
	git init -q . && git_fixed add . && git_fixed commit -qm x
	sed -i '8s/.*/int b;/' src/a.c
	touch -d '+1 minute' coverage/lcov.info
	run bash -c "'$BUILD/helpers/git_diff' </dev/null | '$BUILD/helpers/coverage'"
	assert_success
	assert_equal "$(details .summary)" '0 of 1 added lines run (0 %) in 1 file'
}

@test "a changed file that no report tells of is told" {
	tracefile
	git init -q . && git_fixed add . && git_fixed commit -qm x
	echo 'int n;' >src/new.c
	echo 'some words' >notes.txt
	run_helper coverage --base HEAD
	assert_success
	assert_equal "$(details '[.findings[] | [.path, .rule, .line]]')" \
		'[["src/new.c","unmeasured",null]]'
	assert_equal "$(details .summary)" \
		'no added lines that can run; 1 changed file not measured'
	run_helper coverage --base HEAD --minimum 50
	assert_equal "$status" 1
}

@test "less than the minimum is a no, exactly" {
	tracefile
	run_helper coverage --minimum 28.5
	assert_success
	run_helper coverage --minimum 28.6
	assert_equal "$status" 1
	assert_equal "$(details .summary)" \
		'2 of 7 lines run (28.6 %) in 1 file, the minimum is 28.6 %'
	run bash -c "codex-report -f github <<<'$output'"
	assert_equal "$status" 1
	assert_output --partial '::error title=answer-no::2 of 7 lines run'
	# nothing is measured of the file: that is not enough either
	run_helper coverage --minimum 1 --paths README.md
	assert_equal "$status" 1
}

@test "paths that lie outside, or are not there, are counted as skipped" {
	tracefile
	{
		printf 'SF:/usr/include/stdio.h\nDA:1,1\nend_of_record\n'
		printf 'SF:%s/src/a.c\nDA:30,1\nend_of_record\n' "$PWD"
		printf 'SF:../../etc/passwd\nDA:1,0\nend_of_record\n'
		printf 'SF:src/gone.c\nDA:1,0\nend_of_record\n'
		printf 'SF:.git/config\nDA:1,0\nend_of_record\n'
	} >>coverage/lcov.info
	run_helper coverage
	assert_success
	assert_equal "$(details '[.skipped, [.coverage[].path], .lines]')" \
		'[{"outside_root":1,"not_found":3},["src/a.c"],8]'
}

@test "a report is found below the build folder, with names relative to that" {
	tracefile
	mkdir -p build && sed 's,SF:,SF:../,' coverage/lcov.info >build/coverage.info
	rm -r coverage
	run_helper coverage
	assert_success
	assert_equal "$(details '.coverage[0].path')" src/a.c
}

@test "a file that changed after the report is told" {
	tracefile
	touch -d '-1 hour' coverage/lcov.info
	run_helper coverage
	assert_success
	assert_equal "$(details .summary)" '2 of 7 lines run (28.6 %) in 1 file; 1 file changed after the report was made, such as src/a.c: its lines may be others now'
}

@test "no report is not_found, a broken one that is named is refused" {
	mkdir p && cd p
	run_helper coverage
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
	assert_output --partial 'looked for {lcov*.info,'
	refuse() { # refuse TEXT MESSAGE
		printf "$1" >r
		run_helper coverage r
		assert_equal "$status" 2
		assert_equal "$(details '[.error.code, .error.path, .error.message]')" \
			"[\"invalid_arguments\",\"r\",\"'r': $2\"]"
	}
	refuse 'SF:a\nDA:1\n' 'line 2 is no record of an lcov tracefile'
	refuse 'DA:1,1\n' 'line 1 is no record of an lcov tracefile'
	refuse 'some words\n' 'line 1 is no record of an lcov tracefile'
	refuse '' 'this is a report of coverage that tells of no line'
	refuse '<coverage><project/></coverage>' "this is no report in Cobertura's XML"
	refuse '<coverage><packages>' "this is no report in Cobertura's XML"
	refuse '{"files":[]}' "this JSON is none of gcov's, which has \`gcc_version\` and \`files\`"
	refuse '<!DOCTYPE c [<!ENTITY a "b">]><coverage><packages/></coverage>' \
		"this is no report in Cobertura's XML: it declares entities"
	refuse '\x1f\x8b\x08garbage' 'the gzipped file is broken or cut short'
}

@test "what unpacks to too much is too_large" {
	mkdir p && cd p
	head -c 300M /dev/zero | gzip -1 >r.gz
	run_helper coverage r.gz
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" too_large
}

@test "a report found by its name that is none is counted, and others count" {
	tracefile
	echo '<html/>' >coverage.xml
	run_helper coverage
	assert_success
	assert_equal "$(details '[.skipped, .lines]')" '[{"unreadable_reports":1},7]'
	assert_equal "$stderr" "coverage: 'coverage.xml': this is no report in Cobertura's XML"
}

@test "the table of files costs at most a quarter of the tokens" {
	mkdir -p p/src && cd p
	for i in {100..199}; do
		echo 'int a;' >src/$i.c
		printf 'SF:src/%d.c\nDA:1,0\nend_of_record\n' $i
	done >lcov.info
	run_helper coverage --max-tokens 1000
	assert_success
	assert_equal "$(details '[(.coverage | length) + .coverage_left_out, .truncated]')" '[100,true]'
	[ "$(jq .tokens <<<"$output")" -le 1000 ]
	[ "$(details '.findings | length')" -gt 10 ]
}

@test "codex-report shows the files in a table of Markdown, and annotates what never runs" {
	tracefile
	printf 'int a;\n' >'src/b|`.c'
	printf 'SF:src/b|`.c\nDA:1,1\nend_of_record\n' >>coverage/lcov.info
	run_helper coverage
	line=$output
	run codex-report -f markdown <<<"$line"
	assert_success
	assert_output --partial '| note | `src/a.c:2` | `3 lines never run` | `uncovered` |'
	assert_output --partial '| yes | `3 of 8 lines run (37.5 %) in 2 files` |

| file | lines | covered | % |
| --- | ---: | ---: | ---: |
| `src/a.c` | 7 | 2 | 28.6 |
| `src/b`&#124;`` `.c `` | 1 | 1 | 100.0 |'
	run codex-report -f github <<<"$line"
	assert_output --partial '::notice file=src/a.c,line=2,endLine=6,title=uncovered::3 lines never run'
}
