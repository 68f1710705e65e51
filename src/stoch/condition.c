/* condition.c -- disintegration of a diagram, as a diagram. */
#include "stoch/stoch.h"

static bool listed(const uint32_t *list, uint32_t n, uint32_t x)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == x)
            return true;
    return false;
}

static struct str title(struct work *w, const struct diagram *d, const uint32_t *over, uint32_t nover,
                        const uint32_t *given, uint32_t ngiven)
{
    struct buf b = {0};
    buf_puts(&b, "P(");
    for (uint32_t i = 0; i < nover; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(d->wire[over[i]].name));
    for (uint32_t i = 0; i < ngiven; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : " | ", STR_ARG(d->wire[given[i]].name));
    buf_putc(&b, ')');
    struct str s = b.failed ? (struct str){NULL, 0} : str_dup(w->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

struct diagram *stoch_condition(struct work *w, const struct diagram *d, const uint32_t *given, uint32_t n)
{
    uint32_t *over = ARENA_NEW(w->arena, uint32_t, d->nout), nover = 0;
    struct wire *in = ARENA_NEW(w->arena, struct wire, (size_t)d->nin + n);
    struct wire *out = ARENA_NEW(w->arena, struct wire, d->nout);
    bool impossible;
    if (!over || !in || !out) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nout; i++)
        if (!listed(given, n, d->out[i])) {
            out[nover] = d->wire[d->out[i]];
            over[nover++] = d->out[i];
        }
    for (uint32_t i = 0; i < d->nin + n; i++)
        in[i] = d->wire[i < d->nin ? d->in[i] : given[i - d->nin]];
    const struct str *written = NULL;
    const struct tensor *t = stoch_conditional(w, d, over, nover, given, n, NULL, 0, &impossible);
    if (!t || !tensor_written(w, t, &written))
        return NULL;
    struct box shape = {.name = title(w, d, over, nover, given, n),
                        .kind = BOX_MECHANISM,
                        .nin = d->nin + n,
                        .nout = nover,
                        .matrix = t->p,
                        .written = written,
                        .exact = t->exact};
    if (!shape.name.s) {
        diag_oom(w->diags);
        return NULL;
    }
    return diagram_of_box(w, &shape, in, out);
}
