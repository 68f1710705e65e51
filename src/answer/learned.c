/* learned.c -- tests of what a model implies, and samples from it. */
#include "answer/answer_int.h"

#include "base/limits.h"

struct learn_data answer_learn_data(const struct observed *o)
{
    return (struct learn_data){o->counts, o->column_var};
}

static bool test_constraints(struct test_list *tests, struct work *w, const struct model *m,
                             const struct observed *o, const struct answer *out)
{
    const struct verma_list *list = &out->structure->constraints;
    if (!list->n)
        return true;
    tests->constraint = ARENA_NEW(w->arena, struct constraint_test, list->n);
    if (!tests->constraint)
        return diag_oom(w->diags);
    for (tests->nconstraints = 0; tests->nconstraints < list->n; tests->nconstraints++)
        if (!answer_constraint_test(&tests->constraint[tests->nconstraints], w, m, o, out->pool,
                                    &list->constraint[tests->nconstraints]))
            return false;
    return learn_judge(tests, w);
}

bool answer_tests(struct answer *out, struct work *w, const struct model *m, const struct observed *o,
                  struct str text, enum adjust_method method, double level)
{
    struct learn_data data = answer_learn_data(o);
    struct answer_learned *l = ARENA_NEW(w->arena, struct answer_learned, 1);
    if (!l)
        return diag_oom(w->diags);
    if (!answer_implications(out, w, m, text) ||
        !learn_test(&l->tests, w, m, &data, &out->structure->implications, method, level))
        return false;
    if (!test_constraints(&l->tests, w, m, o, out))
        return false;
    out->kind = ANSWER_TESTS;
    out->learned = l;
    l->n = o->counts->total;
    l->file = o->file;
    out->rows_used = o->counts->used;
    out->rows_dropped = o->counts->dropped;
    out->from_data = true;
    return true;
}

struct sampler *answer_sampler(struct work *w, const struct query *q, uint64_t n, unsigned long seed,
                               struct buf *head)
{
    static const struct answer_options quiet = {0};
    struct request r;
    const struct box *missing = NULL;
    bool known = false;
    if (!request_read(&r, w, q) || !request_all(&r, w))
        return NULL;
    struct diagram *operated = answer_operate(w, &r, q->model->net, NULL, &quiet);
    if (!operated || !answer_mechanisms_known(w, &r, operated, &known, &missing))
        return NULL;
    if (!known) {
        answer_no_numbers(w, &r, missing);
        if (missing && missing->nout && q->model->var[missing->out[0]].role == VAR_CONFOUNDER)
            diag_hint(
                w->diags,
                "a sample is drawn from the tables of all variables: give the hidden cause states, as in "
                "`latent U : {0, 1}` with arrows from U, and its tables can be stated, or learned by `fit`");
        else
            diag_hint(
                w->diags,
                "a sample is drawn from the tables of all variables: state them, or learn them from data "
                "with `fit %.*s`",
                STR_ARG(q->model->name));
        return NULL;
    }
    struct sample_wish wish = {.n = n, .seed = seed, .seen = r.seen, .nseen = r.nseen};
    return learn_sampler_new(w, operated, &wish, head);
}
