/* database.c -- from groups of a database to counts. */
#include "data/database.h"

#include "base/interrupt.h"
#include "data/data_int.h"
#include "data/sql.h"
#include "data/table_source.h"

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

bool table_source_take(struct intake *in, const struct str *value, const struct group *g)
{
    if (in->q->weighting == WEIGHT_NONE)
        return intake_row(in, value, (uint64_t)g->rows, 1);
    return intake_sums(in, value, (uint64_t)g->rows, g->weight, g->weight2);
}

static bool take_group(void *cx, const struct str *value, const struct group *g)
{
    return table_source_take(cx, value, g);
}

bool table_source_open(struct table_source *t, struct work *w, const struct data_request *q)
{
    struct data_url opened;
    *t = (struct table_source){.request = *q};
    if (!data_url_parse(&t->url, w, q->name, q->at) || !data_url_parse(&opened, w, q->path, q->at))
        return false;
    t->url.location = opened.location; /* a file is opened beside the script */
    t->request.name = t->url.shown;
    t->dialect = sql_dialect_of_url(&t->url);
    return true;
}

bool table_source_read(struct table_source *t, struct work *w, void *cx,
                       bool (*row)(void *cx, const struct str *value, const struct group *group))
{
    static bool (*const reader[])(const struct group_query *) = {
        [DATA_SQLITE] = sqlite_groups, [DATA_ODBC] = odbc_groups, [DATA_CLICKHOUSE] = clickhouse_groups};
    const struct data_request *q = &t->request;
    struct str *column = ARENA_NEW(w->arena, struct str, q->nwant);
    if (!column)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < q->nwant; k++)
        column[k] = q->want[k].name;
    struct group_query groups = {.w = w,
                                 .request = q,
                                 .at = q->at,
                                 .url = &t->url,
                                 .ncolumns = q->nwant,
                                 .column = column,
                                 .cx = cx,
                                 .row = row,
                                 .dialect = &t->dialect};
    if (q->weighting != WEIGHT_NONE)
        groups.weight = q->weight;
    return reader[t->url.scheme](&groups);
}

bool data_read_database(struct intake *in, const struct data_request *q, struct counted_source *source)
{
    struct table_source table;
    struct work scratch = {&in->scratch, in->w->diags, NULL};
    if (!table_source_open(&table, in->w, q))
        return false;
    in->q = &table.request;
    interrupt_hold(true); /* a server would go on counting */
    bool good = table_source_read(&table, &scratch, in, take_group);
    interrupt_hold(false);
    in->q = q;
    source->name = table.request.name;
    source->dialect = table.dialect;
    return good;
}
