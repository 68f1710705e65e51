/* gather.c -- scatter and gather: the same counts asked of several servers at once. Counts add up, so that is
 * all there is to it; what each server says is handed on in the order in which the sources are named, so that
 * levels and messages do not depend on who was first. */
#include "data/gather.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"
#include "data/data_int.h"
#include "data/table_source.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { LOOK_NANOSECONDS = 20000000 };

struct kept {
    const struct str *value;
    struct group group;
};

/* One table, read by a thread. */
struct reading {
    struct arena arena; /* of the thread, until it has ended */
    struct diags diags;
    struct work w;
    struct table_source table;
    struct kept *kept;
    size_t n, cap;
    pthread_t thread;
    bool started, good;
    atomic_bool done;
};

struct gather {
    uint32_t n;
    struct reading *of[]; /* by source; NULL: a file */
};

/* ---- in the thread ---- */

static bool keep(void *cx, const struct str *value, const struct group *group)
{
    struct reading *r = cx;
    uint32_t n = r->table.request.nwant;
    struct str *copy = ARENA_NEW(&r->arena, struct str, n);
    if (!copy)
        return diag_oom(&r->diags);
    for (uint32_t k = 0; k < n; k++)
        if (value[k].s && !(copy[k] = str_dup(&r->arena, value[k])).s)
            return diag_oom(&r->diags);
    return ARENA_PUSH(&r->arena, r->kept, r->n, r->cap, ((struct kept){copy, *group})) || diag_oom(&r->diags);
}

static void *run(void *cx)
{
    struct reading *r = cx;
    r->good = table_source_read(&r->table, &r->w, r, keep);
    atomic_store(&r->done, true);
    return NULL;
}

/* ---- beginning and end ---- */

static bool is_server(struct str name)
{
    struct arena scratch = {0};
    struct diags unheard = {.arena = &scratch};
    struct work w = {&scratch, &unheard, NULL};
    struct data_url url;
    bool good =
        data_url_parse(&url, &w, name, NO_SPAN) && (url.scheme == DATA_ODBC || url.scheme == DATA_CLICKHOUSE);
    arena_free(&scratch);
    return good;
}

static bool start(struct gather *g, uint32_t i, const struct data_request *q)
{
    struct reading *r = mem_alloc(sizeof *r);
    if (!r)
        return false;
    *r = (struct reading){.diags.arena = &r->arena};
    g->of[i] = r;
    r->w = (struct work){&r->arena, &r->diags, NULL};
    if (!table_source_open(&r->table, &r->w, q)) { /* reported when its turn comes */
        atomic_store(&r->done, true);
        return true;
    }
    r->started = pthread_create(&r->thread, NULL, run, r) == 0;
    if (!r->started)
        run(r);
    return true;
}

bool gather_begin(struct gather **out, struct work *w, const struct data_request *q)
{
    uint32_t n = q->nmore + 1, servers = 0;
    *out = NULL;
    for (uint32_t i = 0; i < n; i++)
        servers += is_server(i ? q->more[i - 1].name : q->name) ? 1 : 0;
    if (servers < 2)
        return true;
    struct gather *g = mem_alloc(sizeof *g + n * sizeof(struct reading *));
    if (!g)
        return diag_oom(w->diags);
    g->n = n;
    for (uint32_t i = 0; i < n; i++)
        g->of[i] = NULL;
    *out = g;
    interrupt_hold(true); /* servers would go on counting */
    for (uint32_t i = 0; i < n; i++) {
        struct data_request one = data_request_of(q, i);
        if (is_server(one.name) && !start(g, i, &one))
            return diag_oom(w->diags);
    }
    return true;
}

void gather_end(struct gather *g)
{
    if (!g)
        return;
    for (uint32_t i = 0; i < g->n; i++) {
        struct reading *r = g->of[i];
        if (r && r->started)
            pthread_join(r->thread, NULL);
        if (r)
            arena_free(&r->arena);
        mem_free(r);
    }
    interrupt_hold(false);
    mem_free(g);
}

/* ---- the rows ---- */

static void wait_for(struct reading *r)
{
    progress_begin_wait("the databases");
    while (!atomic_load(&r->done)) {
        progress_wait();
        nanosleep(&(struct timespec){.tv_nsec = LOOK_NANOSECONDS}, NULL);
    }
    progress_end();
}

bool gather_rows(struct gather *g, uint32_t i, struct intake *in, const struct data_request *q,
                 struct counted_source *source, bool *mine)
{
    struct reading *r = g ? g->of[i] : NULL;
    *mine = r != NULL;
    if (!r)
        return true;
    wait_for(r);
    diags_append(in->w->diags, &r->diags);
    source->dialect = r->table.dialect;
    source->name = r->good ? r->table.request.name : source->name;
    in->q = r->good ? &r->table.request : q;
    bool good = r->good;
    for (size_t k = 0; good && k < r->n; k++)
        good = table_source_take(in, r->kept[k].value, &r->kept[k].group);
    in->q = q;
    return good;
}
