/* factor.c -- the boxes of a diagram as factors of a contraction. */
#include "stoch/factor.h"

bool box_reads(const struct box *b)
{
    return b->kind != BOX_UNIFORM && b->kind != BOX_POINT;
}

bool box_known(const struct box *b)
{
    return b->matrix || !box_reads(b);
}

void boxes_above(const struct diagram *d, struct set wires, struct set boxes)
{
    for (uint32_t k = d->nboxes; k-- > 0;) {
        const struct box *b = d->box[k];
        bool wanted = false;
        for (uint32_t i = 0; i < b->nout; i++)
            wanted = wanted || set_has(wires, b->out[i]);
        if (!wanted)
            continue;
        set_add(boxes, k);
        for (uint32_t i = 0; box_reads(b) && i < b->nin; i++)
            set_add(wires, b->in[i]);
    }
}

uint32_t wire_states(struct work *w, const struct diagram *d, uint32_t wire)
{
    if (d->wire[wire].type)
        return d->wire[wire].type->n;
    diag_error(w->diags, "no-states", NO_SPAN, "`%.*s` has no states yet", STR_ARG(d->wire[wire].name));
    diag_hint(w->diags, "declare them: `var %.*s : {no, yes}`", STR_ARG(d->wire[wire].name));
    return 0;
}

static struct tensor *unknown(struct work *w, const struct box *b)
{
    diag_error(w->diags, "unknown-mechanism", NO_SPAN, "the mechanism of box `%.*s` is not known",
               STR_ARG(b->name));
    diag_hint(w->diags, "give it a table, or ask what does not depend on it");
    return NULL;
}

/* The entries of a box, one dimension a port; those of a uniform or sharp state are made here. */
static const double *entries(struct work *w, const struct box *b, const struct axis *port, uint32_t n)
{
    if (box_reads(b))
        return b->matrix;
    struct tensor *t = tensor_new(w, n, port);
    if (!t)
        return NULL;
    for (size_t i = 0; b->kind == BOX_UNIFORM && i < t->cells; i++)
        t->p[i] = 1.0 / (double)t->cells;
    if (b->kind == BOX_POINT)
        t->p[b->point] = 1;
    return t->p;
}

/* The ports of a box: its inputs, unless it discards them, and outputs. */
static struct axis *ports(struct work *w, const struct diagram *d, const struct box *b, uint32_t *n)
{
    uint32_t nin = box_reads(b) ? b->nin : 0;
    struct axis *port = ARENA_NEW(w->arena, struct axis, nin + b->nout);
    *n = nin + b->nout;
    if (!port)
        diag_oom(w->diags);
    for (uint32_t i = 0; port && i < *n; i++) {
        uint32_t wire = i < nin ? b->in[i] : b->out[i - nin], states = wire_states(w, d, wire);
        if (!states)
            return NULL;
        port[i] = (struct axis){wire, states};
    }
    return port;
}

/* Is the output a function of the inputs: is one entry of each row 1, and the others 0? */
static bool is_function(const struct box *b, const struct axis *port, uint32_t n)
{
    if (!box_reads(b) || b->nout != 1 || n < 2)
        return false;
    size_t rows = 1, states = port[n - 1].n;
    for (uint32_t i = 0; i + 1 < n; i++)
        rows *= port[i].n;
    for (size_t r = 0; r < rows; r++) {
        size_t ones = 0;
        for (size_t k = 0; k < states; k++) {
            double p = b->matrix[r * states + k];
            if (p != 0 && p != 1)
                return false;
            ones += p == 1;
        }
        if (ones != 1)
            return false;
    }
    return true;
}

/* A wire in a fixed state moves the first cell; a wire at several ports is in one state, so that its strides
 * add up (a diagonal). */
bool box_view(struct view *out, struct work *w, const struct diagram *d, const struct box *b,
              const uint32_t *fixed)
{
    uint32_t n, rank = 0;
    if (!box_known(b)) {
        unknown(w, b);
        return false;
    }
    struct axis *port = ports(w, d, b, &n);
    struct axis *axis = port ? ARENA_NEW(w->arena, struct axis, n) : NULL;
    size_t *stride = port ? ARENA_NEW(w->arena, size_t, n) : NULL, step = 1, first = 0;
    const double *p = port ? entries(w, b, port, n) : NULL;
    if (!port || !p)
        return false;
    if (!axis || !stride)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++)
        step *= port[i].n;
    for (uint32_t i = 0; i < n; i++) {
        step /= port[i].n;
        if (fixed[port[i].id] != OPEN) {
            first += fixed[port[i].id] * step;
            continue;
        }
        uint32_t k = 0;
        while (k < rank && axis[k].id != port[i].id)
            k++;
        axis[k] = port[i];
        stride[k] += step;
        rank += k == rank;
    }
    *out = (struct view){.p = p + first,
                         .exact = b->exact ? b->exact + first : NULL,
                         .rank = rank,
                         .axis = axis,
                         .stride = stride};
    out->of = port[n - 1].id;
    out->function = rank > 1 && fixed[out->of] == OPEN && is_function(b, port, n);
    return true;
}
