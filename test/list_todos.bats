# list_todos: the TODO, FIXME and XXX notes in comments

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

list_todos() {
	run_helper list_todos "$@"
	assert_success
}

# notes: line and text of each
notes() {
	details '[.todos[]|"\(.line) \(.text)"]|join("|")'
}

@test "a note has its path, line, tag, and the comment's text" {
	mkdir src
	printf 'int x;\n\t/* TODO(me): count  */ int y; // FIXME later\n' >src/a.c
	list_todos
	assert_equal "$(details .)" '{"todos":[{"path":"src/a.c","line":2,"tag":"TODO","owner":"me","text":"TODO(me): count"},{"path":"src/a.c","line":2,"tag":"FIXME","text":"FIXME later"}]}'
}

@test "C: strings and characters are no comments" {
	cat >a.c <<-'END'
		const char *s = "/* TODO no */ // TODO no";
		int q = '"'; /* TODO yes */
		const char *e = "\" // TODO no"; // XXX yes
		/*
		 * text
		 * TODO: in a block
		 * more
		 */
		int TODO = 1;
		int n = 1'000; // TODO digits
	END
	list_todos
	assert_equal "$(notes)" \
		'2 TODO yes|3 XXX yes|6 TODO: in a block|10 TODO digits'
}

@test "scripts: # opens a comment at a word's start only" {
	cat >a.sh <<-'END'
		#!/bin/sh
		echo "# TODO no" '# TODO no' # TODO yes
		echo ${#TODO} a#TODO
		# it's a note
		x=1 # FIXME: that's it
	END
	cat >a.py <<-'END'
		"""# TODO no"""
		s = '''
		# TODO no
		'''
		x = 1# TODO tight
		t = "it's" # XXX: done
	END
	printf 'all:\n\tcc a.c # TODO make\n' >Makefile
	printf 'key: "# TODO no" # TODO yaml\nurl: a#TODO\n' >a.yaml
	list_todos
	assert_equal "$(details '[.todos[]|"\(.path):\(.line) \(.text)"]|join("|")')" \
		'Makefile:2 TODO make|a.py:5 TODO tight|a.py:6 XXX: done|a.sh:2 TODO yes|a.sh:5 FIXME: that'\''s it|a.yaml:1 TODO yaml'
}

@test "SQL, Lua, HTML, Markdown, Rust and JavaScript have their own" {
	printf -- "select '-- TODO no' -- TODO sql\n/* FIXME block */\n" >a.sql
	printf -- '--[==[ TODO long\nXXX more ]] ]==] x = "TODO" -- TODO lua\n' >a.lua
	printf '<p>TODO no</p>\n<!-- TODO html -->\n' >a.html
	printf 'TODO no\n\n<!--\nTODO md\n-->\n' >a.md
	printf "fn f<'a>(x: &'a str) {} // TODO rust\n" >a.rs
	printf 'x = `// TODO no\n// TODO no`; // TODO js\n' >a.js
	list_todos
	assert_equal "$(details '[.todos[]|"\(.path):\(.line) \(.text)"]|join("|")')" \
		'a.html:2 TODO html|a.js:2 TODO js|a.lua:1 TODO long|a.lua:2 XXX more ]]|a.lua:2 TODO lua|a.md:4 TODO md|a.rs:1 TODO rust|a.sql:1 TODO sql|a.sql:2 FIXME block'
}

@test "a string has notes where a line of it begins as one" {
	cat >a.py <<-'END'
		"""Speaks of TODO: no
		TODO: in a docstring
		  FIXME(ann): indented
		XXX no
		"""
		raise Gap("TODO: one line")  # TODO both
		tags = ["TODO", "FIXME", 'a TODO: no', "TODO"]; s = ""
	END
	printf 'die("FIXME(bob smith): \\"q\\"", "TODO:");\n// TODO() x\n// TODO(open\n' >b.c
	list_todos
	assert_equal "$(details '[.todos[]|"\(.path):\(.line) \(.owner) \(.text)"]|join("|")')" \
		'a.py:2 null TODO: in a docstring|a.py:3 ann FIXME(ann): indented|a.py:6 null TODO: one line|a.py:6 null TODO both|b.c:1 bob smith FIXME(bob smith): \"q\"|b.c:1 null TODO:|b.c:2 null TODO() x|b.c:3 null TODO(open'
}

@test "plain text and unknown files have no comments" {
	printf 'TODO write\n# TODO write\n// TODO write\n' |
		tee notes.txt NOTES data.csv >a.c
	list_todos
	assert_equal "$(details '[.todos[]|"\(.path):\(.line)"]')" '["a.c:3"]'
}

@test "a tag is a whole word, and the tags may be others" {
	printf '// TODOS\n// MYTODO\n// TODO_x\n// todo\n// (TODO)\n// NOTE: n\n' >a.c
	list_todos
	assert_equal "$(notes)" '5 (TODO)'
	list_todos --tags NOTE --tags todo
	assert_equal "$(notes)" '4 todo|6 NOTE: n'
	run_helper list_todos --tags 'a.*'
	assert_failure 2
}

@test "every note in C comments that grep finds is found" {
	for i in $(seq 50); do
		printf 'int x%d; /* TODO: note %d */\n/* a\n * FIXME %d\n */\n' \
			"$i" "$i" "$i" >"f$i.c"
	done
	list_todos
	assert_equal "$(details '.todos|length')" "$(command grep -E 'TODO|FIXME' f*.c | wc -l)"
}

@test "blame adds who wrote a note, and when" {
	git init -q .
	printf '// TODO old\n' >a.c
	git add -A
	GIT_AUTHOR_DATE='2024-05-01T12:00:00 +0200' git -c user.name='Ann Example' \
		-c user.email=ann@example.org commit -qm one
	printf '// FIXME young\n' >>a.c
	GIT_AUTHOR_DATE='2024-12-31T23:30:00 -0500' git -c user.name='Bob Example' \
		-c user.email=bob@example.org commit -qam two
	printf '// XXX now\n' >>a.c
	printf '// TODO unknown\n' >b.c
	list_todos --blame
	assert_equal "$(details '[.todos[]|[.path,.line,.author,.date]]')" \
		'[["a.c",1,"Ann Example","2024-05-01T12:00:00+02:00"],["a.c",2,"Bob Example","2024-12-31T23:30:00-05:00"],["a.c",3,null,null],["b.c",1,null,null]]'
	list_todos
	assert_equal "$(details '[.todos[].author]|unique')" '[null]'
}

@test "blame outside a repository is refused" {
	printf '// TODO old\n' >a.c
	run_helper list_todos --blame
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	run_helper list_todos
	assert_success
}

@test "an answer fits its limit, and next yields every note exactly once" {
	for i in $(seq 30); do
		echo "// TODO number $i"
	done >a.c
	skip=0
	: >all
	while [ -n "$skip" ]; do
		list_todos --max-tokens 120 --skip "$skip"
		[ "$(jq .tokens <<<"$output")" -le 120 ]
		jq -r '.details.todos[].text' <<<"$output" >>all
		skip=$(jq -r '.details.next.skip // empty' <<<"$output")
	done
	diff all <(seq -f 'TODO number %.0f' 30)
}

@test "notes can be read: todos are locations" {
	printf 'a\n// TODO x\nb\n' >a.c
	"$BUILD/helpers/list_todos" </dev/null |
		"$BUILD/helpers/read_file" --context 1 >out
	assert_equal "$(jq -r '.details.files[0].text' out)" "$(cat a.c)"
}
