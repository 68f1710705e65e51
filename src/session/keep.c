/* keep.c -- what a name keeps of a diagram: a copy that shares nothing with boxes, types and models, so that
 * these can be bound anew. Boxes that two diagrams of the value share stay shared: that is how surgery knows
 * what it left alone. */
#include "session/diagram_value.h"

#include <string.h>

struct keeper {
    struct work *keep;
    struct map seen; /* the address of a box or a type -> its place in copy[] */
    const void **copy;
    size_t n, cap;
};

static struct str address(const void *const *p)
{
    return (struct str){(const char *)p, sizeof *p};
}

/* The copy made before, or NULL. */
static const void *known(const struct keeper *k, const void *original)
{
    uint32_t at = map_get(&k->seen, address(&original));
    return at == MAP_NONE ? NULL : k->copy[at];
}

static bool remember(struct keeper *k, const void *original, const void *copy)
{
    const void **key = ARENA_NEW(k->keep->arena, const void *, 1);
    if (!key || !ARENA_PUSH(k->keep->arena, k->copy, k->n, k->cap, copy))
        return diag_oom(k->keep->diags);
    *key = original;
    return map_put(&k->seen, address((const void *const *)key), (uint32_t)k->n - 1) ||
           diag_oom(k->keep->diags);
}

static void *copied(struct keeper *k, const void *from, size_t n, size_t size)
{
    void *to = arena_array(k->keep->arena, n, size);
    if (!to)
        diag_oom(k->keep->diags);
    else if (n)
        memcpy(to, from, n * size);
    return to;
}

static const struct type *keep_type(struct keeper *k, const struct type *t)
{
    const struct type *c = known(k, t);
    if (c)
        return c;
    c = types_copy(k->keep, t);
    return c && remember(k, t, c) ? c : NULL;
}

static size_t cells_of(const struct diagram *d, const struct box *b)
{
    size_t cells = 1;
    for (uint32_t i = 0; i < b->nin + b->nout; i++)
        cells *= d->wire[i < b->nin ? b->in[i] : b->out[i - b->nin]].type->n;
    return cells;
}

static const struct box *keep_box(struct keeper *k, const struct diagram *d, const struct box *b)
{
    const struct box *before = known(k, b);
    if (before || !b)
        return before;
    struct box *c = copied(k, b, 1, sizeof *b);
    if (!c || !(c->in = copied(k, b->in, b->nin, sizeof *b->in)) ||
        !(c->out = copied(k, b->out, b->nout, sizeof *b->out)) ||
        (b->matrix && (!(c->matrix = copied(k, b->matrix, cells_of(d, b), sizeof *b->matrix)) ||
                       !diagram_copy_written(k->keep, b->written, cells_of(d, b), &c->written))))
        return NULL;
    c->exact = NULL;
    c->name = str_dup(k->keep->arena, b->name);
    if (!c->name.s) {
        diag_oom(k->keep->diags);
        return NULL;
    }
    return remember(k, b, c) ? c : NULL;
}

static struct diagram *keep_diagram(struct keeper *k, const struct diagram *d)
{
    struct diagram *c = copied(k, d, 1, sizeof *d);
    struct wire *wire = c ? copied(k, d->wire, d->nwires, sizeof *d->wire) : NULL;
    const struct box **box = wire ? copied(k, d->box, d->nboxes, sizeof(*d->box)) : NULL;
    if (!box || !(c->in = copied(k, d->in, d->nin, sizeof *d->in)) ||
        !(c->out = copied(k, d->out, d->nout, sizeof *d->out)))
        return NULL;
    for (uint32_t i = 0; i < d->nwires; i++) {
        wire[i].name = str_dup(k->keep->arena, d->wire[i].name);
        if (!wire[i].name.s) {
            diag_oom(k->keep->diags);
            return NULL;
        }
        if (wire[i].type && !(wire[i].type = keep_type(k, wire[i].type)))
            return NULL;
    }
    for (uint32_t i = 0; i < d->nboxes; i++)
        if (!(box[i] = keep_box(k, d, d->box[i])))
            return NULL;
    c->wire = wire;
    c->box = box;
    return c;
}

static bool keep_surgeries(struct keeper *k, struct diagram_value *c)
{
    struct surgery *s = copied(k, c->surgery, c->nsurgeries, sizeof *s);
    if (!s)
        return false;
    for (uint32_t i = 0; i < c->nsurgeries; i++) {
        /* a box replaced twice is in neither diagram: its wires are those of the last */
        if ((s[i].removed && !(s[i].removed = keep_box(k, c->d, s[i].removed))) ||
            (s[i].placed && !(s[i].placed = keep_box(k, c->d, s[i].placed))))
            return false;
    }
    c->surgery = s;
    return true;
}

static bool keep_dos(struct keeper *k, const struct model *m, struct diagram_value *c)
{
    struct query_do *dos = copied(k, c->dos, c->ndos, sizeof *dos);
    for (uint32_t i = 0; dos && i < c->ndos; i++) {
        size_t n = m->var[dos[i].var].type ? m->var[dos[i].var].type->n : 0;
        if (dos[i].row && (!(dos[i].row = copied(k, dos[i].row, n, sizeof *dos[i].row)) ||
                           !diagram_copy_written(k->keep, dos[i].written, n, &dos[i].written)))
            return false;
        for (uint32_t j = 0; j < dos[i].nfrom; j++)
            n *= m->var[dos[i].from[j]].type->n;
        if (dos[i].matrix && (!(dos[i].matrix = copied(k, dos[i].matrix, n, sizeof *dos[i].matrix)) ||
                              !(dos[i].from = copied(k, dos[i].from, dos[i].nfrom, sizeof *dos[i].from))))
            return false;
    }
    c->dos = dos;
    return dos != NULL;
}

struct diagram_value *diagram_keep(struct work *keep, struct binding *holder, const struct diagram_value *v)
{
    struct keeper k = {.keep = keep, .seen = map_in(keep->arena)};
    struct diagram_value *c = copied(&k, v, 1, sizeof *v);
    if (!c || !(c->d = keep_diagram(&k, v->d)))
        return NULL;
    c->before = c->d;
    if (v->before != v->d && !(c->before = keep_diagram(&k, v->before)))
        return NULL;
    if (v->hole && !(c->hole = copied(&k, v->hole, v->nholes, sizeof *v->hole)))
        return NULL;
    if (v->comb_model) {
        c->comb = set_copy(keep->arena, v->comb);
        if (!set_ok(c->comb)) {
            diag_oom(keep->diags);
            return NULL;
        }
    }
    if (!keep_surgeries(&k, c) || (v->model && !keep_dos(&k, v->model->model, c)))
        return NULL;
    binding_hold(holder, v->model);
    binding_hold(holder, v->comb_model);
    return c;
}

struct model *model_keep(struct work *keep, const struct model *m, const struct box *const *mechanism)
{
    struct keeper k = {.keep = keep, .seen = map_in(keep->arena)};
    struct var *var = copied(&k, m->var, m->nvars, sizeof *var);
    const struct box **box = ARENA_NEW(keep->arena, const struct box *, m->nvars);
    struct str name = str_dup(keep->arena, m->name), doc = str_dup(keep->arena, m->doc);
    if (!var || !box || !name.s || !doc.s) {
        diag_oom(keep->diags);
        return NULL;
    }
    for (uint32_t v = 0; v < m->nvars; v++) {
        var[v].name = str_dup(keep->arena, m->var[v].name);
        if (!var[v].name.s) {
            diag_oom(keep->diags);
            return NULL;
        }
        if ((var[v].type && !(var[v].type = keep_type(&k, var[v].type))) ||
            !(box[v] = keep_box(&k, m->net, mechanism[v])))
            return NULL;
    }
    return model_new(keep, name, doc, var, m->nvars, box);
}
