/* exchange.c -- models from files of other programs, and models to files: `import m from "alarm.bif"`,
 * `model m = dagitty "dag { X -> Y }"`, `export m to "m.json"`. */
#include "base/limits.h"
#include "base/save.h"
#include "formats/formats.h"
#include "packed/packed.h"
#include "session/session_int.h"

#include <string.h>

/* ---- reading ---- */

bool exchange_read(struct run *r, const struct ast *file, struct text *text)
{
    struct buf bytes = {0};
    struct str path = scope_path(r, file->text);
    size_t from = r->w.diags->n;
    bool good = path.s ? session_read_file(path, &bytes, r->w.diags) : diag_oom(r->w.diags);
    for (size_t i = from; i < r->w.diags->n; i++)
        r->w.diags->list[i].span = file->span;
    text->name = path;
    if (good && packed_is(buf_str(&bytes))) {
        good = packed_open(&text->body, &r->w, buf_str(&bytes), LIMIT_FILE_BYTES, file->text, file->span);
    } else if (good) {
        text->body = str_dup(r->w.arena, buf_str(&bytes));
        good = text->body.s || diag_oom(r->w.diags);
    }
    buf_free(&bytes);
    return good;
}

/* The joint table of a model as a tensor. */
static bool keep_joint(struct work *keep, const struct model *m, const struct format_joint *joint,
                       struct observed *observed)
{
    if (!joint->p)
        return true;
    struct axis *axes = ARENA_NEW(keep->arena, struct axis, joint->n);
    if (!axes)
        return diag_oom(keep->diags);
    for (uint32_t i = 0; i < joint->n; i++)
        axes[i] = (struct axis){joint->var[i], m->var[joint->var[i]].type->n};
    struct tensor *t = tensor_new(keep, joint->n, axes);
    if (!t)
        return false;
    memcpy(t->p, joint->p, t->cells * sizeof *t->p);
    *observed = (struct observed){.kind = OBSERVED_JOINT, .joint = t};
    return true;
}

void exchange_note(struct run *r)
{
    struct buf line = {0};
    if (!r->sink->note)
        return;
    describe_model(&line, r->s->current, r->sink->unicode);
    r->sink->note(r->sink->cx, buf_str(&line));
    buf_free(&line);
}

/* Read a model and bind it. */
static bool bind_text(struct run *r, enum format format, const struct text *text, struct str name)
{
    struct format_joint joint;
    struct binding *b = binding_new(r, BIND_MODEL, name);
    if (!b)
        return false;
    struct work keep = {&b->arena, r->w.diags, NULL};
    b->model = formats_read(&keep, r->w.arena, format, text, b->name, &joint);
    if (!b->model || !keep_joint(&keep, b->model, &joint, &b->observed)) {
        binding_free(b);
        return false;
    }
    if (!session_commit(r, b))
        return false;
    r->s->current = b;
    exchange_note(r);
    return true;
}

bool exchange_import(struct run *r, const struct ast *statement)
{
    const struct ast *file = statement->kid[0], *as = statement->kid[1];
    struct format_name f = format_of(file->text);
    struct text *text = ARENA_NEW(r->w.arena, struct text, 1);
    if (!text)
        return diag_oom(r->w.diags);
    return exchange_read(r, file, text) && bind_text(r, f.format, text, as ? as->text : f.base);
}

/* ---- a model from a text in the script ---- */

/* What is wrong in the text is wrong in the script: there its place is, when no escape comes before it. */
static void place_in_script(struct run *r, size_t from, const struct ast *string, const struct text *text)
{
    bool plain = string->span.end - string->span.start == string->text.n + 2;
    for (size_t i = from; i < r->w.diags->n; i++) {
        struct diag *d = &r->w.diags->list[i];
        if (d->text != text)
            continue;
        d->text = r->text;
        d->span = plain && d->span.end ? (struct span){string->span.start + 1 + d->span.start,
                                                       string->span.start + 1 + d->span.end}
                                       : string->span;
    }
}

static const char *const text_formats[] = {"dagitty", "dot", "bif", "xmlbif", "net", "json", NULL};

const char *const *session_text_formats(void)
{
    return text_formats;
}

/* Which of them `word` is. NONE (reported). */
static enum format text_format(struct run *r, const struct ast *word)
{
    static const enum format is[] = {FORMAT_DAGITTY, FORMAT_DOT, FORMAT_BIF,
                                     FORMAT_XMLBIF,  FORMAT_NET, FORMAT_JSON};
    enum { WORDS = sizeof is / sizeof *is };
    struct str words[WORDS];
    for (size_t k = 0; k < WORDS; k++) {
        words[k] = str_of(text_formats[k]);
        if (str_eq(word->text, words[k]))
            return is[k];
    }
    diag_error(r->w.diags, "unknown-format", word->span, "`%.*s` is no format of models",
               STR_ARG(word->text));
    diag_nearest(r->w.diags, word->text, words, WORDS,
                 "write `dagitty`, `dot`, `bif`, `xmlbif`, `net` or `json` before the text");
    return FORMAT_NONE;
}

bool exchange_text(struct run *r, const struct ast *statement)
{
    const struct ast *string = statement->kid[1];
    size_t from = r->w.diags->n;
    enum format format = text_format(r, statement->kid[0]);
    if (format == FORMAT_NONE)
        return false;
    struct text *text = ARENA_NEW(r->w.arena, struct text, 1);
    struct str body = str_dup(r->w.arena, string->text);
    if (!text || !body.s)
        return diag_oom(r->w.diags);
    *text = (struct text){statement->kid[0]->text, body};
    bool good = bind_text(r, format, text, statement->text);
    place_in_script(r, from, string, text);
    return good;
}

/* ---- writing ---- */

/* The observational joint as plain arrays. */
static bool joint_of(struct run *r, const struct binding *b, struct format_joint *joint)
{
    const struct tensor *t = b->observed.joint;
    *joint = (struct format_joint){0};
    if (b->observed.kind != OBSERVED_JOINT)
        return true;
    uint32_t *var = ARENA_NEW(r->w.arena, uint32_t, t->rank);
    if (!var)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < t->rank; i++)
        var[i] = t->axis[i].id;
    *joint = (struct format_joint){t->rank, var, t->p};
    return true;
}

static bool has_numbers(const struct binding *b)
{
    for (uint32_t v = 0; v < b->model->nvars; v++)
        if (b->model->mechanism[v]->matrix)
            return true;
    return b->observed.kind == OBSERVED_JOINT;
}

/* What was written, and what of the model is not in it. */
static void tell(struct run *r, const struct binding *b, const struct ast *file, enum format format)
{
    struct buf line = {0};
    if (!r->sink->note)
        return;
    buf_fmt(&line, "%.*s: written to %.*s", STR_ARG(b->name), STR_ARG(file->text));
    if ((format == FORMAT_DOT || format == FORMAT_DAGITTY) && has_numbers(b))
        buf_puts(&line, ", the graph without its numbers");
    if (b->observed.kind == OBSERVED_DATA)
        buf_fmt(&line, ", without the data of %.*s", STR_ARG(b->observed.file));
    r->sink->note(r->sink->cx, buf_str(&line));
    buf_free(&line);
}

bool exchange_unknown(struct run *r, const struct ast *file)
{
    diag_error(r->w.diags, "unknown-format", file->span, "which format is `%.*s` in?", STR_ARG(file->text));
    return diag_hint(r->w.diags, "models are in %s, each also packed, as .bif.gz", format_suffixes);
}

static bool save(struct run *r, const struct ast *file, struct buf *text, bool packed)
{
    struct buf small = {0};
    struct str path = scope_path(r, file->text);
    if (packed)
        packed_put(&small, buf_str(text));
    bool good = (path.s && !small.failed) || diag_oom(r->w.diags);
    good = good && save_file(&r->w, path, file->span, buf_str(packed ? &small : text));
    buf_free(&small);
    return good;
}

bool exchange_export(struct run *r, const struct ast *statement)
{
    const struct ast *file = statement->kid[1];
    const struct binding *b = scope_find(r, BIND_MODEL, statement->kid[0]);
    struct format_name f = format_of(file->text);
    struct format_joint joint;
    struct buf text = {0};
    if (!b)
        return false;
    if (f.format == FORMAT_NONE)
        return exchange_unknown(r, file);
    bool good = joint_of(r, b, &joint) &&
                formats_write(&text, &r->w, f.format, b->model, &joint, file->span) &&
                save(r, file, &text, f.packed);
    buf_free(&text);
    if (good)
        tell(r, b, file, f.format);
    return good;
}
