/* explain.c -- explanations in running formats: the answer, then the steps that led there; or the hedge and
 * the two models that show why there is none. */
#include "render/told.h"

struct writing {
    struct buf *out;
    struct arena *a;
    const struct answer *e;
    const struct render_style *style;
    struct telling how;
};

/* ---- dress ---- */

static void put_heading(struct writing *p, const char *words)
{
    struct str s = str_of(words);
    switch (p->style->format) {
    case RENDER_LATEX:
        buf_puts(p->out, "\\paragraph{");
        put_dressed(p->out, s, RENDER_LATEX);
        buf_puts(p->out, "}\n");
        break;
    case RENDER_MARKDOWN:
        buf_puts(p->out, "\n**");
        put_dressed(p->out, s, RENDER_MARKDOWN);
        buf_puts(p->out, "**\n\n");
        break;
    default:
        put_tint(p->out, p->style, TINT_BOLD);
        put_plain(p->out, s);
        put_tint(p->out, p->style, TINT_OFF);
        buf_putc(p->out, '\n');
    }
}

/* A line under a step or a heading. */
static void put_line(struct writing *p, const char *before, struct str s, uint32_t indent)
{
    if (!s.n)
        return;
    if (p->style->format == RENDER_TABLE)
        buf_fill(p->out, ' ', indent);
    else if (p->style->format == RENDER_MARKDOWN)
        buf_puts(p->out, indent > 2 ? "   - " : "- ");
    put_tint(p->out, p->style, indent > 2 ? TINT_DIM : TINT_OFF);
    buf_puts(p->out, before);
    put_dressed(p->out, s, p->style->format);
    put_tint(p->out, p->style, TINT_OFF);
    buf_puts(p->out, p->style->format == RENDER_LATEX ? "\\\\\n" : "\n");
}

static void put_result(struct writing *p, const struct told *t)
{
    struct str equation =
        t->subject.n ? str_fmt(p->a, "%.*s = %.*s", STR_ARG(t->subject), STR_ARG(t->formula)) : t->formula;
    if (!equation.s) {
        p->out->failed = true;
        return;
    }
    buf_puts(p->out, p->style->format == RENDER_TABLE      ? "       "
                     : p->style->format == RENDER_MARKDOWN ? "\n   "
                                                           : "");
    put_formula(p->out, equation, p->style->format);
    buf_puts(p->out, p->style->format == RENDER_MARKDOWN ? "\n\n" : "\n");
    put_where(p->out, t->where, t->nwhere, 9, p->style->format);
}

static void put_step(struct writing *p, uint32_t number, const struct told *t)
{
    if (p->style->format == RENDER_LATEX)
        buf_puts(p->out, "\\item ");
    else
        buf_fmt(p->out, p->style->format == RENDER_TABLE ? "%4u. " : "%u. ", number);
    put_dressed(p->out, t->sentence, p->style->format);
    buf_putc(p->out, '\n');
    if (t->formula.n)
        put_result(p, t);
    if (p->e->level != EXPLAIN_THEORY)
        return;
    put_line(p, "because ", t->because, 6);
    put_line(p, "by ", t->by, 6);
    put_line(p, "in ", t->graph, 6);
}

static void put_verbatim(struct writing *p, struct str s)
{
    static const char
        *const open[] =
            {[RENDER_TABLE] = "\n", [RENDER_LATEX] = "\\begin{verbatim}\n", [RENDER_MARKDOWN] = "\n```cdl\n"},
               *const close[] = {
                   [RENDER_TABLE] = "", [RENDER_LATEX] = "\\end{verbatim}\n", [RENDER_MARKDOWN] = "```\n"};
    buf_puts(p->out, open[p->style->format]);
    buf_put(p->out, s);
    buf_puts(p->out, s.n && s.s[s.n - 1] == '\n' ? "" : "\n");
    buf_puts(p->out, close[p->style->format]);
}

/* ---- the steps ---- */

typedef bool teller(struct told *out, struct arena *a, const struct answer *from, uint32_t i,
                    const struct telling *how);

static void put_steps(struct writing *p, teller *tell, const struct answer *from, uint32_t n)
{
    if (n && p->style->format == RENDER_LATEX)
        buf_puts(p->out, "\\begin{enumerate}\n");
    for (uint32_t i = 0; i < n && !stopped(p->out); i++) {
        struct told t;
        if (tell(&t, p->a, from, i, &p->how))
            put_step(p, i + 1, &t);
        else
            p->out->failed = true;
    }
    if (n && p->style->format == RENDER_LATEX)
        buf_puts(p->out, "\\end{enumerate}\n");
}

/* ---- why there is no formula ---- */

static void put_forest(struct writing *p, const char *name, struct set s)
{
    const struct model *m = p->e->model;
    struct buf b = {0};
    put_braces(&b, m, s);
    buf_puts(&b, ": ");
    graph_print_edges(&b, p->e->theory->hedge.forest, s, p->how.unicode);
    struct str line = settle(p->a, &b);
    p->out->failed = p->out->failed || !line.s;
    put_line(p, name, line, 2);
}

static void put_why(struct writing *p)
{
    const struct hedge *h = &p->e->theory->hedge;
    const struct model *m = p->e->model;
    struct set broken = set_copy(p->a, h->f);
    struct buf b = {0};
    if (!set_ok(broken)) {
        p->out->failed = true;
        return;
    }
    set_minus(broken, h->f_prime);
    buf_puts(&b, "Hidden causes join each of the two as one, and their arrows lead to the same roots, ");
    put_and(&b, m, h->roots);
    buf_puts(&b, ".");
    struct str roots = settle(p->a, &b);
    buf_puts(&b, "An intervention within ");
    put_braces(&b, m, broken);
    buf_puts(
        &b, " breaks F and leaves F' whole, but what is observed does not tell which of the two is at work.");
    struct str told = settle(p->a, &b);
    p->out->failed = p->out->failed || !roots.s || !told.s;
    put_line(p, "", roots, 2);
    put_line(p, "", told, 2);
    if (p->e->level == EXPLAIN_THEORY)
        put_line(p, "by ", STR("Shpitser and Pearl 2006, theorem 4"), 2);
}

static void put_witness(struct writing *p, const struct witness *pair)
{
    put_heading(p, "Two models that agree on what is observed:");
    for (int i = 0; i < 2; i++)
        put_verbatim(p, pair->cdl[i]);
    buf_puts(p->out, p->style->format == RENDER_TABLE ? "\n" : "");
    /* How rounding falls depends on the compiler: do not print it. */
    bool coins = set_count(p->e->model->projected->nodes) > 31 ||
                 pair->cells < 1u << set_count(p->e->model->projected->nodes);
    const char *apart = coins ? "; separate coins are not counted" : "";
    struct str checked =
        pair->agreement < 1e-12
            ? str_fmt(p->a, "the same in both, in each of %u cells (all are at least %.4g)%s", pair->cells,
                      pair->least, apart)
            : str_fmt(p->a, "the same up to %.2g in each of %u cells (all are at least %.4g)%s",
                      pair->agreement, pair->cells, pair->least, apart);
    struct str values = str_fmt(p->a, "%.*s is %.4g in the first and %.4g in the second",
                                STR_ARG(pair->query), pair->value[0], pair->value[1]);
    p->out->failed = p->out->failed || !checked.s || !values.s;
    put_line(p, "observed: ", checked, 2);
    put_line(p, "asked: ", values, 2);
}

static void put_refusal(struct writing *p)
{
    const struct answer *t = p->e->theory;
    if (!set_ok(t->hedge.f))
        return;
    put_heading(p, "Why there is no formula:");
    if (t->hedge.forest) {
        put_forest(p, "F  = ", t->hedge.f);
        put_forest(p, "F' = ", t->hedge.f_prime);
    }
    put_why(p);
    if (t->witness && p->e->level >= EXPLAIN_STEPS)
        put_witness(p, t->witness);
}

/* ---- the parts ---- */

/* A soft intervention: the steps lead to the formula of each value, and that is averaged. */
static void put_averaging(struct writing *p, struct str what)
{
    struct str s = str_fmt(p->a, "Average it over what the intervention makes of %.*s.", STR_ARG(what));
    p->out->failed = p->out->failed || !s.s;
    put_line(p, "", s, 2);
}

static void put_theory(struct writing *p)
{
    const struct answer *e = p->e, *t = e->theory;
    bool apart = e->value && e->value->method != METHOD_IDENTIFICATION;
    if (!t) {
        put_heading(p, "The observed variables alone say nothing of a hidden one.");
        return;
    }
    if (e->level >= EXPLAIN_STEPS && t->truth)
        put_heading(p, "From the distribution of the observed variables alone:");
    else if (e->level >= EXPLAIN_STEPS && told_steps(t))
        put_heading(p, "How far the observed variables alone lead:");
    if (e->level >= EXPLAIN_STEPS)
        put_steps(p, told_step, t, told_steps(t));
    if (e->level >= EXPLAIN_STEPS && t->truth && t->averaged.n)
        put_averaging(p, t->averaged);
    if (apart && t->truth && e->level >= EXPLAIN_STEPS)
        put_answer_text(p->out, p->a, t, p->style);
    if (!t->truth)
        put_refusal(p);
}

/* By surgery, the formula is over all variables; by identification it is over the observed ones. */
static void put_formulas(struct writing *p)
{
    const struct answer *e = p->e;
    if (e->operated && e->estimand) {
        struct told t;
        uint32_t i = e->nsurgeries + (set_empty(e->idle) ? 0 : 1);
        put_heading(p, "By surgery:");
        if (told_surgery(&t, p->a, e, i, &p->how))
            put_result(p, &t);
        else
            p->out->failed = true;
        put_heading(p, "From the distribution of the observed variables alone:");
    }
    if (e->theory)
        put_answer_text(p->out, p->a, e->theory, p->style);
    put_theory(p);
}

void put_explanation(struct buf *out, struct arena *a, const struct answer *e,
                     const struct render_style *style)
{
    bool unicode = style->unicode && style->format != RENDER_LATEX;
    struct writing p = {.out = out, .a = a, .e = e, .style = style, .how = {formula_style(style), unicode}};
    if (e->level == EXPLAIN_FORMULA) {
        put_formulas(&p);
        return;
    }
    if (e->value || e->theory)
        put_answer_text(out, a, e->value ? e->value : e->theory, style);
    if (e->level == EXPLAIN_ANSWER)
        return;
    if (e->operated) {
        put_heading(&p, "By surgery:");
        put_steps(&p, told_surgery, e, told_surgeries(e));
    }
    if (e->operated && e->theory && !e->theory->truth) {
        put_heading(&p, "From the distribution of the observed variables alone:");
        put_answer_text(out, a, e->theory, style);
    }
    put_theory(&p);
}
