/* import.c -- `import boxes`, `import "study.cdl"`: a text is run here for what it defines.
 *
 * The standard library (stdlib/ in the sources) is part of the program: the build turns its files into
 * library_texts[].  Answers of an imported text are not shown, its errors are. */
#include "base/limits.h"
#include "session/session_int.h"

#include <string.h>

static const struct library_text *find_text(struct str name)
{
    for (const struct library_text *t = library_texts; t->name; t++)
        if (str_eq(name, str_of(t->name)))
            return t;
    return NULL;
}

static bool no_library(struct run *r, const struct ast *name)
{
    enum { MOST = 64 };
    struct str names[MOST];
    struct buf all = {0};
    size_t n = 0;
    for (const struct library_text *t = library_texts; t->name && n < MOST; t++) {
        buf_fmt(&all, "%s%s", n ? ", " : "the library has ", t->name);
        names[n++] = str_of(t->name);
    }
    diag_error(r->w.diags, "unknown-library", name->span, "the library has no `%.*s`", STR_ARG(name->text));
    diag_nearest(r->w.diags, name->text, names, n, all.s);
    buf_free(&all);
    return false;
}

/* What it said, nobody asked for; what went wrong in it, somebody must know. */
static struct sink quiet(const struct sink *sink)
{
    return (struct sink){.cx = sink->cx, .unicode = sink->unicode, .diag = sink->diag};
}

/* "boxes: flip, not, and": what is new since there were `from` bindings. */
static void note_names(struct run *r, struct str name, size_t from)
{
    struct buf line = {0};
    if (!r->sink->note)
        return;
    buf_fmt(&line, "%.*s: ", STR_ARG(name));
    size_t n = 0;
    for (size_t i = from; i < r->s->n; i++)
        buf_fmt(&line, "%s%.*s", n++ ? ", " : "", STR_ARG(r->s->binding[i]->name));
    if (n)
        r->sink->note(r->sink->cx, buf_str(&line));
    buf_free(&line);
}

static bool run_text(struct run *r, struct text text, struct str name, struct span at)
{
    struct sink sink = quiet(r->sink);
    size_t from = r->s->n;
    if (r->s->importing == LIMIT_IMPORTS)
        return diag_error(r->w.diags, "import-depth", at,
                          "imports are nested more than %d deep: does a file "
                          "import itself?",
                          LIMIT_IMPORTS);
    r->s->importing++;
    enum run_status status = session_run(r->s, text, false, &sink);
    r->s->importing--;
    if (status != RUN_OK)
        return diag_error(r->w.diags, "import", at, "`%.*s` was not imported to its end", STR_ARG(name));
    note_names(r, name, from);
    return true;
}

bool import_library(struct run *r, const struct ast *statement)
{
    const struct ast *what = statement->kid[0];
    if (what->kind == AST_NAME) {
        const struct library_text *t = find_text(what->text);
        struct text text = {.body = t ? str_of(t->text) : STR("")};
        if (!t)
            return no_library(r, what);
        text.name = str_fmt(r->w.arena, "stdlib/%s.cdl", t->name);
        return text.name.s ? run_text(r, text, what->text, what->span) : diag_oom(r->w.diags);
    }
    struct buf body = {0};
    struct str path = scope_path(r, what->text);
    size_t from = r->w.diags->n;
    bool good = path.s ? session_read_file(path, &body, r->w.diags) : diag_oom(r->w.diags);
    for (size_t i = from; i < r->w.diags->n; i++)
        r->w.diags->list[i].span = what->span;
    good = good && run_text(r, (struct text){path, buf_str(&body)}, what->text, what->span);
    buf_free(&body);
    return good;
}

bool session_doc(struct session *s, struct str name, struct buf *out)
{
    static const enum binding_kind kinds[] = {BIND_BOX, BIND_VALUE, BIND_MODEL};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct binding *b = session_find(s, kinds[k], name);
        struct str doc = !b ? STR("") : b->kind == BIND_MODEL ? b->model->doc : b->doc;
        if (b && doc.n) {
            buf_put(out, doc);
            return !out->failed;
        }
    }
    return false;
}

const struct library_text *session_library(void)
{
    return library_texts;
}
