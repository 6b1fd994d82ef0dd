# endpoint: where codex-call sends its requests, with what, and how it says
# that it could not
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/p/srv" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
}

# asked N: the first line of the n-th request
asked() {
	head -n 1 "srv/$1.request" | tr -d '\r'
}

# sent N NAME: the values of a header of the n-th request, one a line
sent() {
	sed -n '/^\r$/q; s/\r$//; s/^'"$2"': //Ip' "srv/$1.request"
}

# azure SCRIPT: codex-call with AZURE_OPENAI_ENDPOINT at the canned server
azure() {
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		AZURE_OPENAI_ENDPOINT=${OPENAI_BASE_URL%/v1}
		export AZURE_OPENAI_ENDPOINT
		unset OPENAI_BASE_URL
		'"$1" </dev/null
}

@test "organisation and project are sent when they are set, by either name" {
	unset OPENAI_API_KEY
	deltas 1 '{"content":"hi"}'
	canned hi
	assert_equal "$(sent 1 openai-organization)$(sent 1 openai-project)$(sent 1 authorization)" ''
	OPENAI_ORG_ID=o OPENAI_PROJECT_ID=p canned hi
	assert_equal "$(sent 1 openai-organization) $(sent 1 openai-project)" 'o p'
	OPENAI_ORGANIZATION=x OPENAI_PROJECT=y canned hi
	assert_equal "$(sent 1 openai-organization) $(sent 1 openai-project)" 'x y'
	OPENAI_ORG_ID=o OPENAI_ORGANIZATION=x canned hi
	assert_equal "$(sent 1 openai-organization)" o
}

@test "OPENAI_CUSTOM_HEADERS adds headers, and replaces ours" {
	deltas 1 '{"content":"hi"}'
	OPENAI_API_KEY=k OPENAI_CUSTOM_HEADERS=$'X-Title:  our title \r\n\nhttp-referer: https://example.org/a:b\nX-Empty:\nauthorization: Basic abc' canned hi
	assert_equal "$status" 0
	assert_equal "$(sent 1 x-title)" 'our title'
	assert_equal "$(sent 1 http-referer)" 'https://example.org/a:b'
	assert_equal "$(sent 1 authorization)" 'Basic abc'
	run grep -c '^X-Empty:' srv/1.request
	assert_output 1
}

@test "a custom header that is none, or not free to choose, is refused by its line" {
	OPENAI_CUSTOM_HEADERS=$'A: b\nno colon' canned hi
	assert_equal "$status" 2
	assert_equal "$(details .error.message)" "line 2 of OPENAI_CUSTOM_HEADERS is not 'Name: value'"
	OPENAI_CUSTOM_HEADERS=$'A: b\rC: d' canned hi
	assert_equal "$status" 2
	OPENAI_CUSTOM_HEADERS='content-length: 3' canned hi
	assert_equal "$(details .error.message)" 'line 1 of OPENAI_CUSTOM_HEADERS sets content-length, which is not free to choose'
	assert [ ! -e srv/1.request ]
}

@test "a key in a custom header reaches neither output nor log" {
	put 1 401 application/json <<<'{"error":{"message":"bad key canary-0123456789"}}'
	OPENAI_CUSTOM_HEADERS='X-Api-Key: canary-0123456789' canned hi
	assert_equal "$status" 4
	assert_equal "$(sent 1 x-api-key)" canary-0123456789
	refute_output --partial canary
	[[ $stderr != *canary* ]]
	run grep -r canary .codex-log
	assert_failure
	OPENAI_CUSTOM_HEADERS='Authorization: Bearer canary-0123456789' canned hi
	refute_output --partial canary
}

@test "Azure's newer address is that of OpenAI with its key as api-key" {
	deltas 1 '{"content":"hi"}'
	AZURE_OPENAI_API_KEY=azure OPENAI_API_KEY=other azure 'codex-call -T none -m m hi'
	assert_equal "$status" 0
	assert_equal "$(asked 1)" 'POST /openai/v1/chat/completions HTTP/1.1'
	assert_equal "$(sent 1 api-key)|$(sent 1 authorization)" 'azure|'
	assert_equal "$(body 1 | jq -r .model)" m
	AZURE_OPENAI_AD_TOKEN=token azure 'codex-call -T none -m m hi'
	assert_equal "$(sent 1 api-key)|$(sent 1 authorization)" '|Bearer token'
	AZURE_OPENAI_API_KEY=azure azure 'AZURE_OPENAI_ENDPOINT=$AZURE_OPENAI_ENDPOINT/openai/v1/ codex-call -T none --api responses -m m hi'
	assert_equal "$(asked 1)" 'POST /openai/v1/responses HTTP/1.1'
}

@test "Azure's older address names the deployment and the version" {
	deltas 1 '{"content":"hi"}'
	AZURE_OPENAI_API_KEY=azure OPENAI_API_VERSION=2024-10-21 azure 'codex-call -T none -m "my model" hi'
	assert_equal "$status" 0
	assert_equal "$(asked 1)" 'POST /openai/deployments/my%20model/chat/completions?api-version=2024-10-21 HTTP/1.1'
	assert_equal "$(sent 1 api-key)" azure
	AZURE_OPENAI_API_KEY=azure OPENAI_API_VERSION=2025-03-01-preview azure 'codex-call -T none --api responses -m m hi'
	assert_equal "$(asked 1)" 'POST /openai/responses?api-version=2025-03-01-preview HTTP/1.1'
}

@test "OPENAI_BASE_URL comes before Azure's endpoint, keeps its query, and no server gets another's key" {
	deltas 1 '{"content":"hi"}'
	AZURE_OPENAI_ENDPOINT=http://127.0.0.1:1 AZURE_OPENAI_API_KEY=azure OPENAI_API_KEY=k canned hi
	assert_equal "$(asked 1)" 'POST /v1/chat/completions HTTP/1.1'
	assert_equal "$(sent 1 api-key)|$(sent 1 authorization)" '|Bearer *'
	run "$BUILD/test/canned" srv sh -c 'OPENAI_BASE_URL="$OPENAI_BASE_URL/?a=b" codex-call -m m -T none hi' </dev/null
	assert_equal "$(asked 1)" 'POST /v1/chat/completions?a=b HTTP/1.1'
	rm srv/1.request
	OPENAI_API_KEY=k azure 'codex-call -T none hi'
	assert_equal "$status" 2
	assert_equal "$(details .error.message)" 'AZURE_OPENAI_ENDPOINT is set, AZURE_OPENAI_API_KEY and AZURE_OPENAI_AD_TOKEN are not'
	assert [ ! -e srv/1.request ]
}

@test "a prompt that Azure's filter blocks is an error of the API" {
	put 1 400 application/json <<<'{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}'
	AZURE_OPENAI_API_KEY=azure azure 'codex-call -T none hi'
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ answered 400: The response was filtered \(param: prompt\)$'
	assert_equal "$(details .error.hint)" "the service's content filter refused the prompt"
}

@test "an address without /v1 is told when the server does not know it" {
	put 1 404 text/html <<<'<html>Not Found</html>'
	run --separate-stderr "$BUILD/test/canned" srv sh -c 'OPENAI_BASE_URL=${OPENAI_BASE_URL%/v1} codex-call -m m -T none hi' </dev/null
	assert_equal "$status" 4
	assert_regex "$(details .error.hint)" "^OPENAI_BASE_URL has no path: is it http://127.0.0.1:[0-9]+/v1, and is the model's name right\?\$"
	put 1 200 text/html <<<'<html>Welcome</html>'
	run --separate-stderr "$BUILD/test/canned" srv sh -c 'OPENAI_BASE_URL=${OPENAI_BASE_URL%/v1}/ codex-call -m m -T none hi' </dev/null
	assert_equal "$status" 4
	assert_regex "$(details .error.hint)" '^OPENAI_BASE_URL has no path: is it http://127.0.0.1:[0-9]+/v1,'
	put 1 404 text/html <<<'<html>Not Found</html>'
	canned hi
	assert_equal "$(details .error.hint)" "does OPENAI_BASE_URL end in /v1, and is the model's name right?"
}

@test "a key with a newline or a foreign character is refused, and what to do is said" {
	OPENAI_API_KEY=$'canary-key\n' canned hi
	assert_equal "$status" 2
	assert_equal "$(details '[.error.message,.error.hint]')" '["OPENAI_API_KEY holds a space, a newline or another character that no key has","it is the last one: set it again without"]'
	OPENAI_API_KEY='sk-…' canned hi
	assert_equal "$(details .error.hint)" 'set it again, to the key alone'
	AZURE_OPENAI_API_KEY=$'a\nb' azure 'codex-call hi'
	assert_regex "$(details .error.message)" '^AZURE_OPENAI_API_KEY holds'
	assert [ ! -e srv/1.request ]
}

@test "an address that is none is refused, without the key that may stand there" {
	OPENAI_BASE_URL=sk-canary0123456789abcdefghij run -2 --separate-stderr codex-call hi
	assert_equal "$(details '[.error.message,.error.hint]')" '["OPENAI_BASE_URL is no http or https address: '"'[redacted:openai-key]'"'","such as http://127.0.0.1:8080/v1"]'
}
