# tls: certificates, proxies and redirects between codex-call and its server.
# socat speaks TLS in front of the canned server; the certificates are made here.
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned

# make_cert NAME DAYS SUBJECT-ALT-NAME: NAME.pem (with its key), by our issuer
make_cert() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1.key" -out "$1.csr" -subj /CN=test 2>/dev/null
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \
		-days "$2" -extfile <(echo "subjectAltName=$3") -out "$1.crt" 2>/dev/null
	cat "$1.crt" "$1.key" >"$1.pem"
}

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout ca.key -out ca.pem -days 2 -subj '/CN=our issuer' 2>/dev/null
	make_cert good 2 DNS:localhost
	make_cert other 2 DNS:example.org
	make_cert expired -1 DNS:localhost
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout self.key -out self.crt -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost 2>/dev/null
	cat self.crt self.key >self.pem
	mkdir hashed && cp ca.pem hashed && openssl rehash hashed
	cat >"$BATS_FILE_TMPDIR/behind" <<-'EOM'
		#!/bin/bash
		# behind CERT COMMAND...: with TLS in front of $OPENAI_BASE_URL. Bash,
		# since sh ends with 2 when a full machine does not let it fork
		cert=$1 port='' said=''; shift
		plain=${OPENAI_BASE_URL#http://}
		exec 3< <(exec socat -d -d OPENSSL-LISTEN:0,bind=127.0.0.1,cert="$cert",verify=0,fork \
			TCP:"${plain%/v1}" 2>&1)
		socat=$!
		trap 'kill "$socat" 2>/dev/null' EXIT
		while [ -z "$port" ] && read -r -t 30 -u 3 line; do
			said+=$line$'\n'
			[[ $line == *'listening on AF=2 127.0.0.1:'* ]] && port=${line##*:}
		done
		[ -n "$port" ] || { echo "behind: socat does not listen: $said" >&2; exit 125; }
		export OPENAI_BASE_URL="https://localhost:$port/v1" NO_PROXY=localhost
		"$@" 3<&-
	EOM
	chmod +x behind
}

setup() {
	project
	deltas 1 '{"content":"hi"}'
	C=$BATS_FILE_TMPDIR
}

# secure CERT ARGS: codex-call with a key against a server of that certificate
secure() {
	local cert=$1
	shift
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv "$C/behind" \
		"$C/$cert.pem" env OPENAI_API_KEY=secret codex-call -m m -T none "$@" hi </dev/null
	[ "$status" -lt 124 ] || fail "no answer, but $status: $stderr"
	echo "status $status: $output $stderr" # seen where a test fails
}

# refused MESSAGE HINT: the last answer, and that no request was seen
refused() {
	assert_equal "$status" 3
	assert_equal "$(details .error.code)" network
	assert_regex "$(details .error.message)" "$1"
	assert_equal "$(details .error.hint)" "$2"
	[[ $stderr != *retry* ]]
	run cat srv/*.request
	refute_output --partial POST
}

@test "a certificate is trusted by --cacert, SSL_CERT_FILE or SSL_CERT_DIR" {
	secure good --cacert "$C/ca.pem"
	assert_equal "$status" 0
	assert_equal "$(details .text)" hi
	SSL_CERT_FILE=$C/ca.pem secure good
	assert_equal "$status" 0
	SSL_CERT_DIR=$C/hashed secure good
	assert_equal "$status" 0
	SSL_CERT_FILE=$C/none.pem secure good --cacert "$C/ca.pem"
	assert_equal "$status" 0
}

@test "a server whose issuer nobody knows gets no request" {
	secure good
	refused '^no answer from localhost:[0-9]+: SSL certificate problem: unable to get local issuer certificate$' \
		"if you trust its issuer, name a file with the issuer's certificate by --cacert or SSL_CERT_FILE"
	secure self --cacert "$C/ca.pem"
	refused 'SSL certificate problem: self.signed certificate$' \
		"if you trust its issuer, name a file with the issuer's certificate by --cacert or SSL_CERT_FILE"
}

@test "a self-signed certificate can be trusted by itself" {
	secure self --cacert "$C/self.crt"
	assert_equal "$status" 0
}

@test "a certificate for another host is refused" {
	secure other --cacert "$C/ca.pem"
	refused "no alternative certificate subject name matches target host name 'localhost'\$" \
		"is the host's name that of the certificate, and the address of the server right?"
}

@test "a certificate that has expired is refused" {
	secure expired --cacert "$C/ca.pem"
	refused 'SSL certificate problem: certificate has expired$' \
		"its dates do not hold: is this machine's clock right? else who runs the server must renew it"
}

@test "a file of certificates that is none is named" {
	secure good --cacert none.pem
	refused 'none.pem' 'it is named by --cacert or SSL_CERT_FILE'
	echo words >none.pem
	SSL_CERT_FILE=none.pem secure good
	refused 'none.pem' 'it is named by --cacert or SSL_CERT_FILE'
}

# recording CERT ARGS: codex-replay --record ARGS of a server of that certificate
recording() {
	local cert=$1
	shift
	rm -f rec.jsonl
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv "$C/behind" "$C/$cert.pem" \
		codex-replay --record "$@" rec.jsonl -- sh -c 'curl -s "$OPENAI_BASE_URL/responses" -d {}' </dev/null
	[ "$status" -lt 124 ] || fail "no answer, but $status: $stderr"
}

@test "a recording trusts the same certificates, and no others" {
	recording good --cacert "$C/ca.pem"
	assert_equal "$status" 0
	assert_equal "$(jq -c .response.status rec.jsonl)" 200
	SSL_CERT_FILE=$C/ca.pem recording good
	assert_equal "$status" 0
	SSL_CERT_DIR=$C/hashed recording good
	assert_equal "$status" 0
	recording good
	assert_equal "$status" 52
	assert_regex "$stderr" "^codex-replay: no answer from localhost:[0-9]+: SSL peer certificate or SSH remote key was not OK; if you trust its issuer, name a file with the issuer's certificate by --cacert or SSL_CERT_FILE\$"
	recording other --cacert "$C/ca.pem"
	assert_equal "$status" 52
	assert [ ! -s rec.jsonl ]
}

@test "a server of plain HTTP at an address of HTTPS is told" {
	echo '{"when":[],"reply":{"text":"hi"}}' >c.jsonl
	run --separate-stderr timeout 60 codex-replay c.jsonl sh -c \
		'OPENAI_BASE_URL=https${OPENAI_BASE_URL#http} codex-call -m m -T none hi' </dev/null
	assert_equal "$status" 3
	assert_equal "$(details .error.hint)" 'does the server speak HTTPS? an address of plain HTTP begins with http://'
}

# through PROXY-CREDENTIALS ADDRESS: codex-call with the canned server as proxy
through() {
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		proxy=http://'"$1"'${OPENAI_BASE_URL#http://}
		export http_proxy="${proxy%/v1}" https_proxy="${proxy%/v1}"
		unset NO_PROXY no_proxy
		OPENAI_BASE_URL='"$2"' exec codex-call -m m -T none hi' </dev/null
	echo "status $status: $output $stderr"
}

@test "a request goes through a proxy, with a password if one is given" {
	through '' http://api.example.org/v1
	assert_equal "$status" 0
	assert_equal "$(head -n 1 srv/1.request | tr -d '\r')" 'POST http://api.example.org/v1/chat/completions HTTP/1.1'
	run grep -ci proxy-authorization srv/1.request
	assert_output 0
	through me:canary-password@ http://api.example.org/v1
	assert_equal "$status" 0
	run grep -i proxy-authorization srv/1.request
	assert_output --partial "Basic $(printf me:canary-password | base64)"
}

@test "a proxy that wants a password is told, and asked once" {
	put 1 407 text/plain 'Proxy-Authenticate: Basic realm="p"' <<<'no'
	through '' http://api.example.org/v1
	assert_equal "$status" 3
	assert_equal "$(details '[.error.code,.error.hint]')" '["network","the proxy wants a name and password: http_proxy=http://NAME:PASSWORD@HOST:PORT"]'
	through me:canary-password@ https://api.example.org/v1
	assert_equal "$status" 3
	assert_equal "$(head -n 1 srv/1.request | tr -d '\r')" 'CONNECT api.example.org:443 HTTP/1.1'
	assert_equal "$(details .error.hint)" 'the proxy wants a name and password: https_proxy=http://NAME:PASSWORD@HOST:PORT'
	assert [ ! -e srv/2.request ]
	[[ $output$stderr != *canary* ]]
	run grep -r canary .codex-log
	assert_failure
	put 1 403 text/plain <<<'no'
	through '' https://api.example.org/v1
	assert_equal "$(details .error.hint)" 'the proxy does not let us through: no_proxy=HOST does without it'
}

@test "a redirect to another host gets neither the request nor the key" {
	mkdir elsewhere
	deltas 1 '{"content":"stolen"}' && mv srv/1 elsewhere/1
	run --separate-stderr timeout 60 "$BUILD/test/canned" elsewhere sh -c '
		printf "HTTP/1.1 307 Go\r\nLocation: $OPENAI_BASE_URL/chat/completions\r\nContent-Length: 0\r\n\r\n" >srv/1
		OPENAI_API_KEY=secret exec "$BUILD/test/canned" srv codex-call -m m -T none hi' </dev/null
	assert_equal "$status" 3
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ answered 307: it redirects to http://127.0.0.1:[0-9]+/v1/chat/completions$'
	assert_equal "$(details .error.hint)" 'redirects are not followed: set OPENAI_BASE_URL to the final address'
	assert [ -e srv/1.request ]
	assert [ ! -e elsewhere/1.request ]
}
