/* stoch_evaluate_t.c -- the value of estimands, against reading the formula off cell by cell. */
#include "stoch_net.h"

#include "identify/identify.h"

enum { S, T, C };
static const uint32_t two[] = {2, 2, 2};

static struct tensor *joint_stc(const double *p)
{
    struct tensor *t = tensor_new(&work, 3, (struct axis[]){{S, 2}, {T, 2}, {C, 2}});
    memcpy(t->p, p, 8 * sizeof *p);
    return t;
}

/* sum_t P(t | S) sum_s' P(s') P(C | s', t) */
static est front_door(struct est_pool *pool)
{
    struct symbol s = {S, 0}, s1 = {S, 1}, t = {T, 0}, c = {C, 0}, s1t[] = {{S, 1}, {T, 0}};
    est inner[] = {est_p(&work, pool, &s1, 1, NULL, 0), est_p(&work, pool, &c, 1, s1t, 2)};
    est outer[] = {est_p(&work, pool, &t, 1, &s, 1),
                   est_sum(&work, pool, &s1, 1, est_product(&work, pool, inner, 2))};
    return est_sum(&work, pool, &t, 1, est_product(&work, pool, outer, 2));
}

static void smoking(void)
{
    static const double joint[3][8] = {{.5, .1, .01, .02, .1, .05, .02, .2},
                                       {.14, .05, .16, .05, .1, .21, .1, .19},
                                       {.3, .05, .2, .05, .05, .05, .25, .05}};
    static const double answer[3][2] = {
        {8783.0 / 34650, 4013.0 / 7400}, {449.0 / 899, 599.0 / 1197}, {11.0 / 45, 37.0 / 175}};
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    est e = front_door(&pool);
    for (int i = 0; i < 3; i++) {
        struct tensor *t = joint_stc(joint[i]);
        bool good =
            stoch_evaluate(&v, &work, &pool, e, source_of_tensor(t), (uint32_t[]){S, C}, 2, NULL, 0, two);
        ok(good && v.value->rank == 2 && v.nmissing == 0, "smoking %d", i + 1);
        near(v.value->p[1], answer[i][0], 1e-14, "P(c1 | do s0)");
        near(v.value->p[3], answer[i][1], 1e-14, "P(c1 | do s1)");
        good = stoch_evaluate(&v, &work, &pool, e, source_of_tensor(t), (uint32_t[]){T, C}, 2,
                              &(struct evidence){S, 1}, 1, two);
        ok(good && v.value->rank == 2 && v.value->p[1] == v.value->p[3], "constant along what is not in it");
        near(v.value->p[1], answer[i][1], 1e-14, "and the same with S fixed");
    }
    bool good = stoch_evaluate(&v, &work, &pool, e, source_of_tensor(joint_stc(joint[0])), (uint32_t[]){C}, 1,
                               NULL, 0, two);
    ok(!good && strcmp(last_code(), "open-formula") == 0, "a free variable nobody asked for is refused");
    end();
}

/* P(c1 | do s1) = 9/16 is exact while P(c1 | do s0) lacks P(C | s1, t0). */
static void support(void)
{
    static const double w[] = {1 / 4.0, 1 / 4.0, 1 / 8.0, 1 / 8.0, 0, 0, 1 / 16.0, 3 / 16.0};
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    est e = front_door(&pool);
    struct source src = source_of_tensor(joint_stc(w));
    bool good = stoch_evaluate(&v, &work, &pool, e, src, (uint32_t[]){S, C}, 2, NULL, 0, two);
    ok(good && v.value->p[3] == 9.0 / 16, "P(c1 | do s1) = 9/16");
    ok(good && isnan(v.value->p[0]) && isnan(v.value->p[1]), "P(c | do s0) is undefined");
    ok(v.nmissing == 1 && !v.more_missing, "one cell is missing");
    ok(v.missing[0].n == 2 && v.missing[0].var[0] == S && v.missing[0].state[0] == 1 &&
           v.missing[0].var[1] == T && v.missing[0].state[1] == 0,
       "it is S = s1, T = t0");
    good = stoch_evaluate(&v, &work, &pool, e, src, (uint32_t[]){C}, 1, &(struct evidence){S, 1}, 1, two);
    ok(good && v.value->p[1] == 9.0 / 16 && v.nmissing == 0, "nothing is missing for s1");
    good = stoch_evaluate(&v, &work, &pool, e, src, (uint32_t[]){C}, 1, &(struct evidence){S, 0}, 1, two);
    ok(good && isnan(v.value->p[1]) && v.nmissing == 1, "but for s0");
    /* A fixed condition is named with its state. */
    struct symbol c = {C, 0}, st[] = {{S, 0}, {T, 0}};
    est p = est_p(&work, &pool, &c, 1, st, 2);
    good = stoch_evaluate(&v, &work, &pool, p, src, (uint32_t[]){T, C}, 2, &(struct evidence){S, 1}, 1, two);
    ok(good && v.nmissing == 1 && v.missing[0].n == 2 && v.missing[0].state[0] == 1 &&
           v.missing[0].state[1] == 0,
       "P(C | T, S = s1): the same cell");
    /* Division by zero: P(C, T, s1) / P(T, s1). */
    struct symbol all[] = {{S, 0}, {T, 0}, {C, 0}};
    est q =
        est_quotient(&work, &pool, est_p(&work, &pool, all, 3, NULL, 0), est_p(&work, &pool, st, 2, NULL, 0));
    good = stoch_evaluate(&v, &work, &pool, q, src, (uint32_t[]){S, T, C}, 3, NULL, 0, two);
    ok(good && isnan(v.value->p[4]) && v.value->p[7] == 0.75 && v.nmissing == 1 && v.missing[0].n == 2 &&
           v.missing[0].var[1] == T && v.missing[0].state[0] == 1 && v.missing[0].state[1] == 0,
       "a zero denominator is named too");
    end();
}

/* Only so many cells are listed. */
static void many_missing(void)
{
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    struct tensor *t = tensor_new(&work, 2, (struct axis[]){{0, 20}, {1, 2}});
    t->p[0] = 1;
    struct symbol a = {0, 0}, b = {1, 0};
    est e = est_p(&work, &pool, &b, 1, &a, 1);
    bool good = stoch_evaluate(&v, &work, &pool, e, source_of_tensor(t), (uint32_t[]){0, 1}, 2, NULL, 0,
                               (uint32_t[]){20, 2});
    ok(good && v.nmissing == LIMIT_MISSING && v.more_missing, "at most LIMIT_MISSING cells are listed");
    ok(v.missing[0].state[0] == 1 && v.missing[LIMIT_MISSING - 1].state[0] == LIMIT_MISSING,
       "from the first on");
    end();
}

/* ---- reading a formula off ---- */

enum { VARS = 4, PRIMES = 3 };

struct setting {
    uint32_t state[VARS][PRIMES + 1]; /* the last: formal */
};

static uint32_t state_of(const struct setting *at, struct symbol s)
{
    return at->state[s.var][s.prime == EST_FORMAL ? PRIMES : s.prime];
}

static const struct tensor *joint; /* over all VARS, in order */
static uint32_t card[VARS];

/* P of the event that var[i] has the state the symbols are in. */
static double probability(const struct setting *at, const struct symbol *a, uint32_t na,
                          const struct symbol *b, uint32_t nb)
{
    double p = 0;
    for (size_t c = 0; c < joint->cells; c++) {
        bool agrees = true;
        size_t rest = c;
        for (uint32_t v = VARS; v-- > 0; rest /= card[v]) {
            for (uint32_t i = 0; i < na; i++)
                agrees = agrees && (a[i].var != v || state_of(at, a[i]) == rest % card[v]);
            for (uint32_t i = 0; i < nb; i++)
                agrees = agrees && (b[i].var != v || state_of(at, b[i]) == rest % card[v]);
        }
        if (agrees)
            p += joint->p[c];
    }
    return p;
}

static double read_off(const struct est_pool *pool, est e, const struct setting *at);

static double read_sum(const struct est_pool *pool, const struct est_node *p, uint32_t i, struct setting at)
{
    if (i == p->nover)
        return read_off(pool, p->kid[0], &at);
    double sum = 0;
    struct symbol s = p->over[i];
    for (uint32_t k = 0; k < card[s.var]; k++) {
        at.state[s.var][s.prime] = k;
        sum += read_sum(pool, p, i + 1, at);
    }
    return sum;
}

enum { MOST_DEFINITIONS = 2, MOST_CELLS = 81 };

/* What definitions have been found to be, by setting of their formal symbols: reading them off takes long. */
static struct {
    est body;
    bool known[MOST_CELLS];
    double value[MOST_CELLS];
} factor_table[MOST_DEFINITIONS];

static double read_factor(const struct est_pool *pool, const struct est_node *p, const struct setting *at)
{
    struct setting inner;
    size_t cell = 0, k = 0;
    while (factor_table[k].body != p->kid[0])
        k++;
    memset(&inner, 0xff, sizeof inner); /* nothing else is known inside */
    for (uint32_t i = 0; i < p->nover; i++) {
        uint32_t state = inner.state[p->over[i].var][PRIMES] = state_of(at, p->over[i]);
        cell = cell * card[p->over[i].var] + state;
    }
    if (!factor_table[k].known[cell]) {
        factor_table[k].value[cell] = read_off(pool, p->kid[0], &inner);
        factor_table[k].known[cell] = true;
    }
    return factor_table[k].value[cell];
}

static double read_off(const struct est_pool *pool, est e, const struct setting *at)
{
    const struct est_node *p = est_get(pool, e);
    double value = 1, under;
    switch (p->kind) {
    case EST_ONE:
        return 1;
    case EST_P:
        under = p->ngiven ? probability(at, p->given, p->ngiven, NULL, 0) : 1;
        return under > 0 ? probability(at, p->over, p->nover, p->given, p->ngiven) / under : (double)NAN;
    case EST_PRODUCT:
        for (uint32_t i = 0; i < p->nkids; i++) {
            double v = read_off(pool, p->kid[i], at);
            value = value == 0 || v == 0 ? 0 : value * v;
        }
        return value;
    case EST_QUOTIENT:
        under = read_off(pool, p->kid[1], at);
        return under != 0 ? read_off(pool, p->kid[0], at) / under : (double)NAN;
    case EST_SUM:
        return read_sum(pool, p, 0, *at);
    case EST_FACTOR:
        return read_factor(pool, p, at);
    }
    return 0;
}

/* Inside a definition half of the symbols are formal. */
static struct symbol random_symbol(uint32_t v, bool inside)
{
    return (struct symbol){v, !inside ? draw(PRIMES) : draw(2) ? EST_FORMAL : draw(2)};
}

static est random_leaf(struct est_pool *pool, bool inside)
{
    struct symbol over[VARS], given[VARS];
    uint32_t nover = 0, ngiven = 0, first = draw(VARS);
    over[nover++] = random_symbol(first, inside);
    for (uint32_t v = 0; v < VARS; v++) {
        uint32_t where = draw(3);
        if (v != first && where == 1)
            over[nover++] = random_symbol(v, inside);
        if (v != first && where == 2)
            given[ngiven++] = random_symbol(v, inside);
    }
    return est_p(&work, pool, over, nover, given, ngiven);
}

/* A use of the definition. */
static est random_factor(struct est_pool *pool, est definition, bool inside)
{
    struct symbol at[VARS];
    uint32_t n = est_get(pool, definition)->nfree;
    for (uint32_t i = 0; i < n; i++)
        at[i] = random_symbol(est_get(pool, definition)->free[i].var, inside);
    return est_factor(&work, pool, definition, at, n);
}

/* Outside, bound symbols have primes, so that none of them is free in the whole. */
static est random_sum(struct est_pool *pool, est body, bool inside)
{
    struct symbol bound[VARS];
    uint32_t n = 0;
    for (uint32_t v = 0; v < VARS; v++)
        if (draw(2))
            bound[n++] = (struct symbol){v, inside ? draw(2) : 1 + draw(PRIMES - 1)};
    return est_sum(&work, pool, bound, n, body);
}

/* Formulas are built from earlier ones, so that parts are shared, and from the definitions so far. */
static est random_formula(struct est_pool *pool, const est *definition, uint32_t ndefinitions, bool inside)
{
    est made[8];
    uint32_t size = inside ? 4 : 8;
    for (uint32_t i = 0; i < size; i++) {
        est a = i ? made[draw(i)] : 0, b = i ? made[draw(i)] : 0;
        uint32_t kind = i < 3 ? 0 : draw(7);
        made[i] = kind < 2 && ndefinitions && draw(2)
                      ? random_factor(pool, definition[draw(ndefinitions)], inside)
                  : kind < 2 ? random_leaf(pool, inside)
                  : kind < 4 ? est_product(&work, pool, (est[]){a, b, made[i - 1]}, 3)
                  : kind < 6 ? random_sum(pool, made[i - 1], inside)
                             : est_quotient(&work, pool, made[i - 1], b);
    }
    struct symbol bound[VARS * PRIMES];
    uint32_t n = 0;
    const struct est_node *node = est_get(pool, made[size - 1]);
    for (uint32_t i = 0; i < node->nfree; i++)
        if (inside ? node->free[i].prime != EST_FORMAL : node->free[i].prime != 0)
            bound[n++] = node->free[i];
    return est_sum(&work, pool, bound, n, made[size - 1]);
}

static double relative(double a, double b)
{
    return fabs(a - b) / (1 + fabs(b));
}

static bool repeats(const struct evaluation *v)
{
    for (uint32_t i = 0; i < v->nmissing; i++)
        for (uint32_t k = 0; k < i; k++)
            if (v->missing[i].n == v->missing[k].n &&
                !memcmp(v->missing[i].var, v->missing[k].var, v->missing[i].n * sizeof(uint32_t)) &&
                !memcmp(v->missing[i].state, v->missing[k].state, v->missing[i].n * sizeof(uint32_t)))
                return true;
    return false;
}

static bool names_factor(const struct est_pool *pool, est e)
{
    const struct est_node *p = est_get(pool, e);
    bool found = p->kind == EST_FACTOR;
    for (uint32_t i = 0; i < p->nkids && !found; i++)
        found = names_factor(pool, p->kid[i]);
    return found;
}

static void random_formulas(int trials, uint32_t ndefinitions)
{
    int named = 0, bad = 0, undefined = 0, unexplained = 0, with_fixed = 0;
    for (int trial = 0; trial < trials; trial++) {
        begin();
        struct axis axis[VARS];
        for (uint32_t v = 0; v < VARS; v++)
            axis[v] = (struct axis){v, card[v] = 2 + (draw(4) == 0)};
        struct tensor *t = tensor_new(&work, VARS, axis);
        memcpy(t->p, random_rows(1, t->cells, trial % 2 ? 2 : 0), t->cells * sizeof *t->p);
        joint = t;
        struct est_pool pool;
        est_pool_init(&pool, &arena);
        est definition[MOST_DEFINITIONS];
        memset(factor_table, 0, sizeof factor_table);
        for (uint32_t i = 0; i < ndefinitions; i++)
            factor_table[i].body = definition[i] = random_formula(&pool, definition, i, true);
        est e = random_formula(&pool, definition, ndefinitions, false);
        named += names_factor(&pool, e);
        uint32_t order[VARS], n = 0, nfixed = 0;
        struct evidence fixed[VARS];
        for (uint32_t i = 0, first = draw(VARS); i < VARS; i++) {
            uint32_t v = (first + i) % VARS;
            if (draw(3) == 0)
                fixed[nfixed++] = (struct evidence){v, draw(card[v])};
            else
                order[n++] = v;
        }
        with_fixed += nfixed > 0;
        struct evaluation v;
        bool good = stoch_evaluate(&v, &work, &pool, e, source_of_tensor(t), order, n, fixed, nfixed, card);
        bool any = false;
        for (size_t c = 0; good && c < v.value->cells; c++) {
            struct setting at = {0};
            size_t rest = c;
            for (uint32_t i = n; i-- > 0; rest /= card[order[i]])
                at.state[order[i]][0] = (uint32_t)(rest % card[order[i]]);
            for (uint32_t i = 0; i < nfixed; i++)
                at.state[fixed[i].wire][0] = fixed[i].state;
            double want = read_off(&pool, e, &at);
            good = isnan(want) == isnan(v.value->p[c]) && !(relative(v.value->p[c], want) > 1e-10);
            any = any || isnan(want);
        }
        bad += !good;
        undefined += any;
        unexplained += any != (v.nmissing > 0) || repeats(&v);
        end();
    }
    ok(bad == 0, "%d random formulas equal what they say, %d of them with named factors", trials, named);
    ok(ndefinitions ? named > trials / 2 : named == 0, "such as there should be");
    ok(unexplained == 0, "undefined values, and no others, come with their cells, each once");
    ok(undefined > trials / 10 && with_fixed > trials / 2, "there were such (%d)", undefined);
}

/* ---- sources ---- */

struct counted {
    struct source inner;
    int calls;
    size_t largest; /* cells it was asked for */
};

static struct tensor *count(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                            const struct evidence *fixed, uint32_t nfixed)
{
    struct counted *c = self;
    c->calls++;
    struct tensor *t = c->inner.marginal(c->inner.self, w, vars, n, fixed, nfixed);
    c->largest = t && t->cells > c->largest ? t->cells : c->largest;
    return t;
}

static void asked_once(void)
{
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    struct counted c = {source_of_tensor(joint_stc((double[]){.5, .1, .01, .02, .1, .05, .02, .2})), 0, 0};
    struct symbol s = {S, 0}, t = {T, 0}, st[] = {{S, 0}, {T, 0}};
    est kids[] = {est_p(&work, &pool, &s, 1, &t, 1), est_p(&work, &pool, &t, 1, &s, 1),
                  est_p(&work, &pool, st, 2, NULL, 0)};
    bool good = stoch_evaluate(&v, &work, &pool, est_product(&work, &pool, kids, 3),
                               (struct source){&c, count}, (uint32_t[]){S, T}, 2, NULL, 0, two);
    ok(good && c.calls == 1, "the source is asked once for each set of variables");
    end();
}

/* One definition, Q(S, T, C) = P(C | S, T), used open and fixed: evaluated once, and what it lacks is named
 * once.
 */
static void factors(void)
{
    static const double w[] = {1 / 4.0, 1 / 4.0, 1 / 8.0, 1 / 8.0, 0, 0, 1 / 16.0, 3 / 16.0};
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    struct symbol c = {C, EST_FORMAL}, given[] = {{S, EST_FORMAL}, {T, EST_FORMAL}};
    est body = est_p(&work, &pool, &c, 1, given, 2);
    struct symbol here[] = {{S, 0}, {T, 0}, {C, 0}}, there[] = {{S, 1}, {T, 0}, {C, 0}};
    struct symbol s1 = {S, 1};
    est use = est_factor(&work, &pool, body, here, 3), other = est_factor(&work, &pool, body, there, 3);
    est kids[] = {est_p(&work, &pool, &s1, 1, NULL, 0), other};
    est mixed = est_sum(&work, &pool, &s1, 1, est_product(&work, &pool, kids, 2));
    est both = est_product(&work, &pool, (est[]){use, mixed}, 2);
    struct counted count_w = {source_of_tensor(joint_stc(w)), 0, 0};
    struct source src = {&count_w, count};
    bool good =
        stoch_evaluate(&v, &work, &pool, both, src, (uint32_t[]){T, C}, 2, &(struct evidence){S, 1}, 1, two);
    ok(good && count_w.calls == 2, "two uses of a definition, one question");
    ok(good && isnan(v.value->p[0]) && v.value->p[2] == 0.25 * (0.75 * 0.5 + 0.25 * 0.25), "their product");
    ok(v.nmissing == 1 && v.missing[0].n == 2 && v.missing[0].state[0] == 1 && v.missing[0].state[1] == 0,
       "what both lack is named once");
    good =
        stoch_evaluate(&v, &work, &pool, use, src, (uint32_t[]){T, C}, 2, &(struct evidence){S, 0}, 1, two);
    ok(good && v.nmissing == 0 && v.value->p[3] == 0.5, "what a slice does not touch is not missing");
    good = stoch_evaluate(&v, &work, &pool, mixed, src, (uint32_t[]){C}, 1,
                          (struct evidence[]){{T, 1}, {S, 1}}, 2, two);
    ok(good && v.nmissing == 0 && v.value->p[0] == 0.75 * 0.5 + 0.25 * 0.25,
       "nor is what a fixed symbol avoids");
    /* W is summed inside the definition, under the same symbol that is free and fixed outside. */
    struct symbol s = {S, 0}, t = {T, EST_FORMAL}, t0 = {T, 0};
    est inner[] = {est_p(&work, &pool, &s, 1, NULL, 0), est_p(&work, &pool, &t, 1, &s, 1)};
    est sum = est_sum(&work, &pool, &s, 1, est_product(&work, &pool, inner, 2));
    est outer[] = {est_p(&work, &pool, &s, 1, NULL, 0), est_factor(&work, &pool, sum, &t0, 1)};
    good = stoch_evaluate(&v, &work, &pool, est_product(&work, &pool, outer, 2), src, &t0.var, 1,
                          &(struct evidence){S, 0}, 1, two);
    ok(good && v.value->p[0] == 0.75 * 0.5, "evidence does not reach bound symbols of a definition");
    end();
}

/* Marginals with evidence are slices of the joint: from tables, from diagrams. */
static void evidence_in_sources(void)
{
    double worst = 0;
    bool good = true;
    for (int trial = 0; good && trial < 500; trial++) {
        begin();
        uint32_t n = 2 + draw(6), all[MOST_WIRES], vars[MOST_WIRES], nvars = 0, nfixed = 0;
        struct evidence fixed[MOST_WIRES];
        struct net *net = random_net(n, 3, draw(2));
        for (uint32_t i = 0; i < n; i++) {
            uint32_t what = draw(3);
            all[i] = i;
            if (what == 0)
                vars[nvars++] = i;
            if (what == 1)
                fixed[nfixed++] = (struct evidence){i, draw((uint32_t)states(&net->d, i))};
        }
        struct source of = source_of_diagram(&net->d);
        struct tensor *whole = of.marginal(of.self, &work, all, n, NULL, 0);
        const struct tensor *want = whole;
        for (uint32_t i = 0; i < nfixed; i++)
            want = tensor_slice(&work, want, fixed[i].wire, fixed[i].state);
        want = tensor_marginal(&work, want, vars, nvars);
        struct source table = source_of_tensor(whole);
        struct tensor *a = of.marginal(of.self, &work, vars, nvars, fixed, nfixed),
                      *b = table.marginal(table.self, &work, vars, nvars, fixed, nfixed);
        good = a && b && a->cells == want->cells && b->cells == want->cells && a->rank == nvars;
        for (size_t i = 0; good && i < want->cells; i++)
            worst = fmax(worst, fmax(fabs(a->p[i] - want->p[i]), fabs(b->p[i] - want->p[i])));
        end();
    }
    ok(good, "500 marginals with evidence");
    near(worst, 0, 1e-15, "are slices of the joint");
    /* A formula asks for the slice alone. */
    begin();
    struct est_pool pool;
    struct evaluation v;
    est_pool_init(&pool, &arena);
    struct counted c = {source_of_tensor(joint_stc((double[]){.5, .1, .01, .02, .1, .05, .02, .2})), 0, 0};
    struct symbol ct[] = {{T, 0}, {C, 0}}, s = {S, 0};
    est e = est_p(&work, &pool, ct, 2, &s, 1);
    good = stoch_evaluate(&v, &work, &pool, e, (struct source){&c, count}, (uint32_t[]){C}, 1,
                          (struct evidence[]){{S, 1}, {T, 0}}, 2, two);
    ok(good && c.largest == 2 && fabs(v.value->p[1] - .05 / .37) < 1e-15, "P(C, t0 | s1) asks for two cells");
    end();
}

/* Identification over the observed part of a random network, against surgery on the whole. */
static void identified(void)
{
    int bad = 0, answered = 0;
    for (int trial = 0; trial < 500; trial++) {
        begin();
        uint32_t n = 3 + draw(4), hidden = draw(n - 1), states_of[MOST_WIRES];
        struct net *net = random_net(n, n > 4 ? 2 : 3, 0);
        net->d.nout = 0;
        for (uint32_t i = 0; i < n; i++) {
            states_of[i] = (uint32_t)states(&net->d, i);
            if (i >= hidden)
                net->out[net->d.nout++] = i;
        }
        uint32_t x = net->out[0], y = net->out[1], order[] = {x, y};
        struct graph *g = graph_project(&work, diagram_graph(&work, &net->d));
        struct identify_query q = {set_new(&arena, n), set_new(&arena, n), set_new(&arena, n)};
        set_add(q.y, y);
        set_add(q.x, x);
        struct est_pool pool;
        est_pool_init(&pool, &arena);
        struct identification id;
        struct evaluation v;
        struct surgery record;
        bool impossible, good = identify(&id, &work, g, &q, &pool);
        if (good && id.identifiable) {
            good = stoch_evaluate(&v, &work, &pool, id.estimand, source_of_diagram(&net->d), order, 2, NULL,
                                  0, states_of);
            struct tensor *t = stoch_conditional(&work, diagram_do_open(&work, &net->d, x, &record), &y, 1,
                                                 NULL, 0, NULL, 0, &impossible);
            good = good && same_tensor(v.value, t, false, 1e-12);
            answered++;
        }
        bad += !good;
        end();
    }
    ok(bad == 0, "estimands over 500 random networks equal surgery");
    ok(answered > 300, "%d were identifiable", answered);
}

static void short_memory(void)
{
    bool refused = true;
    long n = 0;
    for (; refused && n < 1000; n++) {
        struct arena small = {0};
        begin();
        struct est_pool pool;
        struct evaluation v;
        est_pool_init(&pool, &arena);
        est e = front_door(&pool);
        struct source src = source_of_tensor(joint_stc((double[]){.25, .25, .125, .125, 0, 0, .0625, .1875}));
        work.arena = &small;
        mem_fail_after(n);
        bool good = stoch_evaluate(&v, &work, &pool, e, src, (uint32_t[]){S, C}, 2, NULL, 0, two);
        refused = mem_failed();
        mem_fail_after(-1);
        if (good == refused || (refused && !diags.out_of_memory))
            break;
        arena_free(&small);
        end();
    }
    ok(!refused && n > 3, "every refused request for memory is an ordinary failure (%ld of them)", n - 1);
}

int main(void)
{
    smoking();
    support();
    many_missing();
    random_formulas(1000, 0);
    random_formulas(100, MOST_DEFINITIONS);
    factors();
    evidence_in_sources();
    asked_once();
    identified();
    short_memory();
    return tap_done();
}
