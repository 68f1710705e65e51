/* render_int.h -- the parts that the formats of render/ share (private to render/).
 *
 * An answer is printed as a body (a number, a sentence, a grid) followed by notes: how it was reached, what
 * was checked, what is missing.  Sentences and grids are made once, here described; the formats differ in how
 * they dress them.
 */
#ifndef CAUSAL_RENDER_RENDER_INT_H
#define CAUSAL_RENDER_RENDER_INT_H

#include "base/interrupt.h"
#include "render/render.h"

/* Asked in each turn of a loop over a table: give up? The text is then incomplete. */
static inline bool stopped(struct buf *out)
{
    if (interrupted())
        out->failed = true;
    return out->failed;
}

/* ---- text (text.c) ---- */

/* Text that a terminal may be given: control characters are spelled out (\n, \x1b). */
void put_plain(struct buf *out, struct str s);
/* The same in lines of at most 80 columns, after `column` of the first; those that follow are indented by
 * `hang`. Names and code, in backquotes or brackets, are not broken. */
void put_wrapped(struct buf *out, struct str s, size_t column, size_t hang);
/* The same for a format's running text: Markdown and LaTeX marks are escaped. */
void put_dressed(struct buf *out, struct str s, enum render_format format);
/* SGR codes, only when the style wants colour. */
enum tint { TINT_OFF, TINT_BOLD, TINT_DIM, TINT_ERROR, TINT_WARNING };
void put_tint(struct buf *out, const struct render_style *style, enum tint tint);

/* ---- numbers (number.c) ---- */

/* At most 10 significant digits, no trailing zeros: the results of arithmetic. */
void put_significant(struct buf *out, double x);
/* The shortest of 15 to 17 significant digits that reads back as x. Nothing for NaN. */
void put_exact(struct buf *out, double x);
/* exp(log_p), a probability that may be too small for a double: decimals as tables print them, or where these
 * would show less than two digits, as many significant ones and a power of ten: "1.235e-412". */
void put_log(struct buf *out, double log_p, uint32_t digits);
/* The same with 12 significant digits, which is what a logarithm leaves of it. */
void put_log_exact(struct buf *out, double log_p);

/* ---- fractions (fraction.c) ---- */

struct exact_number {
    double x;
    struct rational fraction; /* x is the double nearest to it */
};
/* How it is written: "8783/34650 (0.2535…)", "8783/34650", "0.253477633477633…". Whole numbers are always
 * whole, and so are decimals that end: "1/8 (0.125)". */
enum exact_layout { LAYOUT_BOTH, LAYOUT_FRACTION, LAYOUT_DECIMAL };
/* In LaTeX it is mathematics, not to be dressed, but for LAYOUT_DECIMAL. */
void put_exact_number(struct buf *out, const struct exact_number *n, enum exact_layout layout,
                      const struct render_style *style);
/* A marginal of a variable: a short fraction, or decimals. */
void put_marginal(struct buf *out, const struct answer_marginals *m, uint32_t i, uint32_t k,
                  const struct render_style *style);
/* Has some variable fractions? */
bool marginals_exact(const struct answer_marginals *m);
/* Is a fraction of it too long to be read? */
bool has_long_fraction(const struct answer *answer);
/* The body of a number that is exact, without newline. */
void put_body_fraction(struct buf *out, const struct answer *answer, const struct render_style *style);
/* Why there are decimals only, although fractions were asked for; empty: there are not. .s is NULL when
 * memory is short. */
struct str exactness_note(struct arena *a, const struct answer *answer, const struct render_style *style);

/* ---- intervals (interval.c) ---- */

bool has_intervals(const struct answer *answer);
/* " [0.7120, 0.7780]"; nothing where there is none. */
void put_interval(struct buf *out, const struct estimated *e, uint32_t digits);
const char *interval_method_name(enum interval_method m);
const char *interval_scale_name(enum interval_scale s);
/* Some variable of `marginals` has them. */
bool marginals_estimated(const struct answer_marginals *m);
/* Columns and fields of CSV, with the comma before each; nothing when e is NULL. */
void csv_estimated_head(struct buf *out, bool intervals);
void csv_estimated(struct buf *out, const struct estimated *e);
/* ---- strata without rows (positivity.c) ---- */

/* " (12 % of the rows)" of a missing cell, or nothing; .s NULL when memory is short. */
struct str mass_of_cell(struct arena *a, const struct answer *answer, uint32_t i);

/* ---- sentences (words.c); .s is NULL when memory is short ---- */

/* The text in `b` in the arena; frees `b`. */
struct str settle(struct arena *a, struct buf *b);

/* A formula of an answer's pool; `fixed`: with the states that the query fixes. */
struct written {
    const struct answer *answer;
    est formula;
    enum est_style style;
    bool fixed;
};
struct str written_formula(struct arena *a, const struct written *w);
/* The definitions of its named c-factors, "Q1(X, Y) = ..", in order. False when memory is short. */
bool written_definitions(struct arena *a, const struct written *w, struct str **line, uint32_t *n);
/* A query, "P(C | do(S))", as LaTeX mathematics or as it is. */
struct str written_query(struct arena *a, struct str query, enum est_style style);
/* A variable as CDL spells it: in backquotes when it is no plain name. */
void put_quoted_name(struct buf *b, struct str name);

/* A note may end in a formula: "by surgery", "by back-door adjustment:" and the formula, with the definitions
 * of its c-factors. A list goes on after its words in pieces, between which lines may be broken. */
struct note {
    struct str words, formula, *where, *piece;
    uint32_t nwhere, npieces;
};
enum { NOTES_MOST = 12 };
/* How the intervals came about, what was added by a prior (interval.c). False when memory is short. */
bool interval_note(struct arena *a, const struct answer *answer, struct note *note);
struct str prior_note(struct arena *a, const struct answer *answer);
/* One more piece, the text in `b`, which is freed. */
bool note_push(struct arena *a, struct note *note, struct buf *b);
/* Bounds where strata are empty, and what else can be done; at most 2 notes (positivity.c). */
uint32_t positivity_notes(struct arena *a, const struct answer *answer, const struct render_style *style,
                          struct note *notes, bool *good);
/* The notes under an answer; their number. None when memory is short, with out->failed set. */
uint32_t answer_notes(struct buf *out, struct arena *a, const struct answer *answer,
                      const struct render_style *style, struct note *notes);
/* The body of a truth, an independence or an identification. */
struct str answer_sentence(struct arena *a, const struct answer *answer, bool unicode);
/* The query = the estimand, which stands alone when it is yet to be averaged. */
struct str answer_equation(struct arena *a, const struct answer *answer, enum est_style style);
/* The open or bidirected path as drawn: S <- "S <-> C" -> C is S <-> C. False when memory is short. */
bool answer_shown_path(struct graph_path *out, struct arena *a, const struct answer *answer);
struct str answer_path(struct arena *a, const struct answer *answer, bool unicode);
/* Some value of the answer is undefined. */
bool answer_undefined(const struct answer *answer);

/* ---- questions of structure (structure.c); .s is NULL when memory is short ---- */

/* The body of an answer from PATHS to COMPONENTS. */
void put_structure(struct buf *out, struct arena *a, const struct answer *answer,
                   const struct render_style *style);
/* The Verma constraints of an answer, one a line (constraints.c). */
void put_constraints(struct buf *out, struct arena *a, const struct answer *answer,
                     const struct render_style *style);
/* The notes under it, as answer_notes() gives them. */
uint32_t structure_notes(struct buf *out, struct arena *a, const struct answer *answer, struct note *notes);
/* The list was cut at its limit. */
bool structure_more(const struct answer *answer);
/* Set i of the list is the optimal one. */
bool structure_optimal_listed(const struct answer_structure *s, uint32_t i);
/* "A, B"; "S -> C"; "blocked at T (conditioned on)" or "open". */
struct str structure_names(struct arena *a, const struct model *m, struct set members);
struct str structure_path(struct arena *a, const struct model *m, const struct graph_path *path,
                          bool unicode);
struct str structure_blocks(struct arena *a, const struct model *m, const struct marked_path *p);

/* ---- tests and scores (learned.c) ---- */
void put_learned(struct buf *out, struct arena *a, const struct answer *answer,
                 const struct render_style *style);
/* "W = 1.9666 at 2 degrees of freedom, p 0.3741, adjusted 0.3741: kept" of a constraint that was tested, or
 * that it was not; .s NULL when memory is short. "kept", .. */
struct str constraint_result(struct arena *a, const struct constraint_test *t, uint32_t digits);
const char *constraint_verdict(const struct constraint_test *t);
uint32_t learned_notes(struct buf *out, struct arena *a, const struct answer *answer, struct note *notes);
void csv_learned(struct buf *out, struct arena *a, const struct answer *answer);

/* ---- what FIT and SAMPLE did (done.c) ---- */
void put_done(struct buf *out, struct arena *a, const struct answer *answer,
              const struct render_style *style);
void csv_done(struct buf *out, const struct answer *answer);

/* ---- tables (grid.c) ---- */

/* A table's cells as text: `left` columns of states, then columns of numbers. Row 0 is the head. */
struct grid {
    uint32_t left, columns;
    size_t rows;
    struct str *cell;         /* rows * columns; plain text, not yet escaped */
    enum exact_layout layout; /* of its numbers, if they have fractions */
    bool dressed;             /* but for the numbers, which are as the format wants them */
};
/* The answer's table: a row for each state of the open given variables and a column for each joint state of
 * the open outcomes, or one row for each combination when that would be too wide. False when memory is short.
 */
bool grid_of_answer(struct grid *g, struct arena *a, const struct answer *answer,
                    const struct render_style *style);
/* Whether every cell has its text: one without is one that memory did not reach for. */
bool grid_whole(const struct grid *g);
/* The grid in the format of `style`: Markdown, LaTeX, or else aligned text, for which cells may be replaced
 * by what is seen of them. `out` fails when the grid is not whole. */
void put_grid(struct buf *out, struct grid *g, struct arena *a, const struct render_style *style);

/* ---- cells (cells.c) ---- */

/* Walking the cells of an answer's table: the axes are the open given columns, then the open outcomes. */
struct cells {
    const struct answer *answer;
    uint32_t ngiven, nover;         /* open ones */
    size_t given_cells, over_cells; /* products of their lengths */
};
struct cells cells_of(const struct answer *answer);
/* The state of given column k (over column k) in cell i, fixed columns included. */
struct str cell_given(const struct cells *c, size_t i, uint32_t k);
struct str cell_over(const struct cells *c, size_t i, uint32_t k);

/* ---- parts of an answer in running formats (render.c) ---- */
void put_answer_text(struct buf *out, struct arena *a, const struct answer *answer,
                     const struct render_style *style);
/* A formula in running text; LaTeX sets it on a line of its own. */
void put_formula(struct buf *out, struct str formula, enum render_format format);
/* "where Q1(X, Y) = ..", a line each, indented in text. */
void put_where(struct buf *out, const struct str *line, uint32_t n, uint32_t indent,
               enum render_format format);
enum est_style formula_style(const struct render_style *style);

/* ---- explanations (explain.c) ---- */
void put_explanation(struct buf *out, struct arena *a, const struct answer *e,
                     const struct render_style *style);

/* ---- posteriors and plans (posterior.c, plan.c) ---- */
void put_marginals(struct buf *out, struct arena *a, const struct answer *answer,
                   const struct render_style *style);
void put_assignment(struct buf *out, struct arena *a, const struct answer *answer,
                    const struct render_style *style);
void put_plan(struct buf *out, struct arena *a, const struct answer *answer,
              const struct render_style *style);
/* Some value of MARGINALS is undefined; *all: every one. */
bool marginals_undefined(const struct answer *answer, bool *all);
bool assignment_undefined(const struct answer *answer);

/* The part of the data that an effect is about (positivity.c). */
bool overlap_note(struct arena *a, const struct answer *answer, struct note *note);

/* ---- effects (effect.c) ---- */
/* "P(low = 1 | smoke = 0) adjusted " */
void put_adjusted_risk(struct buf *b, const struct answer *answer, const struct effect_number *n);
void put_panel(struct buf *out, struct arena *a, const struct answer *answer,
               const struct render_style *style);
bool effect_undefined(const struct answer *answer);
/* How the right column came about; `otherwise` completes "by .." where there is no set. .s NULL: no memory.
 */
struct str effect_method(struct arena *a, const struct answer *answer, const char *otherwise);
void csv_effect(struct buf *out, const struct answer *answer);

/* ---- rows (csv.c, csv_posterior.c) ---- */
/* A field, in quotes where it needs them. */
void csv_field(struct buf *out, struct str s);
void csv_marginals(struct buf *out, const struct answer *answer);
void csv_assignment(struct buf *out, const struct answer *answer);
void csv_plan(struct buf *out, const struct answer *answer);

/* ---- formats (json.c, csv.c) ---- */
void render_json(struct buf *out, const struct answer *answer);
void render_csv(struct buf *out, const struct answer *answer);

#endif
