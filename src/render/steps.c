/* steps.c -- the derivation of a formula over P(V), a sentence and a formula a step.
 *
 * The names of rules and papers: rules 1 to 3 are those of the do-calculus (Pearl 2009, theorem 3.4.1);
 * c-factors and the two moves on them are Tian and Pearl's (2002, 2003), here called combs as Jacobs,
 * Kissinger and Zanasi (2019) do. */
#include "render/told.h"

#include <string.h>

/* What each rule is called, and by which theorem it is allowed. */
static const struct {
    const char *name, *by;
} rules[] = {
    [STEP_IRRELEVANT] = {"irrelevant", "rule 1 of the do-calculus (Pearl 2009, theorem 3.4.1)"},
    [STEP_EXCHANGE] = {"exchange", "rule 2 of the do-calculus (Pearl 2009, theorem 3.4.1)"},
    [STEP_PRUNE] = {"prune", "boxes that are discarded do not count (Shpitser and Pearl 2006, ID, line 2)"},
    [STEP_NO_EFFECT] = {"no-effect", "rule 3 of the do-calculus (Pearl 2009, theorem 3.4.1)"},
    [STEP_ADJUST] = {"adjust", "the adjustment criterion (Shpitser, VanderWeele and Robins 2010)"},
    [STEP_PROJECT] = {"project", "latent projection (Verma and Pearl 1990)"},
    [STEP_DISTRICTS] = {"districts", "the districts, or c-components, of the graph (Tian and Pearl 2002)"},
    [STEP_COMB] = {"comb", "Tian and Pearl 2002, lemma 1: comb disintegration (Jacobs, Kissinger and Zanasi "
                           "2019, section 7)"},
    [STEP_GOAL] = {"goal", "what is left after surgery falls into districts again (Tian and Pearl 2002)"},
    [STEP_CUT] = {"cut", "Tian and Pearl 2003, lemma 3"},
    [STEP_DISINTEGRATE] = {"disintegrate", "Tian and Pearl 2003, lemma 4: a comb disintegrated from a comb"},
    [STEP_PLUG] = {"plug", "the joint is the plugging of its combs (Jacobs, Kissinger and Zanasi 2019, "
                           "section 8)"},
    [STEP_SUM] = {"sum", ""},
    [STEP_CONDITION] = {"condition", ""},
    [STEP_SIMPLIFY] = {"simplify", ""},
};

uint32_t told_steps(const struct answer *theory)
{
    return theory->derivation ? (uint32_t)theory->derivation->n : 0;
}

/* ---- what a formula stands for ---- */

/* The query as it is at some step. */
struct asking {
    struct set y, x, z;
    bool joint; /* conditions are among the outcomes still */
};

static bool asking_at(struct asking *q, struct arena *a, const struct answer *theory, uint32_t at)
{
    const struct identify_query *asked = &theory->question;
    *q = (struct asking){.y = asked->y, .joint = true};
    if (!set_ok(asked->y))
        return true; /* nothing is known of the query */
    q->x = set_copy(a, asked->x);
    q->z = set_copy(a, asked->z);
    if (!set_ok(q->x) || !set_ok(q->z))
        return false;
    for (uint32_t i = 0; i <= at; i++) {
        const struct derivation_step *s = &theory->derivation->step[i];
        if (s->rule == STEP_CONDITION || s->rule == STEP_ADJUST)
            q->joint = false;
        if (s->rule == STEP_PLUG || s->rule == STEP_SUM)
            q->joint = true;
        if (!set_ok(s->set))
            continue;
        if (s->rule == STEP_EXCHANGE)
            set_join(q->x, s->set);
        if (s->rule == STEP_EXCHANGE || s->rule == STEP_IRRELEVANT)
            set_minus(q->z, s->set);
        if (s->rule == STEP_NO_EFFECT)
            set_minus(q->x, s->set);
    }
    if (set_empty(q->z))
        q->joint = true;
    return true;
}

static void put_listed(struct buf *b, const struct model *m, struct set s)
{
    const char *gap = "";
    SET_EACH (v, s) {
        buf_puts(b, gap);
        put_quoted_name(b, m->var[v].name);
        gap = ", ";
    }
}

/* P(.. | do(X), Z). What is plugged together says so itself: its formula may mention other variables, which
 * do not matter. */
static bool put_distribution(struct buf *b, struct arena *a, const struct answer *theory,
                             const struct derivation_step *s, const struct asking *q)
{
    const struct model *m = theory->model;
    struct set over = set_copy(a, s->rule == STEP_PLUG ? s->set : q->y);
    if (!set_ok(over))
        return false;
    if (q->joint && s->rule != STEP_PLUG && any(q->z))
        set_join(over, q->z);
    buf_puts(b, "P(");
    put_listed(b, m, over);
    const char *bar = " | ";
    if (any(q->x)) {
        buf_puts(b, " | do(");
        put_listed(b, m, q->x);
        buf_putc(b, ')');
        bar = ", ";
    }
    if (!q->joint && any(q->z)) {
        buf_puts(b, bar);
        put_listed(b, m, q->z);
    }
    buf_putc(b, ')');
    return true;
}

static bool add_subject(struct told *out, struct arena *a, const struct answer *theory, uint32_t i,
                        const struct telling *how)
{
    const struct derivation_step *s = &theory->derivation->step[i];
    struct buf b = {0};
    struct asking q;
    bool comb = s->rule == STEP_COMB || s->rule == STEP_CUT || s->rule == STEP_DISINTEGRATE;
    if (comb && set_ok(s->set)) {
        buf_puts(&b, "Q[");
        put_listed(&b, theory->model, s->set);
        buf_puts(&b, "]");
    } else if (!comb) {
        if (!asking_at(&q, a, theory, i) || (set_ok(q.y) && !put_distribution(&b, a, theory, s, &q))) {
            buf_free(&b);
            return false;
        }
    }
    out->subject = b.n ? written_query(a, buf_str(&b), how->style) : STR("");
    bool good = !b.failed && out->subject.s;
    buf_free(&b);
    return good;
}

/* ---- why ---- */

static struct str because_separated(struct arena *a, const struct model *m, const struct licence *l)
{
    struct buf b = {0};
    put_and(&b, m, l->a);
    buf_puts(&b, " and ");
    put_and(&b, m, l->b);
    buf_puts(&b, " are m-separated");
    if (any(l->c)) {
        buf_puts(&b, " by ");
        put_and(&b, m, l->c);
    }
    if (any(l->barred) || any(l->underlined))
        buf_puts(&b, " in the graph without the arrows");
    if (any(l->barred)) {
        buf_puts(&b, " into ");
        put_and(&b, m, l->barred);
    }
    if (any(l->underlined)) {
        buf_puts(&b, any(l->barred) ? " and out of " : " out of ");
        put_and(&b, m, l->underlined);
    }
    buf_puts(&b, ": ");
    put_listed(&b, m, l->a);
    buf_puts(&b, " _||_ ");
    put_listed(&b, m, l->b);
    if (any(l->c)) {
        buf_puts(&b, " | ");
        put_listed(&b, m, l->c);
    }
    return settle(a, &b);
}

static struct str because_ancestral(struct arena *a, const struct model *m, const struct derivation_step *s)
{
    struct set rest = set_copy(a, s->within);
    struct buf b = {0};
    if (!set_ok(rest))
        return (struct str){NULL, 0};
    set_minus(rest, s->set);
    buf_puts(&b, "no arrow leads from ");
    put_and(&b, m, rest);
    buf_puts(&b, " into ");
    put_and(&b, m, s->set);
    return settle(a, &b);
}

static bool add_reasons(struct told *out, struct arena *a, const struct answer *theory,
                        const struct derivation_step *s, const struct telling *how)
{
    struct buf b = {0};
    out->because = STR("");
    out->by = str_of(s->rule == STEP_ADJUST && !any(s->set) ? rules[STEP_EXCHANGE].by : rules[s->rule].by);
    out->graph = STR("");
    if (s->licence.needed && set_ok(s->licence.a) && set_ok(s->licence.b))
        out->because = because_separated(a, theory->model, &s->licence);
    else if (s->rule == STEP_CUT && set_ok(s->set) && set_ok(s->within))
        out->because = because_ancestral(a, theory->model, s);
    if (s->graph) {
        graph_print_edges(&b, s->graph, s->graph->nodes, how->unicode);
        out->graph = settle(a, &b);
    }
    return out->because.s && out->graph.s;
}

bool told_step(struct told *out, struct arena *a, const struct answer *theory, uint32_t i,
               const struct telling *how)
{
    const struct derivation_step *s = &theory->derivation->step[i];
    *out = (struct told){.rule = rules[s->rule].name, .sentence = told_sentence(a, theory, s)};
    if (!out->sentence.s || !add_reasons(out, a, theory, s, how))
        return false;
    if (!s->formula) { /* nothing follows the colon */
        if (out->sentence.n && out->sentence.s[out->sentence.n - 1] == ':')
            out->sentence = str_fmt(a, "%.*s.", (int)out->sentence.n - 1, out->sentence.s);
        return out->sentence.s != NULL;
    }
    struct written w = {.answer = theory, .formula = s->formula, .style = how->style};
    out->formula = written_formula(a, &w);
    return out->formula.s && written_definitions(a, &w, &out->where, &out->nwhere) &&
           add_subject(out, a, theory, i, how);
}
