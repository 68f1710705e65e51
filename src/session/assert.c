/* assert.c -- `assert`: a claim that stops the script when it fails. */
#include "session/diagram_value.h"

#include <float.h>
#include <math.h>

/* Without `+-`, equality of computed numbers means equality up to rounding. */
static const double DEFAULT_TOLERANCE = 1e-9;

static bool failed(struct run *r, const struct ast *claim, const char *what)
{
    struct str text = scope_written(r, claim);
    return text.s &&
           diag_error(r->w.diags, "assertion", claim->span, "assertion failed: %.*s%s", STR_ARG(text), what);
}

static bool ordered(int op, double x, double y)
{
    return op == OP_LT ? x < y : op == OP_LE ? x <= y : op == OP_GT ? x > y : x >= y;
}

static bool hint_fractions(struct run *r, struct rational x, struct rational y)
{
    struct buf left = {0}, right = {0};
    rational_put(&left, x);
    rational_put(&right, y);
    if (left.failed || right.failed)
        diag_oom(r->w.diags);
    else if (left.n + right.n > 200)
        diag_hint(r->w.diags, "the two sides differ, as fractions of %zu and %zu digits", left.n, right.n);
    else
        diag_hint(r->w.diags, "the left side is %.*s, the right side %.*s", STR_ARG(buf_str(&left)),
                  STR_ARG(buf_str(&right)));
    buf_free(&left);
    buf_free(&right);
    return false;
}

/* A value that is undefined supports no claim, neither for nor against. */
static bool compare_numbers(struct run *r, const struct ast *claim, const struct value *a,
                            const struct value *b, const double *tolerance, bool want)
{
    double x = a->number, y = b->number;
    bool near = x == y || fabs(x - y) <= (tolerance ? *tolerance : DEFAULT_TOLERANCE);
    bool exactly = number_both_exact(r, a, b) && !tolerance, undefined = isnan(x) || isnan(y);
    int sign;
    if (exactly && !undefined) {
        if (!number_compare(r, a, b, &sign))
            return false;
        near = sign == 0;
        x = sign; /* for the order */
        y = 0;
    }
    bool holds = claim->op == OP_EQ ? near : claim->op == OP_NE ? !near : ordered(claim->op, x, y);
    if (!undefined && holds == want)
        return true;
    failed(r, claim, want || undefined ? "" : " is true");
    if (undefined)
        return diag_hint(r->w.diags, "%s undefined",
                         isnan(x) && isnan(y) ? "both sides are"
                         : isnan(x)           ? "the left side is"
                                              : "the right side is");
    if (exactly)
        return hint_fractions(r, a->exact, b->exact);
    return diag_hint(r->w.diags, "the left side is %.12g, the right side %.12g; they differ by %.3g", x, y,
                     fabs(x - y));
}

/* b's table with its axes in the order of a's: by the names of the variables where these are the same, so
 * that P(A, B) is P(B, A), else by position. *out is NULL when the shapes do not fit. False (reported) when
 * memory is short. */
static bool aligned(struct run *r, const struct answer *a, const struct answer *b, const struct tensor **out)
{
    uint32_t rank = a->table->rank, axis = 0, matched = 0, *order = ARENA_NEW(r->w.arena, uint32_t, rank);
    bool fits = rank == b->table->rank;
    if (!order)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; fits && axis < rank; i++) {
        const struct answer_column *c = i < a->ngiven ? &a->given[i] : &a->over[i - a->ngiven];
        const struct type *type = NULL;
        uint32_t k = c->fixed ? UINT32_MAX : table_axis(b, c->name, &type);
        if (k < rank) {
            order[axis] = b->table->axis[k].id;
            fits = type_equal(c->type, type);
            matched++;
        }
        axis += !c->fixed;
    }
    *out = fits && rank && matched == rank ? tensor_permute(&r->w, b->table, order) : b->table;
    if (!*out)
        return false;
    for (uint32_t i = 0; fits && i < rank; i++)
        fits = a->table->axis[i].n == (*out)->axis[i].n;
    if (!fits)
        *out = NULL;
    return true;
}

/* Tables are equal where they are undefined in the same places and near each other elsewhere. */
static bool compare_tables(struct run *r, const struct ast *claim, const struct value *a,
                           const struct value *b, const double *tolerance, bool want)
{
    const struct tensor *x = a->table->table, *y = NULL;
    if (!aligned(r, a->table, b->table, &y))
        return false;
    if (!y)
        return diag_error(r->w.diags, "value-shape", claim->span,
                          "the two tables are not over the same states");
    double worst = 0;
    bool exactly = x->exact && y->exact && !tolerance && r->s->exact;
    bool undefined = false; /* in one of the two only */
    for (size_t i = 0; i < x->cells; i++) {
        double d = fabs(x->p[i] - y->p[i]);
        if (isnan(d))
            undefined = undefined || !isnan(x->p[i]) || !isnan(y->p[i]);
        else if (d > worst)
            worst = d;
        if (exactly && !rational_equal(x->exact[i], y->exact[i]))
            worst = fmax(worst, DBL_TRUE_MIN);
    }
    bool equal = !undefined && worst <= (exactly ? 0 : tolerance ? *tolerance : DEFAULT_TOLERANCE);
    if (equal == ((claim->op == OP_EQ) == want))
        return true;
    failed(r, claim, want ? "" : " is true");
    return undefined ? diag_hint(r->w.diags, "some values are undefined in one of the two tables only")
                     : diag_hint(r->w.diags, "the tables differ by %.3g", worst);
}

static bool is_claimed(struct run *r, const struct ast *claim, const struct value *v, bool want)
{
    if (v->truth == want)
        return true;
    failed(r, claim, want ? "" : " is true");
    return v->why.n ? diag_hint(r->w.diags, "%.*s", STR_ARG(v->why)) : false;
}

static bool compare_diagrams(struct run *r, const struct ast *claim, const struct value *a,
                             const struct value *b, bool want)
{
    struct value v;
    return diagram_binary(r, claim, a, b, &v) && is_claimed(r, claim, &v, want);
}

static bool compare(struct run *r, const struct ast *claim, const double *tolerance, bool want)
{
    struct value a, b;
    if ((claim->op != OP_EQ && claim->op != OP_NE) || claim->kid[0]->kind == AST_NUMBER ||
        claim->kid[1]->kind == AST_NUMBER)
        return value_fraction(r, claim->kid[0], &a) && value_fraction(r, claim->kid[1], &b) &&
               compare_numbers(r, claim, &a, &b, tolerance, want);
    if (!value_eval(r, claim->kid[0], &a) || !value_eval(r, claim->kid[1], &b))
        return false;
    if (a.kind == VALUE_DIAGRAM || b.kind == VALUE_DIAGRAM)
        return compare_diagrams(r, claim, &a, &b, want);
    if (a.kind == VALUE_TABLE && b.kind == VALUE_TABLE)
        return compare_tables(r, claim, &a, &b, tolerance, want);
    return value_is_number(r, claim->kid[0], &a) && value_is_number(r, claim->kid[1], &b) &&
           compare_numbers(r, claim, &a, &b, tolerance, want);
}

static bool is_comparison(const struct ast *e)
{
    return e->kind == AST_BINARY && e->op >= OP_EQ && e->op <= OP_GE;
}

static bool check_expression(struct run *r, const struct ast *claim, const struct ast *tolerance, bool want)
{
    double within = 0;
    struct value v;
    if (tolerance && !value_number(r, tolerance, &within))
        return false;
    if (!(within >= 0))
        return diag_error(r->w.diags, "tolerance", tolerance->span, "a tolerance is a number from 0 up");
    if (tolerance && !(is_comparison(claim) && (claim->op == OP_EQ || claim->op == OP_NE)))
        return diag_error(r->w.diags, "tolerance", tolerance->span, "`+-` belongs after an equality");
    if (is_comparison(claim))
        return compare(r, claim, tolerance ? &within : NULL, want);
    if (!value_eval(r, claim, &v))
        return false;
    if (v.kind != VALUE_TRUTH) {
        diag_error(r->w.diags, "not-a-truth-value", claim->span,
                   "an assertion claims something true or false");
        return diag_hint(r->w.diags, "compare it, as in `assert P(C = yes) == 0.37 +- 0.01`");
    }
    return is_claimed(r, claim, &v, want);
}

static bool is_question(const struct ast *claim)
{
    return claim->kind == AST_IDENTIFY || claim->kind == AST_INDEPENDENT || claim->kind == AST_ADJUST ||
           claim->kind == AST_FRONTDOOR;
}

/* What was found instead of what was claimed. */
static void hint_found(struct run *r, const struct answer *a)
{
    struct buf text = {0};
    if (a->kind == ANSWER_SETS) {
        answer_reason(&text, a, false);
    } else if (a->kind == ANSWER_INDEPENDENCE && !a->truth && a->path.count) {
        buf_puts(&text, "the path ");
        graph_print_path(&text, a->model->graph, &a->path, false);
        buf_puts(&text, " is open");
    } else if (a->kind == ANSWER_INDEPENDENCE) {
        buf_puts(&text, "no path between them is open");
    }
    if (text.n)
        diag_hint(r->w.diags, "%.*s", STR_ARG(buf_str(&text)));
    buf_free(&text);
}

bool assert_claim(struct run *r, const struct ast *statement)
{
    const struct ast *claim = statement->kid[0];
    bool want = !statement->op;
    struct answer a;
    if (!is_question(claim))
        return check_expression(r, claim, statement->kid[1], want);
    if (!structure_ask(r, claim, &a))
        return false;
    if (a.truth == want)
        return true;
    failed(r, claim,
           claim->kind == AST_IDENTIFY ? want ? ": it is not identifiable" : ": it is identifiable" : "");
    hint_found(r, &a);
    return false;
}
