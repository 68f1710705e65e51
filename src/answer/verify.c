/* verify.c -- checking an answer by another route.
 *
 * Surgery and the estimand over the same model are equal by a theorem, so more than rounding between them
 * means that one of the two is wrong, and there is no answer.  Over a joint or data, formula and plugged
 * combs are equal when these satisfy the independences of the graph; else their difference says something
 * about them, and is no error. */
#include "answer/answer_int.h"

#include <math.h>

static const double LARGEST_ROUNDING = 1e-9;

/* Why an attempt came to nothing. */
static bool give_up(struct answer *a, struct str why)
{
    a->unverified = why;
    return true;
}

static const struct str TOO_LARGE = STR("the tables of the formula are too large for a check");
static const struct str NOTHING_TO_COMPARE = STR("no value is defined on both routes");

/* The attempt was refused by what it was built of. */
static bool give_up_refused(struct answer *a, struct work *w, const struct attempt *attempt)
{
    a->unverified = str_fmt(w->arena, "the check was refused: %.*s", STR_ARG(attempt->why));
    return a->unverified.s || diag_oom(w->diags);
}

bool verify_surgery(const struct finding *f, struct answer *a, struct work *w, const struct request *r)
{
    struct identification id;
    struct est_pool *pool;
    struct finding other;
    bool fits;
    if (!answer_all_observed(r))
        return give_up(a, STR("it asks for a hidden variable, so that there is only one route"));
    if (!answer_new_pool(a, w, &pool) || !answer_identified(&id, &a->question, w, r, pool))
        return false;
    if (!id.identifiable)
        return give_up(
            a, STR("the observed variables alone do not determine it, so that there is only one route"));
    if (!attempt_formula_fits(w, r, pool, id.estimand, &fits))
        return false;
    struct attempt attempt;
    attempt_begin(&attempt, w);
    const struct diagram *net = r->exact ? stoch_exact(&attempt.w, r->m->net) : r->m->net;
    bool done = net && fits && answer_by_estimand(&other, &attempt.w, r, &id, pool, source_of_diagram(net));
    size_t compared = 0;
    if (!attempt_end(&attempt, w))
        return false;
    if (!done)
        return fits ? give_up_refused(a, w, &attempt) : give_up(a, TOO_LARGE);
    double difference = finding_difference(f, &other, &compared, &a->exactly);
    if (!compared)
        return give_up(a, NOTHING_TO_COMPARE);
    a->verified = true;
    a->verified_how = STR("surgery and comb disintegration of the observed joint");
    a->difference = difference;
    if (a->difference > (a->exactly ? 0 : LARGEST_ROUNDING))
        return diag_error(
            w->diags, "verify-failed", r->q->span,
            "the two routes disagree by %.3g: surgery and comb disintegration of the observed joint",
            a->difference);
    return answer_keep_identification(a, w, r, &id);
}

/* ---- random mechanisms ---- */

/* The identified query with every intervention and condition left open, as a query of its own. */
static bool open_query(struct query *q, struct work *w, const struct request *r)
{
    struct identify_query iq;
    if (!answer_identify_query(&iq, w, r))
        return false;
    struct query_do *dos = ARENA_NEW(w->arena, struct query_do, r->m->nvars);
    struct query_term *over = ARENA_NEW(w->arena, struct query_term, r->m->nvars);
    struct query_term *given = ARENA_NEW(w->arena, struct query_term, r->m->nvars);
    if (!dos || !over || !given)
        return diag_oom(w->diags);
    *q = (struct query){.text = r->q->text, .span = r->q->span, .model = r->m, .over = over, .given = given};
    q->dos = dos;
    SET_EACH (v, iq.x)
        dos[q->ndos++] = (struct query_do){.var = v, .kind = DO_ALL};
    SET_EACH (v, iq.y)
        over[q->nover++] = (struct query_term){.var = v};
    SET_EACH (v, iq.z)
        given[q->ngiven++] = (struct query_term){.var = v};
    return true;
}

/* The network as a bare graph: no matrices, no types. The formula is right for all mechanisms or wrong. */
static struct diagram *bare(struct work *w, const struct diagram *net)
{
    struct diagram *d = ARENA_NEW(w->arena, struct diagram, 1);
    struct wire *wire = ARENA_NEW(w->arena, struct wire, net->nwires);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, net->nboxes);
    struct box *own = ARENA_NEW(w->arena, struct box, net->nboxes);
    if (!d || !wire || !box || !own) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < net->nwires; i++)
        wire[i] = (struct wire){.name = net->wire[i].name};
    for (uint32_t i = 0; i < net->nboxes; i++) {
        own[i] = *net->box[i];
        own[i].matrix = NULL;
        box[i] = &own[i];
    }
    *d = *net;
    d->wire = wire;
    d->box = box;
    return d;
}

/* The formula and the surgery on random mechanisms. False when that is out of reach, *fits being false when
 * the tables of the formula are too large. */
static bool random_findings(struct finding *left, struct finding *right, bool *fits, struct work *w,
                            const struct request *r, const struct identification *id,
                            const struct est_pool *pool)
{
    static const struct answer_options plain = {0};
    struct request s;
    struct query q;
    *fits = true;
    struct diagram *shape = bare(w, r->m->net), *random = shape ? stoch_random(w, shape, 1) : NULL;
    if (!random || !open_query(&q, w, r) || !request_read(&s, w, &q))
        return false;
    for (uint32_t v = 0; v < r->m->nvars; v++)
        s.card[v] = random->wire[v].type->n;
    struct diagram *operated = answer_operate(w, &s, random, NULL, &plain);
    return operated && attempt_formula_fits(w, &s, pool, id->estimand, fits) && *fits &&
           answer_by_surgery(left, w, &s, operated) &&
           answer_by_estimand(right, w, &s, id, pool, source_of_diagram(random));
}

bool verify_formula(struct answer *a, struct work *w, const struct request *r,
                    const struct identification *id, const struct est_pool *pool)
{
    enum { LARGEST_CHECKED = 200 }; /* variables, hidden ones included */
    struct finding left, right;
    if (r->m->nvars > LARGEST_CHECKED) {
        a->unverified = str_fmt(w->arena, "the model has more than %d variables", LARGEST_CHECKED);
        return a->unverified.s || diag_oom(w->diags);
    }
    struct attempt attempt;
    attempt_begin(&attempt, w);
    bool fits, exactly, done = random_findings(&left, &right, &fits, &attempt.w, r, id, pool);
    size_t compared = 0;
    if (!attempt_end(&attempt, w))
        return false;
    if (!done)
        return fits ? give_up_refused(a, w, &attempt) : give_up(a, TOO_LARGE);
    double difference = finding_difference(&left, &right, &compared, &exactly);
    if (!compared)
        return give_up(a, NOTHING_TO_COMPARE);
    if (difference > LARGEST_ROUNDING)
        return diag_error(w->diags, "verify-failed", r->q->span,
                          "the formula and surgery on random mechanisms disagree by %.3g", difference);
    if (a->kind == ANSWER_IDENTIFICATION) {
        a->verified = true;
        a->verified_how = STR("the formula and surgery on random mechanisms");
        a->difference = difference;
    } else {
        a->formula_verified = true;
        a->formula_difference = difference;
    }
    return true;
}

/* ---- a joint or data ---- */

bool verify_source(const struct finding *f, struct answer *a, struct work *w, const struct request *r,
                   struct source src)
{
    struct finding other;
    struct str why_not;
    size_t compared = 0;
    if (!answer_by_combs(&other, w, r, src, &why_not, &a->misfit))
        return false;
    a->misfit_known = a->misfit >= 0;
    double difference = why_not.n ? 0 : finding_difference(f, &other, &compared, &a->exactly);
    if (!compared)
        return a->unverified.n ? true : give_up(a, why_not.n ? why_not : NOTHING_TO_COMPARE);
    a->verified = true;
    a->verified_how = STR("the formula and the plugged combs of the observed joint");
    a->difference = difference;
    return true;
}
