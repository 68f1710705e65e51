/* text_channel.c -- wires between two ranks as horizontal bars on tracks: channel routing (Hashimoto and
 * Stevens 1971; doglegs: Deutsch 1976).
 *
 * Where a net's near end and another's far end are in one line, the first must turn off before the second
 * turns in: its track is nearer.  These demands can run in a circle, as when two wires swap places; then a
 * net is split, and crosses over to a free line between two tracks.  Where they leave a choice, the order
 * with fewer crossings is taken. */
#include "draw/text_int.h"

#include "base/interrupt.h"

struct routing {
    struct work *w;
    struct arena *draft;
    struct piece *piece;
    size_t n, cap;
    uint32_t width;
    struct set used; /* lines that have an end of a net */
    uint32_t *nets;  /* by line: piece with its near end there, or NONE */
};

#define NONE UINT32_MAX

static void span_of(struct piece *p)
{
    p->low = p->rooted ? p->near : p->far[0].at;
    p->high = p->low;
    for (uint32_t i = 0; i < p->nfar; i++) {
        if (p->far[i].at < p->low)
            p->low = p->far[i].at;
        if (p->far[i].at > p->high)
            p->high = p->far[i].at;
    }
    p->straight = p->rooted && p->low == p->high;
}

/* How often the two cross when a's bar is nearer than b's. */
static uint32_t cost(const struct piece *a, const struct piece *b)
{
    uint32_t n = b->rooted && b->near > a->low && b->near < a->high;
    for (uint32_t i = 0; i < a->nfar; i++)
        n += a->far[i].at > b->low && a->far[i].at < b->high;
    return n;
}

static bool overlap(const struct piece *a, const struct piece *b)
{
    return a->low <= b->high + 1 && b->low <= a->high + 1;
}

/* Must piece i's bar be nearer than piece j's? */
static bool before(const struct routing *r, uint32_t i, uint32_t j)
{
    const struct piece *a = &r->piece[i], *b = &r->piece[j];
    if (a->above == j || b->above == i)
        return a->above == j;
    if (!a->rooted)
        return false;
    for (uint32_t k = 0; k < b->nfar; k++)
        if (b->far[k].at == a->near)
            return true;
    return false;
}

struct ordering {
    uint32_t *order, n; /* pieces with bars, nearest first */
    uint32_t *waits;    /* by piece: how many must come before it and have not */
    int64_t *gain;      /* by piece: crossings saved by taking it next */
    bool *placed;
};

static bool ordering_new(struct ordering *o, struct routing *r)
{
    *o = (struct ordering){.order = ARENA_NEW(r->draft, uint32_t, r->n),
                           .waits = ARENA_NEW(r->draft, uint32_t, r->n),
                           .gain = ARENA_NEW(r->draft, int64_t, r->n),
                           .placed = ARENA_NEW(r->draft, bool, r->n)};
    return (o->order && o->waits && o->gain && o->placed) || diag_oom(r->w->diags);
}

static void weigh(struct ordering *o, const struct routing *r)
{
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < r->n; j++) {
            const struct piece *a = &r->piece[i], *b = &r->piece[j];
            if (i == j || a->straight || b->straight || !overlap(a, b))
                continue;
            o->waits[j] += before(r, (uint32_t)i, (uint32_t)j);
            o->gain[i] += (int64_t)cost(b, a) - (int64_t)cost(a, b);
        }
}

static void take(struct ordering *o, const struct routing *r, uint32_t i)
{
    o->placed[i] = true;
    o->order[o->n++] = i;
    for (size_t j = 0; j < r->n; j++) {
        const struct piece *a = &r->piece[i], *b = &r->piece[j];
        if (o->placed[j] || b->straight || !overlap(a, b))
            continue;
        o->waits[j] -= before(r, i, (uint32_t)j);
        o->gain[j] -= (int64_t)cost(a, b) - (int64_t)cost(b, a);
    }
}

/* A line without ends near the middle of a piece's bar; new ones are to the right. */
static uint32_t free_line(struct routing *r, const struct piece *p)
{
    uint32_t middle = p->low + (p->high - p->low) / 2;
    for (uint32_t away = 0; away < r->width; away++) {
        if (middle + away < r->width && !set_has(r->used, middle + away))
            return middle + away;
        if (away <= middle && middle - away < r->width && !set_has(r->used, middle - away))
            return middle - away;
    }
    return NONE;
}

/* Split a piece: its near end goes to a free line, and from there a second piece to the far ends. */
static bool split(struct routing *r, uint32_t i)
{
    struct branch *end = ARENA_NEW(r->w->arena, struct branch, 1);
    uint32_t line = free_line(r, &r->piece[i]);
    struct piece far = r->piece[i], *near;
    if (!end || line == NONE)
        return diag_oom(r->w->diags);
    set_add(r->used, line);
    *end = (struct branch){line, r->piece[i].far[0].wire};
    far.near = line;
    far.below = i;
    span_of(&far);
    if (!ARENA_PUSH(r->w->arena, r->piece, r->n, r->cap, far))
        return diag_oom(r->w->diags);
    near = &r->piece[i];
    near->far = end;
    near->nfar = 1;
    near->above = (uint32_t)r->n - 1;
    span_of(near);
    return true;
}

/* Which piece to split: one that waits and whose bar is longest, so that a free line is likely within it. */
static uint32_t worst(const struct ordering *o, const struct routing *r)
{
    uint32_t best = NONE;
    for (uint32_t i = 0; i < r->n; i++) {
        const struct piece *p = &r->piece[i];
        if (o->placed[i] || p->straight || !p->rooted || p->below != NONE || p->above != NONE)
            continue;
        if (best == NONE || p->nfar < r->piece[best].nfar ||
            (p->nfar == r->piece[best].nfar && p->high - p->low > r->piece[best].high - r->piece[best].low))
            best = i;
    }
    return best;
}

static uint32_t ready(const struct ordering *o, const struct routing *r)
{
    uint32_t best = NONE;
    for (uint32_t i = 0; i < r->n; i++)
        if (!o->placed[i] && !r->piece[i].straight && !o->waits[i] &&
            (best == NONE || o->gain[i] > o->gain[best]))
            best = i;
    return best;
}

/* All pieces in an order that keeps the demands; splits and begins again where there is none. */
static bool order(struct ordering *o, struct routing *r)
{
    for (;;) {
        uint32_t bars = 0, next;
        if (interrupted())
            return diag_interrupted(r->w->diags);
        if (!ordering_new(o, r))
            return false;
        weigh(o, r);
        for (size_t i = 0; i < r->n; i++)
            bars += !r->piece[i].straight;
        while (o->n < bars && (next = ready(o, r)) != NONE)
            take(o, r, next);
        if (o->n == bars)
            return true;
        if ((next = worst(o, r)) == NONE)
            return diag_error(r->w->diags, "internal", NO_SPAN, "wires cannot be kept apart");
        if (!split(r, next))
            return false;
    }
}

static uint32_t place(const struct ordering *o, struct routing *r)
{
    uint32_t tracks = 0;
    for (uint32_t k = 0; k < o->n; k++) {
        struct piece *p = &r->piece[o->order[k]];
        p->track = 0;
        for (uint32_t j = 0; j < k; j++) {
            const struct piece *q = &r->piece[o->order[j]];
            if (overlap(p, q) && q->track >= p->track)
                p->track = q->track + 1;
        }
        if (p->track >= tracks)
            tracks = p->track + 1;
    }
    return tracks;
}

bool channel_route(struct channel *c, struct work *w, const struct net *net, uint32_t nnets, uint32_t width)
{
    struct arena draft = {0};
    struct routing r = {.w = w, .draft = &draft, .width = width + 2 * nnets};
    struct ordering o = {0};
    r.used = set_new(&draft, r.width);
    bool good = set_ok(r.used) || diag_oom(w->diags);
    for (uint32_t i = 0; good && i < nnets; i++) {
        struct piece p = {.net = i,
                          .rooted = net[i].rooted,
                          .near = net[i].near,
                          .nfar = net[i].nfar,
                          .far = net[i].far,
                          .below = NONE,
                          .above = NONE};
        span_of(&p);
        if (p.rooted)
            set_add(r.used, p.near);
        for (uint32_t k = 0; k < p.nfar; k++)
            set_add(r.used, p.far[k].at);
        good = ARENA_PUSH(w->arena, r.piece, r.n, r.cap, p) || diag_oom(w->diags);
    }
    good = good && order(&o, &r);
    *c = (struct channel){.npieces = (uint32_t)r.n, .piece = r.piece, .width = width};
    if (good)
        c->ntracks = place(&o, &r);
    for (size_t i = 0; good && i < r.n; i++)
        if (r.piece[i].high >= c->width)
            c->width = r.piece[i].high + 1;
    arena_free(&draft);
    return good;
}
