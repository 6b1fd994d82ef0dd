load helper

# extract TEXT ARGS...: from a printf format
extract() {
	run --separate-stderr codex-extract "${@:2}" < <(printf -- "$1")
}

# the answer's details.NAME as raw text
raw() {
	jq -rj ".details.$1" <<<"$output"
}

@test "the diff in a fenced block" {
	extract 'Here it is:\n\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n\nDone.\n' diff
	assert_success
	[ "$(raw diff)" = "$(printf -- '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b')" ]
	[ "$(details .blocks)" = 1 ]
}

@test "several diff blocks are joined" {
	extract '```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\nand\n~~~patch\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n~~~\n' diff
	assert_success
	[ "$(details .blocks)" = 2 ]
	[ "$(raw diff | grep -c '^+++')" = 2 ]
	run bash -c 'codex-extract diff | "$BUILD/helpers/validate_diff"' < <(printf -- '```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n')
	assert_success
}

@test "a diff in a block without a language, and one without a block" {
	extract '```\ndiff --git a/x b/x\nold mode 100644\nnew mode 100755\n```\n' diff
	assert_success
	extract 'Sure.\ndiff --git a/x b/x\nold mode 100644\nnew mode 100755\n' diff
	assert_success
	[ "$(raw diff | head -n 1)" = 'diff --git a/x b/x' ]
	extract '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b' diff
	assert_success
	[ "$(raw diff | tail -c 3)" = '+b' ]
}

@test "a rule of dashes is no diff, and none found is not_found" {
	extract 'Title\n--- \ntext\n' diff
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
	[ "$(details .error.message)" = 'the answer has no diff; ask for one in a ```diff block' ]
	extract '```c\nint x;\n```\n' diff
	assert_failure 1
}

@test "an answer that was cut is refused" {
	extract '```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n' diff
	assert_failure 1
	[ "$(details .error.message)" = 'the answer was cut: the code block that begins in line 1 does not end' ]
	extract 'x\n```c\nint x;\n``\n' code
	assert_failure 1
	[ "$(details .error.message)" = 'the answer was cut: the code block that begins in line 2 does not end' ]
}

@test "a longer fence holds shorter ones" {
	extract '````markdown\n```c\nint x;\n```\n````\n' code
	assert_success
	[ "$(raw text)" = "$(printf '```c\nint x;\n```')" ]
	[ "$(details .language)" = markdown ]
	extract '~~~c\n```\n~~~\n' code
	[ "$(raw text)" = '```' ]
}

@test "fences as CommonMark has them" {
	# indented by up to three, whose spaces go; four are no fence
	extract '   ```c\n   int x;\n     y;\n z;\n  ```\n' code
	assert_success
	[ "$(raw text)" = "$(printf 'int x;\n  y;\nz;')" ]
	extract '    ```c\n    x\n    ```\n' code
	assert_failure 1
	# a closing fence has no info string; an info string no backtick
	extract '```c\n``` c\n```\n' code
	[ "$(raw text)" = '``` c' ]
	extract '```x``` is inline\n\n```c\ny\n```\n' code
	[ "$(raw text)" = y ]
	# trailing blanks and carriage returns
	extract '``` c title="x"  \r\nint x;\r\n```  \r\n' code
	[ "$(details .language)" = c ]
	[ "$(details .text)" = $'int x;\r' ]
}

@test "code is chosen by language and number" {
	local text='```c\n1\n```\n```sh\n2\n```\n```C\n3\n```\n'
	extract "$text" code
	[ "$(details '[.text,.language,.total]')" = '["1\n","c",3]' ]
	extract "$text" code --language sh
	[ "$(details '[.text,.total]')" = '["2\n",1]' ]
	extract "$text" code -l c -n 2
	[ "$(details .text)" = 3 ]
	extract "$text" code -l c -n 3
	assert_failure 1
	[ "$(details .error.message)" = 'the answer has 2 code blocks of c, no number 3' ]
}

@test "JSON alone, in a block and in the text" {
	extract ' {"a": 1.50}\n' json
	assert_success
	assert_output --partial '{"value":{"a":1.50}}'
	extract 'So:\n```json\n[1, 2]\n```\n' json
	assert_output --partial '{"value":[1,2]}'
	extract 'The result is\n{"ok": true}\nas asked.\n' json
	assert_output --partial '{"value":{"ok":true}}'
	extract 'none {here}\n' json
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
	extract '```json\n{"a":}\n```\n' json
	assert_failure 2
	[ "$(details .error.code)" = invalid_json ]
}

@test "result lines: their text is read, failures are passed on" {
	line=$(jq -nc '{success:true,details:{text:"```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n",model:"m"},tokens:1}')
	run --separate-stderr codex-extract diff <<<"$line"
	assert_success
	[ "$(raw diff | head -n 1)" = '--- a/x' ]
	line='{"success":false,"details":{"error":{"code":"rate_limited","message":"m"}},"tokens":1}'
	run --separate-stderr codex-extract diff <<<"$line"
	assert_failure 5
	assert_output "$line"
	line='{"success":false,"details":{"text":"```diff\nx\n```"},"tokens":1}'
	run --separate-stderr codex-extract diff <<<"$line"
	assert_failure 1
	assert_output "$line"
	run --separate-stderr codex-extract diff <<<'{"success":true,"details":{"summary":"x"},"tokens":1}'
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
}

@test "empty input and an unknown word are invalid_arguments" {
	run --separate-stderr codex-extract diff </dev/null
	assert_failure 2
	[ "$(details .error.code)" = invalid_arguments ]
	run --separate-stderr codex-extract prose < <(echo x)
	assert_failure 2
	[ "$(details .error.message)" = 'say what to extract: diff, code or json' ]
}

@test "a full disk is no success" {
	run bash -c 'printf "{}" | codex-extract json >/dev/full'
	assert_failure 2
}
