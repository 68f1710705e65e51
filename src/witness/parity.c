/* parity.c -- models in which every variable is the exclusive or of others and of independent bits.
 *
 * Such a model is linear over the field of two elements, and its distribution is known by its characters: for
 * each set S of variables the expectation of (-1)^(sum of S).  It is zero when the sum of S contains a fair
 * bit, and otherwise the product of what the noise bits in it contribute.  So two models have the same P(V)
 * exactly when the characters of all sets agree, which is decided without rounding; and probabilities are
 * the Hadamard transform of the characters.
 */
#include "base/interrupt.h"
#include "witness/witness_int.h"

#include <math.h>

/* A variable, or a sum of some, in terms of independent bits and of what is set from outside. */
struct sum {
    uint64_t hidden;
    members coin, noise, set;
};

static struct sum add(struct sum a, struct sum b)
{
    return (struct sum){a.hidden ^ b.hidden, a.coin ^ b.coin, a.noise ^ b.noise, a.set ^ b.set};
}

static bool fair(const struct sum *a)
{
    return a->hidden || a->coin;
}

/* Each variable as a sum, those of x being set. */
static void solve(struct sum *out, const struct stage *s, const struct parity *p, members x)
{
    for (uint32_t v = 0; v < s->n; v++) {
        out[v] = (struct sum){0};
        if (x & BIT(v)) {
            out[v].set = BIT(v);
            continue;
        }
        out[v].hidden = p->hidden[v];
        out[v].noise = p->noise & BIT(v);
        if (!p->hears[v] && !p->hidden[v] && !out[v].noise)
            out[v].coin = BIT(v);
        EACH_BIT(u, p->hears[v])
        out[v] = add(out[v], out[u]);
    }
}

/* ---- noise ---- */

struct basis { /* sums in which bits lead that no other has */
    struct sum row[STAGE_NODES];
    uint32_t n;
};

static uint64_t lead(const struct sum *a) /* its lowest hidden bit */
{
    return a->hidden & -a->hidden;
}

/* Reduce a by the basis; what is left. */
static struct sum reduce(const struct basis *b, struct sum a)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sum *r = &b->row[i];
        if (r->hidden ? (a.hidden & lead(r)) != 0 : (a.coin & (r->coin & -r->coin)) != 0)
            a = add(a, *r);
    }
    return a;
}

void parity_add_noise(const struct stage *s, struct parity *p)
{
    struct sum all[STAGE_NODES];
    struct basis b = {.n = 0};
    p->noise = 0;
    solve(all, s, p, 0);
    for (uint32_t v = 0; v < s->n; v++) {
        struct sum left = reduce(&b, all[v]);
        if (fair(&left))
            b.row[b.n++] = left;
        else
            p->noise |= BIT(v); /* those before it determine it */
    }
}

double parity_flip(uint32_t n)
{
    static const double flip[] = {0.2, 0.1, 0.05, 0.02, 0.01};
    uint32_t k = 0;
    while (k < 4 && pow(1 - 2 * flip[k], n) < 0.45)
        k++;
    return flip[k];
}

/* ---- the same P(V)? ---- */

bool parity_agree(const struct stage *s, const struct pair *pair)
{
    struct sum all[2][STAGE_NODES], now[2] = {{0}, {0}};
    members first = pair->of[0].noise & -pair->of[0].noise;
    if (pair->of[0].noise != pair->of[1].noise)
        return false;
    for (int m = 0; m < 2; m++)
        solve(all[m], s, &pair->of[m], 0);
    for (uint32_t code = 1; code < BIT(s->n); code++) {
        uint32_t v = bit_first(code); /* Gray code: the sums change by one variable at a time */
        for (int m = 0; m < 2; m++)
            now[m] = add(now[m], all[m][v]);
        if (fair(&now[0]) != fair(&now[1]))
            return false;
        if (fair(&now[0]))
            continue;
        if (!now[0].noise || !now[1].noise) /* a sum that is always the same: some cell is zero */
            return false;
        if (bit_count(now[0].noise) != bit_count(now[1].noise) || (first & (now[0].noise ^ now[1].noise)))
            return false;
    }
    return true;
}

/* ---- by how much the query differs ---- */

struct table { /* P(y, z | do(x)) of both models, for one x after another */
    const struct stage *s;
    members all, x;
    uint32_t bit[STAGE_NODES], nbits; /* of a cell's number: node of the stage; conditions come last */
    struct sum *sum[2];
    double *p[2];
    double weight; /* of a noise bit's character */
    members first; /* the noise bit with the opposite sign */
};

static void characters(struct table *t, int m, members x)
{
    for (size_t c = 0; c < (size_t)1 << t->nbits; c++) {
        const struct sum *a = &t->sum[m][c];
        double value = fair(a) ? 0 : pow(t->weight, bit_count(a->noise));
        bool minus = ((a->noise & t->first) != 0) ^ (bit_count(a->set & x) & 1);
        t->p[m][c] = minus ? -value : value;
    }
}

static void transform(double *p, uint32_t nbits)
{
    size_t cells = (size_t)1 << nbits;
    for (size_t h = 1; h < cells; h *= 2)
        for (size_t c = 0; c < cells; c++)
            if (!(c & h)) {
                double a = p[c], b = p[c | h];
                p[c] = (a + b) / 2;
                p[c | h] = (a - b) / 2;
            }
}

static members ones(const struct table *t, size_t cell)
{
    members out = 0;
    for (uint32_t i = 0; i < t->nbits; i++)
        if (cell >> i & 1)
            out |= BIT(t->bit[i]);
    return out;
}

/* Outcomes are the low bits of a cell's number, conditions the high ones. Later cells win ties: ones. */
static void compare(struct table *t, struct gap *best, members x)
{
    uint32_t ny = bit_count(t->s->asked_y);
    size_t block = (size_t)1 << ny, cells = (size_t)1 << t->nbits;
    for (size_t at = cells; at > 0; at -= block) {
        size_t start = at - block;
        double total[2] = {0, 0};
        for (size_t c = start; c < at; c++)
            for (int m = 0; m < 2; m++)
                total[m] += t->p[m][c];
        if (total[0] < 1e-12 || total[1] < 1e-12)
            continue;
        for (size_t c = at; c-- > start;) {
            double size = fabs(t->p[0][c] / total[0] - t->p[1][c] / total[1]);
            if (size > best->size + 1e-9) {
                members one = ones(t, c);
                *best = (struct gap){size, x, one & t->s->asked_y, one & t->s->asked_z};
            }
        }
    }
}

static bool table_new(struct table *t, struct arena *a, const struct stage *s, const struct pair *pair)
{
    *t = (struct table){.s = s, .x = s->asked_x};
    t->weight = 1 - 2 * parity_flip(bit_count(pair->of[0].noise));
    t->first = pair->of[0].noise & -pair->of[0].noise;
    EACH_BIT(v, s->asked_y)
    t->bit[t->nbits++] = v;
    EACH_BIT(v, s->asked_z)
    t->bit[t->nbits++] = v;
    for (int m = 0; m < 2; m++) {
        struct sum all[STAGE_NODES];
        t->sum[m] = ARENA_NEW(a, struct sum, (size_t)1 << t->nbits);
        t->p[m] = ARENA_NEW(a, double, (size_t)1 << t->nbits);
        if (!t->sum[m] || !t->p[m])
            return false;
        solve(all, s, &pair->of[m], t->x);
        for (size_t c = 1; c < (size_t)1 << t->nbits; c++)
            t->sum[m][c] = add(t->sum[m][c & (c - 1)], all[t->bit[bit_first((members)c)]]);
    }
    return true;
}

static bool scan(struct table *t, struct gap *out, struct work *w)
{
    for (members x = t->x;; x = (x - 1) & t->x) { /* all subsets, from all of it down to none */
        if (interrupted())
            return diag_interrupted(w->diags);
        for (int m = 0; m < 2; m++) {
            characters(t, m, x);
            transform(t->p[m], t->nbits);
        }
        compare(t, out, x);
        if (!x)
            return true;
    }
}

bool parity_gap(struct gap *out, struct work *w, const struct stage *s, const struct pair *pair)
{
    struct arena draft = {0};
    struct table t;
    *out = (struct gap){0};
    bool good = table_new(&t, &draft, s, pair) ? scan(&t, out, w) : diag_oom(w->diags);
    arena_free(&draft);
    return good;
}
