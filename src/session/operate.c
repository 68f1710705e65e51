/* operate.c -- operations on diagrams written as calls: cut(d, X), do(d, X = x), marginal(d, A),
 * condition(d, A), comb(d, {X}), twin(d, X = x). Wires are found by name. */
#include "session/diagram_value.h"

#include <string.h>

/* ---- wires by name ---- */

static void suggest_wire(struct run *r, const struct diagram *d, struct str name)
{
    struct str *names = ARENA_NEW(r->w.arena, struct str, d->nwires);
    struct buf all = {0};
    uint32_t n = 0;
    for (uint32_t i = 0; names && i < d->nwires; i++) {
        if (!memchr(d->wire[i].name.s, ' ', d->wire[i].name.n))
            names[n++] = d->wire[i].name;
    }
    for (uint32_t i = 0; names && i < n && all.n < 200; i++)
        buf_fmt(&all, "%s%.*s", i ? ", " : "its wires: ", STR_ARG(names[i]));
    if (names)
        diag_nearest(r->w.diags, name, names, n, all.s);
    buf_free(&all);
}

static struct span name_span(const struct run *r, const struct ast *e)
{
    struct span at = e->span;
    uint32_t quotes = r->text->body.s[at.start] == '`' ? 2 : 0;
    if (e->kind == AST_TERM && at.start + e->text.n + quotes <= at.end)
        at.end = at.start + (uint32_t)e->text.n + quotes;
    return at;
}

static uint32_t find_wire(struct run *r, const struct diagram *d, const struct ast *e)
{
    uint32_t count, wire;
    if (e->kind != AST_NAME && e->kind != AST_TERM) {
        diag_error(r->w.diags, "arguments", e->span, "this is not the name of a wire");
        diag_hint(r->w.diags, "as in `cut(d, X)` or `cut(d, {X, Y})`");
        return UINT32_MAX;
    }
    wire = diagram_wire(d, e->text, &count);
    if (count == 1)
        return wire;
    if (count) {
        diag_error(r->w.diags, "ambiguous-wire", name_span(r, e), "%u wires are called `%.*s`", count,
                   STR_ARG(e->text));
        diag_hint(r->w.diags, "give wires names of their own, as `diagram d(X: A) -> (Y: A) { .. }` does");
    } else {
        diag_error(r->w.diags, "unknown-wire", name_span(r, e), "the diagram has no wire `%.*s`",
                   STR_ARG(e->text));
        suggest_wire(r, d, e->text);
    }
    return UINT32_MAX;
}

/* The wires of the arguments after the first: names, or names in braces. NULL (reported). */
static uint32_t *find_wires(struct run *r, const struct diagram *d, const struct ast *call, uint32_t *n)
{
    size_t total = 0;
    for (uint32_t i = 1; i < call->n; i++)
        total += call->kid[i]->kind == AST_NAMES ? call->kid[i]->n : 1;
    uint32_t *wire = ARENA_NEW(r->w.arena, uint32_t, total);
    *n = 0;
    if (!wire) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 1; i < call->n; i++) {
        const struct ast *e = call->kid[i];
        uint32_t k = e->kind == AST_NAMES ? e->n : 1;
        for (uint32_t j = 0; j < k; j++) {
            const struct ast *name = e->kind == AST_NAMES ? e->kid[j] : e;
            uint32_t v = find_wire(r, d, name);
            for (uint32_t seen = 0; v != UINT32_MAX && seen < *n; seen++)
                if (wire[seen] == v) {
                    diag_error(r->w.diags, "repeated-variable", name->span, "`%.*s` is named twice",
                               STR_ARG(name->text));
                    return NULL;
                }
            if (v == UINT32_MAX)
                return NULL;
            wire[(*n)++] = v;
        }
    }
    return wire;
}

static bool needs_wires(struct run *r, const struct ast *e)
{
    if (e->n >= 2)
        return true;
    diag_error(r->w.diags, "arguments", e->span, "`%.*s` takes a diagram and wires", STR_ARG(e->text));
    return diag_hint(r->w.diags, "as in `%.*s(d, %s)`", STR_ARG(e->text),
                     str_eq(e->text, STR("do")) || str_eq(e->text, STR("twin")) ? "X = x" : "X");
}

/* ---- surgery ---- */

/* The value with one more surgery done on it. */
static bool add_surgery(struct run *r, struct diagram_value *v, const struct diagram *d,
                        const struct surgery *s, const struct query_do *as_query)
{
    struct surgery *list = ARENA_NEW(r->w.arena, struct surgery, v->nsurgeries + 1);
    struct query_do *dos = ARENA_NEW(r->w.arena, struct query_do, v->ndos + 1);
    if (!list || !dos)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < v->nsurgeries; i++)
        list[i] = v->surgery[i];
    for (uint32_t i = 0; i < v->ndos; i++)
        dos[i] = v->dos[i];
    list[v->nsurgeries] = *s;
    v->d = d;
    v->surgery = list;
    v->nsurgeries++;
    if (v->model && as_query) {
        dos[v->ndos++] = *as_query;
        v->dos = dos;
    } else {
        v->model = NULL; /* no query says this */
    }
    return true;
}

static const double *uniform_row(struct run *r, uint32_t n, const struct str **written)
{
    struct str *text = ARENA_NEW(r->w.arena, struct str, n);
    double *row = ARENA_NEW(r->w.arena, double, n);
    for (uint32_t i = 0; row && i < n; i++)
        row[i] = 1.0 / n;
    for (uint32_t i = 0; text && i < n; i++)
        text[i] = STR("1"); /* divided by their sum */
    if (!row || !text)
        diag_oom(r->w.diags);
    *written = text;
    return text ? row : NULL;
}

/* Operating again on a wire changes what was put there, which a list of interventions cannot say. */
static bool done_before(const struct diagram_value *v, uint32_t wire)
{
    for (uint32_t i = 0; i < v->ndos; i++)
        if (v->dos[i].var == wire)
            return true;
    return false;
}

static bool cut_wire(struct run *r, struct diagram_value *v, uint32_t wire, struct span at)
{
    struct surgery s;
    size_t from = r->w.diags->n;
    const struct type *t = v->d->wire[wire].type;
    struct query_do q = {.var = wire, .kind = DO_ROW, .span = at};
    bool sayable = t && t->n && !done_before(v, wire);
    const struct diagram *d = diagram_cut(&r->w, v->d, wire, &s);
    if (!d) {
        diagram_locate(r, from, at);
        return false;
    }
    if (sayable && !(q.row = uniform_row(r, t->n, &q.written)))
        return false;
    return add_surgery(r, v, d, &s, sayable ? &q : NULL);
}

static bool cut(struct run *r, const struct ast *e, struct diagram_value *v)
{
    uint32_t n, *wire = find_wires(r, v->d, e, &n);
    for (uint32_t i = 0; wire && i < n; i++)
        if (!cut_wire(r, v, wire[i], e->span))
            return false;
    return wire != NULL;
}

static bool has_states(struct run *r, const struct diagram *d, uint32_t wire, struct span at)
{
    if (d->wire[wire].type && d->wire[wire].type->n)
        return true;
    diag_error(r->w.diags, "no-states", at, "`%.*s` has no states", STR_ARG(d->wire[wire].name));
    return diag_hint(r->w.diags, "declare them, as in `type %.*s = {no, yes}`", STR_ARG(d->wire[wire].name));
}

/* do(d, X := f(Z)): the names in the expression are wires. */
static const struct diagram *policy(struct run *r, const struct diagram *d, uint32_t wire,
                                    const struct ast *term, struct query_do *q, struct surgery *s)
{
    struct map number = map_in(r->w.arena);
    struct str *name = ARENA_NEW(r->w.arena, struct str, d->nwires);
    const struct type **type = ARENA_NEW(r->w.arena, const struct type *, d->nwires);
    bool good = name && type;
    for (uint32_t i = 0; good && i < d->nwires; i++) {
        name[i] = d->wire[i].name;
        type[i] = d->wire[i].type;
        good = map_put(&number, name[i], i);
    }
    if (!good) {
        diag_oom(r->w.diags);
        return NULL;
    }
    struct equation_scope scope = {d->nwires, &number, name, type};
    q->from = equation_inputs(r, &scope, term->kid[0], &q->nfrom);
    for (uint32_t i = 0; q->from && i < q->nfrom; i++)
        if (!has_states(r, d, q->from[i], term->span))
            return NULL;
    if (!q->from || !(q->matrix = equation_matrix(r, &r->w, &scope, term->kid[0], q->from, q->nfrom,
                                                  name[wire], type[wire])))
        return NULL;
    return diagram_do_policy(&r->w, d, wire, q->from, q->nfrom, q->matrix, s);
}

static bool do_edge(struct run *r, struct diagram_value *v, uint32_t wire, const struct ast *term)
{
    struct surgery s;
    uint32_t child = find_wire(r, v->d, term->kid[0]);
    if (child == UINT32_MAX || !has_states(r, v->d, wire, term->span))
        return false;
    uint32_t k = scope_state(r, v->d->wire[wire].type, term->text, term->kid[1]);
    const struct diagram *d = k == UINT32_MAX ? NULL : diagram_do_edge(&r->w, v->d, wire, child, k, &s);
    if (!d || !add_surgery(r, v, d, &s, NULL))
        return false;
    return true;
}

static bool do_term(struct run *r, struct diagram_value *v, const struct ast *term)
{
    uint32_t wire = find_wire(r, v->d, term);
    struct surgery s;
    struct query_do q = {.var = wire, .span = term->span};
    const struct diagram *d = NULL;
    if (wire == UINT32_MAX)
        return false;
    bool said = !done_before(v, wire);
    if (term->kind == AST_NAME) {
        q.kind = DO_ALL;
        d = diagram_do_open(&r->w, v->d, wire, &s);
        return d && add_surgery(r, v, d, &s, said ? &q : NULL);
    }
    if (!has_states(r, v->d, wire, term->span))
        return false;
    switch (term->op) {
    case TERM_IS:
        q.kind = DO_POINT;
        q.state = scope_state(r, v->d->wire[wire].type, term->text, term->kid[0]);
        if (q.state != UINT32_MAX)
            d = diagram_do_point(&r->w, v->d, wire, q.state, &s);
        break;
    case TERM_ROW:
        q.kind = DO_ROW;
        if ((q.row = query_row(r, term->kid[0], v->d->wire[wire].type, term->text, &q.written)))
            d = diagram_do_row(&r->w, v->d, wire, q.row, q.written, &s);
        break;
    case TERM_POLICY:
        q.kind = DO_POLICY;
        d = policy(r, v->d, wire, term, &q, &s);
        break;
    default:
        return do_edge(r, v, wire, term);
    }
    return d && add_surgery(r, v, d, &s, said ? &q : NULL);
}

static bool do_all(struct run *r, const struct ast *e, struct diagram_value *v)
{
    for (uint32_t i = 1; i < e->n; i++) {
        size_t from = r->w.diags->n;
        if (!do_term(r, v, e->kid[i])) {
            diagram_locate(r, from, e->kid[i]->span);
            return false;
        }
    }
    return true;
}

/* ---- outputs ---- */

static bool are_outputs(struct run *r, const struct ast *e, const struct diagram *d, const uint32_t *wire,
                        uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool out = false;
        for (uint32_t k = 0; k < d->nout; k++)
            out = out || d->out[k] == wire[i];
        if (!out) {
            diag_error(r->w.diags, "not-an-output", e->span, "`%.*s` is not an output of the diagram",
                       STR_ARG(d->wire[wire[i]].name));
            return diag_hint(r->w.diags, d->wire[wire[i]].hidden
                                             ? "it is hidden"
                                             : "only what the diagram puts out can be kept");
        }
    }
    return true;
}

static bool marginal(struct run *r, const struct ast *e, struct diagram_value *v)
{
    uint32_t n, *wire = find_wires(r, v->d, e, &n);
    if (!wire || !are_outputs(r, e, v->d, wire, n))
        return false;
    const struct diagram *d = diagram_marginal(&r->w, v->d, wire, n);
    const struct diagram *before = v->before == v->d || !d ? d : diagram_marginal(&r->w, v->before, wire, n);
    if (!d || !before)
        return false;
    v->d = d;
    v->before = before;
    return true;
}

static bool condition(struct run *r, const struct ast *e, struct diagram_value **v)
{
    uint32_t n, *wire = find_wires(r, (*v)->d, e, &n);
    return wire && are_outputs(r, e, (*v)->d, wire, n) && diagram_condition(r, *v, wire, n, v);
}

/* ---- combs and twins ---- */

static bool comb(struct run *r, const struct ast *e, struct diagram_value *v)
{
    uint32_t n, *wire = find_wires(r, v->d, e, &n);
    struct set of = set_new(r->w.arena, v->d->nwires);
    struct comb_shape shape;
    if (!wire)
        return false;
    if (!set_ok(of))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < n; i++)
        set_add(of, wire[i]);
    if (!diagram_comb(&shape, &r->w, v->d, of))
        return false;
    *v = (struct diagram_value){.d = shape.d,
                                .before = shape.d,
                                .nholes = shape.d->nin,
                                .hole = shape.hole,
                                .comb_model = v->nsurgeries ? NULL : v->model,
                                .comb = of};
    return true;
}

static bool twin(struct run *r, const struct ast *e, struct diagram_value *v)
{
    uint32_t n = e->n - 1, *wire = ARENA_NEW(r->w.arena, uint32_t, n);
    uint32_t *state = ARENA_NEW(r->w.arena, uint32_t, n);
    if (!wire || !state)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < n; i++) {
        const struct ast *term = e->kid[i + 1];
        if (term->kind != AST_TERM || term->op != TERM_IS) {
            diag_error(r->w.diags, "arguments", term->span, "the second world sets variables to values");
            return diag_hint(r->w.diags, "as in `twin(m, X = x)`");
        }
        if ((wire[i] = find_wire(r, v->d, term)) == UINT32_MAX || !has_states(r, v->d, wire[i], term->span) ||
            (state[i] = scope_state(r, v->d->wire[wire[i]].type, term->text, term->kid[0])) == UINT32_MAX)
            return false;
    }
    const struct diagram *d = diagram_twin(&r->w, v->d, wire, state, n);
    if (!d)
        return false;
    *v = (struct diagram_value){.d = d, .before = d};
    return true;
}

/* ---- the calls ---- */

enum operation { CUT, DO, MARGINAL, CONDITION, COMB, TWIN, NONE };

static enum operation named(struct str name)
{
    static const struct str words[] = {STR("cut"),       STR("do"),   STR("marginal"),
                                       STR("condition"), STR("comb"), STR("twin")};
    enum operation op = CUT;
    while (op < NONE && !str_eq(name, words[op]))
        op++;
    return op;
}

static bool operate(struct run *r, const struct ast *e, enum operation op, struct diagram_value **v)
{
    switch (op) {
    case CUT:
        return cut(r, e, *v);
    case DO:
        return do_all(r, e, *v);
    case MARGINAL:
        return marginal(r, e, *v);
    case CONDITION:
        return condition(r, e, v);
    case COMB:
        return comb(r, e, *v);
    default:
        return twin(r, e, *v);
    }
}

bool diagram_call(struct run *r, const struct ast *e, struct value *out, bool *known)
{
    enum operation op = named(e->text);
    struct diagram_value *operand, *copy;
    size_t from = r->w.diags->n;
    *known = op != NONE;
    if (op == NONE || !needs_wires(r, e) || !diagram_eval(r, e->kid[0], &operand))
        return false;
    if (!(copy = diagram_value_new(r, operand->d)))
        return false;
    *copy = *operand;
    if (!operate(r, e, op, &copy)) {
        diagram_locate(r, from, e->span);
        return false;
    }
    *out = (struct value){.kind = VALUE_DIAGRAM, .diagram = copy};
    return true;
}
