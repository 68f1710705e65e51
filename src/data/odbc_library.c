/* odbc_library.c -- the driver manager, and calls that take long. */
#include "data/odbc_library.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "data/loaded.h"
#include "data/utf16.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { POLL_NANOSECONDS = 20000000 };
static const double GRACE_SECONDS = 2;

const struct odbc_library *odbc_load(const struct group_query *q)
{
    static struct odbc_library lib;
    static const char *const file[] = {"libodbc.so.2", "libodbc.so.1", "libiodbc.so.2", NULL};
#define NAME(name)       \
    {                    \
#name, &lib.name \
    }
    static const struct loaded_name names[] = {
        NAME(SQLAllocHandle),    NAME(SQLFreeHandle), NAME(SQLSetEnvAttr),   NAME(SQLSetConnectAttrW),
        NAME(SQLDriverConnectW), NAME(SQLDisconnect), NAME(SQLGetInfoW),     NAME(SQLExecDirectW),
        NAME(SQLNumResultCols),  NAME(SQLFetch),      NAME(SQLDescribeColW), NAME(SQLGetData),
        NAME(SQLFreeStmt),       NAME(SQLCancel),     NAME(SQLEndTran),      NAME(SQLGetDiagRecW)};
#undef NAME
    return loaded_open(q, file, "unixodbc", names, sizeof names / sizeof *names) ? &lib : NULL;
}

/* A call under way. It belongs to the thread once it is abandoned. */
struct call {
    const struct odbc_library *l;
    void *dbc, *stmt;
    uint16_t *text;
    size_t n;
    int16_t status;
    bool done, abandoned;
    pthread_mutex_t lock;
    pthread_cond_t ended;
};

static void free_call(struct call *c)
{
    pthread_cond_destroy(&c->ended);
    pthread_mutex_destroy(&c->lock);
    /* a connection string holds a password */
    memset(c->text, 0, c->n * sizeof *c->text);
    mem_free(c->text);
    mem_free(c);
}

static void *run(void *cx)
{
    struct call *c = cx;
    int16_t status = c->stmt ? c->l->SQLExecDirectW(c->stmt, c->text, (int32_t)c->n)
                             : c->l->SQLDriverConnectW(c->dbc, NULL, c->text, (int16_t)c->n, NULL, 0, NULL,
                                                       ODBC_NO_PROMPT);
    pthread_mutex_lock(&c->lock);
    c->status = status;
    c->done = true;
    bool abandoned = c->abandoned;
    pthread_cond_signal(&c->ended);
    pthread_mutex_unlock(&c->lock);
    if (abandoned)
        free_call(c);
    return NULL;
}

/* Start the thread with all signals blocked: they are for the thread that polls. */
static bool start(struct call *c)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool good = pthread_create(&thread, NULL, run, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (good)
        pthread_detach(thread);
    return good;
}

static void wait_a_little(struct call *c)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += POLL_NANOSECONDS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&c->ended, &c->lock, &until);
}

static enum odbc_outcome wait_for(struct call *c)
{
    double since = 0;
    pthread_mutex_lock(&c->lock);
    while (!c->done) {
        wait_a_little(c);
        if (c->done || !interrupted())
            continue;
        double now = clock_seconds();
        if (since == 0)
            since = now;
        if (now - since > GRACE_SECONDS) {
            c->abandoned = true;
            pthread_mutex_unlock(&c->lock);
            return ODBC_ABANDONED;
        }
        pthread_mutex_unlock(&c->lock);
        if (c->stmt)
            c->l->SQLCancel(c->stmt);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    bool good = c->status == ODBC_SUCCESS || c->status == ODBC_SUCCESS_WITH_INFO || c->status == ODBC_NO_DATA;
    free_call(c);
    return interrupted() ? ODBC_INTERRUPTED : good ? ODBC_DONE : ODBC_FAILED;
}

enum odbc_outcome odbc_call(const struct odbc_library *l, void *dbc, void *stmt, struct str text)
{
    struct call *c = mem_alloc(sizeof *c);
    if (!c)
        return ODBC_OUT_OF_MEMORY;
    *c = (struct call){.l = l, .dbc = dbc, .stmt = stmt};
    c->text = utf16_of(text, &c->n);
    if (!c->text) {
        mem_free(c);
        return ODBC_OUT_OF_MEMORY;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->ended, NULL);
    if (start(c))
        return wait_for(c);
    free_call(c);
    return ODBC_OUT_OF_MEMORY;
}
