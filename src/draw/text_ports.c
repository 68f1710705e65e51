/* text_ports.c -- which wire takes which port, where that says nothing: in the order in which they arrive. */
#include "draw/text_int.h"

#include <stdlib.h>

struct arrival {
    uint32_t body, wire;
    double x; /* where the wire comes from */
    int32_t port;
};

static int by_body_and_x(const void *a, const void *b)
{
    const struct arrival *s = a, *t = b;
    if (s->body != t->body)
        return s->body < t->body ? -1 : 1;
    if (s->x != t->x)
        return s->x < t->x ? -1 : 1;
    return s->wire < t->wire ? -1 : s->wire > t->wire;
}

static int by_port(const void *a, const void *b)
{
    const int32_t *s = a, *t = b;
    return *s < *t ? -1 : *s > *t;
}

/* The other end of a wire's last piece: a dummy, or the body that it comes from. */
static double other_end(const struct text_picture *p, uint32_t e)
{
    const struct layered *l = p->layout;
    uint32_t first = l->chain_start[e], end = l->chain_start[e + 1];
    return end > first ? l->x[l->chain[end - 1]] : l->x[p->wire[e].from] + p->wire[e].from_at;
}

bool plain_sort_ports(struct text_picture *p, bool *changed)
{
    struct arrival *a = ARENA_NEW(p->w->arena, struct arrival, p->nwires);
    int32_t *port = ARENA_NEW(p->w->arena, int32_t, p->nwires);
    uint32_t n = 0;
    if (!a || !port)
        return diag_oom(p->w->diags);
    *changed = false;
    for (uint32_t e = 0; e < p->nwires; e++)
        if (p->wire[e].sort_to)
            a[n++] = (struct arrival){p->wire[e].to, e, other_end(p, e), p->wire[e].to_at};
    qsort(a, n, sizeof *a, by_body_and_x);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && a[end].body == a[i].body; end++)
            port[end] = a[end].port;
        qsort(port + i, end - i, sizeof *port, by_port);
        for (uint32_t k = i; k < end; k++) {
            *changed |= port[k] != a[k].port;
            p->wire[a[k].wire].to_at = port[k];
        }
    }
    return true;
}
