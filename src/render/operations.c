/* operations.c -- surgery in words: which boxes were replaced, which are discarded, how the rest is composed.
 */
#include "render/told.h"

void put_and(struct buf *b, const struct model *m, struct set s)
{
    uint32_t n = any(s) ? set_count(s) : 0, i = 0;
    for (uint32_t v = n ? set_next(s, 0) : SET_END; v != SET_END; v = set_next(s, v + 1)) {
        buf_puts(b, i == 0 ? "" : i + 1 == n ? " and " : ", ");
        put_quoted_name(b, m->var[v].name);
        i++;
    }
}

void put_and_short(struct buf *b, const struct model *m, struct set s)
{
    enum { MOST_NAMED = 12 };
    if (any(s) && set_count(s) > MOST_NAMED)
        buf_fmt(b, "%u variables", set_count(s));
    else
        put_and(b, m, s);
}

void put_braces(struct buf *b, const struct model *m, struct set s)
{
    buf_putc(b, '{');
    for (uint32_t v = any(s) ? set_next(s, 0) : SET_END, i = 0; v != SET_END; v = set_next(s, v + 1), i++) {
        buf_puts(b, i ? ", " : "");
        put_quoted_name(b, m->var[v].name);
    }
    buf_putc(b, '}');
}

static bool conditioned(const struct answer *e)
{
    for (uint32_t k = 0; e->value && k < e->value->ngiven; k++)
        if (!e->value->given[k].intervened)
            return true;
    return false;
}

uint32_t told_surgeries(const struct answer *e)
{
    return e->nsurgeries + (set_empty(e->idle) ? 0 : 1) + 1 + (conditioned(e) ? 1 : 0);
}

static void put_wires(struct buf *b, const struct model *m, const uint32_t *wire, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(b, i == 0 ? "" : i + 1 == n ? " and " : ", ");
        put_quoted_name(b, m->var[wire[i]].name);
    }
}

/* "Cut the box of S: it listens to H no more. S = yes takes its place." */
static void say_surgery(struct buf *b, const struct model *m, const struct surgery *s)
{
    struct str name = m->var[s->wire].name;
    buf_puts(b, "Cut the box of ");
    put_quoted_name(b, name);
    buf_puts(b, " away");
    if (s->removed->nin) {
        buf_puts(b, ", so that ");
        put_wires(b, m, s->removed->in, s->removed->nin);
        buf_fmt(b, " %s on it no more", s->removed->nin > 1 ? "act" : "acts");
    }
    buf_puts(b, ": ");
    switch (s->kind) {
    case SURGERY_POINT:
        buf_fmt(b, "the state %.*s takes its place.", STR_ARG(m->var[s->wire].type->state[s->placed->point]));
        break;
    case SURGERY_ROW:
        buf_puts(b, "the new distribution takes its place.");
        break;
    case SURGERY_POLICY:
        buf_puts(b, "the policy takes its place");
        buf_puts(b, s->placed->nin ? ", a box that reads " : "");
        put_wires(b, m, s->placed->in, s->placed->nin);
        buf_putc(b, '.');
        break;
    case SURGERY_CUT:
        buf_puts(b, "the uniform distribution takes its place.");
        break;
    case SURGERY_OPEN:
        buf_puts(b, "it becomes an input, set to each value in turn.");
        break;
    case SURGERY_EDGE: /* not part of a query */
        buf_puts(b, "one of its inputs is fixed.");
        break;
    }
}

static bool say_composition(struct told *out, struct buf *b, struct arena *a, const struct answer *e,
                            const struct telling *how)
{
    const struct model *m = e->model;
    buf_puts(b, "Compose the boxes of ");
    put_and_short(b, m, e->used);
    if (!e->estimand) {
        buf_puts(b, " and sum out what was not asked for.");
        return true;
    }
    const struct est_node *n = est_get(e->pool, e->estimand);
    struct written w = {.answer = e, .formula = e->estimand, .style = how->style};
    struct buf subject = {0};
    const char *gap = "P(", *bar = " | do(";
    if (n->kind == EST_SUM) {
        buf_puts(b, " and sum out ");
        struct set over = set_new(a, m->nvars);
        if (!set_ok(over))
            return false;
        for (uint32_t i = 0; i < n->nover; i++)
            set_add(over, n->over[i].var);
        put_and_short(b, m, over);
    }
    buf_putc(b, ':');
    struct set set = set_new(a, m->nvars);
    if (!set_ok(set))
        return false;
    for (uint32_t i = 0; i < e->nsurgeries; i++)
        set_add(set, e->surgery[i].wire);
    for (uint32_t i = 0; i < n->nfree; i++)
        if (!set_has(set, n->free[i].var)) {
            buf_puts(&subject, gap);
            put_quoted_name(&subject, m->var[n->free[i].var].name);
            gap = ", ";
        }
    SET_EACH (v, set) {
        buf_puts(&subject, bar);
        put_quoted_name(&subject, m->var[v].name);
        bar = ", ";
    }
    buf_puts(&subject, any(set) ? "))" : ")");
    out->subject = written_query(a, buf_str(&subject), how->style);
    bool good = !subject.failed && out->subject.s;
    buf_free(&subject);
    out->formula = written_formula(a, &w);
    return good && out->formula.s;
}

bool told_surgery(struct told *out, struct arena *a, const struct answer *e, uint32_t i,
                  const struct telling *how)
{
    struct buf b = {0};
    bool good = true;
    uint32_t discard = e->nsurgeries, compose = discard + (set_empty(e->idle) ? 0 : 1);
    *out = (struct told){.because = STR(""), .by = STR(""), .graph = STR("")};
    if (i < e->nsurgeries) {
        out->rule = "surgery";
        out->by = STR("surgery on the diagram (Jacobs, Kissinger and Zanasi 2019, section 4)");
        say_surgery(&b, e->model, &e->surgery[i]);
    } else if (i < compose) {
        out->rule = "discard";
        buf_fmt(&b, "Discard the box%s of ", set_count(e->idle) > 1 ? "es" : "");
        put_and_short(&b, e->model, e->idle);
        buf_fmt(&b, ": what is asked does not depend on %s.", set_count(e->idle) > 1 ? "them" : "it");
    } else if (i == compose) {
        out->rule = "compose";
        out->by = STR("the truncated factorisation (Pearl 2009, section 3.2.3)");
        good = say_composition(out, &b, a, e, how);
    } else {
        out->rule = "condition";
        buf_puts(&b, "Condition on what is seen: divide by its probability after the intervention.");
    }
    out->sentence = settle(a, &b);
    return good && out->sentence.s;
}
