/* reading.c -- what `observe` and `fit` ask of a file. */
#include "session/session_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct ast *option_find(const struct ast *statement, uint32_t from, struct str word)
{
    for (uint32_t i = from; i < statement->n; i++)
        if (str_eq(statement->kid[i]->text, word))
            return statement->kid[i];
    return NULL;
}

/* ---- options ---- */

struct asking {
    struct run *r;
    const struct ast *statement;
    const struct model *m;
    struct data_request *q;
    struct data_column *column;
    uint32_t *vars;
    const struct ast **from; /* by column: the `as` that named it */
};

static bool repeated(struct asking *a, const struct ast *option)
{
    return diag_error(a->r->w.diags, "repeated-option", option->span, "`%.*s` was said before",
                      STR_ARG(option->text));
}

static bool take_weight(struct asking *a, const struct ast *option)
{
    if (a->q->weighting != WEIGHT_NONE) {
        repeated(a, option);
        return diag_hint(a->r->w.diags,
                         "one column may be the weight: `weight` of frequencies, `sampling weight` "
                         "of a survey");
    }
    a->q->weighting = str_eq(option->text, STR("weight")) ? WEIGHT_FREQUENCY : WEIGHT_SAMPLING;
    a->q->weight = option->kid[0]->text;
    return true;
}

/* The column of the variable called `name`; q->nwant: none. */
static uint32_t column_of(const struct asking *a, struct str name)
{
    uint32_t k = 0;
    while (k < a->q->nwant && !str_eq(a->m->var[a->vars[k]].name, name))
        k++;
    return k;
}

/* `age_group as A` */
static bool take_name(struct asking *a, const struct ast *column)
{
    struct diags *d = a->r->w.diags;
    const struct ast *variable = column->kid[0];
    uint32_t k = column_of(a, variable->text);
    if (k == a->q->nwant) {
        struct str *names = ARENA_NEW(a->r->w.arena, struct str, a->q->nwant);
        if (!names)
            return diag_oom(d);
        for (uint32_t i = 0; i < a->q->nwant; i++)
            names[i] = a->column[i].name;
        diag_error(d, "unknown-variable", variable->span, "`%.*s` has no observed variable `%.*s`",
                   STR_ARG(a->m->name), STR_ARG(variable->text));
        return diag_nearest(d, variable->text, names, a->q->nwant,
                            "write the column of the file first: `with column as variable`");
    }
    if (a->from[k]) {
        diag_error(d, "repeated-option", column->span, "`%.*s` has a column already",
                   STR_ARG(variable->text));
        return diag_hint(d, "it is `%.*s`", STR_ARG(a->from[k]->text));
    }
    a->from[k] = column;
    a->column[k].name = column->text;
    return true;
}

static bool take_names(struct asking *a, const struct ast *option)
{
    for (uint32_t i = 0; i < option->n; i++)
        if (!take_name(a, option->kid[i]))
            return false;
    return true;
}

static bool take_missing(struct asking *a, const struct ast *option)
{
    struct str *token = ARENA_NEW(a->r->w.arena, struct str, a->q->nmissing + option->n);
    if (!token)
        return diag_oom(a->r->w.diags);
    if (a->q->nmissing)
        memcpy(token, a->q->missing, a->q->nmissing * sizeof *token);
    for (uint32_t i = 0; i < option->n; i++)
        token[a->q->nmissing + i] = option->kid[i]->text;
    a->q->missing = token;
    a->q->nmissing += option->n;
    return true;
}

static bool take_separator(struct asking *a, const struct ast *option)
{
    struct str s = option->kid[0]->text;
    if (a->q->separator)
        return repeated(a, option);
    if (str_eq(s, STR("tab")))
        s = STR("\t");
    if (s.n != 1 || strchr("\"\n\r", s.s[0])) {
        diag_error(a->r->w.diags, "separator", option->kid[0]->span,
                   "the separator of fields is one character of ASCII, and no quote or line end");
        return diag_hint(a->r->w.diags, "as in `separator \";\"`; a tab is written `separator \"tab\"`");
    }
    a->q->separator = s.s[0];
    return true;
}

/* ---- classes ---- */

/* The column that a `bin` or `values` names, by its name in the file or by its variable; q->nwant: none
 * (reported). */
static uint32_t known_column(struct asking *a, const struct ast *column)
{
    struct diags *d = a->r->w.diags;
    struct str name = column->text;
    uint32_t k = 0;
    while (k < a->q->nwant && !str_eq(a->column[k].name, name))
        k++;
    if (k == a->q->nwant)
        k = column_of(a, name);
    if (k < a->q->nwant)
        return k;
    diag_error(d, "unused-option", column->span, "`%.*s` is the column of no observed variable of `%.*s`",
               STR_ARG(name), STR_ARG(a->m->name));
    diag_hint(d, "a column of another name is given to a variable by `with %.*s as ..`", STR_ARG(name));
    return k;
}

static bool ascending(struct asking *a, const struct ast *option)
{
    double last = -INFINITY;
    for (uint32_t i = 1; i < option->n; i++) {
        struct str text = option->kid[i]->text;
        struct str copy = str_dup(a->r->w.arena, text);
        if (!copy.s)
            return diag_oom(a->r->w.diags);
        double x = strtod(copy.s, NULL);
        if (!(x > last) || !isfinite(x))
            return diag_error(a->r->w.diags, "bin-bounds", option->kid[i]->span,
                              "the bounds of classes must ascend: `%.*s` does not", STR_ARG(text));
        last = x;
    }
    return true;
}

static bool take_bins(struct asking *a, const struct ast *option)
{
    struct diags *d = a->r->w.diags;
    uint32_t k = known_column(a, option->kid[0]), n = option->n - 1;
    if (k == a->q->nwant)
        return false;
    struct data_column *c = &a->column[k];
    struct str *bound = ARENA_NEW(a->r->w.arena, struct str, n);
    if (c->nbounds)
        return repeated(a, option);
    if (!ascending(a, option))
        return false;
    if (c->levels && c->nlevels != n + 1) {
        diag_error(d, "bin-bounds", option->span, "%u bound%s make %u classes, and `%.*s` has %u states", n,
                   n == 1 ? "" : "s", n + 1, STR_ARG(a->m->var[a->vars[k]].name), c->nlevels);
        return diag_hint(
            d, "the classes become its states in their order; without states declared they get names");
    }
    if (!bound)
        return diag_oom(d);
    for (uint32_t i = 0; i < n; i++)
        bound[i] = option->kid[i + 1]->text;
    c->bound = bound;
    c->nbounds = n;
    return true;
}

/* Does `values` say something about column k? */
static bool may_be_values(struct asking *a, uint32_t k, const struct ast *option, const struct ast *column)
{
    const struct data_column *c = &a->column[k];
    struct diags *d = a->r->w.diags;
    if (c->nbounds) {
        diag_error(d, "repeated-option", column->span, "`%.*s` is divided by `bin`", STR_ARG(column->text));
        return diag_hint(d, "either its classes are the states, or its numbers");
    }
    if (c->values)
        return repeated(a, option);
    if (!c->levels)
        return true;
    diag_error(d, "unused-option", column->span, "the states of `%.*s` are declared",
               STR_ARG(a->m->var[a->vars[k]].name));
    return diag_hint(d, "numbers that are states have their values without `values`");
}

static bool take_values(struct asking *a, const struct ast *option)
{
    for (uint32_t i = 0; i < option->n; i++) {
        const struct ast *column = option->kid[i];
        uint32_t k = known_column(a, column);
        if (k == a->q->nwant || !may_be_values(a, k, option, column))
            return false;
        a->column[k].values = true;
    }
    return true;
}

/* ---- the request ---- */

/* The observed variables as wanted columns. */
static bool want_observed(struct asking *a)
{
    struct arena *arena = a->r->w.arena;
    const struct model *m = a->m;
    a->column = ARENA_NEW(arena, struct data_column, m->nvars);
    a->vars = ARENA_NEW(arena, uint32_t, m->nvars);
    a->from = ARENA_NEW(arena, const struct ast *, m->nvars);
    if (!a->column || !a->vars || !a->from)
        return diag_oom(a->r->w.diags);
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (!model_observed(m, v))
            continue;
        const struct type *t = m->var[v].type;
        a->column[a->q->nwant] = (struct data_column){
            .name = m->var[v].name, .levels = t ? t->state : NULL, .nlevels = t ? t->n : 0};
        a->vars[a->q->nwant++] = v;
    }
    a->q->want = a->column;
    return true;
}

/* Those that `bin` and `values` must know of come first. */
static bool take_option(struct asking *a, const struct ast *option)
{
    struct str word = option->text;
    if (str_eq(word, STR("weight")) || str_eq(word, STR("sampling weight")))
        return take_weight(a, option);
    if (str_eq(word, STR("with")))
        return take_names(a, option);
    if (str_eq(word, STR("missing")))
        return take_missing(a, option);
    if (str_eq(word, STR("separator")))
        return take_separator(a, option);
    a->q->missing_level |= str_eq(word, STR("missing as level"));
    a->q->no_header |= str_eq(word, STR("no header"));
    return true;
}

/* The sources: one, or several with the same columns. */
static bool take_files(struct run *r, const struct ast *files, struct data_request *q)
{
    const struct ast *first = files->kind == AST_FILES ? files->kid[0] : files;
    uint32_t n = files->kind == AST_FILES ? files->n - 1 : 0;
    struct data_source *more = ARENA_NEW(r->w.arena, struct data_source, n);
    bool good = more != NULL;
    *q = (struct data_request){.path = scope_source(r, first->text),
                               .name = first->text,
                               .at = first->span,
                               .more = more,
                               .nmore = n};
    for (uint32_t i = 0; good && i < n; i++) {
        const struct ast *f = files->kid[i + 1];
        more[i] = (struct data_source){.path = scope_source(r, f->text), .name = f->text, .at = f->span};
        good = more[i].path.s;
    }
    return (good && q->path.s) || diag_oom(r->w.diags);
}

bool reading_request(struct run *r, const struct ast *statement, const struct model *m,
                     struct data_request *q, uint32_t **vars)
{
    struct asking a = {.r = r, .statement = statement, .m = m, .q = q};
    if (!take_files(r, statement->kid[1], q) || !want_observed(&a))
        return false;
    for (uint32_t i = 2; i < statement->n; i++)
        if (!take_option(&a, statement->kid[i]))
            return false;
    for (uint32_t i = 2; i < statement->n; i++)
        if (str_eq(statement->kid[i]->text, STR("bin")) && !take_bins(&a, statement->kid[i]))
            return false;
    for (uint32_t i = 2; i < statement->n; i++)
        if (str_eq(statement->kid[i]->text, STR("values")) && !take_values(&a, statement->kid[i]))
            return false;
    *vars = a.vars;
    return true;
}
