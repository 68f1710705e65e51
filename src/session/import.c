/* import.c -- `import boxes`, `import "study.cdl"`: a text is run here for what it defines.
 *
 * The standard library (stdlib/ in the sources) is part of the program: the build turns its files into
 * library_texts[].  Answers of an imported text are not shown, its errors are. */
#include "formats/formats.h"
#include "session/diagram_value.h"

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
    size_t n = r->s->n - from;
    if (n == 1 && r->s->binding[from]->kind == BIND_MODEL) {
        describe_model(&line, r->s->binding[from], r->sink->unicode);
    } else {
        buf_fmt(&line, "%.*s: ", STR_ARG(name));
        for (size_t i = from; i < r->s->n; i++)
            buf_fmt(&line, "%s%.*s", i > from ? ", " : "", STR_ARG(r->s->binding[i]->name));
    }
    if (n)
        r->sink->note(r->sink->cx, buf_str(&line));
    buf_free(&line);
}

static bool imports_itself(const struct run *r, struct str name)
{
    for (const struct importing *i = r->s->importing; i; i = i->outer)
        if (str_eq(i->name, name))
            return true;
    return str_eq(r->text->name, name);
}

/* told: with a line about what it brought. */
static bool run_text(struct run *r, struct text text, struct str name, struct span at, bool told)
{
    struct sink sink = quiet(r->sink);
    size_t from = r->s->n;
    struct importing here = {.name = text.name, .outer = r->s->importing};
    if (imports_itself(r, text.name))
        return diag_error(r->w.diags, "import-cycle", at, "`%.*s` imports itself", STR_ARG(name));
    r->s->importing = &here;
    enum run_status status = session_run(r->s, text, false, &sink);
    r->s->importing = here.outer;
    if (status != RUN_OK)
        return diag_error(r->w.diags, "import", at, "`%.*s` was not imported to its end", STR_ARG(name));
    if (told)
        note_names(r, name, from);
    return true;
}

/* `import m from "study.cdl"`: it was to define m, since when `before` names had been bound. */
static bool use_model(struct run *r, const struct ast *statement, uint64_t before)
{
    const struct ast *name = statement->kid[1];
    struct binding *b = session_find(r->s, BIND_MODEL, name->text);
    if (b && b->serial < before) {
        diag_error(r->w.diags, "unknown-model", name->span, "`%.*s` defines no model `%.*s`",
                   STR_ARG(statement->kid[0]->text), STR_ARG(name->text));
        return diag_hint(r->w.diags, "`%.*s` is the model that was there before", STR_ARG(name->text));
    }
    if (!b)
        return scope_find(r, BIND_MODEL, name) != NULL;
    r->s->current = b;
    exchange_note(r);
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
        return text.name.s ? run_text(r, text, what->text, what->span, true) : diag_oom(r->w.diags);
    }
    enum format format = format_of(what->text).format;
    if (format != FORMAT_NONE && format != FORMAT_CDL)
        return exchange_import(r, statement);
    if (format == FORMAT_NONE && statement->kid[1])
        return exchange_unknown(r, what);
    struct text text;
    uint64_t before = r->s->bound;
    return exchange_read(r, what, &text) && run_text(r, text, what->text, what->span, !statement->kid[1]) &&
           (!statement->kid[1] || use_model(r, statement, before));
}

/* ---- what things say of themselves ---- */

/* The binding of a name that `:help` can say something about. */
static const struct binding *documented(const struct session *s, struct str name)
{
    static const enum binding_kind kinds[] = {BIND_BOX, BIND_VALUE, BIND_MODEL};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct binding *b = session_find(s, kinds[k], name);
        if (b && (b->kind != BIND_VALUE || b->value.kind == VALUE_DIAGRAM))
            return b;
    }
    return NULL;
}

static void put_binding(struct buf *out, const struct binding *b)
{
    struct str doc = b->kind == BIND_MODEL ? b->model->doc : b->doc;
    buf_fmt(out, "%.*s%s%.*s\n\n    ", STR_ARG(b->name), doc.n ? ": " : "", STR_ARG(doc));
    if (b->kind == BIND_MODEL) {
        describe_model(out, b, false);
    } else if (b->kind == BIND_VALUE) {
        buf_fmt(out, "diagram %.*s : ", STR_ARG(b->name));
        diagram_describe(out, b->value.diagram->d, false);
    } else {
        describe_box(out, b);
    }
    buf_putc(out, '\n');
}

/* A session that has imported one text of the library. NULL for want of memory. */
static struct session *with_text(const struct library_text *t)
{
    static const struct sink nobody = {0};
    struct session *scratch = session_new();
    if (scratch)
        session_run(scratch, (struct text){STR("stdlib"), str_of(t->text)}, false, &nobody);
    return scratch;
}

const char *import_brings(struct str name)
{
    for (const struct library_text *t = library_texts; t->name; t++) {
        struct session *scratch = with_text(t);
        bool found = scratch && documented(scratch, name);
        if (scratch)
            session_free(scratch);
        if (found)
            return t->name;
    }
    return NULL;
}

bool session_help(const struct session *s, struct str name, struct buf *out)
{
    const struct binding *b = documented(s, name);
    const char *home = b ? NULL : import_brings(name);
    if (b)
        put_binding(out, b);
    if (!home)
        return b != NULL;
    struct session *scratch = with_text(find_text(str_of(home)));
    b = scratch ? documented(scratch, name) : NULL;
    if (b) {
        put_binding(out, b);
        buf_fmt(out, "\n`import %s` brings it.\n", home);
    }
    if (scratch)
        session_free(scratch);
    return b != NULL;
}

const struct library_text *session_library(void)
{
    return library_texts;
}
