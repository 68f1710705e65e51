/* text_place.c -- where the bodies of a text picture stand: layered drawing (picture/layered.h) in units of
 * characters, made whole numbers, with a routed channel over each rank. */
#include "draw/text_int.h"

#define GAP 1 /* blank cells between neighbours */

static bool solve(struct text_picture *p, bool draft)
{
    struct layered_vertex *vertex = ARENA_NEW(p->w->arena, struct layered_vertex, p->nbodies);
    struct layered_edge *edge = ARENA_NEW(p->w->arena, struct layered_edge, p->nwires);
    if (!vertex || !edge)
        return diag_oom(p->w->diags);
    for (uint32_t v = 0; v < p->nbodies; v++) {
        const struct text_body *b = &p->body[v];
        uint32_t wide = b->reach > 1 ? 2 * b->reach - 1 : 1;
        vertex[v] = (struct layered_vertex){.width = b->across > wide ? b->across : wide,
                                            .height = b->along,
                                            .pin = b->pin,
                                            .place = b->place};
    }
    for (uint32_t e = 0; e < p->nwires; e++)
        edge[e] = (struct layered_edge){.from = p->wire[e].from,
                                        .to = p->wire[e].to,
                                        .from_at = p->wire[e].from_at,
                                        .to_at = p->wire[e].to_at,
                                        .weight = p->wire[e].weight};
    const struct layered_options opt = {.gap = GAP, .wire_gap = GAP, .draft = draft};
    p->layout = layered_solve(p->w, vertex, p->nbodies, edge, p->nwires, &opt);
    return p->layout != NULL;
}

/* The leftmost of the wires that leave each body; INT32_MAX: none does. */
static int32_t *first_wires(struct text_picture *p)
{
    int32_t *first = ARENA_NEW(p->w->arena, int32_t, p->nbodies);
    if (!first) {
        diag_oom(p->w->diags);
        return NULL;
    }
    for (uint32_t v = 0; v < p->nbodies; v++)
        first[v] = INT32_MAX;
    for (uint32_t e = 0; e < p->nwires; e++)
        if (p->wire[e].from_at < first[p->wire[e].from])
            first[p->wire[e].from] = p->wire[e].from_at;
    return first;
}

/* Whole numbers, from left to right: no neighbours closer than the gap, and no wire through a name. */
static void settle(struct text_picture *p, uint32_t rank, const int32_t *first)
{
    const struct layered *l = p->layout;
    int64_t end = -1 - GAP, name_end = -1 - GAP; /* of what stands there already */
    for (uint32_t i = l->rank_start[rank]; i < l->rank_start[rank + 1]; i++) {
        uint32_t v = l->order[i];
        bool given = v < p->nbodies;
        int64_t half = given ? p->body[v].across / 2 : 0, reach = given ? p->body[v].reach : 0;
        int64_t wire = given ? first[v] : 0;
        int64_t middle = (int64_t)l->x[v]; /* middles of odd widths are halves */
        if (middle < end + 1 + GAP + half)
            middle = end + 1 + GAP + half;
        if (wire != INT32_MAX && middle + wire < name_end + 1 + GAP)
            middle = name_end + 1 + GAP - wire;
        p->middle[v] = (uint32_t)middle;
        end = middle + half;
        if (middle + reach > name_end)
            name_end = middle + reach;
        int64_t most = (name_end > end ? name_end : end) + 1;
        if (p->across < most)
            p->across = (uint32_t)most;
    }
}

/* ---- channels ---- */

/* Where a wire crosses into rank r (which it reaches or passes), across. */
static uint32_t enters(const struct text_picture *p, uint32_t e, uint32_t r)
{
    const struct text_wire *t = &p->wire[e];
    const struct layered *l = p->layout;
    if (l->rank[t->to] == r)
        return (uint32_t)((int64_t)p->middle[t->to] + t->to_at);
    return p->middle[l->chain[l->chain_start[e] + r - l->rank[t->from] - 1]];
}

struct sorting {
    uint32_t *wire, *start; /* wires by the rank of their `from` or of each dummy: those in channel r */
};

/* The wires in each channel, those of one port together: by body, port, number. */
static bool sort_wires(struct text_picture *p, struct sorting *s)
{
    const struct layered *l = p->layout;
    size_t total = 0;
    s->start = ARENA_NEW(p->w->arena, uint32_t, (size_t)l->nranks + 1);
    uint32_t *by_body = ARENA_NEW(p->w->arena, uint32_t, (size_t)p->nbodies + 1);
    uint32_t *sorted = ARENA_NEW(p->w->arena, uint32_t, p->nwires);
    if (!s->start || !by_body || !sorted)
        return diag_oom(p->w->diags);
    for (uint32_t e = 0; e < p->nwires; e++) {
        if (p->wire[e].unseen)
            continue;
        by_body[p->wire[e].from + 1]++;
        for (uint32_t r = l->rank[p->wire[e].from]; r < l->rank[p->wire[e].to]; r++, total++)
            s->start[r + 1]++;
    }
    for (uint32_t v = 0; v < p->nbodies; v++)
        by_body[v + 1] += by_body[v];
    uint32_t seen = by_body[p->nbodies];
    for (uint32_t e = p->nwires; e-- > 0;)
        if (!p->wire[e].unseen)
            sorted[--by_body[p->wire[e].from + 1]] = e;

    for (uint32_t r = 0; r < l->nranks; r++)
        s->start[r + 1] += s->start[r];
    s->wire = ARENA_NEW(p->w->arena, uint32_t, total);
    uint32_t *next = ARENA_NEW(p->w->arena, uint32_t, l->nranks);
    if (!s->wire || !next)
        return diag_oom(p->w->diags);
    for (uint32_t k = 0; k < seen; k++)
        for (uint32_t r = l->rank[p->wire[sorted[k]].from]; r < l->rank[p->wire[sorted[k]].to]; r++)
            s->wire[s->start[r] + next[r]++] = sorted[k];
    return true;
}

/* Do two wires leave the same port in this channel? */
static bool same_net(const struct text_picture *p, uint32_t a, uint32_t b, uint32_t rank)
{
    const struct text_wire *s = &p->wire[a], *t = &p->wire[b];
    return s->from == t->from && s->from_at == t->from_at && p->layout->rank[s->from] == rank;
}

static bool route(struct text_picture *p, const struct sorting *s, uint32_t rank)
{
    uint32_t n = s->start[rank + 1] - s->start[rank], nnets = 0;
    const uint32_t *wire = s->wire + s->start[rank];
    struct net *net = ARENA_NEW(p->w->arena, struct net, n);
    struct branch *far = ARENA_NEW(p->w->arena, struct branch, n);
    bool *taken = ARENA_NEW(p->w->arena, bool, n);
    if (!net || !far || !taken)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < n; i++) {
        if (taken[i])
            continue;
        const struct text_wire *t = &p->wire[wire[i]];
        bool here = p->layout->rank[t->from] == rank;
        struct net *e = &net[nnets++];
        e->rooted = !here || !p->body[t->from].rootless;
        e->near = here ? (uint32_t)((int64_t)p->middle[t->from] + t->from_at) : enters(p, wire[i], rank);
        e->far = far;
        for (uint32_t k = i; k < n && (k == i || p->wire[wire[k]].from == t->from); k++)
            if (!taken[k] && (k == i || same_net(p, wire[i], wire[k], rank))) {
                taken[k] = true;
                *far++ = (struct branch){enters(p, wire[k], rank + 1), wire[k]};
                e->nfar++;
            }
    }
    if (!channel_route(&p->channel[rank], p->w, net, nnets, p->across))
        return false;
    if (p->channel[rank].width > p->across)
        p->across = p->channel[rank].width;
    return true;
}

/* ---- along the flow ---- */

static void stack_ranks(struct text_picture *p)
{
    const struct layered *l = p->layout;
    for (uint32_t v = 0; v < p->nbodies; v++) {
        uint32_t r = l->rank[v];
        if (p->body[v].along > p->rank_size[r])
            p->rank_size[r] = p->body[v].along;
        if (p->body[v].name > p->names[r])
            p->names[r] = p->body[v].name;
    }
    for (uint32_t r = 0; r < l->nranks; r++) {
        p->rank_at[r] = p->along;
        p->along += p->rank_size[r];
        if (r + 1 == l->nranks)
            break;
        uint32_t size = p->names[r] + p->channel[r].ntracks + p->heads;
        /* Boxes do not touch. */
        if (!size && p->rank_size[r])
            size = p->names[r] = 1;
        p->along += size;
    }
}

bool plain_place(struct text_picture *p)
{
    struct arena *a = p->w->arena;
    struct sorting sorted = {0};
    bool changed = true;
    for (int round = 0; changed && round < 3; round++)
        if (!solve(p, true) || !plain_sort_ports(p, &changed))
            return false;
    if (!solve(p, false))
        return false;
    uint32_t nranks = p->layout->nranks;
    const int32_t *first = first_wires(p);
    p->middle = ARENA_NEW(a, uint32_t, p->layout->total);
    p->rank_at = ARENA_NEW(a, uint32_t, nranks);
    p->rank_size = ARENA_NEW(a, uint32_t, nranks);
    p->names = ARENA_NEW(a, uint32_t, nranks);
    p->channel = ARENA_NEW(a, struct channel, nranks);
    if (!first || !p->middle || !p->rank_at || !p->rank_size || !p->names || !p->channel)
        return diag_oom(p->w->diags);
    for (uint32_t r = 0; r < nranks; r++)
        settle(p, r, first);
    if (!sort_wires(p, &sorted))
        return false;
    for (uint32_t r = 0; r + 1 < nranks; r++)
        if (!route(p, &sorted, r))
            return false;
    stack_ranks(p);
    return true;
}

uint32_t plain_body_at(const struct text_picture *p, uint32_t body)
{
    uint32_t r = p->layout->rank[body];
    return p->rank_at[r] + (p->body[body].at_end ? p->rank_size[r] - p->body[body].along : 0);
}

uint32_t plain_rows(const struct text_picture *p)
{
    return p->dir == DIR_RIGHT ? p->across : p->along;
}

uint32_t plain_columns(const struct text_picture *p)
{
    return p->dir == DIR_RIGHT ? p->along : p->across;
}

void plain_cell(const struct text_picture *p, uint32_t across, uint32_t along, uint32_t *row,
                uint32_t *column)
{
    *row = p->dir == DIR_UP ? p->along - 1 - along : p->dir == DIR_DOWN ? along : across;
    *column = p->dir == DIR_RIGHT ? along : across;
}
