/* sentences.c -- what a step of a derivation does, in words. */
#include "render/told.h"

/* Conditions are closed over as well: what the licence separates by, but for the set itself. */
static void put_conditions(struct buf *b, const struct model *m, const struct derivation_step *s)
{
    struct arena draft = {0};
    struct set z = s->licence.needed ? set_copy(&draft, s->licence.c) : (struct set){0};
    b->failed = b->failed || (s->licence.needed && !set_ok(z));
    if (set_ok(z)) {
        set_minus(z, s->set);
        if (any(z)) {
            buf_puts(b, " given ");
            put_and(b, m, z);
        }
    }
    arena_free(&draft);
}

static void say_adjust(struct buf *b, const struct answer *theory, const struct derivation_step *s)
{
    const struct model *m = theory->model;
    struct set x = s->licence.needed ? s->licence.b : theory->question.x;
    struct set y = s->licence.needed ? s->licence.a : theory->question.y;
    if (!any(s->set)) {
        buf_puts(b, "No back door is open");
        if (any(x)) {
            buf_puts(b, " from ");
            put_and(b, m, x);
        }
        put_conditions(b, m, s);
        buf_puts(b, ": doing is seeing, and the intervention may be read as a condition.");
        return;
    }
    buf_puts(b, "Adjust for ");
    put_and(b, m, s->set);
    buf_puts(b, ": that closes every back door");
    if (any(x) && any(y)) {
        buf_puts(b, " from ");
        put_and(b, m, x);
        buf_puts(b, " to ");
        put_and(b, m, y);
    }
    put_conditions(b, m, s);
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
        if (set_ok(s->set) && set_empty(s->set)) {
            buf_puts(b, "The joint distribution is what is asked for:");
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

struct str told_sentence(struct arena *a, const struct answer *theory, const struct derivation_step *s)
{
    const struct model *m = theory->model;
    struct buf b = {0};
    switch (s->rule) {
    case STEP_ADJUST:
        say_adjust(&b, theory, s);
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
