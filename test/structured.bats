# structured: answers that have to match a JSON Schema
load helper
load canned

setup() {
	project
}

# form SCHEMA: whether it is sent as strict, and in which form
form() {
	printf '%s' "$1" >s.json
	run --separate-stderr codex-call --dry-run -m m -T none --api chat --schema s.json hi </dev/null
	assert_equal "$status" 0
	output=$(jq -c '.response_format.json_schema|[.strict,.schema]' <<<"$output")
}

# unchanged SCHEMA: it has no strict form, and is sent as it is
unchanged() {
	form "$1"
	assert_output "[false,$1]"
}

# answer TEXT ARGS: codex-call with s.json, the model says TEXT
answer() {
	deltas 1 "{\"content\":$(jq -n --arg t "$1" '$t')}"
	canned --schema s.json "${@:2}" hi
}

@test "what is optional may be null in the strict form, and all of it is closed" {
	form '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer","description":"B."},"c":{"enum":["x"]},"d":{"$ref":"#/$defs/d","description":"D."}},"required":["a"],"$defs":{"d":{"type":"object","properties":{"e":{"type":["string","null"]}}}}}'
	assert_output '[true,{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["integer","null"],"description":"B."},"c":{"anyOf":[{"enum":["x"]},{"type":"null"}]},"d":{"anyOf":[{"$ref":"#/$defs/d"},{"type":"null"}]}},"required":["a","b","c","d"],"$defs":{"d":{"type":"object","properties":{"e":{"type":["string","null"]}},"additionalProperties":false,"required":["e"]}},"additionalProperties":false}]'
}

@test "notes are left out of the strict form" {
	form '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"T","properties":{"a":{"type":"array","items":{"type":"number","default":3,"examples":[1]},"$comment":"x"}},"required":["a"],"additionalProperties":false}'
	assert_output '[true,{"type":"object","title":"T","properties":{"a":{"type":"array","items":{"type":"number"}}},"required":["a"],"additionalProperties":false}]'
}

@test "a schema that no API would hold a model to is sent as it is, not strict" {
	unchanged '{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}'
	unchanged '{"type":"object"}'
	unchanged '{"type":"object","properties":{"a":{}},"required":["a"]}'
	unchanged '{"type":"object","properties":{"a":{"type":"string","minLength":2}}}'
	unchanged '{"type":"object","properties":{"a":{"type":"string","format":"uri"}}}'
	unchanged '{"type":"object","properties":{"a":{"oneOf":[{"type":"string"}]}}}'
	unchanged '{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}}}'
	unchanged '{"type":"object","properties":{"a":{"type":"string"}},"required":["b"]}'
	unchanged '{"type":"array","items":{"type":"string"}}'
	unchanged '{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}}}],"type":"object"}'
	# each of which would be strict but for that
	form '{"type":"object","properties":{"a":{"type":"string","format":"date"}}}'
	assert_equal "$(jq '.[0]' <<<"$output")" true
}

@test "the bounds of the strict subset are held" {
	form "$(jq -nc '{type:"object",properties:{a:{enum:[range(1000)|tostring]}}}')"
	assert_equal "$(jq '.[0]' <<<"$output")" true
	form "$(jq -nc '{type:"object",properties:{a:{enum:[range(1001)|tostring]}}}')"
	assert_equal "$(jq '.[0]' <<<"$output")" false
	form "$(jq -nc '{type:"object",properties:{a:{enum:[range(251)|tostring|.+("x"*60)]}}}')"
	assert_equal "$(jq '.[0]' <<<"$output")" false
	deep() { jq -nc --argjson n "$1" 'reduce range($n) as $_ ({type:"string"}; {type:"object",properties:{a:.}})'; }
	form "$(deep 10)"
	assert_equal "$(jq '.[0]' <<<"$output")" true
	form "$(deep 11)"
	assert_equal "$(jq '.[0]' <<<"$output")" false
}

@test "null for what is optional means that it is missing" {
	echo '{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":["null","string"]},"c":{"type":"array","items":{"$ref":"#/$defs/x"}}},"required":["a"],"$defs":{"x":{"type":"object","properties":{"y":{"type":"string"},"z":{"type":"number"}}}}}' >s.json
	answer '{"a":1,"b":null,"c":[{"y":null,"z":2.50}]}'
	assert_equal "$status" 0
	assert_equal "$(details .text)" '{"a":1,"b":null,"c":[{"z":2.50}]}'
	answer '{"a":1, "b":null, "c":[{"y":null,"z":2}]}' --text
	assert_equal "$status" 0
	assert_output '{"a":1,"b":null,"c":[{"z":2}]}'
	# what is required may not be null, and what matches stays as it is
	answer '{"a":null}'
	assert_equal "$status" 7
	assert_regex "$(details .error.message)" "^the answer does not match the schema: .*'a'"
	answer '{"a": 1}' --text
	assert_output '{"a": 1}'
}

@test "a null that the model was not allowed stays a mismatch" {
	echo '{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":true}' >s.json
	answer '{"a":null}'
	assert_equal "$status" 7
}

@test "with --text an answer is printed whole, also when it does not match" {
	echo '{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}' >s.json
	answer '{"a":"x"}' --text
	assert_equal "$status" 7
	assert_output '{"a":"x"}'
}

@test "a refusal and an answer cut short are not held to the schema" {
	echo '{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}' >s.json
	deltas 1 '{"refusal":"I will not."}'
	canned --schema s.json hi
	assert_equal "$status" 1
	assert_equal "$(details '[.refusal,.error]')" '["I will not.",null]'
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"{\"a\":"},"finish_reason":"length"}]}' '[DONE]'
	canned --schema s.json hi
	assert_equal "$status" 1
	assert_equal "$(details '[.text,.finish_reason]')" '["{\"a\":","length"]'
}

@test "a schema file that is no schema is told, and nothing is sent" {
	while read -r json want; do
		printf '%s' "$json" >s.json
		canned --schema s.json hi
		assert_equal "$status" 2
		assert_regex "$(details .error.message)" "^the schema 's.json': $want"
	done <<-'EOM'
		words invalid.JSON.at.line.1
		[1] .*schema
		"object" .*schema
		{"type":"nonsense"} wrong.schema
		{"properties":3} wrong.schema
		{"$ref":"https://example.org/x"} .*ref
		{"unevaluatedProperties":false} unsupported.keyword
	EOM
	canned --schema none.json hi
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code,.error.message]')" "[\"not_found\",\"cannot read the schema 'none.json': No such file or directory\"]"
	assert [ ! -e srv/1.request ]
}
