/* request.c -- sorting a query's variables by what happens to them. */
#include "answer/answer_int.h"

static bool allocate(struct request *r, struct work *w, uint32_t n)
{
    r->y = set_new(w->arena, n);
    r->x = set_new(w->arena, n);
    r->z = set_new(w->arena, n);
    r->over = ARENA_NEW(w->arena, uint32_t, r->q->nover);
    r->given = ARENA_NEW(w->arena, uint32_t, r->q->ngiven);
    r->seen = ARENA_NEW(w->arena, struct evidence, r->q->ngiven);
    r->open = ARENA_NEW(w->arena, uint32_t, r->q->ndos);
    r->set = ARENA_NEW(w->arena, struct evidence, r->q->ndos);
    r->card = ARENA_NEW(w->arena, uint32_t, n);
    if (!set_ok(r->y) || !set_ok(r->x) || !set_ok(r->z) || !r->over || !r->given || !r->seen || !r->open ||
        !r->set || !r->card)
        return diag_oom(w->diags);
    return true;
}

bool request_read(struct request *r, struct work *w, const struct query *q)
{
    *r = (struct request){.q = q, .m = q->model};
    if (!allocate(r, w, q->model->nvars))
        return false;
    for (uint32_t v = 0; v < q->model->nvars; v++)
        r->card[v] = q->model->var[v].type ? q->model->var[v].type->n : 0;
    for (uint32_t i = 0; i < q->nover; i++) {
        set_add(r->y, q->over[i].var);
        r->over[r->nover++] = q->over[i].var;
    }
    for (uint32_t i = 0; i < q->ngiven; i++) {
        set_add(r->z, q->given[i].var);
        if (q->given[i].fixed)
            r->seen[r->nseen++] = (struct evidence){q->given[i].var, q->given[i].state};
        else
            r->given[r->ngiven++] = q->given[i].var;
    }
    for (uint32_t i = 0; i < q->ndos; i++) {
        const struct query_do *d = &q->dos[i];
        set_add(r->x, d->var);
        if (d->kind == DO_ALL)
            r->open[r->nopen++] = d->var;
        else if (d->kind == DO_POINT)
            r->set[r->nset++] = (struct evidence){d->var, d->state};
        else
            r->soft = true;
    }
    return true;
}

bool request_all(struct request *r, struct work *w)
{
    struct set settled = set_copy(w->arena, r->z);
    r->over = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    if (!set_ok(settled) || !r->over)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < r->nset; i++)
        set_add(settled, r->set[i].wire);
    for (uint32_t v = 0; v < r->m->nvars; v++) {
        if (!model_observed(r->m, v) || set_has(settled, v))
            continue;
        r->over[r->nover++] = v;
        set_add(r->y, v);
    }
    return true;
}
