/* dump.c -- diagrams and surgeries as text, for --show and the tests. */
#include "diagram/diagram.h"

static void put_wires(struct buf *out, const struct diagram *d, const uint32_t *wires, uint32_t n)
{
    if (!n)
        buf_puts(out, "()");
    for (uint32_t i = 0; i < n; i++)
        buf_fmt(out, "%s%.*s", i ? " * " : "", STR_ARG(d->wire[wires[i]].name));
}

static void put_box(struct buf *out, const struct diagram *d, const struct box *b)
{
    buf_fmt(out, "%.*s", STR_ARG(b->name));
    if (b->kind == BOX_POINT)
        buf_fmt(out, "[%.*s]", STR_ARG(d->wire[b->out[0]].type->state[b->point]));
    buf_puts(out, " : ");
    put_wires(out, d, b->in, b->nin);
    buf_puts(out, " -> ");
    put_wires(out, d, b->out, b->nout);
    if (b->kind == BOX_MECHANISM && !b->matrix)
        buf_puts(out, "   # no matrix");
    buf_putc(out, '\n');
}

void diagram_dump(struct buf *out, const struct diagram *d)
{
    for (uint32_t k = 0; k < d->nboxes; k++)
        put_box(out, d, d->box[k]);
    buf_puts(out, "= ");
    put_wires(out, d, d->in, d->nin);
    buf_puts(out, " -> ");
    put_wires(out, d, d->out, d->nout);
    buf_putc(out, '\n');
}

void surgery_dump(struct buf *out, const struct diagram *d, const struct surgery *s)
{
    static const char *const verb[] = {[SURGERY_CUT] = "cut",
                                       [SURGERY_POINT] = "do",
                                       [SURGERY_ROW] = "do ~",
                                       [SURGERY_POLICY] = "do :=",
                                       [SURGERY_OPEN] = "do every value of"};
    buf_fmt(out, "%s %.*s\n  removed ", verb[s->kind], STR_ARG(d->wire[s->wire].name));
    put_box(out, d, s->removed);
    buf_puts(out, "  discarded ");
    put_wires(out, d, s->removed->in, s->removed->nin);
    buf_putc(out, '\n');
    if (!s->placed) {
        buf_puts(out, "  placed an input of the diagram\n");
        return;
    }
    buf_puts(out, "  placed ");
    put_box(out, d, s->placed);
}
