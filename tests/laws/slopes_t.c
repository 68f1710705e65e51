/* slopes_t.c -- the law of slopes on random models: a joint moved by a small step in a random direction
 * changes each cell of an estimand by the slopes times the direction's marginals.
 *
 * CAUSAL_LAWS=k takes k times as many models. */
#include "random_model.h"
#include "tap.h"

#include "identify/identify.h"

static struct count {
    int asked, identified, numbers, undefined, by[5], fixed;
} n;
static double worst;
static struct diags diags;

struct scene {
    struct work *w;
    const struct model *m;
    uint32_t observed;
    struct tensor *joint, *direction, *moved[2];
    struct estimand_at at;
    const struct tensor *value;
    double by_difference;
};

static const double STEP = 1e-5;

/* The joint, a direction that sums to 0 with entries of its size, and the joint moved both ways along it. */
static bool make_joint(struct scene *s, struct rng *r)
{
    uint32_t vars[MOST_VARS];
    struct axis axis[MOST_VARS];
    double sum = 0;
    for (uint32_t v = 0; v < s->observed; v++) {
        vars[v] = v;
        axis[v] = (struct axis){v, s->m->var[v].type->n};
    }
    struct source src = source_of_diagram(s->m->net);
    s->joint = src.marginal(src.self, s->w, vars, s->observed, NULL, 0);
    s->direction = tensor_new(s->w, s->observed, axis);
    s->moved[0] = tensor_new(s->w, s->observed, axis);
    s->moved[1] = tensor_new(s->w, s->observed, axis);
    if (!s->joint || !s->direction || !s->moved[0] || !s->moved[1])
        return false;
    for (size_t i = 0; i < s->joint->cells; i++)
        sum += s->direction->p[i] = s->joint->p[i] * (rng_real(r) - 0.5);
    for (size_t i = 0; i < s->joint->cells; i++) {
        s->direction->p[i] -= sum * s->joint->p[i];
        s->moved[0]->p[i] = s->joint->p[i] - STEP * s->direction->p[i];
        s->moved[1]->p[i] = s->joint->p[i] + STEP * s->direction->p[i];
    }
    return true;
}

static const struct tensor *value_over(const struct scene *s, const struct tensor *joint)
{
    const struct estimand_at *a = &s->at;
    struct evaluation e;
    bool good = stoch_evaluate(&e, s->w, a->pool, a->e, source_of_tensor(joint), a->order, a->norder,
                               a->fixed, a->nfixed, a->card);
    return good ? e.value : NULL;
}

static bool weigh(void *cx, struct work *w, size_t i, struct tensor *weight)
{
    (void)cx;
    (void)w;
    weight->p[i] = 1;
    return true;
}

static const struct tensor *up, *down;

static bool take(void *cx, struct work *w, size_t i, const struct slope *slope, uint32_t nslopes)
{
    const struct scene *s = cx;
    struct source src = source_of_tensor(s->direction);
    double sum = 0, difference = (up->p[i] - down->p[i]) / (2 * STEP);
    for (uint32_t k = 0; k < nslopes; k++) {
        uint32_t vars[MOST_VARS];
        for (uint32_t j = 0; j < slope[k].by->rank; j++)
            vars[j] = slope[k].by->axis[j].id;
        struct tensor *d =
            src.marginal(src.self, w, vars, slope[k].by->rank, slope[k].fixed, slope[k].nfixed);
        for (size_t c = 0; d && c < d->cells; c++)
            sum += slope[k].by->p[c] * d->p[c];
    }
    if (isnan(s->value->p[i])) {
        n.undefined++;
        return true;
    }
    n.numbers++;
    if (!(fabs(sum - difference) <= worst))
        worst = fabs(sum - difference);
    return true;
}

/* Y, X and Z at random, some of X and Z fixed to a state. */
static bool ask(struct scene *s, struct rng *r)
{
    static const uint32_t roles[] = {0, 0, 1, 1, 2, 3, 3, 3};
    uint32_t order[MOST_VARS], card[MOST_VARS], role[MOST_VARS];
    struct evidence fixed[MOST_VARS];
    struct identify_query q = {set_new(s->w->arena, s->m->nvars), set_new(s->w->arena, s->m->nvars),
                               set_new(s->w->arena, s->m->nvars)};
    struct est_pool pool;
    struct identification id;
    for (uint32_t v = 0; v < s->observed; v++) {
        role[v] = roles[rng_below(r, 8)];
        if (role[v] < 3)
            set_add(role[v] == 0 ? q.y : role[v] == 1 ? q.x : q.z, v);
        card[v] = s->m->var[v].type->n;
    }
    for (uint32_t v = s->observed; v < s->m->nvars; v++)
        card[v] = s->m->var[v].type->n;
    if (set_empty(q.y))
        return true;
    n.asked++;
    if (!est_pool_init(&pool, s->w->arena) || !identify(&id, s->w, s->m->projected, &q, &pool))
        return false;
    if (!id.identifiable)
        return true;
    n.identified++;
    n.by[id.criterion]++;
    s->at = (struct estimand_at){.pool = &pool, .e = id.estimand, .src = source_of_tensor(s->joint)};
    for (uint32_t v = 0; v < s->observed; v++) {
        if (role[v] > 2)
            continue;
        if (role[v] > 0 && rng_below(r, 2))
            fixed[s->at.nfixed++] = (struct evidence){v, rng_below(r, card[v])};
        else
            order[s->at.norder++] = v;
    }
    n.fixed += s->at.nfixed > 0;
    s->at.order = order;
    s->at.fixed = fixed;
    s->at.card = card;
    s->value = value_over(s, s->joint);
    down = value_over(s, s->moved[0]);
    up = value_over(s, s->moved[1]);
    struct slopes_wanted wanted = {.cx = s, .weigh = weigh, .take = take};
    wanted.n = s->value ? s->value->cells : 0;
    return s->value && up && down && stoch_slopes(&wanted, s->w, &s->at);
}

int main(void)
{
    enum { MODELS = 3000, QUERIES = 5 };
    const char *times = getenv("CAUSAL_LAWS");
    int models = MODELS * (times ? atoi(times) : 1);
    struct rng r = {20261};
    bool good = true;
    for (int i = 0; good && i < models; i++) {
        struct arena arena = {0};
        struct work w = {&arena, &diags, NULL};
        diags = (struct diags){.arena = &arena};
        struct scene s = {.w = &w, .observed = 4 + rng_below(&r, 2)};
        s.m = random_model(&w, &r, s.observed, 1 + rng_below(&r, 3), 2, 0.6, i % 3 ? 0 : 0.3);
        good = s.m && make_joint(&s, &r);
        for (int k = 0; good && k < QUERIES; k++)
            good = ask(&s, &r);
        arena_free(&arena);
    }
    ok(good, "all questions are answered");
    ok(worst < 1e-7, "slopes are what differences say");
    ok(n.by[BY_BACK_DOOR] > 10 && n.by[BY_GENERAL] + n.by[BY_COMBS] + n.by[BY_FRONT_DOOR] > 10,
       "of formulas of many kinds");
    printf("# %d asked, %d identified, %d numbers; worst difference %.2g; by", n.asked, n.identified,
           n.numbers, worst);
    for (int i = 0; i < 5; i++)
        printf(" %s %d", identify_criterion_name((enum identify_criterion)i), n.by[i]);
    printf("; %d with fixed states; %d numbers undefined\n", n.fixed, n.undefined);
    return tap_done();
}
