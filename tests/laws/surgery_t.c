/* surgery_t.c -- on random models: surgery is the truncated factorisation; identification from the observed
 * joint is surgery; cutting and then conditioning is setting. */
#include "random_query.h"
#include "tap.h"

struct outcome {
    int asked, identified, wrong;
    double worst;
};

/* The largest error of an answer against the enumeration, over its defined cells, infinite where there is no
 * truth; counts cells wrongly undefined. */
static double error_of(const struct answer *got, const struct asked *a, int *undefined)
{
    const struct model *m = a->q.model;
    const struct tensor *t = got->table;
    struct setting set = nothing(), event = nothing();
    double worst = 0;
    for (size_t cell = 0; cell < t->cells; cell++) {
        uint32_t index[8];
        size_t rest = cell;
        uint32_t axis = 0;
        for (uint32_t i = t->rank; i-- > 0; rest /= t->axis[i].n)
            index[i] = (uint32_t)(rest % t->axis[i].n);
        /* columns: conditions and interventions as placed by span (all zero here: conditions first), then
         * outcomes */
        for (uint32_t i = 0; i < got->ngiven; i++) {
            const struct answer_column *c = &got->given[i];
            uint32_t v = model_var(m, c->name);
            int state = (int)(c->fixed ? c->state : index[axis++]);
            if (c->intervened)
                set.set[v] = state;
            else
                event.set[v] = state;
        }
        for (uint32_t i = 0; i < a->q.nover; i++)
            event.set[a->over[i].var] = -1;
        double below = truth(m, &set, &event);
        for (uint32_t i = 0; i < got->nover; i++)
            event.set[model_var(m, got->over[i].name)] = (int)index[axis++];
        double p = truth(m, &set, &event) / below;
        if (isnan(t->p[cell])) {
            *undefined += !isnan(p);
            continue;
        }
        /* A number given a condition that cannot occur: the outcomes may not depend on it, and rule 1 drops
         * it; surgery has no excuse. */
        if (isnan(p) && got->method == METHOD_IDENTIFICATION)
            continue;
        worst = isnan(p) ? HUGE_VAL : fmax(worst, fabs(t->p[cell] - p));
    }
    return worst;
}

static void one_model(struct rng *r, struct outcome *by_surgery, struct outcome *by_joint, double zeros)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    static const struct answer_options plain = {0}, verify = {.verify = true};
    uint32_t observed = 2 + rng_below(r, 4), hidden = rng_below(r, 3);
    struct model *m = random_model(&w, r, observed, hidden, observed > 3 ? 3 : 4, 0.5, zeros);
    struct asked a;
    struct answer got;
    int undefined = 0;
    random_query(&a, r, m, observed);
    by_surgery->asked++;
    if (!answer_query(&got, &w, &a.q, zeros > 0 ? &plain : &verify)) {
        by_surgery->wrong++;
        printf("# surgery failed: %.*s\n", STR_ARG(diags.n ? diags.list[0].message : STR("?")));
        arena_free(&arena);
        return;
    }
    double e = error_of(&got, &a, &undefined);
    by_surgery->worst = e > by_surgery->worst ? e : by_surgery->worst;
    by_surgery->wrong += !(e < 1e-10) || undefined > 0;
    by_surgery->identified += got.verified;

    /* The same question when only the observed joint is known: hide every mechanism. */
    struct observed data = {.kind = OBSERVED_JOINT, .joint = observed_joint(&w, m, observed)};
    struct asked hid = a;
    hid.q.model = without_mechanisms(&w, m);
    hid.q.observed = &data;
    hid.q.over = hid.over;
    hid.q.given = hid.given;
    hid.q.dos = hid.dos;
    by_joint->asked++;
    undefined = 0;
    if (answer_query(&got, &w, &hid.q, &plain)) {
        by_joint->identified++;
        e = error_of(&got, &a, &undefined);
        by_joint->worst = e > by_joint->worst ? e : by_joint->worst;
        by_joint->wrong += !(e < 1e-9) || (undefined > 0 && zeros == 0);
    } else if (diags.n == 0 || str_cmp(str_of(diags.list[diags.n - 1].code), STR("not-identifiable")) != 0) {
        by_joint->wrong++;
    }
    arena_free(&arena);
}

/* cut_X, then condition on X = x, is do(X = x). */
static double cut_is_do(struct rng *r)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct surgery record;
    struct model *m = random_model(&w, r, 2 + rng_below(r, 4), rng_below(r, 3), 3, 0.6, 0);
    uint32_t x = 0, y = 1, observed = 0;
    for (uint32_t v = 0; v < m->nvars; v++)
        observed += model_observed(m, v);
    x = rng_below(r, observed);
    y = (x + 1 + rng_below(r, observed - 1)) % observed;
    bool impossible;
    struct diagram *cut = diagram_cut(&w, m->net, x, &record),
                   *open = diagram_do_open(&w, m->net, x, &record);
    struct tensor *a = stoch_conditional(&w, cut, &y, 1, &x, 1, NULL, 0, &impossible);
    struct tensor *b = stoch_conditional(&w, open, &y, 1, NULL, 0, NULL, 0, &impossible);
    double worst = a && b && a->cells == b->cells ? 0 : 1;
    for (size_t i = 0; worst < 1 && i < a->cells; i++)
        worst = isnan(a->p[i]) || isnan(b->p[i]) ? HUGE_VAL : fmax(worst, fabs(a->p[i] - b->p[i]));
    arena_free(&arena);
    return worst;
}

int main(void)
{
    struct rng r = {2019};
    struct outcome surgery = {0}, joint = {0}, surgery0 = {0}, joint0 = {0};
    const char *fewer = getenv("CAUSAL_MODELS"); /* valgrind is slow */
    int models = fewer ? atoi(fewer) : 3000;
    for (int i = 0; i < models; i++)
        one_model(&r, &surgery, &joint, 0);
    ok(surgery.wrong == 0, "surgery is the truncated factorisation: %d models, worst error %.1e",
       surgery.asked, surgery.worst);
    ok(joint.wrong == 0,
       "identification from the observed joint is surgery: %d of %d identifiable, worst error %.1e",
       joint.identified, joint.asked, joint.worst);
    ok(joint.identified > joint.asked / 3 && joint.identified < joint.asked, "both verdicts occur");
    ok(surgery.identified > 0, "verify compared the two routes %d times", surgery.identified);
    for (int i = 0; i < models; i++)
        one_model(&r, &surgery0, &joint0, 0.25);
    ok(surgery0.wrong == 0, "surgery with zero entries: %d models, worst error %.1e", surgery0.asked,
       surgery0.worst);
    ok(joint0.wrong == 0, "identification with zero entries, where defined: worst error %.1e", joint0.worst);
    double worst = 0;
    for (int i = 0; i < models; i++)
        worst = fmax(worst, cut_is_do(&r));
    ok(worst < 1e-12, "cut, then condition, is do: worst difference %.1e", worst);
    return tap_done();
}
