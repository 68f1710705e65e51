/* plan.c -- from a string figure to vertices and edges. */
#include "picture/plan.h"

struct planner {
    struct work *w;
    struct plan *p;
    size_t vertex_cap, edge_cap, nvertices, nedges;
    uint32_t *maker, *port; /* by wire: the vertex that makes it, and where */
    uint32_t nwires;
};

static uint32_t add_vertex(struct planner *s, struct plan_vertex v)
{
    if (ARENA_PUSH(s->w->arena, s->p->vertex, s->nvertices, s->vertex_cap, v))
        return (uint32_t)s->nvertices - 1;
    diag_oom(s->w->diags);
    return UINT32_MAX;
}

static bool add_edge(struct planner *s, struct plan_edge e)
{
    return ARENA_PUSH(s->w->arena, s->p->edge, s->nedges, s->edge_cap, e) || diag_oom(s->w->diags);
}

static bool in_diagram(const struct diagram *d, const struct box *b)
{
    for (uint32_t k = 0; k < d->nboxes; k++)
        if (d->box[k] == b)
            return true;
    return false;
}

/* ---- slots ---- */

/* The slot where something else made this box's wire before. */
static uint32_t slot_of(const struct planner *s, const struct diagram *after, const struct box *b)
{
    for (uint32_t v = 0; v < s->nvertices && b->nout; v++) {
        const struct plan_vertex *x = &s->p->vertex[v];
        if (x->before && !x->after && x->wire == b->out[0] && !in_diagram(after, x->before))
            return v;
    }
    return UINT32_MAX;
}

static bool add_slots(struct planner *s)
{
    const struct diagram *before = s->p->figure->before, *after = s->p->figure->after;
    for (uint32_t k = 0; k < before->nboxes; k++) {
        const struct box *b = before->box[k];
        struct plan_vertex v = {
            .kind = PLAN_SLOT, .before = b, .wire = b->nout ? b->out[0] : UINT32_MAX, .in_before = true};
        if (before == after || in_diagram(after, b)) {
            v.after = b;
            v.in_after = true;
        }
        if (add_vertex(s, v) == UINT32_MAX)
            return false;
    }
    for (uint32_t k = 0; before != after && k < after->nboxes; k++) {
        const struct box *b = after->box[k];
        if (in_diagram(before, b))
            continue;
        uint32_t v = slot_of(s, after, b);
        if (v == UINT32_MAX) {
            struct plan_vertex x = {
                .kind = PLAN_SLOT, .after = b, .wire = b->nout ? b->out[0] : UINT32_MAX, .in_after = true};
            if (add_vertex(s, x) == UINT32_MAX)
                return false;
        } else {
            s->p->vertex[v].after = b;
            s->p->vertex[v].in_after = true;
        }
    }
    for (uint32_t v = 0; v < s->nvertices; v++) {
        struct plan_vertex *x = &s->p->vertex[v];
        bool edge = x->before && x->after && x->before != x->after && x->before->nin == x->after->nin &&
                    x->before->kind == x->after->kind && str_eq(x->before->name, x->after->name);
        x->operated = x->before && x->before != x->after && !edge;
        const struct box *b = x->before ? x->before : x->after;
        for (uint32_t j = 0; j < b->nout; j++) {
            s->maker[b->out[j]] = v;
            s->port[b->out[j]] = j;
        }
    }
    return true;
}

/* ---- ends ---- */

static uint32_t occurrences(const uint32_t *list, uint32_t n, uint32_t wire)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++)
        k += list[i] == wire;
    return k;
}

static bool add_inputs(struct planner *s)
{
    const struct diagram *before = s->p->figure->before, *after = s->p->figure->after;
    for (uint32_t i = 0; i < after->nin; i++) {
        uint32_t wire = after->in[i];
        bool old = occurrences(before->in, before->nin, wire) > 0;
        uint32_t v = add_vertex(
            s, (struct plan_vertex){.kind = PLAN_INPUT, .wire = wire, .in_before = old, .in_after = true});
        if (v == UINT32_MAX)
            return false;
        if (s->maker[wire] == UINT32_MAX) {
            s->maker[wire] = v;
            continue;
        }
        struct plan_vertex *slot = &s->p->vertex[s->maker[wire]]; /* do(X): it runs through the old slot */
        slot->through = true;
        uint32_t nin = slot->before ? slot->before->nin : 0;
        if (!add_edge(s, (struct plan_edge){v, s->maker[wire], 0, nin, wire, false, true, false}))
            return false;
    }
    return true;
}

static bool add_use(struct planner *s, uint32_t to, uint32_t port, uint32_t wire, bool before, bool after,
                    bool cut)
{
    return s->maker[wire] == UINT32_MAX ||
           add_edge(s, (struct plan_edge){s->maker[wire], to, s->port[wire], port, wire, before, after, cut});
}

static bool add_outputs(struct planner *s)
{
    const struct diagram *before = s->p->figure->before, *after = s->p->figure->after;
    const struct diagram *side[2] = {before, after};
    for (int k = 0; k < 2; k++) {
        const struct diagram *d = side[k], *other = side[1 - k];
        for (uint32_t i = 0; i < d->nout; i++) {
            uint32_t nth = occurrences(d->out, i, d->out[i]);
            bool both = nth < occurrences(other->out, other->nout, d->out[i]);
            if (k == 1 && both)
                continue;
            uint32_t v = add_vertex(s, (struct plan_vertex){.kind = PLAN_OUTPUT,
                                                            .wire = d->out[i],
                                                            .in_before = k == 0 || both,
                                                            .in_after = k == 1 || both});
            if (v == UINT32_MAX || !add_use(s, v, 0, d->out[i], k == 0 || both, k == 1 || both, false))
                return false;
        }
    }
    return true;
}

/* ---- uses ---- */

static bool add_box_uses(struct planner *s, uint32_t v)
{
    struct plan_vertex x = s->p->vertex[v];
    const struct box *a = x.before, *b = x.after;
    for (uint32_t i = 0; a && i < a->nin; i++) {
        bool same = b && !x.operated && b->in[i] == a->in[i];
        if (!add_use(s, v, i, a->in[i], true, same, x.operated))
            return false;
    }
    for (uint32_t i = 0; b && i < b->nin; i++) {
        uint32_t port = x.operated && a ? a->nin + i : i;
        bool same = a && !x.operated && b->in[i] == a->in[i];
        if (!same && !add_use(s, v, port, b->in[i], false, true, false))
            return false;
    }
    return true;
}

static bool add_ends(struct planner *s)
{
    uint32_t n = s->nwires;
    bool *used = ARENA_NEW(s->w->arena, bool, 2 * (size_t)n);
    if (!used)
        return diag_oom(s->w->diags);
    for (size_t k = 0; k < s->nedges; k++) {
        const struct plan_edge *e = &s->p->edge[k];
        if (s->p->vertex[e->to].kind == PLAN_SLOT && s->p->vertex[e->from].kind == PLAN_INPUT &&
            s->maker[e->wire] == e->to)
            continue; /* runs through its slot */
        used[2 * e->wire] = used[2 * e->wire] || e->in_before;
        used[2 * e->wire + 1] = used[2 * e->wire + 1] || e->in_after || e->cut;
    }
    for (uint32_t wire = 0; wire < n; wire++) {
        if (s->maker[wire] == UINT32_MAX || (used[2 * wire] && used[2 * wire + 1]))
            continue;
        const struct plan_vertex *x = &s->p->vertex[s->maker[wire]];
        bool before = x->in_before && !used[2 * wire];
        bool after = (x->in_after || x->through) && !used[2 * wire + 1];
        if (!before && !after)
            continue;
        uint32_t v = add_vertex(
            s, (struct plan_vertex){.kind = PLAN_END, .wire = wire, .in_before = before, .in_after = after});
        if (v == UINT32_MAX || !add_use(s, v, 0, wire, before, after, false))
            return false;
    }
    return true;
}

/* ---- combs ---- */

/* A hole's input comes back from where the outputs before it end. */
static bool open_slots(struct planner *s)
{
    const struct string_figure *f = s->p->figure;
    uint32_t first_in = UINT32_MAX, first_out = UINT32_MAX, done = 0;
    for (uint32_t v = (uint32_t)s->nvertices; v-- > 0;) {
        if (s->p->vertex[v].kind == PLAN_INPUT)
            first_in = v;
        if (s->p->vertex[v].kind == PLAN_OUTPUT)
            first_out = v;
    }
    for (uint32_t i = 0; f->hole && i < f->nholes && i < f->before->nin; i++) {
        if (!f->hole[i] || first_out == UINT32_MAX)
            continue;
        s->p->vertex[first_in + i].inner = true;
        for (; done < f->hole[i] && done < f->before->nout; done++) {
            s->p->vertex[first_out + done].inner = true;
            if (!add_edge(
                    s, (struct plan_edge){.from = first_out + done, .to = first_in + i, .wire = UINT32_MAX}))
                return false;
        }
        if (done && !s->p->vertex[first_out + done - 1].inner)
            continue;
        if (!add_edge(
                s, (struct plan_edge){.from = first_out + done - 1, .to = first_in + i, .wire = UINT32_MAX}))
            return false;
    }
    return true;
}

struct plan *plan_new(struct work *w, const struct string_figure *f)
{
    uint32_t n = f->after->nwires > f->before->nwires ? f->after->nwires : f->before->nwires;
    struct plan *p = ARENA_NEW(w->arena, struct plan, 1);
    struct planner s = {.w = w,
                        .p = p,
                        .maker = ARENA_NEW(w->arena, uint32_t, n),
                        .port = ARENA_NEW(w->arena, uint32_t, n),
                        .nwires = n};
    if (!p || !s.maker || !s.port) {
        diag_oom(w->diags);
        return NULL;
    }
    p->figure = f;
    for (uint32_t i = 0; i < n; i++)
        s.maker[i] = UINT32_MAX;
    if (!add_slots(&s))
        return NULL;
    uint32_t slots = (uint32_t)s.nvertices;
    if (!add_inputs(&s) || !add_outputs(&s))
        return NULL;
    for (uint32_t v = 0; v < slots; v++)
        if (!add_box_uses(&s, v))
            return NULL;
    if (!add_ends(&s) || !open_slots(&s))
        return NULL;
    p->n = (uint32_t)s.nvertices;
    p->m = (uint32_t)s.nedges;
    p->nin = ARENA_NEW(w->arena, uint32_t, p->n);
    p->nout = ARENA_NEW(w->arena, uint32_t, p->n);
    if (!p->nin || !p->nout) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t k = 0; k < p->m; k++) {
        const struct plan_edge *e = &p->edge[k];
        if (e->to_port >= p->nin[e->to])
            p->nin[e->to] = e->to_port + 1;
        if (e->from_port >= p->nout[e->from])
            p->nout[e->from] = e->from_port + 1;
    }
    for (uint32_t v = 0; v < p->n; v++) { /* outputs that are not used have a port too */
        const struct plan_vertex *x = &p->vertex[v];
        const struct box *b = x->before ? x->before : x->after;
        if (b && b->nout > p->nout[v])
            p->nout[v] = b->nout;
    }
    return p;
}
