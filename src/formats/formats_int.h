/* formats_int.h -- private to the room: what readers share.
 *
 *   formats.c   which format, and its reader and writer     number.c      decimals <-> doubles
 *   scan.c      a place in a text, and complaints           rows.c        rows of a table
 *   network.c   what readers gather                         entries.c     tables that are gathered first
 *   net_model.c the model made of it                        net_tables.c  their size, and what is wrong
 *   writing.c   what writers share
 *
 *   bif_read.c, bif_words.c, bif_table.c, bif_write.c       xml.c, xmlbif.c
 *   arrows_words.c, arrows_read.c, arrows_write.c (dagitty and DOT)
 *   json.c, json_model_read.c, json_model_joint.c, json_model_write.c
 *   hugin_read.c, hugin_write.c                             cdl.c
 */
#ifndef CAUSAL_FORMATS_FORMATS_INT_H
#define CAUSAL_FORMATS_FORMATS_INT_H

#include "base/limits.h"
#include "formats/formats.h"

/* ---- number.c ---- */
struct number {
    double x;
    bool plain; /* the shortest decimal of x is what is written */
};
/* Read the unsigned or signed decimal at p, which ends before a NUL at the latest; NULL: there is none. What
 * it is worth is correctly rounded. Returns its end. */
const char *number_read(const char *p, struct number *out);
/* A decimal as digits and a power of ten; false when the digits come to 2^53 or more. */
bool number_digits(struct str s, uint64_t *digits, int *exponent);
/* The shortest decimal that reads back as x; at least one digit, no sign but of a negative number. */
void number_put(struct buf *out, double x);

/* ---- scan.c ---- */
/* A place in a text. p may read *end, a NUL. */
struct scan {
    const char *begin, *p, *end;
    struct work *w; /* where results and complaints go */
    struct arena *draft;
};
struct span scan_span(const struct scan *s, const char *from, const char *to);
/* "expected WHAT, found ..": the token at `at`, whose end is `to` (at == to: one character, or the end of the
 * file). False. */
bool scan_expected(struct scan *s, const char *at, const char *to, const char *what);
/* Is it text, in UTF-8? False (reported). O(length). */
bool scan_text(struct scan *s);

/* ---- rows.c ---- */
enum row_kind { ROW_SUMS, ROW_ROUNDED, ROW_WRONG };
/* Does a row of n entries sum to 1? Entries are within [0, 1 + 1e-6]. *sum is what they sum to. */
enum row_kind row_check(const double *p, uint32_t n, double *sum);
/* The entries as whole multiples of one power of ten, when doubles hold them and their sum: their sum. */
bool row_total(const struct str *written, uint32_t n, uint64_t *sum);
/* These multiples, when row_total() has said that there are some. */
void row_shares(const struct str *written, uint32_t n, double *top);
/* Divide a rounded row by its sum: exactly, as far as doubles can say, when the decimals written are short
 * enough. */
void row_divide(double *p, const struct str *written, uint32_t n, double sum);

/* ---- network.c ---- */
struct net_table {
    struct span at;
    double *p;           /* NULL: none */
    struct str *written; /* as in a box */
};
struct net_var {
    struct str name, box; /* box: its mechanism's name, if it has another */
    enum var_role role;
    struct type *type; /* NULL: no states */
    struct span span;
    double *value; /* of each state, or NULL */
    size_t nvalues;
    uint32_t *in; /* parents */
    size_t nin, in_cap;
    struct set known; /* the parents, when they are many */
    bool has_table;   /* what it reads is settled, and in what order */
    struct net_table table;
};
struct net_pair {
    uint32_t a, b;
    struct span span;
};
struct net {
    struct scan *s;
    struct str name, doc;
    struct net_var *var;
    size_t n, cap;
    struct map names;
    struct net_pair *pair; /* hidden common causes */
    size_t npairs, pairs_cap;
};

static inline struct diags *net_diags(const struct net *n)
{
    return n->s->w->diags;
}
/* Where the model goes. */
static inline struct arena *net_arena(const struct net *n)
{
    return n->s->w->arena;
}

void net_begin(struct net *n, struct scan *s, struct str name);
/* A new variable; UINT32_MAX (reported): "redefinition", "too-many-variables", want of memory. */
uint32_t net_add(struct net *n, struct str name, struct span at);
/* The variable called `name`, or UINT32_MAX. */
uint32_t net_find(const struct net *n, struct str name);
/* The same, or else a new one. UINT32_MAX (reported). */
uint32_t net_mention(struct net *n, struct str name, struct span at);
/* The same, reported as "unknown-variable". */
uint32_t net_need(struct net *n, struct str name, struct span at);
/* Give v its states, copied. False (reported): "duplicate-state", "too-many-states", "no-states". */
bool net_states(struct net *n, uint32_t v, const struct str *state, const struct span *at, size_t count);
/* What other programs keep with a variable, and we as well: `latent = yes`, `noise = yes`, `values = 0 1.5
 * 4`, the numeric values of its states. Anything else is skipped. False (reported): want of memory. */
bool net_property(struct net *n, uint32_t v, struct str text);
/* Another parent of v. False (reported): "self-edge", want of memory; a second time it counts once. */
bool net_parent(struct net *n, uint32_t v, uint32_t parent, struct span at);
/* Another parent of v, named in the head of its table. False (reported): "repeated-variable", .. */
bool net_given(struct net *n, uint32_t v, struct str name, struct span at);
/* A hidden common cause of both; a second time it counts once. False (reported): "self-edge",
 * "too-many-variables", .. */
bool net_confounded(struct net *n, uint32_t a, uint32_t b, struct span at);
/* x has no states, and needs them. False. */
bool net_no_states(struct net *n, const struct net_var *x, struct span at);

/* ---- net_tables.c ---- */
/* v's table begins here: it had none before. False (reported): "redefinition". */
bool net_table(struct net *n, uint32_t v, struct span at);
/* Rows of v's table and entries of one; its parents and itself have states. False (reported):
 * "table-too-large". */
bool net_cells(struct net *n, uint32_t v, struct span at, size_t *rows, size_t *row);
/* A row that does not sum to 1, or an entry out of range. False. */
bool net_wrong_row(struct net *n, uint32_t v, size_t row, double sum, struct span at);
bool net_wrong_entry(struct net *n, uint32_t v, double x, struct span at);
/* "B = no, C = yes" for a row of v's table. */
void net_put_setting(struct buf *out, const struct net *n, uint32_t v, size_t row);

/* ---- net_model.c ---- */
/* The model, in the arena of results. O(edges). NULL (reported): "cycle", "no-variables". */
struct model *net_model(struct net *n);

/* ---- entries.c ---- */
/* Numbers of a table in the order of its matrix, as they stand in the text. */
struct entries {
    struct str *text;
    size_t n, cap;
};
/* The number at s->p, which goes behind it. False (reported). `stops` are characters that may follow it. */
bool entries_read(struct entries *e, struct scan *s, const char *stops);
/* Make them v's table. False (reported): "table-shape", "row-sum", "entry-range", .. */
bool entries_fill(const struct entries *e, struct net *n, uint32_t v);
/* The same, but the numbers are taken as they are: nothing is kept as text, and no row divided that misses 1
 * by no more than the language itself allows, 1e-9. */
bool entries_keep(const struct entries *e, struct net *n, uint32_t v);
/* The numbers alone, in the arena of w, unchecked. NULL (reported): want of memory. */
double *entries_doubles(const struct entries *e, struct work *w);

/* ---- writing.c ---- */
struct writing {
    struct buf *out;
    struct work *w;
    const struct model *m;
    const struct format_joint *joint;
    struct span at;     /* where the file is named */
    const char *format; /* "BIF", for complaints */
};
/* Has every variable states and a table, and nothing else? False (reported: "format-cannot"). */
bool writing_tables(const struct writing *w);
/* False, reported as "format-cannot". */
bool writing_refuse(const struct writing *w, const char *what, struct str name, const char *hint);
/* Rows of a box, and entries of one. */
size_t writing_rows(const struct model *m, uint32_t v);
/* Inputs of a box that are not hidden common causes; they come first. */
uint32_t writing_drawn(const struct model *m, uint32_t v);
/* The ends of a hidden common cause, smaller first; false when it has not two. */
bool writing_ends(const struct model *m, uint32_t confounder, uint32_t *a, uint32_t *b);
/* Are the entries to be written as they were written: decimals, all of them? */
bool writing_decimals(const struct model *m, uint32_t v);
/* Entry i of v's matrix; `decimals` is what writing_decimals() says. */
void writing_entry(struct buf *out, const struct model *m, uint32_t v, size_t i, bool decimals);
/* Text in double quotes; these and backslashes get a backslash in front. */
void writing_quoted(struct buf *out, struct str s);
/* The values of the states with blanks between; nothing when there are none. */
void writing_values(struct buf *out, const struct type *t);

/* ---- readers: each NULL (reported); writers: each false (reported) ---- */
struct model *bif_read(struct scan *s, struct str name);
bool bif_write(const struct writing *w);
struct model *xmlbif_read(struct scan *s, struct str name);
bool xmlbif_write(const struct writing *w);
struct model *hugin_read(struct scan *s, struct str name);
bool hugin_write(const struct writing *w);
/* Is it a name in that language? */
bool hugin_name(struct str s);
struct model *dagitty_read(struct scan *s, struct str name);
bool dagitty_write(const struct writing *w);
struct model *dot_read(struct scan *s, struct str name);
bool dot_write(const struct writing *w);
struct model *json_model_read(struct scan *s, struct str name, struct format_joint *joint);
bool json_model_write(const struct writing *w);
bool cdl_write(const struct writing *w);

#endif
