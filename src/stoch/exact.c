/* exact.c -- tensors that carry their cells as fractions: making, copying, dividing; diagrams whose boxes do.
 */
#include "stoch/exact.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

#include <math.h>
#include <string.h>

/* ---- cells ---- */

bool tensor_exact_cells(struct work *w, struct tensor *t)
{
    t->exact = ARENA_NEW(w->arena, struct rational, t->cells);
    return t->exact || diag_oom(w->diags);
}

bool tensor_round(struct work *w, struct tensor *t)
{
    for (size_t i = 0; i < t->cells; i++) {
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!rational_double(&t->p[i], w, t->exact[i]))
            return false;
    }
    return true;
}

/* Divide a row by its sum. */
static bool normalise(struct work *w, struct rational *p, size_t n)
{
    static const unsigned long one_limb = 1;
    const struct rational one = {1, 0, &one_limb};
    struct rational sum = {0};
    for (size_t i = 0; i < n; i++)
        if (!rational_add(&sum, w, sum, p[i]))
            return false;
    for (size_t i = 0; i < n && !rational_equal(sum, one) && !rational_zero(sum); i++)
        if (!rational_div(&p[i], w, p[i], sum))
            return false;
    return true;
}

bool tensor_make_exact(struct work *w, struct tensor *t, const struct str *written, size_t row)
{
    if (!tensor_exact_cells(w, t))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        bool good = true;
        if (interrupted())
            return diag_interrupted(w->diags);
        if (written && written[i].n ? !rational_parse(&t->exact[i], w, written[i], &good)
                                    : !rational_of_double(&t->exact[i], w, t->p[i]))
            return false;
        if (!good)
            return diag_error(w->diags, "bad-number", NO_SPAN, "`%.*s` is not a number", STR_ARG(written[i]));
    }
    for (size_t i = 0; i < t->cells; i += row)
        if (!normalise(w, t->exact + i, row))
            return false;
    return tensor_round(w, t);
}

static bool is_whole(double x)
{
    return isnan(x) || (x >= 0 && x < 0x1p53 && !(floor(x) < x));
}

static bool has_exact_values(const struct tensor *t)
{
    for (size_t i = 0; !t->exact && i < t->cells; i++)
        if (!is_whole(t->p[i]))
            return false;
    return true;
}

bool tensor_as_exact(struct work *w, const struct tensor *t, const struct tensor **out)
{
    *out = t->exact ? t : NULL;
    if (t->exact || !has_exact_values(t))
        return true;
    struct tensor *c = tensor_share(w, t);
    if (!c || !tensor_exact_cells(w, c))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        double x = t->p[i];
        if (isnan(x))
            c->exact[i] = RATIONAL_UNDEFINED;
        else if (!rational_ratio(&c->exact[i], w, (uint64_t)x, 1))
            return false;
    }
    *out = c;
    return true;
}

bool exact_copy(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *from)
{
    if (!nest_copy(nest, out->p, from->p))
        return diag_interrupted(w->diags);
    if (!from->exact)
        return true;
    return tensor_exact_cells(w, out) &&
           (nest_copy_exact(nest, out->exact, from->exact) || diag_interrupted(w->diags));
}

/* ---- division ---- */

static bool divide(struct work *w, struct nest *nest, struct rational *out, const struct rational *over,
                   const struct rational *under)
{
    nest_start(nest);
    size_t n = nest_run(nest);
    const size_t *s = nest_run_stride(nest);
    do
        for (size_t i = 0; i < n; i++) {
            if (interrupted())
                return diag_interrupted(w->diags);
            if (!rational_div(&out[nest->at[0] + i * s[0]], w, over[nest->at[1] + i * s[1]],
                              under[nest->at[2] + i * s[2]]))
                return false;
        }
    while (nest_next(nest));
    return true;
}

bool exact_quotient(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *over,
                    const struct tensor *under)
{
    const struct tensor *part[2];
    const struct view view[2] = {view_of(over), view_of(under)};
    if (!exact_wanted(view, 2))
        return true;
    return tensor_as_exact(w, over, &part[0]) && tensor_as_exact(w, under, &part[1]) &&
           tensor_exact_cells(w, out) && divide(w, nest, out->exact, part[0]->exact, part[1]->exact) &&
           tensor_round(w, out);
}

/* ---- contraction ---- */

/* Are the cells of a view natural numbers, or undefined? */
static bool is_natural(const struct view *v)
{
    size_t index[LIMIT_TENSOR_RANK] = {0}, dense[LIMIT_TENSOR_RANK], at = 0, step = 1;
    for (uint32_t d = v->rank; d-- > 0; step *= v->axis[d].n)
        dense[d] = v->stride ? v->stride[d] : step;
    for (;;) {
        if (!is_whole(v->p[at]))
            return false;
        uint32_t d = v->rank;
        for (; d-- > 0; index[d] = 0) {
            at += dense[d];
            if (++index[d] < v->axis[d].n)
                break;
            at -= dense[d] * v->axis[d].n;
        }
        if (d == UINT32_MAX)
            return true;
    }
}

bool exact_wanted(const struct view *factor, uint32_t n)
{
    bool some = false;
    for (uint32_t i = 0; i < n; i++)
        some = some || factor[i].exact;
    for (uint32_t i = 0; some && i < n; i++)
        if (!factor[i].exact && !is_natural(&factor[i]))
            return false;
    return some;
}

/* ---- diagrams ---- */

bool stoch_rounded(const struct box *b)
{
    return b->written == box_rounded;
}

/* The entries of a box as fractions, and the doubles next to them. */
static bool make_box_exact(struct work *w, const struct diagram *d, struct box *b)
{
    size_t row = 1, cells = 1;
    for (uint32_t i = 0; i < b->nout; i++) {
        uint32_t n = wire_states(w, d, b->out[i]);
        if (!n)
            return false;
        row *= n;
    }
    for (uint32_t i = 0; box_reads(b) && i < b->nin; i++) {
        uint32_t n = wire_states(w, d, b->in[i]);
        if (!n)
            return false;
        cells *= n;
    }
    struct tensor t = {.cells = cells * row, .p = ARENA_NEW(w->arena, double, cells *row)};
    if (!t.p)
        return diag_oom(w->diags);
    for (size_t i = 0; i < t.cells; i++)
        t.p[i] = b->kind == BOX_UNIFORM ? 1 : b->matrix[i];
    if (!tensor_make_exact(w, &t, b->kind == BOX_UNIFORM ? NULL : b->written, row))
        return false;
    b->exact = t.exact;
    if (b->kind != BOX_UNIFORM)
        b->matrix = t.p;
    return true;
}

struct diagram *stoch_exact(struct work *w, const struct diagram *d)
{
    struct diagram *out = ARENA_NEW(w->arena, struct diagram, 1);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, d->nboxes);
    if (!out || !box) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nboxes; i++) {
        box[i] = d->box[i];
        if (!box_known(box[i]) || box[i]->kind == BOX_POINT || stoch_rounded(box[i]))
            continue;
        struct box *b = ARENA_NEW(w->arena, struct box, 1);
        if (!b) {
            diag_oom(w->diags);
            return NULL;
        }
        *b = *d->box[i];
        if (!make_box_exact(w, d, b))
            return NULL;
        box[i] = b;
    }
    *out = *d;
    out->box = box;
    return out;
}

/* ---- keeping ---- */

struct tensor *tensor_keep(struct work *keep, const struct tensor *t)
{
    struct tensor *c = tensor_new(keep, t->rank, t->axis);
    if (!c)
        return NULL;
    memcpy(c->p, t->p, t->cells * sizeof *t->p);
    if (!t->exact)
        return c;
    bool good = tensor_exact_cells(keep, c);
    for (size_t i = 0; good && i < t->cells; i++)
        good = rational_keep(&c->exact[i], keep, t->exact[i]);
    return good ? c : NULL;
}

bool tensor_written(struct work *w, const struct tensor *t, const struct str **written)
{
    *written = t->exact ? NULL : has_exact_values(t) ? NULL : box_rounded;
    if (!t->exact)
        return true;
    struct str *text = ARENA_NEW(w->arena, struct str, t->cells);
    struct buf b = {0};
    bool good = text != NULL;
    for (size_t i = 0; good && i < t->cells; i++) {
        b.n = 0;
        rational_put(&b, t->exact[i]);
        good = !b.failed && (b.n == 0 || (text[i] = str_dup(w->arena, buf_str(&b))).s);
    }
    buf_free(&b);
    *written = text;
    return good || diag_oom(w->diags);
}
