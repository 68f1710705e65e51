/* pending.c -- stands in for what identify/ and witness/ declare until it is there. */
#include "answer/answer_int.h"

__attribute__((weak)) bool est_definitions(struct work *w, const struct est_pool *p, est e, est **def,
                                           uint32_t *n)
{
    (void)w, (void)p, (void)e;
    *def = NULL;
    *n = 0;
    return true;
}
__attribute__((weak)) void est_write_definition(struct buf *out, const struct est_pool *p, est e, uint32_t i,
                                                const struct est_print *how)
{
    (void)out, (void)p, (void)e, (void)i, (void)how;
}
__attribute__((weak)) bool witness_find(struct witness *out, bool *found, struct work *w,
                                        const struct graph *g, const struct identify_query *q,
                                        const struct identification *id, struct str name)
{
    (void)out, (void)w, (void)g, (void)q, (void)id, (void)name;
    *found = false;
    return true;
}
