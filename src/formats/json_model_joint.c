/* json_model_joint.c -- the joint table that a model as JSON may have beside its mechanisms. */
#include "formats/json.h"

#include <math.h>

static const double JOINT_TOLERANCE = 1e-9;

static bool joint_names(struct net *n, const struct strings *names, uint32_t *var, size_t *cells)
{
    *cells = 1;
    for (size_t i = 0; i < names->n; i++) {
        uint32_t v = net_need(n, names->text[i], names->at[i]);
        if (v == UINT32_MAX)
            return false;
        const struct net_var *x = &n->var[v];
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice = twice || var[k] == v;
        if (twice || !x->type || x->role != VAR_OBSERVED) {
            diag_error(n->s->w->diags, "format", names->at[i], "`%.*s` cannot stand in the joint table here",
                       STR_ARG(x->name));
            return diag_hint(n->s->w->diags, "it holds each observed variable once, and these have states");
        }
        var[i] = v;
        *cells = *cells > LIMIT_TENSOR_CELLS ? *cells : *cells * x->type->n;
    }
    return true;
}

static bool joint_sums(struct net *n, const double *p, size_t cells, struct span at)
{
    double sum = 0, rest = 0;
    for (size_t i = 0; i < cells; i++) {
        if (!(p[i] >= 0 && p[i] <= 1 + JOINT_TOLERANCE)) {
            diag_error(n->s->w->diags, "entry-range", at, "%g is not a probability", p[i]);
            return diag_hint(n->s->w->diags, "entries of the joint table lie between 0 and 1");
        }
        double t = sum + p[i], back = t - sum;
        rest += (sum - (t - back)) + (p[i] - back);
        sum = t;
    }
    if (fabs(sum - 1 + rest) <= JOINT_TOLERANCE)
        return true;
    diag_error(n->s->w->diags, "row-sum", at, "the joint table sums to %.12g, not 1", sum + rest);
    return diag_hint(n->s->w->diags, "it is one distribution");
}

/* The table as it stands in the text. */
struct joint {
    struct scan *s;
    struct strings names;
    struct entries table;
};

static bool add_joint(struct format_joint *out, struct net *n, const struct joint *j, struct span at)
{
    size_t cells, observed = 0, count = j->names.n;
    uint32_t *var = ARENA_NEW(n->s->w->arena, uint32_t, count);
    if (!var)
        return diag_oom(n->s->w->diags);
    for (size_t v = 0; v < n->n; v++)
        observed += n->var[v].role == VAR_OBSERVED;
    if (!joint_names(n, &j->names, var, &cells))
        return false;
    if (count != observed || count > LIMIT_TENSOR_RANK || cells != j->table.n) {
        diag_error(n->s->w->diags, "table-shape", at, "the joint table of %zu variables has %zu numbers",
                   count, j->table.n);
        return diag_hint(n->s->w->diags,
                         "it needs one for each joint state of all %zu observed variables, %zu in all",
                         observed, cells);
    }
    double *p = entries_doubles(&j->table, n->s->w);
    if (!p || !joint_sums(n, p, cells, at))
        return false;
    *out = (struct format_joint){(uint32_t)count, var, p};
    return true;
}

static bool joint_member(void *cx)
{
    struct joint *j = cx;
    struct str key;
    struct span at;
    if (!scan_json_name(j->s, &key, &at))
        return false;
    if (str_eq(key, STR("variables")))
        return scan_json_strings(j->s, &j->names, "`[` and the variables");
    return str_eq(key, STR("table")) ? scan_json_numbers(j->s, &j->table) : scan_json_skip(j->s);
}

bool json_model_joint(struct format_joint *out, struct net *n)
{
    struct scan *s = n->s;
    struct joint j = {.s = s};
    scan_json_peek(s);
    const char *from = s->p;
    return scan_json_each(s, '{', "`{` and the joint table", joint_member, &j) &&
           add_joint(out, n, &j, scan_span(s, from, from + 1));
}
