load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir p && cd p || return 1
	git init -q -b main
	# put together here, so that no forge takes this file for a leak
	aws=AKIA$(printf 'Q7X2M9K4')W3N5R8T2
	gh=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
}

scan() {
	run_helper secret_scan "$@"
}

found() {
	details '.findings[] | "\(.path // "-"):\(.line) \(.level) \(.rule)"'
}

@test "files: what is secret is found, with path, line, column and level" {
	printf 'one\nid = "%s"\n' "$aws" >a.py
	printf 'nothing\n' >b.py
	scan
	assert_failure 1
	assert_equal "$(details '[.summary,.scanned.files]')" '["1 errors, 0 warnings, 0 notes",2]'
	assert_equal "$(details '.findings[] | [.path,.line,.column,.rule,.level]')" \
		'["a.py",2,7,"aws-key-id","error"]'
	scan b.py
	assert_success
	assert_equal "$(details .findings)" '[]'
}

@test "a finding never shows the secret" {
	printf 'id = "%s"\npassword = "Tr0ub4dor&3"\n' "$aws" >a.py
	scan
	assert_failure 1
	refute_output --partial "${aws:0:9}"
	refute_output --partial 'b4dor'
	assert_equal "$(details '.findings[0].message')" \
		"an AWS access key id: AKIA... (20 bytes, sha256 $(printf %s "$aws" | sha256sum | cut -c1-8))"
}
