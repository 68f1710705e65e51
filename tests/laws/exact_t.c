/* exact_t.c -- exact answers are the truth: surgery and conditioning are what enumeration with GMP finds, and
 * what identification finds from the joint distribution alone is the same fraction; decimals are near them.
 *
 * Models are random: decimals that sum to 1, and fractions, some of them 0. The enumeration shares no code
 * with the program: it multiplies table entries over all joint states. */
#include "session/session.h"
#include "tap.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

enum { VARS = 6, PARENTS = 3, STATES = 3, ROWS = 27, CELLS = 729, TEXT = 1 << 16 };

struct variable {
    const char *name;
    bool hidden;
    int nparents, parent[PARENTS], states;
    mpq_t p[ROWS * STATES];
};

struct truth {
    int n, x, y;
    struct variable v[VARS];
    const char *edges; /* of the model that only has the joint */
};

static uint64_t state = 2024;
static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

/* ---- random tables ---- */

static int rows_of(const struct truth *m, const struct variable *v)
{
    int rows = 1;
    for (int i = 0; i < v->nparents; i++)
        rows *= m->v[v->parent[i]].states;
    return rows;
}

/* A row of counts; decimals when the sum is a power of ten. */
static void random_row(unsigned *count, int n, bool decimal, bool zeros)
{
    unsigned left = 1000;
    for (int i = 0; i < n; i++) {
        count[i] = zeros && below(4) == 0 ? 0 : 1 + below(decimal ? 300 : 50);
        left -= decimal ? count[i] : 0;
    }
    if (decimal || count[0] + count[n - 1] == 0)
        count[n - 1] += decimal ? left : 1;
}

static char *write_table(const struct truth *m, struct variable *v, char *at, bool zeros)
{
    int rows = rows_of(m, v);
    for (int r = 0; r < rows; r++) {
        unsigned count[STATES], sum = 0;
        bool decimal = below(2);
        random_row(count, v->states, decimal, zeros);
        for (int i = 0; i < v->states; i++)
            sum += count[i];
        for (int i = 0; i < v->states; i++) {
            mpq_set_ui(v->p[r * v->states + i], count[i], sum);
            mpq_canonicalize(v->p[r * v->states + i]);
            at += sprintf(at, "%s", i || r ? ", " : "");
            at += decimal ? sprintf(at, "%u.%03u", count[i] / 1000, count[i] % 1000)
                          : sprintf(at, "%u/%u", count[i], sum);
        }
    }
    return at;
}

static void write_model(struct truth *m, char *text, bool zeros)
{
    char *at = text + sprintf(text, "model full {\n");
    for (int i = 0; i < m->n; i++)
        at += sprintf(at, "  %s %s : {0, 1%s}\n", m->v[i].hidden ? "latent" : "var", m->v[i].name,
                      m->v[i].states == 3 ? ", 2" : "");
    for (int i = 0; i < m->n; i++) {
        struct variable *v = &m->v[i];
        at += sprintf(at, "  P(%s", v->name);
        for (int k = 0; k < v->nparents; k++)
            at += sprintf(at, "%s%s", k ? ", " : " | ", m->v[v->parent[k]].name);
        at += sprintf(at, ") = [");
        at = write_table(m, v, at, zeros);
        at += sprintf(at, "]\n");
    }
    sprintf(at, "}\n");
}

/* ---- enumeration ---- */

/* sum over all states that agree with want[] (-1: any) of the product of the tables but that of `cut`. */
static void enumerate(mpq_t sum, const struct truth *m, const int *want, int cut)
{
    int s[VARS] = {0};
    mpq_t product;
    mpq_init(product);
    mpq_set_ui(sum, 0, 1);
    for (bool more = true; more;) {
        bool agrees = true;
        for (int i = 0; i < m->n; i++)
            agrees = agrees && (want[i] < 0 || want[i] == s[i]);
        mpq_set_ui(product, agrees, 1);
        for (int i = 0; agrees && i < m->n; i++) {
            const struct variable *v = &m->v[i];
            int row = 0;
            for (int k = 0; k < v->nparents; k++)
                row = row * m->v[v->parent[k]].states + s[v->parent[k]];
            if (i != cut)
                mpq_mul(product, product, v->p[row * v->states + s[i]]);
        }
        mpq_add(sum, sum, product);
        more = false;
        for (int i = m->n; i-- > 0 && !more;) {
            more = ++s[i] < m->v[i].states;
            if (!more)
                s[i] = 0;
        }
    }
    mpq_clear(product);
}

/* ---- asking ---- */

struct found {
    size_t cells;
    char *exact[CELLS];
    double p[CELLS];
    char error[64];
};

static void keep_answer(void *cx, const struct answer *a)
{
    struct found *f = cx;
    f->cells = a->table->cells;
    for (size_t i = 0; i < f->cells; i++) {
        struct buf b = {0};
        f->p[i] = a->table->p[i];
        if (a->table->exact)
            rational_put(&b, a->table->exact[i]);
        f->exact[i] = a->table->exact ? strdup(b.n ? b.s : "undefined") : NULL;
        buf_free(&b);
    }
}

static void keep_error(void *cx, const struct diag *d)
{
    struct found *f = cx;
    snprintf(f->error, sizeof f->error, "%s", d->code);
    printf("# %.*s\n", STR_ARG(d->message));
}

static void forget(struct found *f)
{
    for (size_t i = 0; i < f->cells; i++)
        free(f->exact[i]);
    *f = (struct found){0};
}

static void ask(struct session *s, const char *text, struct found *f)
{
    struct sink sink = {.cx = f, .answer = keep_answer, .diag = keep_error};
    *f = (struct found){0};
    session_run(s, (struct text){STR("law"), str_of(text)}, false, &sink);
}

static bool is(const char *text, mpq_t q)
{
    char *s = mpq_get_str(NULL, 10, q);
    bool same = text && strcmp(s, text) == 0;
    if (!same)
        printf("# %s, not %s\n", text ? text : "no fraction", s);
    free(s);
    return same;
}

struct score {
    int cells, wrong, undefined;
    double worst; /* of decimals, relative */
};

/* P(Y | do(X)) as it should be, against what was found with and without fractions. */
static void compare(struct score *score, const struct truth *m, struct session *s, const char *query)
{
    struct found exact, decimal;
    session_set_exact(s, true);
    ask(s, query, &exact);
    session_set_exact(s, false);
    ask(s, query, &decimal);
    int nx = m->v[m->x].states, ny = m->v[m->y].states;
    score->wrong += exact.error[0] != 0 || exact.cells != (size_t)(nx * ny) || decimal.cells != exact.cells;
    for (size_t i = 0; i < exact.cells; i++) {
        int want[VARS];
        mpq_t truth;
        mpq_init(truth);
        for (int k = 0; k < m->n; k++)
            want[k] = k == m->x ? (int)i / ny : k == m->y ? (int)i % ny : -1;
        enumerate(truth, m, want, m->x);
        score->cells++;
        if (exact.exact[i] && strcmp(exact.exact[i], "undefined") == 0) {
            score->undefined++;
            score->wrong += !isnan(exact.p[i]) || !isnan(decimal.p[i]);
        } else {
            double off = fabs(decimal.p[i] - exact.p[i]);
            score->wrong += !is(exact.exact[i], truth);
            if (off > 0)
                score->worst = fmax(score->worst, off / exact.p[i]);
        }
        mpq_clear(truth);
    }
    forget(&exact);
    forget(&decimal);
}

/* The joint of what is observed, as a model that has nothing else. */
static void write_joint(const struct truth *m, char *text)
{
    int want[VARS], total = 1, cell = 0;
    char *at = text + sprintf(text, "model seen {\n  %s\n", m->edges);
    for (int i = 0; i < m->n; i++)
        if (!m->v[i].hidden) {
            at += sprintf(at, "  var %s : {0, 1%s}\n", m->v[i].name, m->v[i].states == 3 ? ", 2" : "");
            total *= m->v[i].states;
        }
    at += sprintf(at, "  P(");
    for (int i = 0, n = 0; i < m->n; i++)
        if (!m->v[i].hidden)
            at += sprintf(at, "%s%s", n++ ? ", " : "", m->v[i].name);
    at += sprintf(at, ") = [");
    for (; cell < total; cell++) {
        mpq_t p;
        mpq_init(p);
        for (int i = m->n, rest = cell; i-- > 0;) {
            want[i] = m->v[i].hidden ? -1 : rest % m->v[i].states;
            rest = m->v[i].hidden ? rest : rest / m->v[i].states;
        }
        enumerate(p, m, want, -1);
        char *s = mpq_get_str(NULL, 10, p);
        at += sprintf(at, "%s%s", cell ? ", " : "", s);
        free(s);
        mpq_clear(p);
    }
    sprintf(at, "]\n}\n");
}

/* ---- graphs ---- */

static const struct truth front_door = {.n = 4,
                                        .x = 1,
                                        .y = 3,
                                        .edges = "S -> T -> C; S <-> C",
                                        .v = {{.name = "H", .hidden = true},
                                              {.name = "S", .nparents = 1, .parent = {0}},
                                              {.name = "T", .nparents = 1, .parent = {1}},
                                              {.name = "C", .nparents = 2, .parent = {0, 2}}}};
static const struct truth back_door = {.n = 3,
                                       .x = 1,
                                       .y = 2,
                                       .edges = "Z -> X; Z -> Y; X -> Y",
                                       .v = {{.name = "Z"},
                                             {.name = "X", .nparents = 1, .parent = {0}},
                                             {.name = "Y", .nparents = 2, .parent = {0, 1}}}};
static const struct truth napkin = {.n = 6,
                                    .x = 4,
                                    .y = 5,
                                    .edges = "W -> Z -> X -> Y; W <-> X; W <-> Y",
                                    .v = {{.name = "A", .hidden = true},
                                          {.name = "B", .hidden = true},
                                          {.name = "W", .nparents = 2, .parent = {0, 1}},
                                          {.name = "Z", .nparents = 1, .parent = {2}},
                                          {.name = "X", .nparents = 2, .parent = {0, 3}},
                                          {.name = "Y", .nparents = 2, .parent = {1, 4}}}};

static void law(const struct truth *shape, const char *what, int rounds, bool zeros)
{
    struct score surgery = {0}, formula = {0};
    char *text = malloc(TEXT), query[64];
    for (int round = 0; text && round < rounds; round++) {
        struct truth m = *shape;
        struct session *s = session_new();
        struct found none;
        for (int i = 0; i < m.n; i++) {
            m.v[i].states = 2 + (int)below(i + 1 < m.n ? 2 : 1);
            for (int k = 0; k < ROWS * STATES; k++)
                mpq_init(m.v[i].p[k]);
        }
        write_model(&m, text, zeros);
        ask(s, text, &none); /* before exact answers are asked for */
        snprintf(query, sizeof query, "P(%s | do(%s)) in full", m.v[m.y].name, m.v[m.x].name);
        compare(&surgery, &m, s, query);
        write_joint(&m, text);
        ask(s, text, &none);
        snprintf(query, sizeof query, "P(%s | do(%s)) in seen", m.v[m.y].name, m.v[m.x].name);
        compare(&formula, &m, s, query);
        for (int i = 0; i < m.n; i++)
            for (int k = 0; k < ROWS * STATES; k++)
                mpq_clear(m.v[i].p[k]);
        session_free(s);
    }
    free(text);
    ok(surgery.cells > rounds && surgery.wrong == 0, "%s: surgery is the truth in %d cells (%d wrong)", what,
       surgery.cells, surgery.wrong);
    ok(formula.cells > rounds && formula.wrong == 0,
       "%s: the formula is the truth in %d cells, %d undefined (%d wrong)", what, formula.cells,
       formula.undefined, formula.wrong);
    ok(zeros || formula.undefined == 0, "%s: without zeros all is defined", what);
    ok(surgery.worst <= 1e-15 && formula.worst <= 1e-14,
       "%s: decimals are within %.1e by surgery, %.1e by formula", what, surgery.worst, formula.worst);
}

int main(void)
{
    law(&front_door, "front door", 60, false);
    law(&back_door, "back door", 60, false);
    law(&napkin, "napkin", 12, false);
    law(&front_door, "front door with zeros", 60, true);
    law(&back_door, "back door with zeros", 60, true);
    law(&napkin, "napkin with zeros", 12, true);
    return tap_done();
}
