/* explain.c -- `explain [level] P(..)`. */
#include "session/session_int.h"

static const struct {
    struct str word;
    enum explain_level level;
} levels[] = {{STR(""), EXPLAIN_STEPS},
              {STR("answer"), EXPLAIN_ANSWER},
              {STR("formula"), EXPLAIN_FORMULA},
              {STR("steps"), EXPLAIN_STEPS},
              {STR("theory"), EXPLAIN_THEORY}};

/* A distribution or a policy for a variable without states is only a word: there is no row to average over.
 */
static bool soft_without_states(struct run *r, const struct query *q)
{
    for (uint32_t i = 0; i < q->ndos; i++) {
        const struct query_do *d = &q->dos[i];
        if ((d->kind == DO_ROW || d->kind == DO_POLICY) && !d->row && !d->matrix) {
            struct str name = q->model->var[d->var].name;
            diag_error(r->w.diags, "no-states", d->span, "`%.*s` has no states yet", STR_ARG(name));
            diag_hint(r->w.diags, "declare them, as in `var %.*s : {no, yes}`, or `observe` data",
                      STR_ARG(name));
            return true;
        }
    }
    return false;
}

bool explain_query(struct run *r, const struct ast *statement, struct answer *a)
{
    struct query q;
    const struct binding *b;
    struct answer_options opt = {.verify = r->s->verify, .exact = r->s->exact, .interval = r->s->interval};
    enum explain_level level = EXPLAIN_STEPS;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (str_eq(levels[i].word, statement->text))
            level = levels[i].level;
    if (!query_resolve(r, statement->kid[0], false, &q, &b) || soft_without_states(r, &q))
        return false;
    return str_eq(statement->text, STR("sql")) ? answer_sql(a, &r->w, &q)
                                               : answer_explain(a, &r->w, &q, level, &opt);
}
