/* Layered drawing on random graphs: no overlaps, edges go up and no shorter total is possible, crossings as
 * counted pair by pair, pins at their ends in their order, twice the same. */
#include "tap.h"

#include "picture/layered.h"

#include <string.h>

static uint64_t state = 7;
static uint32_t below(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

enum { MOST = 12 };
struct task {
    struct layered_vertex v[MOST];
    struct layered_edge e[3 * MOST];
    uint32_t n, m;
};
static const struct layered_options options = {.gap = .5, .wire_gap = .25};

static void random_task(struct task *t, uint32_t most)
{
    t->n = 1 + below(most);
    t->m = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        enum layered_pin pin = i == 0 && below(2)               ? PIN_BOTTOM
                               : i + 2 >= t->n && i && below(2) ? PIN_TOP
                                                                : PIN_NONE;
        t->v[i] = (struct layered_vertex){.25 * below(6), 1, pin, below(2) ? i : UINT32_MAX};
    }
    for (uint32_t k = below(2 * t->n + 1); k > 0 && t->n > 1; k--) {
        uint32_t b = 1 + below(t->n - 1), a = below(b);
        if (t->v[a].pin != PIN_TOP)
            t->e[t->m++] = (struct layered_edge){a, b, .125 * below(3), .125 * below(3), 1};
    }
}

/* The segments, written out from the chains. */
struct piece {
    uint32_t lo, hi;
    double lo_at, hi_at;
};
static uint32_t pieces(const struct layered *l, const struct task *t, struct piece *p)
{
    uint32_t n = 0;
    for (uint32_t e = 0; e < t->m; e++) {
        struct piece next = {t->e[e].from, 0, t->e[e].from_at, 0};
        for (uint32_t k = l->chain_start[e]; k < l->chain_start[e + 1]; k++) {
            next.hi = l->chain[k];
            p[n++] = next;
            next = (struct piece){l->chain[k], 0, 0, 0};
        }
        next.hi = t->e[e].to;
        next.hi_at = t->e[e].to_at;
        p[n++] = next;
    }
    return n;
}

static int before(const uint32_t *pos, uint32_t a, double a_at, uint32_t b, double b_at)
{
    if (pos[a] != pos[b])
        return pos[a] < pos[b] ? -1 : 1;
    return (a_at > b_at) - (a_at < b_at);
}

static bool good_drawing(const struct layered *l, const struct task *t)
{
    static struct piece p[4000];
    static uint32_t pos[4000];
    bool good = l->rank_start[l->nranks] == l->total;
    for (uint32_t r = 0; r < l->nranks; r++)
        for (uint32_t i = l->rank_start[r]; i < l->rank_start[r + 1]; i++) {
            uint32_t v = l->order[i];
            pos[v] = i;
            good = good && l->rank[v] == r;
            if (i == l->rank_start[r])
                continue;
            uint32_t u = l->order[i - 1];
            bool wire = u >= l->n || v >= l->n;
            double space = wire ? options.wire_gap : options.gap;
            space += ((u < l->n ? t->v[u].width : 0) + (v < l->n ? t->v[v].width : 0)) / 2;
            good = good && l->x[v] - l->x[u] >= space;
            if (u < l->n && v < l->n && t->v[u].pin && t->v[v].pin && t->v[v].place != UINT32_MAX &&
                t->v[u].place != UINT32_MAX)
                good = good && t->v[u].place <= t->v[v].place;
        }
    uint32_t n = pieces(l, t, p);
    uint64_t crossings = 0;
    for (uint32_t i = 0; i < n; i++) {
        good = good && l->rank[p[i].hi] == l->rank[p[i].lo] + 1;
        for (uint32_t j = 0; j < i; j++)
            if (l->rank[p[i].lo] == l->rank[p[j].lo])
                crossings += before(pos, p[i].lo, p[i].lo_at, p[j].lo, p[j].lo_at) *
                                 before(pos, p[i].hi, p[i].hi_at, p[j].hi, p[j].hi_at) <
                             0;
    }
    return good && crossings == l->crossings;
}

static bool pins_kept(const struct layered *l, const struct task *t)
{
    bool bottom = false, top = false, good = true;
    for (uint32_t v = 0; v < t->n; v++) {
        bottom = bottom || t->v[v].pin == PIN_BOTTOM;
        top = top || t->v[v].pin == PIN_TOP;
    }
    for (uint32_t v = 0; v < t->n; v++) {
        good = good && (!bottom || (l->rank[v] == 0) == (t->v[v].pin == PIN_BOTTOM));
        good = good && (!top || (l->rank[v] == l->nranks - 1) == (t->v[v].pin == PIN_TOP));
    }
    return good;
}

/* All ranks of few vertices: is any with pins kept shorter? */
static bool shortest(const struct layered *l, const struct task *t)
{
    uint32_t total = 0, rank[MOST] = {0};
    bool bottom = false, top = false;
    for (uint32_t e = 0; e < t->m; e++)
        total += l->rank[t->e[e].to] - l->rank[t->e[e].from];
    for (uint32_t v = 0; v < t->n; v++) {
        bottom = bottom || t->v[v].pin == PIN_BOTTOM;
        top = top || t->v[v].pin == PIN_TOP;
    }
    for (;;) {
        uint32_t sum = 0, i = 0;
        bool fits = true;
        for (uint32_t e = 0; e < t->m; e++) {
            fits = fits && rank[t->e[e].to] > rank[t->e[e].from];
            sum += rank[t->e[e].to] - rank[t->e[e].from];
        }
        for (uint32_t v = 0; v < t->n; v++)
            fits = fits && (!bottom || (rank[v] == 0) == (t->v[v].pin == PIN_BOTTOM)) &&
                   (!top || (rank[v] == l->nranks - 1) == (t->v[v].pin == PIN_TOP));
        if (fits && sum < total)
            return false;
        while (i < t->n && ++rank[i] == l->nranks)
            rank[i++] = 0;
        if (i == t->n)
            return true;
    }
}

/* ---- the fewest crossings ---- */

struct rows {
    const struct layered *l;
    const struct task *t;
    struct piece p[400];
    uint32_t n, pos[400], row[400];
    uint64_t fewest, left; /* orders that may still be looked at */
};

static bool in_place(const struct rows *s, uint32_t v, uint32_t k, uint32_t first)
{
    if (v >= s->l->n || !s->t->v[v].pin)
        return true;
    for (uint32_t i = first; i < k; i++) {
        uint32_t u = s->row[i];
        if (u < s->l->n && s->t->v[u].pin && s->t->v[v].place != UINT32_MAX &&
            s->t->v[u].place != UINT32_MAX && s->t->v[u].place > s->t->v[v].place)
            return false;
    }
    return true;
}

/* Every order of rank r from its k-th place on, and of the ranks above it. */
static void all_orders(struct rows *s, uint32_t r, uint32_t k)
{
    if (r == s->l->nranks) {
        uint64_t crossings = 0;
        for (uint32_t i = 0; i < s->n; i++)
            for (uint32_t j = 0; j < i; j++)
                if (s->l->rank[s->p[i].lo] == s->l->rank[s->p[j].lo])
                    crossings += before(s->pos, s->p[i].lo, s->p[i].lo_at, s->p[j].lo, s->p[j].lo_at) *
                                     before(s->pos, s->p[i].hi, s->p[i].hi_at, s->p[j].hi, s->p[j].hi_at) <
                                 0;
        s->fewest = crossings < s->fewest ? crossings : s->fewest;
        s->left -= s->left > 0;
        return;
    }
    uint32_t end = s->l->rank_start[r + 1];
    if (k == end) {
        all_orders(s, r + 1, end);
        return;
    }
    for (uint32_t i = k; i < end && s->left; i++) {
        uint32_t v = s->row[i];
        if (!in_place(s, v, k, s->l->rank_start[r]))
            continue;
        s->row[i] = s->row[k];
        s->row[k] = v;
        s->pos[v] = k;
        all_orders(s, r, k + 1);
        s->row[k] = s->row[i];
        s->row[i] = v;
    }
}

/* 1: no order has fewer crossings; 0: one has; -1: there are too many orders to look at. */
static int fewest_crossings(const struct layered *l, const struct task *t)
{
    struct rows s = {.l = l, .t = t, .fewest = UINT64_MAX, .left = 20000};
    if (l->total > 60)
        return -1;
    s.n = pieces(l, t, s.p);
    for (uint32_t i = 0; i < l->total; i++)
        s.row[i] = l->order[i];
    all_orders(&s, 0, 0);
    return s.left ? s.fewest == l->crossings : -1;
}

int main(void)
{
    uint32_t bad = 0, looked = 0, fewer = 0, misplaced = 0, longer = 0, changed = 0;
    for (int k = 0; k < 2000; k++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct task t;
        random_task(&t, k % 4 ? MOST : 6);
        struct layered *l = layered_solve(&w, t.v, t.n, t.e, t.m, &options);
        struct layered *again = layered_solve(&w, t.v, t.n, t.e, t.m, &options);
        bad += !l || !good_drawing(l, &t);
        misplaced += !l || !pins_kept(l, &t);
        longer += l && t.n <= 6 && !shortest(l, &t);
        int best = l ? fewest_crossings(l, &t) : 0;
        looked += best >= 0;
        fewer += best == 0;
        changed += !l || !again || memcmp(l->x, again->x, sizeof *l->x * l->total) ||
                   memcmp(l->order, again->order, sizeof *l->order * l->total);
        arena_free(&a);
    }
    ok(!bad, "2000 random graphs: apart, upwards, crossings as counted pair by pair (%u not)", bad);
    ok(!misplaced, "pinned vertices are alone in the first and the last rank (%u not)", misplaced);
    ok(!longer, "no other ranks make small graphs' edges shorter (%u)", longer);
    ok(looked > 500 && !fewer, "no other order of %u small graphs has fewer crossings (%u)", looked, fewer);
    ok(!changed, "the same again (%u not)", changed);
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct layered *l = layered_solve(&(struct work){&a, &d, NULL}, NULL, 0, NULL, 0, &options);
    ok(l && l->nranks == 0 && l->width == 0, "nothing is drawn as nothing");
    arena_free(&a);
    return tap_done();
}
