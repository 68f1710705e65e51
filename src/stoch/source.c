/* source.c -- what estimands are evaluated over: a joint table, or a closed diagram. */
#include "stoch/stoch.h"

static struct tensor *of_tensor(void *self, struct work *w, const uint32_t *vars, uint32_t n)
{
    return tensor_marginal(w, self, vars, n);
}

struct source source_of_tensor(const struct tensor *t)
{
    return (struct source){(void *)t, of_tensor};
}

static struct tensor *of_diagram(void *self, struct work *w, const uint32_t *vars, uint32_t n)
{
    bool impossible;
    return stoch_conditional(w, self, vars, n, NULL, 0, NULL, 0, &impossible);
}

struct source source_of_diagram(const struct diagram *d)
{
    return (struct source){(void *)d, of_diagram};
}
