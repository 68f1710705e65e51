/* text_ports.c -- which wire takes which port, where that says nothing: in the order in which they arrive. */
#include "draw/text_int.h"

#include <stdlib.h>

struct arrival {
    uint32_t body, wire;
    double x; /* where the wire comes from, or goes to */
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

/* The other end of a wire's last piece: a dummy, or the body that it comes from (goes to). */
static double other_end(const struct text_picture *p, uint32_t e, bool out)
{
    const struct layered *l = p->layout;
    const struct text_wire *t = &p->wire[e];
    uint32_t first = l->chain_start[e], end = l->chain_start[e + 1];
    if (end > first)
        return l->x[l->chain[out ? first : end - 1]];
    return out ? l->x[t->to] + t->to_at : l->x[t->from] + t->from_at;
}

static bool sort_side(struct text_picture *p, bool out, bool *changed)
{
    struct arrival *a = ARENA_NEW(p->w->arena, struct arrival, p->nwires);
    int32_t *port = ARENA_NEW(p->w->arena, int32_t, p->nwires);
    uint32_t n = 0;
    if (!a || !port)
        return diag_oom(p->w->diags);
    for (uint32_t e = 0; e < p->nwires; e++) {
        const struct text_wire *t = &p->wire[e];
        if (out ? t->sort_from : t->sort_to)
            a[n++] =
                (struct arrival){out ? t->from : t->to, e, other_end(p, e, out), out ? t->from_at : t->to_at};
    }
    qsort(a, n, sizeof *a, by_body_and_x);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && a[end].body == a[i].body; end++)
            port[end] = a[end].port;
        qsort(port + i, end - i, sizeof *port, by_port);
        for (uint32_t k = i; k < end; k++) {
            struct text_wire *t = &p->wire[a[k].wire];
            *changed |= port[k] != a[k].port;
            *(out ? &t->from_at : &t->to_at) = port[k];
        }
    }
    return true;
}

bool plain_sort_ports(struct text_picture *p, bool *changed)
{
    *changed = false;
    return sort_side(p, false, changed) && sort_side(p, true, changed);
}
