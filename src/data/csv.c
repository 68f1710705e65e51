/* csv.c -- a CSV file as counts: its columns are found in the header, its records handed to the intake. */
#include "data/data_int.h"
#include "data/records.h"

struct reading {
    struct intake *in;
    size_t *place;     /* of the wanted columns and the weight among the kept fields */
    struct str *field; /* of the row at hand, by wanted column */
};

/* Number of kept fields before `column`. */
static size_t kept_before(const bool *keep, size_t column)
{
    size_t n = 0;
    for (size_t i = 0; i < column; i++)
        n += keep[i];
    return n;
}

/* Text of some kind: no control characters. */
static bool printable(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.s[i] < ' ' && s.s[i] != '\n' && s.s[i] != '\t')
            return false;
    return true;
}

static bool header_is_text(struct reading *r, const struct str *field, size_t n)
{
    const struct data_request *q = r->in->q;
    for (size_t i = 0; i < n; i++) {
        if (data_utf8(field[i]))
            continue;
        diag_error(r->in->w->diags, "csv", q->at, "the header of `%.*s` is not UTF-8", STR_ARG(q->name));
        return diag_hint(r->in->w->diags, "%s",
                         printable(field[i]) ? "convert the file, for example with `iconv -f latin1 -t utf-8`"
                                             : "is it really a table of text?");
    }
    return true;
}

static bool take_header(void *cx, const struct str *field, size_t n, const bool **keep)
{
    struct reading *r = cx;
    const struct data_request *q = r->in->q;
    size_t wanted = q->nwant + (q->weighting != WEIGHT_NONE);
    bool *flag = ARENA_NEW(&r->in->scratch, bool, n);
    if (!flag)
        return diag_oom(r->in->w->diags);
    if (!header_is_text(r, field, n) || !intake_columns(r->in->w, q, field, n, r->place))
        return false;
    for (size_t k = 0; k < wanted; k++)
        flag[r->place[k]] = true;
    for (size_t k = 0; k < wanted; k++)
        r->place[k] = kept_before(flag, r->place[k]);
    *keep = flag;
    return true;
}

static bool take_record(void *cx, const struct str *field, uint64_t times, uint64_t line)
{
    struct reading *r = cx;
    const struct data_request *q = r->in->q;
    double weight = 1;
    r->in->line = line;
    for (uint32_t k = 0; k < q->nwant; k++)
        r->field[k] = field[r->place[k]];
    if (q->weighting != WEIGHT_NONE && !intake_weight(r->in, field[r->place[q->nwant]], &weight))
        return false;
    return intake_row(r->in, r->field, times, weight);
}

bool data_read_csv(struct intake *in, const struct data_request *q)
{
    struct reading r = {.in = in,
                        .place = ARENA_NEW(&in->scratch, size_t, (size_t)q->nwant + 1),
                        .field = ARENA_NEW(&in->scratch, struct str, q->nwant)};
    const struct record_sink sink = {.cx = &r, .header = take_header, .record = take_record};
    if (!r.place || !r.field)
        return diag_oom(in->w->diags);
    return records_read(in->w, q, &sink);
}
