/* learn.c -- `test implications`, `compare` and `sample`. */
#include "session/session_int.h"

#include "base/progress.h"
#include "base/save.h"

/* ---- test implications ---- */

static bool read_method(struct run *r, const struct ast *statement, enum adjust_method *method)
{
    static const struct str name[] = {STR("holm"), STR("fdr"), STR("none")};
    bool good = true;
    const struct ast *o = option_of(r, statement, STR("by"), &good);
    *method = ADJUST_HOLM;
    if (!o)
        return good;
    for (uint32_t i = 0; i < 3; i++)
        if (str_eq(o->kid[0]->text, name[i])) {
            *method = (enum adjust_method)i;
            return true;
        }
    struct str word = o->kid[0]->text;
    diag_error(r->w.diags, "unknown-method", o->kid[0]->span, "there is no adjustment called `%.*s`",
               STR_ARG(word));
    if (str_eq(word, STR("bonferroni")))
        return diag_hint(r->w.diags,
                         "`holm` bounds the same chance of any false rejection, and rejects no less");
    long near = str_nearest(word, name, 3);
    if (near >= 0 && (!word.n || name[near].s[0] != word.s[0])) /* `bonf` is no `none` */
        near = -1;
    return diag_nearest(
        r->w.diags, word, name + (near < 0 ? 0 : near), near < 0 ? 0 : 1,
        "`holm` bounds the chance of any false rejection, `fdr` the share of false ones among "
        "the rejected, `none` adjusts nothing");
}

static bool no_data(struct run *r, struct span at, struct str name)
{
    diag_error(r->w.diags, "no-data", at, "`%.*s` has no data", STR_ARG(name));
    return diag_hint(r->w.diags, "read a file first, with `observe %.*s from \"FILE.csv\"`", STR_ARG(name));
}

static bool ask_tests(struct run *r, const struct ast *statement, struct answer *a)
{
    const struct binding *b = scope_model(r, statement->kid[0], statement->span);
    enum adjust_method method;
    double level;
    struct str query = b ? scope_written(r, statement) : (struct str){NULL, 0};
    if (!query.s || !read_method(r, statement, &method) ||
        !option_number(r, statement, STR("at"), 0, 1, false, 0.05, &level))
        return false;
    if (b->observed.kind != OBSERVED_DATA)
        return no_data(r, statement->kid[0] ? statement->kid[0]->span : statement->span, b->name);
    return answer_tests(a, &r->w, b->model, &b->observed, query, method, level);
}

/* ---- compare ---- */

/* The columns of `o`, which the model called `owner` was observed with, as variables of another model. */
static bool map_columns(struct run *r, const struct binding *b, const struct binding *owner, struct span at,
                        uint32_t *var)
{
    const struct counts *c = owner->observed.counts;
    uint32_t observed = 0;
    for (uint32_t v = 0; v < b->model->nvars; v++)
        observed += model_observed(b->model, v);
    for (uint32_t i = 0; i < c->ncolumns; i++) {
        struct str name = owner->model->var[owner->observed.column_var[i]].name;
        var[i] = model_var(b->model, name);
        if (var[i] == UINT32_MAX || !model_observed(b->model, var[i])) {
            diag_error(r->w.diags, "other-variables", at, "`%.*s` does not observe `%.*s`, which `%.*s` does",
                       STR_ARG(b->name), STR_ARG(name), STR_ARG(owner->name));
            return diag_hint(
                r->w.diags,
                "likelihoods are compared over the same variables: add it, with arrows or without");
        }
        const struct type *mine = binding_bare(b)->var[var[i]].type;
        const struct type theirs = {.n = c->column[i].nlevels, .state = c->column[i].levels};
        if (mine && !type_equal(mine, &theirs)) {
            diag_error(r->w.diags, "type-mismatch", at,
                       "the states of `%.*s` in `%.*s` are not those of the data", STR_ARG(name),
                       STR_ARG(b->name));
            return diag_hint(r->w.diags, "they must be the same states in the same order");
        }
    }
    if (observed == c->ncolumns)
        return true;
    for (uint32_t v = 0; v < b->model->nvars; v++)
        if (model_observed(b->model, v) && model_var(owner->model, b->model->var[v].name) == UINT32_MAX) {
            diag_error(r->w.diags, "other-variables", at, "the data of `%.*s` do not have `%.*s` of `%.*s`",
                       STR_ARG(owner->name), STR_ARG(b->model->var[v].name), STR_ARG(b->name));
            break;
        }
    return diag_hint(r->w.diags, "likelihoods are compared over the same variables: observe them all");
}

static bool same_counts(const struct counts *a, const struct counts *b)
{
    return a->nrows == b->nrows && a->ncolumns == b->ncolumns && a->total == b->total && a->used == b->used;
}

/* Whose data they are compared on: the first that has some. Others may have only the same. */
static const struct binding *owner_of(struct run *r, const struct ast *names, const struct binding *const *b)
{
    const struct binding *owner = NULL;
    for (uint32_t i = 0; i < names->n; i++) {
        const struct observed *o = &b[i]->observed;
        if (o->kind != OBSERVED_DATA)
            continue;
        if (owner &&
            !(str_eq(owner->observed.file, o->file) && same_counts(owner->observed.counts, o->counts))) {
            diag_error(r->w.diags, "other-data", names->kid[i]->span,
                       "`%.*s` was observed with other data than `%.*s`", STR_ARG(b[i]->name),
                       STR_ARG(owner->name));
            diag_hint(r->w.diags, "scores are compared over the same data: observe both with the same file");
            return NULL;
        }
        owner = owner ? owner : b[i];
    }
    if (!owner)
        no_data(r, names->kid[0]->span, b[0]->name);
    return owner;
}

static bool score_one(struct run *r, const struct binding *b, const struct binding *owner, struct span at,
                      double prior, const struct fit_wish *wish, struct model_score *score)
{
    uint32_t *var = ARENA_NEW(r->w.arena, uint32_t, owner->observed.counts->ncolumns);
    if (!var)
        return diag_oom(r->w.diags);
    if (!map_columns(r, b, owner, at, var))
        return false;
    const struct model *m = findings_retype(&r->w, binding_bare(b), owner->observed.counts, var);
    struct learn_data data = {owner->observed.counts, var};
    return m && learn_score(score, &r->w, m, &data, prior, wish);
}

static bool ask_scores(struct run *r, const struct ast *statement, struct answer *a)
{
    const struct ast *names = statement->kid[0];
    struct answer_learned *l = ARENA_NEW(r->w.arena, struct answer_learned, 1);
    const struct binding **b = ARENA_NEW(r->w.arena, const struct binding *, names->n), *owner;
    struct str *name = ARENA_NEW(r->w.arena, struct str, names->n), query = scope_written(r, statement);
    struct model_score *score = ARENA_NEW(r->w.arena, struct model_score, names->n);
    if (!l || !b || !name || !score || !query.s)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < names->n; i++) {
        if (!(b[i] = scope_find(r, BIND_MODEL, names->kid[i])))
            return false;
        name[i] = b[i]->name;
    }
    struct fit_wish wish = fit_plain;
    if (!option_number(r, statement, STR("prior"), 1e-9, 1e9, false, 1, &l->prior) ||
        !option_climb(r, statement, &wish) || !(owner = owner_of(r, names, b)))
        return false;
    for (uint32_t i = 0; i < names->n; i++)
        if (!score_one(r, b[i], owner, names->kid[i]->span, l->prior, &wish, &score[i]))
            return false;
    l->nmodels = names->n;
    l->name = name;
    l->score = score;
    l->n = owner->observed.counts->total;
    l->file = owner->observed.file;
    *a = (struct answer){.kind = ANSWER_SCORES, .query = query, .model = owner->model, .learned = l};
    return true;
}

bool learn_ask(struct run *r, const struct ast *statement, struct answer *a)
{
    return statement->kind == AST_TEST ? ask_tests(r, statement, a) : ask_scores(r, statement, a);
}

/* ---- sample ---- */

struct pouring {
    struct sampler *sampler;
    struct buf piece;
    bool begun; /* the header is out */
};

static bool next_piece(void *cx, struct str *piece)
{
    struct pouring *p = cx;
    if (p->begun)
        p->piece.n = 0;
    if (!learn_sampler_next(p->sampler, &p->piece))
        return false;
    p->begun = true;
    *piece = buf_str(&p->piece);
    return true;
}

static bool tell_sample(struct run *r, const struct ast *statement, const struct answer_sample *sample)
{
    struct answer a = {.kind = ANSWER_SAMPLE, .query = scope_written(r, statement), .sample = sample};
    if (a.query.s && r->sink->answer)
        r->sink->answer(r->sink->cx, &a);
    return a.query.s;
}

bool sample_statement(struct run *r, const struct ast *statement)
{
    const struct ast *number = statement->kid[0], *file = statement->kid[3];
    struct query q;
    struct pouring p = {0};
    double seed;
    struct str path = scope_path(r, file->text);
    if (!path.s)
        return diag_oom(r->w.diags);
    if (!option_number(r, statement, STR("seed"), 0, UINT32_MAX, true, 1, &seed))
        return false;
    if (!(number->number >= 1 && number->number <= 1e12 &&
          number->number == (double)(uint64_t)number->number))
        return diag_error(r->w.diags, "option-range", number->span,
                          "a sample has a whole number of rows, from 1 on");
    if (!posterior_resolve(r, statement, statement->kid[2], statement->kid[1], &q))
        return false;
    p.sampler = answer_sampler(&r->w, &q, (uint64_t)number->number, (unsigned long)seed, &p.piece);
    const struct save_source from = {&p, next_piece};
    progress_begin(number->number);
    bool good = p.sampler && save_pieces(&r->w, path, file->span, &from);
    progress_end();
    buf_free(&p.piece);
    const struct answer_sample sample = {(uint64_t)number->number, file->text, (unsigned long)seed};
    return good && tell_sample(r, statement, &sample);
}
