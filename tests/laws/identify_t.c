/* identify_t.c -- the laws of identification, on random graphs with hidden causes of two and three children.
 *
 * The verdict is that of a search through all hedges (verdict.h).  A formula has the value of surgery on a
 * random model with these hidden causes, and the combs on the way have the values of the model's c-factors,
 * Q[S] = P(s | do(all others)).  A refusal comes with a hedge, and no smaller one is within it.
 *
 * CAUSAL_LAWS=k takes k times as many graphs; CAUSAL_MODELS=k takes k of them. */
#include "hidden_model.h"
#include "identify/identify.h"
#include "tap.h"
#include "verdict.h"

#include <stdlib.h>

enum { GRAPHS = 10000, QUERIES = 4, SHOWN = 5 };

/* A model, its projection, and the graph as the program gets it: number `place[v]` for variable v. */
struct scene {
    struct hidden_model model;
    struct mixed mixed;
    struct graph *g;
    uint32_t place[HIDDEN_ALL], index[HIDDEN_ALL]; /* index: back again */
};

struct asked {
    uint32_t y, x, z;
};

static struct count {
    int asked, identified, refused, by[5], rule[16];
    int verdict, alone, value, symbols, simplified, combs, plugs, conditions, hedge, smaller, path, ambiguous,
        failed;
    int simplifications, comb_steps, shown;
} n;
static struct diags diags;

/* ---- scenes ---- */

static const struct str spellings[] = {STR("X"),  STR("x"),     STR("Y"),  STR("y"),  STR("P"),   STR("Q1"),
                                       STR("do"), STR("alpha"), STR("B2"), STR("Z'"), STR("sum"), STR("a_b"),
                                       STR("W"),  STR("w"),     STR("E"),  STR("V0")};

static void shuffle(uint32_t *a, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = random_below(i + 1);
        a[i] = j == i ? i : a[j];
        a[j] = i;
    }
}

static void add_hidden(struct hidden_model *m)
{
    uint32_t h = m->all++, children = 0, wanted = random_below(4) ? 2 : 3;
    for (wanted = wanted > m->n ? m->n : wanted; (uint32_t)__builtin_popcount(children) < wanted;)
        children |= 1u << random_below(m->n);
    for (uint32_t v = 0; v < m->n; v++)
        if (children >> v & 1)
            m->pa[v] |= 1u << h;
    uint32_t first = (uint32_t)__builtin_ctz(children);
    if (first && random_below(8) == 0)
        m->pa[h] = 1u << random_below(first);
}

static void random_hidden_model(struct hidden_model *m)
{
    uint32_t hidden = random_below(6), filled = 0;
    double edge = 0.1 + 0.8 * random_unit();
    m->all = m->n = 2 + random_below(4) + random_below(4);
    memset(m->pa, 0, sizeof m->pa);
    for (uint32_t v = 0; v < m->n; v++)
        for (uint32_t u = 0; u < v; u++)
            if (random_unit() < edge)
                m->pa[v] |= 1u << u;
    if (random_below(6) == 0) { /* an isolated variable */
        uint32_t v = random_below(m->n);
        m->pa[v] = 0;
        for (uint32_t u = 0; u < m->n; u++)
            m->pa[u] &= ~(1u << v);
    }
    for (uint32_t h = 0; h < hidden; h++)
        add_hidden(m);
    for (uint32_t v = 0; v < m->n; v++) {
        for (uint32_t h = m->n; h < m->all; h++)
            if (m->pa[v] >> h & 1) {
                bool placed = false;
                for (uint32_t i = 0; i < filled; i++)
                    placed |= m->order[i] == h;
                if (!placed)
                    m->order[filled++] = h;
            }
        m->order[filled++] = v;
    }
}

/* Some hidden causes of two are bidirected edges of the graph, the others latent nodes that are projected. */
static void make_graph(struct scene *s, struct work *w)
{
    const struct hidden_model *m = &s->model;
    uint32_t which[HIDDEN_ALL];
    struct str *name = ARENA_NEW(w->arena, struct str, m->all);
    struct graph *g = graph_new(w, m->all, name);
    shuffle(s->place, m->all);
    shuffle(which, HIDDEN_ALL);
    for (uint32_t v = 0; v < m->all; v++) {
        s->index[s->place[v]] = v;
        name[v] = spellings[which[v]];
    }
    for (uint32_t v = 0; v < m->all; v++) {
        uint32_t child[HIDDEN_ALL], children = 0;
        for (uint32_t c = 0; c < m->n; c++)
            if (m->pa[c] >> v & 1)
                child[children++] = c;
        if (v >= m->n && children == 2 && !m->pa[v] && random_below(2)) {
            graph_biedge(g, s->place[child[0]], s->place[child[1]]);
            set_del(g->nodes, s->place[v]);
            continue;
        }
        if (v >= m->n)
            set_add(g->latent, s->place[v]);
        for (uint32_t c = 0; c < children; c++)
            graph_edge(g, s->place[v], s->place[child[c]]);
        for (uint32_t u = 0; v >= m->n && u < m->n; u++)
            if (m->pa[v] >> u & 1)
                graph_edge(g, s->place[u], s->place[v]);
    }
    s->g = graph_project(w, g);
}

static void random_scene(struct scene *s, struct work *w)
{
    random_hidden_model(&s->model);
    hidden_fill(&s->model, w->arena);
    s->mixed = mixed_project(s->model.n, s->model.all, s->model.pa);
    make_graph(s, w);
}

/* ---- translation ---- */

static struct set to_set(const struct scene *s, struct work *w, uint32_t bits)
{
    struct set set = set_new(w->arena, s->g->n);
    for (uint32_t v = 0; v < s->model.n; v++)
        if (bits >> v & 1)
            set_add(set, s->place[v]);
    return set;
}

static uint32_t to_bits(const struct scene *s, struct set set)
{
    uint32_t bits = 0;
    if (set_ok(set))
        SET_EACH (i, set)
            bits |= 1u << s->index[i];
    return bits;
}

static void show_set(const char *what, uint32_t bits)
{
    printf(" %s{", what);
    for (uint32_t v = 0; v < MIXED_NODES; v++)
        if (bits >> v & 1)
            printf(" %u", v);
    printf(" }");
}

static void show(const struct scene *s, const struct asked *q, const char *what)
{
    if (n.shown++ >= SHOWN)
        return;
    printf("# %s: y", what);
    show_set("", q->y);
    show_set("do", q->x);
    show_set("z", q->z);
    printf(" in");
    for (uint32_t v = 0; v < s->mixed.n; v++)
        for (uint32_t u = 0; u < s->mixed.n; u++) {
            if (s->mixed.pa[v] >> u & 1)
                printf(" %u>%u", u, v);
            if (u < v && s->mixed.bi[v] >> u & 1)
                printf(" %u~%u", u, v);
        }
    printf("\n");
}

static void fault(int *counter, const struct scene *s, const struct asked *q, const char *what)
{
    (*counter)++;
    show(s, q, what);
}

/* ---- formulas ---- */

static bool symbols_fit(const struct scene *s, const struct asked *q, const struct est_pool *p, est e)
{
    const struct est_node *node = est_get(p, e);
    for (uint32_t i = 0; i < node->nfree; i++)
        if (node->free[i].prime || !((q->y | q->x | q->z) >> s->index[node->free[i].var] & 1))
            return false;
    return true;
}

static bool is_c_factor(const struct scene *s, struct formula *f, est e, uint32_t base, uint32_t set)
{
    double truth[HIDDEN_CELLS];
    hidden_do(&s->model, base & ~set, truth);
    hidden_sum(&s->model, ~base, truth);
    return formula_error(f, e, truth) < 1e-10;
}

/* Each step against the model. `base`: the variables that are left after pruning and projection. */
static void check_steps(const struct scene *s, const struct asked *q, const struct derivation *d,
                        struct formula *f)
{
    uint32_t base = (1u << s->model.n) - 1;
    est last = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct derivation_step *step = &d->step[i];
        uint32_t set = to_bits(s, step->set);
        n.rule[step->rule]++;
        if (step->rule == STEP_PRUNE || step->rule == STEP_PROJECT) {
            base = set;
        } else if (step->rule == STEP_CUT || step->rule == STEP_DISINTEGRATE || step->rule == STEP_COMB) {
            n.comb_steps++;
            if (!is_c_factor(s, f, step->formula, base, set))
                fault(&n.combs, s, q, "a comb is not the c-factor");
        } else if (step->rule == STEP_PLUG) {
            if (!is_c_factor(s, f, step->formula, base, set))
                fault(&n.plugs, s, q, "the plugged combs are not the c-factor");
        } else if (step->rule == STEP_SIMPLIFY && last) {
            double before[HIDDEN_CELLS];
            n.simplifications++;
            formula_table(f, last, before);
            if (!(formula_error(f, step->formula, before) < 1e-10))
                fault(&n.simplified, s, q, "simplification changes the value");
        }
        last = step->formula ? step->formula : last;
    }
}

static void check_formula(struct scene *s, struct work *w, const struct asked *q, const struct est_pool *pool,
                          const struct identification *id)
{
    double truth[HIDDEN_CELLS];
    struct formula f = formula_of(&s->model, pool, s->index, w->arena);
    n.identified++;
    n.by[id->criterion]++;
    hidden_truth(&s->model, q->y, q->x, q->z, truth);
    if (!(formula_error(&f, id->estimand, truth) < 1e-10))
        fault(&n.value, s, q, "the formula has another value");
    if (!symbols_fit(s, q, pool, id->estimand))
        fault(&n.symbols, s, q, "a symbol is free that is not the query's");
    f.bad = false;
    check_steps(s, q, &id->derivation, &f);
}

/* ---- refusals ---- */

/* The forest as bits, and whether it is on `f` alone and made of edges of the graph. */
static bool read_forest(const struct scene *s, const struct hedge *h, uint32_t f, uint32_t *pa, uint32_t *bi)
{
    if (!h->forest || to_bits(s, h->forest->nodes) != f)
        return false;
    for (uint32_t v = 0; v < s->model.n; v++) {
        pa[v] = f >> v & 1 ? to_bits(s, h->forest->pa[s->place[v]]) : 0;
        bi[v] = f >> v & 1 ? to_bits(s, h->forest->bi[s->place[v]]) : 0;
        if (pa[v] & ~s->mixed.pa[v] || bi[v] & ~s->mixed.bi[v] || (pa[v] | bi[v]) & ~f)
            return false;
    }
    return true;
}

/* Within `part`: bidirected edges are a tree, roots have no child and all others exactly one. */
static bool is_forest(const struct scene *s, uint32_t part, uint32_t roots, const uint32_t *pa,
                      const uint32_t *bi)
{
    struct mixed tree = {.n = s->model.n};
    int edges = 0;
    memcpy(tree.pa, pa, sizeof tree.pa);
    memcpy(tree.bi, bi, sizeof tree.bi);
    for (uint32_t v = 0; v < s->model.n; v++) {
        if (!(part >> v & 1))
            continue;
        edges += __builtin_popcount(bi[v] & part);
        int children = 0;
        for (uint32_t c = 0; c < s->model.n; c++)
            children += (part >> c & 1) && pa[c] >> v & 1;
        if (children != !(roots >> v & 1))
            return false;
    }
    return edges == 2 * (__builtin_popcount(part) - 1) && mixed_joined(&tree, part);
}

static bool is_hedge(const struct scene *s, const struct hedge *h, const struct asked *reduced)
{
    uint32_t f = to_bits(s, h->f), part = to_bits(s, h->f_prime), roots = to_bits(s, h->roots);
    uint32_t pa[MIXED_NODES] = {0}, bi[MIXED_NODES] = {0};
    struct mixed cut = mixed_cut(&s->mixed, reduced->x, 0);
    uint32_t above = mixed_ancestors(&cut, reduced->y | reduced->z, (1u << s->model.n) - 1);
    return part && !(part & ~f) && f & reduced->x && !(part & reduced->x) && roots && !(roots & ~part) &&
           !(roots & ~above) && read_forest(s, h, f, pa, bi) && is_forest(s, f, roots, pa, bi) &&
           is_forest(s, part, roots, pa, bi);
}

static bool no_smaller(const struct scene *s, const struct hedge *h, const struct asked *reduced)
{
    return !verdict_hedge_within(&s->mixed, to_bits(s, h->f), reduced->y | reduced->z, reduced->x);
}

/* From the culprit to its child in the forest, within F. */
static bool path_fits(const struct scene *s, const struct identification *id, uint32_t x)
{
    const struct graph_path *p = &id->path;
    uint32_t f = to_bits(s, id->hedge.f);
    if (!p->count || p->node[0] != id->culprit || p->node[p->count - 1] != id->child)
        return false;
    if (!(x & f & 1u << s->index[id->culprit]) || !set_has(id->hedge.forest->pa[id->child], id->culprit))
        return false;
    for (uint32_t i = 0; i + 1 < p->count; i++)
        if (!(s->mixed.bi[s->index[p->node[i]]] & f & 1u << s->index[p->node[i + 1]]))
            return false;
    return true;
}

/* The query of the hedge is worth as much as the one asked: rules 1 to 3 keep the value. */
static bool same_query(const struct scene *s, const struct asked *q, const struct asked *reduced)
{
    double a[HIDDEN_CELLS], b[HIDDEN_CELLS];
    hidden_truth(&s->model, q->y, q->x, q->z, a);
    hidden_truth(&s->model, reduced->y, reduced->x, reduced->z, b);
    return reduced->y == q->y && !((reduced->x | reduced->z) & ~(q->x | q->z)) && !(reduced->z & ~q->z) &&
           table_error(&s->model, a, b) < 1e-10;
}

static void check_refusal(const struct scene *s, const struct asked *q, const struct identification *id)
{
    struct asked reduced = {to_bits(s, id->asked.y), to_bits(s, id->asked.x), to_bits(s, id->asked.z)};
    n.refused++;
    if (!same_query(s, q, &reduced))
        fault(&n.conditions, s, q, "the query of the hedge is another");
    if (!is_hedge(s, &id->hedge, &reduced)) {
        fault(&n.hedge, s, q, "no hedge");
        return;
    }
    if (!no_smaller(s, &id->hedge, &reduced))
        fault(&n.smaller, s, q, "a smaller hedge is within this one");
    if (!path_fits(s, id, reduced.x))
        fault(&n.path, s, q, "no path from the culprit to its child");
}

/* ---- queries ---- */

static void ask(struct scene *s, struct work *w, const struct asked *q)
{
    struct identify_query query = {to_set(s, w, q->y), to_set(s, w, q->x), to_set(s, w, q->z)};
    struct est_pool pool;
    struct identification id = {0};
    bool alone = false, unique;
    n.asked++;
    if (!est_pool_init(&pool, w->arena) || !identify(&id, w, s->g, &query, &pool) || diags.n) {
        diags.n = 0;
        fault(&n.failed, s, q, "failed");
        return;
    }
    if (id.identifiable != verdict(&s->mixed, q->y, q->x, q->z))
        fault(&n.verdict, s, q, id.identifiable ? "should be refused" : "is identifiable");
    verdict_exchanged(&s->mixed, q->y, q->x, q->z, &unique);
    n.ambiguous += !unique;
    if (!identify_verdict(&alone, w, s->g, &query) || alone != id.identifiable)
        fault(&n.alone, s, q, "the verdict alone is another");
    if (id.identifiable)
        check_formula(s, w, q, &pool, &id);
    else
        check_refusal(s, q, &id);
}

/* Up to 3 outcomes, interventions and conditions; `conditions` of them at most. */
static struct asked random_query(uint32_t variables, uint32_t conditions)
{
    uint32_t order[MIXED_NODES], at = 0;
    uint32_t size[3] = {random_below(20) ? 1 + random_below(3) : 0,
                        random_below(10) ? 1 + random_below(3) : 0, random_below(conditions + 1)};
    struct asked q = {0, 0, 0};
    uint32_t *part[3] = {&q.y, &q.x, &q.z};
    shuffle(order, variables);
    for (int k = 0; k < 3; k++)
        for (uint32_t i = 0; i < size[k] && at < variables; i++)
            *part[k] |= 1u << order[at++];
    return q;
}

static void one_graph(struct scene *s, struct work *w)
{
    random_scene(s, w);
    for (int i = 0; i < QUERIES; i++) {
        struct asked q = random_query(s->model.n, i % 2 ? 3 : 0);
        ask(s, w, &q);
    }
}

static int graphs(void)
{
    const char *times = getenv("CAUSAL_LAWS"), *fewer = getenv("CAUSAL_MODELS"); /* valgrind is slow */
    int count = times ? atoi(times) * GRAPHS : GRAPHS;
    return fewer && atoi(fewer) < count ? atoi(fewer) : count;
}

static void report(int count)
{
    ok(n.failed == 0, "%d queries on %d graphs are answered (%d not)", n.asked, count, n.failed);
    ok(n.verdict == 0, "the verdict is that of all hedges (%d not)", n.verdict);
    ok(n.alone == 0, "so is the verdict alone (%d not)", n.alone);
    ok(n.ambiguous == 0, "rule 2 has one largest use (%d not)", n.ambiguous);
    ok(n.value == 0, "%d formulas have the value of surgery (%d not)", n.identified, n.value);
    ok(n.symbols == 0, "and no free symbols but the query's (%d have)", n.symbols);
    ok(n.simplified == 0, "%d simplifications keep the value (%d do not)", n.simplifications, n.simplified);
    ok(n.combs == 0, "%d combs are the model's c-factors (%d are not)", n.comb_steps, n.combs);
    ok(n.plugs == 0, "and so are they plugged together (%d are not)", n.plugs);
    ok(n.conditions == 0, "the query of a hedge is that which was asked (%d not)", n.conditions);
    ok(n.hedge == 0, "%d refusals show a hedge (%d do not)", n.refused, n.hedge);
    ok(n.smaller == 0, "no smaller hedge is within it (%d have one)", n.smaller);
    ok(n.path == 0, "a path joins the culprit and its child (%d not)", n.path);
    if (count < 1000)
        return;
    static const char *const criteria[] = {"conditioning", "back-door", "front-door", "comb", "general"};
    for (int i = 0; i < 5; i++)
        ok(n.by[i] > 10, "%d by %s", n.by[i], criteria[i]);
    for (int i = STEP_IRRELEVANT; i <= STEP_SIMPLIFY; i++)
        ok(n.rule[i] > 10, "step %d is taken %d times", i, n.rule[i]);
    ok(n.refused * 10 > n.asked, "%d of %d are refused", n.refused, n.asked);
}

int main(void)
{
    static struct scene s;
    int count = graphs();
    random_state = 2006;
    for (int i = 0; i < count; i++) {
        struct arena a = {0};
        diags = (struct diags){.arena = &a};
        struct work w = {&a, &diags, NULL};
        one_graph(&s, &w);
        arena_free(&a);
    }
    report(count);
    return tap_done();
}
