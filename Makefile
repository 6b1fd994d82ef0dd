# codex-toolkit: `make help` lists the targets.
# What is made goes to build/ (build/san/ with SAN=address,undefined).

VERSION := 0.1.0
# of who gives it out: what SARIF viewers link the tool's name to
HOMEPAGE ?=
PREFIX  ?= /usr/local
DESTDIR ?=
O       := build$(if $(SAN),/san)

CC       ?= cc
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	    -Wwrite-strings -Wformat=2 -Wvla $(if $(WERROR),-Werror)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer)
# pkg-config runs only when something is compiled: `make deps` comes first
PACKAGES := libcjson libcurl libpcre2-8 libmicrohttpd nettle yaml-0.1 expat zlib
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	    -DHOMEPAGE='"$(HOMEPAGE)"' -Ilib -I$(O)/gen -include base/banned.h
# libcrypto, which libcurl brings along, holds half of all symbols that are
# looked up at its start: looked into first, it saves a twentieth of that
CURLFIRST = -Wl,--no-as-needed $(shell pkg-config --silence-errors --libs libcrypto)
LDLIBS    = -Wl,--as-needed $(shell pkg-config --libs $(PACKAGES)) -lm
COMPILE   = $(CC) -std=c17 $(CPPFLAGS) $(CFLAGS) $(WARN) -MMD -MP \
	    -ffunction-sections -fdata-sections

LIB_SRC   := $(filter-out $(wildcard lib/*/gen*.c),$(wildcard lib/*/*.c))
# what lib/*/gen*.c make, and lib/ itself compiled natively for them
GEN_SRC   := $(filter-out lib/contract/genargs.c,$(wildcard lib/*/gen*.c))
PROGRAMS  := $(patsubst bin/%.c,$(O)/bin/%,$(wildcard bin/*.c))
HELPERS   := $(patsubst codex_helpers/%.c,$(O)/helpers/%,$(wildcard codex_helpers/*.c))
BENCHES   := $(patsubst test/bench/%.c,$(O)/bench/%,$(wildcard test/bench/*.c))
# each target of libFuzzer; without clang, with a main that replays its corpus
FUZZERS   := $(patsubst test/fuzz/%.c,$(O)/fuzz/%,$(filter-out test/fuzz/replay.c,$(wildcard test/fuzz/*.c)))
FUZZMAIN   = $(if $(FUZZ),,$(O)/obj/test/fuzz/replay.o)
UNITS     := $(patsubst test/unit/%.c,$(O)/test/%,$(wildcard test/unit/*.c))
SHARE     := $(O)/share/codex
TEMPLATES := $(patsubst %,$(SHARE)/%,$(wildcard prompt_templates/*.md prompt_templates/*/*.md))
TABLES    := $(patsubst lib/text/ranks/%.tiktoken,$(SHARE)/%.table,$(wildcard lib/text/ranks/*.tiktoken))
DATA      := $(SHARE)/functions.json $(SHARE)/prices.json $(TEMPLATES) $(TABLES) $(SHARE)/course
COURSE    := $(wildcard docs/*.md docs/exercises docs/modules docs/patterns docs/playbook)
SCRIPTS   := $(wildcard scripts/*)

# the goals for a person on a fresh machine install what is missing first
ifneq ($(filter demo learn check check-course hooks torture check-oracles lint bench bench-call bench-grep bench-learn bench-metrics bench-secrets bench-tokens bench-start deps,$(MAKECMDGOALS)),)
DEPS := deps
endif

# one short line for each file; V=1 shows the commands
Q   := $(if $(V),,@)
say  = $(if $(V),,@echo '  $(1)	$(patsubst $(O)/%,%,$@)')

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help deps docs demo learn check check-course check-oracles check-site site fuzz torture lint format bench \
	bench-call bench-grep bench-learn bench-metrics bench-policy bench-secrets bench-start \
	bench-tokens install uninstall clean

all: $(O)/libcodex.a $(PROGRAMS) $(HELPERS) $(DATA) ## build everything into build/

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
	    while IFS='|' read -r t d; do printf '%-14s %s\n' "$$t" "$$d"; done

deps: ## install the Debian packages that are missing
	@scripts/install-deps.sh

demo: all ## deliver a feature with a scripted model, offline (LIVE=1: the API)
	@scripts/demo.sh $(if $(LIVE),--live)

check: all $(UNITS) $(FUZZERS) ## run every test
	@BUILD='$(CURDIR)/$(O)' test/run

torture: all $(UNITS) ## fail every call of every program, kill 2,000 runs, run 25,000 races
	@BUILD='$(CURDIR)/$(O)' TORTURE=all KILLS=2000 TERMINAL=25 PATCHES=5000 \
	    READ_RACES=20000 WRITE_RACES=5000 bats test/torture.bats test/terminal.bats \
	    test/kills.bats test/apply_patch.bats test/patches.bats test/races.bats </dev/null

check-course: all ## check the course: each start fails, each solution passes, each page is true
	@BUILD='$(CURDIR)/$(O)' test/course

site: ## build the site of docs/ into build/site, with npm's VitePress
	@BUILD='$(CURDIR)/$(O)' docs/site/build

check-site: ## look at every page of the site with a headless Chromium
	@BUILD='$(CURDIR)/$(O)' docs/site/check

check-oracles: all $(O)/test/json $(O)/test/schema $(O)/test/tokens ## compare with what others wrote: tiktoken, SDKs, schemas, readers
	@BUILD='$(CURDIR)/$(O)' test/oracles/run

fuzz: ## look for input that breaks a reader, FUZZ_SECONDS=60 each (TARGET=NAME: only that)
	@scripts/install-deps.sh fuzz
	@$(MAKE) O=build/fuzz CC=clang FUZZ=1 SAN=fuzzer-no-link,address,undefined all-fuzz
	@BUILD='$(CURDIR)/build/fuzz' test/fuzz/run $(TARGET)

fuzz-tokens: ## the same for the tokenizer, whose pieces PCRE2 must cut, too
	@$(MAKE) fuzz TARGET='tokens split'

.PHONY: all-fuzz fuzz-tokens
all-fuzz: $(FUZZERS) $(DATA)

bench: all ## time our programs beside their peers
	@BUILD='$(CURDIR)/$(O)' test/bench/run

bench-call: all $(BENCHES) $(O)/test/canned ## time codex-call beside curl, the openai SDK and the Codex CLI
	@BUILD='$(CURDIR)/$(O)' test/bench/call

bench-grep: all $(O)/bench/versus ## time grep and list_files beside ripgrep and others (TREE=FOLDER)
	@BUILD='$(CURDIR)/$(O)' test/bench/grep

bench-secrets: all $(O)/test/secrets ## time secret_scan beside ripgrep with its keywords (TREE=FOLDER)
	@BUILD='$(CURDIR)/$(O)' test/bench/secrets

bench-metrics: all ## time code_metrics beside wc, scc and cloc (TREE=FOLDER)
	@BUILD='$(CURDIR)/$(O)' test/bench/metrics

bench-tokens: all $(O)/bench/tokens ## time codex-tokens beside npm's tiktoken and gpt-tokenizer
	@BUILD='$(CURDIR)/$(O)' test/bench/tokens

bench-start: all $(O)/bench/versus $(O)/bench/restricted ## time the start of our programs beside plain C
	@BUILD='$(CURDIR)/$(O)' test/bench/start

bench-learn: all ## time codex-learn: save to verdict, first screen, the whole check
	@BUILD='$(CURDIR)/$(O)' test/bench/learn

bench-policy: $(O)/test/policy ## judge what was merged in the repositories REPOS='DIR...'
	@BUILD='$(CURDIR)/$(O)' test/bench/policy $(REPOS)

lint: | $(DEPS) ## check format, headers, scripts and manual pages
	@test/lint

docs: ## write docs/helpers.md anew from the manifest
	@jq -rf docs/helpers.jq codex_helpers/functions.json >build/helpers.md && \
	    mv build/helpers.md docs/helpers.md

format: ## rewrite the C files as .clang-format says
	@clang-format -i lib/*/*.[ch] bin/*.c codex_helpers/*.c test/unit/*.c test/fuzz/*.[ch]

clean: ## remove what was built
	rm -rf build

# lib/: one archive, of which each program takes what it uses

$(O)/obj/%.o: %.c Makefile | $(DEPS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) $(SANFLAGS) -c -o $@ $<

$(O)/libcodex.a: $(LIB_SRC:%.c=$(O)/obj/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

$(O)/bin/%: $(O)/obj/bin/%.o $(O)/libcodex.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(LDLIBS)

$(O)/bin/codex-call: LDFLAGS += $(CURLFIRST)

$(O)/helpers/%: $(O)/obj/codex_helpers/%.o $(O)/libcodex.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(LDLIBS)

$(O)/test/%: $(O)/obj/test/unit/%.o $(O)/libcodex.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(LDLIBS)

$(O)/fuzz/%: $(O)/obj/test/fuzz/%.o $(FUZZMAIN) $(O)/libcodex.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(SANFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(O)/bench/%: $(O)/obj/test/bench/%.o $(O)/libcodex.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(LDLIBS)

# the programs that make sources and tables run here and now: no sanitizers

$(O)/gen/genargs: lib/contract/genargs.c $(wildcard lib/base/*.[ch]) Makefile | $(DEPS)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -Ilib $(WARN) -g -o $@ $(filter %.c,$^) -lcjson -lm

$(O)/gen/gen%: lib/text/gen%.c $(wildcard lib/base/*.[ch] lib/text/*.h) Makefile | $(DEPS)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -Ilib $(WARN) -O2 -g -o $@ $(filter %.c,$^) -lcjson -lnettle -lm

$(O)/gen/gentable: lib/text/trie.c

# genargs replaces a header only when its text changes: one entry, one rebuild
$(O)/gen/args.stamp: codex_helpers/functions.json $(O)/gen/genargs
	@$(O)/gen/genargs $< $(O)/gen
	@touch $@
$(O)/gen/%.args.h: $(O)/gen/args.stamp ;
define helper_needs_its_header
$(O)/obj/codex_helpers/$(1).o: $(O)/gen/$(1).args.h
endef
$(foreach h,$(notdir $(HELPERS)),$(eval $(call helper_needs_its_header,$(h))))

# share/codex: the manifest, the prices, the templates, the token tables

$(SHARE)/functions.json: codex_helpers/functions.json $(O)/gen/args.stamp
	@mkdir -p $(@D)
	@cp $< $@
$(SHARE)/prices.json: lib/exchange/prices.json
	@mkdir -p $(@D)
	@cp $< $@
$(SHARE)/course:
	@mkdir -p $(@D)
	@ln -sfn '$(CURDIR)/docs' $@
$(SHARE)/prompt_templates/%: prompt_templates/%
	@mkdir -p $(@D)
	@cp $< $@
$(SHARE)/%.table: lib/text/ranks/%.tiktoken $(O)/gen/gentable
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(O)/gen/gentable $< $@

learn: all ## begin the course, or go on with it
	@$(O)/bin/codex-learn start

hooks: all ## install git hooks that judge each commit and push (DIR=/a/project)
	@scripts/install-hooks.sh '$(or $(DIR),.)'

install: all ## install to PREFIX (DESTDIR in front of it)
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/libexec/codex' \
	    '$(DESTDIR)$(PREFIX)/share/codex/prompt_templates/partials' \
	    '$(DESTDIR)$(PREFIX)/share/man/man1'
	install $(PROGRAMS) '$(DESTDIR)$(PREFIX)/bin'
	install $(HELPERS) '$(DESTDIR)$(PREFIX)/libexec/codex'
	install -m 644 $(SHARE)/functions.json $(SHARE)/prices.json $(TABLES) '$(DESTDIR)$(PREFIX)/share/codex'
	install -m 644 prompt_templates/*.md '$(DESTDIR)$(PREFIX)/share/codex/prompt_templates'
	install -m 644 prompt_templates/partials/*.md '$(DESTDIR)$(PREFIX)/share/codex/prompt_templates/partials'
	rm -rf '$(DESTDIR)$(PREFIX)/share/codex/course'
	install -d '$(DESTDIR)$(PREFIX)/share/codex/course'
	cp -R $(COURSE) '$(DESTDIR)$(PREFIX)/share/codex/course'
	install -m 644 docs/man/*.1 '$(DESTDIR)$(PREFIX)/share/man/man1'

uninstall: ## remove what install put there
	rm -f $(patsubst $(O)/bin/%,'$(DESTDIR)$(PREFIX)/bin/%',$(PROGRAMS)) \
	    $(patsubst docs/man/%,'$(DESTDIR)$(PREFIX)/share/man/man1/%',$(wildcard docs/man/*.1))
	rm -rf '$(DESTDIR)$(PREFIX)/libexec/codex' '$(DESTDIR)$(PREFIX)/share/codex'

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
