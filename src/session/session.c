/* session.c -- the table of names, settings, and files. */
#include "session/diagram_value.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct session *session_new(void)
{
    struct session *s = mem_alloc(sizeof *s);
    for (size_t kind = 0; s && kind <= BIND_VALUE; kind++)
        s->by_name[kind] = map_in(&s->names);
    if (s)
        s->interval = (struct interval_options){INTERVAL_DELTA, 0.95, 1000, 1};
    if (s && !(s->plans = plans_new())) {
        mem_free(s);
        return NULL;
    }
    return s;
}

void binding_hold(struct binding *holder, struct binding *model)
{
    size_t k = holder->held[0] ? 1 : 0;
    if (!model || holder->held[0] == model || holder->held[1])
        return;
    holder->held[k] = model;
    model->holders++;
}

/* No name stands for it any more; whoever holds it last frees it. */
static void let_go(struct binding *b)
{
    b->replaced = true;
    if (!b->holders)
        binding_free(b);
}

void binding_free(struct binding *b)
{
    if (!b)
        return;
    for (size_t k = 0; k < 2; k++)
        if (b->held[k] && --b->held[k]->holders == 0 && b->held[k]->replaced)
            binding_free(b->held[k]);
    arena_free(&b->arena);
    arena_free(&b->data);
    mem_free(b);
}

void session_free(struct session *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        let_go(s->binding[i]);
    mem_free(s->binding);
    arena_free(&s->names);
    buf_free(&s->last_file);
    plans_free(s->plans);
    mem_free(s);
}

struct binding *session_find(const struct session *s, enum binding_kind kind, struct str name)
{
    uint32_t at = map_get(&s->by_name[kind], name);
    return at == MAP_NONE ? NULL : s->binding[at];
}

struct binding *binding_new(struct run *r, enum binding_kind kind, struct str name)
{
    struct binding *b = mem_alloc(sizeof *b);
    if (!b) {
        diag_oom(r->w.diags);
        return NULL;
    }
    b->kind = kind;
    b->name = str_dup(&b->arena, name);
    if (!b->name.s) {
        binding_free(b);
        diag_oom(r->w.diags);
        return NULL;
    }
    return b;
}

/* Room for one more binding, and its name known; when memory is short nothing has changed. */
static bool enter_name(struct session *s, const struct binding *b)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 16;
        struct binding **grown = mem_resize(s->binding, cap * sizeof(*grown));
        if (!grown)
            return false;
        s->binding = grown;
        s->cap = cap;
    }
    struct str name = str_dup(&s->names, b->name);
    return name.s && map_put(&s->by_name[b->kind], name, (uint32_t)s->n);
}

bool session_commit(struct run *r, struct binding *b)
{
    struct session *s = r->s;
    uint32_t at = map_get(&s->by_name[b->kind], b->name);
    b->serial = s->bound++;
    if (at == MAP_NONE) {
        if (!enter_name(s, b)) {
            binding_free(b);
            return diag_oom(r->w.diags);
        }
        s->binding[s->n++] = b;
        return true;
    }
    struct binding *old = s->binding[at];
    s->binding[at] = b;
    if (s->current == old)
        s->current = b;
    let_go(old);
    return true;
}

size_t session_names_of(const struct session *s, enum binding_kind kind, struct str *names, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n && n < max; i++)
        if (s->binding[i]->kind == kind)
            names[n++] = s->binding[i]->name;
    return n;
}

/* ---- settings ---- */

void session_set_verify(struct session *s, bool on)
{
    s->verify = on;
}

bool session_verify(const struct session *s)
{
    return s->verify;
}

void session_set_exact(struct session *s, bool on)
{
    s->exact = on;
}

bool session_exact(const struct session *s)
{
    return s->exact;
}

void session_set_interval(struct session *s, struct interval_options how)
{
    s->interval = how;
}

struct interval_options session_interval(const struct session *s)
{
    return s->interval;
}

bool session_set_show(struct session *s, struct str stage)
{
    static const struct str stages[] = {STR(""),        STR("tokens"),  STR("ast"),
                                        STR("diagram"), STR("surgery"), STR("tensor")};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (str_eq(stage, stages[i])) {
            memcpy(s->show, stages[i].s, stages[i].n + 1);
            return true;
        }
    return false;
}

/* ---- files ---- */

bool session_read_file(struct str path, struct buf *out, struct diags *d)
{
    struct stat st;
    char block[1 << 16];
    size_t n;
    FILE *f = fopen(path.s, "rb");
    if (f && fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
        fclose(f);
        f = NULL;
        errno = EISDIR;
    }
    if (!f) {
        diag_error(d, "file", NO_SPAN, "cannot read `%.*s`: %s", STR_ARG(path), strerror(errno));
        return diag_hint(d, "check the name; a relative name is looked up from the current folder");
    }
    while ((n = fread(block, 1, sizeof block, f)) > 0 && out->n <= LIMIT_FILE_BYTES && !out->failed)
        buf_put(out, (struct str){block, n});
    int error = ferror(f) ? errno : 0;
    fclose(f);
    if (error)
        return diag_error(d, "file", NO_SPAN, "cannot read `%.*s`: %s", STR_ARG(path), strerror(error));
    if (out->n > LIMIT_FILE_BYTES)
        return diag_error(d, "file", NO_SPAN, "`%.*s` is larger than %d bytes", STR_ARG(path),
                          LIMIT_FILE_BYTES);
    return !out->failed || diag_oom(d);
}

/* Remember the file for session_reload(). When memory is short the one before stays. */
static bool remember(struct session *s, struct str path)
{
    struct buf name = {0};
    buf_put(&name, path);
    if (name.failed) {
        buf_free(&name);
        return false;
    }
    buf_free(&s->last_file);
    s->last_file = name;
    return true;
}

enum run_status session_load(struct session *s, struct str path, bool keep_going, const struct sink *sink)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct buf body = {0};
    enum run_status status = RUN_FAILED;
    struct str name = str_dup(&arena, path);
    if (!name.s)
        diag_oom(&diags);
    else if (session_read_file(name, &body, &diags) && (remember(s, name) || diag_oom(&diags)))
        status = session_run(s, (struct text){name, buf_str(&body)}, keep_going, sink);
    run_report(&diags, sink);
    buf_free(&body);
    arena_free(&arena);
    return status;
}

enum run_status session_reload(struct session *s, const struct sink *sink)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    enum run_status status = RUN_FAILED;
    struct str path = str_dup(&arena, buf_str(&s->last_file)); /* loading changes last_file */
    if (!path.s) {
        diag_oom(&diags);
    } else if (path.n) {
        status = session_load(s, path, false, sink);
    } else {
        diag_error(&diags, "nothing-to-reload", NO_SPAN, "no file has been loaded yet");
        diag_hint(&diags, "load one with `:load FILE.cdl`");
    }
    run_report(&diags, sink);
    arena_free(&arena);
    return status;
}

/* ---- lists, for the prompt ---- */

size_t session_models(const struct session *s, struct str *names, size_t max)
{
    return session_names_of(s, BIND_MODEL, names, max);
}

struct str session_current(const struct session *s)
{
    return s->current ? s->current->name : STR("");
}

size_t session_names(const struct session *s, struct str *names, size_t max)
{
    size_t n = 0;
    for (uint32_t v = 0; s->current && v < s->current->model->nvars && n < max; v++)
        if (s->current->model->var[v].role != VAR_CONFOUNDER)
            names[n++] = s->current->model->var[v].name;
    for (size_t i = 0; i < s->n && n < max; i++)
        names[n++] = s->binding[i]->name;
    return n;
}

static const struct type *type_of_wire(const struct diagram *d, struct str name)
{
    for (uint32_t w = 0; w < d->nwires; w++)
        if (str_eq(d->wire[w].name, name))
            return d->wire[w].type;
    return NULL;
}

static const struct type *type_named(const struct session *s, struct str name)
{
    uint32_t v = s->current ? model_var(s->current->model, name) : UINT32_MAX;
    if (v != UINT32_MAX)
        return s->current->model->var[v].type;
    const struct binding *b = session_find(s, BIND_TYPE, name);
    const struct type *t = b ? b->type : NULL;
    for (size_t i = s->n; !t && i-- > 0;)
        if (s->binding[i]->kind == BIND_VALUE && s->binding[i]->value.kind == VALUE_DIAGRAM)
            t = type_of_wire(s->binding[i]->value.diagram->d, name);
    return t;
}

size_t session_states(const struct session *s, struct str var, struct str *names, size_t max)
{
    const struct type *t = type_named(s, var);
    size_t n = 0;
    while (t && n < t->n && n < max) {
        names[n] = t->state[n];
        n++;
    }
    return n;
}

size_t session_wires(const struct session *s, struct str name, struct str *names, size_t max)
{
    size_t n = 0;
    const struct binding *b = session_find(s, BIND_VALUE, name);
    if (b && b->value.kind == VALUE_DIAGRAM) {
        const struct diagram *d = b->value.diagram->d;
        for (uint32_t w = 0; w < d->nwires && n < max; w++)
            if (d->wire[w].name.n && !d->wire[w].hidden)
                names[n++] = d->wire[w].name;
        return n;
    }
    b = session_find(s, BIND_MODEL, name);
    for (uint32_t v = 0; b && v < b->model->nvars && n < max; v++)
        if (b->model->var[v].role != VAR_CONFOUNDER)
            names[n++] = b->model->var[v].name;
    return n;
}
