/* csv_posterior.c -- `marginals`, `most probable` and `explain plan` as rows. */
#include "render/render_int.h"

#include <math.h>

void csv_marginals(struct buf *out, const struct answer *answer)
{
    const struct answer_marginals *m = answer->marginals;
    bool exact = marginals_exact(m), estimated = marginals_estimated(m);
    buf_puts(out, exact ? "variable,state,p,exact" : "variable,state,p");
    csv_estimated_head(out, estimated);
    buf_putc(out, '\n');
    for (uint32_t i = 0; i < m->n && !stopped(out); i++)
        for (uint32_t k = 0; k < m->column[i].type->n; k++) {
            csv_field(out, m->column[i].name);
            buf_putc(out, ',');
            csv_field(out, m->column[i].type->state[k]);
            buf_putc(out, ',');
            put_exact(out, m->p[i][k]);
            buf_puts(out, exact ? "," : "");
            if (exact && m->exact[i])
                rational_put(out, m->exact[i][k]);
            if (estimated)
                csv_estimated(out, m->estimated[i] ? &m->estimated[i][k]
                                                   : &(struct estimated){0, NAN, NAN, NAN, NAN});
            buf_putc(out, '\n');
        }
}

/* The probabilities are those of the whole, on each row; they may be smaller than a double can be. */
void csv_assignment(struct buf *out, const struct answer *answer)
{
    const struct answer_assignment *m = answer->assignment;
    buf_puts(out, "variable,state,p,joint\n");
    for (uint32_t i = 0; i < m->n && !assignment_undefined(answer) && !stopped(out); i++) {
        csv_field(out, m->column[i].name);
        buf_putc(out, ',');
        csv_field(out, m->column[i].type->state[m->column[i].state]);
        buf_putc(out, ',');
        put_log_exact(out, m->log_joint - m->log_evidence);
        buf_putc(out, ',');
        put_log_exact(out, m->log_joint);
        buf_putc(out, '\n');
    }
}

static void put_item(struct buf *out, const char *item, double value)
{
    buf_fmt(out, "%s,,,", item);
    put_exact(out, value);
    buf_putc(out, '\n');
}

void csv_plan(struct buf *out, const struct answer *answer)
{
    const struct plan_report *p = answer->plan;
    buf_puts(out, "item,variable,width,value\n");
    put_item(out, "boxes", p->boxes);
    put_item(out, "barren", p->barren);
    put_item(out, "separated", p->separated);
    put_item(out, "sliced", p->sliced);
    buf_fmt(out, "algorithm,,,%s\n", p->method ? p->method : "");
    buf_fmt(out, "heuristic,,,%s\n", p->heuristic ? p->heuristic : "");
    put_item(out, "orders", p->orders);
    put_item(out, "steps", p->nsteps);
    for (uint32_t i = 0; i < p->neliminations && !stopped(out); i++) {
        buf_puts(out, "elimination,");
        csv_field(out, answer->diagram->wire[p->elimination[i].wire].name);
        buf_fmt(out, ",%u,", p->elimination[i].width);
        put_exact(out, p->elimination[i].entries);
        buf_putc(out, '\n');
    }
    put_item(out, "largest", p->largest);
    put_item(out, "predicted_entries", p->predicted);
    put_item(out, "entries", p->actual);
    put_item(out, "peak_bytes", p->peak);
    put_item(out, "reused", p->reused);
    put_item(out, "seconds_planned", p->seconds_planned);
    put_item(out, "seconds_run", p->seconds_run);
}
