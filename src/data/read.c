/* read.c -- the sources of a request, one after the other, into one table of counts. */
#include "data/data_int.h"
#include "data/gather.h"

#include "base/buf.h"

enum { MOST_NAMED = 3 };

struct data_request data_request_of(const struct data_request *q, uint32_t i)
{
    struct data_request one = *q;
    if (i > 0) {
        one.path = q->more[i - 1].path;
        one.name = q->more[i - 1].name;
        one.at = q->more[i - 1].at;
    }
    return one;
}

/* The rows of source i. */
static bool read_one(struct intake *in, const struct data_request *q, uint32_t i, struct gather *g,
                     struct counted_source *source)
{
    uint64_t used = in->used, dropped = in->dropped;
    bool gathered;
    *source = (struct counted_source){.name = q->name};
    in->q = q;
    bool good = gather_rows(g, i, in, q, source, &gathered);
    if (!gathered)
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
    struct data_request one, whole = *q;
    struct gather *g = NULL;
    bool good = intake_begin(&in, w, q) && (source || diag_oom(w->diags)) && gather_begin(&g, w, q);
    for (uint32_t i = 0; good && i <= q->nmore; i++) {
        one = data_request_of(q, i);
        good = read_one(&in, &one, i, g, &source[i]);
    }
    gather_end(g);
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
