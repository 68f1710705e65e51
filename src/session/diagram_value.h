/* diagram_value.h -- private to the room: string diagrams as values of the language.
 *
 *   diagram.c   the terms: composition, structure, comparison     boxes.c    boxes with parameters
 *   wiring.c    `diagram e(..) -> (..) { .. }`                    operate.c  cut, do, marginal, comb, twin
 *   matrix.c    what a diagram means                              keep.c     what a name keeps of one
 */
#ifndef CAUSAL_SESSION_DIAGRAM_VALUE_H
#define CAUSAL_SESSION_DIAGRAM_VALUE_H

#include "session/session_int.h"

/* A string diagram, and how it came about: pictures show the surgery, and where boxes lack a matrix the
 * meaning is computed from the observed distribution of the model that the diagram was made from. */
struct diagram_value {
    const struct diagram *d;
    const struct diagram
        *before; /* surgeries: the diagram they were done on; otherwise d. Wires are the same */
    uint32_t nsurgeries;
    const struct surgery *surgery;
    bool network;    /* made from a model: inputs and outputs are known by name */
    uint32_t nholes; /* of a comb, see diagram_comb */
    const uint32_t *hole;
    struct binding *model; /* whose network this is, operated on: wire v is variable v. Or NULL */
    uint32_t ndos;         /* the surgeries as a query says them */
    const struct query_do *dos;
    struct binding *comb_model; /* the comb of `comb` in this model's network, not operated on. Or NULL */
    struct set comb;
};

/* The value of e, which must be a diagram ("not-a-diagram" says what it is). False (reported). */
bool diagram_eval(struct run *r, const struct ast *e, struct diagram_value **out);
/* A diagram that comes from nowhere in particular. NULL (reported). */
struct diagram_value *diagram_value_new(struct run *r, const struct diagram *d);
/* The network of a model. NULL (reported). */
struct diagram_value *diagram_of_model(struct run *r, struct binding *b);
/* Diagnostics without a place that were added after the first `from` are about `at`. */
void diagram_locate(struct run *r, size_t from, struct span at);

/* ---- diagram.c ---- */
/* id[A], copy[A], .., or a box with parameters. */
bool diagram_indexed(struct run *r, const struct ast *e, struct value *out);
/* f ; g   f * g   d == e   d != e   d ~= e, of values that were computed. */
bool diagram_binary(struct run *r, const struct ast *e, const struct value *a, const struct value *b,
                    struct value *out);

/* ---- operate.c: cut(d, X) and the like. False with *known = false when e is no such call. ---- */
bool diagram_call(struct run *r, const struct ast *e, struct value *out, bool *known);

/* ---- boxes.c ---- */
/* The types at hand when a box with parameters is used; entries may be NULL. */
struct box_use {
    const struct ast *indexed; /* `flip[0.3]`, or NULL when no parameter was given */
    struct span at;
    const struct type *const *in, *const *out; /* or NULL: nothing is known */
};
/* A declared box made definite: itself when it has no parameters. In r->w.arena. NULL (reported). */
const struct declared_box *box_instance(struct run *r, const struct binding *b, const struct box_use *use);
/* One box as a diagram. NULL (reported). */
struct diagram *box_diagram(struct run *r, const struct declared_box *box);

/* ---- wiring.c ---- */
/* A diagram with named wires; its parts borrow from the boxes that are bound. NULL (reported). */
struct diagram *wiring_build(struct run *r, const struct ast *statement);

/* ---- matrix.c ---- */
/* What v means, as an answer: a row for each setting of the inputs. False (reported). */
bool diagram_matrix(struct run *r, const struct diagram_value *v, struct str query, struct answer *a);
/* Disintegration. False (reported). */
bool diagram_condition(struct run *r, const struct diagram_value *v, const uint32_t *given, uint32_t n,
                       struct diagram_value **out);
/* d ~= e: *same, and the largest difference. False (reported). */
bool diagram_same(struct run *r, const struct diagram_value *a, const struct diagram_value *b, bool *same,
                  double *difference);
/* The channel of an open diagram with one output, as a mechanism's box. NULL (reported). */
const struct declared_box *diagram_as_box(struct run *r, const struct diagram_value *v, struct str name,
                                          struct span at);

/* ---- keep.c ---- */
/* A copy for a binding, in its arena: borrows nothing but the models, which are held. NULL (reported). */
struct diagram_value *diagram_keep(struct work *keep, struct binding *holder, const struct diagram_value *v);
/* The model with these mechanisms, borrowing nothing. NULL (reported). */
struct model *model_keep(struct work *keep, const struct model *m, const struct box *const *mechanism);

#endif
