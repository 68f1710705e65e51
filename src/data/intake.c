/* intake.c -- rows of texts become counts. */
#include "data/data_int.h"

#include "base/limits.h"

#include <math.h>
#include <string.h>

bool intake_begin(struct intake *in, struct work *w, const struct data_request *q)
{
    *in = (struct intake){.w = w, .q = q};
    struct arena *a = &in->scratch;
    in->table.ncolumns = q->nwant;
    in->levels = ARENA_NEW(a, struct levels, q->nwant);
    in->code = ARENA_NEW(a, uint32_t, q->nwant);
    in->missing = ARENA_NEW(a, uint64_t, q->nwant);
    if (!in->levels || !in->code || !in->missing)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < q->nwant; k++)
        if (!levels_init(&in->levels[k], a, q, &q->want[k]))
            return diag_oom(w->diags);
    return true;
}

void intake_free(struct intake *in)
{
    count_free(&in->table);
    arena_free(&in->scratch);
}

/* ---- a row ---- */

/* Its codes; false in *complete when a value is missing. */
static bool take_codes(struct intake *in, const struct str *field, uint64_t rows, bool *complete)
{
    *complete = true;
    for (uint32_t k = 0; k < in->q->nwant; k++) {
        enum level_status status = levels_code(&in->levels[k], field[k], &in->code[k]);
        if (status == LEVEL_MISSING) {
            *complete = false;
            in->missing[k] += rows;
        } else if (status != LEVEL_FOUND) {
            return intake_level_error(in, status, k, field[k]);
        }
    }
    return true;
}

static bool add(struct intake *in, const struct str *field, struct count_sum more)
{
    bool complete;
    if (!take_codes(in, field, more.rows, &complete))
        return false;
    if (!complete) {
        in->dropped += more.rows;
        return true;
    }
    in->used += more.rows;
    if (!(more.weight > 0))
        return true;
    switch (count_add(&in->table, in->code, more, LIMIT_COUNT_ROWS)) {
    case COUNT_TOO_MANY:
        return intake_too_many_rows(in);
    case COUNT_OUT_OF_MEMORY:
        return diag_oom(in->w->diags);
    default:
        return true;
    }
}

bool intake_row(struct intake *in, const struct str *field, uint64_t rows, double weight)
{
    long double w = weight, n = (long double)rows;
    return add(in, field, (struct count_sum){w * n, w * w * n, rows});
}

bool intake_sums(struct intake *in, const struct str *field, uint64_t rows, double weight, double weight2)
{
    return add(in, field, (struct count_sum){weight, weight2, rows});
}

/* ---- the result ---- */

/* Column k of the result, and rank[code] = its level number there. */
static bool settle_column(struct intake *in, uint32_t k, struct data_column *out, uint32_t *rank)
{
    struct arena *a = in->w->arena;
    const struct data_column *want = &in->q->want[k];
    struct str *bound = ARENA_NEW(a, struct str, want->nbounds);
    *out = (struct data_column){.name = str_dup(a, want->name),
                                .levels = levels_order(&in->levels[k], a, rank),
                                .nlevels = in->levels[k].n,
                                .bound = bound,
                                .nbounds = want->nbounds};
    for (uint32_t i = 0; bound && i < want->nbounds; i++)
        if (!(bound[i] = str_dup(a, want->bound[i])).s)
            return false;
    return out->name.s && out->levels && bound;
}

static bool settle_codes(struct intake *in, struct data_column *column, uint32_t *code)
{
    const struct count_table *t = &in->table;
    uint32_t n = in->q->nwant, most = 0;
    for (uint32_t k = 0; k < n; k++)
        most = in->levels[k].n > most ? in->levels[k].n : most;
    uint32_t *rank = ARENA_NEW(&in->scratch, uint32_t, most);
    if (!rank)
        return false;
    for (uint32_t k = 0; k < n; k++) {
        if (!settle_column(in, k, &column[k], rank))
            return false;
        for (size_t i = 0; i < t->n; i++)
            code[i * n + k] = rank[t->code[i * n + k]];
    }
    return true;
}

/* The texts that mean a missing value. */
static bool settle_tokens(const struct intake *in, struct counts *out)
{
    uint32_t n = DATA_ALWAYS_MISSING + in->q->nmissing;
    struct str *token = ARENA_NEW(in->w->arena, struct str, n);
    for (uint32_t i = 0; token && i < n; i++) {
        bool always = i < DATA_ALWAYS_MISSING;
        token[i] =
            always ? data_always_missing[i] : str_dup(in->w->arena, in->q->missing[i - DATA_ALWAYS_MISSING]);
        if (!token[i].s)
            return false;
    }
    out->ntokens = n;
    out->token = token;
    out->missing_level = in->q->missing_level;
    return token != NULL;
}

static bool settle(struct intake *in, struct counts *out)
{
    struct arena *a = in->w->arena;
    const struct count_table *t = &in->table;
    uint32_t n = in->q->nwant;
    bool sampling = in->q->weighting == WEIGHT_SAMPLING;
    struct data_column *column = ARENA_NEW(a, struct data_column, n);
    uint32_t *code = arena_array(a, t->n, sizeof *code * n);
    double *weight = ARENA_NEW(a, double, t->n), *weight2 = ARENA_NEW(a, double, sampling ? t->n : 0);
    uint64_t *rows = ARENA_NEW(a, uint64_t, t->n), *missing = ARENA_NEW(a, uint64_t, n);
    long double total = 0, total2 = 0;
    if (!column || !code || !weight || !weight2 || !rows || !missing || !settle_codes(in, column, code))
        return false;
    for (size_t i = 0; i < t->n; i++) {
        weight[i] = (double)t->sum[i].weight;
        rows[i] = t->sum[i].rows;
        total += t->sum[i].weight;
        total2 += t->sum[i].weight2;
        if (sampling)
            weight2[i] = (double)t->sum[i].weight2;
    }
    struct str column_weight = str_dup(a, in->q->weighting == WEIGHT_NONE ? STR("") : in->q->weight);
    if (!column_weight.s)
        return false;
    if (n)
        memcpy(missing, in->missing, n * sizeof *missing);
    *out = (struct counts){.ncolumns = n,
                           .column = column,
                           .nrows = t->n,
                           .code = code,
                           .weight = weight,
                           .rows = rows,
                           .weight2 = sampling ? weight2 : NULL,
                           .weighting = in->q->weighting,
                           .weight_column = column_weight,
                           .total = (double)total,
                           .total2 = (double)total2,
                           .used = in->used,
                           .dropped = in->dropped,
                           .missing = missing};
    return settle_tokens(in, out);
}

/* Can their sums be told? */
static bool finite_weights(const struct intake *in)
{
    long double total = 0, total2 = 0;
    for (size_t i = 0; i < in->table.n; i++) {
        total += in->table.sum[i].weight;
        total2 += in->table.sum[i].weight2;
    }
    return isfinite((double)total) && (in->q->weighting != WEIGHT_SAMPLING || isfinite((double)total2));
}

bool intake_end(struct intake *in, struct counts *out)
{
    for (uint32_t k = 0; k < in->q->nwant; k++) {
        const struct levels *l = &in->levels[k];
        if (!l->closed && !l->texts && !in->q->want[k].values && l->n > FEW_NUMBERS)
            return intake_needs_bins(in, k);
    }
    if (!in->table.n)
        return intake_no_rows(in);
    if (!finite_weights(in))
        return intake_too_heavy(in);
    if (!settle(in, out))
        return diag_oom(in->w->diags);
    intake_warn_unseen(in, out);
    intake_warn_doubtful(in, out);
    return true;
}
