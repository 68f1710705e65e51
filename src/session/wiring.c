/* wiring.c -- diagrams with named wires:
 *
 *   diagram e(H: H, T: T) -> (C: C) { C ~ c(H, T) }
 *
 * A wire used twice is copied, a wire not used is discarded.  Lines may stand in any order; what is applied
 * is a box or a diagram, whose boxes then become part of this one. */
#include "base/limits.h"
#include "session/diagram_value.h"

struct wiring {
    struct run *r;
    const struct ast *statement, *in, *out;
    struct wire *wire;
    size_t nwires, wires_cap;
    const struct box **box;
    size_t nboxes, boxes_cap;
    struct map names;   /* name -> wire */
    struct map targets; /* name -> line that makes it */
};

static bool oom(struct wiring *g)
{
    return diag_oom(g->r->w.diags);
}

static uint32_t add_wire(struct wiring *g, struct str name, const struct type *t)
{
    struct wire wire = {.name = name, .type = t};
    if (g->nwires >= LIMIT_WIRES) {
        diag_error(g->r->w.diags, "too-many-wires", g->statement->span, "a diagram has at most %d wires",
                   LIMIT_WIRES);
        return UINT32_MAX;
    }
    if (ARENA_PUSH(g->r->w.arena, g->wire, g->nwires, g->wires_cap, wire))
        return (uint32_t)g->nwires - 1;
    oom(g);
    return UINT32_MAX;
}

static const struct type *type_of(struct run *r, const struct ast *wire)
{
    const struct ast *t = wire->kid[0];
    return t->kind == AST_NAME ? scope_type(r, &r->w, t) : types_build(r, &r->w, t, STR(""));
}

static bool read_inputs(struct wiring *g)
{
    for (uint32_t i = 0; i < g->in->n; i++) {
        const struct ast *w = g->in->kid[i];
        const struct type *t = type_of(g->r, w);
        uint32_t k = t ? add_wire(g, w->text, t) : UINT32_MAX;
        if (k == UINT32_MAX)
            return false;
        if (map_get(&g->names, w->text) != MAP_NONE)
            return diag_error(g->r->w.diags, "redefinition", w->span, "two inputs are called `%.*s`",
                              STR_ARG(w->text));
        if (!map_put(&g->names, w->text, k))
            return oom(g);
    }
    return true;
}

static bool read_targets(struct wiring *g)
{
    for (uint32_t k = 3; k < g->statement->n; k++) {
        const struct ast *names = g->statement->kid[k]->kid[0];
        for (uint32_t i = 0; i < names->n; i++) {
            const struct ast *name = names->kid[i];
            if (map_get(&g->targets, name->text) != MAP_NONE || map_get(&g->names, name->text) != MAP_NONE) {
                diag_error(g->r->w.diags, "redefinition", name->span, "the wire `%.*s` is made twice",
                           STR_ARG(name->text));
                return diag_hint(g->r->w.diags, "each wire is made once and may be used often");
            }
            if (!map_put(&g->targets, name->text, k))
                return oom(g);
        }
    }
    return true;
}

static bool unknown_wire(struct wiring *g, const struct ast *name)
{
    size_t n = g->names.n + g->targets.n;
    struct str *all = ARENA_NEW(g->r->w.arena, struct str, n);
    for (size_t i = 0; all && i < n; i++)
        all[i] = i < g->names.n ? g->names.key[i] : g->targets.key[i - g->names.n];
    diag_error(g->r->w.diags, "unbound-wire", name->span, "nothing makes the wire `%.*s`",
               STR_ARG(name->text));
    return diag_nearest(g->r->w.diags, name->text, all, all ? n : 0,
                        "make it in a line of its own, as in `X ~ f(Y)`, or declare it as an input");
}

/* ---- one line ---- */

struct line {
    const struct ast *targets, *how;
    uint32_t nargs;
    struct ast *const *arg; /* NAMEs */
    const struct ast *indexed;
};

static struct line read_line(const struct ast *define)
{
    struct line l = {.targets = define->kid[0], .how = define->kid[1]};
    if (l.how->kind == AST_INDEXED)
        l.indexed = l.how;
    if (l.how->kind == AST_CALL) {
        l.indexed = l.how->op ? l.how->kid[0] : NULL;
        l.arg = l.how->kid + l.how->op;
        l.nargs = l.how->n - (uint32_t)l.how->op;
    }
    return l;
}

/* Are all its inputs made? *wire are they. */
static bool is_ready(struct wiring *g, const struct line *l, uint32_t *wire, bool *ready)
{
    *ready = true;
    for (uint32_t i = 0; i < l->nargs; i++) {
        if (l->arg[i]->kind != AST_NAME)
            return diag_error(g->r->w.diags, "arguments", l->arg[i]->span,
                              "what a box is applied to are wires");
        wire[i] = map_get(&g->names, l->arg[i]->text);
        if (wire[i] != MAP_NONE)
            continue;
        *ready = false;
        if (map_get(&g->targets, l->arg[i]->text) == MAP_NONE)
            return unknown_wire(g, l->arg[i]);
    }
    return true;
}

/* The declared type of the target, where it is an output. */
static const struct type *expected(struct wiring *g, struct str target, const struct type *const *out_type)
{
    for (uint32_t i = 0; i < g->out->n; i++)
        if (str_eq(g->out->kid[i]->text, target))
            return out_type[i];
    return NULL;
}

static struct span callee_span(const struct line *l)
{
    struct span at = l->how->span;
    if (l->how->kind == AST_CALL)
        at.end = at.start + (uint32_t)l->how->text.n;
    return at;
}

/* The diagram that is applied. NULL (reported). */
static const struct diagram *callee(struct wiring *g, const struct line *l, const uint32_t *wire,
                                    const struct type *const *out_type)
{
    struct run *r = g->r;
    const struct binding *value = session_find(r->s, BIND_VALUE, l->how->text);
    if (!l->indexed && value && value->value.kind == VALUE_DIAGRAM)
        return value->value.diagram->d;
    struct ast name = *l->how;
    name.span = callee_span(l);
    const struct binding *b = scope_find(r, BIND_BOX, &name);
    if (!b)
        return NULL;
    const struct type **in = ARENA_NEW(r->w.arena, const struct type *, b->box->nin);
    const struct type **out = ARENA_NEW(r->w.arena, const struct type *, b->box->nout);
    if (!in || !out) {
        oom(g);
        return NULL;
    }
    for (uint32_t i = 0; i < b->box->nin && i < l->nargs; i++)
        in[i] = g->wire[wire[i]].type;
    for (uint32_t i = 0; i < b->box->nout && i < l->targets->n; i++)
        out[i] = expected(g, l->targets->kid[i]->text, out_type);
    const struct declared_box *box = box_instance(r, b, &(struct box_use){l->indexed, l->how->span, in, out});
    return box ? box_diagram(r, box) : NULL;
}

static bool fits_line(struct wiring *g, const struct line *l, const struct diagram *f, const uint32_t *wire)
{
    struct diags *d = g->r->w.diags;
    if (f->nin != l->nargs)
        return diag_error(d, "arguments", l->how->span, "`%.*s` has %u input%s, not %u",
                          STR_ARG(l->how->text), f->nin, f->nin == 1 ? "" : "s", l->nargs);
    if (f->nout != l->targets->n)
        return diag_error(d, "arguments", l->targets->span, "`%.*s` has %u output%s, not %u",
                          STR_ARG(l->how->text), f->nout, f->nout == 1 ? "" : "s", l->targets->n);
    for (uint32_t i = 0; i < f->nin; i++) {
        const struct type *have = g->wire[wire[i]].type, *want = f->wire[f->in[i]].type;
        if (!type_fits(have, want)) {
            diag_error(d, "wire-mismatch", l->arg[i]->span, "`%.*s` does not fit input %u of `%.*s`",
                       STR_ARG(l->arg[i]->text), i + 1, STR_ARG(l->how->text));
            return diag_hint(d,
                             "that is `%.*s`: the states must be the same, in the same order, and so must "
                             "the names of the types",
                             STR_ARG(f->wire[f->in[i]].name));
        }
    }
    return true;
}

/* The boxes of f become boxes of this diagram. */
static bool inline_diagram(struct wiring *g, const struct line *l, const struct diagram *f,
                           const uint32_t *wire)
{
    struct arena *a = g->r->w.arena;
    uint32_t *to = ARENA_NEW(a, uint32_t, f->nwires);
    if (!to)
        return oom(g);
    for (uint32_t i = 0; i < f->nwires; i++)
        to[i] = UINT32_MAX;
    for (uint32_t i = 0; i < f->nin; i++)
        to[f->in[i]] = wire[i];
    for (uint32_t i = 0; i < f->nwires; i++) {
        if (to[i] != UINT32_MAX)
            continue;
        struct str name = f->wire[i].name;
        for (uint32_t k = f->nout; k-- > 0;)
            if (f->out[k] == i)
                name = l->targets->kid[k]->text;
        if ((to[i] = add_wire(g, name, f->wire[i].type)) == UINT32_MAX)
            return false;
        g->wire[to[i]].hidden = f->wire[i].hidden;
    }
    for (uint32_t k = 0; k < f->nboxes; k++) {
        const struct box *from = f->box[k];
        struct box *b = ARENA_NEW(a, struct box, 1);
        uint32_t *at = ARENA_NEW(a, uint32_t, (size_t)from->nin + from->nout);
        if (!b || !at)
            return oom(g);
        for (uint32_t i = 0; i < from->nin + from->nout; i++)
            at[i] = to[i < from->nin ? from->in[i] : from->out[i - from->nin]];
        *b = *from;
        b->in = at;
        b->out = at + from->nin;
        if (!ARENA_PUSH(a, g->box, g->nboxes, g->boxes_cap, b))
            return oom(g);
    }
    for (uint32_t i = 0; i < f->nout; i++)
        if (!map_put(&g->names, l->targets->kid[i]->text, to[f->out[i]]))
            return oom(g);
    return true;
}

static bool apply(struct wiring *g, const struct line *l, const uint32_t *wire,
                  const struct type *const *out_type)
{
    size_t from = g->r->w.diags->n;
    const struct diagram *f = callee(g, l, wire, out_type);
    if (f && fits_line(g, l, f, wire) && inline_diagram(g, l, f, wire))
        return true;
    diagram_locate(g->r, from, l->how->span);
    return false;
}

/* Lines whose inputs are there, until none is left. */
static bool apply_all(struct wiring *g, const struct type *const *out_type)
{
    uint32_t n = g->statement->n, left = n - 3;
    bool *done = ARENA_NEW(g->r->w.arena, bool, n);
    if (!done)
        return oom(g);
    while (left) {
        uint32_t before = left;
        for (uint32_t k = 3; k < n; k++) {
            struct line l = read_line(g->statement->kid[k]);
            uint32_t *wire = ARENA_NEW(g->r->w.arena, uint32_t, l.nargs);
            bool ready;
            if (done[k])
                continue;
            if (!wire)
                return oom(g);
            if (!is_ready(g, &l, wire, &ready) || (ready && !apply(g, &l, wire, out_type)))
                return false;
            done[k] = ready;
            left -= ready;
        }
        if (left == before) {
            for (uint32_t k = 3; k < n; k++)
                if (!done[k]) {
                    diag_error(g->r->w.diags, "cycle", g->statement->kid[k]->span,
                               "this line needs, by way of others, what it makes");
                    return diag_hint(g->r->w.diags, "wires run one way: remove one of the lines");
                }
        }
    }
    return true;
}

/* ---- the whole ---- */

static bool read_outputs(struct wiring *g, const struct type *const *type, uint32_t *out)
{
    for (uint32_t i = 0; i < g->out->n; i++) {
        const struct ast *w = g->out->kid[i];
        out[i] = map_get(&g->names, w->text);
        if (out[i] == MAP_NONE)
            return unknown_wire(g, w);
        if (!type_fits(g->wire[out[i]].type, type[i])) {
            diag_error(g->r->w.diags, "wire-mismatch", w->span,
                       "`%.*s` is declared with other states than the wire that is made", STR_ARG(w->text));
            return diag_hint(
                g->r->w.diags,
                "the states must be the same, in the same order, and so must the names of the types");
        }
    }
    return true;
}

struct diagram *wiring_build(struct run *r, const struct ast *statement)
{
    struct wiring g = {.r = r,
                       .statement = statement,
                       .in = statement->kid[1],
                       .out = statement->kid[2],
                       .names = map_in(r->w.arena),
                       .targets = map_in(r->w.arena)};
    const struct type **type = ARENA_NEW(r->w.arena, const struct type *, g.out->n);
    uint32_t *in = ARENA_NEW(r->w.arena, uint32_t, g.in->n), *out = ARENA_NEW(r->w.arena, uint32_t, g.out->n);
    struct diagram *d = ARENA_NEW(r->w.arena, struct diagram, 1);
    if (!type || !in || !out || !d) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < g.in->n; i++)
        in[i] = i;
    for (uint32_t i = 0; i < g.out->n; i++)
        if (!(type[i] = type_of(r, g.out->kid[i])))
            return NULL;
    if (!read_inputs(&g) || !read_targets(&g) || !apply_all(&g, type) || !read_outputs(&g, type, out))
        return NULL;
    *d = (struct diagram){.nwires = (uint32_t)g.nwires,
                          .nboxes = (uint32_t)g.nboxes,
                          .nin = g.in->n,
                          .nout = g.out->n,
                          .wire = g.wire,
                          .box = g.box,
                          .in = in,
                          .out = out};
    return d;
}
