/* plan.c -- `explain plan`: what was left out, in which order the rest was summed out, and what that cost.
 *
 * A list of named values, made once; the formats dress it. What the report does not say is left out.
 */
#include "base/utf8.h"
#include "render/render_int.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_LINES = 16, SHOWN_LARGEST = 8, NAME = 16, FACTS_MOST = 12 };

struct fact {
    const char *name;
    struct str value;
    bool formula;
};

struct telling {
    struct buf *out;
    struct arena *a;
    const struct answer *answer;
    const struct render_style *style;
    struct fact fact[FACTS_MOST];
    uint32_t n;
};

static void add(struct telling *t, const char *name, struct buf *b)
{
    struct str value = settle(t->a, b);
    if (!value.s)
        t->out->failed = true;
    else if (value.n)
        t->fact[t->n++] = (struct fact){name, value, false};
}

/* ---- numbers that a reader takes in at a glance ---- */

static void put_count(struct buf *b, double x)
{
    if (x < 1e6)
        buf_fmt(b, "%.0f", x);
    else
        buf_fmt(b, "%.3g", x);
}

static void put_bytes(struct buf *b, double x)
{
    static const char *const unit[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    int i = 0;
    for (; i < 4 && x >= 1024; i++)
        x /= 1024;
    buf_fmt(b, "%.3g %s", x, unit[i]);
}

static void put_seconds(struct buf *b, double x)
{
    if (x < 1e-3)
        buf_fmt(b, "%.3g us", x * 1e6);
    else if (x < 1)
        buf_fmt(b, "%.3g ms", x * 1e3);
    else
        buf_fmt(b, "%.3g s", x);
}

static void put_many(struct buf *b, uint32_t n, const char *one, const char *many)
{
    buf_fmt(b, "%u %s", n, n == 1 ? one : many);
}

/* ---- the facts ---- */

static void tell_pruned(struct telling *t)
{
    const struct plan_report *p = t->answer->plan;
    struct buf b = {0};
    if (!p->boxes)
        return;
    put_many(&b, p->boxes, "box", "boxes");
    buf_puts(&b, t->answer->method == METHOD_CONDITIONING ? "" : " after surgery");
    add(t, "network", &b);
    if (p->barren)
        buf_fmt(&b, "%u barren", p->barren);
    if (p->separated)
        buf_fmt(&b, "%s%u separated", b.n ? ", " : "", p->separated);
    if (p->sliced) {
        buf_puts(&b, b.n ? "; " : "");
        put_many(&b, p->sliced, "variable", "variables");
        buf_puts(&b, " sliced");
    }
    buf_puts(&b, b.n ? "" : "nothing");
    add(t, "pruned", &b);
}

static void tell_method(struct telling *t)
{
    static const char *const route[] = {[METHOD_NONE] = "",
                                        [METHOD_ARITHMETIC] = "",
                                        [METHOD_CONDITIONING] = "conditioning",
                                        [METHOD_SURGERY] = "surgery",
                                        [METHOD_IDENTIFICATION] = "identification"};
    const struct plan_report *p = t->answer->plan;
    struct buf b = {0};
    buf_puts(&b, route[t->answer->method]);
    if (p->method)
        buf_fmt(&b, "%s%s", b.n ? ", by " : "", p->method);
    add(t, "method", &b);
    if (p->heuristic)
        buf_puts(&b, p->heuristic);
    if (p->heuristic && p->orders > 1)
        buf_fmt(&b, ", the best of %u", p->orders);
    add(t, "order", &b);
}

/* What was evaluated over a joint table or data. */
static void tell_formula(struct telling *t)
{
    const struct answer *value = t->answer->value;
    struct written w = {.answer = value, .style = EST_TEXT, .fixed = true};
    if (!value || !value->estimand)
        return;
    w.formula = value->estimand;
    w.style = formula_style(t->style);
    struct str formula = written_formula(t->a, &w);
    if (!formula.s)
        t->out->failed = true;
    else
        t->fact[t->n++] = (struct fact){"formula", formula, true};
}

static void tell_cost(struct telling *t)
{
    const struct plan_report *p = t->answer->plan;
    struct buf b = {0};
    if (p->largest > 0) {
        put_count(&b, p->largest);
        buf_fmt(&b, " entries (2^%.3g)", log2(p->largest));
    }
    add(t, "largest product", &b);
    if (p->predicted > 0) {
        put_count(&b, p->predicted);
        buf_puts(&b, " entries planned");
    }
    if (p->actual > 0) {
        buf_puts(&b, b.n ? ", " : "");
        put_count(&b, p->actual);
        buf_puts(&b, " multiplied");
        if (p->nsteps)
            buf_fmt(&b, " in %u step%s", p->nsteps, p->nsteps == 1 ? "" : "s");
    }
    add(t, "work", &b);
    if (p->peak > 0)
        put_bytes(&b, p->peak);
    add(t, "peak memory", &b);
}

static void tell_time(struct telling *t)
{
    const struct plan_report *p = t->answer->plan;
    struct buf b = {0};
    if (p->seconds_planned > 0) {
        put_seconds(&b, p->seconds_planned);
        buf_puts(&b, " to plan, ");
    }
    put_seconds(&b, p->seconds_run);
    buf_puts(&b, " to run");
    if (p->actual > 0)
        buf_fmt(&b, " (%.3g ns an entry)", p->seconds_run * 1e9 / p->actual);
    add(t, "time", &b);
    if (p->reused)
        buf_puts(&b, "reused from an earlier question of the same shape");
    add(t, "plan", &b);
}

/* ---- the order ---- */

struct step {
    double entries;
    uint32_t at;
};

static int by_entries(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    return x->entries < y->entries ? 1 : x->entries > y->entries ? -1 : (x->at > y->at) - (x->at < y->at);
}

static int by_place(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* All eliminations when they are few, else the largest; in order. NULL: memory is short. */
static struct step *chosen(struct arena *a, const struct plan_report *p, uint32_t *n)
{
    struct step *step = ARENA_NEW(a, struct step, p->neliminations);
    for (uint32_t i = 0; step && i < p->neliminations; i++)
        step[i] = (struct step){p->elimination[i].entries, i};
    *n = p->neliminations;
    if (!step || p->neliminations <= MOST_LINES)
        return step;
    qsort(step, p->neliminations, sizeof *step, by_entries);
    *n = SHOWN_LARGEST;
    qsort(step, *n, sizeof *step, by_place);
    return step;
}

/* Place, variable, width of its table and entries multiplied, a row each. */
static bool order_grid(struct grid *g, struct telling *t, const struct step *step, uint32_t n)
{
    const struct plan_report *p = t->answer->plan;
    *g = (struct grid){.left = 2, .columns = 4, .rows = (size_t)n + 1};
    struct str *cell = g->cell = ARENA_NEW(t->a, struct str, g->rows * g->columns);
    if (!cell)
        return false;
    *cell++ = STR("step");
    *cell++ = STR("summed out");
    *cell++ = STR("width");
    *cell++ = STR("entries");
    bool good = true;
    for (uint32_t i = 0; i < n; i++) {
        const struct plan_elimination *e = &p->elimination[step[i].at];
        struct buf b = {0};
        *cell++ = str_fmt(t->a, "%u", step[i].at + 1);
        *cell++ = t->answer->diagram->wire[e->wire].name;
        *cell++ = str_fmt(t->a, "%u", e->width);
        put_count(&b, e->entries);
        *cell++ = settle(t->a, &b);
    }
    for (size_t i = 0; i < g->rows * g->columns; i++)
        good = good && g->cell[i].s;
    return good;
}

static void put_more(struct telling *t, uint32_t left)
{
    struct str words = str_fmt(t->a, "%s %u more, none of them larger",
                               t->style->unicode && t->style->format != RENDER_LATEX ? "…" : "..", left);
    if (!words.s) {
        t->out->failed = true;
        return;
    }
    buf_puts(t->out, t->style->format == RENDER_TABLE ? "  " : "\n");
    put_dressed(t->out, words, t->style->format);
    buf_putc(t->out, '\n');
}

static void put_order(struct telling *t)
{
    const struct plan_report *p = t->answer->plan;
    struct grid g;
    uint32_t n;
    struct step *step = chosen(t->a, p, &n);
    if (!step || !order_grid(&g, t, step, n)) {
        t->out->failed = true;
        return;
    }
    buf_putc(t->out, '\n');
    put_grid(t->out, &g, t->a, t->style);
    if (n < p->neliminations)
        put_more(t, p->neliminations - n);
}

/* ---- the formats ---- */

static void put_fact(struct telling *t, const struct fact *f)
{
    switch (t->style->format) {
    case RENDER_LATEX:
        buf_fmt(t->out, "\\item[%s] ", f->name);
        break;
    case RENDER_MARKDOWN:
        buf_fmt(t->out, "- %s: ", f->name);
        break;
    default:
        buf_fmt(t->out, "  %s", f->name);
        buf_fill(t->out, ' ', NAME - utf8_width(str_of(f->name)));
    }
    if (f->formula)
        put_formula(t->out, f->value, t->style->format);
    else
        put_dressed(t->out, f->value, t->style->format);
    buf_putc(t->out, '\n');
}

static void tell(struct telling *t)
{
    tell_pruned(t);
    tell_method(t);
    tell_formula(t);
    tell_cost(t);
    tell_time(t);
}

void put_plan(struct buf *out, struct arena *a, const struct answer *answer, const struct render_style *style)
{
    struct telling t = {.out = out, .a = a, .answer = answer, .style = style};
    tell(&t);
    buf_puts(out, style->format == RENDER_LATEX ? "\\begin{description}\n" : "");
    for (uint32_t i = 0; i < t.n && !out->failed; i++)
        put_fact(&t, &t.fact[i]);
    buf_puts(out, style->format == RENDER_LATEX ? "\\end{description}\n" : "");
    if (answer->plan->neliminations && !out->failed)
        put_order(&t);
}
