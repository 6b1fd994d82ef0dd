# canary: the key that all tests run with is found wherever it got to
load helper

@test "the key is found in any file, as it is or encoded" {
	run -0 "$REPO/test/canary" .
	assert_output ''
	mkdir -p a/.hidden
	printf 'Authorization: Bearer %s\n' "$CANARY" >a/.hidden/log
	printf 'PK\0\1%s\0' "${CANARY^^}" >a/binary
	printf %s "$CANARY" | base64 >a/encoded
	printf %s "$CANARY" | od -An -tx1 | tr -d ' \n' >a/digits
	echo nothing >a/else
	# what is left must not be found when all tests have run
	run "$REPO/test/canary" .
	found=$(sed 1d <<<"$output" | sort)
	rm -r a
	assert_equal "$status" 1
	assert_equal "$found" './a/.hidden/log
./a/binary
./a/digits
./a/encoded'
}

@test "a program that says the key fails its test" {
	run run echo "it is ${OPENAI_API_KEY%key}"
	assert_success
	run run_unchecked bash -c 'echo "$OPENAI_API_KEY" | rev'
	assert_success
	said=$(run echo "$OPENAI_API_KEY" 2>&1) && fail 'it was said, and nobody noticed'
	assert_regex "$said" '^the key is in what was said by'
}
