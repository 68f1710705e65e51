/* diagram.c -- terms of string diagrams: composition, tensor, structure and comparison (Jacobs, Kissinger and
 * Zanasi 2019, section 2, written as in LANGUAGE section 3: `;` in diagram order, `*` side by side). */
#include "base/limits.h"
#include "session/diagram_value.h"

void diagram_locate(struct run *r, size_t from, struct span at)
{
    for (size_t i = from; i < r->w.diags->n; i++)
        if (!r->w.diags->list[i].span.start && !r->w.diags->list[i].span.end)
            r->w.diags->list[i].span = at;
}

struct diagram_value *diagram_value_new(struct run *r, const struct diagram *d)
{
    struct diagram_value *v = d ? ARENA_NEW(r->w.arena, struct diagram_value, 1) : NULL;
    if (v)
        *v = (struct diagram_value){.d = d, .before = d};
    else if (d)
        diag_oom(r->w.diags);
    return v;
}

struct diagram_value *diagram_of_model(struct run *r, struct binding *b)
{
    struct diagram_value *v = diagram_value_new(r, b->model->net);
    if (v) {
        v->network = true;
        v->model = b;
    }
    return v;
}

static const char *kind_of(const struct value *v)
{
    switch (v->kind) {
    case VALUE_NUMBER:
        return "a number";
    case VALUE_TRUTH:
        return "true or false";
    case VALUE_TABLE:
        return "a table";
    case VALUE_DIAGRAM:
        break;
    }
    return "a diagram";
}

static bool is_diagram(struct run *r, const struct ast *e, const struct value *v)
{
    if (v->kind == VALUE_DIAGRAM)
        return true;
    diag_error(r->w.diags, "not-a-diagram", e->span, "this is %s, not a diagram", kind_of(v));
    return diag_hint(r->w.diags, "diagrams are models, boxes, `id[A]`, `copy[A]` and what is made of them");
}

bool diagram_eval(struct run *r, const struct ast *e, struct diagram_value **out)
{
    struct value v;
    if (!value_eval(r, e, &v) || !is_diagram(r, e, &v))
        return false;
    *out = v.diagram;
    return true;
}

static bool give(struct run *r, const struct diagram *d, struct value *out)
{
    *out = (struct value){.kind = VALUE_DIAGRAM, .diagram = diagram_value_new(r, d)};
    return out->diagram != NULL;
}

/* ---- objects: the wires that `A * B` or `()` stands for ---- */

struct object {
    struct wire *wire;
    size_t n, cap;
};

static bool add_wire(struct run *r, struct object *o, struct str name, const struct type *t)
{
    struct wire wire = {.name = name, .type = t};
    return t && (ARENA_PUSH(r->w.arena, o->wire, o->n, o->cap, wire) || diag_oom(r->w.diags));
}

static bool read_object(struct run *r, const struct ast *e, struct object *o)
{
    switch (e->kind) {
    case AST_NAME:
        return add_wire(r, o, e->text, scope_type(r, &r->w, e));
    case AST_STATES:
        return add_wire(r, o, scope_written(r, e), types_build(r, &r->w, e, STR("")));
    case AST_TYPES:
        for (uint32_t i = 0; i < e->n; i++)
            if (!read_object(r, e->kid[i], o))
                return false;
        return true;
    case AST_BINARY:
        if (e->op == OP_MUL)
            return read_object(r, e->kid[0], o) && read_object(r, e->kid[1], o);
        break;
    default:
        break;
    }
    diag_error(r->w.diags, "not-an-object", e->span, "this is not a type");
    return diag_hint(r->w.diags, "types are names joined by `*`, as in `id[A * B]`, or `()` for no wire");
}

/* ---- structure ---- */

/* Uniform or sharp states side by side. */
static struct diagram *states(struct run *r, const struct object *o, enum box_kind kind, uint32_t point)
{
    struct diagram *all = diagram_identity(&r->w, NULL, 0);
    for (size_t i = 0; all && i < o->n; i++) {
        struct box shape = {.name = kind == BOX_UNIFORM ? STR("unif") : STR("point"),
                            .kind = kind,
                            .nout = 1,
                            .point = point};
        struct diagram *one = diagram_of_box(&r->w, &shape, NULL, &o->wire[i]);
        all = one ? diagram_tensor(&r->w, all, one) : NULL;
    }
    return all;
}

static bool one_object(struct run *r, const struct ast *e, struct object *o, uint32_t want)
{
    if (e->n == want)
        return read_object(r, e->kid[0], o);
    diag_error(r->w.diags, "arguments", e->span, "`%.*s` has %u argument%s in brackets, not %u",
               STR_ARG(e->text), want, want == 1 ? "" : "s", e->n);
    return diag_hint(r->w.diags, want == 1 ? "join types by `*`, as in `%.*s[A * B]`" : "as in `%.*s[A, B]`",
                     STR_ARG(e->text));
}

static const struct diagram *sharp(struct run *r, const struct ast *e)
{
    struct diagram *all = diagram_identity(&r->w, NULL, 0);
    for (uint32_t i = 0; all && i < e->n; i++) {
        const struct ast *term = e->kid[i];
        struct object o = {0};
        if (term->kind != AST_TERM || term->op != TERM_IS) {
            diag_error(r->w.diags, "arguments", term->span, "a sharp state needs its value");
            diag_hint(r->w.diags, "as in `point[A = a]`");
            return NULL;
        }
        struct ast name = *term;
        name.kind = AST_NAME;
        name.span.end = name.span.start + (uint32_t)term->text.n;
        if (!read_object(r, &name, &o))
            return NULL;
        uint32_t k = scope_state(r, o.wire[0].type, term->text, term->kid[0]);
        struct diagram *one = k == UINT32_MAX ? NULL : states(r, &o, BOX_POINT, k);
        all = one ? diagram_tensor(&r->w, all, one) : NULL;
    }
    return all;
}

static bool is_structure(struct str name)
{
    static const struct str words[] = {STR("id"),   STR("copy"), STR("del"),
                                       STR("swap"), STR("unif"), STR("point")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(name, words[i]))
            return true;
    return false;
}

static const struct diagram *structure(struct run *r, const struct ast *e)
{
    struct object a = {0}, b = {0};
    struct str word = e->text;
    if (str_eq(word, STR("point")))
        return sharp(r, e);
    if (str_eq(word, STR("swap")))
        return one_object(r, e, &a, 2) && read_object(r, e->kid[1], &b)
                   ? diagram_swap(&r->w, a.wire, (uint32_t)a.n, b.wire, (uint32_t)b.n)
                   : NULL;
    if (!one_object(r, e, &a, 1))
        return NULL;
    uint32_t n = (uint32_t)a.n;
    return str_eq(word, STR("id"))     ? diagram_identity(&r->w, a.wire, n)
           : str_eq(word, STR("copy")) ? diagram_copy(&r->w, a.wire, n)
           : str_eq(word, STR("del"))  ? diagram_discard(&r->w, a.wire, n)
                                       : states(r, &a, BOX_UNIFORM, 0);
}

bool diagram_indexed(struct run *r, const struct ast *e, struct value *out)
{
    if (is_structure(e->text))
        return give(r, structure(r, e), out);
    const struct binding *b = session_find(r->s, BIND_BOX, e->text);
    if (b) {
        const struct declared_box *box = box_instance(r, b, &(struct box_use){.indexed = e, .at = e->span});
        return box && give(r, box_diagram(r, box), out);
    }
    static const struct str known[] = {STR("id"),   STR("copy"), STR("del"),
                                       STR("swap"), STR("unif"), STR("point")};
    diag_error(r->w.diags, "unknown-name", e->span, "there is no box called `%.*s`", STR_ARG(e->text));
    return diag_nearest(r->w.diags, e->text, known, sizeof known / sizeof *known,
                        "brackets follow id, copy, del, swap, unif, point and boxes with parameters; "
                        "`import boxes` brings some");
}

/* ---- joining and comparing ---- */

/* A number that is a factor of diagrams is a slip: 1 is the only one with a meaning. */
static bool both(struct run *r, const struct ast *e, const struct value *a, const struct value *b)
{
    return is_diagram(r, e->kid[0], a) && is_diagram(r, e->kid[1], b);
}

static bool join(struct run *r, const struct ast *e, const struct value *a, const struct value *b,
                 struct value *out)
{
    size_t from = r->w.diags->n;
    const struct diagram *x = a->diagram->d, *y = b->diagram->d;
    const struct diagram *d = e->op == OP_MUL ? diagram_tensor(&r->w, x, y) : diagram_compose(&r->w, x, y);
    if (d)
        return give(r, d, out);
    diagram_locate(r, from, e->span);
    return false;
}

static bool equal(struct run *r, const struct ast *e, const struct value *a, const struct value *b,
                  struct value *out)
{
    struct buf why = {0};
    size_t errors = r->w.diags->errors;
    bool same = diagram_equal(&r->w, a->diagram->d, b->diagram->d);
    if (r->w.diags->errors > errors)
        return false;
    *out = (struct value){.kind = VALUE_TRUTH, .truth = same == (e->op == OP_EQ)};
    if (!same && !diagram_difference(&r->w, a->diagram->d, b->diagram->d, &why)) {
        buf_free(&why);
        return false;
    }
    out->why = str_dup(r->w.arena, buf_str(&why));
    buf_free(&why);
    return out->why.s || diag_oom(r->w.diags);
}

static bool alike(struct run *r, const struct ast *e, const struct value *a, const struct value *b,
                  struct value *out)
{
    double difference;
    size_t from = r->w.diags->n;
    *out = (struct value){.kind = VALUE_TRUTH};
    if (!diagram_same(r, a->diagram, b->diagram, &out->truth, &difference)) {
        diagram_locate(r, from, e->span);
        return false;
    }
    out->why = out->truth ? STR("") : str_fmt(r->w.arena, "the matrices differ by %.3g", difference);
    return out->why.s || diag_oom(r->w.diags);
}

bool diagram_binary(struct run *r, const struct ast *e, const struct value *a, const struct value *b,
                    struct value *out)
{
    switch (e->op) {
    case OP_MUL:
    case OP_COMPOSE:
        return both(r, e, a, b) && join(r, e, a, b, out);
    case OP_EQ:
    case OP_NE:
        return both(r, e, a, b) && equal(r, e, a, b, out);
    case OP_SAME:
        return both(r, e, a, b) && alike(r, e, a, b, out);
    default:
        return value_is_number(r, e->kid[0], a) && value_is_number(r, e->kid[1], b);
    }
}
