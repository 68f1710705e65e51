/* infer.c -- states for variables that were declared without any: taken from their tables and boxes.
 *
 * `model bow { X -> Y; X <-> Y; P(X, Y) = [0.4, 0.1, 0.1, 0.4] }` means states 0 and 1 for both. Repeated
 * until nothing new is learned; what then still lacks states is an error only where a table needs them. */
#include "base/limits.h"
#include "session/session_int.h"

static bool give(struct draft *d, uint32_t v, size_t n, bool *learned)
{
    if (d->var[v].type || n < 1 || n > LIMIT_STATES)
        return true;
    *learned = true;
    return (d->var[v].type = types_numbered(&d->keep, (uint32_t)n)) != NULL;
}

static bool give_type(struct draft *d, uint32_t v, const struct type *t, bool *learned)
{
    if (d->var[v].type || !t)
        return true;
    *learned = true;
    return (d->var[v].type = types_copy(&d->keep, t)) != NULL;
}

/* Product of the known sizes of n variables; *unknown of them have none, the last of which is *which. */
static size_t known_size(const struct draft *d, const uint32_t *v, uint32_t n, uint32_t *unknown,
                         uint32_t *which)
{
    size_t product = 1;
    *unknown = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!d->var[v[i]].type) {
            *which = v[i];
            ++*unknown;
        } else if (product <= LIMIT_TENSOR_CELLS) {
            product *= d->var[v[i]].type->n;
        }
    return product;
}

static bool from_value(struct draft *d, const struct ast *body, const uint32_t *v, uint32_t n, bool *learned)
{
    struct value value;
    if (!value_eval(d->r, body, &value))
        return false;
    if (value.kind != VALUE_TABLE)
        return true;
    const struct answer *a = value.table;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < a->ngiven + a->nover; k++) {
            const struct answer_column *c = k < a->ngiven ? &a->given[k] : &a->over[k - a->ngiven];
            if (str_eq(c->name, d->var[v[i]].name) && !give_type(d, v[i], c->type, learned))
                return false;
        }
    return true;
}

static bool from_table(struct draft *d, uint32_t v, const struct ast *body, bool *learned)
{
    struct draft_var *x = &d->var[v];
    size_t row, all;
    uint32_t unknown, which = 0;
    if (body->kind != AST_LIST && body->kind != AST_KEYED)
        return from_value(d, body, &v, 1, learned) && from_value(d, body, x->in, x->nin, learned);
    table_extent(body, &row, &all);
    size_t rows = known_size(d, x->in, x->nin, &unknown, &which);
    if (!x->type && row)
        return give(d, v, row, learned);
    if (!x->type && !unknown && rows && all % rows == 0)
        return give(d, v, all / rows, learned);
    if (x->type && unknown == 1 && all && all % (rows * x->type->n) == 0)
        return give(d, which, all / (rows * x->type->n), learned);
    if (!x->type && unknown == x->nin && unknown && unknown < LIMIT_TENSOR_RANK - 1 &&
        all == (size_t)2 << unknown) /* everything two-valued */
        return give(d, v, 2, learned);
    return true;
}

static bool from_joint(struct draft *d, bool *learned)
{
    const struct ast *over = d->joint->kid[0], *body = d->joint->kid[2];
    uint32_t *v = ARENA_NEW(d->r->w.arena, uint32_t, over->n), unknown, which = 0;
    size_t row, all, n = 2;
    if (!v)
        return diag_oom(d->r->w.diags);
    for (uint32_t i = 0; i < over->n; i++)
        v[i] = draft_find(d, over->kid[i]);
    if (body->kind != AST_LIST && body->kind != AST_KEYED)
        return from_value(d, body, v, over->n, learned);
    table_extent(body, &row, &all);
    size_t known = known_size(d, v, over->n, &unknown, &which);
    if (!unknown || !all || all % known)
        return true;
    for (; n <= all; n++) { /* equal sizes n with n^unknown * known = all */
        size_t product = known;
        for (uint32_t i = 0; i < unknown && product <= all; i++)
            product *= n;
        if (product >= all) {
            n = product == all ? n : 0;
            break;
        }
    }
    for (uint32_t i = 0; n && i < over->n; i++)
        if (!give(d, v[i], n, learned))
            return false;
    return true;
}

static bool from_box(struct draft *d, uint32_t v, bool *learned)
{
    const struct declared_box *b = d->var[v].box;
    if (!give_type(d, v, b->out[0], learned))
        return false;
    for (uint32_t i = 0; i < b->nin; i++)
        if (!give_type(d, d->var[v].in[i], b->in[i], learned))
            return false;
    return true;
}

/* A box with parameters: its output follows from its inputs. */
static bool from_pattern(struct draft *d, uint32_t v, bool *learned)
{
    bool known = !d->var[v].type;
    for (uint32_t i = 0; i < d->var[v].nin; i++)
        known = known && d->var[d->var[v].in[i]].type;
    if (!known)
        return true;
    const struct declared_box *b = draft_instance(d, v);
    return b && give_type(d, v, b->out[0], learned);
}

static bool from_mechanism(struct draft *d, uint32_t v, bool *learned)
{
    const struct ast *how = d->var[v].how;
    return d->var[v].pattern ? from_pattern(d, v, learned)
           : d->var[v].box   ? from_box(d, v, learned)
                             : from_table(d, v, how->kid[how->kind == AST_TABLE ? 2 : 1], learned);
}

bool draft_infer(struct draft *d)
{
    bool learned = true;
    while (learned) {
        learned = false;
        for (uint32_t v = 0; v < d->n; v++) {
            const struct ast *how = d->var[v].how;
            if (!how || how->kind == AST_EQUATION)
                continue;
            if (!from_mechanism(d, v, &learned))
                return false;
        }
        if (d->joint && !from_joint(d, &learned))
            return false;
    }
    return true;
}
