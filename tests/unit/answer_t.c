/* answer_t.c -- soft interventions and policies on random models, by surgery, from the observed joint and
 * from counts, against enumeration; copies that outlive their statement; refusals. */
#include "base/mem.h"
#include "random_model.h"
#include "tap.h"

#include <string.h>

struct bench {
    struct arena arena;
    struct diags diags;
    struct work w;
};

static void bench_init(struct bench *b)
{
    *b = (struct bench){0};
    b->diags.arena = &b->arena;
    b->w = (struct work){&b->arena, &b->diags, NULL};
}

static const char *complaint(const struct bench *b)
{
    return b->diags.n ? b->diags.list[0].code : "";
}

/* The same boxes, that of x replaced (NULL: all of them without their matrices). */
static struct model *rebuilt(struct bench *b, const struct model *m, uint32_t x, const struct box *placed)
{
    const struct box **box = ARENA_NEW(&b->arena, const struct box *, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++) {
        struct box *bare = ARENA_NEW(&b->arena, struct box, 1);
        *bare = *m->mechanism[v];
        if (!placed)
            bare->matrix = NULL;
        box[v] = placed && v == x ? placed : bare;
    }
    return model_new(&b->w, m->name, m->doc, m->var, m->nvars, box);
}

static double *random_rows(struct bench *b, struct rng *r, size_t rows, uint32_t n)
{
    double *p = ARENA_NEW(&b->arena, double, rows *n);
    for (size_t k = 0; k < rows; k++) {
        double sum = 0;
        for (uint32_t i = 0; i < n; i++)
            sum += p[k * n + i] = 0.1 + rng_real(r);
        for (uint32_t i = 0; i < n; i++)
            p[k * n + i] /= sum;
    }
    return p;
}

/* P(y | z = state, do(x ~ row) or do(x := f(from))). */
struct soft {
    struct query q;
    struct query_term over[1], given[1];
    struct query_do dos[1];
    uint32_t from[2];
    struct box placed; /* what the intervention puts there */
    uint32_t wires[3];
};

static void ask_soft(struct bench *b, struct rng *r, const struct model *m, uint32_t observed, struct soft *s)
{
    uint32_t x = rng_below(r, observed), y = rng_below(r, observed - 1), z = rng_below(r, observed);
    *s = (struct soft){.q = {.text = STR("soft"), .model = m}};
    y += y >= x;
    s->over[0].var = y;
    s->q.over = s->over;
    s->q.nover = 1;
    if (z != x && z != y) {
        s->given[0] = (struct query_term){.var = z, .fixed = true, .state = rng_below(r, m->var[z].type->n)};
        s->q.given = s->given;
        s->q.ngiven = 1;
    }
    struct query_do *d = &s->dos[0];
    d->var = x;
    d->kind = x > 0 && rng_below(r, 2) ? DO_POLICY : DO_ROW;
    size_t rows = 1;
    for (uint32_t u = 0; d->kind == DO_POLICY && u < x && d->nfrom < 2; u++)
        if (u + 1 == x || rng_below(r, 2)) { /* causes come first: none of these depends on x */
            s->from[d->nfrom++] = u;
            rows *= m->var[u].type->n;
        }
    d->from = s->from;
    d->matrix = d->row = random_rows(b, r, rows, m->var[x].type->n);
    s->q.dos = s->dos;
    s->q.ndos = 1;
    memcpy(s->wires, s->from, d->nfrom * sizeof *s->from);
    s->wires[d->nfrom] = x;
    s->placed = (struct box){.name = STR("soft"), .kind = BOX_MECHANISM, .nin = d->nfrom, .nout = 1};
    s->placed.in = s->wires;
    s->placed.out = s->wires + d->nfrom;
    s->placed.matrix = d->matrix;
}

/* The largest error of the answer, whose only axis is y, against enumeration of the model it brings about. */
static double error_of(const struct answer *a, const struct soft *s, const struct model *brought)
{
    struct setting event = nothing(), none = nothing();
    double worst = 0;
    if (s->q.ngiven)
        event.set[s->given[0].var] = (int)s->given[0].state;
    double below = truth(brought, &none, &event);
    for (uint32_t k = 0; k < a->table->cells; k++) {
        event.set[s->over[0].var] = (int)k;
        double d = fabs(a->table->p[k] - truth(brought, &none, &event) / below);
        worst = d <= worst ? worst : d;
    }
    return worst;
}

/* Every joint state of the observed variables as a row, its probability as the weight. */
static void count_joint(struct bench *b, const struct model *m, const struct tensor *joint, struct counts *c,
                        struct observed *o)
{
    uint32_t n = joint->rank;
    struct data_column *column = ARENA_NEW(&b->arena, struct data_column, n);
    uint32_t *var = ARENA_NEW(&b->arena, uint32_t, n),
             *code = ARENA_NEW(&b->arena, uint32_t, joint->cells * n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = var[n - 1 - i] = joint->axis[i].id; /* columns in another order than the variables */
        column[n - 1 - i] = (struct data_column){
            .name = m->var[v].name, .levels = m->var[v].type->state, .nlevels = m->var[v].type->n};
    }
    for (size_t k = 0; k < joint->cells; k++) {
        size_t rest = k;
        for (uint32_t i = n; i-- > 0; rest /= joint->axis[i].n)
            code[k * n + (n - 1 - i)] = (uint32_t)(rest % joint->axis[i].n);
    }
    *c = (struct counts){.ncolumns = n, .column = column, .nrows = joint->cells, .code = code};
    c->weight = joint->p;
    c->total = 1;
    *o = (struct observed){.kind = OBSERVED_DATA, .counts = c, .column_var = var, .file = STR("all.csv")};
}

static void soft_interventions(void)
{
    static const struct answer_options plain = {0}, verify = {.verify = true};
    struct rng r = {7};
    int asked = 0, identified = 0, refused = 0, verified = 0;
    double by_surgery = 0, by_joint = 0, by_counts = 0;
    for (; asked < 300; asked++) {
        struct bench b;
        bench_init(&b);
        uint32_t observed = 2 + rng_below(&r, 4);
        struct model *m = random_model(&b.w, &r, observed, rng_below(&r, 3), 3, 0.5, 0);
        struct soft s;
        struct answer a, from_joint;
        ask_soft(&b, &r, m, observed, &s);
        struct model *brought = rebuilt(&b, m, s.dos[0].var, &s.placed), *bare = rebuilt(&b, m, 0, NULL);
        if (!answer_query(&a, &b.w, &s.q, &verify)) {
            ok(false, "soft query %d: %s", asked, complaint(&b));
            arena_free(&b.arena);
            return;
        }
        by_surgery = fmax(by_surgery, error_of(&a, &s, brought));
        verified += a.verified;

        uint32_t all[MOST_VARS];
        for (uint32_t v = 0; v < observed; v++)
            all[v] = v;
        struct source src = source_of_diagram(m->net);
        struct observed o = {.kind = OBSERVED_JOINT,
                             .joint = src.marginal(src.self, &b.w, all, observed, NULL, 0)};
        struct counts c;
        s.q.model = bare;
        s.q.observed = &o;
        bool good = answer_query(&from_joint, &b.w, &s.q, &verify);
        if (good) {
            identified++;
            verified += from_joint.verified && from_joint.difference < 1e-9;
            by_joint = fmax(by_joint, error_of(&from_joint, &s, brought));
            count_joint(&b, m, o.joint, &c, &o);
            if (answer_query(&a, &b.w, &s.q, &plain) && a.from_data)
                by_counts = fmax(by_counts, error_of(&a, &s, brought));
            else
                by_counts = INFINITY;
        } else {
            refused += strcmp(complaint(&b), "not-identifiable") == 0;
        }
        arena_free(&b.arena);
    }
    near(by_surgery, 0, 1e-12, "%d soft interventions by surgery", asked);
    near(by_joint, 0, 1e-9, "%d of them from the observed joint alone", identified);
    near(by_counts, 0, 1e-9, "and from counts");
    ok(identified > 100 && refused > 10 && identified + refused == asked, "the other %d are refused",
       refused);
    ok(verified > 200, "%d were checked by another route", verified);
}

/* ---- one small model for the rest ---- */

enum { X, Y };

static struct model *pair(struct bench *b, struct rng *r)
{
    return random_model(&b->w, r, 2, 0, 2, 1, 0);
}

static void copies(void)
{
    struct rng r = {1};
    struct bench b, kept;
    struct answer a, *copy = NULL;
    bench_init(&b);
    bench_init(&kept);
    struct model *m = pair(&b, &r);
    struct query_term over = {.var = Y}, given = {.var = X};
    struct query q = {.text = str_dup(&b.arena, STR("P(V1 | V0)")), .model = m, .nover = 1, .ngiven = 1};
    q.over = &over;
    q.given = &given;
    ok(answer_query(&a, &b.w, &q, &(struct answer_options){0}), "a channel");
    double p = a.table->p[1];
    for (long fail = 0; !copy; fail++) {
        mem_fail_after(fail);
        copy = answer_copy(&kept.w, &a);
        bool failed = mem_failed();
        mem_fail_after(-1);
        if (!copy && (!failed || !kept.diags.out_of_memory))
            break;
        if (!copy) {
            arena_free(&kept.arena);
            bench_init(&kept);
        }
    }
    arena_free(&b.arena);
    ok(copy && copy->table->p[1] == p && copy->table->rank == 2, "outlives its statement");
    ok(copy && str_eq(copy->query, STR("P(V1 | V0)")) && str_eq(copy->given[0].name, STR("V0")) &&
           type_equal(copy->over[0].type, &sizes[2]) && !copy->model && copy->nmissing == 0,
       "with its query and columns, and borrows nothing");
    arena_free(&kept.arena);
}

static void counted_shown(void *cx, const char *stage, struct str text)
{
    unsigned *seen = cx;
    seen[strcmp(stage, "tensor") == 0] += text.n > 0;
}

static void refusals(void)
{
    struct rng r = {2};
    struct bench b;
    struct answer a;
    static const struct answer_options plain = {0};
    bench_init(&b);
    struct model *m = pair(&b, &r), *bare = rebuilt(&b, m, 0, NULL);
    struct query_term over = {.var = Y};
    struct query_do set = {.var = X, .kind = DO_POINT, .state = 1, .span = {3, 4}};
    struct query q = {.text = STR("?"), .model = bare, .nover = 1, .over = &over, .ndos = 1, .dos = &set};
    ok(!answer_query(&a, &b.w, &q, &plain) && strcmp(complaint(&b), "no-numbers") == 0, "no numbers");
    ok(answer_identify(&a, &b.w, &q, &(struct answer_options){.verify = true}) && a.truth && a.verified,
       "yet identifiable, and the formula is right on random mechanisms");
    b.diags.n = 0;
    q.model = m;
    q.expectation = true;
    ok(!answer_query(&a, &b.w, &q, &plain) && strcmp(complaint(&b), "no-values") == 0,
       "no expectation of words");
    b.diags.n = 0;
    q.expectation = false;
    uint32_t from = Y;
    struct query_do circular = {.var = X, .kind = DO_POLICY, .nfrom = 1, .from = &from, .span = {5, 9}};
    q.dos = &circular;
    over.var = X;
    ok(!answer_query(&a, &b.w, &q, &plain) && strcmp(complaint(&b), "circular-policy") == 0 &&
           b.diags.list[0].span.start == 5,
       "no policy that looks at its own effect, and the place is told");
    b.diags.n = 0;
    unsigned seen[2] = {0};
    q.dos = &set;
    over = (struct query_term){.var = Y, .fixed = true, .state = 0};
    struct answer_options show = {.show = counted_shown, .show_cx = seen};
    ok(answer_query(&a, &b.w, &q, &show) && a.kind == ANSWER_NUMBER &&
           fabs(a.number - m->mechanism[Y]->matrix[2]) < 1e-15 && seen[0] == 1 && seen[1] == 1,
       "an event under an intervention is a number; its surgery and its tensor are shown");
    arena_free(&b.arena);
}

int main(void)
{
    soft_interventions();
    copies();
    refusals();
    return tap_done();
}
