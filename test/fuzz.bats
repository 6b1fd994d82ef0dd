# fuzz: each reader takes the files of test/fuzz/corpus, those that once broke
# it among them; `make fuzz` looks for more of these
load helper

@test "every reader takes its corpus, and what once broke it" {
	export UBSAN_OPTIONS=halt_on_error=1
	targets=0
	for source in "$REPO"/test/fuzz/*.c; do
		target=$(basename "$source" .c)
		[ "$target" != replay ] || continue
		files=("$REPO/test/fuzz/corpus/$target"/*)
		run --separate-stderr timeout 60 "$BUILD/fuzz/$target" "${files[@]}"
		[ "$status" -eq 0 ] || fail "$target: exit $status: $stderr"
		assert_equal "$target $output" "$target ${#files[@]}"
		targets=$((targets + 1))
	done
	[ "$targets" -ge 15 ] || fail "only $targets readers"
}

@test "an input that breaks what a target asserts is told" {
	cp "$REPO"/test/fuzz/{fuzz.h,replay.c} .
	cat >broken.c <<-'EOF2'
		#include "fuzz.h"
		int
		LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
		{
			assert(size == 0 || data[0] != 'x');
			return 0;
		}
	EOF2
	[[ $BUILD != */san ]] || flags=-fsanitize=address,undefined
	"${CC:-cc}" ${flags-} -D_GNU_SOURCE -I"$REPO/lib" -I. -o broken \
		broken.c replay.c "$BUILD/libcodex.a" -lcjson -lm
	echo good >good
	echo x >bad
	run -0 --separate-stderr ./broken good good
	assert_output 2
	run -134 --separate-stderr ./broken good bad
	assert_regex "$stderr" 'broken.c:5: .*Assertion'
}
