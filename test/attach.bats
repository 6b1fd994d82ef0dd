# attach: files that go along with a prompt
load helper
load canned

# a picture of one pixel, and a document that is one by its first bytes
setup() {
	mkdir -p "$BATS_TEST_TMPDIR/p/srv" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
	base64 -d >one.png <<<'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
	printf '%%PDF-1.4\n\xe2\xe3 of two words' >'my paper.pdf'
	printf 'one\n```\ntwo\n' >notes.txt
}

# dry ARGS: the content of the last message that would be sent
dry() {
	run --separate-stderr codex-call --dry-run -m m -T none "$@" </dev/null
	assert_equal "$status" 0
	output=$(jq -c '(.messages//.input)[-1].content' <<<"$output")
}

# url TYPE FILE: the file as a data URL
url() {
	printf 'data:%s;base64,%s' "$1" "$(base64 -w 0 "$2")"
}

@test "an image is sent as each API wants it" {
	dry --api chat -a one.png what is this
	assert_output "[{\"type\":\"text\",\"text\":\"what is this\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"$(url image/png one.png)\"}}]"
	dry --api responses -a one.png what is this
	assert_output "[{\"type\":\"input_text\",\"text\":\"what is this\"},{\"type\":\"input_image\",\"image_url\":\"$(url image/png one.png)\",\"detail\":\"auto\"}]"
}

@test "a PDF is sent as a file with its name" {
	mkdir d && mv 'my paper.pdf' d
	dry --api chat --attach 'd/my paper.pdf' read
	assert_output "[{\"type\":\"text\",\"text\":\"read\"},{\"type\":\"file\",\"file\":{\"filename\":\"my paper.pdf\",\"file_data\":\"$(url application/pdf 'd/my paper.pdf')\"}}]"
	dry --api responses --attach 'd/my paper.pdf' read
	assert_output "[{\"type\":\"input_text\",\"text\":\"read\"},{\"type\":\"input_file\",\"filename\":\"my paper.pdf\",\"file_data\":\"$(url application/pdf 'd/my paper.pdf')\"}]"
}

@test "a text goes along in a frame that it cannot end" {
	dry --api chat -a notes.txt look
	assert_output '"look\n\nAttached file \"notes.txt\":\n````\none\n```\ntwo\n````\n"'
	dry --api responses -a notes.txt look
	assert_equal "$(jq -c '[.[]|.type]' <<<"$output")" '["input_text","input_text"]'
}

@test "what a file is, its bytes say" {
	printf '\xff\xd8\xff\xe0 and so on' >a.txt
	printf 'GIF89a\x01\x00' >b
	printf 'RIFF\x04\x00\x00\x00WEBPVP8 ' >c.png
	dry --api responses -a a.txt -a b -a c.png look
	assert_equal "$(jq -c '[.[1:][].image_url|split(";")[0]]' <<<"$output")" '["data:image/jpeg","data:image/gif","data:image/webp"]'
	echo 'no picture' >d.png
	dry --api chat -a d.png look
	assert_output --partial 'no picture'
}

@test "attachments keep their order, and standard input may be one" {
	run codex-call --dry-run --api responses -T none -a notes.txt -a - -a 'my paper.pdf' look <one.png
	assert_equal "$(jq -c '[.input[0].content[]|.type]' <<<"$output")" '["input_text","input_text","input_image","input_file"]'
	# beside other input, it is the prompt's message that they go with
	echo data | codex-call --dry-run --api responses -T none -a one.png look >out
	assert_equal "$(jq -c '[.input|length,(.[0].content[0].text|contains("data")),.[0].content[1].type]' out)" '[1,true,"input_image"]'
	echo '[{"role":"assistant","content":"hm"}]' | codex-call --dry-run --api chat -T none --input messages -a one.png >out
	assert_equal "$(jq -c '[.messages[]|.role]' out)" '["assistant","user"]'
}

@test "a file that no model reads is refused" {
	printf 'PK\x03\x04\x00\x01' >a.docx
	run -1 --separate-stderr codex-call --dry-run -a a.docx look
	assert_equal "$(details '[.error.code,.error.message,.error.hint]')" "[\"binary_file\",\"cannot attach 'a.docx': it is no PNG, JPEG, GIF, WebP, PDF or text in UTF-8\",\"convert it to one of these\"]"
	run -1 --separate-stderr codex-call --dry-run -a none.png look
	assert_equal "$(details '[.error.code,.error.message]')" "[\"not_found\",\"cannot attach 'none.png': No such file or directory\"]"
	run -1 --separate-stderr codex-call --dry-run -a . look
	assert_equal "$(details .error.code)" not_a_file
	: >empty
	run -2 --separate-stderr codex-call --dry-run -a empty look
	assert_equal "$(details .error.message)" "cannot attach 'empty': it is empty"
}

@test "what is too large for the API is refused" {
	{ cat one.png; head -c 16000000 /dev/zero; } >big.png
	run -1 --separate-stderr codex-call --dry-run -a big.png look
	assert_equal "$(details '[.error.code,.error.message]')" "[\"too_large\",\"cannot attach 'big.png': an image may have 15 MB, not 16.0\"]"
	{ cat 'my paper.pdf'; head -c 17000000 /dev/zero; } >big.pdf
	run -1 --separate-stderr codex-call --dry-run -a big.pdf -a big.pdf look
	assert_equal "$(details '[.error.code,.error.message]')" '["too_large","the attachments have more than 32 MB"]'
	codex-call --dry-run --api responses -T none -a big.pdf look >out
	assert_equal "$(jq '.input[0].content[1].file_data|length' out)" "$(($(stat -c %s big.pdf) / 3 * 4 + 28 + 4))"
}

@test "an image is in the log as it is, and -c sends it again" {
	# bytes of which base64 makes what looks like a secret
	{
		cat one.png
		printf '..'
		base64 -d <<<'aaa/AKIAABCDEFGHIJ234567'
		head -c 3000 /dev/zero
	} >noise.png
	assert_regex "$(url image/png noise.png)" '/AKIAABCDEFGHIJ234567A'
	deltas 1 '{"content":"noise"}'
	canned -a noise.png what is this
	assert_equal "$status" 0
	codex-call -c --dry-run --api chat -T none and now >out
	jq -r '.messages[0].content[1].image_url.url' out | tr -d '\n' >sent
	url image/png noise.png | cmp - sent
	# a secret in a text is still none
	echo 'key AKIAABCDEFGHIJ234567' >k.txt
	canned -a k.txt hi
	run grep -rc AKIAABCDEFGHIJ234567 .codex-log
	refute_output --regexp '[1-9]$'
}
