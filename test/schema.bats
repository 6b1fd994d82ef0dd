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

@test "more messages: each keyword says what would fit" {
	says 'the value is 1.5, expected an integer or null' '{"type":["integer","null"]}' 1.5
	says 'the value is "x", expected a number, an array or an object' \
		'{"anyOf":[{"type":"array"},{"type":["object","number"]}]}' '"x"'
	says "'n' is true, expected a string; write \"true\"" '{"properties":{"n":{"type":"string"}}}' '{"n":true}'
	says "'n' is \"true\", expected a boolean; write true, not a string that holds it" \
		'{"properties":{"n":{"type":"boolean"}}}' '{"n":"true"}'
	says "'n' is \"[1]\", expected an array; write [1], not a string that holds it" \
		'{"properties":{"n":{"type":"array"}}}' '{"n":"[1]"}'
	says "'n' is null, expected a boolean; leave it out" '{"properties":{"n":{"type":"boolean"}}}' '{"n":null}'
	says 'the value is 2, but no value is allowed' '{"enum":[]}' 2
	says 'the value is 5, expected less than 5.0' '{"exclusiveMaximum":5.0}' 5
	says "the value has 1 item, expected at least 2" '{"minItems":2}' '[1]'
	says 'the value has the same item twice, at 1 and 3' '{"uniqueItems":true}' '[0,1,2,1.0]'
	says "'a.b' is missing; 'c' needs it" '{"properties":{"a":{"dependentRequired":{"c":["b"]}}}}' '{"a":{"c":1}}'
	says "the value has 3 fitting items, expected at most 2" \
		'{"contains":{"type":"integer"},"maxContains":2}' '[1,2,3]'
	says 'the value is 3 and fits forms 1 and 2 of oneOf, expected exactly one' \
		'{"oneOf":[{"type":"integer"},{"minimum":2}]}' 3
	says "'a' is missing; 'b' is missing; 'c' is missing; and 1 more" '{"required":["a","b","c","d"]}' '{}'
	says "the value is \"$(printf 'é%.0s' {1..29})..., expected a boolean" '{"type":"boolean"}' \
		"\"$(printf 'é%.0s' {1..100})\""
}

@test "of several forms the nearest one is spoken of" {
	says "'lines' is missing" '{"anyOf":[
		{"properties":{"kind":{"const":"file"}},"required":["kind","path"]},
		{"properties":{"kind":{"const":"range"}},"required":["kind","path","lines"]}]}' \
		'{"kind":"range","path":"x"}'
	says "'a' is missing" '{"anyOf":[{"type":"string"},{"required":["a"]}]}' '{}'
}

@test "all problems are listed by their place in the value, at most 20" {
	run "$BUILD/test/schema" list <<-'END'
		{"s":{"required":["z"],"properties":{"b":{"type":"string"},"a/b":{"items":{"minimum":3}}},"additionalProperties":false},"v":[{"x":1,"a/b":[3,2],"b":1},{}]}
		{"s":{"items":false},"v":[[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]]}
		{"s":{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}},"v":[1,null]}
	END
	line() { sed -n "$1p" <<<"$output" | jq -c "$2"; }
	[ "$(line 1 '[.[].instanceLocation]')" = '["","/x","/a~1b/1","/b"]' ]
	[ "$(line 1 '[.[].keywordLocation]')" = \
		'["/required","/additionalProperties","/properties/a~1b/items/minimum","/properties/b/type"]' ]
	[ "$(line 1 '.[2]')" = '{"instanceLocation":"/a~1b/1","keywordLocation":"/properties/a~1b/items/minimum","error":"'"'a/b[1]' is 2, expected at least 3"'"}' ]
	[ "$(line 2 length)" = 1 ]
	[ "$(line 3 length)" = 20 ]
	[ "$(line 4 '.[0].keywordLocation')" = '"/$defs/a/type"' ]
	[ "$(line 5 .)" = '[]' ]
}

# refused SCHEMA WHY: it cannot be compiled
refused() {
	says "refused: $2" "$1" 1
}

@test "what is not supported is refused when the schema is loaded" {
	refused '{"properties":{"x":{"unevaluatedItems":false}}}' 'unsupported keyword /properties/x/unevaluatedItems'
	for word in '$anchor' '$dynamicRef' '$dynamicAnchor' '$recursiveRef' '$vocabulary' \
		unevaluatedProperties unevaluatedItems; do
		refused "{\"not\":{\"$word\":\"x\"}}" "unsupported keyword /not/$word"
		says 'valid' "{\"properties\":{\"$word\":{}},\"const\":{\"$word\":1}}" "{\"$word\":1}"
	done
	refused '{"$defs":{"x/y":{"$id":"urn:x"}}}' 'unsupported keyword /$defs/x~1y/$id'
	refused '{"items":{"$schema":"https://json-schema.org/draft/2020-12/schema"}}' 'unsupported keyword /items/$schema'
	says valid '{"$id":"urn:x","$schema":"https://json-schema.org/draft/2020-12/schema#"}' 1
	for ref in other.json http://localhost/x file:///etc/passwd '#anchor' ''; do
		refused "{\"\$ref\":\"$ref\"}" \
			"unsupported keyword /\$ref to '$ref': only #/... within the schema is followed"
	done
	refused '{"$schema":"http://json-schema.org/draft-04/schema#"}' \
		"unsupported \$schema 'http://json-schema.org/draft-04/schema#'; use 2020-12 or draft-07"
}

@test "a schema that is none is refused, with a suggestion" {
	refused 5 'wrong schema: it must be an object, true or false'
	refused '{"type":"int"}' "wrong schema: /type 'int' is no type; did you mean 'integer'?"
	refused '{"type":"any"}' "wrong schema: /type 'any' is no type; leave type out"
	refused '{"properties":{"a":{"required":true}}}' 'wrong schema: /properties/a/required must be an array of names'
	refused '{"exclusiveMinimum":true}' 'wrong schema: /exclusiveMinimum must be a number'
	refused '{"minLength":-1}' 'wrong schema: /minLength must be a whole number from 0 on'
	refused '{"minLength":1.5}' 'wrong schema: /minLength must be a whole number from 0 on'
	refused '{"multipleOf":0}' 'wrong schema: /multipleOf must be above 0 and have at most 18 digits'
	refused '{"enum":{}}' 'wrong schema: /enum must be an array of values'
	refused '{"properties":[]}' 'wrong schema: /properties must be an object'
	refused '{"allOf":{}}' 'wrong schema: /allOf must be an array of schemas'
	refused '{"properties":{"a":"string"}}' 'wrong schema: /properties/a must be an object, true or false'
	refused '{"pattern":"(?i)a"}' "wrong schema: /pattern cannot be used: the pattern '(?i)a' is wrong at byte 2: ECMA-262 has no such group"
	refused '{"patternProperties":{"[":{}}}' "wrong schema: /patternProperties cannot be used: the pattern '[' is wrong at byte 2: ']' is missing"
	refused '{"$ref":"#/$defs/a"}' "wrong schema: /\$ref leads nowhere: '#/\$defs/a'"
	refused '{"$ref":"#/default","default":5}' "wrong schema: /\$ref leads to no schema: '#/default'"
	refused '{"minimum":1e10000}' 'wrong schema: /minimum has too many digits'
}

@test "a loop of references is refused, recursion is not" {
	refused '{"$ref":"#"}' "wrong schema: '#' refers to itself in a loop"
	refused '{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}' \
		"wrong schema: '#/\$defs/a' refers to itself in a loop"
	refused '{"anyOf":[{"type":"null"},{"not":{"$ref":"#"}}]}' "wrong schema: '#' refers to itself in a loop"
	says valid '{"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}}' '{"a":[{"a":[]}]}'
	says valid '{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"integer"}}}' 1
}

@test "draft-07 is read as it was" {
	d='"$schema":"http://json-schema.org/draft-07/schema#"'
	says valid "{$d,\"definitions\":{\"a\":{}},\"\$ref\":\"#/definitions/a\",\"type\":\"string\"}" 1
	says 'the value is 1, expected a string; write "1"' '{"$defs":{"a":{}},"$ref":"#/$defs/a","type":"string"}' 1
	says "'[2]' is 1, expected a boolean" "{$d,\"items\":[{},{}],\"additionalItems\":{\"type\":\"boolean\"}}" '[1,1,1]'
	says "'[2]' is 1, expected a boolean" '{"items":[{},{}],"additionalItems":{"type":"boolean"}}' '[1,1,1]'
	says "'b' is missing; 'a' needs it" "{$d,\"dependencies\":{\"a\":[\"b\"]}}" '{"a":1}'
	says valid "{$d,\"dependentRequired\":{\"a\":[\"b\"]},\"prefixItems\":[false]}" '{"a":1}'
	refused '{"$schema":"https://json-schema.org/draft/2020-12/schema","items":[{}]}' \
		'wrong schema: /items must be a schema; an array of them is prefixItems since 2020-12'
}

@test "defaults fill what is missing in objects that are there" {
	run "$BUILD/test/schema" fill <<-'END'
		{"s":{"properties":{"a":{"default":1},"b":{"properties":{"c":{"default":[]}}},"d":{"default":2},"l":{"items":{"properties":{"e":{"default":"x"}}}}},"anyOf":[{"properties":{"f":{"default":3}}}]},"v":[{},{"a":null,"b":{},"l":[{},{"e":"y"},5]},[],3]}
	END
	assert_output '{"a":1,"d":2}
{"a":null,"b":{"c":[]},"l":[{"e":"x"},{"e":"y"},5],"d":2}
[]
3'
}

# within SECONDS SCHEMA VALUES EXPECTED
within() {
	printf '{"s":%s,"v":[%s]}' "$2" "$3" >line
	run timeout "$1" "$BUILD/test/schema" say <line
	[ "$output" = "$4" ] || fail "${2:0:200}: ${output:0:300}, not $4"
}

@test "no schema and no value takes long" {
	run -0 timeout 10 "$BUILD/test/schema" deep
	assert_output 'refused: wrong schema: schemas are nested deeper than 128'
	nested='5'
	for _ in {1..40}; do nested="[$nested]"; done
	within 5 '{"$defs":{"n":{"type":"array","anyOf":[{"items":{"$ref":"#/$defs/n"}},{"items":{"$ref":"#/$defs/n"}}]}},"$ref":"#/$defs/n"}' \
		"$nested" "'[0][0][0]' is $(cut -c4-63 <<<"$nested")... and fits none of the 2 forms of anyOf"
	within 5 '{"pattern":"^(a+)+$"}' "\"$(printf 'a%.0s' {1..50})b\"" \
		'the value is too complex for its schema: a pattern takes too long on it'
	within 10 '{"uniqueItems":true}' "[$(seq -s, 1 100000)],[$(seq -s, 1 100000),7.0]" \
		$'valid\nthe value has the same item twice, at 6 and 100000'
	within 5 '{"multipleOf":1e-300}' '1e300,1.5' $'valid\nvalid'
	within 5 '{"multipleOf":3e-300}' '1e300' 'the value is 1e300, expected a multiple of 3e-300'
	within 5 '{"maximum":5}' '1e999999999,-1e999999999,1e9999' 'the value is too complex for its schema: a number has too many digits
the value is too complex for its schema: a number has too many digits
the value is 1e9999, expected at most 5'
	within 10 "{\"enum\":[$(seq -s, -f '"n%g"' 1 10000)]}" '"n9999","x"' \
		"valid
the value is \"x\", expected one of $(seq -s', ' -f '"n%g"' 1 20) and 9980 more"
	name=$(printf '%1048576s' '' | tr ' ' x)
	printf '{"s":{"properties":{"%s":{"type":"null"}},"additionalProperties":false},"v":[{"%s":null},{"%sx":1}]}' \
		"$name" "$name" "$name" >line
	run -0 timeout 10 "$BUILD/test/schema" say <line
	[ "${lines[0]}" = valid ]
	known="'${name:0:60}...'"
	[[ ${lines[1]} = "$known is unknown; "*"$known"* ]]
	[ "${#lines[1]}" -lt 300 ]
}
