/* task.c -- the small things every step of identification needs. */
#include "identify/identify_int.h"

bool task_failed(const struct task *t)
{
    return t->w->diags->errors != t->errors || t->w->diags->out_of_memory;
}

struct set task_set(struct task *t)
{
    struct set s = set_new(t->draft.arena, t->g->n);
    if (!set_ok(s))
        diag_oom(t->w->diags);
    return s;
}

bool task_step(struct task *t, enum derivation_rule rule, struct set set, est formula)
{
    struct derivation *d = t->steps;
    struct derivation_step step = {.rule = rule, .set = set_copy(t->w->arena, set), .formula = formula};
    return (set_ok(step.set) && ARENA_PUSH(t->w->arena, d->step, d->n, d->cap, step)) ||
           diag_oom(t->w->diags);
}

bool task_symbols(struct task *t, struct set s, struct symbols *out)
{
    uint32_t n = 0;
    struct symbol *at = ARENA_NEW(t->draft.arena, struct symbol, set_count(s));
    if (!at)
        return diag_oom(t->w->diags);
    SET_EACH (v, s)
        at[n++] = (struct symbol){v, 0};
    *out = (struct symbols){at, n};
    return true;
}

est task_p(struct task *t, struct set over, struct set given)
{
    struct symbols o, c;
    if (!task_symbols(t, over, &o) || !task_symbols(t, given, &c))
        return 0;
    return est_p(&t->draft, t->pool, o.at, o.n, c.at, c.n);
}
