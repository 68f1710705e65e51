/* diagram.h -- string diagrams as term graphs, and surgery on them.
 *
 * A diagram is a list of boxes joined by wires.  A wire is produced once -- by a box, or as an input of the
 * diagram -- and used any number of times: used twice is copy, unused is discard.  So the laws of the
 * copy-discard structure hold by construction.  Boxes stand for channels, so that discarding what a box makes
 * is discarding what it reads: two diagrams are equal exactly when their term graphs, without boxes that no
 * output depends on, are isomorphic.
 *
 * Identity, copy, discard and swap are diagrams without boxes: they differ in which inputs their outputs
 * name.
 *
 * Boxes know nothing of probability except, optionally, a stochastic matrix that stoch/ interprets: rows are
 * the states of the inputs (last input fastest), entries of a row the states of the outputs (last output
 * fastest), each row a distribution.
 *
 * Surgery (Jacobs, Kissinger and Zanasi 2019, sections 4 and 8) returns a new diagram with the same wire
 * numbers that shares the untouched boxes, and a record of what was cut.
 *
 * Ownership: a diagram and all its parts live in one arena; diagrams made from others share their parts, so
 * the arena of the parts must live as long.
 */
#ifndef CAUSAL_DIAGRAM_DIAGRAM_H
#define CAUSAL_DIAGRAM_DIAGRAM_H

#include "base/buf.h"
#include "base/set.h"
#include "base/work.h"
#include "graph/graph.h"

/* A finite type: ordered states, optionally with numeric values (for expectations). A type without states is
 * an abstract object: diagrams over it are drawn and compared, and have no matrix. */
struct type {
    struct str name; /* empty for a type written in place */
    uint32_t n;
    const struct str *state;
    const double *value; /* n numbers, or NULL */
};

/* Same states in the same order (values and names are not compared). */
bool type_equal(const struct type *a, const struct type *b);
/* Can a wire of the one type be joined to one of the other? The same states, and the same name unless one was
 * written in place; abstract objects by name alone. NULL fits everything. */
bool type_fits(const struct type *a, const struct type *b);
/* A copy that borrows nothing, in the arena; NULL when memory is short. */
struct type *type_copy(struct arena *a, const struct type *t);
/* Index of a state by name, or UINT32_MAX. O(n). */
uint32_t type_state(const struct type *t, struct str name);
/* The numeric value of a state: as declared; else the state's own name when all names are numbers; else 0 and
 * 1 for {no, yes} and {false, true} in either order. False when the type has no numeric reading. Each of the
 * three is O(n): what must be known for every state is asked once. */
bool type_number(const struct type *t, uint32_t state, double *out);
bool type_numbers(const struct type *t, double *out); /* of each state: n numbers */
/* The first state with the numeric value x, or UINT32_MAX. */
uint32_t type_state_of_number(const struct type *t, double x);
/* The truth value of a state of {no, yes}, {false, true} or {0, 1} in either order; false when the type is
 * none of these. */
bool type_truth(const struct type *t, uint32_t state, bool *out);

struct wire {
    struct str name;
    const struct type *type; /* NULL: not known yet */
    bool hidden;             /* of a latent variable, noise or a hidden common cause */
};

enum box_kind {
    BOX_MECHANISM, /* a generator, with or without matrix */
    BOX_UNIFORM,   /* the uniform state, put there by a cut */
    BOX_POINT,     /* a sharp state */
    BOX_STATE      /* a state or channel put there by an intervention; has a matrix */
};

struct rational; /* stoch/rational.h */

/* As `written` of a box: its entries were rounded when they were computed, and have no exact values. */
extern const struct str box_rounded[1];

struct box {
    struct str name;
    enum box_kind kind;
    uint32_t nin, nout;
    const uint32_t *in, *out;  /* wire numbers */
    const double *matrix;      /* NULL: not known (except UNIFORM and POINT, which need none) */
    const struct str *written; /* the entries as text, decimals or fractions, where the shortest decimals of
                                  the matrix are not what was written; rows are divided by their exact sums.
                                  An entry of empty text has its shortest decimal. NULL: all have; or
                                  box_rounded */
    const struct rational *exact; /* the entries as fractions, put there by stoch_exact(); NULL: none */
    uint32_t point;               /* BOX_POINT: the state */
};

/* The texts of its entries, or NULL. */
static inline const struct str *box_texts(const struct box *b)
{
    return b->written == box_rounded ? NULL : b->written;
}

struct diagram {
    uint32_t nwires, nboxes, nin, nout;
    const struct wire *wire;
    const struct box *const *box; /* in topological order */
    const uint32_t *in;           /* wires */
    const uint32_t *out;          /* wires; one may occur more than once (copy) */
};

/* ---- composing (NULL with a diagnostic on a type mismatch or want of memory) ---- */
struct diagram *diagram_identity(struct work *w, const struct wire *wires, uint32_t n);
struct diagram *diagram_copy(struct work *w, const struct wire *wires, uint32_t n);    /* A -> A * A */
struct diagram *diagram_discard(struct work *w, const struct wire *wires, uint32_t n); /* A -> () */
struct diagram *diagram_swap(struct work *w, const struct wire *a, uint32_t na, const struct wire *b,
                             uint32_t nb);
/* The texts of a matrix of so many cells (see struct box), copied. False (reported). */
bool diagram_copy_written(struct work *w, const struct str *written, size_t cells, const struct str **out);
/* One box as a diagram: its wires are numbered inputs first. */
struct diagram *diagram_of_box(struct work *w, const struct box *shape, const struct wire *in,
                               const struct wire *out);
/* First `first`, then `then`: outputs of the one are inputs of the other, and keep the names they have in
 * `first`. Types must fit: otherwise "wire-mismatch" with a hint that lists both sides wire by wire, and
 * marks where they differ. O(boxes + wires). */
struct diagram *diagram_compose(struct work *w, const struct diagram *first, const struct diagram *then);
/* Side by side. */
struct diagram *diagram_tensor(struct work *w, const struct diagram *left, const struct diagram *right);

/* d without the boxes that no output depends on, and without their wires; numbers are new, unless there were
 * none: then it is d. NULL (reported). O(boxes + wires). */
const struct diagram *diagram_trim(struct work *w, const struct diagram *d);
/* Equal in the free Markov category: an isomorphism of the trimmed term graphs that respects inputs, outputs,
 * box names, kinds, matrices where both have one, and wire types. Near linear when boxes are told apart by
 * their surroundings; backtracks otherwise. False with a diagnostic for want of memory or when interrupted.
 */
bool diagram_equal(struct work *w, const struct diagram *a, const struct diagram *b);
/* Why two diagrams are not equal, as a phrase for a reader: "the left has 2 inputs, the right 1", "`s` occurs
 * twice on the left, once on the right", "output 2 is `T` of `t` on the left and `S` of `s` on the right".
 * The first difference in this order: inputs and outputs, their types, boxes by name, then wiring. Nothing is
 * written when they are equal. */
bool diagram_difference(struct work *w, const struct diagram *a, const struct diagram *b, struct buf *why);

/* One wire by name, or UINT32_MAX; *count is how many have the name. O(wires). */
uint32_t diagram_wire(const struct diagram *d, struct str name, uint32_t *count);

/* ---- surgery ---- */
enum surgery_kind { SURGERY_CUT, SURGERY_POINT, SURGERY_ROW, SURGERY_POLICY, SURGERY_OPEN, SURGERY_EDGE };

struct surgery {
    enum surgery_kind kind;
    uint32_t wire;             /* whose box is replaced */
    const struct box *removed; /* its inputs are discarded now */
    const struct box *placed;  /* NULL for SURGERY_OPEN: the wire became an input */
};

/* cut_X: the box that produces `wire` becomes discard followed by uniform. */
struct diagram *diagram_cut(struct work *w, const struct diagram *d, uint32_t wire, struct surgery *record);
/* do(X = x): the box becomes the sharp state. */
struct diagram *diagram_do_point(struct work *w, const struct diagram *d, uint32_t wire, uint32_t state,
                                 struct surgery *record);
/* do(X ~ row): the box becomes the state `row` (copied), with the entries as they were written (borrowed, or
 * NULL; see struct box). */
struct diagram *diagram_do_row(struct work *w, const struct diagram *d, uint32_t wire, const double *row,
                               const struct str *written, struct surgery *record);
/* do(X := f(Z)): the box becomes a channel from the wires `from` with the given matrix (borrowed). Refused
 * with a diagnostic when a member of `from` depends on `wire`. */
struct diagram *diagram_do_policy(struct work *w, const struct diagram *d, uint32_t wire,
                                  const uint32_t *from, uint32_t nfrom, const double *matrix,
                                  struct surgery *record);
/* do(X) for every value: the wire becomes an input of the diagram (appended to in[]), its box is gone.
 * Reading the result as a channel gives P(.. | do(X = x)) for all x at once. */
struct diagram *diagram_do_open(struct work *w, const struct diagram *d, uint32_t wire,
                                struct surgery *record);
/* do(X -> Y = x), edge surgery: the box of Y alone sees X as the sharp state, everybody else the X there was.
 * Refused ("no-edge") when Y's box does not read X. The record's `wire` is a new wire, the last, with a point
 * state on it; `removed` and `placed` are the old and new box of Y. */
struct diagram *diagram_do_edge(struct work *w, const struct diagram *d, uint32_t wire, uint32_t child,
                                uint32_t state, struct surgery *record);

/* The comb of the boxes that produce the wires `of` (Jacobs, Kissinger and Zanasi 2019, section 5): these
 * boxes, and the boxes of hidden wires all of whose uses are among them (repeatedly); hidden: neither outputs
 * of d nor in `of`. Its inputs are the wires that they read and that others make; its outputs are their wires
 * that others read or d puts out; wires keep their names, numbers are new: *wires (NULL: not wanted) says
 * which wire of d each is. Inputs come in the order in which the outputs need them; ready[i] of `holes` says
 * how many outputs come before input i is needed (an output comes before input i when its box does not depend
 * on it). */
struct comb_shape {
    struct diagram *d;
    const uint32_t *hole; /* by input: how many outputs come before it */
    const uint32_t *wire; /* by wire of the comb: the wire of the diagram it was cut from */
};
bool diagram_comb(struct comb_shape *out, struct work *w, const struct diagram *d, struct set of);

/* The twin of a closed diagram for do(X = x), ..: two copies of every box that depends on a changed one in
 * the second world; boxes that do not are shared (Balke and Pearl 1994, as a diagram). Outputs: those of d,
 * then, for each output that differs between the worlds, its second copy, its name with a star. For this to
 * have a meaning, boxes that are copied must be deterministic or have no matrix: otherwise "random-mechanism"
 * names the first that is not; two runs of a random box need not agree. */
struct diagram *diagram_twin(struct work *w, const struct diagram *d, const uint32_t *wire,
                             const uint32_t *state, uint32_t n);

/* The diagram of a mixed graph: a box of its own name for each present node in topological order, reading its
 * parents, then, for each bidirected edge, a hidden state box without name shared by both. Outputs: the
 * observed nodes. Wire v is node v; wires of bidirected edges follow. No types. For pictures. */
struct diagram *diagram_of_graph(struct work *w, const struct graph *g);

/* The same boxes with other outputs: outputs not listed are discarded. */
struct diagram *diagram_marginal(struct work *w, const struct diagram *d, const uint32_t *out, uint32_t nout);

/* The mixed graph of a diagram: one node a wire, an edge from each input of a box to each of its outputs,
 * several outputs of one box joined by bidirected edges; a wire that is no output of the diagram is latent.
 */
struct graph *diagram_graph(struct work *w, const struct diagram *d);

/* *known: do all boxes that the wires `of` depend on have a meaning (a matrix, or uniform, or point)? When
 * not, *missing is one without, the first in topological order. False only for want of memory (reported).
 * O(boxes + wires). */
bool diagram_known(struct work *w, const struct diagram *d, struct set of, bool *known,
                   const struct box **missing);

/* `H * T -> C; 2 boxes: h, c` */
void diagram_describe(struct buf *out, const struct diagram *d, bool unicode);
/* The text of --show=diagram: one line a box, `t : S -> T`, then the outputs. */
void diagram_dump(struct buf *out, const struct diagram *d);
/* The text of --show=surgery: what was removed, discarded and placed. */
void surgery_dump(struct buf *out, const struct diagram *d, const struct surgery *s);

#endif
