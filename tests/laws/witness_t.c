/* witness_t.c -- two models that prove an effect not identifiable, checked by enumeration.
 *
 * Hedges are found here by Tian's loop (Tian and Pearl 2002) on sets as words of bits, after conditions are
 * exchanged and dropped.  The text of both models is read back by the session, and P(V) and the query are
 * summed over all joint states of positive probability: no code is shared with the construction. */
#include "base/mem.h"
#include "graph/graph.h"
#include "random_graph.h"
#include "session/session_int.h"
#include "tap.h"
#include "witness/witness.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 10, CELLS = 1 << MOST };
typedef uint32_t mask;

static mask bits_of(struct set s)
{
    return (mask)s.w[0];
}

static struct set set_of(struct arena *a, uint32_t n, mask m)
{
    struct set s = set_new(a, n);
    s.w[0] = m;
    return s;
}

/* ---- identification on words ---- */

struct small {
    uint32_t n;
    mask pa[MOST], ch[MOST], bi[MOST];
};

static struct small small_of(const struct graph *g)
{
    struct small s = {.n = g->n};
    for (uint32_t v = 0; v < g->n; v++) {
        s.pa[v] = bits_of(g->pa[v]);
        s.ch[v] = bits_of(g->ch[v]);
        s.bi[v] = bits_of(g->bi[v]);
    }
    return s;
}

/* What is reached from `from` by next[] within `all`. */
static mask closure(const struct small *s, const mask *next, mask from, mask all)
{
    mask out = from & all, before;
    do {
        before = out;
        for (uint32_t v = 0; v < s->n; v++)
            if (out >> v & 1)
                out |= next[v] & all;
    } while (out != before);
    return out;
}

static mask lowest(mask m)
{
    return m & -m;
}

static bool is_hedge(const struct small *s, mask f, mask inner, mask x)
{
    if (!inner || inner & x || !(f & x) || closure(s, s->bi, lowest(inner), inner) != inner ||
        closure(s, s->bi, lowest(f), f) != f)
        return false;
    for (uint32_t v = 0; v < s->n; v++)
        if ((f & ~inner) >> v & 1 && !(s->ch[v] & f))
            return false;
    return true;
}

/* Is P(target | do(x)) not identifiable? Then f and inner are its hedge. */
static bool find_hedge(const struct small *s, mask target, mask x, mask *f, mask *inner)
{
    mask all = ((mask)1 << s->n) - 1, d = closure(s, s->pa, target, all & ~x);
    for (mask left = d; left; left &= ~*inner) {
        mask before;
        *inner = closure(s, s->bi, lowest(left), d);
        *f = all;
        do {
            before = *f;
            *f = closure(s, s->pa, *inner, *f);
            *f = closure(s, s->bi, *inner, *f);
        } while (*f != before);
        if (*f != *inner)
            return true;
    }
    return false;
}

/* Take out what can be taken out, in a random order. */
static void make_minimal(const struct small *s, mask x, mask *f, mask *inner)
{
    for (bool again = true; again;) {
        again = false;
        uint32_t start = random_below(s->n);
        for (uint32_t i = 0; i < s->n && !again; i++) {
            mask v = (mask)1 << (start + i) % s->n;
            if (*f & v && is_hedge(s, *f & ~v, *inner & ~v, x)) {
                *f &= ~v;
                *inner &= ~v;
                again = true;
            }
        }
    }
}

/* Conditions exchanged and dropped, then interventions without effect dropped. */
static void reduce(struct work *w, const struct graph *g, mask y, mask *x, mask *z)
{
    struct small s = small_of(g);
    for (bool again = true; again;) {
        again = false;
        for (uint32_t v = 0; v < g->n && !again; v++) {
            mask one = (mask)1 << v;
            if (!(*z & one))
                continue;
            struct set a = set_of(w->arena, g->n, one), b = set_of(w->arena, g->n, y),
                       c = set_of(w->arena, g->n, *x | (*z & ~one));
            struct graph *cut = graph_cut_incoming(w, g, set_of(w->arena, g->n, *x));
            bool drop = graph_separated(w, cut, a, b, c, NULL);
            bool exchange = graph_separated(w, graph_cut_outgoing(w, cut, a), a, b, c, NULL);
            if (drop || exchange) {
                *z &= ~one;
                *x |= drop ? 0 : one;
                again = true;
            }
        }
    }
    mask all = ((mask)1 << g->n) - 1, acting = 0, above = closure(&s, s.pa, y | *z, all & ~*x);
    for (uint32_t v = 0; v < g->n; v++)
        if (*x >> v & 1 && s.ch[v] & above)
            acting |= (mask)1 << v;
    *x = acting;
}

/* ---- enumeration ---- */

struct tally {
    const struct model *m;
    mask x, x_value;
    uint32_t state[64];
    double *p; /* by the states of the observed variables */
    uint32_t nobserved;
};

static void enumerate(struct tally *t, uint32_t k, double p)
{
    if (k == t->m->net->nboxes) {
        size_t cell = 0;
        for (uint32_t v = 0; v < t->nobserved; v++)
            cell |= (size_t)t->state[v] << v;
        t->p[cell] += p;
        return;
    }
    const struct box *b = t->m->net->box[k];
    uint32_t v = b->out[0];
    size_t row = 0;
    for (uint32_t i = 0; i < b->nin; i++)
        row = 2 * row + t->state[b->in[i]];
    for (uint32_t value = 0; value < 2; value++) {
        double factor = b->matrix[2 * row + value];
        if (v < t->nobserved && t->x >> v & 1)
            factor = (t->x_value >> v & 1) == value;
        t->state[v] = value;
        if (factor > 0)
            enumerate(t, k + 1, p * factor);
    }
}

static double sums[2][CELLS], dos[2][CELLS];

static bool same_model(const struct model *a, const struct model *b)
{
    if (a->nvars != b->nvars)
        return false;
    for (uint32_t v = 0; v < a->nvars; v++) {
        const struct box *p = a->mechanism[v], *q = b->mechanism[v];
        if (!str_eq(a->var[v].name, b->var[v].name) || a->var[v].role != b->var[v].role ||
            !type_equal(a->var[v].type, b->var[v].type) || p->nin != q->nin)
            return false;
        for (uint32_t i = 0; i < p->nin; i++)
            if (p->in[i] != q->in[i])
                return false;
        for (size_t i = 0; i < (size_t)2 << p->nin; i++)
            if (fabs(p->matrix[i] - q->matrix[i]) > 1e-15)
                return false;
    }
    return true;
}

/* Are all edges of the model's projection edges of g? The observed come first in the model, as in g. */
static bool compatible(const struct model *m, const struct graph *g)
{
    for (uint32_t v = 0; v < g->n; v++)
        for (uint32_t u = 0; u < g->n; u++)
            if ((set_has(m->projected->pa[v], u) && !set_has(g->pa[v], u)) ||
                (set_has(m->projected->bi[v], u) && !set_has(g->bi[v], u)))
                return false;
    return true;
}

/* The states that the query's text names: `X = 1`. Names are one letter. */
static mask ones_of(struct str query, const struct graph *g)
{
    mask out = 0;
    for (size_t i = 0; i + 4 < query.n; i++)
        if (memcmp(query.s + i + 1, " = 1", 4) == 0)
            for (uint32_t v = 0; v < g->n; v++)
                if (g->name[v].s[0] == query.s[query.s[i] == '`' ? i - 1 : i])
                    out |= (mask)1 << v;
    return out;
}

struct asked {
    double number;
    unsigned errors;
};

static void see_answer(void *cx, const struct answer *a)
{
    ((struct asked *)cx)->number = a->table ? a->table->p[0] : a->number;
}

static void see_diag(void *cx, const struct diag *d)
{
    struct asked *s = cx;
    s->errors += d->severity == DIAG_ERROR;
    printf("# %.*s\n", STR_ARG(d->message));
}

/* What is wrong with the witness; NULL: nothing. */
static const char *fault(const struct witness *out, const struct graph *g, mask y, mask x, mask z)
{
    const char *wrong = NULL;
    struct session *s = session_new();
    size_t cells = (size_t)1 << g->n;
    double difference = 0, value[2];
    mask one = ones_of(out->query, g);
    for (int m = 0; m < 2 && !wrong; m++) {
        struct asked seen = {.number = NAN};
        struct sink sink = {.cx = &seen, .answer = see_answer, .diag = see_diag};
        session_run(s, (struct text){STR("witness.cdl"), out->cdl[m]}, false, &sink);
        const struct binding *b = session_find(s, BIND_MODEL, out->model[m]->name);
        if (seen.errors || !b) {
            wrong = "the text is refused";
            break;
        }
        if (!same_model(b->model, out->model[m]))
            wrong = "the text is another model";
        if (!compatible(b->model, g))
            wrong = "the model is not one of the graph";
        memset(sums[m], 0, sizeof sums[m]);
        memset(dos[m], 0, sizeof dos[m]);
        enumerate(&(struct tally){.m = b->model, .p = sums[m], .nobserved = g->n}, 0, 1);
        enumerate(&(struct tally){.m = b->model, .x = x, .x_value = one, .p = dos[m], .nobserved = g->n}, 0,
                  1);
        session_run(s, (struct text){STR("query"), out->query}, false, &sink);
        double yz = 0, all_z = 0;
        for (size_t c = 0; c < cells; c++) {
            if (sums[m][c] <= 0)
                wrong = "P(V) has a zero";
            if (!((c ^ one) & z)) {
                all_z += dos[m][c];
                yz += (c ^ one) & y ? 0 : dos[m][c];
            }
        }
        value[m] = yz / all_z;
        if (!(fabs(value[m] - out->value[m]) < 1e-9))
            wrong = "the value is not what enumeration says";
        if (!(fabs(value[m] - seen.number) < 1e-9))
            wrong = "the session answers otherwise";
    }
    for (size_t c = 0; c < cells && !wrong; c++)
        difference = fmax(difference, fabs(sums[0][c] - sums[1][c]));
    if (!wrong && difference > 1e-12)
        wrong = "the two P(V) differ";
    if (!wrong && !(out->agreement <= 1e-12 && out->least > 0))
        wrong = "the witness says that it is none";
    if (!wrong && fabs(value[0] - value[1]) < ldexp(0.1, -__builtin_popcount(y)))
        wrong = "the query has the same value";
    session_free(s);
    return wrong;
}

static void print_case(const struct graph *g, mask y, mask x, mask z, const struct identification *id)
{
    for (uint32_t v = 0; v < g->n; v++) {
        SET_EACH (u, g->pa[v])
            printf("# %s -> %s\n", g->name[u].s, g->name[v].s);
        SET_EACH (u, g->bi[v])
            if (u < v)
                printf("# %s <-> %s\n", g->name[u].s, g->name[v].s);
    }
    printf("# y %x x %x z %x asked y %x x %x z %x f %x f' %x\n", y, x, z, bits_of(id->asked.y),
           bits_of(id->asked.x), bits_of(id->asked.z), bits_of(id->hedge.f), bits_of(id->hedge.f_prime));
}

enum verdict { IDENTIFIABLE, NOT_FOUND, FOUND, WRONG };

static unsigned printed;

/* One query on g, all the way. */
static enum verdict examine(struct work *w, const struct graph *g, mask y, mask x, mask z, bool minimal,
                            struct witness *out)
{
    struct small s = small_of(g);
    struct identification id = {0};
    mask rx = x, rz = z, f, inner, roots = 0;
    bool found;
    reduce(w, g, y, &rx, &rz);
    if (!find_hedge(&s, y | rz, rx, &f, &inner))
        return IDENTIFIABLE;
    if (minimal)
        make_minimal(&s, rx, &f, &inner);
    for (uint32_t v = 0; v < g->n; v++)
        if (inner >> v & 1 && !(s.ch[v] & inner))
            roots |= (mask)1 << v;
    id.asked = (struct identify_query){set_of(w->arena, g->n, y), set_of(w->arena, g->n, rx),
                                       set_of(w->arena, g->n, rz)};
    id.hedge = (struct hedge){.f = set_of(w->arena, g->n, f),
                              .f_prime = set_of(w->arena, g->n, inner),
                              .roots = set_of(w->arena, g->n, roots)};
    struct identify_query q = {set_of(w->arena, g->n, y), set_of(w->arena, g->n, x),
                               set_of(w->arena, g->n, z)};
    if (!witness_find(out, &found, w, g, &q, &id, STR("w")))
        return WRONG;
    if (!found) {
        if (printed++ < 6)
            print_case(g, y, x, z, &id);
        return NOT_FOUND;
    }
    const char *wrong = fault(out, g, y, x, z);
    if (!wrong)
        return FOUND;
    print_case(g, y, x, z, &id);
    printf("# %s\n%.*s%.*s%.*s\n", wrong, STR_ARG(out->cdl[0]), STR_ARG(out->cdl[1]), STR_ARG(out->query));
    return WRONG;
}

/* ---- named graphs ---- */

/* "A->B B<->C" with one-letter names in the order of `names`. */
static struct graph *graph_of(struct work *w, const char *names, const char *edges)
{
    uint32_t n = (uint32_t)strlen(names);
    struct str *name = ARENA_NEW(w->arena, struct str, n);
    for (uint32_t v = 0; v < n; v++)
        name[v] = str_fmt(w->arena, "%c", names[v]);
    struct graph *g = graph_new(w, n, name);
    for (const char *e = edges; *e; e += strcspn(e, " "), e += strspn(e, " ")) {
        bool both = e[1] == '<';
        uint32_t a = (uint32_t)(strchr(names, e[0]) - names),
                 b = (uint32_t)(strchr(names, e[both ? 4 : 3]) - names);
        if (both)
            graph_biedge(g, a, b);
        else
            graph_edge(g, a, b);
    }
    return g;
}

static mask mask_of(const char *names, const char *some)
{
    mask out = 0;
    for (; *some; some++)
        out |= (mask)1 << (strchr(names, *some) - names);
    return out;
}

static void named(const char *what, const char *names, const char *edges, const char *y, const char *x,
                  const char *z, double least)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct witness out;
    enum verdict v = examine(&w, graph_of(&w, names, edges), mask_of(names, y), mask_of(names, x),
                             mask_of(names, z), true, &out);
    bool good = ok(v == FOUND && fabs(out.value[0] - out.value[1]) >= least, "%s", what);
    if (!good && v == FOUND)
        printf("# %g against %g\n%.*s\n", out.value[0], out.value[1], STR_ARG(out.cdl[0]));
    arena_free(&a);
}

static void bow(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct witness out = {0};
    ok(examine(&w, graph_of(&w, "XY", "X->Y X<->Y"), 2, 1, 0, true, &out) == FOUND, "the bow has a witness");
    printf("# %.*s# %.*s# %.*s\n", STR_ARG(out.cdl[0]), STR_ARG(out.cdl[1]), STR_ARG(out.query));
    near(out.value[0], 0.8, 1e-12, "the bow: the noise alone when Y does not hear X");
    near(out.value[1], 0.5, 1e-12, "the bow: one half when it does");
    ok(str_eq(out.query, STR("P(Y = 1 | do(X = 1))")), "the bow: the query");
    ok(out.cells == 4, "the bow: four cells");
    arena_free(&a);
}

/* X -> Y, X <-> Y, Y -> .. -> the last, and `more` causes of it besides: too many to be played on. */
static bool wide(struct work *w, uint32_t more, struct witness *out, bool *found)
{
    uint32_t n = more + 3;
    struct str *name = ARENA_NEW(w->arena, struct str, n);
    if (!name)
        return diag_oom(w->diags);
    name[0] = STR("U");
    name[1] = STR("N");
    name[2] = STR("if");
    for (uint32_t v = 3; v < n; v++)
        if (!(name[v] = str_fmt(w->arena, "a b%u", v)).s)
            return diag_oom(w->diags);
    struct graph *g = graph_new(w, n, name), *forest = graph_new(w, n, name);
    struct set set[5];
    for (int i = 0; i < 5; i++)
        if (!set_ok(set[i] = set_new(w->arena, n)))
            return diag_oom(w->diags);
    if (!g || !forest)
        return false;
    graph_edge(g, 0, 1);
    graph_biedge(g, 0, 1);
    graph_edge(g, 1, 2);
    for (uint32_t v = 3; v < n; v++)
        graph_edge(g, v, 2);
    set_add(set[0], 2); /* outcomes */
    set_add(set[1], 0); /* interventions */
    set_add(set[3], 0);
    set_add(set[3], 1);
    set_add(set[4], 1);
    struct identify_query q = {set[0], set[1], set[2]};
    struct identification id = {.asked = q,
                                .hedge = {.f = set[3], .f_prime = set[4], .roots = set[4], .forest = forest}};
    return witness_find(out, found, w, g, &q, &id, STR("a model"));
}

static void large(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct witness out;
    bool found;
    ok(wide(&w, 100, &out, &found) && found, "more ancestors than can be enumerated");
    ok(out.cells == 8, "only the hedge and the way from it are played on");
    struct session *s = session_new();
    for (int m = 0; m < 2; m++) {
        struct asked seen = {.number = NAN};
        struct sink sink = {.cx = &seen, .answer = see_answer, .diag = see_diag};
        session_run(s, (struct text){STR("witness.cdl"), out.cdl[m]}, false, &sink);
        session_run(s, (struct text){STR("query"), out.query}, false, &sink);
        near(seen.number, out.value[m], 1e-12, "odd names are read back, and hidden bits have others");
    }
    session_free(s);
    arena_free(&a);
}

static void out_of_memory(void)
{
    unsigned silent = 0, failures = 0;
    for (long n = 0; n < 100000; n++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct witness out;
        bool found;
        mem_fail_after(n);
        bool good = wide(&w, 30, &out, &found);
        bool failed = mem_failed();
        mem_fail_after(-1);
        failures += !good;
        silent += good ? failed && !found : d.n == 0 && !d.out_of_memory;
        arena_free(&a);
        if (!failed)
            break;
    }
    ok(failures > 0 && silent == 0, "want of memory is reported wherever it strikes");
}

/* ---- random graphs ---- */

static void random_queries(uint32_t wanted, bool conditional, bool minimal)
{
    unsigned count[WRONG + 1] = {0};
    while (count[NOT_FOUND] + count[FOUND] + count[WRONG] < wanted) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct witness out;
        uint32_t n = 2 + random_below(6);
        const struct graph *g = random_graph(&w, n, 0.15 + 0.5 * random_unit(), 0.1 + 0.4 * random_unit());
        struct set part[3] = {set_new(&a, n), set_new(&a, n), set_new(&a, n)};
        random_parts(n, part, (double[]){0.3, 0.3, conditional ? 0.3 : 0}, 3);
        mask y = bits_of(part[0]), x = bits_of(part[1]), z = bits_of(part[2]), rx = x, rz = z;
        if (y && x && (!conditional || z)) {
            reduce(&w, g, y, &rx, &rz);
            if (!conditional || rz)
                count[examine(&w, g, y, x, z, minimal, &out)]++;
        }
        arena_free(&a);
    }
    const char *kind = conditional ? "conditional" : "joint";
    printf("# %s, %s hedges: %u witnesses, %u without (%.2f%%), %u identifiable\n", kind,
           minimal ? "smallest" : "any", count[FOUND], count[NOT_FOUND], 100.0 * count[NOT_FOUND] / wanted,
           count[IDENTIFIABLE]);
    ok(count[WRONG] == 0, "%s queries: every witness stands up to enumeration", kind);
    ok(count[NOT_FOUND] == 0, "%s queries: each has a witness", kind);
}

int main(void)
{
    bow();
    named("an instrument", "ZXY", "Z->X X->Y X<->Y", "Y", "X", "", 0.25);
    named("an instrument that is intervened on too", "ZXY", "Z->X X->Y X<->Y", "Y", "XZ", "", 0.25);
    named("a mediator does not help", "XMY", "X->M M->Y X<->M", "Y", "X", "", 0.2);
    named("a hedge by way of a collider", "WXY", "X->Y W->X W<->X W<->Y", "Y", "X", "", 0.25);
    named("the napkin with one arc more", "WZXY", "W->Z Z->X X->Y W<->X W<->Y X<->Y", "Y", "X", "", 0.25);
    named("Verma's graph with a bow", "ABCD", "A->B B->C C->D B<->D C<->D", "D", "C", "", 0.25);
    named("two roots", "WXYV", "X->Y X->V Y<->V X<->Y", "YV", "X", "", 0.1);
    named("two interventions", "XYW", "X->Y W->Y X<->W W<->Y", "Y", "XW", "", 0.2);
    named("a root's only way leads through the hedge", "XRVY", "X->V R->V V->Y R<->Y X<->V X<->R", "Y", "X",
          "", 0.1);
    named("the outcome is a condition's cousin", "XZY", "X->Z X<->Z Z<->Y", "Y", "X", "Z", 0.1);
    named("a condition below the outcome", "XYZ", "X->Y X<->Y Y->Z", "Y", "X", "Z", 0.05);
    named("a condition with a back door", "XZYW", "X->Z X<->Z W->Z W->Y", "Y", "X", "Z", 0.05);
    large();
    out_of_memory();
    random_queries(1500, false, true);
    random_queries(1500, true, true);
    random_queries(300, false, false);
    random_queries(300, true, false);
    return tap_done();
}
