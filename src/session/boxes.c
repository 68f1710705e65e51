/* boxes.c -- declared boxes; and boxes with parameters, which become definite where they are used.
 *
 *   box die[p, A] () -> (x: A) ~ [1 - p, p / 2, p / 2]   a row for each setting of the inputs
 *   box flip[p, A] () -> (x: A) ~ [p]                    the same, of two states, for the true one
 *   box not[A] (x: A) -> (y: A) := not x                a function of states, for any type A
 *
 * A parameter that names the type of a wire is a type: it is given in the brackets, or follows from what the
 * box is joined to, or is {0, 1}.  The others are numbers and must be given. */
#include "base/limits.h"
#include "session/diagram_value.h"

enum { DOC, PARAMETERS, IN, OUT, BODY }; /* the kids of AST_BOX */

const struct value *locals_get(const struct run *r, struct str name)
{
    for (uint32_t i = 0; r->locals && i < r->locals->n; i++)
        if (str_eq(r->locals->name[i], name))
            return &r->locals->value[i];
    return NULL;
}

/* ---- wires ---- */

/* A type as one side of a box has it; `of` maps the parameters that are types, and may be NULL. */
struct type_scope {
    uint32_t n;
    const struct str *name;
    const struct type **type;
};

static const struct type *wire_type(struct run *r, struct work *keep, const struct ast *domain,
                                    const struct type_scope *of)
{
    for (uint32_t i = 0; of && domain->kind == AST_NAME && i < of->n; i++)
        if (of->type[i] && str_eq(domain->text, of->name[i]))
            return of->type[i];
    return domain->kind == AST_NAME ? scope_type(r, keep, domain) : types_build(r, keep, domain, STR(""));
}

static struct str wire_name(struct work *keep, const struct ast *wire, uint32_t i)
{
    return wire->kind == AST_STATES ? str_fmt(keep->arena, "wire %u", i + 1)
                                    : str_dup(keep->arena, wire->text);
}

/* One side: TYPES or WIRES. */
static bool side(struct run *r, struct work *keep, const struct ast *wires, const struct type_scope *of,
                 const struct type ***types, const struct str **names)
{
    const struct type **t = ARENA_NEW(keep->arena, const struct type *, wires->n);
    struct str *name = ARENA_NEW(keep->arena, struct str, wires->n);
    if (!t || !name)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < wires->n; i++) {
        const struct ast *w = wires->kid[i];
        if (!(t[i] = wire_type(r, keep, w->kind == AST_WIRE ? w->kid[0] : w, of)))
            return false;
        if (!(name[i] = wire_name(keep, w, i)).s)
            return diag_oom(r->w.diags);
    }
    *types = t;
    *names = name;
    return true;
}

/* ---- bodies ---- */

static bool have_states(struct run *r, const struct declared_box *b, struct span at)
{
    for (uint32_t i = 0; i < b->nin + b->nout; i++) {
        const struct type *t = i < b->nin ? b->in[i] : b->out[i - b->nin];
        if (!t->n) {
            diag_error(r->w.diags, "no-states", at, "`%.*s` has no states, so `%.*s` can have no matrix",
                       STR_ARG(t->name), STR_ARG(b->name));
            return diag_hint(r->w.diags, "declare them, as in `type %.*s = {no, yes}`", STR_ARG(t->name));
        }
    }
    return true;
}

static struct table_shape shape_of(struct run *r, const struct declared_box *b)
{
    return (struct table_shape){.title = str_fmt(r->w.arena, "box %.*s", STR_ARG(b->name)),
                                .ngiven = b->nin,
                                .nover = b->nout,
                                .given_name = b->in_name,
                                .over_name = b->out_name,
                                .given = b->in,
                                .over = b->out};
}

/* `~ [p]`: the probability of the state that reads as true, or of the second when none does. */
static bool chance(struct run *r, const struct declared_box *b, const struct ast *e, struct entries *to,
                   size_t at)
{
    struct value x, one, rest;
    bool first = false;
    if (!value_fraction(r, e, &x))
        return false;
    if (!(x.number >= 0 && x.number <= 1)) {
        diag_error(r->w.diags, "entry-range", e->span, "%g is not a probability", x.number);
        return diag_hint(r->w.diags, "entries of box %.*s lie between 0 and 1", STR_ARG(b->name));
    }
    if (!type_truth(b->out[0], 0, &first))
        first = false;
    return number_plain(r, 1, &one) && number_arithmetic(r, OP_SUB, &one, &x, &rest) &&
           entries_put(r, to, at + (first ? 0 : 1), &x) && entries_put(r, to, at + (first ? 1 : 0), &rest);
}

/* BODY_ROW: the expressions of the row, computed with the inputs and the parameters as numbers. */
static bool rows(struct run *r, struct work *keep, const struct declared_box *b, const struct ast *body,
                 struct entries *out)
{
    size_t nrows = 1, width = 1;
    for (uint32_t i = 0; i < b->nin; i++)
        nrows = nrows > LIMIT_TENSOR_CELLS ? nrows : nrows * b->in[i]->n;
    for (uint32_t i = 0; i < b->nout; i++)
        width = width > LIMIT_TENSOR_CELLS ? width : width * b->out[i]->n;
    if (nrows > LIMIT_TENSOR_CELLS / width)
        return diag_error(r->w.diags, "table-too-large", body->span,
                          "box %.*s would have more than %d entries", STR_ARG(b->name), LIMIT_TENSOR_CELLS);
    const struct locals *outer = r->locals;
    uint32_t n = b->nin + (outer ? outer->n : 0);
    struct str *name = ARENA_NEW(r->w.arena, struct str, n);
    struct value *value = ARENA_NEW(r->w.arena, struct value, n);
    if (!name || !value)
        return diag_oom(r->w.diags);
    if (!entries_begin(out, r, keep, nrows * width))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        name[i] = i < b->nin ? b->in_name[i] : outer->name[i - b->nin];
        value[i] = i < b->nin ? (struct value){0} : outer->value[i - b->nin];
    }
    struct locals inner = {n, name, value};
    struct table_shape row = shape_of(r, b);
    row.ngiven = 0;
    bool good = true;
    for (size_t k = 0; good && k < nrows; k++) {
        size_t below = nrows;
        for (uint32_t i = 0; good && i < b->nin; i++) {
            below /= b->in[i]->n;
            double x;
            if (type_number(b->in[i], (uint32_t)(k / below % b->in[i]->n), &x))
                good = number_plain(r, x, &value[i]);
            else
                good = diag_error(r->w.diags, "not-a-number", body->span,
                                  "the states of `%.*s` have no numeric value", STR_ARG(name[i]));
        }
        r->locals = &inner;
        good =
            good && (body->n == 1 && b->nout == 1 && width == 2 ? chance(r, b, body->kid[0], out, 2 * k)
                                                                : table_row(r, body, &row, out, k * width));
        r->locals = outer;
    }
    return good;
}

static const double *function(struct run *r, struct work *keep, const struct declared_box *b,
                              const struct ast *body)
{
    struct map number = map_in(r->w.arena);
    uint32_t *all = ARENA_NEW(r->w.arena, uint32_t, b->nin);
    if (!all) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < b->nin; i++) {
        all[i] = i;
        if (!map_put(&number, b->in_name[i], i)) {
            diag_oom(r->w.diags);
            return NULL;
        }
    }
    struct equation_scope scope = {b->nin, &number, b->in_name, b->in};
    if (b->nout != 1) {
        diag_error(r->w.diags, "arguments", body->span, "a function has one output, not %u", b->nout);
        diag_hint(r->w.diags, "make a box for each output, or give a table");
        return NULL;
    }
    return equation_matrix(r, keep, &scope, body, all, b->nin, b->out_name[0], b->out[0]);
}

static bool fill_body(struct run *r, struct work *keep, struct declared_box *b, const struct ast *statement)
{
    const struct ast *body = statement->kid[BODY];
    if (!body)
        return true;
    if (!have_states(r, b, statement->span))
        return false;
    struct table_shape shape = shape_of(r, b);
    if (statement->op == BODY_EQUATION)
        return (b->matrix = function(r, keep, b, body)) != NULL;
    struct entries e;
    if (!(statement->op == BODY_ROW ? rows(r, keep, b, body, &e) : table_matrix(r, keep, body, &shape, &e)))
        return false;
    b->matrix = e.p;
    return entries_end(r, &e, &b->written);
}

/* ---- the statement ---- */

/* A deep copy of a tree that borrows nothing. NULL when memory is short. Depth is limited by the parser. */
static struct ast *copy_tree(struct arena *a, const struct ast *e)
{
    struct ast *c = ARENA_NEW(a, struct ast, 1);
    if (!c)
        return NULL;
    *c = *e;
    c->text = str_dup(a, e->text);
    c->kid = ARENA_NEW(a, struct ast *, e->n);
    if (!c->text.s || !c->kid)
        return NULL;
    for (uint32_t i = 0; i < e->n; i++)
        if (e->kid[i] && !(c->kid[i] = copy_tree(a, e->kid[i])))
            return NULL;
    return c;
}

static bool fill_generic(struct run *r, struct work *keep, struct declared_box *b,
                         const struct ast *statement)
{
    const struct ast *in = statement->kid[IN];
    struct str *name = ARENA_NEW(keep->arena, struct str, in->n);
    bool good = name != NULL;
    for (uint32_t i = 0; good && i < in->n; i++)
        good = (name[i] = wire_name(keep, in->kid[i], i)).s != NULL;
    b->in_name = name;
    b->generic = copy_tree(keep->arena, statement);
    return (good && b->generic) || diag_oom(r->w.diags);
}

static bool fill_box(struct run *r, struct binding *b, const struct ast *statement)
{
    struct work keep = {&b->arena, r->w.diags, NULL};
    struct declared_box *box = ARENA_NEW(keep.arena, struct declared_box, 1);
    struct str doc = str_dup(keep.arena, statement->kid[DOC] ? statement->kid[DOC]->text : STR(""));
    if (!box || !doc.s)
        return diag_oom(r->w.diags);
    *box = (struct declared_box){
        .name = b->name, .doc = doc, .nin = statement->kid[IN]->n, .nout = statement->kid[OUT]->n};
    b->box = box;
    b->doc = doc;
    if (statement->kid[PARAMETERS])
        return fill_generic(r, &keep, box, statement);
    return side(r, &keep, statement->kid[IN], NULL, &box->in, &box->in_name) &&
           side(r, &keep, statement->kid[OUT], NULL, &box->out, &box->out_name) &&
           fill_body(r, &keep, box, statement);
}

bool types_declare_box(struct run *r, const struct ast *statement)
{
    struct binding *b = binding_new(r, BIND_BOX, statement->text);
    if (!b)
        return false;
    if (fill_box(r, b, statement))
        return session_commit(r, b);
    binding_free(b);
    return false;
}

/* ---- use ---- */

static bool names_type(const struct ast *wires, struct str name)
{
    for (uint32_t i = 0; i < wires->n; i++) {
        const struct ast *t = wires->kid[i]->kind == AST_WIRE ? wires->kid[i]->kid[0] : wires->kid[i];
        if (t->kind == AST_NAME && str_eq(t->text, name))
            return true;
    }
    return false;
}

/* Types that follow from what the box is joined to. */
static void infer(const struct ast *wires, const struct type *const *known, struct type_scope *types)
{
    for (uint32_t i = 0; known && i < wires->n; i++) {
        const struct ast *t = wires->kid[i]->kind == AST_WIRE ? wires->kid[i]->kid[0] : wires->kid[i];
        for (uint32_t k = 0; known[i] && t->kind == AST_NAME && k < types->n; k++)
            if (!types->type[k] && str_eq(t->text, types->name[k]))
                types->type[k] = known[i];
    }
}

static bool too_many(struct run *r, const struct declared_box *b, const struct ast *indexed, uint32_t most)
{
    return diag_error(r->w.diags, "arguments", indexed->span, "`%.*s` has %u parameter%s, not %u",
                      STR_ARG(b->name), most, most == 1 ? "" : "s", indexed->n);
}

static bool missing(struct run *r, const struct declared_box *b, struct span at, struct str parameter)
{
    struct ast head = *b->generic, *kid[] = {NULL, head.kid[PARAMETERS], head.kid[IN], head.kid[OUT], NULL};
    head.kid = kid;
    struct str pattern = scope_written(r, &head);
    diag_error(r->w.diags, "parameter-missing", at, "`%.*s` needs a number for its parameter `%.*s`",
               STR_ARG(b->name), STR_ARG(parameter));
    return diag_hint(r->w.diags, "it was declared as `%.*s`", STR_ARG(pattern));
}

/* The parameters, as numbers and types. */
static bool bind_parameters(struct run *r, const struct declared_box *b, const struct box_use *use,
                            struct locals *numbers, struct type_scope *types)
{
    const struct ast *pattern = b->generic, *names = pattern->kid[PARAMETERS];
    uint32_t n = names->n, given = use->indexed ? use->indexed->n : 0;
    struct str *number_name = ARENA_NEW(r->w.arena, struct str, n);
    struct str *type_name = ARENA_NEW(r->w.arena, struct str, n);
    struct value *number = ARENA_NEW(r->w.arena, struct value, n);
    const struct type **type = ARENA_NEW(r->w.arena, const struct type *, n);
    if (!number_name || !type_name || !number || !type)
        return diag_oom(r->w.diags);
    if (given > n)
        return too_many(r, b, use->indexed, n);
    *numbers = (struct locals){0, number_name, number};
    *types = (struct type_scope){0, type_name, type};
    for (uint32_t i = 0; i < n; i++) {
        struct str name = names->kid[i]->text;
        const struct ast *e = i < given ? use->indexed->kid[i] : NULL;
        if (names_type(pattern->kid[IN], name) || names_type(pattern->kid[OUT], name)) {
            if (e && !(type[types->n] = wire_type(r, &r->w, e, NULL)))
                return false;
            type_name[types->n++] = name;
        } else {
            if (!e)
                return missing(r, b, use->at, name);
            if (!value_fraction(r, e, &number[numbers->n]))
                return false;
            number_name[numbers->n++] = name;
        }
    }
    infer(pattern->kid[IN], use->in, types);
    infer(pattern->kid[OUT], use->out, types);
    for (uint32_t i = 0; i < types->n; i++)
        if (!type[i] && !(type[i] = types_numbered(&r->w, 2)))
            return false;
    return true;
}

/* What is wrong inside the pattern is wrong where it is used: its own text may be gone. */
static void blame_use(struct run *r, size_t from, struct span at)
{
    for (size_t i = from; i < r->w.diags->n; i++)
        r->w.diags->list[i].span = at;
}

const struct declared_box *box_instance(struct run *r, const struct binding *b, const struct box_use *use)
{
    const struct declared_box *pattern = b->box;
    if (!pattern->generic) {
        if (!use->indexed)
            return pattern;
        diag_error(r->w.diags, "arguments", use->at, "`%.*s` has no parameters", STR_ARG(pattern->name));
        diag_hint(r->w.diags, "write `%.*s` without brackets", STR_ARG(pattern->name));
        return NULL;
    }
    struct declared_box *box = ARENA_NEW(r->w.arena, struct declared_box, 1);
    struct locals numbers;
    struct type_scope types;
    if (!box) {
        diag_oom(r->w.diags);
        return NULL;
    }
    *box = *pattern;
    box->generic = NULL;
    if (use->indexed && !(box->name = scope_written(r, use->indexed)).s)
        return NULL;
    if (!bind_parameters(r, pattern, use, &numbers, &types))
        return NULL;
    const struct locals *outer = r->locals;
    size_t from = r->w.diags->n;
    r->locals = &numbers;
    bool good = side(r, &r->w, pattern->generic->kid[IN], &types, &box->in, &box->in_name) &&
                side(r, &r->w, pattern->generic->kid[OUT], &types, &box->out, &box->out_name) &&
                fill_body(r, &r->w, box, pattern->generic);
    r->locals = outer;
    if (!good)
        blame_use(r, from, use->at);
    return good ? box : NULL;
}

struct diagram *box_diagram(struct run *r, const struct declared_box *b)
{
    struct box shape = {.name = b->name,
                        .kind = BOX_MECHANISM,
                        .nin = b->nin,
                        .nout = b->nout,
                        .matrix = b->matrix,
                        .written = b->written};
    struct wire *wire = ARENA_NEW(r->w.arena, struct wire, (size_t)b->nin + b->nout);
    if (!wire) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < b->nin; i++)
        wire[i] = (struct wire){.name = b->in_name[i], .type = b->in[i]};
    for (uint32_t i = 0; i < b->nout; i++)
        wire[b->nin + i] = (struct wire){.name = b->out_name[i], .type = b->out[i]};
    return diagram_of_box(&r->w, &shape, wire, wire + b->nin);
}
