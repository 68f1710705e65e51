# causal: build, test, install. `make help` lists the targets.

VERSION := $(shell cat VERSION)
PREFIX  ?= /usr/local
B       ?= build
CC      ?= gcc
OPT     ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
           -Wwrite-strings -Wundef -Wvla
WERROR  ?=
PKGS    := gsl jansson readline
LOADED  := pangocairo
# pkg-config is only asked when something is compiled, so that `make demo` can install it first.
# Cairo and Pango are only compiled against: the program loads them when it draws.
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS)) \
             $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I $(LOADED)))
PKG_LIBS   = $(shell pkg-config --libs $(PKGS)) -lcsv -lgmp -lz -ldl -lpthread -lm

CPPFLAGS += -Isrc -I$(B)/gen -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -DCAUSAL_VERSION='"$(VERSION)"'
CFLAGS   ?=
ALL_CFLAGS = -std=c17 $(OPT) $(WARN) $(WERROR) $(CFLAGS)

SRC      := $(sort $(wildcard src/*/*.c))
LIB_SRC  := $(filter-out src/repl/%,$(SRC))
LIB_OBJ  := $(LIB_SRC:src/%.c=$(B)/obj/%.o) $(B)/obj/gen/parse.o $(B)/obj/gen/lex.o $(B)/obj/gen/stdlib.o
STDLIB   := $(sort $(wildcard stdlib/*.cdl))
REPL_OBJ := $(patsubst src/%.c,$(B)/obj/%.o,$(filter src/repl/%,$(SRC)))
UNIT_SRC := $(sort $(wildcard tests/unit/*_t.c) $(wildcard tests/laws/*_t.c))
UNIT_BIN := $(UNIT_SRC:tests/%.c=$(B)/tests/%)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all demo check check-asan check-valgrind fuzz bench install uninstall clean format format-check help \
        setup setup-test setup-bench bless gallery pictures tests lib

all: $(B)/causal

# ---- set-up: install what is missing, and ask nothing when all is there ----
setup:
	@tests/tools/install-packages build
setup-test:
	@tests/tools/install-packages build test
	@tests/tools/install-packages --try servers

setup-bench: setup-test
	@tests/tools/install-packages bench

demo: setup
	@$(MAKE) --no-print-directory all
	@$(B)/causal examples/smoking.cdl

check: setup-test
	@$(MAKE) --no-print-directory WERROR=-Werror all tests
	@tests/run $(B)

check-asan: setup-test
	@$(MAKE) --no-print-directory B=build/asan OPT="-O1 -g" CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" WERROR=-Werror all tests
	@tests/run build/asan

check-valgrind: setup-test all tests
	@tests/run-valgrind $(B)

# A minute of coverage-guided fuzzing of lexer, parser and printer.
fuzz: setup-test
	@tests/run-fuzz $(FUZZ_SECONDS)

bench: setup-bench
	@$(MAKE) --no-print-directory all $(B)/bench/bench $(B)/bench/identify $(B)/bench/formats $(B)/bench/inference $(B)/bench/data $(B)/bench/coverage
	@$(B)/bench/bench $(B)/causal
	@$(B)/bench/inference
	@$(B)/bench/identify $(B)/causal
	@bench/layout $(B)/causal
	@bench/databases $(B)/causal
	@$(B)/bench/coverage delta 1000
	@$(B)/bench/formats tests/networks/*.bif tests/networks/*.gz
	@$(B)/bench/data $(B)
# Its yardstick is a loop that has to be vectorised.
$(B)/bench/inference: CFLAGS += -O3
$(B)/bench/%: bench/%.c $(wildcard bench/*.h) $(B)/libcausal.a
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libcausal.a $(PKG_LIBS)

bless: all
	@tests/bless $(B)

# Pictures of every example: $(B)/gallery/index.html and gallery.pdf.
gallery: setup-test
	@$(MAKE) --no-print-directory all
	@tools/gallery $(B)/causal $(B)/gallery

# The pictures of the README; tests/cli/gallery.t checks that they are current.
pictures: all
	@tools/pictures $(B)/causal

# ---- build ----
$(B)/causal: $(REPL_OBJ) $(B)/libcausal.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

lib: $(B)/libcausal.a
$(B)/libcausal.a: $(LIB_OBJ)
	@echo "  AR    $@"
	@rm -f $@ && ar rcs $@ $^

$(B)/obj/%.o: src/%.c $(B)/gen/parse.h
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The loops over entries are vectorised; without fused operations they give the same bytes on every machine.
$(B)/obj/stoch/kernel.o: CFLAGS += -O3 -ffp-contract=off -Wno-pass-failed

# The same for EM, whose many small steps would drift apart.
$(B)/obj/learn/em.o: CFLAGS += -ffp-contract=off

# Generated code is compiled without the stricter warnings: its style is not ours.
$(B)/obj/gen/%.o: $(B)/gen/%.c $(B)/gen/parse.h
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) -std=c17 $(OPT) -Wall -Wextra -Wno-unused-parameter -Wno-unused-variable $(CFLAGS) -MMD -MP -c -o $@ $<

# Lemon leaves an unchanged header alone; the touch keeps make from running it for ever.
$(B)/gen/parse.c: grammar/cdl.y
	@mkdir -p $(@D)
	@echo "  LEMON $<"
	@cp $< $(B)/gen/parse.y
	@lemon -q -l -T/usr/share/lemon/lempar.c -d$(B)/gen $(B)/gen/parse.y
	@rm -f $(B)/gen/parse.out
	@touch $(B)/gen/parse.h $(B)/gen/parse.c
$(B)/gen/parse.h: $(B)/gen/parse.c
	@test -f $@

$(B)/gen/lex.c: grammar/cdl.re $(B)/gen/parse.h
	@mkdir -p $(@D)
	@echo "  RE2C  $<"
	@re2c -W -i --no-generation-date --input-encoding utf8 --utf-8 -o $@ $<

# The standard library as C strings, a table of names and texts.
$(B)/gen/stdlib.c: $(STDLIB) Makefile
	@mkdir -p $(@D)
	@echo "  EMBED stdlib"
	@{ echo '#include "session/session.h"'; echo 'extern const struct library_text library_texts[];'; \
	  echo 'const struct library_text library_texts[] = {'; \
	  for f in $(STDLIB); do echo "{\"$$(basename $$f .cdl)\","; \
	    sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' $$f; echo '},'; done; echo '{NULL, NULL}};'; } > $@

# ---- tests and tools ----
tests: $(UNIT_BIN)
# This test makes identification go wrong.
$(B)/tests/unit/verify_t: LDFLAGS += -Wl,--wrap=identify
# This one has no memory to give.
$(B)/tests/unit/exact_reserve_t: LDFLAGS += -Wl,--wrap=mem_alloc,--wrap=mem_resize
# This one stands between the program and the dynamic linker.
$(B)/tests/unit/draw_without_t: LDFLAGS += -Wl,--wrap=dlopen,--wrap=dlsym
$(B)/tests/unit/database_t: LDFLAGS += -Wl,--wrap=dlopen
$(B)/tests/%: tests/%.c $(B)/libcausal.a $(wildcard tests/*/*.h)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) -Itests/unit -Itests/laws $(PKG_CFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libcausal.a $(PKG_LIBS)

FORMATTED := $(wildcard src/*/*.[ch] tests/*/*.[ch] bench/*.[ch])
format:
	@clang-format -i $(FORMATTED)
format-check:
	@clang-format --dry-run -Werror $(FORMATTED)

# ---- install ----
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/causal/examples
	install -m 755 $(B)/causal $(DESTDIR)$(PREFIX)/bin/causal
	install -m 644 man/causal.1 $(DESTDIR)$(PREFIX)/share/man/man1/causal.1
	install -m 644 man/cdl.5 $(DESTDIR)$(PREFIX)/share/man/man5/cdl.5
	install -m 644 $(wildcard examples/*.cdl examples/*.csv examples/*.bif examples/*.gz) $(DESTDIR)$(PREFIX)/share/causal/examples

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/causal $(DESTDIR)$(PREFIX)/share/man/man1/causal.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/cdl.5
	rm -rf $(DESTDIR)$(PREFIX)/share/causal

clean:
	rm -rf build

help:
	@echo "make              build build/causal"
	@echo "make demo         install what is missing, build, run the smoking study"
	@echo "make check        install what is missing, build, run every test"
	@echo "make check-asan   the same under AddressSanitizer and UBSan"
	@echo "make check-valgrind  the unit tests, laws and examples under valgrind"
	@echo "make fuzz         a minute of fuzzing lexer, parser and printer (FUZZ_SECONDS=60)"
	@echo "make bench        start-up, parsing and memory beside sqlite3; networks and identification beside peers"
	@echo "make gallery      pictures of every example, in $(B)/gallery"
	@echo "make pictures     make the pictures of the README anew"
	@echo "make install      PREFIX=$(PREFIX) DESTDIR=$(DESTDIR); make uninstall takes it back"
	@echo "make format       clang-format the sources; make format-check only looks"
	@echo "make bless        rewrite the golden files from the program, for review in the diff"
	@echo "make clean        remove build/"

-include $(shell find $(B) -name '*.d' 2>/dev/null)
