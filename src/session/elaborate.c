/* elaborate.c -- from a draft to a model: cycles, boxes with their matrices, hidden causes, the joint table.
 */
#include "session/session_int.h"

#include <string.h>

/* What box v reads, confounders last. */
static uint32_t inputs_of(const struct draft *d, uint32_t v, uint32_t *in)
{
    const struct draft_var *x = &d->var[v];
    uint32_t n = 0;
    if (x->how)
        for (uint32_t i = 0; i < x->nin; i++)
            in[n++] = x->in[i];
    else
        for (size_t i = 0; i < x->nedge; i++)
            in[n++] = x->edge[i].var;
    for (size_t k = 0; k < d->npairs; k++)
        if (d->pair[k].a == v || d->pair[k].b == v)
            in[n++] = (uint32_t)(d->n + k);
    return n;
}

/* Where the model says that `from` is a parent of `to`. */
static struct span edge_span(const struct draft *d, uint32_t from, uint32_t to)
{
    const struct draft_var *x = &d->var[to];
    if (x->how)
        return x->how->span;
    for (size_t i = 0; i < x->nedge; i++)
        if (x->edge[i].var == from)
            return x->edge[i].span;
    return x->span;
}

static bool check_cycle(struct draft *d, uint32_t *scratch)
{
    struct work *w = &d->r->w;
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, d->n), count = 0;
    struct str *names = ARENA_NEW(w->arena, struct str, d->n);
    if (!order || !names)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < d->n; v++)
        names[v] = d->var[v].name;
    struct graph *g = graph_new(w, (uint32_t)d->n, names);
    if (!g)
        return false;
    for (uint32_t v = 0; v < d->n; v++)
        for (uint32_t n = inputs_of(d, v, scratch), i = 0; i < n; i++)
            if (scratch[i] < d->n)
                graph_edge(g, scratch[i], v);
    size_t errors = w->diags->errors;
    if (graph_order(g, order, &count, w))
        return true;
    if (w->diags->errors > errors)
        return false;
    struct buf path = {0};
    for (uint32_t i = 0; i <= count; i++)
        buf_fmt(&path, "%s%.*s", i ? " -> " : "", STR_ARG(names[order[i % count]]));
    diag_error(w->diags, "cycle", edge_span(d, order[count - 1], order[0]), "the model has a cycle: %.*s",
               STR_ARG(buf_str(&path)));
    diag_hint(w->diags, "causes come before effects: remove or turn one of these edges");
    buf_free(&path);
    return false;
}

static bool check_confounded(struct draft *d)
{
    size_t before = d->r->w.diags->errors;
    for (size_t k = 0; k < d->npairs; k++) {
        uint32_t end[2] = {d->pair[k].a, d->pair[k].b};
        for (int i = 0; i < 2; i++)
            if (d->var[end[i]].how) {
                diag_error(d->r->w.diags, "confounded-mechanism", d->var[end[i]].how->span,
                           "`%.*s` shares a hidden cause with `%.*s`, so this alone is not its mechanism",
                           STR_ARG(d->var[end[i]].name), STR_ARG(d->var[end[1 - i]].name));
                diag_hint(
                    d->r->w.diags,
                    "declare the cause as `latent` and name it as a parent, or give the joint table of the "
                    "observed variables");
            }
    }
    return d->r->w.diags->errors == before;
}

static bool has_states(struct draft *d, uint32_t v, struct span at)
{
    if (d->var[v].type)
        return true;
    diag_error(d->r->w.diags, "no-states", at, "`%.*s` has no states yet", STR_ARG(d->var[v].name));
    return diag_hint(d->r->w.diags, "declare them, as in `var %.*s : {no, yes}`", STR_ARG(d->var[v].name));
}

/* ---- matrices ---- */

static struct str title(struct draft *d, const uint32_t *over, uint32_t nover, const uint32_t *given,
                        uint32_t ngiven)
{
    struct buf text = {0};
    buf_puts(&text, "P(");
    for (uint32_t i = 0; i < nover; i++)
        buf_fmt(&text, "%s%.*s", i ? ", " : "", STR_ARG(d->var[over[i]].name));
    for (uint32_t i = 0; i < ngiven; i++)
        buf_fmt(&text, "%s%.*s", i ? ", " : " | ", STR_ARG(d->var[given[i]].name));
    buf_putc(&text, ')');
    struct str s = str_dup(d->r->w.arena, buf_str(&text));
    buf_free(&text);
    return s;
}

static const double *body_matrix(struct draft *d, const struct ast *body, const uint32_t *over,
                                 uint32_t nover, const uint32_t *given, uint32_t ngiven,
                                 const struct str **written)
{
    uint32_t n = nover + ngiven;
    const struct type **type = ARENA_NEW(d->r->w.arena, const struct type *, n);
    struct str *name = ARENA_NEW(d->r->w.arena, struct str, n);
    if (!type || !name) {
        diag_oom(d->r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = i < ngiven ? given[i] : over[i - ngiven];
        if (!has_states(d, v, d->var[v].span))
            return NULL;
        type[i] = d->var[v].type;
        name[i] = d->var[v].name;
    }
    struct table_shape shape = {.title = title(d, over, nover, given, ngiven),
                                .ngiven = ngiven,
                                .nover = nover,
                                .given_name = name,
                                .over_name = name + ngiven,
                                .given = type,
                                .over = type + ngiven};
    struct entries e;
    if (!table_matrix(d->r, &d->keep, body, &shape, &e))
        return NULL;
    return entries_end(d->r, &e, written) ? e.p : NULL;
}

static bool box_fits(struct draft *d, uint32_t v)
{
    const struct draft_var *x = &d->var[v];
    const struct ast *call = x->how->kid[1];
    for (uint32_t i = 0; i <= x->nin; i++) {
        bool result = i == x->nin;
        uint32_t var = result ? v : x->in[i];
        const struct type *want = result ? x->box->out[0] : x->box->in[i];
        struct span at = result ? x->how->kid[0]->span : call->kid[i + (uint32_t)call->op]->span;
        if (!has_states(d, var, at))
            return false;
        if (!type_equal(want, d->var[var].type)) {
            diag_error(d->r->w.diags, "type-mismatch", at,
                       "the states of `%.*s` are not those of %s of `%.*s`", STR_ARG(d->var[var].name),
                       result ? "the output" : "this input", STR_ARG(x->box->name));
            return diag_hint(d->r->w.diags, "they must be the same states in the same order");
        }
    }
    return true;
}

static const double *box_matrix(struct draft *d, uint32_t v, const struct str **written)
{
    if (d->var[v].pattern) {
        for (uint32_t i = 0; i < d->var[v].nin; i++)
            if (!has_states(d, d->var[v].in[i], d->var[d->var[v].in[i]].span))
                return NULL;
        if (!(d->var[v].box = draft_instance(d, v)))
            return NULL;
    }
    const struct declared_box *b = d->var[v].box;
    size_t cells = b->out[0]->n;
    if (!box_fits(d, v) || !b->matrix)
        return NULL;
    for (uint32_t i = 0; i < b->nin; i++)
        cells *= b->in[i]->n;
    double *p = ARENA_NEW(d->keep.arena, double, cells);
    if (p)
        memcpy(p, b->matrix, cells * sizeof *p);
    else
        diag_oom(d->r->w.diags);
    return p && diagram_copy_written(&d->keep, b->written, cells, written) ? p : NULL;
}

static const double *equation(struct draft *d, const struct type *const *types, uint32_t v)
{
    const struct draft_var *x = &d->var[v];
    struct equation_scope scope = draft_scope(d, types);
    for (uint32_t i = 0; i < x->nin; i++)
        if (!has_states(d, x->in[i], d->var[x->in[i]].span))
            return NULL;
    if (!has_states(d, v, x->how->kid[0]->span))
        return NULL;
    return equation_matrix(d->r, &d->keep, &scope, x->how->kid[1], x->in, x->nin, x->name, x->type);
}

/* The matrix of v's box, and as it was written; NULL when it has none, or (reported) when what is said of it
 * is wrong. */
static const double *mechanism(struct draft *d, const struct type *const *types, uint32_t v,
                               const struct str **written)
{
    const struct draft_var *x = &d->var[v];
    if (!x->how)
        return NULL;
    if (x->box || x->pattern)
        return box_matrix(d, v, written);
    if (x->how->kind == AST_EQUATION)
        return equation(d, types, v);
    return body_matrix(d, x->how->kid[x->how->kind == AST_TABLE ? 2 : 1], &v, 1, x->in, x->nin, written);
}

static struct box *build_box(struct draft *d, const struct type *const *types, uint32_t v, uint32_t *scratch)
{
    struct box *b = ARENA_NEW(d->keep.arena, struct box, 1);
    uint32_t nin = v < d->n ? inputs_of(d, v, scratch) : 0;
    uint32_t *wires = ARENA_NEW(d->keep.arena, uint32_t, (size_t)nin + 1);
    const struct str *written = NULL;
    const double *matrix = v < d->n ? mechanism(d, types, v, &written) : NULL;
    struct str name = v >= d->n       ? STR("hidden")
                      : d->var[v].box ? str_dup(d->keep.arena, d->var[v].box->name)
                                      : d->var[v].name;
    if (!b || !wires || !name.s) {
        diag_oom(d->r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < nin; i++)
        wires[i] = scratch[i];
    wires[nin] = v;
    *b = (struct box){.name = name,
                      .kind = BOX_MECHANISM,
                      .nin = nin,
                      .nout = 1,
                      .in = wires,
                      .out = wires + nin,
                      .matrix = matrix,
                      .written = written};
    return b;
}

/* A box for each variable, then one for each hidden cause. Every fault is reported, not only the first. */
static const struct box **build_boxes(struct draft *d, uint32_t *scratch)
{
    size_t n = d->n + d->npairs, before = d->r->w.diags->errors;
    const struct box **box = ARENA_NEW(d->keep.arena, const struct box *, n);
    const struct type **types = ARENA_NEW(d->r->w.arena, const struct type *, d->n);
    if (!box || !types) {
        diag_oom(d->r->w.diags);
        return NULL;
    }
    for (uint32_t v = 0; v < d->n; v++)
        types[v] = d->var[v].type;
    for (uint32_t v = 0; v < n; v++)
        if (!(box[v] = build_box(d, types, v, scratch)))
            return NULL;
    return d->r->w.diags->errors == before ? box : NULL;
}

static struct var *build_vars(struct draft *d)
{
    struct var *var = ARENA_NEW(d->keep.arena, struct var, d->n + d->npairs);
    bool good = var != NULL;
    for (uint32_t v = 0; good && v < d->n; v++)
        var[v] = (struct var){d->var[v].name, d->var[v].role, d->var[v].type, d->var[v].span};
    for (uint32_t k = 0; good && k < d->npairs; k++) {
        struct confounded *p = &d->pair[k];
        var[d->n + k] = (struct var){.name = str_fmt(d->keep.arena, "%.*s <-> %.*s",
                                                     STR_ARG(d->var[p->a].name), STR_ARG(d->var[p->b].name)),
                                     .role = VAR_CONFOUNDER,
                                     .span = p->span};
        good = var[d->n + k].name.s != NULL;
    }
    if (!good)
        diag_oom(d->r->w.diags);
    return good ? var : NULL;
}

/* ---- the joint table ---- */

static bool joint_complete(struct draft *d, const uint32_t *over, uint32_t n)
{
    for (uint32_t v = 0; v < d->n; v++) {
        bool named = d->var[v].role != VAR_OBSERVED;
        for (uint32_t i = 0; i < n; i++)
            named = named || over[i] == v;
        if (!named) {
            diag_error(d->r->w.diags, "joint-incomplete", d->joint->span, "the joint table leaves out `%.*s`",
                       STR_ARG(d->var[v].name));
            return diag_hint(d->r->w.diags,
                             "it needs every observed variable; declare `latent %.*s` if it is hidden",
                             STR_ARG(d->var[v].name));
        }
        if (d->var[v].role == VAR_OBSERVED && d->var[v].how) {
            diag_error(d->r->w.diags, "joint-and-tables", d->var[v].how->span,
                       "the model has a joint table, and `%.*s` a mechanism as well",
                       STR_ARG(d->var[v].name));
            return diag_hint(d->r->w.diags, "keep one of the two; they could contradict each other");
        }
    }
    return true;
}

static bool build_joint(struct draft *d, struct observed *observed)
{
    if (!d->joint)
        return true;
    const struct ast *names = d->joint->kid[0];
    uint32_t *over = ARENA_NEW(d->r->w.arena, uint32_t, names->n);
    struct axis *axes = ARENA_NEW(d->r->w.arena, struct axis, names->n);
    if (!over || !axes)
        return diag_oom(d->r->w.diags);
    for (uint32_t i = 0; i < names->n; i++)
        over[i] = draft_find(d, names->kid[i]);
    if (!joint_complete(d, over, names->n))
        return false;
    const struct str *written = NULL;
    const double *p = body_matrix(d, d->joint->kid[2], over, names->n, NULL, 0, &written);
    if (!p)
        return false;
    for (uint32_t i = 0; i < names->n; i++)
        axes[i] = (struct axis){over[i], d->var[over[i]].type->n};
    struct tensor *t = tensor_new(&d->keep, names->n, axes);
    if (!t)
        return false;
    memcpy(t->p, p, t->cells * sizeof *t->p);
    *observed = (struct observed){.kind = OBSERVED_JOINT, .joint = t, .written = written};
    return true;
}

/* ---- all of it ---- */

static bool build(struct draft *d, struct binding *b)
{
    struct str doc = str_dup(d->keep.arena, d->ast->kid[0] ? d->ast->kid[0]->text : STR(""));
    if (!doc.s)
        return diag_oom(d->r->w.diags);
    if (!draft_read(d, d->ast) || !draft_infer(d))
        return false;
    uint32_t *scratch = ARENA_NEW(d->r->w.arena, uint32_t, d->n + d->npairs);
    if (!scratch)
        return diag_oom(d->r->w.diags);
    if (!check_cycle(d, scratch) || !check_confounded(d))
        return false;
    const struct box **box = build_boxes(d, scratch);
    struct var *var = box ? build_vars(d) : NULL;
    if (!var || !build_joint(d, &b->observed))
        return false;
    b->model = model_new(&d->keep, b->name, doc, var, (uint32_t)(d->n + d->npairs), box);
    return b->model != NULL;
}

bool elaborate_model(struct run *r, const struct ast *statement)
{
    struct binding *b = binding_new(r, BIND_MODEL, statement->text);
    if (!b)
        return false;
    struct draft d = {
        .r = r, .keep = {&b->arena, r->w.diags, NULL}, .ast = statement, .names = map_in(r->w.arena)};
    if (!build(&d, b)) {
        binding_free(b);
        return false;
    }
    if (!session_commit(r, b))
        return false;
    r->s->current = b;
    if (r->sink->show && str_eq(str_of(r->s->show), STR("diagram"))) {
        struct buf text = {0};
        diagram_dump(&text, b->model->net);
        r->sink->show(r->sink->cx, "diagram", buf_str(&text));
        buf_free(&text);
    }
    return true;
}
