/* witness.h -- two models that agree on what is observed and differ on what is asked.
 *
 * Input: a mixed graph, a query that identify/ refused, and its hedge.  Output: two explicit models of that
 * graph, every hidden cause a variable with a distribution of its own, that have the same P(V), positive
 * everywhere, and give the query different values.  Together they prove that no formula over P(V) exists.
 *
 * Method (Shpitser and Pearl 2006, theorem 4): all variables are bits.  In the second model each member of
 * the hedge's F is the parity of its parents in the forest and of the hidden bits on its bidirected edges; in
 * the first, members of F' do not listen to F - F'.  Seen from outside both are the same parity, but an
 * intervention in F - F' breaks it in the second model only.  One root hears a noise bit, which makes P(V)
 * positive; from the roots the parity is passed down to the outcomes; everything else is a fair coin.
 *
 * Both claims are computed by enumeration or inference before the models are given out.
 */
#ifndef CAUSAL_WITNESS_WITNESS_H
#define CAUSAL_WITNESS_WITNESS_H

#include "diagram/model.h"
#include "identify/identify.h"

struct witness {
    const struct model *model[2];
    struct str cdl[2]; /* the text that defines each: one `model` statement, names `NAME_1`, `NAME_2` */
    struct str query;  /* `P(Y = 1 | do(X = 1))`: where they differ most, as CDL */
    double value[2];   /* the query's value in each */
    double agreement;  /* the largest difference between the two P(V); 0 but for rounding */
    double least;      /* the smallest cell of P(V) */
    uint32_t cells;    /* of P(V), over the variables on which the models are not just coins */
};

/* The two models for the refused query q on g; they are called after
 * `name`. `id` is what identify() said. Everything lives in w->arena. *found is false when no pair passed the
 * check (no witness is ever given unchecked); the function is false only for want of memory or an interrupt.
 */
bool witness_find(struct witness *out, bool *found, struct work *w, const struct graph *g,
                  const struct identify_query *q, const struct identification *id, struct str name);

#endif
