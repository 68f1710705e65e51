/* shape.c -- the factors of a contraction with their axes numbered densely. */
#include "stoch/shape.h"

#include "base/limits.h"
#include "stoch/exact.h"

struct view view_of(const struct tensor *t)
{
    return (struct view){.p = t->p, .exact = t->exact, .rank = t->rank, .axis = t->axis};
}

struct tensor *view_tensor(struct work *w, const struct view *v)
{
    struct tensor *t = tensor_new(w, v->rank, v->axis),
                  from = {.p = (double *)v->p, .exact = (struct rational *)v->exact};
    struct nest nest;
    size_t dense[LIMIT_TENSOR_RANK];
    if (!t)
        return NULL;
    if (!nest_init(&nest, w->arena, v->rank, 2)) {
        diag_oom(w->diags);
        return NULL;
    }
    tensor_strides(t, dense);
    for (uint32_t i = 0; i < v->rank; i++) {
        size_t *s = nest_dim(&nest, v->axis[i].n);
        s[0] = dense[i];
        s[1] = v->stride ? v->stride[i] : dense[i];
    }
    nest_merge(&nest);
    return exact_copy(w, &nest, t, &from) ? t : NULL;
}

/* Where `id` is, or would be, in the hash table. */
static uint32_t find(const struct shape *s, uint32_t id)
{
    uint32_t at = id * 2654435769u & (s->slots - 1); /* Fibonacci hashing */
    while (s->slot[at] && s->id[s->slot[at] - 1] != id)
        at = (at + 1) & (s->slots - 1);
    return at;
}

uint32_t shape_axis(const struct shape *s, uint32_t id)
{
    uint32_t at = find(s, id);
    return s->slot[at] ? s->slot[at] - 1 : UINT32_MAX;
}

static bool number(struct shape *s, struct work *w, const struct axis *a, uint32_t *out)
{
    uint32_t at = find(s, a->id);
    if (!s->slot[at]) {
        s->id[s->naxes] = a->id;
        s->length[s->naxes] = a->n;
        s->slot[at] = ++s->naxes;
    }
    *out = s->slot[at] - 1;
    return s->length[*out] == a->n ||
           diag_error(w->diags, "axis-length", NO_SPAN, "two tables disagree on a variable: %u and %u states",
                      s->length[*out], a->n);
}

static bool take(struct shape *s, struct work *w, const struct view *v, uint32_t *axis, size_t *stride)
{
    struct scope *scope = &s->scope[s->nfactors];
    size_t dense = 1;
    uint32_t n = 0;
    for (uint32_t i = v->rank; i-- > 0; dense *= v->axis[i].n)
        stride[i] = v->stride ? v->stride[i] : dense;
    for (uint32_t i = 0; i < v->rank; i++) {
        if (v->axis[i].n == 1)
            continue;
        stride[n] = stride[i];
        if (!number(s, w, &v->axis[i], &axis[n++]))
            return false;
    }
    s->function[s->nfactors] = v->function ? shape_axis(s, v->of) : NO_AXIS;
    *scope = (struct scope){n, axis};
    s->stride[s->nfactors] = stride;
    s->p[s->nfactors++] = v->p;
    return true;
}

bool shape_of(struct shape *s, struct work *w, const struct view *factor, uint32_t n)
{
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += factor[i].rank;
    *s = (struct shape){.slots = 4};
    while (s->slots < 2 * total)
        s->slots *= 2;
    s->slot = ARENA_NEW(w->arena, uint32_t, s->slots);
    s->id = ARENA_NEW(w->arena, uint32_t, total);
    s->length = ARENA_NEW(w->arena, uint32_t, total);
    s->scope = ARENA_NEW(w->arena, struct scope, n);
    s->stride = ARENA_NEW(w->arena, size_t *, n);
    s->function = ARENA_NEW(w->arena, uint32_t, n);
    s->p = ARENA_NEW(w->arena, const double *, n);
    uint32_t *axis = ARENA_NEW(w->arena, uint32_t, total);
    size_t *stride = ARENA_NEW(w->arena, size_t, total);
    if (!s->slot || !s->id || !s->length || !s->scope || !s->stride || !s->function || !s->p || !axis ||
        !stride)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++) {
        if (!take(s, w, &factor[i], axis, stride))
            return false;
        axis += factor[i].rank;
        stride += factor[i].rank;
    }
    return true;
}

struct str shape_key(struct work *w, const struct shape *s, const uint32_t *more, uint32_t nmore)
{
    size_t n = 3 + (size_t)s->naxes + nmore, at = 0;
    for (uint32_t i = 0; i < s->nfactors; i++)
        n += 2 + 3 * (size_t)s->scope[i].n;
    uint32_t *key = ARENA_NEW(w->arena, uint32_t, n);
    if (!key) {
        diag_oom(w->diags);
        return (struct str){NULL, 0};
    }
    key[at++] = s->naxes;
    key[at++] = s->nfactors;
    key[at++] = nmore;
    for (uint32_t a = 0; a < s->naxes; a++)
        key[at++] = s->length[a];
    for (uint32_t i = 0; i < nmore; i++)
        key[at++] = more[i];
    for (uint32_t i = 0; i < s->nfactors; i++) {
        key[at++] = s->scope[i].n;
        key[at++] = s->function[i];
        for (uint32_t k = 0; k < s->scope[i].n; k++) {
            key[at++] = s->scope[i].axis[k];
            key[at++] = (uint32_t)s->stride[i][k];
            key[at++] = (uint32_t)((uint64_t)s->stride[i][k] >> 32);
        }
    }
    return (struct str){(const char *)key, n * sizeof *key};
}

bool shape_inputs(const struct shape *s, struct plan *p)
{
    for (uint32_t i = 0; i < s->nfactors; i++)
        if (plan_input(p, s->scope[i].axis, s->stride[i], s->scope[i].n, s->function[i]) == UINT32_MAX)
            return false;
    return true;
}
