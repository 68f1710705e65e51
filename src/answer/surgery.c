/* surgery.c -- the first route: operate on the diagram, then interpret it. */
#include "answer/answer_int.h"

#include <math.h>

static struct diagram *operate_one(struct work *w, const struct diagram *d, const struct query_do *x,
                                   struct surgery *record)
{
    switch (x->kind) {
    case DO_ALL:
        return diagram_do_open(w, d, x->var, record);
    case DO_POINT:
        return diagram_do_point(w, d, x->var, x->state, record);
    case DO_ROW:
        return diagram_do_row(w, d, x->var, x->row, x->written, record);
    case DO_POLICY:
        return diagram_do_policy(w, d, x->var, x->from, x->nfrom, x->matrix, record);
    }
    return NULL;
}

struct diagram *answer_operate(struct work *w, const struct request *r, const struct diagram *net,
                               struct surgery *records, const struct answer_options *opt)
{
    struct diagram *d = diagram_marginal(w, net, net->out, net->nout);
    for (uint32_t i = 0; d && i < r->q->ndos; i++) {
        struct surgery record;
        size_t before = w->diags->n;
        d = operate_one(w, d, &r->q->dos[i], &record);
        if (!d && w->diags->n > before)
            w->diags->list[before].span = r->q->dos[i].span;
        if (d && records)
            records[i] = record;
        if (d && opt->show) {
            struct buf text = {0};
            surgery_dump(&text, d, &record);
            diagram_dump(&text, d);
            opt->show(opt->show_cx, "surgery", buf_str(&text));
            buf_free(&text);
        }
    }
    return d;
}

bool answer_name_conditions(struct finding *f, struct work *w, const struct request *r,
                            const struct tensor *t, struct missing *m)
{
    uint32_t nrow = r->nopen + r->ngiven, n = 0, before = m->n;
    struct reading *reading = ARENA_NEW(w->arena, struct reading, (size_t)r->ngiven + r->nseen);
    struct tensor *guilty = tensor_new(w, nrow, t->axis);
    if (!reading)
        return diag_oom(w->diags);
    if (!guilty)
        return false;
    for (size_t row = 0; row < guilty->cells; row++)
        guilty->p[row] = isnan(t->p[row * (t->cells / guilty->cells)]);
    for (uint32_t i = r->nopen; i < nrow; i++)
        reading[n++] = (struct reading){.var = t->axis[i].id, .axis = i};
    for (uint32_t i = 0; i < r->nseen; i++)
        reading[n++] =
            (struct reading){.var = r->seen[i].wire, .axis = UINT32_MAX, .state = r->seen[i].state};
    if (!missing_add(m, guilty, reading, n))
        return false;
    for (uint32_t i = before; i < m->n; i++)
        m->cell[i].operated = r->q->ndos > 0;
    f->missing = m->cell;
    f->nmissing = m->n;
    f->more_missing = m->more;
    return true;
}

bool answer_by_surgery(struct finding *f, struct work *w, const struct request *r,
                       const struct diagram *operated)
{
    bool impossible = false;
    struct missing m;
    *f = (struct finding){0};
    struct tensor *t = stoch_conditional(w, operated, r->over, r->nover, r->given, r->ngiven, r->seen,
                                         r->nseen, &impossible);
    if (!t)
        return false;
    f->value = t;
    return missing_init(&m, w) && answer_name_conditions(f, w, r, t, &m);
}
