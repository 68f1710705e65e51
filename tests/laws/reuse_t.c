/* reuse_t.c -- nothing but the numbers may change an answer's bytes: not the plans that a session has kept,
 * not the room they ran in before, not the number of threads.  And an intervention for every value is that
 * for each one. */
#include "network_case.h"
#include "random_model.h"

#include "base/machine.h"

static struct rng rng = {11};
static const struct answer_options plain = {0};

/* ---- a session's plans ---- */

/* P(Y | do(X = x), E = e) of three variables. */
struct question {
    uint32_t y, x, e;
};

static bool ask(struct answer *a, struct desk *desk, const struct model *m, struct question q, uint32_t x,
                uint32_t e)
{
    struct query_term over = {.var = q.y}, given = {.var = q.e, .fixed = true, .state = e};
    struct query_do act = {.var = q.x, .kind = DO_POINT, .state = x};
    struct query query = {.text = STR("reuse"),
                          .model = m,
                          .nover = 1,
                          .over = &over,
                          .ngiven = 1,
                          .given = &given,
                          .ndos = 1,
                          .dos = &act};
    return answer_query(a, &desk->w, &query, &plain);
}

/* The same question with those plans and with none: the same bytes? */
static bool same_bytes(const struct model *m, struct plans *plans, struct question q, uint32_t x, uint32_t e)
{
    struct desk kept, fresh;
    struct answer a, b;
    desk_open(&kept, plans);
    desk_open(&fresh, NULL);
    bool good = ask(&a, &kept, m, q, x, e) && ask(&b, &fresh, m, q, x, e) &&
                a.table->cells == b.table->cells &&
                memcmp(a.table->p, b.table->p, a.table->cells * sizeof *a.table->p) == 0;
    desk_clear(&kept);
    desk_clear(&fresh);
    return good;
}

static bool different(struct question q)
{
    return q.y != q.x && q.y != q.e && q.x != q.e;
}

static struct question random_question(const struct model *m)
{
    struct question q;
    do
        q = (struct question){rng_below(&rng, m->nvars), rng_below(&rng, m->nvars),
                              rng_below(&rng, m->nvars)};
    while (!different(q));
    return q;
}

static void session_plans(const struct model *m, const char *name, int questions)
{
    struct plans *plans = plans_new();
    int bad = 0, asked = 0;
    for (int i = 0; i < questions; i++) {
        struct question q = random_question(m);
        for (uint32_t x = 0; x < states_of(m, q.x); x++)
            for (uint32_t e = 0; e < states_of(m, q.e); e++, asked++)
                bad += !same_bytes(m, plans, q, x, e);
    }
    /* In no order at all, so that each plan's room has seen every other one. */
    for (int i = 0; i < questions; i++, asked++) {
        struct question q = random_question(m);
        bad +=
            !same_bytes(m, plans, q, rng_below(&rng, states_of(m, q.x)), rng_below(&rng, states_of(m, q.e)));
    }
    plans_free(plans);
    ok(bad == 0, "%s: %d answers with a session's plans have the bytes of answers without", name, asked);
}

/* ---- an intervention for every value ---- */

static void every_value(const struct model *m, const char *name, int questions)
{
    double worst = 0;
    int compared = 0;
    for (int i = 0; i < questions; i++) {
        struct question q = random_question(m);
        struct desk desk;
        struct answer all, one;
        desk_open(&desk, NULL);
        uint32_t e = rng_below(&rng, states_of(m, q.e)), ny = states_of(m, q.y);
        struct query_term over = {.var = q.y}, given = {.var = q.e, .fixed = true, .state = e};
        struct query_do act = {.var = q.x, .kind = DO_ALL};
        struct query query = {.text = STR("every"),
                              .model = m,
                              .nover = 1,
                              .over = &over,
                              .ngiven = 1,
                              .given = &given,
                              .ndos = 1,
                              .dos = &act};
        if (!answer_query(&all, &desk.w, &query, &plain) ||
            all.table->cells != (size_t)ny * states_of(m, q.x))
            worst = HUGE_VAL;
        for (uint32_t x = 0; worst < 1 && x < states_of(m, q.x); x++) {
            if (!ask(&one, &desk, m, q, x, e))
                worst = HUGE_VAL;
            for (uint32_t y = 0; worst < 1 && y < ny; y++, compared++) {
                double a = all.table->p[x * ny + y], b = one.table->p[y];
                worst = isnan(a) && isnan(b)   ? worst
                        : isnan(a) || isnan(b) ? HUGE_VAL
                                               : fmax(worst, fabs(a - b));
            }
        }
        desk_clear(&desk);
    }
    ok(worst <= 1e-13, "%s: do(X) for every value is do(X = x) for each, %d numbers (%.2g)", name, compared,
       worst);
}

/* ---- threads ---- */

enum { WIDE = 34, LARGE = 5 };

/* A -> B -> .. each with many states, the last with four parents: products of over a million entries. */
static struct model *large_model(struct work *w, struct str *names)
{
    struct type *type = ARENA_NEW(w->arena, struct type, 1);
    struct var *var = ARENA_NEW(w->arena, struct var, LARGE);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, LARGE);
    *type = (struct type){.n = WIDE, .state = names};
    for (uint32_t v = 0; v < LARGE; v++) {
        uint32_t nin = v + 1 == LARGE ? 3 : v ? 1 : 0, *ports = ARENA_NEW(w->arena, uint32_t, 4);
        size_t rows = 1;
        for (uint32_t i = 0; i < nin; i++, rows *= WIDE)
            ports[i] = v - nin + i;
        ports[nin] = v;
        double *p = ARENA_NEW(w->arena, double, rows *WIDE);
        for (size_t r = 0; r < rows; r++) {
            double sum = 0;
            for (uint32_t i = 0; i < WIDE; i++)
                sum += p[r * WIDE + i] = rng_below(&rng, 5) ? rng_real(&rng) : 0;
            for (uint32_t i = 0; i < WIDE; i++)
                p[r * WIDE + i] /= sum;
        }
        var[v] = (struct var){.name = var_names[v], .role = VAR_OBSERVED, .type = type};
        struct box *b = ARENA_NEW(w->arena, struct box, 1);
        *b = (struct box){.name = var_names[v],
                          .kind = BOX_MECHANISM,
                          .nin = nin,
                          .nout = 1,
                          .in = ports,
                          .out = ports + nin,
                          .matrix = p};
        box[v] = b;
    }
    return model_new(w, STR("large"), STR(""), var, LARGE, box);
}

/* All there is to be computed of it, as numbers one after another; how many. */
static size_t everything(double *to, const struct model *m, struct plan_report *told)
{
    struct desk desk;
    struct plans *plans = plans_new();
    desk_open(&desk, plans);
    plans_watch(plans, told, &desk.w);
    struct tensor *out[LARGE];
    static const uint32_t wire[] = {0, 1, 2, 3, 4}, first[] = {0, 1};
    const struct evidence e = {4, 3};
    uint32_t state[LARGE];
    double log_joint, log_evidence;
    bool impossible;
    size_t n = 0;
    for (uint32_t ne = 0; ne < 2; ne++)
        if (stoch_marginals(out, &desk.w, m->net, wire, LARGE - ne, &e, ne, &impossible))
            for (uint32_t i = 0; i < LARGE - ne; i++)
                for (size_t k = 0; k < out[i]->cells; k++)
                    to[n++] = out[i]->p[k];
    struct tensor *t = stoch_conditional(&desk.w, m->net, first, 2, &wire[4], 1, NULL, 0, &impossible);
    for (size_t k = 0; t && k < t->cells; k++)
        to[n++] = t->p[k];
    if (stoch_most_probable(state, &log_joint, &log_evidence, &desk.w, m->net, wire, LARGE, NULL, 0)) {
        for (uint32_t i = 0; i < LARGE; i++)
            to[n++] = state[i];
        to[n++] = log_joint;
    }
    told->elimination = NULL;
    desk_clear(&desk);
    plans_free(plans);
    return n;
}

static void threads(void)
{
    enum { NUMBERS = WIDE * WIDE * WIDE + 20 * WIDE };
    struct desk desk;
    desk_open(&desk, NULL);
    struct str *names = ARENA_NEW(&desk.arena, struct str, WIDE);
    for (uint32_t i = 0; i < WIDE; i++) {
        char *s = ARENA_NEW(&desk.arena, char, 8);
        names[i] = (struct str){s, (size_t)snprintf(s, 8, "%u", i)};
    }
    struct model *m = large_model(&desk.w, names);
    double *one = ARENA_NEW(&desk.arena, double, NUMBERS), *more = ARENA_NEW(&desk.arena, double, NUMBERS);
    struct plan_report told = {0};
    machine_set_threads(1);
    size_t n = everything(one, m, &told);
    ok(n == (size_t)WIDE * (2 * LARGE - 1) + WIDE * WIDE * WIDE + LARGE + 1 && told.largest > 1e6,
       "a model with products of %.3g entries", told.largest);
    for (uint32_t k = 2; k <= 4; k++) {
        machine_set_threads(k);
        ok(everything(more, m, &told) == n && memcmp(one, more, n * sizeof *one) == 0,
           "%u threads give the bytes of one", k);
    }
    machine_set_threads(1);
    desk_clear(&desk);
}

/* ---- */

int main(void)
{
    for (int i = 0; i < SMALL_NETWORKS; i++) {
        struct reading r;
        if (!ok(network_open(&r, small_networks[i]) && r.m, "%s is read", small_networks[i]))
            continue;
        session_plans(r.m, small_networks[i], r.m->nvars < 20 ? 60 : 150);
        every_value(r.m, small_networks[i], 60);
        reading_free(&r);
    }
    for (int i = 0; i < 40; i++) {
        struct desk desk;
        desk_open(&desk, NULL);
        struct model *m =
            random_model(&desk.w, &rng, 3 + rng_below(&rng, 4), rng_below(&rng, 3), 4, 0.5, 0.4 * (i % 3));
        session_plans(m, "a random model", 20);
        every_value(m, "a random model", 20);
        desk_clear(&desk);
    }
    threads();
    return tap_done();
}
