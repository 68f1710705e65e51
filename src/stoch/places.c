/* places.c -- where each table of a plan is in the arena of tables, and so the peak. */
#include "stoch/plan_int.h"

#include <string.h>

struct gap {
    size_t at, n;
};

struct gaps {
    struct gap *list; /* by place; never side by side */
    size_t n, cap;
    size_t end; /* all beyond is free */
};

/* First fit. */
static size_t take(struct gaps *g, size_t n)
{
    for (size_t i = 0; i < g->n; i++) {
        if (g->list[i].n < n)
            continue;
        size_t at = g->list[i].at;
        g->list[i].at += n;
        g->list[i].n -= n;
        if (g->list[i].n == 0)
            memmove(g->list + i, g->list + i + 1, (--g->n - i) * sizeof *g->list);
        return at;
    }
    size_t at = g->end;
    g->end += n;
    return at;
}

static bool give_back(struct plan *p, struct gaps *g, size_t at, size_t n)
{
    size_t i = 0;
    while (i < g->n && g->list[i].at < at)
        i++;
    bool before = i > 0 && g->list[i - 1].at + g->list[i - 1].n == at;
    bool after = i < g->n && at + n == g->list[i].at;
    if (before && after) {
        g->list[i - 1].n += n + g->list[i].n;
        memmove(g->list + i, g->list + i + 1, (--g->n - i) * sizeof *g->list);
    } else if (before) {
        g->list[i - 1].n += n;
    } else if (after) {
        g->list[i].at = at;
        g->list[i].n += n;
    } else {
        if (!ARENA_PUSH(&p->arena, g->list, g->n, g->cap, ((struct gap){0, 0})))
            return diag_oom(p->w.diags);
        memmove(g->list + i + 1, g->list + i, (g->n - 1 - i) * sizeof *g->list);
        g->list[i] = (struct gap){at, n};
    }
    return true;
}

static size_t room_for(const struct plan_table *t)
{
    return ((size_t)t->cells + 7) / 8 * 8; /* whole cache lines */
}

/* Give back the places of the factors that nothing reads later, but for the one that was written over. */
static bool release(struct plan *p, struct gaps *g, const struct plan_step *s, uint32_t at, uint32_t over)
{
    for (uint32_t k = 0; k < s->nin; k++) {
        const struct plan_table *t = &p->table[s->in[k]];
        bool twice = false;
        for (uint32_t j = 0; j < k; j++)
            twice = twice || s->in[j] == s->in[k];
        if (t->input == NO_INPUT && !t->output && t->last == at && !twice && s->in[k] != over &&
            !give_back(p, g, t->at, room_for(t)))
            return false;
    }
    return true;
}

/* A factor that the result may be written over, cell on cell: it has the same axes, none is summed, and
 * nothing reads it later. UINT32_MAX: there is none. */
static uint32_t written_over(const struct plan *p, uint32_t at)
{
    const struct plan_step *s = &p->step[at];
    const struct plan_table *out = &p->table[s->out];
    if (p->keep_all || s->loops.cells > out->cells)
        return UINT32_MAX;
    for (uint32_t k = 0; k < s->nin; k++) {
        const struct plan_table *t = &p->table[s->in[k]];
        if (t->input == NO_INPUT && !t->output && t->last == at && scope_same(t->scope, out->scope))
            return s->in[k];
    }
    return UINT32_MAX;
}

bool plan_end(struct plan *p)
{
    struct gaps g = {0};
    double all = 0;
    for (size_t i = 0; i < p->nsteps; i++) {
        all += p->table[p->step[i].out].cells + 8;
        for (uint32_t k = 0; k < p->step[i].nin; k++)
            p->table[p->step[i].in[k]].last = (uint32_t)i;
    }
    if (all > 0x1p50) { /* no address can be given to that */
        p->peak = (size_t)0x1p50;
        return true;
    }
    for (uint32_t i = 0; i < p->nsteps; i++) {
        struct plan_table *t = &p->table[p->step[i].out];
        uint32_t over = written_over(p, i);
        t->at = over == UINT32_MAX ? take(&g, room_for(t)) : p->table[over].at;
        if (!p->keep_all && !release(p, &g, &p->step[i], i, over))
            return false;
    }
    p->peak = g.end;
    return true;
}
