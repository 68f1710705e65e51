/* odbc_fetch.c -- the values and numbers of a group: texts in as many pieces as the driver likes. */
#include "data/odbc_int.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"
#include "data/utf16.h"

enum { CHUNK = 2048 };

static bool reserve_units(struct odbc *o, size_t need)
{
    if (need <= o->cap)
        return true;
    size_t cap = o->cap ? o->cap * 2 : 2 * CHUNK;
    uint16_t *units = mem_resize(o->units, cap * sizeof *units);
    if (!units)
        return diag_oom(o->q->w->diags);
    o->units = units;
    o->cap = cap;
    return true;
}

/* In as many pieces as the driver likes. */
bool odbc_take_text(struct odbc *o, uint16_t column, bool *null)
{
    enum { BYTES = CHUNK * sizeof(uint16_t) };
    o->nunits = 0;
    *null = false;
    for (;;) {
        long bytes = 0;
        if (!reserve_units(o, o->nunits + CHUNK))
            return false;
        int16_t status = o->l->SQLGetData(o->stmt, column, ODBC_C_WCHAR, o->units + o->nunits, BYTES, &bytes);
        if (status == ODBC_NO_DATA)
            return true;
        if (!odbc_succeeded(status))
            return odbc_statement_error(o);
        *null = bytes == ODBC_NULL_DATA;
        if (*null)
            return true;
        bool more = bytes == ODBC_NO_TOTAL || bytes >= BYTES;
        o->nunits += more ? CHUNK - 1 : (size_t)bytes / sizeof *o->units;
        if (!more)
            return true;
    }
}

static bool fetch_count(struct odbc *o, uint16_t column, double *out)
{
    int64_t n = 0;
    long bytes;
    if (!odbc_succeeded(o->l->SQLGetData(o->stmt, column, ODBC_C_SBIGINT, &n, sizeof n, &bytes)))
        return odbc_statement_error(o);
    *out = bytes == ODBC_NULL_DATA ? 0 : (double)n;
    return true;
}

static bool fetch_double(struct odbc *o, uint16_t column, double *out)
{
    long bytes;
    *out = 0;
    if (!odbc_succeeded(o->l->SQLGetData(o->stmt, column, ODBC_C_DOUBLE, out, sizeof *out, &bytes)))
        return odbc_statement_error(o);
    *out = bytes == ODBC_NULL_DATA ? 0 : *out;
    return true;
}

/* The values of a group into o->value. Their texts may move until the last is there. */
static bool fetch_values(struct odbc *o)
{
    size_t offset = 0;
    bool null;
    o->text.n = 0;
    for (uint32_t i = 0; i < o->q->ncolumns; i++) {
        if (!odbc_take_text(o, (uint16_t)(i + 1), &null))
            return false;
        size_t before = o->text.n;
        utf16_put(&o->text, o->units, null ? 0 : o->nunits);
        o->value[i] = (struct str){null ? NULL : "", o->text.n - before};
    }
    for (uint32_t i = 0; i < o->q->ncolumns; i++) {
        if (o->value[i].n)
            o->value[i].s = o->text.s + offset;
        offset += o->value[i].n;
    }
    return !o->text.failed || diag_oom(o->q->w->diags);
}

static bool fetch_weights(struct odbc *o, uint16_t first, struct group *g)
{
    return fetch_count(o, first, &g->known) && fetch_double(o, (uint16_t)(first + 1), &g->least) &&
           fetch_double(o, (uint16_t)(first + 2), &g->weight) &&
           fetch_double(o, (uint16_t)(first + 3), &g->weight2);
}

bool odbc_take_group(struct odbc *o)
{
    const struct group_query *q = o->q;
    uint16_t next = (uint16_t)(q->ncolumns + 1);
    struct group g = {0};
    progress_wait();
    if (interrupted())
        return diag_interrupted(q->w->diags);
    if (!fetch_values(o) || !fetch_count(o, next, &g.rows))
        return false;
    g.weight = g.weight2 = g.rows;
    return (!q->weight.n || fetch_weights(o, (uint16_t)(next + 1), &g)) && groups_row(q, o->value, &g);
}
