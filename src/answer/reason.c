/* reason.c -- why a set is an adjustment or front-door set or is not, in words. */
#include "answer/answer_int.h"

static void put_members(struct buf *out, const struct model *m, struct set members)
{
    bool first = true;
    SET_EACH (v, members) {
        buf_puts(out, first ? "" : ", ");
        buf_put(out, m->var[v].name);
        first = false;
    }
}

/* "S on T" or "A, B on T" */
static void put_effect(struct buf *out, const struct answer *a)
{
    put_members(out, a->model, a->left);
    buf_puts(out, " on ");
    put_members(out, a->model, a->right);
}

/* " given T, H", or nothing. */
static void put_given(struct buf *out, const struct answer *a, const char *before, struct set given)
{
    if (set_empty(given))
        return;
    buf_puts(out, before);
    put_members(out, a->model, given);
}

static void put_good(struct buf *out, const struct answer *a)
{
    bool none = set_empty(a->between);
    if (a->structure->front_door) {
        if (none)
            buf_puts(out, "there is no causal path that a front door would have to meet");
        put_members(out, a->model, a->between);
        buf_puts(out, none ? "" : set_count(a->between) > 1 ? " meet" : " meets");
        buf_puts(out, none ? "" : " every causal path, and hidden causes open no other way");
        return;
    }
    if (none) {
        buf_puts(out, "only causal paths are open");
        return;
    }
    put_members(out, a->model, a->between);
    buf_puts(out, set_count(a->between) > 1 ? " leave" : " leaves");
    buf_puts(out, " only causal paths open");
}

/* The name of variable v, and of what it is. */
static void put_variable(struct buf *out, const struct answer *a, uint32_t v, const char *is)
{
    buf_put(out, a->model->var[v].name);
    buf_puts(out, is);
}

static void put_path(struct buf *out, const struct answer *a, bool unicode)
{
    graph_print_path(out, a->model->graph, &a->path, unicode);
}

static void put_bad(struct buf *out, const struct answer *a, bool unicode)
{
    switch (a->structure->reason) {
    case SET_HIDDEN:
        put_variable(out, a, a->culprit, " is hidden");
        break;
    case SET_ON_PATH:
        put_variable(out, a, a->culprit, " is on the causal path ");
        put_path(out, a, unicode);
        break;
    case SET_BELOW_PATH:
        put_variable(out, a, a->child, " descends from ");
        put_variable(out, a, a->culprit, ", on the causal path ");
        put_path(out, a, unicode);
        break;
    case SET_BYPASSED:
        put_path(out, a, unicode);
        put_given(out, a, " goes round ", a->between);
        buf_puts(out, set_empty(a->between) ? " is causal, and nothing meets it" : "");
        break;
    case SET_CONFOUNDED:
        buf_puts(out, "the back-door path ");
        put_path(out, a, unicode);
        buf_puts(out, " is open");
        break;
    case SET_OPEN_BEHIND:
        buf_puts(out, "the back-door path ");
        put_path(out, a, unicode);
        buf_puts(out, " is open");
        put_given(out, a, " given ", a->left);
        break;
    default:
        put_path(out, a, unicode);
        buf_puts(out, " is open");
        put_given(out, a, " given ", a->between);
    }
}

/* "no adjustment set among the observed variables: .." */
static void put_none(struct buf *out, const struct answer *a, bool unicode)
{
    buf_puts(out, a->structure->front_door ? "no front-door set" : "no adjustment set");
    buf_puts(out, " among the observed variables: ");
    switch (a->structure->reason) {
    case NONE_CLOSES:
        put_path(out, a, unicode);
        buf_puts(out, " is open whatever is conditioned on");
        if (a->culprit != UINT32_MAX) {
            buf_puts(out, "; ");
            put_variable(out, a, a->culprit, ", an effect of ");
            put_members(out, a->model, a->left);
            buf_puts(out, ", may not be");
        }
        break;
    case NONE_CLOSES_ALL:
        put_path(out, a, unicode);
        buf_puts(out, " is open");
        put_given(out, a, " even given ", a->between);
        break;
    case NONE_MEETS:
        buf_puts(out, "none is inside the causal path ");
        put_path(out, a, unicode);
        break;
    case NONE_SPARED:
        buf_puts(out, "those inside the causal path ");
        put_path(out, a, unicode);
        buf_puts(out, " have open back-door paths from ");
        put_members(out, a->model, a->left);
        break;
    default:
        buf_puts(out, "the back-door path ");
        put_path(out, a, unicode);
        buf_puts(out, " is open");
        put_given(out, a, " given ", a->left);
    }
}

/* "{T} is one" */
static void put_one(struct buf *out, const struct answer *a)
{
    buf_putc(out, '{');
    put_members(out, a->model, a->structure->sets.set[0]);
    buf_puts(out, a->structure->front_door ? "} is a front-door set for the effect of "
                                           : "} is an adjustment set for the effect of ");
    put_effect(out, a);
}

void answer_reason(struct buf *out, const struct answer *a, bool unicode)
{
    if (!a->structure->tested && a->truth)
        put_one(out, a);
    else if (!a->structure->tested)
        put_none(out, a, unicode);
    else if (a->truth)
        put_good(out, a);
    else
        put_bad(out, a, unicode);
}

const char *answer_reason_name(enum set_reason reason)
{
    static const char *const name[] = {[SET_GOOD] = "good",
                                       [SET_HIDDEN] = "hidden",
                                       [SET_ON_PATH] = "on-causal-path",
                                       [SET_BELOW_PATH] = "below-causal-path",
                                       [SET_OPEN] = "open-path",
                                       [SET_BYPASSED] = "bypassed",
                                       [SET_CONFOUNDED] = "open-back-door-from-cause",
                                       [SET_OPEN_BEHIND] = "open-back-door-to-outcome",
                                       [NONE_CLOSES] = "always-open",
                                       [NONE_CLOSES_ALL] = "open-path",
                                       [NONE_MEETS] = "nothing-observed-between",
                                       [NONE_SPARED] = "open-back-door-from-cause",
                                       [NONE_SHIELDED] = "open-back-door-to-outcome"};
    return name[reason];
}
