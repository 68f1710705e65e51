/* refusal.c -- an effect that does not follow from the observed distribution: the hedge that forbids a
 * formula (Shpitser and Pearl 2006, theorem 4), and two models that prove it. */
#include "answer/answer_int.h"

enum { LONGEST_LIST = 8 }; /* variables named in a sentence */

bool answer_keep_refusal(struct answer *a, struct work *w, const struct request *r,
                         const struct identification *id)
{
    struct witness *pair = ARENA_NEW(w->arena, struct witness, 1);
    struct derivation *steps = ARENA_NEW(w->arena, struct derivation, 1);
    bool found = false;
    if (!pair || !steps)
        return diag_oom(w->diags);
    *steps = id->derivation;
    a->derivation = steps;
    a->path = id->path;
    a->culprit = id->culprit;
    a->child = id->child;
    a->hedge = id->hedge;
    a->asked = id->asked;
    if (!set_ok(id->hedge.f))
        return true;
    if (!witness_find(pair, &found, w, r->m->projected, &a->question, id, r->m->name))
        return false;
    a->witness = found ? pair : NULL;
    return true;
}

static void put_names(struct buf *out, const struct model *m, struct set s)
{
    bool first = true;
    SET_EACH (v, s) {
        buf_fmt(out, "%s%.*s", first ? "" : ", ", STR_ARG(m->var[v].name));
        first = false;
    }
}

void answer_write_hedge(struct buf *out, const struct answer *a, bool unicode)
{
    const struct model *m = a->model;
    const struct witness *pair = a->witness;
    if (!set_ok(a->hedge.f))
        return;
    buf_puts(out, "hedge {");
    put_names(out, m, a->hedge.f);
    buf_puts(out, unicode ? "} ⊃ {" : "} around {");
    put_names(out, m, a->hedge.f_prime);
    buf_puts(out, "}");
    if (!pair)
        return;
    buf_puts(out, ". Two models agree on P(");
    if (set_count(m->projected->nodes) > LONGEST_LIST)
        buf_puts(out, "V");
    else
        put_names(out, m, m->projected->nodes);
    buf_puts(out, ") and give ");
    if (!str_starts(a->query, pair->query)) /* " in MODEL" may follow */
        buf_fmt(out, "%.*s = ", STR_ARG(pair->query));
    buf_fmt(out, "%.4g and %.4g; `explain` prints them", pair->value[0], pair->value[1]);
}

bool answer_refuse(struct answer *a, struct work *w, const struct request *r, const struct identification *id)
{
    struct buf hedge = {0}, path = {0};
    if (!answer_keep_refusal(a, w, r, id))
        return false;
    answer_write_hedge(&hedge, a, false);
    if (id->path.count > 2) {
        buf_puts(&path, " (");
        graph_print_path(&path, r->m->projected, &id->path, false);
        buf_putc(&path, ')');
    }
    diag_error(w->diags, "not-identifiable", r->q->span,
               "not identifiable: `%.*s` and its child `%.*s` %s%.*s", STR_ARG(r->m->var[id->culprit].name),
               STR_ARG(r->m->var[id->child].name),
               id->path.count == 2 ? "share a hidden cause" : "are joined by hidden causes",
               STR_ARG(buf_str(&path)));
    buf_free(&path);
    if (hedge.n)
        diag_hint(w->diags, "%.*s", STR_ARG(buf_str(&hedge)));
    buf_free(&hedge);
    return false;
}
