#!/bin/sh
# work.sh: do the stages of plan.md with a model, one after the other
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

# change N: have the model do stage N, and apply its diff
change() {
	codex-call --json -T none "Do stage $1 of this plan, with its test. Answer with a diff." <plan.md |
		codex-extract diff | codex-run apply_patch
}
# mark N STATUS: write a stage's status into plan.md
mark() {
	awk -v n="$1" -v status="$2" '
		/^## / { here = $2 == n }
		here && /^status:/ { $0 = "status: " status }
		{ print }' plan.md >plan.new && mv plan.new plan.md
}

# green tests are taken for a change that was made
for stage in $(seq "$(grep -c '^## ' plan.md)"); do
	change "$stage"
	codex-run run_tests || exit
	mark "$stage" 'done'
	git add -A
	git commit -q -m "stage $stage of the plan"
done
