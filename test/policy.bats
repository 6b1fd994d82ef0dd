load helper

# a diff that adds lines to a file: added PATH LINE...
added() {
	printf -- '--- a/%s\n+++ b/%s\n@@ -7,1 +7,%d @@\n old\n' \
		"$1" "$1" "$#"
	printf '+%s\n' "${@:2}"
}

removed() {
	printf -- '--- a/%s\n+++ b/%s\n@@ -7,%d +7,1 @@\n old\n' \
		"$1" "$1" "$#"
	printf -- '-%s\n' "${@:2}"
}

# git's headers alone: headers PATH LINE...
headers() {
	printf 'diff --git a/%s b/%s\n' "$1" "$1"
	printf '%s\n' "${@:2}"
}

judge() {
	run "$BUILD/test/policy" "$@"
}

# finds RULE LINE...: each added line is found by the rule, and the same
# line as context or as a removed one is not
finds() {
	local line
	for line in "${@:3}"; do
		judge < <(added "$2" "$line")
		assert_success
		assert_output --partial " $1 $2:8: "
		judge < <(printf -- '--- a/%s\n+++ b/%s\n@@ -1,2 +1,1 @@\n %s\n-%s\n' \
			"$2" "$2" "$line" "$line")
		refute_output --regexp "(^|\n)[a-z]+ $1 "
	done
}

# quiet RULE PATH LINE...: nothing is said by the rule
quiet() {
	local line
	for line in "${@:3}"; do
		judge < <(added "$2" "$line")
		assert_success
		refute_output --regexp "(^|\n)[a-z]+ $1 "
	done
}

# says RULE-AND-LEVEL PATH...: a changed file is found by its path
says() {
	local path
	for path in "${@:2}"; do
		judge < <(added "$path" x)
		assert_output --partial "$1 $path:0: "
	done
}

@test "an ordinary change has no findings" {
	judge < <(added src/greet.c 'int n = 1;')
	assert_success
	assert_output ''
}

@test "production configuration is an error" {
	says 'error production-config' config/production.json app/config/prod.yml \
		config/production/db.yml values-prod.yaml .env \
		deploy/app.production.yaml srv/settings-prod.toml
	quiet production-config docs/production.md x
	quiet production-config config/production.json.example x
	quiet production-config src/production.c x
	quiet production-config src/product.json x
	quiet production-config config/development.json x
}

@test "the toolkit's and git's own folders are an error in any spelling" {
	says 'error protected-path' .git/hooks/pre-commit .codex/policy.json \
		.Codex-Log/x sub/.GIT/config 'x/git~1/config' '.git./x'
	quiet protected-path .gitignore x
	quiet protected-path src/git.c x
	judge '{"levels":{"protected-path":"off"}}' < <(added .codex/x x)
	assert_failure
	assert_output "invalid_arguments: policy: 'protected-path' cannot be changed"
}

@test "workflow files are a warning, injection in them an error" {
	says 'warning ci-workflow' .github/workflows/ci.yml .gitlab-ci.yml
	finds ci-injection .github/workflows/ci.yml '  pull_request_target:' \
		'  run: echo ${{ github.event.issue.title }}'
	finds ci-permissions .github/workflows/ci.yml 'permissions: write-all'
	quiet ci-injection .github/workflows/ci.yml '  pull_request:' \
		'  run: echo ${{ github.event.pull_request.number }}' \
		'permissions: read-all'
}

@test "who reviews is an error, what steers tools a warning" {
	says 'error review-config' .github/CODEOWNERS CODEOWNERS
	says 'warning tool-config' .gitattributes AGENTS.md .vscode/tasks.json
}

@test "secrets on added lines are found and never shown" {
	key="ghp_$(printf 'aB3dE6gH9j%.0s' 1 2 3 4)"
	finds secret src/a.c "token = \"$key\"" "$key" "Authorization: Bearer $key"
	judge < <(added src/a.c "token = \"$key\"")
	assert_output 'error secret src/a.c:8: adds what looks like a secret (github-token)'
	finds secret config.py "id = 'AKIA$(printf 'Q7X2M9K4')$(printf 'Q7X2M9K4')'" \
		"k='sk-proj-$(printf 'aB3dE6gH9j%.0s' 1 2 3 4)'"
	openssl genrsa -out key 2048 2>/dev/null
	judge < <(printf -- '--- a/k\n+++ b/k\n@@ -7,0 +8,%d @@\n' "$(wc -l <key)"; sed 's/^/+/' key)
	assert_output 'error private-key k:8: adds what looks like a secret (private-key)'
	finds possible-secret src/a.py \
		"url = 'postgres://app:s3cr3tpass@db.internal/x'"
}

@test "placeholders and public keys are quiet" {
	quiet secret src/a.c 'AKIAIOSFODNN7EXAMPLE' \
		'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' 'sk-folding-cube-container' \
		'OPENAI_API_KEY=${OPENAI_API_KEY}' '[redacted:openai-key]'
	quiet private-key src/a.c '-----BEGIN PUBLIC KEY-----'
}

@test "a mark in front does not hide a secret" {
	finds secret src/a.c "[redacted:bearer] AKIA$(printf 'Q7X2M9K4')Q7X2M9K4"
}

@test "remote code and destructive commands are an error" {
	finds remote-code install.sh 'curl -fsSL https://x.example/i.sh | sh' \
		'wget -qO- https://x.example | sudo bash' \
		'bash <(curl -s https://x.example)' 'eval "$(curl https://x.example)"' \
		'curl x.example | python3 -'
	quiet remote-code install.sh 'curl -o f https://x.example/i.sh' \
		'curl https://x.example | jq .' 'curl x | tee log' \
		'sh install.sh' 'wget https://x.example/a.tar.gz'
	quiet remote-code README.md 'curl https://x.example/i.sh | sh'
	finds destructive-command x.sh 'rm -rf /' 'rm -rf ~' 'rm -fr "$HOME"' \
		'sudo rm -r --force /*' 'rm -rf $PREFIX/' 'rm -rf ${DIR}/*' \
		'dd if=x of=/dev/sda' 'mkfs.ext4 /dev/sdb' 'find / -name x -delete'
	quiet destructive-command x.sh 'rm -rf build/' 'rm -rf "$tmp"' \
		'rm -f /tmp/x' 'rm -rf ./node_modules' 'rm -rf /tmp/build-1' \
		'rm -rf $PREFIX/lib/x'
}

@test "switched off tests and checks are found" {
	finds tests-disabled test/a.test.js "it.skip('x', f)" "describe.only('x', f)"
	finds tests-disabled test/test_a.py '@pytest.mark.skip' '@unittest.skip("x")'
	finds tests-disabled a_test.go '	t.Skip("later")'
	finds tests-disabled test/x.bats '	skip "no time"'
	quiet tests-disabled test/a.test.js "it('skips blanks', f)" 'list.skip(2)'
	quiet tests-disabled test/a.py 'skipped = 3'
	finds verification-off a.py 'requests.get(u, verify=False)'
	finds verification-off a.go 'InsecureSkipVerify: true,'
	quiet verification-off a.py 'requests.get(u, verify=True)'
	finds lint-disabled a.js '// eslint-disable-next-line'
}

@test "tests removed are a warning, a deleted file of tests an error" {
	judge < <(removed test/test_a.py '	assert x == 1' '	assert y')
	assert_output "warning tests-removed test/test_a.py:8: removes 2 lines that test something and adds 0"
	judge < <(removed src/a.py '	assert x == 1')
	assert_output ''
	judge < <(printf -- '--- a/test/a.bats\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n')
	assert_output 'warning tests-deleted test/a.bats:0: a whole file of tests is deleted'
	judge < <(printf 'diff --git a/test/a.bats b/test/a.bats\ndeleted file mode 100644\ndiff --git a/src/a.c b/src/a.c\n'; added src/a.c x)
	assert_output 'error tests-deleted test/a.bats:0: a whole file of tests is deleted'
}

@test "a large deletion is a warning, a balanced rewrite is not" {
	judge < <(removed src/a.c $(seq 400))
	assert_output 'warning large-deletion src/a.c:0: the change removes 400 lines and 0 files, and adds 0 lines'
	judge < <(removed src/a.c $(seq 400); added src/b.c $(seq 300))
	assert_output ''
	judge '{"limits":{"removed_lines":3}}' < <(removed src/a.c $(seq 3))
	assert_output --partial 'warning large-deletion'
}

@test "a lock file without its manifest is a warning" {
	says 'warning lock-file' package-lock.json sub/Cargo.lock
	judge < <(added package-lock.json x; added package.json x)
	refute_output --partial lock-file
	assert_output --partial 'note dependency package.json:0: '
	finds lock-source package-lock.json '  "resolved": "http://x.example/a.tgz"'
	local at=registry
	quiet lock-source package-lock.json "  \"resolved\": \"https://$at.npmjs.org/a/-/a.tgz\""
}

@test "invisible characters are an error in code and a note in prose" {
	finds invisible-text src/a.c $'/* \u202e } */' $'int a\u200bb;' \
		$'x \u2066' $'\ufeffx' $'t\U000e0041'
	quiet invisible-text src/a.c 'int é = "ü";' $'"\U0001f469\u200d\U0001f680"' \
		$'"\u0645\u06cc\u200c\u062e"'
	judge < <(added README.md $'a\u200bb')
	assert_output 'note invisible-prose README.md:8: adds the invisible character U+200B, which can hide what the code does'
}

@test "modes, links, submodules and binaries are judged by their headers" {
	judge < <(headers x 'old mode 100644' 'new mode 100755')
	assert_output 'warning mode-change x:0: becomes executable'
	judge < <(headers x 'old mode 100755' 'new mode 100644')
	assert_output ''
	judge < <(headers x 'new file mode 100755' '--- /dev/null' '+++ b/x' \
		'@@ -0,0 +1 @@' '+#!/bin/sh')
	assert_output ''
	for target in /etc/passwd ../../x sub/../../../x ../.git/config; do
		judge < <(headers s/x 'new file mode 120000' '--- /dev/null' \
			'+++ b/s/x' '@@ -0,0 +1 @@' "+$target" \
			'\ No newline at end of file')
		assert_output 'error symlink-outside s/x:0: is a symbolic link that leads outside of the root'
	done
	judge < <(headers s/x 'new file mode 120000' '--- /dev/null' '+++ b/s/x' \
		'@@ -0,0 +1 @@' '+../y' '\ No newline at end of file')
	assert_output 'note symlink s/x:0: is a symbolic link'
	judge < <(headers m 'index 1234567..89abcde 160000' '--- a/m' '+++ b/m' \
		'@@ -1 +1 @@' '-Subproject commit 1' '+Subproject commit 2')
	assert_output 'warning submodule m:0: changes a submodule, of which the content is not judged'
	finds submodule-command .gitmodules '	url = ext::sh -c id' '	update = !id'
	judge < <(headers x.dat 'new file mode 100644' 'index 0000000..20b5be9' \
		'Binary files /dev/null and b/x.dat differ')
	assert_output 'warning binary x.dat:0: is binary: its content was not judged'
}

@test "licences, long lines, migrations and infrastructure are found" {
	says 'warning license' LICENSE COPYING.md
	judge < <(removed src/a.c ' * SPDX-License-Identifier: MIT')
	assert_output 'warning license-header src/a.c:8: removes a line about licence or copyright'
	judge < <(added src/a.c "$(printf '%5001s' x)")
	assert_output 'warning long-line src/a.c:8: adds a line of 5001 bytes, too long to be read by a person'
	finds migration-drop db/migrations/2.sql 'DROP TABLE users;'
	finds migration db/migrations/2.sql 'DELETE FROM users;'
	quiet migration db/migrations/2.sql 'CREATE TABLE users ();'
	quiet migration-drop db/migrations/2.sql 'CREATE TABLE users ();'
	finds infrastructure main.tf '  cidr_blocks = ["0.0.0.0/0"]'
}

@test "a rename is judged by both of its names" {
	judge < <(printf 'diff --git a/config/production.json b/x.json\nsimilarity index 100%%\nrename from config/production.json\nrename to x.json\n')
	assert_output --partial 'error production-config x.json:0: '
}

@test "globs know no capitals, owners are named, the last one that fits" {
	says 'error production-config' config/Production.JSON .ENV
	judge '{"owners":{"src/":["@core"],"src/Deep/":["@core","@keys"],"src/deep/x":[]}}' < <(added Src/deep/a.c x; added src/b.c x; added src/deep/x x; added c x)
	assert_output 'note owned Src/deep/a.c:0: belongs to @core @keys
note owned src/b.c:0: belongs to @core'
	judge '{"owners":{"src/":"me"}}' < <(added c x)
	assert_output "invalid_arguments: policy: the owners of 'src/' are no array of strings"
}

@test "a line that only moved, or is indented anew, is nothing new" {
	judge < <(printf -- '--- a/x.sh\n+++ b/x.sh\n@@ -1,2 +1,2 @@\n-rm -rf /\n one\n+\trm -rf /\n')
	assert_output ''
	judge < <(printf -- '--- a/x.sh\n+++ b/x.sh\n@@ -1,2 +1,2 @@\n-rm -rf x\n one\n+\trm -rf /\n')
	assert_output --partial 'error destructive-command x.sh:2'
}

@test "a pattern that gives up on a line is told, not passed over" {
	judge '{"rules":[{"id":"slow","level":"note","added":"(x+x+)+[yz]","message":"m"}]}' < <(added a "$(printf 'x%.0s' {1..3000})")
	assert_output "error unread a:8: is too much for the pattern of the rule 'slow'"
}

@test "the project's policy adds rules, replaces rules and sets levels" {
	policy='{"rules":[{"id":"no-print","level":"warning","paths":["src/**"],"except":["src/cli/**"],"added":"\\bprintf\\(","message":"use log_info"},{"id":"production-config","level":"note","paths":["live/**"],"message":"live"}],"levels":{"license":"off"}}'
	judge "$policy" < <(added src/a.c 'printf("x");')
	assert_output 'warning no-print src/a.c:8: use log_info'
	judge "$policy" < <(added src/cli/a.c 'printf("x");'; added LICENSE x; added config/production.json x)
	assert_output ''
	judge "$policy" < <(added live/x x)
	assert_output 'note production-config live/x:0: live'
	mkdir .codex
	printf '%s' "$policy" >.codex/policy.json
	judge < <(added src/a.c 'printf("x");')
	assert_output 'warning no-print src/a.c:8: use log_info'
}

@test "a policy with a mistake is refused, not ignored" {
	while IFS='|' read -r json message; do
		judge "$json" < <(added x x)
		assert_failure
		assert_output "invalid_arguments: policy: $message"
	done <<-'EOT'
	{"rule":[]}|unknown key 'rule' in the policy
	{"rules":[{"id":"x","level":"fatal","message":"m","paths":["x"]}]}|'fatal' is no level of rule 'x'; use error, warning, note or off
	{"rules":[{"id":"x","level":"error","message":"m"}]}|rule 'x' needs paths, added or removed
	{"rules":[{"id":"x","level":"error","path":"x"}]}|unknown key 'path' in a rule
	{"levels":{"licence":"off"}}|'levels' names no rule: 'licence'
	{"limits":{"line_bytes":0}}|the limit 'line_bytes' is no positive integer
	EOT
	mkdir .codex
	ln -s /etc/passwd .codex/policy.json
	judge < <(added x x)
	assert_failure
}

@test "each rule finds its true samples, none of its false ones, and has enough of both" {
	run -0 "$BUILD/test/samples" "$REPO"/test/fixtures/policy/*
	assert_output ''
	run diff <(cd "$REPO/test/fixtures/policy" && ls) \
		<("$BUILD/test/policy" --rules | cut -f1 | sort)
	assert_output ''
}

@test "samples that do not hold, or are too few, are told" {
	printf 'true x.sh\n+rm -rf build\nfalse x.sh\n+rm -rf /\n' >destructive-command
	run -1 "$BUILD/test/samples" destructive-command
	assert_line --index 0 'destructive-command: not found: x.sh: true x.sh'
	assert_line --index 2 'destructive-command: found: x.sh: false x.sh'
	assert_line --index 4 'destructive-command: 1 true and 1 false samples; a rule needs 5 and 10'
}

@test "docs/validate_diff.md lists every built-in rule as it is, and no other" {
	run diff <(sed -n '/^## The built-in/,/^## What/s/^| `\([a-z-]*\)` | \(.*\) |$/\1 | \2/p' \
		"$REPO/docs/validate_diff.md") \
		<("$BUILD/test/policy" --rules | awk -F '\t' '{print $1 " | " $2 " | " $3 " | " $4}')
	assert_output ''
	[ "$("$BUILD/test/policy" --rules | wc -l)" -gt 60 ]
}

# lock OLD NEW: a lock file's hunk of these lines
lock() {
	printf -- '--- a/%s\n+++ b/%s\n@@ -5,%d +5,%d @@\n' "$1" "$1" \
		"$(wc -l <<<"$2")" "$(wc -l <<<"$3")"
	sed 's/^/-/' <<<"$2"
	sed 's/^/+/' <<<"$3"
}

@test "a lock file that takes other versions of what it has is a note, else a warning" {
	sum=$(printf '0a1b2c3d%.0s' {1..8})
	new=$(printf '4e5f6a7b%.0s' {1..8})
	update() {
		judge < <(lock "$@")
		assert_output --regexp '^note lock-file .*takes other versions'
	}
	warned() {
		judge < <(lock "$@")
		assert_output --regexp '^warning lock-file .*without its manifest'
	}
	update Pipfile.lock "\"sha256:$sum\",
\"version\": \"==1.0.2\"," "\"sha256:$new\",
\"sha256:$sum\",
\"version\": \"==1.1\","
	update yarn.lock 'left-pad@^1.2.0:
  resolved "https://registry.yarnpkg.com/left-pad/-/left-pad-1.2.0.tgz#'"$sum\"" 'left-pad@^1.3.0:
  resolved "https://registry.yarnpkg.com/left-pad/-/left-pad-1.3.0-rc1.tgz#'"$new\""
	update Cargo.lock "version = \"1.0.1\"
checksum = \"$sum\"" "version = \"1.0.2\"
checksum = \"$new\""
	# the same version with another content, another package, one more
	warned Pipfile.lock "\"sha256:$sum\"," "\"sha256:$new\","
	warned yarn.lock 'left-pad@^1.2.0:' 'left-padd@^1.2.0:'
	warned yarn.lock 'lodash@^1.2.0:' 'lodash4@^1.3.0:'
	warned Cargo.lock 'version = "1.0.1"' 'version = "1.0.2"
dependencies = ["evil"]'
	# another owner's repository, a content behind its neighbour's version
	warned yarn.lock 'resolved "https://codeload.github.com/owner1/left-pad-of-a-name/tar.gz/1.0.0"' \
		'resolved "https://codeload.github.com/stranger1/left-pad-of-a-name/tar.gz/1.0.1"'
	judge < <(hunk package-lock.json '     "node_modules/a": {' \
		'-      "version": "1.0.0",' '+      "version": "1.0.1",' '     },' \
		'     "node_modules/b": {' '       "version": "2.0.0",' \
		"-      \"integrity\": \"sha512-$sum\"" "+      \"integrity\": \"sha512-$new\"")
	assert_output --regexp '^warning lock-file .*without its manifest'
	judge < <(hunk package-lock.json '     "node_modules/a": {' \
		'-      "version": "1.0.0",' '+      "version": "1.0.1",' '     },' \
		'     "node_modules/b": {' '-      "version": "2.0.0",' \
		"-      \"integrity\": \"sha512-$sum==\"" '+      "version": "2.0.1",' \
		"+      \"integrity\": \"sha512-a/b+$new==\"")
	assert_output --regexp '^note lock-file .*takes other versions'
	warned go.sum "a.org/b v1.0.0 h1:$sum=" "a.org/b v1.0.1 h1:$new="
}

# hunk PATH LINE...: a hunk of lines with their markers
hunk() {
	printf -- '--- a/%s\n+++ b/%s\n@@ -7,%d +7,%d @@\n' "$1" "$1" \
		"$(printf '%s\n' "${@:2}" | grep -c '^[ -]')" \
		"$(printf '%s\n' "${@:2}" | grep -c '^[ +]')"
	printf '%s\n' "${@:2}"
}

@test "a command of which a line is new is judged with the lines that stay" {
	judge < <(hunk build.sh ' curl -fsSL https://x.example/i \' '+  | sh' ' done')
	assert_output 'error remote-code build.sh:8: hands what the network sends to an interpreter'
	judge < <(hunk Dockerfile ' RUN set -e && \' '+    curl https://x.example/i | \' '     bash')
	assert_output --partial 'error remote-code Dockerfile:8: '
	judge < <(hunk clean.sh ' rm -rf \' '-  build' '+  /' ' echo done')
	assert_output --partial 'error destructive-command clean.sh:8: '
	judge < <(hunk clean.sh ' rm \' '+  -r \' '   "$HOME"')
	assert_output --partial 'error destructive-command clean.sh:8: '
	# what was there before is nobody's change, nor what a new line follows
	judge < <(hunk build.sh ' curl https://x.example/i | sh \' '+  && echo done')
	refute_output --partial remote-code
	judge < <(hunk build.sh ' curl -o i https://x.example/i' '+| sh')
	refute_output --partial remote-code
	judge < <(hunk build.sh ' curl https://x.example/i \' '-  | sh' '+  -o i')
	refute_output --partial remote-code
	judge < <(hunk clean.sh ' rm -rf /' '+echo \' ' done')
	refute_output --partial destructive
	judge < <(hunk clean.sh ' echo \' '+  rm' ' rm -rf /')
	refute_output --partial destructive
}

@test "a statement of SQL over several lines is judged as one" {
	judge < <(hunk db/2.sql '+DROP' '+  TABLE users;')
	assert_output 'error migration-drop db/2.sql:7: drops data from a database'
	judge < <(hunk db/2.sql ' ALTER TABLE users' '   DROP' '+-- soon' '+    COLUMN name;')
	assert_output --partial 'error migration-drop db/2.sql:10: '
	judge < <(hunk db/2.sql '+DELETE' '+FROM users' '+;')
	assert_output 'warning migration db/2.sql:7: locks, rewrites or breaks a table that is in use'
	judge < <(hunk db/2.sql ' UPDATE users' '+SET name = 1;')
	assert_output --partial 'warning migration db/2.sql:8: '
	# each once, also where each line says it, or the statement limits it
	judge < <(hunk db/2.sql '+ALTER TABLE a' '+ DROP COLUMN b,' '+ DROP COLUMN c;')
	assert_equal "${#lines[@]}" 2
	for quiet in '+DROP;+TABLE users;' '+UPDATE users+SET a = 1+WHERE b;' \
		'+DELETE FROM users+WHERE a;' ' DROP TABLE users;+SELECT 1;' \
		'+ALTER TABLE a+ ADD COLUMN b int,+ ADD CONSTRAINT c CHECK (b IS NOT NULL);' \
		'+CREATE TABLE users (a int);+DROP+TABLE users;' \
		' DROP+-- the rest' '+table := drop+table'; do
		readarray -t split < <(sed 's/[+ ]*+/\n+/g; s/^\n//' <<<"$quiet")
		judge < <(hunk db/2.sql "${split[@]}")
		assert_success
		refute_output --regexp migration
	done
}
