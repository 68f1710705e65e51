/* product.c -- the product of many tables in a plan: which are multiplied first, and what is copied so that
 * the kernel's loops are long. */
#include "stoch/plan_int.h"

static bool oom(struct plan *p)
{
    return diag_oom(p->w.diags);
}

/* Insertion sort by place: scopes are short and nearly sorted. */
static void sort_axes(const struct plan *p, uint32_t *axis, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        uint32_t a = axis[i], k = i;
        for (; k > 0 && p->place[axis[k - 1]] > p->place[a]; k--)
            axis[k] = axis[k - 1];
        axis[k] = a;
    }
}

/* The entries that the product of two tables has. */
static double joint_cells(const struct plan *p, struct scope a, struct scope b)
{
    double cells = 1;
    uint32_t i = 0, k = 0;
    while (i < a.n || k < b.n) {
        bool left = k == b.n || (i < a.n && p->place[a.axis[i]] <= p->place[b.axis[k]]);
        uint32_t x = left ? a.axis[i] : b.axis[k];
        i += i < a.n && a.axis[i] == x;
        k += k < b.n && b.axis[k] == x;
        cells *= p->length[x];
    }
    return cells;
}

/* The table with its axes in the plan's order and dense: an input that is neither is copied once. */
static uint32_t dense(struct plan *p, uint32_t table)
{
    const struct plan_table *t = &p->table[table];
    if (!t->stride)
        return table;
    uint32_t *axis = ARENA_NEW(&p->arena, uint32_t, t->scope.n);
    if (!axis) {
        oom(p);
        return UINT32_MAX;
    }
    memcpy(axis, t->scope.axis, t->scope.n * sizeof *axis);
    sort_axes(p, axis, t->scope.n);
    struct scope s = {t->scope.n, axis};
    uint32_t function = t->function, made = plan_step_new(p, STEP_SUM, &table, 1, s, s);
    if (made != UINT32_MAX)
        p->table[made].function = function;
    return made;
}

struct product {
    uint32_t *table, n;
    struct scope whole, out;
    double cells;
};

/* Multiply two tables, when there are more than the kernel takes or the product is small beside the whole;
 * the smallest one and what makes the smallest product with it. *done: nothing more to join. */
static bool join_two(struct plan *p, struct product *q, bool *done)
{
    uint32_t a = 0, b = UINT32_MAX;
    double least = 0;
    for (uint32_t i = 1; i < q->n; i++)
        if (p->table[q->table[i]].cells < p->table[q->table[a]].cells)
            a = i;
    for (uint32_t i = 0; i < q->n; i++) {
        if (i == a)
            continue;
        double cells = joint_cells(p, plan_scope(p, q->table[a]), plan_scope(p, q->table[i]));
        if (b == UINT32_MAX || cells < least) {
            least = cells;
            b = i;
        }
        if (least <= p->table[q->table[a]].cells) /* no product is smaller than its factor */
            break;
    }
    *done = q->n <= KERNEL_FACTORS && least > q->cells / 4;
    if (*done)
        return true;
    uint32_t pair[2] = {q->table[a < b ? a : b], q->table[a < b ? b : a]};
    struct scope s = plan_join(p, plan_scope(p, pair[0]), plan_scope(p, pair[1]));
    if (!s.axis)
        return oom(p);
    uint32_t made = plan_step_new(p, STEP_SUM, pair, 2, s, s);
    if (made == UINT32_MAX)
        return false;
    q->table[a < b ? a : b] = made;
    memmove(q->table + (a < b ? b : a), q->table + (a < b ? b : a) + 1,
            (q->n - 1 - (a < b ? b : a)) * sizeof *q->table);
    q->n--;
    return true;
}

/* How much of a table's axes lies in the block, the last axes of the whole from place `from` on: its entries
 * there, 1 for nothing. */
static double part_in(const struct plan *p, struct scope s, uint32_t from)
{
    double cells = 1;
    for (uint32_t i = s.n; i-- > 0 && p->place[s.axis[i]] >= from;)
        cells *= p->length[s.axis[i]];
    return cells;
}

/* Copying a small table along axes that it lacks lets all run through a long block together.  Find the block,
 * a number of last axes of the whole, all kept or all summed, that is worth it; 0: none. */
static uint32_t best_block(const struct plan *p, struct product *q, struct dimension *dim, uint32_t *slot)
{
    const struct plan_table *in[KERNEL_FACTORS];
    for (uint32_t k = 0; k < q->n; k++)
        in[k] = &p->table[q->table[k]];
    uint32_t ndims = q->whole.n, best = 0;
    plan_nest(p, dim, slot, q->whole, q->out, in, q->n);
    double least = loops_estimate(dim, &ndims, q->n), block = 1;
    bool last_kept = q->out.n && q->out.axis[q->out.n - 1] == q->whole.axis[q->whole.n - 1];
    for (uint32_t n = 1, o = q->out.n; n <= q->whole.n; n++) {
        uint32_t axis = q->whole.axis[q->whole.n - n], from = p->place[axis];
        bool kept = o > 0 && q->out.axis[o - 1] == axis;
        if (kept != last_kept)
            break;
        o -= kept;
        block *= p->length[axis];
        double copied = 0;
        for (uint32_t k = 0; k < q->n; k++) {
            double part = part_in(p, in[k]->scope, from);
            if (part > 1 && part < block)
                copied += in[k]->cells / part * block;
        }
        double time = q->cells * 0.06 * (1 + q->n) + q->cells / block * 4 + copied * 0.6 + 60;
        if (time < least && copied < q->cells && block <= 4096) {
            least = time;
            best = n;
        }
    }
    return best;
}

static bool spread(struct plan *p, struct product *q, uint32_t block)
{
    struct scope last = {block, q->whole.axis + (q->whole.n - block)};
    double cells = plan_cells(p, last);
    for (uint32_t k = 0; k < q->n; k++) {
        double part = part_in(p, plan_scope(p, q->table[k]), p->place[last.axis[0]]);
        if (part == 1 || part == cells)
            continue;
        struct scope s = plan_join(p, plan_scope(p, q->table[k]), last);
        if (!s.axis)
            return oom(p);
        uint32_t made = plan_step_new(p, STEP_SUM, &q->table[k], 1, s, s);
        if (made == UINT32_MAX)
            return false;
        q->table[k] = made;
    }
    return true;
}

enum { SMALL = 64 }; /* entries of products that are not worth a thought */

static uint32_t multiply(struct plan *p, enum step_kind kind, struct product *q)
{
    for (bool done = false; q->n > 1 && !done;) /* an axis of the result may be in no table any more */
        if (!join_two(p, q, &done))
            return UINT32_MAX;
    if (q->n == 1 && scope_same(plan_scope(p, q->table[0]), q->out))
        return q->table[0];
    if (q->cells > SMALL) {
        struct dimension *dim = ARENA_NEW(&p->arena, struct dimension, q->whole.n);
        if (!dim) {
            oom(p);
            return UINT32_MAX;
        }
        uint32_t block = best_block(p, q, dim, p->slot);
        if (block && !spread(p, q, block))
            return UINT32_MAX;
    }
    return plan_step_new(p, kind, q->table, q->n, q->whole, q->out);
}

uint32_t plan_product(struct plan *p, enum step_kind kind, const uint32_t *table, uint32_t n,
                      const uint32_t *out, uint32_t nout)
{
    struct product q = {.table = ARENA_NEW(&p->arena, uint32_t, (size_t)n + 1), .n = n};
    uint32_t *axis = ARENA_NEW(&p->arena, uint32_t, nout);
    if (!q.table || !axis) {
        oom(p);
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < nout; i++)
        axis[i] = out[i];
    sort_axes(p, axis, nout);
    q.out = q.whole = (struct scope){nout, axis};
    if (n == 0) {
        q.table[q.n++] = plan_table_new(p, (struct scope){0, axis}, NULL, INPUT_ONE);
        if (q.table[0] == UINT32_MAX)
            return UINT32_MAX;
    }
    for (uint32_t i = 0; i < n; i++) {
        q.table[i] = dense(p, table[i]);
        if (q.table[i] == UINT32_MAX)
            return UINT32_MAX;
    }
    if (kind == STEP_SUM && !plan_apply_maps(p, q.table, &q.n, q.out))
        return UINT32_MAX;
    q.whole = q.out;
    for (uint32_t i = 0; i < q.n; i++) {
        q.whole = plan_join(p, q.whole, plan_scope(p, q.table[i]));
        if (!q.whole.axis) {
            oom(p);
            return UINT32_MAX;
        }
    }
    q.cells = plan_cells(p, q.whole);
    return multiply(p, kind, &q);
}
