/* sample.c -- rows drawn from a diagram, as CSV.
 *
 * Forward: the boxes in topological order, each by its row of cumulated probabilities.  With evidence, the
 * joint posterior of the outputs is laid out where it is small, and each row is one draw from it; otherwise
 * rows are drawn forward, and those that disagree with the evidence are thrown away (Henrion 1988), which is
 * exact as well and takes 1 / P(evidence) draws a row. */
#include "learn/learn.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/progress.h"
#include "stoch/chance.h"

#include <math.h>
#include <string.h>

enum { OPEN_STATE = UINT32_MAX, FEW = 8, ROWS_A_LOOK = 1 << 10, PIECE = 1 << 20 /* bytes */ };

/* A box ready to be drawn from. */
struct faucet {
    uint32_t nin, k;
    const uint32_t *in;
    const size_t *stride; /* of each input, in cumulated probabilities */
    uint32_t out, point;  /* point: OPEN_STATE, or the state it always has */
    const double *upto;   /* the cumulated probabilities of its rows */
};

struct sampler {
    struct work *w;
    const struct diagram *d;
    struct sample_wish wish;
    struct chance *chance;
    struct faucet *faucet;
    uint32_t *state;            /* by wire */
    uint32_t *want;             /* by wire: the state that is seen, or OPEN_STATE */
    struct str **text;          /* by wire, then state: the field, with what follows it */
    const struct tensor *table; /* NULL: by rejection; the joint posterior of what is not seen */
    const double *joint;        /* its cells cumulated */
    uint64_t rows;              /* drawn so far */
};

/* ---- texts ---- */

/* A field as RFC 4180 has it, with the comma or the line end that follows. */
static void put_field(struct buf *out, struct str s, char end)
{
    bool quote = s.n == 0 || s.s[0] == ' ' || s.s[s.n - 1] == ' ';
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.s[i] == ',' || s.s[i] == '"' || s.s[i] == '\n' || s.s[i] == '\r';
    if (quote)
        buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.s[i]);
    }
    if (quote)
        buf_putc(out, '"');
    buf_putc(out, end);
}

static bool make_texts(struct sampler *s, struct buf *head)
{
    const struct diagram *d = s->d;
    s->text = ARENA_NEW(s->w->arena, struct str *, d->nwires);
    if (!s->text)
        return diag_oom(s->w->diags);
    for (uint32_t i = 0; i < d->nout; i++) {
        const struct type *t = d->wire[d->out[i]].type;
        struct str *text = ARENA_NEW(s->w->arena, struct str, t->n);
        for (uint32_t k = 0; text && k < t->n; k++) {
            struct buf field = {0};
            put_field(&field, t->state[k], i + 1 < d->nout ? ',' : '\n');
            text[k] = field.failed ? (struct str){NULL, 0} : str_dup(s->w->arena, buf_str(&field));
            buf_free(&field);
            if (!text[k].s)
                return diag_oom(s->w->diags);
        }
        if (!text)
            return diag_oom(s->w->diags);
        s->text[d->out[i]] = text;
    }
    for (uint32_t i = 0; i < d->nout; i++)
        put_field(head, d->wire[d->out[i]].name, i + 1 < d->nout ? ',' : '\n');
    return !head->failed || diag_oom(s->w->diags);
}

static void put_row(struct sampler *s, struct buf *out)
{
    for (uint32_t i = 0; i < s->d->nout; i++)
        buf_put(out, s->text[s->d->out[i]][s->state[s->d->out[i]]]);
}

/* ---- boxes ---- */

/* Sums from the left within each row; the last is 1, whatever rounding says. */
static double *cumulate(struct work *w, const double *p, size_t cells, size_t row)
{
    double *upto = ARENA_NEW(w->arena, double, cells);
    if (!upto) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t at = 0; at < cells; at += row) {
        double sum = 0;
        size_t last = 0;
        for (size_t i = 0; i < row; i++) {
            sum += p ? p[at + i] : 1.0 / (double)row;
            upto[at + i] = sum;
            last = !p || p[at + i] > 0 ? i : last;
        }
        for (size_t i = last; i < row; i++)
            upto[at + i] = 1;
    }
    return upto;
}

static bool open_faucet(struct sampler *s, struct faucet *f, const struct box *b)
{
    const struct wire *wire = s->d->wire;
    const struct type *t = wire[b->out[0]].type;
    *f = (struct faucet){.out = b->out[0], .k = t ? t->n : 0, .point = OPEN_STATE};
    if (b->kind == BOX_POINT || !t) { /* nothing that is asked for reads a wire without states */
        f->point = b->point;
        return true;
    }
    size_t cells = f->k;
    if (b->matrix) {
        size_t *stride = ARENA_NEW(s->w->arena, size_t, b->nin);
        if (!stride)
            return diag_oom(s->w->diags);
        f->nin = b->nin;
        f->in = b->in;
        f->stride = stride;
        for (uint32_t i = b->nin; i-- > 0;) {
            stride[i] = cells;
            cells *= wire[b->in[i]].type->n;
        }
    }
    f->upto = cumulate(s->w, b->matrix, cells, f->k);
    return f->upto;
}

static bool begin(struct sampler *s, struct buf *head)
{
    const struct diagram *d = s->d;
    s->state = ARENA_NEW(s->w->arena, uint32_t, d->nwires);
    s->want = ARENA_NEW(s->w->arena, uint32_t, d->nwires);
    s->faucet = ARENA_NEW(s->w->arena, struct faucet, d->nboxes);
    if (!s->state || !s->want || !s->faucet)
        return diag_oom(s->w->diags);
    for (uint32_t i = 0; i < d->nwires; i++)
        s->want[i] = OPEN_STATE;
    for (uint32_t i = 0; i < s->wish.nseen; i++)
        s->want[s->wish.seen[i].wire] = s->wish.seen[i].state;
    s->chance = chance_new(s->w, s->wish.seed);
    return s->chance && make_texts(s, head);
}

/* ---- drawing ---- */

/* The first place whose cumulated probability is above u. */
static size_t place(const double *upto, size_t n, double u)
{
    size_t low = 0;
    if (n <= FEW) {
        while (upto[low] <= u)
            low++;
        return low;
    }
    for (size_t high = n - 1; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (upto[middle] > u)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* One draw of all wires; false when it disagrees with the evidence. */
static bool draw(struct sampler *s)
{
    for (uint32_t i = 0; i < s->d->nboxes; i++) {
        const struct faucet *f = &s->faucet[i];
        uint32_t state = f->point;
        if (state == OPEN_STATE) {
            const double *upto = f->upto;
            for (uint32_t k = 0; k < f->nin; k++)
                upto += s->state[f->in[k]] * f->stride[k];
            state = (uint32_t)place(upto, f->k, chance_unit(s->chance));
        }
        if (s->want[f->out] != OPEN_STATE && s->want[f->out] != state)
            return false;
        s->state[f->out] = state;
    }
    return true;
}

static bool open_faucets(struct sampler *s)
{
    for (uint32_t i = 0; i < s->d->nboxes; i++)
        if (!open_faucet(s, &s->faucet[i], s->d->box[i]))
            return false;
    return true;
}

/* One draw from the joint posterior of the outputs that are not seen. */
static void draw_joint(struct sampler *s)
{
    size_t cell = place(s->joint, s->table->cells, chance_unit(s->chance));
    for (uint32_t i = s->table->rank; i-- > 0; cell /= s->table->axis[i].n)
        s->state[s->table->axis[i].id] = (uint32_t)(cell % s->table->axis[i].n);
}

bool learn_sampler_next(struct sampler *s, struct buf *out)
{
    size_t begun = out->n;
    for (uint64_t draws = 0; s->rows < s->wish.n && out->n - begun < PIECE; draws++) {
        if (draws % ROWS_A_LOOK == 0 && interrupted())
            return diag_interrupted(s->w->diags);
        if (s->table)
            draw_joint(s);
        else if (!draw(s))
            continue;
        put_row(s, out);
        progress_add(1);
        s->rows++;
    }
    return !out->failed || diag_oom(s->w->diags);
}

/* ---- evidence ---- */

static bool evidence_possible(struct sampler *s, bool rejected)
{
    struct evidence *seen = ARENA_NEW(s->w->arena, struct evidence, s->wish.nseen);
    uint32_t n = 0;
    if (!seen)
        return diag_oom(s->w->diags);
    for (uint32_t v = 0; v < s->d->nwires; v++)
        if (s->want[v] != OPEN_STATE)
            seen[n++] = (struct evidence){v, s->want[v]};
    struct source src = source_of_diagram(s->d);
    struct tensor *p = src.marginal(src.self, s->w, NULL, 0, seen, n);
    if (!p)
        return false;
    if (!(p->p[0] > 0)) {
        diag_error(s->w->diags, "impossible-evidence", NO_SPAN,
                   "what is seen never happens, so no row can be drawn");
        return diag_hint(s->w->diags,
                         "ask for the probability of what is seen: some of it excludes the rest");
    }
    if (rejected && (double)s->wish.n / p->p[0] > LIMIT_DRAWS) {
        diag_error(s->w->diags, "rare-evidence", NO_SPAN,
                   "what is seen has probability %.3g: %llu rows would take some %.1g draws", p->p[0],
                   (unsigned long long)s->wish.n, (double)s->wish.n / p->p[0]);
        return diag_hint(s->w->diags, "see less, or draw fewer rows");
    }
    return true;
}

static bool posterior(struct sampler *s)
{
    uint32_t *over = ARENA_NEW(s->w->arena, uint32_t, s->d->nout), n = 0;
    double cells = 1;
    bool impossible = false;
    if (!over)
        return diag_oom(s->w->diags);
    for (uint32_t i = 0; i < s->d->nout; i++)
        if (s->want[s->d->out[i]] == OPEN_STATE) {
            over[n++] = s->d->out[i];
            cells *= s->d->wire[s->d->out[i]].type->n;
        }
    bool rejected = cells > LIMIT_SAMPLED_CELLS || n > LIMIT_TENSOR_RANK;
    if (!evidence_possible(s, rejected))
        return false;
    if (rejected)
        return open_faucets(s);
    for (uint32_t i = 0; i < s->wish.nseen; i++)
        s->state[s->wish.seen[i].wire] = s->wish.seen[i].state;
    s->table = stoch_conditional(s->w, s->d, over, n, NULL, 0, s->wish.seen, s->wish.nseen, &impossible);
    s->joint = s->table ? cumulate(s->w, s->table->p, s->table->cells, s->table->cells) : NULL;
    return s->joint;
}

struct sampler *learn_sampler_new(struct work *w, const struct diagram *d, const struct sample_wish *wish,
                                  struct buf *head)
{
    struct sampler *s = ARENA_NEW(w->arena, struct sampler, 1);
    if (!s) {
        diag_oom(w->diags);
        return NULL;
    }
    *s = (struct sampler){.w = w, .d = d, .wish = *wish};
    return begin(s, head) && (wish->nseen ? posterior(s) : open_faucets(s)) ? s : NULL;
}
