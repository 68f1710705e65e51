/* equal.c -- equality of diagrams in the free Markov category: isomorphism of trimmed term graphs.
 *
 * Boxes are first coloured by what they look like and by what surrounds them, refined until nothing changes
 * (the Weisfeiler-Leman idea); then boxes are matched in topological order, where the inputs of a box already
 * say which wires its image must have.  Backtracking is left only among boxes that are alike in every way. */
#include "base/interrupt.h"
#include "base/map.h"
#include "diagram/diagram.h"

#include <string.h>

struct side {
    const struct diagram *d;
    uint64_t *wire, *box; /* colours */
};

static uint64_t mix(uint64_t h, uint64_t x)
{
    return hash_bytes(&x, sizeof x, h);
}

static uint64_t hash_type(const struct type *t)
{
    uint64_t h = t ? t->n : 0;
    for (uint32_t i = 0; t && i < t->n; i++)
        h = hash_bytes(t->state[i].s, t->state[i].n, h);
    return h;
}

static bool colour_start(struct work *w, struct side *s)
{
    const struct diagram *d = s->d;
    s->wire = ARENA_NEW(w->arena, uint64_t, d->nwires);
    s->box = ARENA_NEW(w->arena, uint64_t, d->nboxes);
    if (!s->wire || !s->box)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < d->nwires; i++)
        s->wire[i] = hash_type(d->wire[i].type);
    for (uint32_t i = 0; i < d->nin; i++)
        s->wire[d->in[i]] = mix(s->wire[d->in[i]], 2 * (uint64_t)i + 1);
    for (uint32_t i = 0; i < d->nout; i++)
        s->wire[d->out[i]] = mix(s->wire[d->out[i]], 2 * (uint64_t)i + 2);
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        s->box[k] = mix(mix(hash_bytes(b->name.s, b->name.n, b->kind), b->nin), mix(b->nout, b->point));
    }
    return true;
}

/* One round: boxes look at their wires, wires look at the boxes that touch them (in any order, so by a sum).
 */
static bool colour_round(struct work *w, struct side *s)
{
    const struct diagram *d = s->d;
    uint64_t *sum = ARENA_NEW(w->arena, uint64_t, d->nwires);
    if (!sum)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        for (uint32_t i = 0; i < b->nin; i++)
            s->box[k] = mix(s->box[k], s->wire[b->in[i]]);
        for (uint32_t i = 0; i < b->nout; i++)
            s->box[k] = mix(s->box[k], s->wire[b->out[i]]);
        for (uint32_t i = 0; i < b->nin; i++)
            sum[b->in[i]] += mix(s->box[k], i);
        for (uint32_t i = 0; i < b->nout; i++)
            sum[b->out[i]] += mix(s->box[k], b->nin + (uint64_t)i);
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        s->wire[i] = mix(s->wire[i], sum[i]);
    return true;
}

struct match {
    const struct side *a, *b;
    uint32_t *image;  /* wire of a -> wire of b, UINT32_MAX while unknown */
    uint32_t *choice; /* box of a -> 1 + box of b, 0 while unmatched */
    bool *taken;      /* box of b */
};

static bool same_matrix(const struct box *x, const struct box *y, const struct diagram *d)
{
    size_t cells = 1;
    if (!x->matrix || !y->matrix || x->matrix == y->matrix)
        return x->kind != BOX_STATE || x->matrix == y->matrix;
    for (uint32_t i = 0; i < x->nin; i++)
        cells *= d->wire[x->in[i]].type->n;
    for (uint32_t i = 0; i < x->nout; i++)
        cells *= d->wire[x->out[i]].type->n;
    return memcmp(x->matrix, y->matrix, cells * sizeof *x->matrix) == 0;
}

static bool fits(const struct match *m, uint32_t i, uint32_t j)
{
    const struct box *x = m->a->d->box[i], *y = m->b->d->box[j];
    if (m->taken[j] || m->a->box[i] != m->b->box[j] || x->kind != y->kind || x->nin != y->nin ||
        x->nout != y->nout || x->point != y->point || !str_eq(x->name, y->name))
        return false;
    for (uint32_t k = 0; k < x->nin; k++)
        if (m->image[x->in[k]] != y->in[k])
            return false;
    for (uint32_t k = 0; k < x->nout; k++)
        if (!type_fits(m->a->d->wire[x->out[k]].type, m->b->d->wire[y->out[k]].type))
            return false;
    return same_matrix(x, y, m->a->d);
}

static void unmatch(struct match *m, uint32_t i)
{
    m->taken[m->choice[i] - 1] = false;
}

/* Match boxes 0, 1, .. of a in order; box i tries the boxes of b after its last choice. */
static bool match_boxes(struct match *m)
{
    uint32_t n = m->a->d->nboxes, i = 0;
    while (i < n && !interrupted()) {
        uint32_t j = m->choice[i];
        while (j < n && !fits(m, i, j))
            j++;
        if (j < n) {
            const struct box *x = m->a->d->box[i], *y = m->b->d->box[j];
            m->choice[i] = j + 1;
            m->taken[j] = true;
            for (uint32_t k = 0; k < x->nout; k++)
                m->image[x->out[k]] = y->out[k];
            i++;
            continue;
        }
        m->choice[i] = 0;
        if (i == 0)
            return false;
        unmatch(m, --i);
    }
    return i == n;
}

static bool outputs_agree(const struct match *m)
{
    for (uint32_t i = 0; i < m->a->d->nout; i++)
        if (m->image[m->a->d->out[i]] != m->b->d->out[i])
            return false;
    return true;
}

bool diagram_equal(struct work *w, const struct diagram *whole_a, const struct diagram *whole_b)
{
    const struct diagram *a = diagram_trim(w, whole_a), *b = diagram_trim(w, whole_b);
    struct side left = {.d = a}, right = {.d = b};
    struct match m = {.a = &left, .b = &right};
    if (!a || !b)
        return false;
    if (a->nwires != b->nwires || a->nboxes != b->nboxes || a->nin != b->nin || a->nout != b->nout)
        return false;
    if (!colour_start(w, &left) || !colour_start(w, &right))
        return false;
    for (uint32_t round = 0; round < 2 * a->nboxes && round < 64; round++)
        if (!colour_round(w, &left) || !colour_round(w, &right))
            return false;
    m.image = ARENA_NEW(w->arena, uint32_t, a->nwires);
    m.choice = ARENA_NEW(w->arena, uint32_t, a->nboxes);
    m.taken = ARENA_NEW(w->arena, bool, b->nboxes);
    if (!m.image || !m.choice || !m.taken)
        return diag_oom(w->diags);
    memset(m.image, 0xFF, a->nwires * sizeof *m.image);
    for (uint32_t i = 0; i < a->nin; i++) {
        if (!type_fits(a->wire[a->in[i]].type, b->wire[b->in[i]].type))
            return false;
        m.image[a->in[i]] = b->in[i];
    }
    /* The colours fix which outputs a wire is, so the first match found has the right outputs or none has. */
    if (match_boxes(&m))
        return outputs_agree(&m);
    return interrupted() && diag_interrupted(w->diags);
}
