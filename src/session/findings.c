/* findings.c -- what the reading of data found: states of variables that had none, and what is told of its
 * rows. */
#include "session/session_int.h"

#include "base/secret.h"

#include <string.h>

struct model *findings_retype(struct work *keep, const struct model *m, const struct counts *c,
                              const uint32_t *vars)
{
    struct var *var = ARENA_NEW(keep->arena, struct var, m->nvars);
    bool changed = false;
    if (!var) {
        diag_oom(keep->diags);
        return NULL;
    }
    memcpy(var, m->var, m->nvars * sizeof *var);
    for (uint32_t i = 0; i < c->ncolumns; i++) {
        if (var[vars[i]].type)
            continue;
        const struct type levels = {.n = c->column[i].nlevels, .state = c->column[i].levels};
        changed = true;
        if (!(var[vars[i]].type = types_copy(keep, &levels)))
            return NULL;
    }
    return changed ? model_new(keep, m->name, m->doc, var, m->nvars, m->mechanism)
                   : (struct model *)(uintptr_t)m;
}

static void note(struct run *r, struct buf *line)
{
    if (!line->failed)
        r->sink->note(r->sink->cx, buf_str(line));
    buf_free(line);
}

/* What each gave: a part that is missing shows. */
static void note_sources(struct run *r, const struct counts *c)
{
    struct buf line = {0};
    for (uint32_t i = 0; i < c->nsources; i++) {
        const struct counted_source *s = &c->source[i];
        struct str name = secret_masked(r->w.arena, s->name);
        buf_fmt(&line, "%s%.*s: %llu row%s", i ? "; " : "", STR_ARG(name), (unsigned long long)s->used,
                s->used == 1 ? "" : "s");
        if (s->dropped)
            buf_fmt(&line, " and %llu dropped", (unsigned long long)s->dropped);
    }
    note(r, &line);
}

void findings_note(struct run *r, const struct counts *c)
{
    struct buf line = {0};
    uint64_t missing = 0;
    if (!r->sink->note)
        return;
    if (c->nsources > 1)
        note_sources(r, c);
    for (uint32_t k = 0; k < c->ncolumns; k++)
        missing += c->missing[k];
    if (missing) {
        buf_fmt(&line, "%llu of %llu rows used; values missing: ", (unsigned long long)c->used,
                (unsigned long long)(c->used + c->dropped));
        for (uint32_t k = 0, n = 0; k < c->ncolumns; k++)
            if (c->missing[k])
                buf_fmt(&line, "%s%.*s %llu", n++ ? ", " : "", STR_ARG(c->column[k].name),
                        (unsigned long long)c->missing[k]);
        note(r, &line);
    }
    if (c->weighting == WEIGHT_SAMPLING) {
        buf_fmt(&line, "sampling weights: %llu rows speak for %.15g and tell as much as %.1f of equal weight",
                (unsigned long long)c->used, c->total, c->total * c->total / c->total2);
        note(r, &line);
    }
}
