/* estimand_simplify_t.c -- hash-consing, and simplification of random formulas over random joints full of
 * zeros: where the old formula has a value the new one has the same, and it is no longer. */
#include "tap.h"

#include "base/mem.h"
#include "brute_force.h"

enum { VARS = 4 };

static struct diags diags;

static est leaf(struct work *w, struct est_pool *p)
{
    struct symbol over[VARS], given[VARS];
    uint32_t no = 0, ng = 0;
    while (!no) {
        ng = 0;
        for (uint32_t v = 0; v < VARS; v++) {
            struct symbol s = {v, random_below(4) == 0};
            uint32_t k = random_below(3);
            if (k == 0)
                over[no++] = s;
            else if (k == 1)
                given[ng++] = s;
        }
    }
    return est_p(w, p, over, no, given, ng);
}

/* A random formula; its sums bind some of the symbols that are free in their bodies. */
static est formula(struct work *w, struct est_pool *p, int depth)
{
    uint32_t kind = depth ? random_below(8) : 0;
    if (kind < 2)
        return leaf(w, p);
    if (kind == 2)
        return est_quotient(w, p, formula(w, p, depth - 1), formula(w, p, depth - 1));
    est kid[4];
    uint32_t n = 1 + random_below(4), bound = 0;
    for (uint32_t i = 0; i < n; i++)
        kid[i] = formula(w, p, depth - 1);
    est e = est_product(w, p, kid, n);
    if (kind < 4)
        return e;
    const struct est_node *node = est_get(p, e);
    struct symbol *s = ARENA_NEW(w->arena, struct symbol, node->nfree);
    for (uint32_t i = 0; i < node->nfree; i++)
        if (random_below(2))
            s[bound++] = node->free[i];
    return est_sum(w, p, s, bound, e);
}

static uint32_t leaves(const struct est_pool *p, est e)
{
    const struct est_node *n = est_get(p, e);
    uint32_t count = n->kind == EST_P;
    for (uint32_t i = 0; i < n->nkids; i++)
        count += leaves(p, n->kid[i]);
    return count;
}

static void random_joint(double *joint)
{
    double total = 0;
    for (uint32_t c = 0; c < 1u << VARS; c++)
        total += joint[c] = random_unit() < 0.4 ? 0 : random_unit();
    for (uint32_t c = 0; c < 1u << VARS; c++)
        joint[c] /= total;
}

static int undefined, defined, changed;

static int compare(const struct est_pool *p, est e, est s)
{
    double joint[1 << VARS];
    int bad = 0;
    for (int round = 0; round < 6; round++) {
        random_joint(joint);
        struct values v = {.joint = joint, .n = VARS};
        for (uint32_t k = 0; k < VARS; k++)
            for (uint32_t i = 0; i < MOST_PRIMES; i++)
                v.at[k][i] = random_below(2);
        double before = brute_value(p, e, &v), after = brute_value(p, s, &v);
        if (isnan(before)) {
            undefined++;
            continue;
        }
        defined++;
        bad += !(fabs(before - after) <= 1e-10 * fmax(1, fabs(before)));
    }
    return bad;
}

static void random_formulas(void)
{
    int bad = 0, longer = 0, rounds = 8000;
    random_state = 3;
    for (int round = 0; round < rounds; round++) {
        struct arena a = {0};
        struct work w = {&a, &diags, NULL};
        struct est_pool p;
        diags.arena = &a;
        est_pool_init(&p, &a);
        est e = formula(&w, &p, 1 + (int)random_below(3)), s = est_simplify(&w, &p, e);
        bad += !s || compare(&p, e, s);
        longer += leaves(&p, s) > leaves(&p, e);
        changed += s != e;
        arena_free(&a);
    }
    ok(bad == 0, "%d random formulas keep their values (%d defined, %d not; %d wrong)", rounds, defined,
       undefined, bad);
    ok(longer == 0, "and get no longer (%d did)", longer);
    ok(changed > rounds / 4 && defined > rounds && undefined > rounds / 10, "and the test has teeth");
}

static void hash_consing(void)
{
    struct arena a = {0};
    struct work w = {&a, &diags, NULL};
    struct est_pool p;
    struct symbol s[] = {{0, 0}, {1, 0}, {2, 0}}, r[] = {{2, 0}, {1, 0}, {0, 0}};
    est_pool_init(&p, &a);
    est one = est_one(&w, &p), e = est_p(&w, &p, s, 3, NULL, 0), f = est_p(&w, &p, s, 1, s + 1, 1);
    ok(e && e == est_p(&w, &p, r, 3, NULL, 0), "the order of symbols does not matter");
    ok(e != est_p(&w, &p, s, 2, s + 2, 1) && e != f, "what is given does");
    ok(est_p(&w, &p, s, 0, s, 2) == one, "P( | A) is 1");
    ok(est_product(&w, &p, (est[]){one, e, one}, 3) == e && est_product(&w, &p, NULL, 0) == one,
       "1 is dropped");
    ok(est_product(&w, &p, (est[]){est_product(&w, &p, (est[]){e, f}, 2), e}, 2) ==
           est_product(&w, &p, (est[]){e, f, e}, 3),
       "products are flat");
    ok(est_product(&w, &p, (est[]){e, f}, 2) != est_product(&w, &p, (est[]){f, e}, 2),
       "and keep their order");
    ok(est_quotient(&w, &p, e, one) == e && est_sum(&w, &p, s, 0, e) == e, "x / 1 and the empty sum");
    ok(est_sum(&w, &p, s, 1, est_sum(&w, &p, s + 1, 1, e)) == est_sum(&w, &p, s, 2, e), "sums of sums");
    ok(!est_product(&w, &p, (est[]){e, 0}, 2) && !est_quotient(&w, &p, 0, e) && !est_sum(&w, &p, s, 1, 0),
       "none stays none");
    size_t n = p.n;
    for (uint32_t i = 0; i < 500; i++)
        est_p(&w, &p, &(struct symbol){i, 0}, 1, NULL, 0);
    size_t grown = p.n;
    for (uint32_t i = 0; i < 500; i++)
        est_p(&w, &p, &(struct symbol){i, 0}, 1, NULL, 0);
    ok(grown == n + 500 && p.n == grown && est_p(&w, &p, r, 3, NULL, 0) == e,
       "equal numbers, equal formulas");
    arena_free(&a);
}

static void out_of_memory(void)
{
    bool told = true;
    long n = 0;
    for (bool failed = true; failed; n++) {
        struct arena a = {0}, messages = {0};
        struct diags d = {.arena = &messages};
        struct work w = {&a, &d, NULL};
        struct est_pool p;
        struct symbol x = {0, 0}, y = {1, 0}, z = {2, 1};
        mem_fail_after(n);
        est e = est_pool_init(&p, &a) ? est_p(&w, &p, &x, 1, &y, 1) : (est)diag_oom(&d);
        e = e ? est_product(&w, &p, (est[]){e, est_p(&w, &p, &y, 1, &z, 1), est_p(&w, &p, &z, 1, NULL, 0)}, 3)
              : 0;
        e = est_quotient(&w, &p, est_sum(&w, &p, (struct symbol[]){y, z}, 2, e), e);
        e = e ? est_simplify(&w, &p, e) : 0;
        failed = mem_failed();
        mem_fail_after(-1);
        told &= failed ? !e && (d.n || d.out_of_memory) : e && !d.n;
        arena_free(&a);
        arena_free(&messages);
    }
    ok(told && n > 4, "each of %ld failures of the heap is reported", n - 1);
}

int main(void)
{
    hash_consing();
    random_formulas();
    out_of_memory();
    return tap_done();
}
