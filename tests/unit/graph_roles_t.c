/* graph_roles_t.c -- roles of nodes and arrows against all paths of small random graphs. */
#include "picture/figure.h"
#include "random_graph.h"
#include "tap.h"

enum { NODES = 7, GRAPHS = 3000 };

struct naive {
    const struct graph *g;
    struct set x, y, z, above;
    bool causal[NODES][NODES], biasing[2][NODES][NODES]; /* biasing[both] */
    uint32_t node[NODES];
    enum graph_step step[NODES];
    bool used[NODES];
};

static bool heads(enum graph_step s, bool at_end)
{
    return s == STEP_BIDIRECTED || (s == STEP_FORWARD) == at_end;
}

static bool open_path(const struct naive *q, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool collider = i && i + 1 < n && heads(q->step[i - 1], true) && heads(q->step[i], false);
        if (collider ? !set_has(q->above, q->node[i]) : set_has(q->z, q->node[i]))
            return false;
    }
    return true;
}

static void judge(struct naive *q, uint32_t n)
{
    bool causal = true, open = open_path(q, n), inner_y = false;
    for (uint32_t i = 0; i + 1 < n; i++) {
        causal = causal && q->step[i] == STEP_FORWARD;
        inner_y = inner_y || (i && set_has(q->y, q->node[i]));
    }
    for (uint32_t i = 0; i + 1 < n; i++) {
        uint32_t a = q->node[i], b = q->node[i + 1];
        if (causal)
            q->causal[a][b] = true;
        else if (open && !inner_y) {
            bool both = q->step[i] == STEP_BIDIRECTED, turned = both ? b < a : q->step[i] == STEP_BACKWARD;
            q->biasing[both][turned ? b : a][turned ? a : b] = true;
        }
    }
}

/* All paths that go on from node[n - 1]. */
static void walk(struct naive *q, uint32_t n)
{
    uint32_t v = q->node[n - 1];
    if (n > 1 && set_has(q->y, v))
        judge(q, n);
    for (uint32_t u = 0; u < q->g->n; u++)
        for (int s = 0; s < 3; s++) {
            const struct set *next = s == STEP_FORWARD ? q->g->ch : s == STEP_BACKWARD ? q->g->pa : q->g->bi;
            if (q->used[u] || !set_has(next[v], u) || set_has(q->x, u))
                continue;
            q->used[u] = true;
            q->node[n] = u;
            q->step[n - 1] = (enum graph_step)s;
            walk(q, n + 1);
            q->used[u] = false;
        }
}

/* A directed path from v to a member of `to` that is not through `avoid`. */
static bool reaches(const struct graph *g, uint32_t v, struct set to, struct set avoid)
{
    if (set_has(to, v))
        return true;
    if (set_has(avoid, v))
        return false;
    SET_EACH (u, g->ch[v])
        if (reaches(g, u, to, avoid))
            return true;
    return false;
}

static enum graph_role naive_role(const struct naive *q, uint32_t v)
{
    if (set_has(q->x, v))
        return NODE_EXPOSURE;
    if (set_has(q->y, v))
        return NODE_OUTCOME;
    if (set_has(q->z, v))
        return NODE_ADJUSTED;
    if (set_has(q->g->latent, v))
        return NODE_LATENT;
    bool x = reaches(q->g, v, q->x, q->y), y = reaches(q->g, v, q->y, q->x);
    return x && y ? NODE_ANCESTOR_OF_BOTH
           : x    ? NODE_ANCESTOR_OF_EXPOSURE
           : y    ? NODE_ANCESTOR_OF_OUTCOME
                  : NODE_PLAIN;
}

struct score {
    int nodes, causal, biasing;
    long marked;
};

static void compare(struct naive *q, struct work *w, struct score *score)
{
    enum graph_role *role;
    struct figure_arrow *arrow;
    uint32_t n;
    if (!graph_figure_roles(w, q->g, q->x, q->y, q->z, &role, &arrow, &n))
        return;
    SET_EACH (v, q->x) {
        q->used[v] = true;
        q->node[0] = v;
        walk(q, 1);
        q->used[v] = false;
    }
    bool nodes = true, causal = true, biasing = true;
    for (uint32_t v = 0; v < q->g->n; v++)
        nodes = nodes && role[v] == naive_role(q, v);
    enum arrow_role got[2][NODES][NODES] = {0};
    for (uint32_t i = 0; i < n; i++)
        got[arrow[i].both][arrow[i].from][arrow[i].to] = arrow[i].role;
    for (uint32_t a = 0; a < q->g->n; a++)
        for (uint32_t b = 0; b < q->g->n; b++)
            for (int both = 0; both < 2; both++) {
                bool c = !both && q->causal[a][b], o = !c && q->biasing[both][a][b];
                causal = causal && (got[both][a][b] == ARROW_CAUSAL) == c;
                biasing = biasing && (got[both][a][b] == ARROW_BIASING) == o;
                score->marked += o;
            }
    score->nodes += nodes;
    score->causal += causal;
    score->biasing += biasing;
}

static void random_graphs(double directed, double bidirected)
{
    struct score score = {0};
    random_state = 2016;
    for (int i = 0; i < GRAPHS; i++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct graph *g = random_graph(&w, NODES, directed, bidirected);
        struct set part[4];
        for (int s = 0; s < 4; s++)
            part[s] = set_new(&a, NODES);
        random_parts(NODES, part, (double[]){0.2, 0.2, 0.25, 0.15}, 4);
        set_assign(g->latent, part[3]);
        struct naive q = {.g = g, .x = part[0], .y = part[1], .z = part[2], .above = set_new(&a, NODES)};
        graph_ancestors(q.above, g, q.z);
        compare(&q, &w, &score);
        arena_free(&a);
    }
    ok(score.nodes == GRAPHS, "nodes of %d graphs (%.1f, %.1f) have their roles", GRAPHS, directed,
       bidirected);
    ok(score.causal == GRAPHS, "arrows are causal that are on causal paths");
    ok(score.biasing == GRAPHS && score.marked > GRAPHS, "arrows are biasing that are on open paths: %ld",
       score.marked);
}

int main(void)
{
    random_graphs(0.3, 0.1);
    random_graphs(0.5, 0.2);
    random_graphs(0.2, 0.4);
    return tap_done();
}
