# pipeline.mk: prompts as targets; `include .codex/pipeline.mk`
#
# A failed call leaves no file behind, and `make -j2 prompts` asks both at once.

.DELETE_ON_ERROR:
.PHONY: prompts
prompts: build/review.json build/risks.json

build/review.json: $(wildcard src/*.c)
	@mkdir -p $(@D)
	codex-run git_diff | codex-template code_review | codex-call --json >$@

build/risks.json: $(wildcard src/*.c)
	@mkdir -p $(@D)
	codex-run git_diff | codex-template security_review | codex-call --json >$@
