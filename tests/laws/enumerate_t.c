/* enumerate_t.c -- the small networks of the repository by brute force: random queries with conditions, open
 * and fixed, and interventions of every kind, two at a time; all marginals; the most probable states. */
#include "enumerate.h"
#include "network_case.h"

static struct rng rng;

/* ---- queries ---- */

struct asked {
    struct query_term over[2], given[3];
    struct query_do dos[2];
    uint32_t from[1];
    struct query q;
};

/* Is `below` reached from v? */
static bool reaches(const struct model *m, uint32_t v, uint32_t below)
{
    if (v == below)
        return true;
    for (uint32_t i = 0; i < m->mechanism[below]->nin; i++)
        if (reaches(m, v, m->mechanism[below]->in[i]))
            return true;
    return false;
}

static void intervene(struct asked *a, struct work *w, const struct model *m, uint32_t v)
{
    struct query_do *act = &a->dos[a->q.ndos];
    uint32_t kind = rng_below(&rng, a->q.ndos ? 3 : 4),
             z = rng_below(&rng, m->nvars); /* one policy at most */
    if (kind == 3 && reaches(m, v, z))
        kind = 2;
    *act = (struct query_do){.var = v, .kind = (enum do_kind)kind};
    uint32_t n = states_of(m, v);
    if (act->kind == DO_POINT)
        act->state = rng_below(&rng, n);
    if (act->kind == DO_ROW)
        act->row = network_rows(w, &rng, 1, n);
    if (act->kind == DO_POLICY) {
        a->from[0] = z;
        act->from = a->from;
        act->nfrom = 1;
        act->matrix = network_rows(w, &rng, states_of(m, z), n);
    }
    a->q.ndos++;
}

static void random_asked(struct asked *a, struct work *w, const struct model *m)
{
    uint32_t *v = ARENA_NEW(w->arena, uint32_t, m->nvars), *state = ARENA_NEW(w->arena, uint32_t, m->nvars),
             n = 0;
    for (uint32_t i = 0; i < m->nvars; i++) {
        uint32_t k = rng_below(&rng, i + 1);
        v[i] = v[k];
        v[k] = i;
    }
    *a = (struct asked){
        .q = {.text = STR("random"), .model = m, .over = a->over, .given = a->given, .dos = a->dos}};
    uint32_t nover = 1 + rng_below(&rng, 2), ngiven = rng_below(&rng, 3), ndos = rng_below(&rng, 3);
    while (nover + ngiven + ndos > m->nvars)
        ndos--;
    for (uint32_t i = 0; i < nover; i++)
        a->over[a->q.nover++] = (struct query_term){.var = v[n++]};
    network_sample(m, &rng, state);
    for (uint32_t i = 0; i < ngiven; i++, n++)
        a->given[a->q.ngiven++] = (struct query_term){
            .var = v[n],
            .fixed = rng_below(&rng, 3) > 0,
            .state = rng_below(&rng, 3) ? state[v[n]] : rng_below(&rng, states_of(m, v[n]))};
    for (uint32_t i = 0; i < ndos; i++)
        intervene(a, w, m, v[n++]);
}

/* The largest difference, where both are defined; infinite where only one is. */
static double differ(const double *a, const double *b, size_t n)
{
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = isnan(a[i]) && isnan(b[i])   ? worst
                : isnan(a[i]) || isnan(b[i]) ? HUGE_VAL
                                             : fmax(worst, fabs(a[i] - b[i]));
    return worst;
}

static void queries(const struct model *m, const char *name, int times)
{
    static const struct answer_options plain = {0};
    struct plans *plans = plans_new();
    double worst = 0;
    int done = 0, undefined = 0;
    for (int i = 0; i < times; i++) {
        struct desk desk;
        struct asked a;
        struct answer got;
        desk_open(&desk, plans);
        random_asked(&a, &desk.w, m);
        if (!answer_query(&got, &desk.w, &a.q, &plain)) {
            printf("# %s\n", desk_code(&desk));
            worst = HUGE_VAL;
        } else {
            double *truth = enumerate(&a.q, &got, 1e6);
            worst = truth ? fmax(worst, differ(got.table->p, truth, got.table->cells)) : worst;
            done += truth != NULL;
            undefined += got.nmissing > 0;
            free(truth);
        }
        desk_clear(&desk);
    }
    plans_free(plans);
    ok(worst <= 1e-12 && done > times / 10,
       "%s: %d random queries, %d with impossible conditions, differ from enumeration by %.2g", name, done,
       undefined, worst);
}

/* ---- all marginals, and the most probable states ---- */

/* Evidence, drawn or any, as conditions. */
static uint32_t conditions(struct query_term *given, struct evidence *e, const struct model *m, bool any)
{
    uint32_t n = network_evidence(e, m, &rng, rng_below(&rng, 3), false);
    for (uint32_t i = 0; i < n; i++) {
        e[i].state = any ? rng_below(&rng, states_of(m, e[i].wire)) : e[i].state;
        given[i] = (struct query_term){.var = e[i].wire, .fixed = true, .state = e[i].state};
    }
    return n;
}

static void marginals(const struct model *m, const char *name, int times)
{
    double worst = 0;
    int done = 0;
    for (int i = 0; i < times; i++) {
        struct desk desk;
        struct evidence e[MOST_SEEN];
        struct query_term given[MOST_SEEN], over = {.var = 0};
        bool impossible;
        desk_open(&desk, NULL);
        uint32_t ne = conditions(given, e, m, i % 2), *wire = ARENA_NEW(&desk.arena, uint32_t, m->nvars);
        uint32_t n = network_rest(wire, m, e, ne);
        struct tensor **t = ARENA_NEW(&desk.arena, struct tensor *, n);
        if (!stoch_marginals(t, &desk.w, m->net, wire, n, e, ne, &impossible))
            worst = HUGE_VAL;
        for (uint32_t k = 0; worst < 1 && k < n; k++) {
            over.var = wire[k];
            struct answer_column column = {.name = m->var[wire[k]].name, .type = m->var[wire[k]].type};
            struct answer shape = {.nover = 1, .over = &column};
            struct query q = {.model = m, .nover = 1, .over = &over, .ngiven = ne, .given = given};
            double *truth = enumerate(&q, &shape, 2e4);
            worst = truth ? fmax(worst, differ(t[k]->p, truth, t[k]->cells)) : worst;
            done += truth != NULL;
            free(truth);
        }
        desk_clear(&desk);
    }
    ok(worst <= 1e-12 && done > 2 * times, "%s: %d marginals differ from enumeration by %.2g", name, done,
       worst);
}

/* P(states and evidence) of every assignment to the wires, all others summed out: the greatest, and of the
 * assignment given. */
static void greatest(const struct model *m, const uint32_t *wire, uint32_t n, const struct evidence *e,
                     uint32_t ne, const uint32_t *state, double *most, double *own)
{
    struct query_term *over = calloc(m->nvars, sizeof *over);
    struct enumeration all = {.m = m};
    size_t cells = 1, at = 0;
    all.act = calloc(m->nvars, sizeof *all.act);
    all.seen = malloc(m->nvars * sizeof *all.seen);
    all.order = calloc(m->nvars, sizeof *all.order);
    all.stride = calloc(m->nvars, sizeof *all.stride);
    all.state = calloc(m->nvars, sizeof *all.state);
    for (uint32_t v = 0; v < m->nvars; v++)
        all.seen[v] = -1;
    for (uint32_t i = 0; i < ne; i++)
        all.seen[e[i].wire] = (int)e[i].state;
    for (uint32_t i = 0; i < n; i++) {
        all.stride[wire[i]] = cells;
        at += cells * state[i];
        cells *= states_of(m, wire[i]);
    }
    for (uint32_t v = 0; v < m->nvars; v++)
        over[v].var = v;
    struct query q = {.model = m, .nover = m->nvars, .over = over};
    enumerate_order(&all, &q);
    all.table = calloc(cells, sizeof *all.table);
    enumerate_from(&all, 0, 1);
    *most = 0;
    for (size_t i = 0; i < cells; i++)
        *most = fmax(*most, all.table[i]);
    *own = all.table[at];
    free(over);
    free(all.act);
    free(all.seen);
    free(all.order);
    free(all.stride);
    free(all.state);
    free(all.table);
}

/* `some`: only some of the wires are asked for, the others summed out. */
static void most_probable(const struct model *m, const char *name, int times, bool some)
{
    int bad = 0, never = 0;
    for (int i = 0; i < times; i++) {
        struct desk desk;
        struct evidence e[MOST_SEEN];
        struct query_term given[MOST_SEEN];
        double log_joint, log_evidence, most, own;
        desk_open(&desk, NULL);
        uint32_t ne = conditions(given, e, m, i % 2), *wire = ARENA_NEW(&desk.arena, uint32_t, m->nvars);
        uint32_t *state = ARENA_NEW(&desk.arena, uint32_t, m->nvars), all = network_rest(wire, m, e, ne),
                 n = 0;
        for (uint32_t k = 0; k < all; k++)
            if (!some || rng_below(&rng, 2))
                wire[n++] = wire[k];
        bool good = stoch_most_probable(state, &log_joint, &log_evidence, &desk.w, m->net, wire, n, e, ne);
        greatest(m, wire, n, e, ne, state, &most, &own);
        never += most <= 0;
        if (most > 0)
            good =
                good && fabs(log_joint - log(most)) <= 1e-12 * (1 - log(most)) && own >= most * (1 - 1e-13);
        else
            good = good && isinf(log_joint) && isinf(log_evidence);
        bad += !good;
        desk_clear(&desk);
    }
    ok(bad == 0, "%s: %d times the most probable states%s are (%d impossible)", name, times,
       some ? " of some variables" : "", never);
}

/* ---- */

static void one_network(const char *name)
{
    struct reading r;
    rng = (struct rng){(uint64_t)name[0] << 8 | (uint8_t)name[1]};
    if (!ok(network_open(&r, name) && r.m, "%s is read", name))
        return;
    bool tiny = r.m->nvars < 10;
    queries(r.m, name, tiny ? 2000 : 600);
    marginals(r.m, name, tiny ? 200 : 40);
    if (r.m->nvars < 12) {
        most_probable(r.m, name, tiny ? 200 : 6, false);
        most_probable(r.m, name, tiny ? 200 : 6, true);
    }
    reading_free(&r);
}

int main(void)
{
    for (int i = 0; i < SMALL_NETWORKS; i++)
        one_network(small_networks[i]);
    return tap_done();
}
