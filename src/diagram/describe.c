/* describe.c -- a diagram in one line. */
#include "diagram/diagram.h"

static void put_object(struct buf *out, const struct diagram *d, const uint32_t *wire, uint32_t n)
{
    enum { MOST = 8 };
    for (uint32_t i = 0; i < n && i < MOST; i++)
        buf_fmt(out, "%s%.*s", i ? " * " : "", STR_ARG(d->wire[wire[i]].name));
    if (n > MOST)
        buf_fmt(out, " * .. (%u wires)", n);
    if (!n)
        buf_puts(out, "()");
}

void diagram_describe(struct buf *out, const struct diagram *d, bool unicode)
{
    enum { MOST = 12 };
    put_object(out, d, d->in, d->nin);
    buf_puts(out, unicode ? " \xE2\x86\x92 " : " -> ");
    put_object(out, d, d->out, d->nout);
    buf_puts(out, unicode ? " \xC2\xB7 " : "; ");
    if (!d->nboxes)
        buf_puts(out, "no box");
    else
        buf_fmt(out, "%u box%s: ", d->nboxes, d->nboxes == 1 ? "" : "es");
    for (uint32_t k = 0; k < d->nboxes && k < MOST; k++)
        buf_fmt(out, "%s%.*s", k ? ", " : "", STR_ARG(d->box[k]->name));
    if (d->nboxes > MOST)
        buf_puts(out, ", ..");
}
