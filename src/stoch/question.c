/* question.c -- which boxes of a diagram P(over | given, evidence) depends on, and how.
 *
 * Only the boxes above the wires that are asked for or seen take part (barren boxes are discarded).  Within
 * them, evidence, open conditions and open inputs separate: boxes joined by a chain of other wires belong
 * together, and those not joined to an outcome are m-separated from all of them (connection in the moral
 * graph of an ancestral set; Lauritzen and others 1990).  They cancel in the conditional, and are only looked
 * at for zeros, which make the evidence impossible.  Evidence is sliced into the matrices before anything is
 * multiplied.
 */
#include "stoch/question.h"

#include "base/limits.h"

static bool add_factor(struct factors *to, const struct tensor *t)
{
    if (t)
        to->list[to->n++] = view_of(t);
    return t != NULL;
}

/* ---- what is asked ---- */

static bool add_axis(struct question *q, struct set to, uint32_t wire)
{
    if (set_has(q->outcome, wire) || set_has(q->condition, wire))
        return diag_error(q->w->diags, "repeated-axis", NO_SPAN,
                          "`%.*s` is asked for, or conditioned on, more than once",
                          STR_ARG(q->d->wire[wire].name));
    set_add(to, wire);
    return true;
}

/* A factor that is 1 at the state seen and else 0: evidence on an axis of the answer is not sliced in. */
static const struct tensor *indicator(struct question *q, const struct evidence *e)
{
    uint32_t n = wire_states(q->w, q->d, e->wire);
    struct tensor *t = n ? tensor_new(q->w, 1, &(struct axis){e->wire, n}) : NULL;
    if (t)
        t->p[e->state] = 1;
    return t;
}

/* The number 0 among the factors: two pieces of evidence contradict each other. */
static bool contradict(struct question *q)
{
    return add_factor(&q->support, tensor_new(q->w, 0, NULL));
}

static bool observe(struct question *q, const struct evidence *e)
{
    uint32_t *fixed = &q->fixed[e->wire];
    if (set_has(q->outcome, e->wire))
        return add_factor(&q->joint, indicator(q, e));
    if (set_has(q->condition, e->wire))
        return add_factor(&q->support, indicator(q, e));
    if (*fixed != OPEN && *fixed != e->state)
        return contradict(q);
    *fixed = e->state;
    return true;
}

/* What a sharp state feeds is sliced like evidence. */
static void fix_points(struct question *q)
{
    SET_EACH (k, q->boxes) {
        const struct box *b = q->d->box[k];
        if (b->kind != BOX_POINT || b->nout != 1 || q->fixed[b->out[0]] != OPEN)
            continue;
        if (!set_has(q->outcome, b->out[0]) && !set_has(q->condition, b->out[0]))
            q->fixed[b->out[0]] = b->point;
    }
}

static bool make_room(struct question *q, uint32_t nevidence)
{
    const struct diagram *d = q->d;
    struct arena *a = q->w->arena;
    q->fixed = ARENA_NEW(a, uint32_t, d->nwires);
    q->group = ARENA_NEW(a, uint32_t, d->nwires);
    q->outcome = set_new(a, d->nwires);
    q->condition = set_new(a, d->nwires);
    q->boxes = set_new(a, d->nboxes);
    q->relevant = set_new(a, d->nboxes);
    q->joint.list = ARENA_NEW(a, struct view, (size_t)d->nboxes + nevidence);
    q->support.list = ARENA_NEW(a, struct view, (size_t)d->nboxes + nevidence);
    if (!q->fixed || !q->group || !set_ok(q->outcome) || !set_ok(q->condition) || !set_ok(q->boxes) ||
        !set_ok(q->relevant) || !q->joint.list || !q->support.list)
        return diag_oom(q->w->diags);
    for (uint32_t i = 0; i < d->nwires; i++)
        q->fixed[i] = OPEN;
    return true;
}

/* Outcomes, conditions and evidence, and the boxes above them. */
static bool take_apart(struct question *q, const struct evidence *evidence, uint32_t nevidence)
{
    const struct diagram *d = q->d;
    struct set wires = set_new(q->w->arena, d->nwires);
    if (!set_ok(wires))
        return diag_oom(q->w->diags);
    bool good = make_room(q, nevidence);
    for (uint32_t i = 0; good && i < d->nin; i++)
        good = add_axis(q, q->condition, d->in[i]);
    for (uint32_t i = 0; good && i < q->ngiven; i++)
        good = add_axis(q, q->condition, q->given[i]);
    for (uint32_t i = 0; good && i < q->nover; i++)
        good = add_axis(q, q->outcome, q->over[i]);
    for (uint32_t i = 0; good && i < nevidence; i++) {
        good = observe(q, &evidence[i]);
        set_add(wires, evidence[i].wire);
    }
    if (!good)
        return false;
    set_join(wires, q->outcome);
    set_join(wires, q->condition);
    boxes_above(d, wires, q->boxes);
    fix_points(q);
    return true;
}

/* ---- separation ---- */

static uint32_t leader(struct question *q, uint32_t wire)
{
    while (q->group[wire] != wire)
        wire = q->group[wire] = q->group[q->group[wire]];
    return wire;
}

/* Put all wires of the box that do not separate into one group: its leader, or UINT32_MAX for none. */
static uint32_t group_of(struct question *q, const struct box *b)
{
    uint32_t first = UINT32_MAX, nin = box_reads(b) ? b->nin : 0;
    for (uint32_t i = 0; i < nin + b->nout; i++) {
        uint32_t wire = i < nin ? b->in[i] : b->out[i - nin];
        if (q->fixed[wire] != OPEN || set_has(q->condition, wire))
            continue;
        if (first == UINT32_MAX)
            first = leader(q, wire);
        else
            q->group[leader(q, wire)] = first;
    }
    return first;
}

/* relevant = the boxes grouped with an outcome. */
static bool separate(struct question *q)
{
    struct set leaders = set_new(q->w->arena, q->d->nwires);
    if (!set_ok(leaders))
        return diag_oom(q->w->diags);
    for (uint32_t i = 0; i < q->d->nwires; i++)
        q->group[i] = i;
    SET_EACH (k, q->boxes)
        group_of(q, q->d->box[k]);
    for (uint32_t i = 0; i < q->nover; i++)
        set_add(leaders, leader(q, q->over[i]));
    SET_EACH (k, q->boxes) {
        uint32_t group = group_of(q, q->d->box[k]);
        if (group != UINT32_MAX && set_has(leaders, group))
            set_add(q->relevant, k);
    }
    return true;
}

static bool gather_relevant(struct question *q)
{
    SET_EACH (k, q->relevant)
        if (!box_view(&q->joint.list[q->joint.n++], q->w, q->d, q->d->box[k], q->fixed))
            return false;
    return true;
}

static bool has_zero(const struct view *v)
{
    size_t index[LIMIT_TENSOR_RANK] = {0}, at = 0;
    for (;;) {
        if (v->exact ? rational_zero(v->exact[at]) : v->p[at] == 0)
            return true;
        uint32_t d = v->rank;
        for (; d-- > 0; index[d] = 0) {
            at += v->stride[d];
            if (++index[d] < v->axis[d].n)
                break;
            at -= v->stride[d] * v->axis[d].n;
        }
        if (d == UINT32_MAX)
            return false;
    }
}

/* The groups that are not relevant cancel, unless they vanish: gather those that have a zero somewhere, and
 * no box without a matrix. */
static bool gather_support(struct question *q)
{
    const struct diagram *d = q->d;
    struct view *factor = ARENA_NEW(q->w->arena, struct view, d->nboxes);
    struct set zero = set_new(q->w->arena, d->nwires), unknown = set_new(q->w->arena, d->nwires);
    if (!factor || !set_ok(zero) || !set_ok(unknown))
        return diag_oom(q->w->diags);
    set_minus(q->boxes, q->relevant);
    SET_EACH (k, q->boxes) {
        uint32_t group = group_of(q, d->box[k]);
        if (!box_known(d->box[k])) {
            if (group != UINT32_MAX)
                set_add(unknown, group);
            continue;
        }
        if (!box_view(&factor[k], q->w, d, d->box[k], q->fixed))
            return false;
        if (!has_zero(&factor[k]))
            continue;
        if (group == UINT32_MAX)
            q->support.list[q->support.n++] = factor[k];
        else
            set_add(zero, group);
    }
    set_minus(zero, unknown);
    SET_EACH (k, q->boxes) {
        uint32_t group = group_of(q, d->box[k]);
        if (group != UINT32_MAX && set_has(zero, group))
            q->support.list[q->support.n++] = factor[k];
    }
    return true;
}

bool question_read(struct question *q, const struct evidence *evidence, uint32_t nevidence)
{
    return take_apart(q, evidence, nevidence) && separate(q) && gather_relevant(q) && gather_support(q);
}
