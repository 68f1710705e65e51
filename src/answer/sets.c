/* sets.c -- answers of `adjust` and `frontdoor`: which sets there are, or what is wrong with one.
 *
 * When there is none, one candidate is shown to fail that would do if any did.  For adjustment these are the
 * ancestors of cause and outcome that may be adjusted for (van der Zander, Liskiewicz and Textor 2014,
 * corollary 1); for the front door, the variables on causal paths that have no open back-door path from the
 * cause.
 */
#include "answer/answer_int.h"

#include "base/limits.h"

/* ---- adjustment ---- */

/* *path = the directed path a and then b, which begins where a ends. */
static bool join(struct work *w, const struct graph_path *a, const struct graph_path *b,
                 struct graph_path *path)
{
    uint32_t n = a->count + b->count - 1;
    *path = (struct graph_path){n, ARENA_NEW(w->arena, uint32_t, n), ARENA_NEW(w->arena, enum graph_step, n)};
    if (!path->node || !path->step)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++) {
        path->node[i] = i < a->count ? a->node[i] : b->node[i - a->count + 1];
        path->step[i] = STEP_FORWARD;
    }
    return true;
}

/* Say on which causal path the forbidden `node` is, or from which of its nodes it descends. */
static bool explain_forbidden(struct answer *out, struct work *w, const struct graph *g, uint32_t node)
{
    struct answer_structure *s = out->structure;
    struct set on = answer_on_causal(w, g, out->left, out->right), one = set_new(w->arena, g->n),
               none = set_new(w->arena, g->n);
    struct graph_path down, to, from;
    if (!set_ok(on))
        return false;
    if (!set_ok(one) || !set_ok(none))
        return diag_oom(w->diags);
    set_add(one, node);
    if (!graph_directed_path(w, g, on, one, none, &down))
        return false;
    out->culprit = down.count ? down.node[0] : node;
    s->reason = down.count == 1 ? SET_ON_PATH : SET_BELOW_PATH;
    out->child = node;
    set_clear(one);
    set_add(one, out->culprit);
    if (!graph_directed_path(w, g, out->left, one, out->left, &to) ||
        !graph_directed_path(w, g, one, out->right, out->left, &from))
        return false;
    return to.count && from.count ? join(w, &to, &from, &out->path) : true;
}

static bool test_adjustment(struct answer *out, struct work *w, const struct graph *g)
{
    struct answer_structure *s = out->structure;
    struct adjustment_test test;
    if (!structure_adjustment_test(w, g, out->left, out->right, out->between, &test))
        return false;
    out->truth = test.verdict == ADJUSTMENT_VALID;
    out->path = test.path;
    switch (test.verdict) {
    case ADJUSTMENT_VALID:
        return true;
    case ADJUSTMENT_FORBIDDEN:
        return explain_forbidden(out, w, g, test.node);
    case ADJUSTMENT_OPEN:
        s->reason = SET_OPEN;
        return true;
    case ADJUSTMENT_LATENT:
        s->reason = SET_HIDDEN;
        out->culprit = test.node;
        return true;
    }
    return true;
}

/* between = ancestors of A and B, observed, in neither, and not behind a causal path; *forbidden = what is.
 */
static bool candidate(struct answer *out, struct work *w, const struct graph *g, struct set *forbidden)
{
    struct set on = answer_on_causal(w, g, out->left, out->right), ends = set_copy(w->arena, out->left);
    out->between = set_new(w->arena, g->n);
    *forbidden = set_new(w->arena, g->n);
    if (!set_ok(on))
        return false;
    if (!set_ok(ends) || !set_ok(out->between) || !set_ok(*forbidden))
        return diag_oom(w->diags);
    graph_descendants(*forbidden, g, on);
    set_join(ends, out->right);
    graph_ancestors(out->between, g, ends);
    set_minus(out->between, ends);
    set_minus(out->between, *forbidden);
    set_minus(out->between, g->latent);
    return true;
}

/* Is the inner node i of the path a collider? */
static bool is_collider(const struct graph_path *p, uint32_t i)
{
    return p->step[i - 1] != STEP_BACKWARD && p->step[i] != STEP_FORWARD;
}

/* There is no set: an open path says why. */
static bool no_adjustment(struct answer *out, struct work *w, const struct graph *g)
{
    struct answer_structure *s = out->structure;
    struct adjustment_test test;
    struct set forbidden;
    if (!candidate(out, w, g, &forbidden) ||
        !structure_adjustment_test(w, g, out->left, out->right, out->between, &test))
        return false;
    out->path = test.path;
    s->reason = NONE_CLOSES;
    for (uint32_t i = 1; i + 1 < out->path.count; i++) {
        uint32_t v = out->path.node[i];
        if (is_collider(&out->path, i))
            s->reason = NONE_CLOSES_ALL;
        else if (set_has(forbidden, v) && !set_has(g->latent, v) && out->culprit == UINT32_MAX)
            out->culprit = v;
    }
    return true;
}

bool answer_adjust(struct answer *out, struct work *w, const struct model *m, struct str text, struct set a,
                   struct set b, const struct set *z)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_SETS, m, text);
    struct graph *g = answer_drawn(w, m);
    struct set must = set_new(w->arena, m->nvars);
    if (!s || !g)
        return false;
    if (!set_ok(must))
        return diag_oom(w->diags);
    out->left = a;
    out->right = b;
    s->tested = z;
    if (z) {
        out->between = *z;
        return test_adjustment(out, w, g) &&
               (out->truth || structure_adjustment_sets(w, g, a, b, *z, LIMIT_LISTED, &s->sets));
    }
    if (!structure_adjustment_sets(w, g, a, b, must, LIMIT_LISTED, &s->sets))
        return false;
    out->truth = s->sets.n;
    return s->sets.n ? structure_optimal_set(w, g, a, b, &s->optimal, &s->has_optimal)
                     : no_adjustment(out, w, g);
}

/* ---- front door ---- */

static bool test_front_door(struct answer *out, struct work *w, const struct graph *g)
{
    struct answer_structure *s = out->structure;
    struct front_door_test test;
    static const enum set_reason reason[] = {[FRONT_DOOR_VALID] = SET_GOOD,
                                             [FRONT_DOOR_BYPASSED] = SET_BYPASSED,
                                             [FRONT_DOOR_CONFOUNDED] = SET_CONFOUNDED,
                                             [FRONT_DOOR_OPEN] = SET_OPEN_BEHIND,
                                             [FRONT_DOOR_LATENT] = SET_HIDDEN};
    if (!structure_front_door_test(w, g, out->left, out->right, out->between, &test))
        return false;
    s->reason = reason[test.verdict];
    out->truth = test.verdict == FRONT_DOOR_VALID;
    out->path = test.path;
    out->culprit = test.verdict == FRONT_DOOR_LATENT ? test.node : UINT32_MAX;
    return true;
}

/* between = observed variables on causal paths, A and B left out, that A reaches by no open back-door path.
 */
static bool spared(struct answer *out, struct work *w, const struct graph *g)
{
    struct set on = answer_on_causal(w, g, out->left, out->right), one = set_new(w->arena, g->n),
               none = set_new(w->arena, g->n);
    struct graph *back = graph_cut_outgoing(w, g, out->left);
    out->between = set_new(w->arena, g->n);
    if (!set_ok(on) || !back)
        return false;
    if (!set_ok(one) || !set_ok(none) || !set_ok(out->between))
        return diag_oom(w->diags);
    set_minus(on, out->right);
    set_minus(on, g->latent);
    size_t errors = w->diags->errors;
    SET_EACH (v, on) {
        set_add(one, v);
        if (graph_separated(w, back, out->left, one, none, NULL))
            set_add(out->between, v);
        set_del(one, v);
    }
    return w->diags->errors == errors;
}

static bool no_front_door(struct answer *out, struct work *w, const struct graph *g)
{
    struct answer_structure *s = out->structure;
    if (!spared(out, w, g))
        return false;
    struct set avoid = set_copy(w->arena, out->between);
    if (!set_ok(avoid))
        return diag_oom(w->diags);
    set_join(avoid, out->left);
    if (!graph_directed_path(w, g, out->left, out->right, avoid, &out->path))
        return false;
    if (out->path.count) {
        s->reason = NONE_MEETS;
        for (uint32_t i = 1; i + 1 < out->path.count; i++)
            if (!set_has(g->latent, out->path.node[i]))
                s->reason = NONE_SPARED;
        return true;
    }
    if (!test_front_door(out, w, g))
        return false;
    s->reason = NONE_SHIELDED;
    return true;
}

bool answer_front_door(struct answer *out, struct work *w, const struct model *m, struct str text,
                       struct set a, struct set b, const struct set *z)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_SETS, m, text);
    struct graph *g = answer_drawn(w, m);
    if (!s || !g)
        return false;
    out->left = a;
    out->right = b;
    s->front_door = true;
    s->tested = z;
    if (z) {
        out->between = *z;
        return test_front_door(out, w, g);
    }
    if (!structure_front_door_sets(w, g, a, b, LIMIT_LISTED, &s->sets))
        return false;
    out->truth = s->sets.n;
    return s->sets.n || no_front_door(out, w, g);
}
