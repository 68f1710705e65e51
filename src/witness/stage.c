/* stage.c -- the part of the graph on which two models are played.
 *
 * Whatever the query depends on is an ancestor of the outcomes and conditions.  When these are too many, the
 * hedge, paths from its roots and paths that make conditions matter are enough.
 */
#include "witness/witness_int.h"

struct making {
    struct work *w; /* drafts */
    const struct graph *g;
    const struct identify_query *asked;
    const struct hedge *hedge;
    struct set keep;
    struct graph_path link[STAGE_LINKS];
    uint32_t nlinks;
};

/* ---- links: open paths into conditions, from outcomes ---- */

/* The back-door path from condition z to the outcomes, the other conditions and the interventions given. */
static bool find_link(struct making *m, const struct graph *cut, uint32_t z)
{
    struct work *w = m->w;
    struct set one = set_new(w->arena, m->g->n), given = set_new(w->arena, m->g->n);
    struct graph_path path = {0};
    if (!set_ok(one) || !set_ok(given))
        return diag_oom(w->diags);
    set_add(one, z);
    set_assign(given, m->asked->z);
    set_join(given, m->asked->x);
    set_del(given, z);
    struct graph *under = graph_cut_outgoing(w, cut, one);
    if (!under)
        return false;
    size_t errors = w->diags->errors;
    if (graph_separated(w, under, one, m->asked->y, given, &path))
        return true;
    if (w->diags->errors > errors)
        return false;
    m->link[m->nlinks++] = path;
    return true;
}

static bool find_links(struct making *m)
{
    const struct graph *cut = graph_cut_incoming(m->w, m->g, m->asked->x);
    if (!cut)
        return false;
    SET_EACH (z, m->asked->z)
        if (m->nlinks < STAGE_LINKS && !find_link(m, cut, z))
            return false;
    return true;
}

/* ---- what to keep ---- */

/* Keep a shortest way from v down to `targets` that does not meet `barred` if there is one. */
static bool keep_way(struct making *m, uint32_t v, struct set targets, struct set barred, bool *found)
{
    const struct graph *g = m->g;
    struct arena *a = m->w->arena;
    uint32_t *queue = ARENA_NEW(a, uint32_t, g->n), *from = ARENA_NEW(a, uint32_t, g->n), n = 0;
    struct set seen = set_new(a, g->n);
    if (!queue || !from || !set_ok(seen))
        return diag_oom(m->w->diags);
    set_add(seen, v);
    queue[n++] = v;
    from[v] = v;
    *found = false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t u = queue[i];
        if (set_has(targets, u)) {
            for (; u != v; u = from[u])
                set_add(m->keep, u);
            set_add(m->keep, v);
            *found = true;
            return true;
        }
        SET_EACH (c, g->ch[u])
            if (!set_has(seen, c) && !set_has(barred, c)) {
                set_add(seen, c);
                from[c] = u;
                queue[n++] = c;
            }
    }
    return true;
}

/* From v down to the targets, through F - F' only when need be. */
static bool keep_descent(struct making *m, uint32_t v, struct set targets)
{
    bool found;
    struct set barred = set_copy(m->w->arena, m->hedge->f);
    if (!set_ok(barred))
        return diag_oom(m->w->diags);
    set_minus(barred, m->hedge->f_prime);
    set_join(barred, m->asked->x);
    if (!keep_way(m, v, targets, barred, &found))
        return false;
    return found || keep_way(m, v, targets, m->asked->x, &found);
}

static bool keep_little(struct making *m)
{
    struct set targets = set_copy(m->w->arena, m->asked->y);
    if (!set_ok(targets))
        return diag_oom(m->w->diags);
    set_join(targets, m->asked->z);
    set_assign(m->keep, m->hedge->f);
    SET_EACH (r, m->hedge->roots)
        if (!keep_descent(m, r, targets))
            return false;
    for (uint32_t k = 0; k < m->nlinks; k++)
        for (uint32_t i = 0; i < m->link[k].count; i++) {
            set_add(m->keep, m->link[k].node[i]);
            bool collider = i > 0 && i + 1 < m->link[k].count && m->link[k].step[i - 1] != STEP_BACKWARD &&
                            m->link[k].step[i] != STEP_FORWARD;
            if (collider && !keep_descent(m, m->link[k].node[i], m->asked->z))
                return false;
        }
    return true;
}

/* keep = the ancestors of outcomes and conditions, or less. */
static bool choose(struct making *m)
{
    struct set of = set_copy(m->w->arena, m->asked->y);
    m->keep = set_new(m->w->arena, m->g->n);
    if (!set_ok(of) || !set_ok(m->keep))
        return diag_oom(m->w->diags);
    set_join(of, m->asked->z);
    graph_ancestors(m->keep, m->g, of);
    if (!find_links(m))
        return false;
    return set_count(m->keep) <= STAGE_NODES || keep_little(m);
}

/* ---- renumbering ---- */

static members local(const struct stage *s, struct set set)
{
    members out = 0;
    for (uint32_t i = 0; i < s->n; i++)
        if (set_has(set, s->node[i]))
            out |= BIT(i);
    return out;
}

static void add_edge(struct stage *s, uint32_t a, uint32_t b)
{
    s->bi[a] |= BIT(b);
    s->bi[b] |= BIT(a);
    s->end[s->nedges][0] = a;
    s->end[s->nedges][1] = b;
    s->nedges++;
}

/* Bidirected edges, those inside the hedge first: there may be more than can be numbered. */
static void add_edges(struct stage *s)
{
    for (int inside = 1; inside >= 0; inside--)
        for (uint32_t a = 0; a < s->n; a++)
            for (uint32_t b = a + 1; b < s->n; b++) {
                bool both = s->f & BIT(a) && s->f & BIT(b);
                if (set_has(s->g->bi[s->node[a]], s->node[b]) && both == inside && s->nedges < STAGE_EDGES)
                    add_edge(s, a, b);
            }
}

static bool number(struct stage *s, struct making *m, const struct identify_query *q)
{
    uint32_t *order = ARENA_NEW(m->w->arena, uint32_t, m->g->n), n;
    if (!order)
        return diag_oom(m->w->diags);
    if (!graph_order(m->g, order, &n, m->w))
        return false;
    for (uint32_t v = 0; v < m->g->n; v++)
        s->place[v] = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (set_has(m->keep, order[i])) {
            s->place[order[i]] = s->n;
            s->node[s->n++] = order[i];
        }
    for (uint32_t i = 0; i < s->n; i++) {
        s->pa[i] = local(s, m->g->pa[s->node[i]]);
        s->ch[i] = local(s, m->g->ch[s->node[i]]);
    }
    s->f = local(s, m->hedge->f);
    s->f_prime = local(s, m->hedge->f_prime);
    s->y = local(s, m->asked->y);
    s->x = local(s, m->asked->x);
    s->z = local(s, m->asked->z);
    s->asked_y = local(s, q->y);
    s->asked_x = local(s, q->x);
    s->asked_z = local(s, q->z);
    add_edges(s);
    return true;
}

void stage_descend(uint32_t *next, const struct stage *s, members targets, members barred, members costly)
{
    uint32_t cost[STAGE_NODES];
    for (uint32_t v = s->n; v-- > 0;) {
        next[v] = targets & BIT(v) ? v : UINT32_MAX;
        cost[v] = s->z & BIT(v) ? 100 : 0; /* rather an outcome than a condition */
        if (next[v] == v)
            continue;
        EACH_BIT(c, s->ch[v] & ~barred)
        {
            uint32_t through = next[c] == UINT32_MAX ? 0 : cost[c] + 1 + (costly & BIT(c) ? 1000 : 0);
            if (through && (next[v] == UINT32_MAX || through < cost[v])) {
                next[v] = c;
                cost[v] = through;
            }
        }
    }
}

/* ---- links as what is heard ---- */

static uint32_t edge_number(const struct stage *s, uint32_t a, uint32_t b)
{
    for (uint32_t k = 0; k < s->nedges; k++)
        if ((s->end[k][0] == a && s->end[k][1] == b) || (s->end[k][0] == b && s->end[k][1] == a))
            return k;
    return UINT32_MAX;
}

/* False when the path leaves the stage, or uses an edge that has no number there. */
static bool read_link(struct stage *s, struct link *out, const struct graph_path *path)
{
    uint32_t down[STAGE_NODES];
    *out = (struct link){.from = s->place[path->node[0]]};
    stage_descend(down, s, s->z, s->x, 0);
    for (uint32_t i = 0; i < path->count; i++)
        if (s->place[path->node[i]] == UINT32_MAX)
            return false;
    for (uint32_t i = 0; i + 1 < path->count; i++) {
        uint32_t a = s->place[path->node[i]], b = s->place[path->node[i + 1]], k;
        if (path->step[i] == STEP_FORWARD)
            out->hears[b] |= BIT(a);
        else if (path->step[i] == STEP_BACKWARD)
            out->hears[a] |= BIT(b);
        else if ((k = edge_number(s, a, b)) == UINT32_MAX)
            return false;
        else
            for (uint32_t end = 0; end < 2; end++)
                out->hidden[s->end[k][end]] |= (uint64_t)1 << k;
        if (i > 0 && path->step[i - 1] != STEP_BACKWARD && path->step[i] != STEP_FORWARD)
            for (uint32_t v = a; down[v] != v && down[v] != UINT32_MAX; v = down[v])
                out->hears[down[v]] |= BIT(v); /* a collider: what it hears gets to a condition */
    }
    return true;
}

bool stage_make(struct stage *s, bool *fits, struct work *w, const struct graph *g,
                const struct identify_query *q, const struct identification *id)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    struct making m = {.w = &inner, .g = g, .asked = &id->asked, .hedge = &id->hedge};
    *s = (struct stage){.g = g, .place = ARENA_NEW(w->arena, uint32_t, g->n)};
    bool good = s->place ? choose(&m) : diag_oom(w->diags);
    *fits = good && set_count(m.keep) <= STAGE_NODES;
    if (*fits)
        good = number(s, &m, q);
    for (uint32_t k = 0; good && *fits && k < m.nlinks; k++)
        s->nlinks += read_link(s, &s->link[s->nlinks], &m.link[k]);
    arena_free(&draft);
    return good;
}
