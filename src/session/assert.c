/* assert.c -- `assert`: a claim that stops the script when it fails. */
#include "session/session_int.h"

#include <math.h>

/* Without `+-`, equality of computed numbers means equality up to rounding. */
static const double DEFAULT_TOLERANCE = 1e-9;

static bool failed(struct run *r, const struct ast *claim, const char *what)
{
    struct buf text = {0};
    ast_print(&text, claim);
    diag_error(r->w.diags, "assertion", claim->span, "assertion failed: %.*s%s", STR_ARG(buf_str(&text)),
               what);
    buf_free(&text);
    return false;
}

static bool ordered(int op, double x, double y)
{
    return op == OP_LT ? x < y : op == OP_LE ? x <= y : op == OP_GT ? x > y : x >= y;
}

/* Nothing holds of an undefined side, and its contrary does not hold either. */
static bool compare_numbers(struct run *r, const struct ast *claim, bool want, double x, double y,
                            double tolerance)
{
    bool near = fabs(x - y) <= tolerance;
    bool holds = claim->op == OP_EQ ? near : claim->op == OP_NE ? !near : ordered(claim->op, x, y);
    if (holds == want && !isnan(x) && !isnan(y))
        return true;
    failed(r, claim, want ? "" : " is true");
    if (isnan(x) || isnan(y))
        return diag_hint(r->w.diags, "the %s side is undefined", isnan(x) ? "left" : "right");
    return diag_hint(r->w.diags, "the left side is %.12g, the right side %.12g; they differ by %.3g", x, y,
                     fabs(x - y));
}

static bool compare_tables(struct run *r, const struct ast *claim, bool want, const struct value *a,
                           const struct value *b, double tolerance)
{
    const struct tensor *x = a->table->table, *y = b->table->table;
    bool shape = x->rank == y->rank;
    for (uint32_t i = 0; shape && i < x->rank; i++)
        shape = x->axis[i].n == y->axis[i].n;
    if (!shape)
        return diag_error(r->w.diags, "value-shape", claim->span, "the two tables have different shapes");
    double worst = 0;
    bool lopsided = false; /* a value undefined in one of them only */
    for (size_t i = 0; i < x->cells; i++) {
        double d = fabs(x->p[i] - y->p[i]);
        lopsided = lopsided || isnan(x->p[i]) != isnan(y->p[i]);
        if (d > worst) /* false where undefined */
            worst = d;
    }
    if ((!lopsided && worst <= tolerance) == want)
        return true;
    failed(r, claim, want ? "" : " is true");
    if (lopsided)
        return diag_hint(r->w.diags, "a value is undefined in one of the tables and not in the other");
    return diag_hint(r->w.diags, "the tables differ by %.3g", worst);
}

/* Tables can only be equal; everything else is compared as numbers. Each side is asked once. */
static bool compare(struct run *r, const struct ast *claim, bool want, double tolerance)
{
    struct value a, b;
    double x, y;
    if (!value_eval(r, claim->kid[0], &a) || !value_eval(r, claim->kid[1], &b))
        return false;
    if (claim->op == OP_EQ && a.kind == VALUE_TABLE && b.kind == VALUE_TABLE)
        return compare_tables(r, claim, want, &a, &b, tolerance);
    return value_as_number(r, claim->kid[0], &a, &x) && value_as_number(r, claim->kid[1], &b, &y) &&
           compare_numbers(r, claim, want, x, y, tolerance);
}

static bool is_comparison(const struct ast *e)
{
    return e->kind == AST_BINARY && e->op >= OP_EQ && e->op <= OP_GE;
}

static bool check_expression(struct run *r, const struct ast *claim, const struct ast *tolerance, bool want)
{
    double within = DEFAULT_TOLERANCE;
    struct value v;
    if (tolerance && !value_number(r, tolerance, &within))
        return false;
    if (tolerance && !(is_comparison(claim) && (claim->op == OP_EQ || claim->op == OP_NE)))
        return diag_error(r->w.diags, "tolerance", tolerance->span, "`+-` belongs after an equality");
    if (is_comparison(claim))
        return compare(r, claim, want, within);
    if (!value_eval(r, claim, &v))
        return false;
    if (v.kind != VALUE_TRUTH) {
        diag_error(r->w.diags, "not-a-truth-value", claim->span,
                   "an assertion claims something true or false");
        return diag_hint(r->w.diags, "compare it, as in `assert P(C = yes) == 0.37 +- 0.01`");
    }
    return v.truth == want || failed(r, claim, want ? "" : " is true");
}

bool assert_claim(struct run *r, const struct ast *statement)
{
    const struct ast *claim = statement->kid[0];
    bool want = !statement->op;
    struct answer a;
    if (claim->kind != AST_IDENTIFY && claim->kind != AST_INDEPENDENT)
        return check_expression(r, claim, statement->kid[1], want);
    if (!(claim->kind == AST_IDENTIFY ? structure_identify(r, claim, &a)
                                      : structure_independent(r, claim, &a)))
        return false;
    if (a.truth == want)
        return true;
    failed(r, claim,
           claim->kind == AST_IDENTIFY
               ? want ? ": it is not identifiable by this criterion" : ": it is identifiable"
               : "");
    if (claim->kind == AST_INDEPENDENT && want && a.path.count) {
        struct buf path = {0};
        graph_print_path(&path, a.model->graph, &a.path, false);
        diag_hint(r->w.diags, "the path %.*s is open", STR_ARG(buf_str(&path)));
        buf_free(&path);
    } else if (claim->kind == AST_INDEPENDENT) {
        diag_hint(r->w.diags, "no path between them is open");
    }
    return false;
}
