/* database.c -- from groups of a database to counts. */
#include "data/database.h"

#include "base/interrupt.h"
#include "data/data_int.h"
#include "data/groups.h"
#include "data/sql.h"

bool data_is_address(struct str name)
{
    struct arena scratch = {0};
    struct diags unheard = {.arena = &scratch};
    struct work w = {&scratch, &unheard, NULL};
    struct data_url url;
    bool file = data_url_parse(&url, &w, name, NO_SPAN) && url.scheme == DATA_FILE;
    arena_free(&scratch);
    return !file;
}

static bool take_group(void *cx, const struct str *value, const struct group *g)
{
    struct intake *in = cx;
    if (in->q->weighting == WEIGHT_NONE)
        return intake_row(in, value, (uint64_t)g->rows, 1);
    return intake_sums(in, value, (uint64_t)g->rows, g->weight, g->weight2);
}

static bool read_groups(struct intake *in, struct work *w, const struct data_request *q, struct data_url *url,
                        const struct sql_dialect **dialect)
{
    static bool (*const reader[])(const struct group_query *) = {
        [DATA_SQLITE] = sqlite_groups, [DATA_ODBC] = odbc_groups, [DATA_CLICKHOUSE] = clickhouse_groups};
    struct work scratch = {&in->scratch, w->diags, NULL};
    struct str *column = ARENA_NEW(&in->scratch, struct str, q->nwant);
    if (!column)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < q->nwant; k++)
        column[k] = q->want[k].name;
    struct group_query groups = {.w = &scratch,
                                 .request = q,
                                 .at = q->at,
                                 .url = url,
                                 .ncolumns = q->nwant,
                                 .column = column,
                                 .cx = in,
                                 .row = take_group,
                                 .dialect = dialect};
    if (q->weighting != WEIGHT_NONE)
        groups.weight = q->weight;
    interrupt_hold(true); /* a server would go on counting */
    bool good = reader[url->scheme](&groups);
    interrupt_hold(false);
    return good;
}

bool data_read_database(struct intake *in, const struct data_request *q, struct counted_source *source)
{
    struct data_url url, opened;
    struct data_request masked = *q;
    if (!data_url_parse(&url, in->w, q->name, q->at) || !data_url_parse(&opened, in->w, q->path, q->at))
        return false;
    url.location = opened.location; /* a file is opened beside the script */
    masked.name = source->name = url.shown;
    in->q = &masked;
    source->dialect = sql_dialect_of_url(&url);
    bool good = read_groups(in, in->w, &masked, &url, &source->dialect);
    in->q = q;
    return good;
}
