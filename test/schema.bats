load helper

# says EXPECTED SCHEMA VALUES: what a check says to each value
says() {
	run "$BUILD/test/schema" say <<<"{\"s\":$2,\"v\":[$3]}"
	[ "$output" = "$1" ] || fail "$2 says to $3: $output
not: $1"
}

@test "the edge cases agree: each value that fits, each that does not" {
	run -0 "$BUILD/test/schema" compare <"$REPO/test/fixtures/schema/edge-cases.jsonl"
	assert_output '52 schemas, 201 values'
}

@test "a message names the property, shows the value and what was expected" {
	says "'a.b[1]' is \"5\", expected an integer; write 5, not a string that holds it" \
		'{"properties":{"a":{"properties":{"b":{"items":{"type":"integer"}}}}}}' \
		'{"a":{"b":[1,"5"]}}'
	says "'paths' is \"src\", expected an array; write [\"src\"]" \
		'{"properties":{"paths":{"type":"array"}}}' '{"paths":"src"}'
	says "'patern' is unknown; did you mean 'pattern'?" \
		'{"properties":{"pattern":{},"paths":{}},"additionalProperties":false}' '{"patern":1}'
	says "'x' is unknown; known are 'paths', 'pattern'" \
		'{"properties":{"pattern":{},"paths":{}},"additionalProperties":false}' '{"x":1}'
	says "'pattern' is missing" '{"required":["pattern"]}' '{}'
	says "'a' is \"eror\", expected one of \"error\", \"note\"; did you mean \"error\"?" \
		'{"properties":{"a":{"enum":["error","note"]}}}' '{"a":"eror"}'
}
