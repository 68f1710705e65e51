/* formats_broken_t.c -- texts that break their format: an error with a place in the text, whatever is wrong;
 * and memory that runs short at any request. Stray reads show under the sanitizers. */
#include "formats_case.h"

#include <stdlib.h>

static const char bif[] =
    "network \"n\" {\n}\n// a comment\nvariable A {\n  type discrete [ 2 ] { <5, \"12 +\" };\n"
    "  property latent = yes ;\n  property values = 0 1 ;\n}\nvariable B {\n  type discrete [ 3 ] { a, b, c "
    "};\n}\n"
    "probability ( A ) {\n  table 0.25, 0.75;\n}\nprobability ( B | A ) {\n"
    "  (<5) 0.3333333, 0.3333333, 0.3333333;\n  default 0.1, 0.2, 0.7;\n}\n";
static const char xml[] =
    "<?xml version=\"1.0\"?>\n<BIF><NETWORK><NAME>n</NAME>\n<VARIABLE TYPE=\"nature\"><NAME>A</NAME>"
    "<OUTCOME>&lt;5</OUTCOME><OUTCOME><![CDATA[12 +]]></OUTCOME><PROPERTY>latent = "
    "yes</PROPERTY></VARIABLE>\n"
    "<VARIABLE><NAME>B</NAME><OUTCOME>a</OUTCOME><OUTCOME>b</OUTCOME></VARIABLE>\n<!-- c -->"
    "<DEFINITION><FOR>A</FOR><TABLE>0.25 0.75</TABLE></DEFINITION>\n"
    "<DEFINITION><FOR>B</FOR><GIVEN>A</GIVEN><TABLE>0.1 0.9 0.3333333 "
    "0.6666666</TABLE></DEFINITION></NETWORK></BIF>\n";
static const char net[] =
    "net\n{\n  node_size = (1 2);\n}\nnode A\n{\n  states = (\"<5\" \"a\\\"b\");\n  latent = \"yes\";\n"
    "  state_values = (0 1);\n}\nnode B { states = (\"a\" \"b\"); }\n% c\npotential (A) { data = (0.25 "
    "0.75); }\n"
    "potential (B | A)\n{\n  data = ((0.1 0.9)\n  (0.3333333 0.6666666));\n}\n";
static const char dagitty[] = "dag \"g\" {\nbb=\"0,0,1,1\"\nX [exposure,pos=\"1,2\"]\nU [latent]\nU -> {X "
                              "\"Y z\"}\nX <-> \"Y z\" [beta=\"1\"]\n}\n";
static const char dot[] = "digraph g {\n  node [shape=box];\n  X; U [latent=true, style=dashed];\n  subgraph "
                          "s { U } -> {X \"Y z\"};\n"
                          "  X -> \"Y z\" [dir=both];\n  /* c */ rankdir = LR\n}\n";
static const char json[] =
    "{\"format\": \"causal\", \"name\": \"m\", \"doc\": \"d\\u00e9\\n\",\n \"variables\": [{\"name\": "
    "\"A\", \"role\": \"observed\", "
    "\"type\": \"T\", \"states\": [\"a\", \"b\"], \"values\": [0, 1.5]}, {\"name\": \"B\", \"states\": "
    "[\"a\", \"b\"]}],\n"
    " \"mechanisms\": [{\"variable\": \"B\", \"box\": \"f\", \"parents\": [\"A\"]}],\n \"confounded\": "
    "[[\"A\", \"B\"]],\n"
    " \"joint\": {\"variables\": [\"A\", \"B\"], \"table\": [0.1, 0.2, 0.3, 0.4]}, \"x\": [true, {}]}\n";

static const struct sample {
    enum format format;
    const char *name, *text;
} samples[] = {{FORMAT_BIF, "BIF", bif}, {FORMAT_XMLBIF, "XMLBIF", xml},
               {FORMAT_NET, "net", net}, {FORMAT_DAGITTY, "dagitty", dagitty},
               {FORMAT_DOT, "DOT", dot}, {FORMAT_JSON, "JSON", json}};
enum { SAMPLES = sizeof samples / sizeof *samples };

static uint64_t seed = 7;

static uint32_t below(uint32_t n)
{
    uint64_t z = seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) % n);
}

/* A model without a complaint, or none with one that has a place in the text. */
static bool is_sound(enum format format, struct str text)
{
    struct reading r;
    struct model *m = read_text(&r, format, text);
    const struct diag *d = first_error(&r);
    bool good = m ? r.diags.n == 0
                  : r.diags.errors == 1 && d->text == &r.text && d->span.start <= d->span.end &&
                        d->span.end <= text.n && (d->span.start < d->span.end || text.n == 0) && d->message.n;
    if (!good)
        printf("# %s, %zu diagnostics: %.*s\n", d->code, r.diags.n, STR_ARG(d->message));
    reading_free(&r);
    return good;
}

static void whole(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        struct reading r;
        if (!ok(read_text(&r, samples[i].format, str_of(samples[i].text)) != NULL, "the %s sample is read",
                samples[i].name))
            printf("# %.*s\n", STR_ARG(first_error(&r)->message));
        reading_free(&r);
    }
}

static void cut(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        unsigned wrong = 0;
        size_t n = strlen(samples[i].text);
        for (size_t k = 0; k < n; k++)
            wrong += !is_sound(samples[i].format, (struct str){samples[i].text, k});
        ok(wrong == 0, "%s cut short at any of its %zu bytes", samples[i].name, n);
    }
}

static void changed(void)
{
    static const char signs[] = "{}()[]|,;\"'<>/=&%*#-. 019eE\n\\:\0\xC3";
    for (size_t i = 0; i < SAMPLES; i++) {
        unsigned wrong = 0;
        size_t n = strlen(samples[i].text);
        char *copy = malloc(n + 1);
        if (!copy)
            return;
        for (unsigned round = 0; round < 6000; round++) {
            memcpy(copy, samples[i].text, n + 1);
            size_t size = n;
            for (uint32_t k = 1 + below(3); k > 0; k--) {
                size_t at = below((uint32_t)size);
                if (below(3) == 0 && size > 10) { /* something is missing */
                    size_t gone = 1 + below(6);
                    gone = gone > size - at ? size - at : gone;
                    memmove(copy + at, copy + at + gone, size - at - gone);
                    size -= gone;
                } else {
                    copy[at] = signs[below(sizeof signs - 1)];
                }
            }
            wrong += !is_sound(samples[i].format, (struct str){copy, size});
        }
        free(copy);
        ok(wrong == 0, "%s with a few bytes changed, 6000 times", samples[i].name);
    }
}

static void rubbish(void)
{
    char bytes[400];
    unsigned wrong = 0;
    for (unsigned round = 0; round < 3000; round++) {
        size_t n = below(sizeof bytes);
        bool ascii = round % 2;
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)(ascii ? 32 + below(95) : below(256));
        wrong += !is_sound(samples[round % SAMPLES].format, (struct str){bytes, n});
    }
    ok(wrong == 0, "bytes without sense");
    char *deep = malloc(100001);
    if (!deep)
        return;
    for (size_t i = 0; i < SAMPLES; i++) {
        static const char *const head[] = {"", "", "", "dag {", "digraph {", "{\"x\": "};
        memset(deep,
               samples[i].format == FORMAT_JSON     ? '['
               : samples[i].format == FORMAT_XMLBIF ? '<'
                                                    : '{',
               100000);
        memcpy(deep, head[i], strlen(head[i]));
        ok(is_sound(samples[i].format, (struct str){deep, 100000}), "%s: a hundred thousand open brackets",
           samples[i].name);
    }
    free(deep);
}

static void memory(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        unsigned wrong = 0;
        long n = 0;
        for (bool failed = true; failed && n < 100000; n++) {
            struct reading r;
            mem_fail_after(n);
            struct model *m = read_text(&r, samples[i].format, str_of(samples[i].text));
            failed = mem_failed();
            mem_fail_after(-1);
            wrong += failed && !m && !r.diags.out_of_memory;
            reading_free(&r);
        }
        ok(wrong == 0 && n > 3, "%s: memory runs short at any of %ld requests", samples[i].name, n - 1);
    }
}

static void memory_writing(void)
{
    static const enum format formats[] = {FORMAT_CDL,     FORMAT_BIF, FORMAT_XMLBIF, FORMAT_NET,
                                          FORMAT_DAGITTY, FORMAT_DOT, FORMAT_JSON};
    struct reading r;
    struct model *m = read_text(
        &r, FORMAT_BIF,
        STR("variable A { type discrete [ 2 ] { n, y }; } variable B { type discrete [ 2 ] { n, y }; }"
            "probability ( A | B ) { (y) 0.6666667, 0.3333334; (n) 0.1, 0.9; } probability ( B ) { table "
            "0.5, 0.5; }"));
    for (size_t i = 0; m && i < sizeof formats / sizeof *formats; i++) {
        unsigned wrong = 0;
        long n = 0;
        for (bool failed = true; failed && n < 1000; n++) {
            struct buf out = {0};
            struct arena arena = {0};
            struct diags d = {.arena = &arena};
            struct work w = {&arena, &d, NULL};
            mem_fail_after(n);
            bool good = formats_write(&out, &w, formats[i], m, &r.joint, NO_SPAN);
            failed = mem_failed();
            mem_fail_after(-1);
            wrong += failed && (good || !d.out_of_memory);
            arena_free(&arena);
            buf_free(&out);
        }
        ok(wrong == 0 && n > 1, "and writing as number %zu, at any of %ld", i, n - 1);
    }
    reading_free(&r);
}

/* ---- each kind of mistake ---- */

static void mistake(enum format format, const char *text, const char *code, const char *at)
{
    struct reading r;
    const char *found = NULL;
    for (const char *p = strstr(text, at); p; p = strstr(p + 1, at))
        found = p; /* the last one */
    struct model *m = read_text(&r, format, str_of(text));
    const struct diag *d = first_error(&r);
    bool good = !m && strcmp(d->code, code) == 0 && found && d->span.start == (size_t)(found - text) &&
                d->span.end - d->span.start == strlen(at);
    if (!ok(good, "%s at `%s`", code, at))
        printf("# %s at %u-%u: %.*s\n", d->code, d->span.start, d->span.end, STR_ARG(d->message));
    reading_free(&r);
}

static void mistakes(void)
{
#define A "variable A { type discrete [ 2 ] { n, y }; } "
#define B "variable B { type discrete [ 2 ] { n, y }; } "
    mistake(FORMAT_BIF, "netwrok x { }", "format", "netwrok");
    mistake(FORMAT_BIF, "variable A { type continuous; }", "format", "continuous");
    mistake(FORMAT_BIF, "variable A { type discrete [ 3 ] { a, b }; }", "state-count", "3");
    mistake(FORMAT_BIF, "variable A { type discrete [ 2 ] { a1, a1 }; }", "duplicate-state", "a1");
    mistake(FORMAT_BIF, "variable Q { property x ; }", "no-states", "Q");
    mistake(FORMAT_BIF, A B "probability ( A | C ) { (n) 0.1, 0.9; }", "unknown-variable", "C");
    mistake(FORMAT_BIF, A "probability ( A ) { table 0.1, 0.2, 0.7; }", "table-shape", "0.1, 0.2, 0.7");
    mistake(FORMAT_BIF, A "probability ( A ) { table 0.1; }", "table-shape", "0.1");
    mistake(FORMAT_BIF, A "probability ( A ) { table 0.1, 0.8; }", "row-sum", "0.1, 0.8");
    mistake(FORMAT_BIF, A "probability ( A ) { table -0.1, 1.1; }", "entry-range", "-0.1");
    mistake(FORMAT_BIF, A "probability ( A ) { table 0.1, O.9; }", "format", "O.9");
    mistake(FORMAT_BIF, A "probability ( A ) { table 0.1, 0.9 }", "format", "}");
    mistake(FORMAT_BIF, A B "probability ( A | B ) { (n) 0.1, 0.9; (x) 0.1, 0.9; }", "unknown-state", "x");
    mistake(FORMAT_BIF, A B "probability ( A | B ) { (n) 0.1, 0.9; (n ) 0.1, 0.9; }", "duplicate-row",
            "(n )");
    mistake(FORMAT_BIF,
            B "variable Bb { type discrete [ 2 ] { n, y }; } probability ( Bb | B ) { (y) 0.1, 0.9; }",
            "missing-row", "Bb");
    mistake(FORMAT_BIF, A "probability ( A | \"A\" ) { }", "self-edge", "\"A\"");
    mistake(FORMAT_XMLBIF, "<BIF><VARIABLE TYPE=\"decision\"><NAME>A</NAME></VARIABLE></BIF>", "format",
            "<VARIABLE TYPE=\"decision\">");
    mistake(FORMAT_XMLBIF, "<BIF><VARIABLE><NAME>A&nbsp;</NAME></VARIABLE></BIF>", "format", "&nbsp");
    mistake(FORMAT_XMLBIF, "<BIF><VARIABLE><NAME>A</VARIABLE></BIF>", "format", "</VARIABLE>");
    mistake(FORMAT_NET, "utility U { }", "format", "utility");
    mistake(FORMAT_NET, "node A { states = (yes no); }", "format", "yes");
    mistake(FORMAT_DAGITTY, "pdag { X -- Y }", "format", "pdag");
    mistake(FORMAT_DAGITTY, "dag { X @-> Y }", "format", "@->");
    mistake(FORMAT_DAGITTY, "dag { X -> Y -> X }", "cycle", "Y");
    mistake(FORMAT_DOT, "graph { X -- Y }", "format", "graph");
    mistake(FORMAT_DOT, "digraph { X -> Y [dir=none] }", "format", "none");
    mistake(FORMAT_JSON, "{\"variables\": [{\"name\": \"A\", \"role\": \"hidden\"}]}", "format",
            "\"hidden\"");
    mistake(FORMAT_JSON, "{\"variables\": [{\"name\": \"A\"},]}", "format", "]");
    mistake(FORMAT_JSON, "{\"variables\": [{\"name\": \"A\\x\"}]}", "format", "\\x");
    mistake(FORMAT_JSON, "{\"variables\": [{\"name\": \"A\"}], \"mechanisms\": [{\"variable\": \"C\"}]}",
            "unknown-variable", "\"C\"");
}

/* ---- limits ---- */

static void too_much(enum format format, const struct buf *text, const char *code, const char *what)
{
    struct reading r;
    struct model *m = read_text(&r, format, buf_str(text));
    ok(!m && strcmp(first_error(&r)->code, code) == 0, "%s", what);
    reading_free(&r);
}

static void limits(void)
{
    struct buf b = {0};
    struct reading r;
    buf_puts(&b, "dag { {");
    for (unsigned i = 0; i < LIMIT_VARIABLES / 2; i++)
        buf_fmt(&b, "x%u ", i);
    buf_puts(&b, "} -> {");
    for (unsigned i = 0; i < LIMIT_VARIABLES / 2; i++)
        buf_fmt(&b, "y%u ", i);
    buf_puts(&b, "} }");
    const struct model *m = read_text(&r, FORMAT_DAGITTY, buf_str(&b));
    ok(m && m->nvars == LIMIT_VARIABLES && m->mechanism[LIMIT_VARIABLES - 1]->nin == LIMIT_VARIABLES / 2,
       "%d variables, half of them causes of the others", LIMIT_VARIABLES);
    reading_free(&r);
    b.n -= 2;
    buf_puts(&b, "; z }");
    too_much(FORMAT_DAGITTY, &b, "too-many-variables", "one more is too many");
    buf_free(&b);
    buf_puts(&b, "dag { {");
    for (unsigned i = 0; i < 100; i++)
        buf_fmt(&b, "x%u ", i);
    buf_puts(&b, "} <-> {");
    for (unsigned i = 0; i < 100; i++)
        buf_fmt(&b, "y%u ", i);
    buf_puts(&b, "} }");
    too_much(FORMAT_DAGITTY, &b, "too-many-variables", "hidden common causes count as variables");
    buf_free(&b);
    buf_fmt(&b, "variable A { type discrete [ %d ] {", LIMIT_STATES + 1);
    for (unsigned i = 0; i <= LIMIT_STATES; i++)
        buf_fmt(&b, " s%u", i);
    buf_puts(&b, " }; }");
    too_much(FORMAT_BIF, &b, "too-many-states", "a variable with too many states");
    buf_free(&b);
    for (unsigned i = 0; i < 30; i++)
        buf_fmt(&b, "variable x%u { type discrete [ 2 ] { n, y }; }\n", i);
    buf_puts(&b, "probability ( x0 | ");
    for (unsigned i = 1; i < 30; i++)
        buf_fmt(&b, "x%u ", i);
    buf_puts(&b, ") { default 0.5, 0.5; }");
    too_much(FORMAT_BIF, &b, "table-too-large", "a table with too many entries");
    buf_free(&b);
}

int main(void)
{
    limits();
    whole();
    cut();
    changed();
    rubbish();
    memory();
    memory_writing();
    mistakes();
    return tap_done();
}
