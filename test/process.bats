load helper

# the program of test/unit/process.c reports in TAP
@test "child processes: output, input, limits, time and end" {
	printf '#!/bin/sh\n' >here && chmod +x here
	run timeout 60 "$BUILD/test/process" </dev/null
	assert_success
	refute_output --partial 'not ok'
	assert_line '1..29'
}

@test "no descriptor above 2 reaches a child" {
	run bash -c 'exec 9</dev/null; exec "$1" fds' - "$BUILD/test/process"
	assert_success
	assert_output '0 1 2 3 '
}

@test "closed standard streams do not reach a child in each other's place" {
	run bash -c '"$1" streams 0<&- 2>&-' - "$BUILD/test/process"
	assert_success
	assert_output 'out err'
}
