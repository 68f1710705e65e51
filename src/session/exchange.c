/* exchange.c -- models from files of other programs, and models to files: `import m from "alarm.bif"`,
 * `model m = dagitty "dag { X -> Y }"`, `export m to "m.json"`. */
#include "base/limits.h"
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

/* The model that became the current one, in a line. */
static void note(struct run *r)
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
    note(r);
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
