/* odbc_library.c -- the driver manager, and calls that take long. */
#include "data/odbc_library.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"
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
        NAME(SQLFreeStmt),       NAME(SQLCancel),     NAME(SQLEndTran),      NAME(SQLGetDiagRecW),
        NAME(SQLTablesW)};
#undef NAME
    return loaded_open(q, file, "unixodbc", names, sizeof names / sizeof *names) ? &lib : NULL;
}

/* A call under way. It belongs to its threads once it is abandoned; the last of them frees it. */
struct call {
    const struct odbc_library *l;
    void *dbc, *stmt;
    uint16_t *text;
    size_t n;
    int16_t status;
    bool done, cancelling, cancelled, abandoned; /* cancelled: there is, or was, a thread for that */
    pthread_t runner, canceller;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static void free_call(struct call *c)
{
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    /* a connection string holds a password */
    memset(c->text, 0, c->n * sizeof *c->text);
    mem_free(c->text);
    mem_free(c);
}

/* A thread ends, having set what it was to set under the lock. */
static void leave(struct call *c)
{
    bool last = c->abandoned && c->done && !c->cancelling;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    if (last)
        free_call(c);
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
    leave(c);
    return NULL;
}

static void *cancel(void *cx)
{
    struct call *c = cx;
    c->l->SQLCancel(c->stmt);
    pthread_mutex_lock(&c->lock);
    c->cancelling = false;
    leave(c);
    return NULL;
}

/* Start a thread with all signals blocked: they are for the thread that polls. */
static bool start(struct call *c, pthread_t *thread, void *(*work)(void *))
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool good = pthread_create(thread, NULL, work, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}

static void wait_a_little(struct call *c)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += POLL_NANOSECONDS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&c->changed, &c->lock, &until);
}

/* To cancel, drivers connect once more and wait for the server, which may be long: that is a thread too. */
static void start_cancel(struct call *c)
{
    if (c->cancelled)
        pthread_join(c->canceller, NULL); /* one before, which is at its end */
    /* it waits for the lock before it says that it is done */
    c->cancelled = c->cancelling = start(c, &c->canceller, cancel);
}

/* Leave the call to its threads. */
static void abandon(struct call *c)
{
    c->abandoned = true;
    pthread_detach(c->runner);
    if (c->cancelled)
        pthread_detach(c->canceller);
}

/* Drivers clean up when a thread ends, which is to be before the program does. */
static void join(struct call *c)
{
    pthread_join(c->runner, NULL);
    if (c->cancelled)
        pthread_join(c->canceller, NULL);
}

static enum odbc_outcome wait_for(struct call *c)
{
    double since = 0;
    pthread_mutex_lock(&c->lock);
    while (!c->done || c->cancelling) {
        wait_a_little(c);
        progress_wait();
        if (!interrupted() || (c->done && !c->cancelling))
            continue;
        double now = clock_seconds();
        since = since > 0 ? since : now;
        if (now - since > GRACE_SECONDS) {
            abandon(c);
            pthread_mutex_unlock(&c->lock);
            return ODBC_ABANDONED;
        }
        if (c->stmt && !c->done && !c->cancelling)
            start_cancel(c);
    }
    pthread_mutex_unlock(&c->lock);
    join(c);
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
    pthread_cond_init(&c->changed, NULL);
    if (start(c, &c->runner, run))
        return wait_for(c);
    free_call(c);
    return ODBC_OUT_OF_MEMORY;
}
