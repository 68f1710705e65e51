/* draft.c -- what a model block says, item by item, before anything is built.
 *
 * Every fault of the block is reported, not only the first: a bad item is skipped and reading goes on. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "session/diagram_value.h"

/* Room for one more variable, hidden common causes included? */
static bool has_room(struct draft *d, struct span at)
{
    return d->n + d->npairs < LIMIT_VARIABLES ||
           diag_error(d->r->w.diags, "too-many-variables", at, "a model has at most %d variables",
                      LIMIT_VARIABLES);
}

static uint32_t add(struct draft *d, const struct ast *name)
{
    struct draft_var v = {
        .name = str_dup(d->keep.arena, name->text), .role = VAR_OBSERVED, .span = name->span};
    if (!has_room(d, name->span))
        return UINT32_MAX;
    if (!v.name.s || !ARENA_PUSH(d->r->w.arena, d->var, d->n, d->cap, v) ||
        !map_put(&d->names, v.name, (uint32_t)d->n - 1)) {
        diag_oom(d->r->w.diags);
        return UINT32_MAX;
    }
    return (uint32_t)d->n - 1;
}

/* The variable of an edge: mentioned is enough. */
static uint32_t mention(struct draft *d, const struct ast *name)
{
    uint32_t v = map_get(&d->names, name->text);
    return v == MAP_NONE ? add(d, name) : v;
}

uint32_t draft_find(struct draft *d, const struct ast *name)
{
    uint32_t v = map_get(&d->names, name->text);
    if (v != MAP_NONE)
        return v;
    diag_error(d->r->w.diags, "undeclared-variable", name->span, "`%.*s` is not a variable of this model",
               STR_ARG(name->text));
    struct buf otherwise = {0};
    buf_fmt(&otherwise, "declare it, as in `var %.*s : {no, yes}`", STR_ARG(name->text));
    diag_nearest(d->r->w.diags, name->text, d->names.key, d->names.n, otherwise.s);
    buf_free(&otherwise);
    return UINT32_MAX;
}

static bool read_vars(struct draft *d, const struct ast *item)
{
    static const enum var_role roles[] = {
        [ROLE_VAR] = VAR_OBSERVED, [ROLE_LATENT] = VAR_LATENT, [ROLE_NOISE] = VAR_NOISE};
    const struct type *type = NULL;
    if (item->kid[0] && !(type = types_resolve(d->r, &d->keep, item->kid[0])))
        return false;
    bool good = true;
    for (uint32_t i = 1; i < item->n; i++) {
        const struct ast *name = item->kid[i];
        uint32_t v = map_get(&d->names, name->text);
        if (v != MAP_NONE && d->var[v].declared) {
            struct place first = text_place(d->r->text, d->var[v].span.start);
            diag_error(d->r->w.diags, "redefinition", name->span, "`%.*s` is declared twice",
                       STR_ARG(name->text));
            diag_hint(d->r->w.diags, "it was first declared in line %u", first.line);
            good = false;
            continue;
        }
        if (v == MAP_NONE && (v = add(d, name)) == UINT32_MAX)
            return false;
        d->var[v].role = roles[item->op];
        d->var[v].declared = true;
        d->var[v].type = type;
        d->var[v].span = name->span;
    }
    return good;
}

static bool add_edge(struct draft *d, uint32_t from, uint32_t to, struct span at)
{
    struct draft_var *v = &d->var[to];
    if (from == to)
        return diag_error(d->r->w.diags, "self-edge", at, "`%.*s` cannot be its own cause", STR_ARG(v->name));
    if (!set_ok(v->drawn) && !set_ok(v->drawn = set_new(d->r->w.arena, LIMIT_VARIABLES)))
        return diag_oom(d->r->w.diags);
    if (set_has(v->drawn, from))
        return true;
    set_add(v->drawn, from);
    struct parent p = {from, at};
    return ARENA_PUSH(d->r->w.arena, v->edge, v->nedge, v->edge_cap, p) || diag_oom(d->r->w.diags);
}

static bool add_pair(struct draft *d, uint32_t a, uint32_t b, struct span at)
{
    if (a == b)
        return diag_error(d->r->w.diags, "self-edge", at, "`%.*s` cannot share a hidden cause with itself",
                          STR_ARG(d->var[a].name));
    for (size_t i = 0; i < d->npairs; i++)
        if ((d->pair[i].a == a && d->pair[i].b == b) || (d->pair[i].a == b && d->pair[i].b == a))
            return true;
    struct confounded p = {a, b, at};
    if (!has_room(d, at))
        return false;
    return ARENA_PUSH(d->r->w.arena, d->pair, d->npairs, d->pairs_cap, p) || diag_oom(d->r->w.diags);
}

/* Variables come in the order in which they are named, not in that of the edges. */
static bool mention_all(struct draft *d, const struct ast *names)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (mention(d, names->kid[i]) == UINT32_MAX)
            return false;
    return true;
}

static bool read_arrow(struct draft *d, const struct ast *left, const struct ast *right)
{
    if (!mention_all(d, left) || !mention_all(d, right))
        return false;
    for (uint32_t i = 0; i < left->n; i++) {
        if (interrupted())
            return diag_interrupted(d->r->w.diags);
        for (uint32_t j = 0; j < right->n; j++) {
            uint32_t a = mention(d, left->kid[i]), b = mention(d, right->kid[j]);
            struct span at = {left->kid[i]->span.start, right->kid[j]->span.end};
            bool good = left->op == ARROW_RIGHT  ? add_edge(d, a, b, at)
                        : left->op == ARROW_LEFT ? add_edge(d, b, a, at)
                                                 : add_pair(d, a, b, at);
            if (!good)
                return false;
        }
    }
    return true;
}

static bool read_edges(struct draft *d, const struct ast *item)
{
    for (uint32_t i = 0; i + 1 < item->n; i++)
        if (!read_arrow(d, item->kid[i], item->kid[i + 1]))
            return false;
    return true;
}

/* ---- mechanisms: read after all declarations and edges, so that their order does not matter ---- */

static bool set_mechanism(struct draft *d, uint32_t v, const struct ast *item, const uint32_t *in,
                          uint32_t nin)
{
    struct draft_var *x = &d->var[v];
    if (x->how) {
        struct place first = text_place(d->r->text, x->how->span.start);
        diag_error(d->r->w.diags, "redefinition", item->span, "`%.*s` already has a mechanism",
                   STR_ARG(x->name));
        return diag_hint(d->r->w.diags, "the first is in line %u", first.line);
    }
    for (uint32_t i = 0; i < nin; i++) {
        if (in[i] == v)
            return diag_error(d->r->w.diags, "self-edge", item->span, "`%.*s` cannot be its own cause",
                              STR_ARG(x->name));
        for (uint32_t j = 0; j < i; j++)
            if (in[i] == in[j])
                return diag_error(d->r->w.diags, "repeated-variable", item->span,
                                  "`%.*s` is named twice among the parents", STR_ARG(d->var[in[i]].name));
    }
    for (size_t i = 0; i < x->nedge; i++) {
        bool read = false;
        for (uint32_t k = 0; k < nin; k++)
            read = read || in[k] == x->edge[i].var;
        if (!read) {
            diag_error(d->r->w.diags, "missing-parent", item->span,
                       "the mechanism of `%.*s` leaves out its parent `%.*s`", STR_ARG(x->name),
                       STR_ARG(d->var[x->edge[i].var].name));
            return diag_hint(d->r->w.diags, "add it after the bar, or remove the edge `%.*s -> %.*s`",
                             STR_ARG(d->var[x->edge[i].var].name), STR_ARG(x->name));
        }
    }
    x->in = ARENA_NEW(d->r->w.arena, uint32_t, nin);
    if (!x->in)
        return diag_oom(d->r->w.diags);
    for (uint32_t i = 0; i < nin; i++)
        x->in[i] = in[i];
    x->nin = nin;
    x->how = item;
    return true;
}

/* The variables of a list of names. NULL (reported). */
static uint32_t *find_all(struct draft *d, struct ast *const *name, uint32_t n)
{
    uint32_t *v = ARENA_NEW(d->r->w.arena, uint32_t, n);
    if (!v)
        diag_oom(d->r->w.diags);
    for (uint32_t i = 0; v && i < n; i++)
        if ((v[i] = draft_find(d, name[i])) == UINT32_MAX)
            return NULL;
    return v;
}

static bool read_joint(struct draft *d, const struct ast *item)
{
    const struct ast *over = item->kid[0];
    if (item->kid[1]->n) {
        diag_error(d->r->w.diags, "joint-given", item->kid[1]->span, "a joint table has no conditions");
        return diag_hint(d->r->w.diags,
                         "write one table for each variable, or the joint of all observed variables");
    }
    if (d->joint)
        return diag_error(d->r->w.diags, "redefinition", item->span, "the model already has a joint table");
    uint32_t *v = find_all(d, over->kid, over->n);
    if (!v)
        return false;
    for (uint32_t i = 0; i < over->n; i++) {
        if (d->var[v[i]].role != VAR_OBSERVED) {
            diag_error(d->r->w.diags, "latent-in-joint", over->kid[i]->span,
                       "`%.*s` is hidden: it is never in data", STR_ARG(over->kid[i]->text));
            return diag_hint(d->r->w.diags, "leave it out of the joint table");
        }
        for (uint32_t j = 0; j < i; j++)
            if (v[i] == v[j])
                return diag_error(d->r->w.diags, "repeated-variable", over->kid[i]->span,
                                  "`%.*s` is named twice", STR_ARG(over->kid[i]->text));
    }
    d->joint = item;
    return true;
}

static bool read_table(struct draft *d, const struct ast *item)
{
    if (item->kid[0]->n > 1)
        return read_joint(d, item);
    uint32_t v = draft_find(d, item->kid[0]->kid[0]);
    uint32_t *in = v == UINT32_MAX ? NULL : find_all(d, item->kid[1]->kid, item->kid[1]->n);
    return in && set_mechanism(d, v, item, in, item->kid[1]->n);
}

/* What is applied to what: `C ~ f(A, B)`, `C ~ f[0.3](A)`, `C ~ f[0.3]`, `C ~ f`. */
struct application {
    const struct ast *how, *indexed;
    uint32_t nargs;
    struct ast *const *arg;
};

static struct application read_application(const struct ast *how)
{
    struct application a = {.how = how};
    if (how->kind == AST_INDEXED)
        a.indexed = how;
    if (how->kind == AST_CALL) {
        a.indexed = how->op ? how->kid[0] : NULL;
        a.arg = how->kid + how->op;
        a.nargs = how->n - (uint32_t)how->op;
    }
    return a;
}

/* Is it a table after all: a list, or the name of one? */
static bool is_table(const struct draft *d, const struct ast *how)
{
    if (how->kind == AST_LIST)
        return true;
    const struct binding *value = session_find(d->r->s, BIND_VALUE, how->text);
    return how->kind == AST_NAME &&
           (value ? value->value.kind != VALUE_DIAGRAM : !session_find(d->r->s, BIND_BOX, how->text));
}

/* The box, or the diagram as one. False (reported). */
static bool find_callee(struct draft *d, const struct application *a, struct draft_var *x)
{
    struct ast name = *a->how;
    const struct binding *value = session_find(d->r->s, BIND_VALUE, a->how->text);
    if (a->how->kind == AST_CALL)
        name.span.end = a->how->span.start + (uint32_t)a->how->text.n;
    if (!a->indexed && value && value->value.kind == VALUE_DIAGRAM)
        return (x->box = diagram_as_box(d->r, value->value.diagram, a->how->text, a->how->span)) != NULL;
    const struct binding *b = scope_find(d->r, BIND_BOX, &name);
    if (!b)
        return false;
    x->pattern = b->box->generic ? b : NULL;
    x->box = b->box;
    return !a->indexed || x->pattern ||
           box_instance(d->r, b, &(struct box_use){.indexed = a->indexed, .at = a->how->span});
}

static bool read_mechanism(struct draft *d, const struct ast *item)
{
    struct application a = read_application(item->kid[1]);
    struct draft_var callee = {0};
    uint32_t v = draft_find(d, item->kid[0]), *in;
    if (v == UINT32_MAX)
        return false;
    if (is_table(d, a.how))
        return set_mechanism(d, v, item, NULL, 0);
    if (!find_callee(d, &a, &callee))
        return false;
    if (callee.box->nout != 1)
        return diag_error(d->r->w.diags, "arguments", a.how->span,
                          "`%.*s` has %u outputs; a mechanism has one", STR_ARG(a.how->text),
                          callee.box->nout);
    if (a.nargs != callee.box->nin)
        return diag_error(d->r->w.diags, "arguments", a.how->span, "`%.*s` has %u inputs, not %u",
                          STR_ARG(a.how->text), callee.box->nin, a.nargs);
    for (uint32_t i = 0; i < a.nargs; i++)
        if (a.arg[i]->kind != AST_NAME)
            return diag_error(d->r->w.diags, "arguments", a.arg[i]->span,
                              "the inputs of a mechanism are variables");
    if (!(in = find_all(d, a.arg, a.nargs)) || !set_mechanism(d, v, item, in, a.nargs))
        return false;
    d->var[v].box = callee.pattern ? NULL : callee.box;
    d->var[v].pattern = callee.pattern;
    return true;
}

const struct declared_box *draft_instance(struct draft *d, uint32_t v)
{
    const struct draft_var *x = &d->var[v];
    struct application a = read_application(x->how->kid[1]);
    const struct type **in = ARENA_NEW(d->r->w.arena, const struct type *, x->nin);
    if (!in) {
        diag_oom(d->r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < x->nin; i++)
        in[i] = d->var[x->in[i]].type;
    return box_instance(d->r, x->pattern, &(struct box_use){a.indexed, a.how->span, in, &x->type});
}

struct equation_scope draft_scope(const struct draft *d, const struct type *const *type)
{
    return (struct equation_scope){
        .n = (uint32_t)d->n, .number = &d->names, .name = d->names.key, .type = type};
}

static bool read_equation(struct draft *d, const struct ast *item)
{
    uint32_t v = draft_find(d, item->kid[0]), n;
    struct equation_scope scope = draft_scope(d, NULL);
    uint32_t *in = v == UINT32_MAX ? NULL : equation_inputs(d->r, &scope, item->kid[1], &n);
    return in && set_mechanism(d, v, item, in, n);
}

bool draft_read(struct draft *d, const struct ast *model)
{
    size_t before = d->r->w.diags->errors;
    for (uint32_t i = 1; i < model->n; i++) {
        if (interrupted())
            return diag_interrupted(d->r->w.diags);
        if (model->kid[i]->kind == AST_VARS)
            read_vars(d, model->kid[i]);
        else if (model->kid[i]->kind == AST_EDGES)
            read_edges(d, model->kid[i]);
    }
    for (uint32_t i = 1; i < model->n; i++) {
        if (interrupted())
            return diag_interrupted(d->r->w.diags);
        if (model->kid[i]->kind == AST_TABLE)
            read_table(d, model->kid[i]);
        else if (model->kid[i]->kind == AST_MECHANISM)
            read_mechanism(d, model->kid[i]);
        else if (model->kid[i]->kind == AST_EQUATION)
            read_equation(d, model->kid[i]);
    }
    return d->r->w.diags->errors == before;
}
