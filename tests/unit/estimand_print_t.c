/* estimand_print_t.c -- formulas as text, with Unicode and in LaTeX: names, primes, brackets. */
#include "identify/estimand.h"
#include "tap.h"

#include "base/mem.h"

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work w = {&arena, &diags, NULL};
static struct est_pool p;

static bool prints(est e, enum est_style style, const struct str *names, const struct str *fixed,
                   const char *text)
{
    struct buf b = {0};
    est_write(&b, &p, e, &(struct est_print){style, names, fixed});
    bool same = str_eq(buf_str(&b), str_of(text));
    if (!same)
        printf("# %.*s\n", STR_ARG(buf_str(&b)));
    buf_free(&b);
    return same;
}

#define P(over, given) \
    est_p(&w, &p, over, sizeof(over) / sizeof *(over), given, sizeof(given) / sizeof *(given))
#define LIST(...) ((struct symbol[]){__VA_ARGS__})
#define MARGINAL(...) \
    est_p(&w, &p, LIST(__VA_ARGS__), sizeof(LIST(__VA_ARGS__)) / sizeof(struct symbol), NULL, 0)
#define SUM(body, ...) \
    est_sum(&w, &p, LIST(__VA_ARGS__), sizeof(LIST(__VA_ARGS__)) / sizeof(struct symbol), body)
#define TIMES(...) est_product(&w, &p, (est[]){__VA_ARGS__}, sizeof((est[]){__VA_ARGS__}) / sizeof(est))

static const struct symbol s0 = {0, 0}, s1 = {0, 1}, t0 = {1, 0}, c0 = {2, 0}, c1 = {2, 1};

static est front_door(void)
{
    est inner = SUM(TIMES(MARGINAL(s1), P(LIST(c0), LIST(s1, t0))), s1);
    return SUM(TIMES(P(LIST(t0), LIST(s0)), inner), t0);
}

static void styles(void)
{
    static const struct str names[] = {{"S", 1}, {"T", 1}, {"C", 1}},
                            words[] = {{"smokes", 6}, {"Tar", 3}, {"C_1", 3}};
    static const struct str fixed[] = {{"yes", 3}, {0}, {"20+", 3}}, number[] = {{"-1.5", 4}, {0}, {0}};
    est e = front_door();
    ok(prints(e, EST_TEXT, names, NULL, "sum_t P(t | S) sum_s' P(s') P(C | s', t)"), "text");
    ok(prints(e, EST_UNICODE, names, NULL, "Σ_t P(t | S) Σ_s' P(s') P(C | s', t)"), "Unicode");
    ok(prints(e, EST_LATEX, names, NULL, "\\sum_{t} P(t \\mid S) \\sum_{s'} P(s') P(C \\mid s', t)"),
       "LaTeX");
    ok(prints(e, EST_TEXT, names, fixed, "sum_t P(t | S=yes) sum_s' P(s') P(C=`20+` | s', t)"),
       "fixed states");
    ok(prints(e, EST_TEXT, names, number, "sum_t P(t | S=-1.5) sum_s' P(s') P(C | s', t)"), "a number");
    ok(prints(e, EST_TEXT, words, NULL,
              "sum_tar P(tar | smokes) sum_smokes' P(smokes') P(C_1 | smokes', tar)"),
       "long names");
    ok(prints(e, EST_LATEX, words, fixed,
              "\\sum_{\\mathit{tar}} P(\\mathit{tar} \\mid \\mathit{smokes}=\\mathit{yes}) "
              "\\sum_{\\mathit{smokes}'} P(\\mathit{smokes}') P(\\mathit{C\\_1}=\\mathit{20+} \\mid "
              "\\mathit{smokes}', \\mathit{tar})"),
       "long names in LaTeX");
}

static void names(void)
{
    static const struct str odd[] = {{"age group", 9}, {"Größe", 7}, {"X'", 2}};
    static const struct str same[] = {{"T", 1}, {"t", 1}, {"X", 1}},
                            primes[] = {{"S", 1}, {"s'", 2}, {"S'", 2}};
    est e = front_door();
    ok(prints(
           e, EST_TEXT, odd, NULL,
           "sum_größe P(größe | `age group`) sum_`age group`' P(`age group`') P(X' | `age group`', größe)"),
       "names that are not identifiers");
    ok(prints(e, EST_LATEX, odd, NULL,
              "\\sum_{\\mathit{größe}} P(\\mathit{größe} \\mid \\mathit{age\\ group}) "
              "\\sum_{\\mathit{age\\ group}'} P(\\mathit{age\\ group}') P(X' \\mid \\mathit{age\\ group}', "
              "\\mathit{größe})"),
       "nor in LaTeX");
    ok(prints(e, EST_TEXT, same, NULL, "sum_t P(t | T) sum_T' P(T') P(X | T', t)"), "T and t");
    ok(prints(e, EST_TEXT, primes, NULL, "sum_s' P(s' | S) sum_S'' P(S'') P(S' | S'', s')"), "S, s' and S'");
    est clash = SUM(MARGINAL(s0, t0), s0); /* free t, bound T */
    ok(prints(clash, EST_TEXT, same, NULL, "sum_T P(T, t)"), "lower case that would be another's name");
    ok(prints(SUM(TIMES(MARGINAL(s1), MARGINAL(t0)), s1), EST_TEXT, same, NULL, "sum_T' P(T') P(t)"),
       "primed");
    static const struct str loud[] = {{"TAR", 3}, {"Tar", 3}, {"X", 1}};
    ok(prints(SUM(TIMES(MARGINAL(s0), MARGINAL(t0)), s0, t0), EST_TEXT, loud, NULL,
              "sum_{tar,Tar} P(tar) P(Tar)"),
       "two names that differ in case only");
}

static void brackets(void)
{
    static const struct str n[] = {{"S", 1}, {"T", 1}, {"C", 1}};
    est a = MARGINAL(s0), b = MARGINAL(t0), ab = MARGINAL(s0, t0), sum = SUM(ab, t0);
    ok(prints(est_one(&w, &p), EST_TEXT, n, NULL, "1"), "one");
    ok(prints(TIMES(sum, a), EST_TEXT, n, NULL, "(sum_t P(S, t)) P(S)"), "a sum with something behind it");
    ok(prints(TIMES(a, sum), EST_TEXT, n, NULL, "P(S) sum_t P(S, t)"), "a sum at the end");
    ok(prints(SUM(TIMES(a, b), s0, t0), EST_UNICODE, n, NULL, "Σ_{s,t} P(s) P(t)"), "several bound");
    ok(prints(est_quotient(&w, &p, ab, a), EST_TEXT, n, NULL, "P(S, T) / P(S)"), "a fraction of two");
    ok(prints(est_quotient(&w, &p, sum, TIMES(a, b)), EST_TEXT, n, NULL, "(sum_t P(S, t)) / (P(S) P(T))"),
       "a fraction of more");
    ok(prints(est_quotient(&w, &p, sum, a), EST_LATEX, n, NULL, "\\frac{\\sum_{t} P(S, t)}{P(S)}"),
       "in LaTeX");
    est q = est_quotient(&w, &p, ab, a);
    ok(prints(TIMES(q, b), EST_TEXT, n, NULL, "(P(S, T) / P(S)) P(T)"), "a fraction in a product");
    ok(prints(SUM(q, s0), EST_TEXT, n, NULL, "sum_s (P(s, T) / P(s))"), "a fraction in a sum");
    ok(prints(est_quotient(&w, &p, q, q), EST_TEXT, n, NULL, "(P(S, T) / P(S)) / (P(S, T) / P(S))"),
       "of fractions");
    est conditional = est_quotient(&w, &p, MARGINAL(s0, c0), SUM(MARGINAL(s0, c1), c1));
    ok(prints(conditional, EST_TEXT, n, NULL, "P(S, C) / (sum_c' P(S, c'))"),
       "bound below what is free above");
}

/* A definition that uses another. */
static void factors(void)
{
    static const struct str n[] = {{"S", 1}, {"T", 1}, {"C", 1}};
    const struct symbol sf = {0, EST_FORMAL}, tf = {1, EST_FORMAL};
    est first = SUM(P(LIST(c0), LIST(sf, tf)), c0);
    est inner = est_factor(&w, &p, first, LIST(s0, tf), 2);
    est second = SUM(TIMES(MARGINAL(s0), inner), s0); /* of t alone */
    est e =
        SUM(TIMES(est_factor(&w, &p, second, LIST(t0), 1), est_factor(&w, &p, first, LIST(s0, t0), 2)), t0);
    static const struct {
        enum est_style style;
        const char *text, *where[2];
    } lines[] = {
        {EST_TEXT, "sum_t Q2(t) Q1(S, t)", {"Q1(s, t) = sum_c P(c | s, t)", "Q2(t) = sum_s P(s) Q1(s, t)"}},
        {EST_UNICODE, "Σ_t Q2(t) Q1(S, t)", {"Q1(s, t) = Σ_c P(c | s, t)", "Q2(t) = Σ_s P(s) Q1(s, t)"}},
        {EST_LATEX,
         "\\sum_{t} Q_{2}(t) Q_{1}(S, t)",
         {"Q_{1}(s, t) = \\sum_{c} P(c \\mid s, t)", "Q_{2}(t) = \\sum_{s} P(s) Q_{1}(s, t)"}},
    };
    est *def;
    uint32_t count = 0;
    ok(est_definitions(&w, &p, e, &def, &count) && count == 2 && def[0] == first && def[1] == second,
       "definitions come after those they use");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct est_print how = {lines[i].style, n, NULL};
        ok(prints(e, lines[i].style, n, NULL, lines[i].text), "%s", lines[i].text);
        for (uint32_t k = 0; k < 2; k++) {
            struct buf b = {0};
            est_write_definition(&b, &p, e, k, &how);
            ok(str_eq(buf_str(&b), str_of(lines[i].where[k])), "%.*s", STR_ARG(buf_str(&b)));
            buf_free(&b);
        }
    }
    ok(prints(est_quotient(&w, &p, inner, e), EST_TEXT, n, NULL, "Q1(S, t) / (sum_t' Q2(t') Q1(S, t'))"),
       "a fraction with a named one");
}

static void shadows(void)
{
    static const struct str n[] = {{"S", 1}, {"T", 1}, {"C", 1}};
    est inner = SUM(TIMES(MARGINAL(s0), P(LIST(c0), LIST(s0, t0))), s0), whole = SUM(MARGINAL(s0, t0), s0);
    ok(prints(SUM(TIMES(MARGINAL(s0), inner), s0), EST_TEXT, n, NULL, "sum_s P(s) sum_s' P(s') P(C | s', T)"),
       "a sum inside a sum over the same variable");
    ok(prints(TIMES(whole, inner), EST_TEXT, n, NULL, "(sum_s P(s, T)) sum_s P(s) P(C | s, T)"),
       "sums side by side");
    ok(prints(SUM(TIMES(MARGINAL(s0), SUM(TIMES(P(LIST(s1), LIST(s0)), inner), s1)), s0), EST_TEXT, n, NULL,
              "sum_s P(s) sum_s' P(s' | s) sum_s'' P(s'') P(C | s'', T)"),
       "three deep");
}

static void out_of_memory(void)
{
    static const struct str n[] = {{"S", 1}, {"T", 1}, {"C", 1}};
    est e = front_door();
    bool told = true;
    long k = 0;
    for (bool failed = true; failed; k++) {
        struct buf b = {0};
        mem_fail_after(k);
        est_write(&b, &p, e, &(struct est_print){EST_TEXT, n, NULL});
        failed = mem_failed();
        mem_fail_after(-1);
        told &= b.failed == failed;
        buf_free(&b);
    }
    ok(told && k > 2, "each of %ld failures of the heap is remembered", k - 1);
}

int main(void)
{
    est_pool_init(&p, &arena);
    styles();
    names();
    brackets();
    factors();
    shadows();
    out_of_memory();
    arena_free(&arena);
    return tap_done();
}
