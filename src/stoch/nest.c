/* nest.c -- loop nests over strided tables. */
#include "stoch/nest.h"

#include "base/interrupt.h"

#include <string.h>

bool nest_init(struct nest *s, struct arena *a, uint32_t dims, uint32_t nops)
{
    size_t room = (size_t)dims + 1; /* nest_start() may add one */
    *s = (struct nest){.nops = nops};
    s->n = ARENA_NEW(a, size_t, room);
    s->index = ARENA_NEW(a, size_t, room);
    s->stride = ARENA_NEW(a, size_t, room * nops);
    s->at = ARENA_NEW(a, size_t, nops);
    return s->n && s->index && s->stride && s->at;
}

size_t *nest_dim(struct nest *s, size_t n)
{
    s->n[s->ndims] = n;
    return s->stride + (size_t)s->ndims++ * s->nops;
}

/* Does stepping `outer` once go exactly as far as running through `inner`, for every operand? */
static bool contiguous(const struct nest *s, const size_t *outer, const size_t *inner, size_t n)
{
    for (uint32_t o = 0; o < s->nops; o++)
        if (outer[o] != inner[o] * n)
            return false;
    return true;
}

void nest_merge(struct nest *s)
{
    if (s->ndims == 0)
        return;
    uint32_t to = 0;
    for (uint32_t d = 1; d < s->ndims; d++) {
        size_t *outer = s->stride + (size_t)to * s->nops;
        size_t *inner = s->stride + (size_t)d * s->nops;
        size_t n = s->n[d];
        if (contiguous(s, outer, inner, n)) {
            n *= s->n[to];
        } else {
            to++;
            outer += s->nops;
        }
        s->n[to] = n;
        memmove(outer, inner, s->nops * sizeof *outer);
    }
    s->ndims = to + 1;
}

void nest_start(struct nest *s)
{
    if (s->ndims == 0)
        nest_dim(s, 1);
}

bool nest_next(struct nest *s)
{
    for (uint32_t d = s->ndims - 1; d-- > 0;) {
        const size_t *stride = s->stride + (size_t)d * s->nops;
        if (++s->index[d] < s->n[d]) {
            for (uint32_t o = 0; o < s->nops; o++)
                s->at[o] += stride[o];
            return true;
        }
        s->index[d] = 0;
        for (uint32_t o = 0; o < s->nops; o++)
            s->at[o] -= stride[o] * (s->n[d] - 1);
    }
    return false;
}

bool nest_copy(struct nest *s, double *to, const double *from)
{
    nest_start(s);
    size_t n = nest_run(s);
    const size_t *stride = nest_run_stride(s);
    do {
        double *p = to + s->at[0];
        const double *q = from + s->at[1];
        for (size_t done = 0; done < n; done += NEST_POLL) {
            size_t some = n - done < NEST_POLL ? n - done : NEST_POLL;
            if (interrupted())
                return false;
            if (stride[0] == 1 && stride[1] == 1)
                memcpy(p + done, q + done, some * sizeof *p);
            else
                for (size_t i = done; i < done + some; i++)
                    p[i * stride[0]] = q[i * stride[1]];
        }
    } while (nest_next(s));
    return true;
}

bool nest_copy_exact(struct nest *s, struct rational *to, const struct rational *from)
{
    nest_start(s);
    size_t n = nest_run(s);
    const size_t *stride = nest_run_stride(s);
    do {
        if (interrupted())
            return false;
        for (size_t i = 0; i < n; i++)
            to[s->at[0] + i * stride[0]] = from[s->at[1] + i * stride[1]];
    } while (nest_next(s));
    return true;
}
