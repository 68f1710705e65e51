/* most_probable.c -- the most probable states of some wires together, given evidence.
 *
 * Max-product elimination (Dechter 1999): other wires are summed out first, then the wires asked for are
 * maximised out one by one.  Each one's best state is then read off its bucket, last eliminated first, when
 * the states of all other wires in the bucket are known.
 */
#include "stoch/closed.h"
#include "stoch/contract.h"
#include "stoch/plans.h"

#include <math.h>

static bool make(struct plan *p, struct work *w, const struct shape *s, void *cx)
{
    struct closed *c = cx;
    uint8_t *phase = ARENA_NEW(w->arena, uint8_t, s->naxes);
    uint32_t *table = ARENA_NEW(w->arena, uint32_t, s->nfactors);
    struct order order;
    if (!phase || !table)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < c->naxes; i++)
        phase[c->axis[i]] = 1;
    struct order_problem problem = {s->naxes, s->length, s->nfactors, s->scope, phase, false};
    if (!order_find(&order, w, &problem) || !plan_begin(p, w, s->naxes, s->length, &order, NULL, 0) ||
        !shape_inputs(s, p))
        return false;
    for (uint32_t i = 0; i < s->nfactors; i++)
        table[i] = i;
    p->method = "maximisation";
    p->keep_all = true;
    p->step_of = ARENA_NEW(&p->arena, uint32_t, order.n);
    if (!p->step_of)
        return diag_oom(w->diags);
    uint32_t out =
        plan_eliminate(p, table, s->nfactors, order.axis, order.n, order.n - c->naxes, NULL, 0, p->step_of);
    return out != UINT32_MAX && plan_output(p, out);
}

/* The cell of a table at these states. */
static size_t cell_of(const struct plan *p, const uint32_t *state, uint32_t table)
{
    struct scope s = p->table[table].scope;
    size_t cell = 0;
    for (uint32_t i = 0; i < s.n; i++)
        cell = cell * p->length[s.axis[i]] + state[s.axis[i]];
    return cell;
}

/* The states of all maximised axes, last eliminated first; of equal ones the first. */
static void trace_back(const struct plan_run *r, uint32_t *state, uint32_t from)
{
    const struct plan *p = r->plan;
    for (uint32_t i = p->order.n; i-- > from;) {
        const struct plan_step *s = &p->step[p->step_of[i]];
        uint32_t axis = p->order.axis[i], best = 0;
        double greatest = -1;
        for (uint32_t k = 0; k < p->length[axis]; k++) {
            double v = 1;
            state[axis] = k;
            for (uint32_t f = 0; f < s->nin; f++)
                v *= plan_entries(r, s->in[f])[cell_of(p, state, s->in[f])];
            if (v > greatest) {
                greatest = v;
                best = k;
            }
        }
        state[axis] = best;
    }
}

static bool undefined_entries(struct work *w)
{
    diag_error(w->diags, "undefined-entries", NO_SPAN,
               "a mechanism has undefined entries: it conditions on something of probability 0");
    return diag_hint(w->diags, "give it a table without undefined rows");
}

static double log_of(struct plan_result r)
{
    return r.p[0] > 0 ? log(r.p[0]) + (double)r.exponent * 0x1.62e42fefa39efp-1 : -INFINITY; /* log 2 */
}

/* The log of P(evidence): all is summed. */
static bool evidence_log(double *out, struct closed *c)
{
    long exponent;
    struct tensor *t = contract_views(c->w, c->view, c->nfactors, NULL, 0, &exponent);
    if (t)
        *out = log_of((struct plan_result){t->p, 1, exponent});
    return t != NULL;
}

static bool read_out(struct closed *c, struct planned *d, uint32_t *state, double *log_joint)
{
    struct plan_result r = plan_result(&d->run, 0);
    uint32_t *of = ARENA_NEW(c->w->arena, uint32_t, c->shape.naxes);
    if (!of)
        return diag_oom(c->w->diags);
    for (size_t t = 0; t < d->plan->ntables; t++)
        if (d->run.undefined[t] && !d->plan->table[t].stride)
            return undefined_entries(c->w);
    if (!(r.p[0] > 0))
        return planned_support(d, c->w) && (plan_result(&d->run, 0).p[0] == 0 || underflow(c->w));
    trace_back(&d->run, of, d->plan->order.n - c->naxes);
    for (uint32_t i = 0; i < c->n; i++)
        state[i] = c->fixed[c->wire[i]] == OPEN ? 0 : c->fixed[c->wire[i]];
    for (uint32_t i = 0; i < c->naxes; i++)
        state[c->target[i]] = of[c->axis[i]];
    *log_joint = log_of(r);
    return true;
}

static bool compute(struct closed *c, uint32_t *state, double *log_joint, double *log_evidence)
{
    struct planned d = {0};
    *log_joint = *log_evidence = -INFINITY;
    if (!closed_gather(c))
        return false;
    if (c->contradicted)
        return true;
    struct str key = closed_key(c, 1);
    bool good =
        key.s && planned_run(&d, c->w, &c->shape, key, make, c, false) && read_out(c, &d, state, log_joint);
    planned_end(&d);
    return good && (*log_joint == -INFINITY || evidence_log(log_evidence, c));
}

bool stoch_most_probable(uint32_t *state, double *log_joint, double *log_evidence, struct work *w,
                         const struct diagram *d, const uint32_t *wires, uint32_t n,
                         const struct evidence *evidence, uint32_t nevidence)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    struct closed c = {.w = &inner, .d = d, .wire = wires, .n = n, .seen = evidence, .nseen = nevidence};
    bool good = compute(&c, state, log_joint, log_evidence);
    arena_free(&draft);
    return good;
}
