# Server-sent events, as bytes arrive.
load helper

@test "events are the same wherever their bytes are split" {
	run -0 "$BUILD/test/sse"
	assert_output ''
}
