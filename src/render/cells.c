/* cells.c -- walking the cells of an answer's table. */
#include "render/render_int.h"

static uint32_t count_open(const struct answer_column *column, uint32_t n, size_t *cells)
{
    uint32_t open = 0;
    *cells = 1;
    for (uint32_t k = 0; k < n; k++) {
        if (column[k].fixed)
            continue;
        open++;
        *cells *= column[k].type->n;
    }
    return open;
}

struct cells cells_of(const struct answer *answer)
{
    struct cells c = {.answer = answer, .over_cells = 1};
    c.ngiven = count_open(answer->given, answer->ngiven, &c.given_cells);
    if (answer->kind != ANSWER_EXPECTATION) /* an expectation has summed its outcome out */
        c.nover = count_open(answer->over, answer->nover, &c.over_cells);
    return c;
}

/* The state of column k in cell i of the table over the open ones among these columns. */
static struct str state(const struct answer_column *column, uint32_t n, size_t i, uint32_t k)
{
    const struct answer_column *at = &column[k];
    if (at->fixed)
        return at->type->state[at->state];
    for (uint32_t j = n; j-- > k + 1;)
        if (!column[j].fixed)
            i /= column[j].type->n;
    return at->type->state[i % at->type->n];
}

struct str cell_given(const struct cells *c, size_t i, uint32_t k)
{
    return state(c->answer->given, c->answer->ngiven, i / c->over_cells, k);
}

struct str cell_over(const struct cells *c, size_t i, uint32_t k)
{
    return state(c->answer->over, c->answer->nover, i % c->over_cells, k);
}
