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

/* P(.. | do(X), Z): the outcomes are what is free in the formula and not intervened on. */
static bool put_distribution(struct buf *b, struct arena *a, const struct answer *theory,
                             const struct derivation_step *s, const struct asking *q)
{
    const struct model *m = theory->model;
    const struct est_node *n = est_get(theory->pool, s->formula);
    struct set over = set_new(a, m->nvars);
    if (!set_ok(over))
        return false;
    for (uint32_t i = 0; q->joint && i < n->nfree; i++)
        if (!n->free[i].prime && !set_has(q->x, n->free[i].var))
            set_add(over, n->free[i].var);
    if (!q->joint)
        set_assign(over, q->y);
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

/* ---- the sentences ---- */

static void say_adjust(struct buf *b, const struct answer *theory, struct set by, const struct asking *q)
{
    const struct model *m = theory->model;
    if (!any(by)) {
        buf_puts(b, "No back door is open");
        if (any(q->x)) {
            buf_puts(b, " from ");
            put_and(b, m, q->x);
        }
        if (any(q->z)) {
            buf_puts(b, " given ");
            put_and(b, m, q->z);
        }
        buf_puts(b, ": doing is seeing, and the intervention may be read as a condition.");
        return;
    }
    buf_puts(b, "Adjust for ");
    put_and(b, m, by);
    buf_puts(b, ": that closes every back door");
    if (any(q->x) && any(q->y)) {
        buf_puts(b, " from ");
        put_and(b, m, q->x);
        buf_puts(b, " to ");
        put_and(b, m, q->y);
    }
    buf_putc(b, '.');
}

static void say_district(struct buf *b, const struct model *m, struct set s, bool goal)
{
    bool one = set_ok(s) && set_count(s) == 1;
    put_braces(b, m, s);
    if (goal)
        buf_puts(b, " is a district of what is left when the interventions are made: its comb is needed.");
    else
        buf_puts(b, one ? " is a district by itself: it shares no hidden cause."
                        : " is a district: hidden causes join its members.");
}

/* What is given by "comb": Q[S] is P(S | do(all else)). */
static void say_comb(struct buf *b, const struct model *m, struct set s)
{
    buf_puts(b, "The comb of ");
    put_braces(b, m, s);
    buf_puts(b, " in the joint is its c-factor, what the district does when all else is set:");
}

static void say_moves(struct buf *b, const struct model *m, const struct derivation_step *s)
{
    if (s->rule == STEP_CUT) {
        struct arena draft = {0};
        struct set out = set_ok(s->within) ? set_copy(&draft, s->within) : s->set;
        b->failed = b->failed || (set_ok(s->within) && !set_ok(out));
        if (set_ok(s->within) && set_ok(out) && set_ok(s->set))
            set_minus(out, s->set);
        buf_puts(b, "Cut ");
        put_and(b, m, out);
        buf_puts(b, " out");
        if (set_ok(s->within)) {
            buf_puts(b, " of the comb of ");
            put_braces(b, m, s->within);
            buf_puts(b, ": ");
            put_braces(b, m, s->set);
            buf_puts(b, " is ancestral there, so the rest is summed out:");
        } else {
            buf_puts(b, " of its comb: it is summed out there:");
        }
        arena_free(&draft);
        return;
    }
    buf_puts(b, "Disintegrate the comb of ");
    put_braces(b, m, s->within);
    buf_puts(b, " once more: ");
    put_braces(b, m, s->set);
    buf_puts(b, " is a district in it, with a comb of its own:");
}

static void say_query(struct buf *b, const struct model *m, const struct derivation_step *s)
{
    switch (s->rule) {
    case STEP_IRRELEVANT:
        buf_puts(b, "Drop the condition on ");
        put_and(b, m, s->set);
        buf_puts(b, ": it says nothing more about the outcome.");
        break;
    case STEP_EXCHANGE:
        buf_puts(b, "Take the condition on ");
        put_and(b, m, s->set);
        buf_puts(b, " for an intervention: seeing and doing come to the same there.");
        break;
    case STEP_PRUNE:
        buf_puts(b, "Keep ");
        put_and_short(b, m, s->set);
        buf_puts(b, ", the ancestors of what is asked: other boxes are discarded.");
        break;
    case STEP_NO_EFFECT:
        buf_puts(b, "Drop the intervention on ");
        put_and_short(b, m, s->set);
        buf_puts(b, ": it does not reach what is asked.");
        break;
    default:
        buf_puts(b, "Forget all but ");
        put_and_short(b, m, s->set);
        buf_puts(b, ": the latent projection keeps the paths through the others as arrows.");
    }
}

static void say_end(struct buf *b, const struct model *m, const struct derivation_step *s)
{
    switch (s->rule) {
    case STEP_PLUG:
        buf_puts(b, "Plug the combs together:");
        break;
    case STEP_SUM:
        if (!any(s->set)) { /* all that is left was asked for */
            buf_puts(b, "Nothing is left to sum out:");
            break;
        }
        buf_puts(b, "Sum ");
        put_and_short(b, m, s->set);
        buf_puts(b, " out:");
        break;
    case STEP_CONDITION:
        buf_puts(b, "Condition on ");
        put_and(b, m, s->set);
        buf_putc(b, ':');
        break;
    default:
        buf_puts(b, "Simplify:");
    }
}

static struct str sentence(struct arena *a, const struct answer *theory, const struct derivation_step *s)
{
    const struct model *m = theory->model;
    struct buf b = {0};
    struct asking q;
    switch (s->rule) {
    case STEP_ADJUST:
        if (asking_at(&q, a, theory, (uint32_t)(s - theory->derivation->step)))
            say_adjust(&b, theory, s->set, &q);
        else
            b.failed = true;
        break;
    case STEP_DISTRICTS:
    case STEP_GOAL:
        say_district(&b, m, s->set, s->rule == STEP_GOAL);
        break;
    case STEP_COMB:
        say_comb(&b, m, s->set);
        break;
    case STEP_CUT:
    case STEP_DISINTEGRATE:
        say_moves(&b, m, s);
        break;
    case STEP_PLUG:
    case STEP_SUM:
    case STEP_CONDITION:
    case STEP_SIMPLIFY:
        say_end(&b, m, s);
        break;
    default:
        say_query(&b, m, s);
    }
    return settle(a, &b);
}

bool told_step(struct told *out, struct arena *a, const struct answer *theory, uint32_t i,
               const struct telling *how)
{
    const struct derivation_step *s = &theory->derivation->step[i];
    *out = (struct told){.rule = rules[s->rule].name, .sentence = sentence(a, theory, s)};
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
