/* copy.c -- a table that outlives its statement, for `let`. */
#include "answer/answer.h"

#include <string.h>

static struct answer_column *copy_columns(struct work *w, const struct answer_column *from, uint32_t n)
{
    struct answer_column *to = ARENA_NEW(w->arena, struct answer_column, n);
    for (uint32_t i = 0; to && i < n; i++) {
        to[i] = from[i];
        to[i].name = str_dup(w->arena, from[i].name);
        to[i].type = type_copy(w->arena, from[i].type);
        if (!to[i].name.s || !to[i].type)
            return NULL;
    }
    return to;
}

struct answer *answer_copy(struct work *w, const struct answer *a)
{
    struct answer *c = ARENA_NEW(w->arena, struct answer, 1);
    struct tensor *table = tensor_new(w, a->table->rank, a->table->axis);
    struct answer_column *given = copy_columns(w, a->given, a->ngiven),
                         *over = copy_columns(w, a->over, a->nover);
    struct str query = str_dup(w->arena, a->query);
    if (!c || !table || !given || !over || !query.s) {
        diag_oom(w->diags);
        return NULL;
    }
    memcpy(table->p, a->table->p, table->cells * sizeof *table->p);
    *c = (struct answer){.kind = a->kind,
                         .query = query,
                         .method = a->method,
                         .ngiven = a->ngiven,
                         .given = given,
                         .nover = a->nover,
                         .over = over,
                         .table = table,
                         .number = a->number};
    return c;
}
