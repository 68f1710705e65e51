/* read.c -- the sources of a request, one after the other, into one table of counts. */
#include "data/data_int.h"
#include "data/database.h"

#include "base/buf.h"

enum { MOST_NAMED = 3 };

/* The rows of one source. */
static bool read_one(struct intake *in, const struct data_request *q, struct counted_source *source)
{
    uint64_t used = in->used, dropped = in->dropped;
    bool good;
    *source = (struct counted_source){.name = q->name};
    in->q = q;
    good = data_is_address(q->name) ? data_read_database(in, q, source) : data_read_csv(in, q);
    in->line = 0;
    source->used = in->used - used;
    source->dropped = in->dropped - dropped;
    source->name = str_dup(in->w->arena, source->name);
    return good && (source->name.s || diag_oom(in->w->diags));
}

/* "a.csv, b.csv"; "a.csv and 11 others" */
static struct str all_names(struct intake *in, const struct counted_source *source, uint32_t n)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < (n > MOST_NAMED ? 1 : n); i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(source[i].name));
    if (n > MOST_NAMED)
        buf_fmt(&b, " and %u others", n - 1);
    struct str s = b.failed ? (struct str){NULL, 0} : str_dup(in->w->arena, buf_str(&b));
    buf_free(&b);
    if (!s.s)
        diag_oom(in->w->diags);
    return s;
}

bool data_read(struct counts *out, struct work *w, const struct data_request *q)
{
    struct intake in;
    struct counted_source *source = ARENA_NEW(w->arena, struct counted_source, (size_t)q->nmore + 1);
    struct data_request one = *q, whole = *q;
    bool good = intake_begin(&in, w, q) && (source || diag_oom(w->diags));
    good = good && read_one(&in, &one, &source[0]);
    for (uint32_t i = 0; good && i < q->nmore; i++) {
        one.path = q->more[i].path;
        one.name = q->more[i].name;
        one.at = q->more[i].at;
        good = read_one(&in, &one, &source[i + 1]);
    }
    if (good) {
        whole.name = all_names(&in, source, q->nmore + 1);
        in.q = &whole;
        good = whole.name.s && intake_end(&in, out);
    }
    if (good) {
        out->source = source;
        out->nsources = q->nmore + 1;
        out->name = whole.name;
    }
    intake_free(&in);
    return good;
}
