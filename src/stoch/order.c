/* order.c -- the order in which axes are eliminated. */
#include "stoch/order.h"

#include "base/interrupt.h"

#include <math.h>
#include <string.h>

enum { RULES = 3, MOST_ORDERS = 100 };
static const char *const names[RULES] = {"min-fill", "weighted min-fill", "min-weight"};

/* A nanosecond of contraction multiplies about this many entries, one of ordering makes as many steps. */
#define ENTRIES_PER_STEP 4.0

struct graph_of_axes {
    uint32_t n, words;
    uint64_t *adjacent; /* n rows of `words` */
    double *log;        /* log2 of the length, by axis */
    double *fill;       /* weight of the edges that elimination would add, by the rule */
    double *weight;     /* log2 of the entries it would multiply */
    uint32_t *left;     /* axes to eliminate still, */
    uint32_t *place;    /* and where in it each one is; NOWHERE: gone, or kept */
    uint32_t nleft;
    uint32_t *simplicial; /* axes whose neighbours are all joined: some of them may be gone */
    uint32_t nsimplicial;
};

enum { NOWHERE = UINT32_MAX };

struct search {
    struct work *w;
    struct arena scratch;
    const struct order_problem *p;
    struct graph_of_axes start, g;
    uint64_t *dirty; /* axes to weigh anew */
    uint64_t *none;  /* the empty set */
    uint32_t *member;
    uint64_t random;
    uint8_t phase;
    double steps; /* of ordering so far */
    struct order trial;
};

static bool oom(struct search *s)
{
    return diag_oom(s->w->diags);
}

static uint64_t *row(const struct graph_of_axes *g, uint32_t v)
{
    return g->adjacent + (size_t)v * g->words;
}

/* xorshift64* (Vigna 2016) */
static uint32_t draw(struct search *s, uint32_t n)
{
    s->random ^= s->random >> 12;
    s->random ^= s->random << 25;
    s->random ^= s->random >> 27;
    return (uint32_t)((s->random * 2685821657736338717ull >> 33) % n);
}

/* The members of a row into s->member[]; returns how many. */
static uint32_t members(struct search *s, const uint64_t *bits, uint32_t words)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < words; i++)
        for (uint64_t b = bits[i]; b; b &= b - 1)
            s->member[n++] = 64 * i + (uint32_t)__builtin_ctzll(b);
    return n;
}

/* ---- weights ---- */

static uint8_t phase_of(const struct search *s, uint32_t v)
{
    return s->p->phase ? s->p->phase[v] : 0;
}

/* Every order has a table as large as that of an axis whose neighbours are all joined, so that these go
 * first, in whatever order. */
static void note_simplicial(struct search *s, uint32_t v)
{
    struct graph_of_axes *g = &s->g;
    if (g->fill[v] == 0 && phase_of(s, v) == s->phase && g->nsimplicial < 2 * g->n)
        g->simplicial[g->nsimplicial++] = v;
}

static double weight_of_bits(const struct graph_of_axes *g, const uint64_t *a, const uint64_t *without)
{
    double sum = 0;
    for (uint32_t i = 0; i < g->words; i++)
        for (uint64_t b = a[i] & ~without[i]; b; b &= b - 1)
            sum += g->log[64 * i + (uint32_t)__builtin_ctzll(b)];
    return sum;
}

static uint32_t count_bits(const struct graph_of_axes *g, const uint64_t *a, const uint64_t *without)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->words; i++)
        n += (uint32_t)__builtin_popcountll(a[i] & ~without[i]);
    return n;
}

static void weigh(struct search *s, uint32_t v, int rule)
{
    struct graph_of_axes *g = &s->g;
    const uint64_t *mine = row(g, v);
    double fill = 0, weight = g->log[v];
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->words; i++)
        for (uint64_t b = mine[i]; b; b &= b - 1, n++) {
            uint32_t u = 64 * i + (uint32_t)__builtin_ctzll(b);
            weight += g->log[u];
            if (rule == 1)
                fill += g->log[u] * (weight_of_bits(g, mine, row(g, u)) - g->log[u]);
            else
                fill += count_bits(g, mine, row(g, u)) - 1;
        }
    g->fill[v] = rule == 1 && fill < 1e-9 ? 0 : fill;
    g->weight[v] = weight;
    s->steps += (double)n * g->words + 10;
    note_simplicial(s, v);
}

/* ---- elimination ---- */

/* v goes, whose neighbours are all joined: u misses it, and the edges that joining v to its others took. */
static void forget(struct search *s, uint32_t v, uint32_t u, int rule)
{
    struct graph_of_axes *g = &s->g;
    const uint64_t *gone = row(g, v), *mine = row(g, u);
    double more = rule == 1 ? g->log[v] * weight_of_bits(g, mine, gone) : (double)count_bits(g, mine, gone);
    g->fill[u] = fmax(g->fill[u] - 2 * more, 0);
    if (rule == 1 && g->fill[u] < 1e-6)
        g->fill[u] = 0;
    g->weight[u] -= g->log[v];
    if (more > 0)
        note_simplicial(s, u);
}

static void eliminate_simplicial(struct search *s, uint32_t v, int rule)
{
    struct graph_of_axes *g = &s->g;
    uint32_t n = members(s, row(g, v), g->words);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t u = s->member[k];
        row(g, u)[v / 64] &= ~((uint64_t)1 << v % 64);
        forget(s, v, u, rule);
    }
    s->steps += (double)n * g->words;
}

static void eliminate(struct search *s, uint32_t v, int rule)
{
    struct graph_of_axes *g = &s->g;
    uint64_t *mine = row(g, v), bit = (uint64_t)1 << v % 64;
    uint32_t n = members(s, mine, g->words);
    if (g->fill[v] == 0) {
        eliminate_simplicial(s, v, rule);
        return;
    }
    memset(s->dirty, 0, g->words * sizeof *s->dirty);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t u = s->member[k];
        uint64_t *other = row(g, u);
        other[v / 64] &= ~bit;
        for (uint32_t i = 0; i < g->words; i++) {
            s->dirty[i] |= other[i];
            other[i] |= mine[i];
        }
        s->dirty[u / 64] |= (uint64_t)1 << u % 64;
        other[u / 64] &= ~((uint64_t)1 << u % 64);
    }
    s->steps += (double)n * g->words;
    n = members(s, s->dirty, g->words);
    for (uint32_t k = 0; k < n; k++)
        if (phase_of(s, s->member[k]) != ORDER_KEPT)
            weigh(s, s->member[k], rule);
}

/* Is a better than b by the rule? 0: they tie. */
static int compare(const struct graph_of_axes *g, uint32_t a, uint32_t b, int rule)
{
    double x = rule == 2 ? g->weight[a] : g->fill[a], y = rule == 2 ? g->weight[b] : g->fill[b];
    if (fabs(x - y) > 1e-9)
        return x < y ? -1 : 1;
    x = rule == 2 ? g->fill[a] : g->weight[a];
    y = rule == 2 ? g->fill[b] : g->weight[b];
    return fabs(x - y) <= 1e-9 ? 0 : x < y ? -1 : 1;
}

/* The next axis of the phase, or NOWHERE; ties are broken by chance when `ties`. */
static uint32_t next(struct search *s, int rule, bool ties)
{
    struct graph_of_axes *g = &s->g;
    uint32_t best = NOWHERE, tied = 1;
    while (g->nsimplicial > 0) {
        uint32_t v = g->simplicial[--g->nsimplicial];
        if (g->place[v] != NOWHERE && g->fill[v] == 0)
            return v;
    }
    for (uint32_t i = 0; i < g->nleft; i++) {
        uint32_t v = g->left[i];
        if (phase_of(s, v) != s->phase)
            continue;
        int c = best == NOWHERE ? -1 : compare(g, v, best, rule);
        if (c < 0) {
            best = v;
            tied = 1;
        } else if (c == 0 && ties && draw(s, ++tied) == 0) {
            best = v;
        }
    }
    s->steps += g->nleft;
    return best;
}

static void remove_axis(struct graph_of_axes *g, uint32_t v)
{
    uint32_t at = g->place[v], last = g->left[--g->nleft];
    g->left[at] = last;
    g->place[last] = at;
    g->place[v] = NOWHERE;
}

/* What is left has kept axes only, which end in one table. */
static double kept_entries(const struct search *s)
{
    double log = 0;
    for (uint32_t v = 0; s->p->phase && v < s->p->naxes; v++)
        if (s->p->phase[v] == ORDER_KEPT)
            log += s->g.log[v];
    return fmin(exp2(log), 1e300);
}

static void begin_phase(struct search *s)
{
    s->phase++;
    for (uint32_t i = 0; i < s->g.nleft; i++)
        note_simplicial(s, s->g.left[i]);
}

/* One order by a rule, given up as soon as it costs more than `bound`. False when interrupted. */
static bool try_order(struct search *s, int rule, bool ties, double bound)
{
    struct graph_of_axes *g = &s->g;
    struct order *t = &s->trial;
    size_t bits = (size_t)g->n * g->words;
    memcpy(g->adjacent, s->start.adjacent, bits * sizeof *g->adjacent);
    memcpy(g->left, s->start.left, s->start.nleft * sizeof *g->left);
    g->nleft = s->start.nleft;
    t->n = 0;
    t->total = kept_entries(s);
    g->nsimplicial = 0;
    s->phase = 0;
    memset(g->place, 0xff, g->n * sizeof *g->place);
    for (uint32_t i = 0; i < g->nleft; i++) {
        g->place[g->left[i]] = i;
        weigh(s, g->left[i], rule);
    }
    for (; s->phase < ORDER_KEPT; begin_phase(s))
        for (uint32_t v; (v = next(s, rule, ties)) != NOWHERE;) {
            t->axis[t->n] = v;
            t->width[t->n] = count_bits(g, row(g, v), s->none);
            t->entries[t->n] = fmin(exp2(g->weight[v]), 1e300);
            t->total += t->entries[t->n++];
            if (t->total >= bound || interrupted())
                return !interrupted();
            remove_axis(g, v);
            eliminate(s, v, rule);
        }
    return true;
}

/* ---- setting up ---- */

static bool graph_new(struct search *s, struct graph_of_axes *g, uint32_t n)
{
    *g = (struct graph_of_axes){.n = n, .words = n / 64 + 1};
    g->adjacent = ARENA_NEW(&s->scratch, uint64_t, (size_t)n * g->words);
    g->left = ARENA_NEW(&s->scratch, uint32_t, n);
    g->place = ARENA_NEW(&s->scratch, uint32_t, n);
    g->simplicial = ARENA_NEW(&s->scratch, uint32_t, 2 * (size_t)n);
    g->log = ARENA_NEW(&s->scratch, double, n);
    g->fill = ARENA_NEW(&s->scratch, double, n);
    g->weight = ARENA_NEW(&s->scratch, double, n);
    return (g->adjacent && g->left && g->place && g->simplicial && g->log && g->fill && g->weight) || oom(s);
}

static bool order_new(struct search *s, struct arena *a, struct order *o, uint32_t n)
{
    *o = (struct order){.axis = ARENA_NEW(a, uint32_t, n),
                        .width = ARENA_NEW(a, uint32_t, n),
                        .entries = ARENA_NEW(a, double, n)};
    return (o->axis && o->width && o->entries) || oom(s);
}

static bool set_up(struct search *s)
{
    const struct order_problem *p = s->p;
    if (!graph_new(s, &s->start, p->naxes) || !graph_new(s, &s->g, p->naxes) ||
        !order_new(s, &s->scratch, &s->trial, p->naxes))
        return false;
    s->dirty = ARENA_NEW(&s->scratch, uint64_t, s->g.words);
    s->none = ARENA_NEW(&s->scratch, uint64_t, s->g.words);
    s->member = ARENA_NEW(&s->scratch, uint32_t, p->naxes);
    if (!s->dirty || !s->none || !s->member)
        return oom(s);
    for (uint32_t v = 0; v < p->naxes; v++) {
        s->g.log[v] = log2(p->length[v]);
        if (!p->phase || p->phase[v] != ORDER_KEPT)
            s->start.left[s->start.nleft++] = v;
    }
    for (uint32_t i = 0; i < p->nscopes; i++) {
        const struct scope *f = &p->scope[i];
        for (uint32_t a = 0; a < f->n; a++)
            for (uint32_t b = 0; b < f->n; b++)
                if (a != b)
                    row(&s->start, f->axis[a])[f->axis[b] / 64] |= (uint64_t)1 << f->axis[b] % 64;
    }
    return true;
}

static void keep_trial(struct order *best, const struct order *t, const char *heuristic)
{
    uint32_t tried = best->tried;
    memcpy(best->axis, t->axis, t->n * sizeof *t->axis);
    memcpy(best->width, t->width, t->n * sizeof *t->width);
    memcpy(best->entries, t->entries, t->n * sizeof *t->entries);
    best->n = t->n;
    best->total = t->total;
    best->heuristic = heuristic;
    best->tried = tried;
}

static bool one_more(struct search *s, struct order *best, int rule, bool ties)
{
    best->tried++;
    if (!try_order(s, rule, ties, best->total))
        return diag_interrupted(s->w->diags);
    if (s->trial.total < best->total)
        keep_trial(best, &s->trial, names[rule]);
    return true;
}

bool order_find(struct order *out, struct work *w, const struct order_problem *p)
{
    struct search s = {.w = w, .p = p, .random = 88172645463325252ull};
    bool good = set_up(&s) && order_new(&s, w->arena, out, p->naxes);
    if (good)
        out->total = INFINITY;
    for (int rule = 0; good && rule < RULES; rule++)
        good = one_more(&s, out, rule, false);
    while (good && !p->quick && out->tried < MOST_ORDERS && s.steps * ENTRIES_PER_STEP < out->total)
        good = one_more(&s, out, (int)(out->tried % RULES), true);
    arena_free(&s.scratch);
    return good;
}
