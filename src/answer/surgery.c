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
        return diagram_do_row(w, d, x->var, x->row, record);
    case DO_POLICY:
        return diagram_do_policy(w, d, x->var, x->from, x->nfrom, x->matrix, record);
    }
    return NULL;
}

struct diagram *answer_operate(struct work *w, const struct request *r, const struct diagram *net,
                               const struct answer_options *opt)
{
    struct diagram *d = diagram_marginal(w, net, net->out, net->nout);
    for (uint32_t i = 0; d && i < r->q->ndos; i++) {
        struct surgery record;
        size_t before = w->diags->n;
        d = operate_one(w, d, &r->q->dos[i], &record);
        if (!d && w->diags->n > before)
            w->diags->list[before].span = r->q->dos[i].span;
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

/* The conditioning events of probability zero: settings of the open conditions (with the fixed evidence)
 * whose whole block is undefined, for some setting of the open interventions. */
static bool name_missing(struct finding *f, struct work *w, const struct request *r, const struct tensor *t)
{
    uint32_t nrow = r->nopen + r->ngiven, n = r->ngiven + r->nseen;
    size_t block = 1, rows = 1;
    for (uint32_t i = 0; i < nrow; i++)
        rows *= t->axis[i].n;
    for (uint32_t i = nrow; i < t->rank; i++)
        block *= t->axis[i].n;
    struct cell *cells = ARENA_NEW(w->arena, struct cell, LIMIT_MISSING);
    if (!cells)
        return diag_oom(w->diags);
    for (size_t row = 0; row < rows; row++) {
        if (!isnan(t->p[row * block]))
            continue;
        if (f->nmissing == LIMIT_MISSING || n == 0) {
            f->more_missing = n != 0;
            break;
        }
        uint32_t *var = ARENA_NEW(w->arena, uint32_t, n), *state = ARENA_NEW(w->arena, uint32_t, n);
        if (!var || !state)
            return diag_oom(w->diags);
        size_t rest = row;
        for (uint32_t i = nrow; i-- > 0;) {
            uint32_t index = (uint32_t)(rest % t->axis[i].n);
            rest /= t->axis[i].n;
            if (i >= r->nopen) {
                var[i - r->nopen] = t->axis[i].id;
                state[i - r->nopen] = index;
            }
        }
        for (uint32_t i = 0; i < r->nseen; i++) {
            var[r->ngiven + i] = r->seen[i].wire;
            state[r->ngiven + i] = r->seen[i].state;
        }
        cells[f->nmissing++] = (struct cell){n, var, state};
        if (r->nopen && !r->ngiven)
            break; /* the same event for every intervention: name it once */
    }
    f->missing = cells;
    return true;
}

bool answer_by_surgery(struct finding *f, struct work *w, const struct request *r,
                       const struct diagram *operated)
{
    bool impossible = false;
    *f = (struct finding){0};
    struct tensor *t = stoch_conditional(w, operated, r->over, r->nover, r->given, r->ngiven, r->seen,
                                         r->nseen, &impossible);
    if (!t)
        return false;
    f->value = t;
    return name_missing(f, w, r, t);
}
