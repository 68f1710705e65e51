/* fit.c -- `fit m ..`: a model bound anew, with the tables that data teach.
 *
 * What the model states stays; what an earlier `fit` has learned is learned again. Without a file the data
 * are those that the model was observed with: they stay where they are, in the binding that read them. */
#include "session/diagram_value.h"

#include "base/secret.h"

#include <math.h>

/* ---- options ---- */

const struct ast *option_of(struct run *r, const struct ast *statement, struct str word, bool *good)
{
    const struct ast *found = NULL;
    for (uint32_t i = 0; i < statement->n; i++) {
        const struct ast *o = statement->kid[i];
        if (!o || o->kind != AST_OPTION || !str_eq(o->text, word))
            continue;
        if (found) {
            *good =
                diag_error(r->w.diags, "repeated-option", o->span, "`%.*s` stands here twice", STR_ARG(word));
            return NULL;
        }
        found = o;
    }
    return found;
}

bool option_number(struct run *r, const struct ast *statement, struct str word, double least, double most,
                   bool whole, double otherwise, double *out)
{
    bool good = true;
    const struct ast *o = option_of(r, statement, word, &good);
    *out = otherwise;
    if (!o)
        return good;
    *out = o->kid[0]->number;
    if (*out >= least && *out <= most && (!whole || *out == floor(*out)))
        return true;
    return diag_error(r->w.diags, "option-range", o->kid[0]->span,
                      "`%.*s` takes a %snumber from %.15g to %.15g", STR_ARG(word), whole ? "whole " : "",
                      least, most);
}

bool option_climb(struct run *r, const struct ast *statement, struct fit_wish *wish)
{
    double restarts, seed;
    if (!option_number(r, statement, STR("restarts"), 1, 1e6, true, wish->restarts, &restarts) ||
        !option_number(r, statement, STR("seed"), 0, UINT32_MAX, true, (double)wish->seed, &seed))
        return false;
    wish->restarts = (uint32_t)restarts;
    wish->seed = (unsigned long)seed;
    return true;
}

static bool read_wish(struct run *r, const struct ast *statement, struct fit_wish *wish)
{
    *wish = fit_plain;
    return option_number(r, statement, STR("prior"), 0, 1e9, false, wish->prior, &wish->prior) &&
           option_climb(r, statement, wish);
}

/* ---- the data ---- */

static bool have_data(struct run *r, const struct ast *statement, const struct binding *b)
{
    if (b->observed.kind == OBSERVED_DATA)
        return true;
    diag_error(r->w.diags, "no-data", statement->kid[0]->span, "`%.*s` has no data to learn from",
               STR_ARG(b->name));
    return diag_hint(r->w.diags, "name the file, as in `fit %.*s from \"FILE.csv\"`, or `observe` it first",
                     STR_ARG(b->name));
}

/* ---- the new binding ---- */

static bool fill(struct run *r, struct binding *b, const struct fit *fit, const struct model *m,
                 const struct model *bare)
{
    struct work keep = {&b->arena, r->w.diags, NULL};
    b->bare = model_keep(&keep, bare, bare->mechanism);
    b->model = b->bare ? model_keep(&keep, m, fit->mechanism) : NULL;
    return b->model;
}

/* The binding that owns the data of `b`. */
static struct binding *owner_of_data(struct binding *b)
{
    return b->data.head || !b->held[0] ? b : b->held[0];
}

/* What was learned, for whoever reads the answers. The query may name a database with its password. */
static bool tell_fit(struct run *r, const struct ast *statement, const struct fit *fit,
                     const struct fit_wish *wish, const struct counts *c)
{
    const struct binding *b = r->s->current;
    struct answer_fit f = {.name = b->name,
                           .file = b->observed.file,
                           .fit = *fit,
                           .wish = *wish,
                           .learned = set_new(r->w.arena, b->model->nvars),
                           .survey = c->weighting == WEIGHT_SAMPLING};
    struct answer a = {.kind = ANSWER_FIT,
                       .query = scope_written(r, statement),
                       .model = b->model,
                       .fit = &f,
                       .rows_used = c->used,
                       .rows_dropped = c->dropped,
                       .from_data = true};
    struct buf line = {0};
    if (!r->sink->answer)
        return true;
    describe_model(&line, b, r->sink->unicode);
    a.why = line.failed ? (struct str){NULL, 0} : str_dup(r->w.arena, buf_str(&line));
    buf_free(&line);
    if (a.query.s)
        a.query = secret_masked(r->w.arena, a.query);
    if (!a.query.s || !a.why.s || !set_ok(f.learned))
        return diag_oom(r->w.diags);
    for (uint32_t v = 0; v < b->model->nvars; v++)
        if (!binding_bare(b)->mechanism[v]->matrix)
            set_add(f.learned, v);
    r->sink->answer(r->sink->cx, &a);
    return true;
}

static void warn_stopped(struct run *r, const struct ast *statement, const struct fit *fit)
{
    if (!fit->expected || fit->converged)
        return;
    diag_warn(r->w.diags, "not-converged", statement->span,
              "EM was stopped after %u iterations while the likelihood still rose", fit->iterations);
    diag_hint(r->w.diags,
              "its tables may be short of the best: fewer hidden states, or a larger `prior`, let it settle "
              "sooner");
}

static bool commit(struct run *r, const struct ast *statement, struct binding *old, struct observation *read,
                   const struct fit *fit, const struct model *m)
{
    struct binding *b = binding_new(r, BIND_MODEL, old->name);
    if (!b || !fill(r, b, fit, m, binding_bare(old))) {
        binding_free(b);
        arena_free(&read->data);
        return false;
    }
    b->observed = read->observed;
    b->observed.fitted = fit->expected ? FITTED_BY_EM : FITTED_BY_COUNTING;
    if (statement->kid[1])
        b->data = read->data;
    else
        binding_hold(b, owner_of_data(old));
    if (!session_commit(r, b))
        return false;
    r->s->current = b;
    return true;
}

bool fit_statement(struct run *r, const struct ast *statement)
{
    const struct binding *found = scope_find(r, BIND_MODEL, statement->kid[0]);
    struct fit_wish wish;
    struct fit fit;
    struct observation read = {0};
    if (!found || !read_wish(r, statement, &wish))
        return false;
    if (!statement->kid[1] && !have_data(r, statement, found))
        return false;
    if (statement->kid[1] && !observe_read(r, binding_bare(found), statement, &read))
        return false;
    if (!statement->kid[1])
        read.observed = found->observed;
    struct learn_data data = answer_learn_data(&read.observed);
    const struct model *m = findings_retype(&r->w, binding_bare(found), data.counts, data.column_var);
    if (!m || !learn_fit(&fit, &r->w, m, &data, &wish)) {
        arena_free(&read.data);
        return false;
    }
    if (!commit(r, statement, session_find(r->s, BIND_MODEL, found->name), &read, &fit, m))
        return false;
    if (!tell_fit(r, statement, &fit, &wish, data.counts))
        return false;
    if (statement->kid[1])
        findings_note(r, data.counts);
    warn_stopped(r, statement, &fit);
    return true;
}
