/* networks_t.c -- the networks of the repository by second routes: all marginals at once and one by one; the
 * most probable states against the chain rule and their neighbours; surgery against the network that was cut
 * by hand. */
#include "network_case.h"

#include "answer/answer.h"

static struct rng rng;

/* ---- marginals at once and one by one ---- */

static double one_by_one(struct desk *desk, const struct model *m, const struct evidence *e, uint32_t ne,
                         uint32_t most)
{
    uint32_t *wire = ARENA_NEW(&desk->arena, uint32_t, m->nvars), n = network_rest(wire, m, e, ne);
    struct tensor **out = ARENA_NEW(&desk->arena, struct tensor *, n);
    uint32_t step = n > most ? n / most : 1;
    bool impossible;
    double worst = 0;
    if (!stoch_marginals(out, &desk->w, m->net, wire, n, e, ne, &impossible) || impossible)
        return HUGE_VAL;
    for (uint32_t i = rng_below(&rng, step); i < n; i += step) {
        struct desk draft;
        desk_open(&draft, NULL);
        struct tensor *t = stoch_conditional(&draft.w, m->net, &wire[i], 1, NULL, 0, e, ne, &impossible);
        worst = !t || impossible || t->cells != out[i]->cells ? HUGE_VAL
                                                              : fmax(worst, apart(t->p, out[i]->p, t->cells));
        desk_clear(&draft);
    }
    return worst;
}

static void marginals(const struct model *m, const char *name, uint32_t most)
{
    static const char *const what[] = {"nothing", "leaves", "any nodes"};
    for (int kind = 0; kind < (most < 6 ? 2 : 3); kind++) {
        struct desk desk;
        struct evidence e[MOST_SEEN];
        desk_open(&desk, NULL);
        uint32_t ne =
            kind ? network_evidence(e, m, &rng, m->nvars < 10 || most < 6 ? 2 : MOST_SEEN, kind == 1) : 0;
        double worst = one_by_one(&desk, m, e, ne, most);
        ok(worst <= 1e-12, "%s, %s seen: marginals at once and one by one differ by %.2g", name, what[kind],
           worst);
        desk_clear(&desk);
    }
}

/* ---- the most probable states ---- */

static double log_chance(const struct model *m, const uint32_t *state, uint32_t v)
{
    const struct box *b = m->mechanism[v];
    size_t at = 0;
    for (uint32_t i = 0; i < b->nin; i++)
        at = at * states_of(m, b->in[i]) + state[b->in[i]];
    return log(b->matrix[at * states_of(m, v) + state[v]]);
}

static double log_joint_of(const struct model *m, const uint32_t *state)
{
    double sum = 0;
    for (uint32_t v = 0; v < m->nvars; v++)
        sum += log_chance(m, state, v);
    return sum;
}

/* log P(e) = log P(e1) + log P(e2 | e1) + .. */
static double log_evidence_of(const struct model *m, const struct evidence *e, uint32_t ne)
{
    double sum = 0;
    for (uint32_t i = 0; i < ne; i++) {
        struct desk draft;
        bool impossible;
        desk_open(&draft, NULL);
        struct tensor *t = stoch_conditional(&draft.w, m->net, &e[i].wire, 1, NULL, 0, e, i, &impossible);
        sum += t ? log(t->p[e[i].state]) : (double)NAN;
        desk_clear(&draft);
    }
    return sum;
}

/* How much better the best change of one of these variables, or of two at random, makes it. */
static double improvement(const struct model *m, uint32_t *state, const uint32_t *wire, uint32_t n)
{
    double own = log_joint_of(m, state), best = 0;
    uint32_t step = n > 150 ? n / 150 : 1;
    for (uint32_t i = 0; i < n; i += step)
        for (uint32_t s = 0, kept = state[wire[i]]; s < states_of(m, wire[i]); s++) {
            state[wire[i]] = s;
            best = fmax(best, log_joint_of(m, state) - own);
            state[wire[i]] = kept;
        }
    for (uint32_t k = 0; k < 300; k++) {
        uint32_t a = wire[rng_below(&rng, n)], b = wire[rng_below(&rng, n)], x = state[a], y = state[b];
        state[a] = rng_below(&rng, states_of(m, a));
        state[b] = rng_below(&rng, states_of(m, b));
        best = fmax(best, log_joint_of(m, state) - own);
        state[b] = y;
        state[a] = x;
    }
    return best;
}

static void most_probable(const struct model *m, const char *name, bool seen)
{
    struct desk desk;
    struct evidence e[MOST_SEEN];
    double log_joint, log_evidence;
    desk_open(&desk, NULL);
    uint32_t ne = seen ? network_evidence(e, m, &rng, m->nvars < 10 ? 2 : MOST_SEEN, false) : 0;
    uint32_t *wire = ARENA_NEW(&desk.arena, uint32_t, m->nvars), n = network_rest(wire, m, e, ne);
    uint32_t *state = ARENA_NEW(&desk.arena, uint32_t, n), *full = ARENA_NEW(&desk.arena, uint32_t, m->nvars);
    bool good = stoch_most_probable(state, &log_joint, &log_evidence, &desk.w, m->net, wire, n, e, ne);
    if (!good && strcmp(desk_code(&desk), "table-too-large") == 0) {
        ok(true, "%s, the most probable states # skip this machine has too little memory", name);
        desk_clear(&desk);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        full[wire[i]] = state[i];
    for (uint32_t i = 0; i < ne; i++)
        full[e[i].wire] = e[i].state;
    double rule = log_joint_of(m, full), other = log_evidence_of(m, e, ne);
    ok(good && fabs(log_joint - rule) <= 1e-11 * (1 + fabs(rule)),
       "%s, %u seen: the most probable states have the probability %.6g of the chain rule", name, ne, rule);
    ok(good && fabs(log_evidence - other) <= 1e-10 * (1 + fabs(other)),
       "%s, %u seen: so does what is seen, %.6g", name, ne, other);
    double better = improvement(m, full, wire, n);
    ok(better <= 1e-10, "%s, %u seen: no other states of one variable or two are better (by %.2g)", name, ne,
       better);
    desk_clear(&desk);
}

/* ---- surgery ---- */

/* The network with another box for v: built anew, nothing of surgery. */
static struct model *mutilated(struct work *w, const struct model *m, uint32_t v, const uint32_t *from,
                               uint32_t nfrom, const double *matrix)
{
    const struct box **box = ARENA_NEW(w->arena, const struct box *, m->nvars);
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    uint32_t *ports = ARENA_NEW(w->arena, uint32_t, (size_t)nfrom + 1);
    for (uint32_t i = 0; i < m->nvars; i++)
        box[i] = m->mechanism[i];
    for (uint32_t i = 0; i < nfrom; i++)
        ports[i] = from[i];
    ports[nfrom] = v;
    *b = (struct box){.name = m->var[v].name,
                      .kind = BOX_MECHANISM,
                      .nin = nfrom,
                      .nout = 1,
                      .in = ports,
                      .out = ports + nfrom,
                      .matrix = matrix};
    box[v] = b;
    return model_new(w, m->name, m->doc, m->var, m->nvars, box);
}

/* One query after one intervention against the same query of the mutilated network. */
static double one_surgery(const struct model *m, enum do_kind kind, uint32_t seen)
{
    static const struct answer_options plain = {0};
    struct desk desk;
    struct answer by_do, by_hand;
    desk_open(&desk, NULL);
    uint32_t x, *state = ARENA_NEW(&desk.arena, uint32_t, m->nvars), from[1], nfrom = 0;
    do
        x = rng_below(&rng, m->nvars);
    while (m->nvars > 8 && network_leaf(m, x));
    struct query_do act = {.var = x, .kind = kind};
    uint32_t n = states_of(m, x);
    double *matrix = NULL;
    if (kind == DO_POINT) {
        act.state = rng_below(&rng, n);
        matrix = ARENA_NEW(&desk.arena, double, n);
        matrix[act.state] = 1;
    } else if (kind == DO_ROW) {
        act.row = matrix = network_rows(&desk.w, &rng, 1, n);
    } else {
        struct set one = set_new(&desk.arena, m->nvars), above = set_new(&desk.arena, m->nvars);
        for (uint32_t tries = 0; tries < 50 && !nfrom; tries++) { /* one that is not below x */
            from[0] = rng_below(&rng, m->nvars);
            set_clear(one);
            set_clear(above);
            set_add(one, from[0]);
            graph_ancestors(above, m->graph, one);
            nfrom = !set_has(above, x);
        }
        matrix = network_rows(&desk.w, &rng, nfrom ? states_of(m, from[0]) : 1, n);
        act.from = from;
        act.nfrom = nfrom;
        act.matrix = matrix;
    }
    struct model *cut = mutilated(&desk.w, m, x, from, nfrom, matrix);
    network_sample(cut, &rng, state);
    struct query_term over = {.var = rng_below(&rng, m->nvars)}, given[2];
    struct query q = {.text = STR("surgery"), .model = m, .nover = 1, .over = &over, .given = given};
    for (uint32_t i = 0; i < seen; i++) {
        uint32_t z = rng_below(&rng, m->nvars);
        if (z != over.var && z != x && (!q.ngiven || given[0].var != z))
            given[q.ngiven++] = (struct query_term){.var = z, .fixed = true, .state = state[z]};
    }
    if (over.var == x)
        over.var = (x + 1) % m->nvars;
    for (uint32_t i = 0; i < q.ngiven; i++)
        if (given[i].var == over.var)
            q.ngiven = i;
    struct query hand = q;
    hand.model = cut;
    q.dos = &act;
    q.ndos = 1;
    bool good = answer_query(&by_do, &desk.w, &q, &plain) && answer_query(&by_hand, &desk.w, &hand, &plain) &&
                by_do.method == METHOD_SURGERY && by_do.table->cells == by_hand.table->cells;
    double worst = good ? apart(by_do.table->p, by_hand.table->p, by_do.table->cells) : HUGE_VAL;
    if (!good)
        printf("# %s\n", desk_code(&desk));
    desk_clear(&desk);
    return worst;
}

static void surgery(const struct model *m, const char *name, int times, uint32_t seen)
{
    double worst = 0;
    for (int i = 0; i < times; i++)
        for (int kind = DO_POINT; kind <= DO_POLICY; kind++)
            worst = fmax(worst, one_surgery(m, (enum do_kind)kind, seen));
    ok(worst <= 1e-12, "%s: %d interventions and the network cut by hand differ by %.2g", name, 3 * times,
       worst);
}

/* ---- */

static void one_network(const char *name, bool small)
{
    struct reading r;
    rng = (struct rng){(uint64_t)name[0] << 8 | (uint8_t)name[1]};
    if (!network_open(&r, name)) {
        ok(true, "%s # skip not found; CAUSAL_NETWORKS names the folder of the large networks", name);
        return;
    }
    if (ok(r.m != NULL, "%s is read", name)) {
        bool heavy = str_eq(str_of(name), STR("munin1")) || str_eq(str_of(name), STR("link"));
        marginals(r.m, name, small ? 100 : heavy ? 4 : 6);
        for (int seen = 0; seen < (heavy ? 1 : 2); seen++)
            most_probable(r.m, name, seen == 1);
        surgery(r.m, name, small ? 30 : 3, heavy ? 0 : 2);
    }
    reading_free(&r);
}

int main(int argc, char **argv)
{
    network_each(argc, argv, one_network);
    return tap_done();
}
