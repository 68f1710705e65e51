/* describe.c -- diagrams in words: one in a line, the first difference of two, wires by name. */
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

uint32_t diagram_wire(const struct diagram *d, struct str name, uint32_t *count)
{
    uint32_t found = UINT32_MAX;
    *count = 0;
    for (uint32_t i = 0; i < d->nwires; i++)
        if (str_eq(d->wire[i].name, name)) {
            found = found == UINT32_MAX ? i : found;
            ++*count;
        }
    return found;
}

static uint32_t boxes_called(const struct diagram *d, struct str name)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < d->nboxes; k++)
        n += str_eq(d->box[k]->name, name);
    return n;
}

bool diagram_difference(struct work *w, const struct diagram *whole_a, const struct diagram *whole_b,
                        struct buf *why)
{
    const struct diagram *a = diagram_trim(w, whole_a), *b = diagram_trim(w, whole_b);
    if (!a || !b)
        return false;
    if (a->nin != b->nin || a->nout != b->nout) {
        const char *what = a->nin != b->nin ? "input" : "output";
        uint32_t m = a->nin != b->nin ? a->nin : a->nout, n = a->nin != b->nin ? b->nin : b->nout;
        buf_fmt(why, "the left has %u %s%s, the right %u", m, what, m == 1 ? "" : "s", n);
        return true;
    }
    for (uint32_t side = 0; side < 2; side++)
        for (uint32_t k = 0; k < (side ? b : a)->nboxes; k++) {
            struct str name = (side ? b : a)->box[k]->name;
            uint32_t m = boxes_called(a, name), n = boxes_called(b, name);
            if (m != n) {
                buf_fmt(why, "`%.*s` occurs %u time%s on the left, %u on the right", STR_ARG(name), m,
                        m == 1 ? "" : "s", n);
                return true;
            }
        }
    buf_puts(why, "the boxes are the same, their wiring is not");
    return true;
}
