/* listing.c -- the search that produces every list of sets in this room.
 *
 * Takata (2010) lists minimal separators by growing one side: close the side D; every other separator whose
 * side contains D has some member v of the frontier on its side, so either v joins the side or it never does.
 * Both branches are tried, the second only with v on the list of nodes that stay outside.  Since the closure
 * says whether a branch holds anything at all, every branch entered gives a set, and the delay is polynomial.
 * Front-door sets and districts have closures of the same kind (see there). */
#include "structure/structure_int.h"

#include "base/interrupt.h"

#include <stdlib.h>

bool structure_new_sets(struct work *w, uint32_t n, struct set *const *sets, int count)
{
    for (int i = 0; i < count; i++) {
        *sets[i] = set_new(w->arena, n);
        if (!set_ok(*sets[i]))
            return diag_oom(w->diags);
    }
    return true;
}

/* A branch put off: the sets above d that avoid `outside`. */
struct branch {
    struct set d, outside;
};

struct stack {
    struct work draft;
    uint32_t universe;
    struct branch *branch; /* made[] slots, the first n of them waiting */
    size_t n, made, cap;
};

static bool push(struct stack *s, struct set d, struct set outside)
{
    if (s->n == s->made) {
        struct branch b;
        if (!structure_new_sets(&s->draft, s->universe, (struct set *[]){&b.d, &b.outside}, 2))
            return false;
        if (!ARENA_PUSH(s->draft.arena, s->branch, s->made, s->cap, b))
            return diag_oom(s->draft.diags);
    }
    set_assign(s->branch[s->n].d, d);
    set_assign(s->branch[s->n].outside, outside);
    s->n++;
    return true;
}

/* The least member of `frontier` that is not outside, or SET_END. */
static uint32_t undecided(struct set frontier, struct set outside)
{
    SET_EACH (v, frontier)
        if (!set_has(outside, v))
            return v;
    return SET_END;
}

static bool search(struct stack *s, const struct listing *l, struct set start)
{
    struct set d, outside, frontier;
    if (!structure_new_sets(&s->draft, s->universe, (struct set *[]){&d, &outside, &frontier}, 3) ||
        !push(s, start, outside))
        return false;
    while (s->n) {
        if (interrupted())
            return diag_interrupted(s->draft.diags);
        s->n--;
        set_assign(d, s->branch[s->n].d);
        set_assign(outside, s->branch[s->n].outside);
        if (!l->close(l->cx, d, outside, frontier) || set_meets(d, outside))
            continue;
        uint32_t v = undecided(frontier, outside);
        if (v == SET_END) {
            if (!l->emit(l->cx, d, frontier))
                return true;
            continue;
        }
        set_add(outside, v);
        if (!push(s, d, outside))
            return false;
        set_del(outside, v);
        set_add(d, v);
        if (!push(s, d, outside))
            return false;
    }
    return true;
}

bool structure_list(struct work *w, uint32_t n, const struct listing *l, struct set start)
{
    struct arena arena = {0};
    struct stack s = {.draft = {&arena, w->diags, NULL}, .universe = n};
    bool good = search(&s, l, start);
    arena_free(&arena);
    return good;
}

bool structure_collect(struct collector *c, struct set s)
{
    if (c->n >= c->limit) {
        c->out->more = true;
        return false;
    }
    struct set copy = set_copy(c->w->arena, s);
    if (set_ok(copy) && ARENA_PUSH(c->w->arena, c->out->set, c->n, c->cap, copy))
        return true;
    c->failed = true;
    return diag_oom(c->w->diags);
}

static int compare_sets(const void *a, const void *b)
{
    struct set s = *(const struct set *)a, t = *(const struct set *)b;
    uint32_t m = set_count(s), n = set_count(t);
    if (m != n)
        return m < n ? -1 : 1;
    uint32_t i = set_next(s, 0), j = set_next(t, 0);
    while (i == j && i != SET_END) {
        i = set_next(s, i + 1);
        j = set_next(t, j + 1);
    }
    return (i > j) - (i < j);
}

void structure_collected(struct collector *c)
{
    c->out->n = (uint32_t)c->n;
    if (c->n)
        qsort(c->out->set, c->n, sizeof *c->out->set, compare_sets);
}
