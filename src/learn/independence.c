/* independence.c -- the G-test of A _||_ B | C over counts, stratum by stratum.
 *
 * The rows are sorted by C, A and B with one counting sort a column (a radix sort), so that a stratum is a
 * run of them and a cell of its table a run in that: no table is laid out, however many strata there are. */
#include "learn/learn_int.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/progress.h"
#include "stoch/chance.h"

#include <math.h>
#include <string.h>

static const double TOO_FEW = 5;

struct tester {
    struct work *w;
    struct arena draft;
    const struct model *m;
    const struct counts *c;
    uint32_t *column;     /* by variable */
    uint32_t *row, *next; /* the rows in order, and room for the next order */
    uint32_t most;        /* states of a variable */
    size_t *start;        /* most + 1: of each state in the sort */
    double *right;        /* most: sums by state of B in a stratum */
    uint32_t *present;    /* most: the states of B that occur in it */
    double *left;         /* most: sums by state of A that occur in it */
};

static bool tester_new(struct tester *t, struct work *w, const struct model *m, const struct learn_data *data)
{
    *t = (struct tester){.w = w, .m = m, .c = data->counts};
    for (uint32_t i = 0; i < t->c->ncolumns; i++)
        t->most = t->c->column[i].nlevels > t->most ? t->c->column[i].nlevels : t->most;
    t->column = ARENA_NEW(&t->draft, uint32_t, m->nvars);
    t->row = ARENA_NEW(&t->draft, uint32_t, t->c->nrows);
    t->next = ARENA_NEW(&t->draft, uint32_t, t->c->nrows);
    t->start = ARENA_NEW(&t->draft, size_t, (size_t)t->most + 1);
    t->right = ARENA_NEW(&t->draft, double, t->most);
    t->left = ARENA_NEW(&t->draft, double, t->most);
    t->present = ARENA_NEW(&t->draft, uint32_t, t->most);
    if (!t->column || !t->row || !t->next || !t->start || !t->right || !t->left || !t->present)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < t->c->ncolumns; i++)
        if (data->column_var[i] != NO_COLUMN)
            t->column[data->column_var[i]] = i;
    return true;
}

static uint32_t state(const struct tester *t, uint32_t row, uint32_t v)
{
    return t->c->code[(size_t)row * t->c->ncolumns + t->column[v]];
}

/* A stable counting sort by the states of v. */
static void sort_by(struct tester *t, uint32_t v)
{
    uint32_t n = t->c->column[t->column[v]].nlevels;
    memset(t->start, 0, ((size_t)n + 1) * sizeof *t->start);
    for (size_t i = 0; i < t->c->nrows; i++)
        t->start[state(t, t->row[i], v) + 1]++;
    for (uint32_t k = 0; k < n; k++)
        t->start[k + 1] += t->start[k];
    for (size_t i = 0; i < t->c->nrows; i++)
        t->next[t->start[state(t, t->row[i], v)]++] = t->row[i];
    uint32_t *was = t->row;
    t->row = t->next;
    t->next = was;
}

static bool same_stratum(const struct tester *t, uint32_t i, uint32_t j, struct set given)
{
    SET_EACH (v, given)
        if (state(t, i, v) != state(t, j, v))
            return false;
    return true;
}

struct stratum {
    size_t from, to;
    double total;
    uint32_t nleft, nright; /* states of A and of B that occur */
};

/* Its margins: t->left[] in the order of the rows, t->right[] by state. */
static void margins(struct tester *t, struct stratum *s, uint32_t a, uint32_t b)
{
    for (size_t i = s->from; i < s->to; i++) {
        uint32_t row = t->row[i], y = state(t, row, b);
        double n = t->c->weight[row];
        if (i == s->from || state(t, t->row[i - 1], a) != state(t, row, a))
            t->left[s->nleft++] = 0;
        if (t->right[y] == 0)
            t->present[s->nright++] = y;
        t->left[s->nleft - 1] += n;
        t->right[y] += n;
        s->total += n;
    }
}

static double deviance(const struct tester *t, const struct stratum *s, uint32_t a, uint32_t b)
{
    double g = 0;
    uint32_t left = 0;
    for (size_t i = s->from; i < s->to;) {
        uint32_t row = t->row[i], x = state(t, row, a), y = state(t, row, b);
        double n = 0;
        if (i > s->from && state(t, t->row[i - 1], a) != x)
            left++;
        for (; i < s->to && state(t, t->row[i], a) == x && state(t, t->row[i], b) == y; i++)
            n += t->c->weight[t->row[i]];
        g += 2 * n * log(n / t->left[left] * (s->total / t->right[y]));
    }
    return g;
}

static void add_stratum(struct tester *t, struct stratum *s, struct independence_test *out, double *cells)
{
    margins(t, s, out->left, out->right);
    if (s->nleft > 1 && s->nright > 1) {
        out->strata++;
        out->df += (double)(s->nleft - 1) * (s->nright - 1);
        out->g += deviance(t, s, out->left, out->right);
        *cells += (double)s->nleft * s->nright;
        for (uint32_t i = 0; i < s->nleft; i++)
            for (uint32_t k = 0; k < s->nright; k++)
                out->thin += t->left[i] * t->right[t->present[k]] < TOO_FEW * s->total;
    }
    for (uint32_t k = 0; k < s->nright; k++)
        t->right[t->present[k]] = 0;
}

static bool test_pair(struct tester *t, struct independence_test *out, uint32_t a, uint32_t b,
                      struct set given)
{
    double cells = 0;
    *out = (struct independence_test){.left = a, .right = b, .given = given};
    for (size_t i = 0; i < t->c->nrows; i++)
        t->row[i] = (uint32_t)i;
    sort_by(t, b);
    sort_by(t, a);
    SET_EACH (v, given) {
        if (interrupted())
            return diag_interrupted(t->w->diags);
        sort_by(t, v);
    }
    for (size_t from = 0, to; from < t->c->nrows; from = to) {
        for (to = from + 1; to < t->c->nrows && same_stratum(t, t->row[from], t->row[to], given);)
            to++;
        struct stratum s = {.from = from, .to = to};
        if (interrupted())
            return diag_interrupted(t->w->diags);
        add_stratum(t, &s, out, &cells);
    }
    out->g = fmax(out->g, 0);
    out->thin = cells > 0 ? out->thin / cells : 0;
    out->p = out->adjusted = out->df > 0 ? chance_chi_square_tail(out->g, out->df) : NAN;
    progress_add(1);
    return true;
}

bool learn_independence(struct independence_test *out, struct work *w, const struct model *m,
                        const struct learn_data *data, uint32_t a, uint32_t b, struct set c)
{
    struct tester t;
    bool good = tester_new(&t, w, m, data) && test_pair(&t, out, a, b, c);
    arena_free(&t.draft);
    return good;
}

static bool test_all(struct tester *t, struct test_list *out, const struct implication_list *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        SET_EACH (b, list->implication[i].others) {
            if (interrupted())
                return diag_interrupted(t->w->diags);
            if (!test_pair(t, &out->test[out->n++], list->implication[i].node, b, list->implication[i].given))
                return false;
        }
    return true;
}

static bool judged(struct test_list *out, double adjusted, double p)
{
    bool rejected = adjusted <= out->level;
    out->rejected += rejected;
    out->tested += isnan(p) ? 0 : 1;
    return rejected;
}

bool learn_judge(struct test_list *out, struct work *w)
{
    uint32_t n = out->n + out->nconstraints;
    double *p = ARENA_NEW(w->arena, double, n), *adjusted = ARENA_NEW(w->arena, double, n);
    if (!p || !adjusted)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++)
        p[i] = i < out->n ? out->test[i].p : out->constraint[i - out->n].p;
    if (!learn_adjust(w, p, adjusted, n, out->method))
        return false;
    out->rejected = out->tested = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        out->test[i].adjusted = adjusted[i];
        out->test[i].rejected = judged(out, adjusted[i], p[i]);
    }
    for (uint32_t i = out->n; i < n; i++) {
        out->constraint[i - out->n].adjusted = adjusted[i];
        out->constraint[i - out->n].rejected = judged(out, adjusted[i], p[i]);
    }
    return true;
}

bool learn_test(struct test_list *out, struct work *w, const struct model *m, const struct learn_data *data,
                const struct implication_list *list, enum adjust_method method, double level)
{
    struct tester t;
    size_t n = 0;
    *out = (struct test_list){.method = method, .level = level, .more = list->more};
    if (!learner_whole_weights(w, data->counts, "a test"))
        return false;
    for (uint32_t i = 0; i < list->n; i++)
        n += set_count(list->implication[i].others);
    out->test = ARENA_NEW(w->arena, struct independence_test, n);
    bool good = (out->test || diag_oom(w->diags)) && tester_new(&t, w, m, data);
    progress_begin((double)n);
    good = good && test_all(&t, out, list) && learn_judge(out, w);
    progress_end();
    if (out->test)
        arena_free(&t.draft);
    return good;
}
