/* plan.c -- making plans: products into kernel calls, and places in the arena of tables. */
#include "stoch/plan_int.h"

#include "base/limits.h"

#include <string.h>

static bool oom(struct plan *p)
{
    return diag_oom(p->w.diags);
}

bool plan_begin(struct plan *p, struct work *w, uint32_t naxes, const uint32_t *length,
                const struct order *order, const uint32_t *keep, uint32_t nkeep)
{
    *p = (struct plan){.naxes = naxes};
    p->w = (struct work){.arena = &p->arena, .diags = w->diags, NULL};
    p->made = map_in(&p->arena);
    uint32_t *copy = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->place = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->slot = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->order = *order;
    p->order.axis = ARENA_NEW(&p->arena, uint32_t, order->n);
    p->order.width = ARENA_NEW(&p->arena, uint32_t, order->n);
    p->order.entries = ARENA_NEW(&p->arena, double, order->n);
    if (!copy || !p->place || !p->slot || !p->order.axis || !p->order.width || !p->order.entries)
        return oom(p);
    for (uint32_t i = 0; i < order->n; i++) {
        p->order.axis[i] = order->axis[i];
        p->order.width[i] = order->width[i];
        p->order.entries[i] = order->entries[i];
    }
    memcpy(copy, length, naxes * sizeof *copy);
    p->length = copy;
    for (uint32_t i = 0; i < order->n; i++)
        p->place[order->axis[i]] = i;
    for (uint32_t i = 0; i < nkeep; i++)
        p->place[keep[i]] = order->n + i;
    return true;
}

void plan_free(struct plan *p)
{
    arena_free(&p->arena);
}

/* ---- scopes ---- */

static double cells_of(const struct plan *p, struct scope s)
{
    double cells = 1;
    for (uint32_t i = 0; i < s.n; i++)
        cells *= p->length[s.axis[i]];
    return cells;
}

/* Insertion sort by place: scopes are short and nearly sorted. */
static void sort(const struct plan *p, uint32_t *axis, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        uint32_t a = axis[i], k = i;
        for (; k > 0 && p->place[axis[k - 1]] > p->place[a]; k--)
            axis[k] = axis[k - 1];
        axis[k] = a;
    }
}

/* The axes of both, sorted. In the plan's arena; .axis NULL when memory is short. */
struct scope plan_join(struct plan *p, struct scope a, struct scope b)
{
    uint32_t *axis = ARENA_NEW(&p->arena, uint32_t, (size_t)a.n + b.n), n = 0, i = 0, k = 0;
    if (!axis)
        return (struct scope){0, NULL};
    while (i < a.n || k < b.n) {
        bool left = k == b.n || (i < a.n && p->place[a.axis[i]] <= p->place[b.axis[k]]);
        uint32_t x = left ? a.axis[i++] : b.axis[k++];
        if (n == 0 || axis[n - 1] != x)
            axis[n++] = x;
    }
    return (struct scope){n, axis};
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

/* ---- tables and steps ---- */

static uint32_t table_new(struct plan *p, struct scope s, size_t *stride, uint32_t input)
{
    struct plan_table t = {
        .scope = s, .stride = stride, .cells = cells_of(p, s), .input = input, .function = NO_AXIS};
    if (p->ntables < UINT32_MAX - 2 && ARENA_PUSH(&p->arena, p->table, p->ntables, p->table_cap, t))
        return (uint32_t)p->ntables - 1;
    oom(p);
    return UINT32_MAX;
}

uint32_t plan_input(struct plan *p, const uint32_t *axis, const size_t *stride, uint32_t rank,
                    uint32_t function)
{
    uint32_t *copy = ARENA_NEW(&p->arena, uint32_t, rank);
    size_t *strides = ARENA_NEW(&p->arena, size_t, rank), dense = 1;
    bool plain = true;
    if (!copy || !strides) {
        oom(p);
        return UINT32_MAX;
    }
    for (uint32_t i = rank; i-- > 0; dense *= p->length[axis[i]]) {
        copy[i] = axis[i];
        strides[i] = stride[i];
        plain = plain && stride[i] == dense && (i == 0 || p->place[axis[i - 1]] < p->place[axis[i]]);
    }
    uint32_t made = table_new(p, (struct scope){rank, copy}, plain ? NULL : strides, p->ninputs++);
    if (made != UINT32_MAX)
        p->table[made].function = function;
    return made;
}

/* The strides of a table along the axes of a product, by dimension; an axis that is looked through has none.
 */
static void lay(const struct plan *p, struct dimension *dim, const uint32_t *slot, const struct plan_table *t,
                uint32_t which)
{
    size_t dense = 1;
    for (uint32_t i = t->scope.n; i-- > 0; dense *= p->length[t->scope.axis[i]])
        if (slot[t->scope.axis[i]] != UINT32_MAX)
            dim[slot[t->scope.axis[i]]].loop.stride[which] = t->stride ? t->stride[i] : dense;
}

/* The nest of a product: `whole` has all axes. slot[] is a draft. */
static void nest(const struct plan *p, struct dimension *dim, uint32_t *slot, struct scope whole,
                 struct scope out, const struct plan_table *const *in, uint32_t nin)
{
    struct plan_table result = {.scope = out};
    for (uint32_t k = 0; k < nin; k++)
        for (uint32_t i = 0; i < in[k]->scope.n; i++)
            slot[in[k]->scope.axis[i]] = UINT32_MAX;
    for (uint32_t i = 0; i < whole.n; i++) {
        dim[i] = (struct dimension){.loop = {.n = p->length[whole.axis[i]]}};
        slot[whole.axis[i]] = i;
    }
    for (uint32_t i = 0; i < out.n; i++)
        dim[slot[out.axis[i]]].kept = true;
    lay(p, dim, slot, &result, 0);
    for (uint32_t k = 0; k < nin; k++)
        lay(p, dim, slot, in[k], 1 + k);
}

/* What the key of a product holds. */
static struct str key_of(struct plan *p, enum step_kind kind, const uint32_t *in, uint32_t nin,
                         struct scope out)
{
    uint32_t n = 2 + nin + out.n, *key = ARENA_NEW(&p->arena, uint32_t, n);
    if (!key)
        return (struct str){NULL, 0};
    key[0] = kind;
    key[1] = nin;
    memcpy(key + 2, in, nin * sizeof *in);
    memcpy(key + 2 + nin, out.axis, out.n * sizeof *out.axis);
    return (struct str){(const char *)key, n * sizeof *key};
}

/* Of an index or a map: how far apart the states of the axis are that the first factor has beside those of
 * the result. */
static void look(const struct plan *p, struct plan_step *s, struct scope out)
{
    struct scope in = p->table[s->in[0]].scope;
    size_t stride = 1;
    for (uint32_t i = in.n; i-- > 0; stride *= p->length[in.axis[i]]) {
        bool kept = false;
        for (uint32_t k = 0; k < out.n; k++)
            kept = kept || out.axis[k] == in.axis[i];
        if (kept)
            continue;
        s->through = stride;
        s->states = p->length[in.axis[i]];
    }
}

uint32_t plan_step_new(struct plan *p, enum step_kind kind, const uint32_t *in, uint32_t nin,
                       struct scope whole, struct scope out)
{
    struct str key = key_of(p, kind, in, nin, out);
    if (!key.s) {
        oom(p);
        return UINT32_MAX;
    }
    uint32_t known = map_get(&p->made, key);
    if (known != MAP_NONE)
        return known;
    struct plan_step s = {.kind = kind, .nin = nin};
    const struct plan_table *tables[KERNEL_FACTORS];
    struct dimension *dim = ARENA_NEW(&p->arena, struct dimension, whole.n);
    for (uint32_t k = 0; k < nin; k++) {
        s.in[k] = in[k];
        tables[k] = &p->table[in[k]];
    }
    if (!dim) {
        oom(p);
        return UINT32_MAX;
    }
    nest(p, dim, p->slot, whole, out, tables, nin);
    uint32_t ndims = whole.n;
    p->time += loops_estimate(dim, &ndims, nin) + 40;
    if (!loops_build(&s.loops, &p->arena, dim, ndims, nin, kind == STEP_MAX)) {
        oom(p);
        return UINT32_MAX;
    }
    p->entries += s.loops.cells;
    p->largest = s.loops.cells > p->largest ? s.loops.cells : p->largest;
    s.out = table_new(p, out, NULL, NO_INPUT);
    if (s.out == UINT32_MAX)
        return UINT32_MAX;
    if (kind == STEP_INDEX || kind == STEP_MAP)
        look(p, &s, out);
    p->table[s.out].step = (uint32_t)p->nsteps;
    if (ARENA_PUSH(&p->arena, p->step, p->nsteps, p->step_cap, s) && map_put(&p->made, key, s.out))
        return s.out;
    oom(p);
    return UINT32_MAX;
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
    sort(p, axis, t->scope.n);
    struct scope s = {t->scope.n, axis};
    uint32_t function = t->function, made = plan_step_new(p, STEP_SUM, &table, 1, s, s);
    if (made != UINT32_MAX)
        p->table[made].function = function;
    return made;
}

/* ---- products ---- */

struct product {
    uint32_t *table, n;
    struct scope whole, out;
    double cells;
};

static struct scope scope_of(const struct plan *p, uint32_t table)
{
    return p->table[table].scope;
}

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
        double cells = joint_cells(p, scope_of(p, q->table[a]), scope_of(p, q->table[i]));
        if (b == UINT32_MAX || cells < least) {
            least = cells;
            b = i;
        }
    }
    *done = q->n <= KERNEL_FACTORS && least > q->cells / 4;
    if (*done)
        return true;
    uint32_t pair[2] = {q->table[a < b ? a : b], q->table[a < b ? b : a]};
    struct scope s = plan_join(p, scope_of(p, pair[0]), scope_of(p, pair[1]));
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
    nest(p, dim, slot, q->whole, q->out, in, q->n);
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
    double cells = cells_of(p, last);
    for (uint32_t k = 0; k < q->n; k++) {
        double part = part_in(p, scope_of(p, q->table[k]), p->place[last.axis[0]]);
        if (part == 1 || part == cells)
            continue;
        struct scope s = plan_join(p, scope_of(p, q->table[k]), last);
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
    for (bool done = q->n < 2; !done;)
        if (!join_two(p, q, &done))
            return UINT32_MAX;
    if (q->n == 1 && scope_same(scope_of(p, q->table[0]), q->out))
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
    memcpy(axis, out, nout * sizeof *axis);
    sort(p, axis, nout);
    q.out = q.whole = (struct scope){nout, axis};
    if (n == 0) {
        q.table[q.n++] = table_new(p, (struct scope){0, axis}, NULL, INPUT_ONE);
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
        q.whole = plan_join(p, q.whole, scope_of(p, q.table[i]));
        if (!q.whole.axis) {
            oom(p);
            return UINT32_MAX;
        }
    }
    q.cells = cells_of(p, q.whole);
    return multiply(p, kind, &q);
}

uint32_t plan_divide(struct plan *p, uint32_t over, uint32_t under)
{
    uint32_t in[2] = {over, under};
    return plan_step_new(p, STEP_DIVIDE, in, 2, scope_of(p, over), scope_of(p, over));
}

bool plan_output(struct plan *p, uint32_t table)
{
    p->table[table].output = true;
    return ARENA_PUSH(&p->arena, p->output, p->noutputs, p->output_cap, table) || oom(p);
}
