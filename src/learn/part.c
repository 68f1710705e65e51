/* part.c -- hidden variables that hang together, and in which order they are summed out.
 *
 * Hidden variables that stand in one family hang together; parts that do not are independent given what is
 * observed, and are learned one by one.  In a part the rows of the data count by what its families see.  The
 * hidden variables are summed out by bucket elimination (Dechter 1999): a bucket multiplies its families and
 * the sums of earlier buckets over the joint states of its own few hidden variables, and hands on the sum
 * over those that nobody else asks for.  Of the next ones that with the smallest table is taken. */
#include "learn/part.h"

#include "base/interrupt.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- which hidden variables hang together ---- */

static void join(struct learner *l, struct set of, const struct family *f)
{
    if (!model_observed(l->m, f->var))
        set_add(of, f->var);
    for (uint32_t i = 0; i < f->nin; i++)
        if (!model_observed(l->m, f->in[i]))
            set_add(of, f->in[i]);
}

static bool touches(const struct learner *l, struct set of, const struct family *f)
{
    if (set_has(of, f->var) && !model_observed(l->m, f->var))
        return true;
    for (uint32_t i = 0; i < f->nin; i++)
        if (set_has(of, f->in[i]))
            return true;
    return false;
}

void part_hang_together(struct learner *l, struct set of)
{
    for (uint32_t before = 0; before != set_count(of);) {
        before = set_count(of);
        for (uint32_t v = 0; v < l->m->nvars; v++)
            if (touches(l, of, &l->family[v]))
                join(l, of, &l->family[v]);
    }
}

/* ---- buckets ---- */

/* A family, or the sum that a bucket hands on, while it waits to be taken. */
struct factor {
    struct set scope; /* hidden variables */
    uint32_t number;  /* of the family, or the bucket */
    bool sum, taken;
};

struct eliminating {
    struct part *p;
    struct work *w; /* drafts */
    struct factor *factor;
    uint32_t n;
    struct set left, trial; /* hidden variables not yet summed out */
};

static uint32_t states(const struct part *p, uint32_t v)
{
    return p->l->m->var[v].type->n;
}

/* Into e->trial what a bucket for v would be over; how many joint states that has, or a bit more than is
 * allowed. */
static size_t clique(struct eliminating *e, uint32_t v)
{
    size_t cells = 1;
    set_clear(e->trial);
    set_add(e->trial, v);
    for (uint32_t i = 0; i < e->n; i++)
        if (!e->factor[i].taken && set_has(e->factor[i].scope, v))
            set_join(e->trial, e->factor[i].scope);
    SET_EACH (u, e->trial)
        cells = cells > LIMIT_HIDDEN_SETTINGS ? cells : cells * states(e->p, u);
    return cells;
}

static uint32_t cheapest(struct eliminating *e)
{
    uint32_t best = SET_END;
    size_t least = SIZE_MAX;
    SET_EACH (v, e->left) {
        size_t cells = clique(e, v);
        if (cells < least) {
            least = cells;
            best = v;
        }
    }
    return best;
}

static bool too_many(struct eliminating *e)
{
    struct learner *l = e->p->l;
    struct buf names = {0};
    SET_EACH (v, e->trial)
        buf_fmt(&names, "%s%.*s", names.n ? ", " : "", STR_ARG(l->m->var[v].name));
    diag_error(l->w->diags, "too-many-hidden", NO_SPAN,
               "%.*s hang together, and have more than %d joint states: too many to learn",
               STR_ARG(buf_str(&names)), LIMIT_HIDDEN_SETTINGS);
    buf_free(&names);
    return diag_hint(l->w->diags, "give them fewer states, or state some of their tables and observe more");
}

/* Take all factors with v into a bucket over e->trial; what it hands on is over `out`. */
static bool take(struct eliminating *e, struct bucket *b, uint32_t v, struct set out)
{
    struct arena *a = e->w->arena;
    b->family = ARENA_NEW(a, uint32_t, e->n);
    b->child = ARENA_NEW(a, uint32_t, e->n);
    if (!b->family || !b->child)
        return diag_oom(e->w->diags);
    for (uint32_t i = 0; i < e->n; i++) {
        struct factor *f = &e->factor[i];
        if (f->taken)
            continue;
        if (!set_has(f->scope, v) && !set_subset(f->scope, e->trial)) {
            set_join(out, f->scope);
            continue;
        }
        f->taken = true;
        if (f->sum)
            b->child[b->nchildren++] = f->number;
        else
            b->family[b->nfamilies++] = f->number;
    }
    set_meet(out, e->trial);
    return true;
}

/* Add `step` times the state of hidden variable h to the number of each cell. */
static void spread(const struct part *p, const struct bucket *b, size_t *to, uint32_t h, size_t step)
{
    size_t block = 1;
    for (uint32_t u = set_next(b->scope, h + 1); u != SET_END; u = set_next(b->scope, u + 1))
        block *= states(p, u);
    for (size_t j = 0; step && j < b->cells; j++)
        to[j] += j / block % states(p, h) * step;
}

/* Where the cells are in a table over the hidden variables `over`, last fastest; *entries is how many it has.
 */
static size_t *places(struct eliminating *e, const struct bucket *b, struct set over, size_t *entries)
{
    size_t *to = ARENA_NEW(e->w->arena, size_t, b->cells), step = 1;
    if (!to) {
        diag_oom(e->w->diags);
        return NULL;
    }
    SET_EACH (h, over)
        step *= states(e->p, h);
    *entries = step;
    SET_EACH (h, over) {
        step /= states(e->p, h);
        spread(e->p, b, to, h, step);
    }
    return to;
}

/* What a state of hidden variable h is worth in an entry's number. */
static size_t worth(const struct family *f, uint32_t h)
{
    if (f->var == h)
        return 1;
    for (uint32_t i = 0; i < f->nin; i++)
        if (f->in[i] == h)
            return f->stride[i];
    return 0;
}

static bool lay_out(struct eliminating *e, struct bucket *b)
{
    struct arena *a = e->w->arena;
    size_t same;
    b->offset = ARENA_NEW(a, size_t *, b->nfamilies);
    b->message = ARENA_NEW(a, size_t *, b->nchildren);
    b->product = ARENA_NEW(a, double, b->cells);
    if (!b->offset || !b->message || !b->product)
        return diag_oom(e->w->diags);
    for (uint32_t k = 0; k < b->nfamilies; k++) {
        b->offset[k] = ARENA_NEW(a, size_t, b->cells);
        if (!b->offset[k])
            return diag_oom(e->w->diags);
        SET_EACH (h, b->scope)
            spread(e->p, b, b->offset[k], h, worth(e->p->family[b->family[k]], h));
    }
    for (uint32_t k = 0; k < b->nchildren; k++)
        if (!(b->message[k] = places(e, b, e->p->bucket[b->child[k]].out, &same)))
            return false;
    b->to = places(e, b, b->out, &b->outs);
    b->sum = b->to ? ARENA_NEW(a, double, b->outs) : NULL;
    b->slope = b->sum ? ARENA_NEW(a, double, b->outs) : NULL;
    return b->slope || diag_oom(e->w->diags);
}

static bool next_bucket(struct eliminating *e)
{
    uint32_t v = cheapest(e);
    struct part *p = e->p;
    struct bucket *b = &p->bucket[p->nbuckets];
    *b = (struct bucket){.cells = clique(e, v)};
    if (b->cells > LIMIT_HIDDEN_SETTINGS)
        return too_many(e);
    b->scope = set_copy(e->w->arena, e->trial);
    b->out = set_new(e->w->arena, p->l->m->nvars);
    if (!set_ok(b->scope) || !set_ok(b->out))
        return diag_oom(e->w->diags);
    if (!take(e, b, v, b->out) || !lay_out(e, b))
        return false;
    set_minus(e->left, b->scope);
    set_join(e->left, b->out);
    if (!set_empty(b->out))
        e->factor[e->n++] = (struct factor){.scope = b->out, .number = p->nbuckets, .sum = true};
    p->nbuckets++;
    p->work += (double)b->cells * (b->nfamilies + b->nchildren + 1);
    return true;
}

static bool eliminate(struct part *p, struct set of)
{
    struct work *w = &p->l->draft;
    uint32_t nhidden = set_count(of);
    struct eliminating e = {.p = p, .w = w};
    e.factor = ARENA_NEW(w->arena, struct factor, (size_t)p->nfamilies + nhidden);
    e.left = set_copy(w->arena, of);
    e.trial = set_new(w->arena, p->l->m->nvars);
    p->bucket = ARENA_NEW(w->arena, struct bucket, nhidden);
    if (!e.factor || !set_ok(e.left) || !set_ok(e.trial) || !p->bucket)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        struct factor *f = &e.factor[e.n++];
        *f = (struct factor){.scope = set_new(w->arena, p->l->m->nvars), .number = k};
        if (!set_ok(f->scope))
            return diag_oom(w->diags);
        join(p->l, f->scope, p->family[k]);
    }
    while (!set_empty(e.left)) {
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!next_bucket(&e))
            return false;
    }
    return true;
}

/* ---- its rows ---- */

struct sorted_row {
    size_t *place;
    double weight;
    size_t n;
};

static int by_place(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;
    for (size_t i = 0; i < x->n; i++)
        if (x->place[i] != y->place[i])
            return x->place[i] < y->place[i] ? -1 : 1;
    return 0;
}

/* The rows as the families see them, each once. */
static bool rows(struct part *p)
{
    struct learner *l = p->l;
    size_t n = l->c->nrows, width = p->nfamilies;
    size_t *place = ARENA_NEW(l->draft.arena, size_t, n * width);
    struct sorted_row *row = ARENA_NEW(l->draft.arena, struct sorted_row, n);
    p->place = ARENA_NEW(l->draft.arena, size_t, n * width);
    p->weight = ARENA_NEW(l->draft.arena, double, n);
    if (!place || !row || !p->place || !p->weight)
        return diag_oom(l->w->diags);
    for (size_t i = 0; i < n; i++) {
        row[i] = (struct sorted_row){place + i * width, l->c->weight[i], width};
        for (size_t k = 0; k < width; k++)
            row[i].place[k] = family_place(l, p->family[k], i);
    }
    qsort(row, n, sizeof *row, by_place);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || by_place(&row[i - 1], &row[i]) != 0)
            memcpy(p->place + p->nrows++ * width, row[i].place, width * sizeof *place);
        p->weight[p->nrows - 1] += row[i].weight;
    }
    return true;
}

static bool gather(struct part *p, struct set of)
{
    struct learner *l = p->l;
    p->family = ARENA_NEW(l->draft.arena, struct family *, l->m->nvars);
    if (!p->family)
        return diag_oom(l->w->diags);
    for (uint32_t v = 0; v < l->m->nvars; v++)
        if (touches(l, of, &l->family[v]))
            p->family[p->nfamilies++] = &l->family[v];
    return true;
}

bool part_new(struct part *p, struct learner *l, struct set of)
{
    *p = (struct part){.l = l};
    if (!gather(p, of) || !eliminate(p, of) || !rows(p))
        return false;
    p->table = ARENA_NEW(l->draft.arena, double *, p->nfamilies);
    if (!p->table)
        return diag_oom(l->w->diags);
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        struct family *f = p->family[k];
        p->table[k] =
            f->learned ? ARENA_NEW(l->draft.arena, double, f->cells) : (double *)(uintptr_t)f->table;
        f->count = f->learned ? ARENA_NEW(l->draft.arena, double, f->cells) : NULL;
        if (!p->table[k] || (f->learned && !f->count))
            return diag_oom(l->w->diags);
    }
    return true;
}
