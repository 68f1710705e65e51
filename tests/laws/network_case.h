/* network_case.h -- the networks of the repository, and what can be seen in them.
 *
 * Small networks are in tests/networks; the others are read from $CAUSAL_NETWORKS or ../shared/networks,
 * where these are there. */
#ifndef CAUSAL_TESTS_NETWORK_CASE_H
#define CAUSAL_TESTS_NETWORK_CASE_H

#include "formats_case.h"
#include "rng.h"

#include "stoch/stoch.h"

#include <float.h>
#include <unistd.h>

static const char *const small_networks[] = {"asia",  "cancer", "earthquake", "survey",
                                             "sachs", "child",  "alarm",      "insurance"};
static const char *const large_networks[] = {
    "hailfinder", "hepar2", "win95pts", "water",  "andes",  "pathfinder", "pigs",     "mildew",
    "barley",     "munin1", "munin2",   "munin3", "munin4", "munin",      "diabetes", "link"};
enum { SMALL_NETWORKS = 8, LARGE_NETWORKS = 16 };

/* False when the file is nowhere; a file that cannot be read has no model. */
static inline bool network_open(struct reading *r, const char *name)
{
    const char *const folder[] = {"tests/networks", getenv("CAUSAL_NETWORKS"), "../shared/networks",
                                  "../../shared/networks"};
    char path[512];
    struct buf file = {0};
    struct arena draft = {0};
    struct diags diags = {.arena = &draft};
    struct work w = {&draft, &diags, NULL};
    *r = (struct reading){.m = NULL};
    for (int i = 0; i < 8; i++) {
        if (!folder[i / 2])
            continue;
        snprintf(path, sizeof path, "%s/%s.bif%s", folder[i / 2], name, i % 2 ? ".gz" : "");
        if (access(path, R_OK) != 0)
            continue;
        load_file(&file, path);
        struct str body = buf_str(&file);
        if (!packed_is(body) || packed_open(&body, &w, body, LIMIT_FILE_BYTES, str_of(path), NO_SPAN))
            read_text(r, FORMAT_BIF, body);
        buf_free(&file);
        arena_free(&draft);
        return true;
    }
    return false;
}

/* The networks named on the command line, or else all there are. */
static inline void network_each(int argc, char **argv, void (*one)(const char *name, bool small))
{
    for (int i = 1; i < argc; i++)
        one(argv[i], false);
    for (int i = 0; argc < 2 && i < SMALL_NETWORKS; i++)
        one(small_networks[i], true);
    for (int i = 0; argc < 2 && i < LARGE_NETWORKS; i++)
        one(large_networks[i], false);
}

/* A random matrix for a mechanism, with zeros; in the arena of w. */
static inline double *network_rows(struct work *w, struct rng *r, size_t rows, uint32_t n)
{
    double *p = ARENA_NEW(w->arena, double, rows *n);
    for (size_t row = 0; row < rows; row++) {
        double sum = 0;
        for (uint32_t i = 0; i < n; i++)
            sum += p[row * n + i] = rng_below(r, 4) ? 0.1 + rng_real(r) : 0;
        if (sum <= 0)
            sum = p[row * n] = 1;
        for (uint32_t i = 0; i < n; i++)
            p[row * n + i] /= sum;
    }
    return p;
}

/* The largest difference of two tables; infinite where one is not a number. */
static inline double apart(const double *a, const double *b, size_t n)
{
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = !(fabs(a[i] - b[i]) <= DBL_MAX) ? HUGE_VAL : fmax(worst, fabs(a[i] - b[i]));
    return worst;
}

/* A draft that is let go as a whole. */
struct desk {
    struct arena arena;
    struct diags diags;
    struct work w;
};

static inline void desk_open(struct desk *d, struct plans *plans)
{
    *d = (struct desk){.arena = {0}};
    d->diags.arena = &d->arena;
    d->w = (struct work){&d->arena, &d->diags, plans};
}

static inline const char *desk_code(const struct desk *d)
{
    return d->diags.n ? d->diags.list[d->diags.n - 1].code : "no diagnostic";
}

static inline void desk_clear(struct desk *d)
{
    arena_free(&d->arena);
    d->diags = (struct diags){.arena = &d->arena};
}

/* ---- evidence ---- */

enum { MOST_SEEN = 5 };

static inline uint32_t states_of(const struct model *m, uint32_t v)
{
    return m->var[v].type->n;
}

/* A state of every variable, drawn from the network. */
static inline void network_sample(const struct model *m, struct rng *r, uint32_t *state)
{
    for (uint32_t k = 0; k < m->net->nboxes; k++) {
        const struct box *b = m->net->box[k];
        uint32_t v = b->out[0], s = 0;
        size_t row = 0;
        for (uint32_t i = 0; i < b->nin; i++)
            row = row * states_of(m, b->in[i]) + state[b->in[i]];
        const double *p = b->matrix + row * states_of(m, v);
        double u = rng_real(r);
        while (s + 1 < states_of(m, v) && (p[s] == 0 || u >= p[s]))
            u -= p[s++];
        while (p[s] == 0)
            s--;
        state[v] = s;
    }
}

static inline bool network_leaf(const struct model *m, uint32_t v)
{
    for (uint32_t b = 0; b < m->nvars; b++)
        for (uint32_t i = 0; i < m->mechanism[b]->nin; i++)
            if (m->mechanism[b]->in[i] == v)
                return false;
    return true;
}

/* Up to `n` variables, only leaves or any, in states that occur together. */
static inline uint32_t network_evidence(struct evidence *e, const struct model *m, struct rng *r, uint32_t n,
                                        bool leaves)
{
    uint32_t *state = malloc(m->nvars * sizeof *state), count = 0;
    network_sample(m, r, state);
    for (uint32_t tries = 0; tries < 20 * n && count < n; tries++) {
        uint32_t v = rng_below(r, m->nvars);
        bool good = !leaves || network_leaf(m, v);
        for (uint32_t i = 0; i < count; i++)
            good = good && e[i].wire != v;
        if (good)
            e[count++] = (struct evidence){v, state[v]};
    }
    free(state);
    return count;
}

/* All variables that are not seen; how many. */
static inline uint32_t network_rest(uint32_t *wire, const struct model *m, const struct evidence *e,
                                    uint32_t ne)
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < m->nvars; v++) {
        bool seen = false;
        for (uint32_t i = 0; i < ne; i++)
            seen = seen || e[i].wire == v;
        if (!seen)
            wire[n++] = v;
    }
    return n;
}

#endif
