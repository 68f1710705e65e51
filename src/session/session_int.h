/* session_int.h -- private to the room: bindings, the run of a text, and who does what.
 *
 *   session.c    the table of names, settings, files          run.c       statements, one by one
 *   value.c      expressions                                  query.c     P(..) with names resolved
 *   arithmetic.c numbers, as doubles and as fractions         spread.c    the same, as estimates
 *   entries.c    the entries of a matrix
 *   scope.c      looking names up, with suggestions           types.c     types and boxes
 *   draft.c      what a model block says                      elaborate.c from draft to model
 *   table.c      the bodies of tables                         equation.c  structural equations
 *   infer.c      states from the shapes of tables             assert.c    claims
 *   observe.c    data for a model                             describe.c  a model in one line, :vars
 *   reading.c    what is asked of a file                      findings.c  what its reading found
 *   fit.c        tables from data                             learn.c     tests, scores, samples
 *   structure.c  questions that need no numbers
 *   explain.c    how an answer comes about           posterior.c marginals, most probable, plans
 *   backing.c    what stands behind a computed value
 *   draw.c       pictures                                 import.c    libraries
 *   exchange.c   models from and to other formats
 *   diagram_value.h lists the files for string diagrams
 */
#ifndef CAUSAL_SESSION_SESSION_INT_H
#define CAUSAL_SESSION_SESSION_INT_H

#include "base/map.h"
#include "lang/lang.h"
#include "session/session.h"

enum binding_kind { BIND_TYPE, BIND_BOX, BIND_MODEL, BIND_VALUE };

/* A declared box: the types and names of its wires, and its matrix (NULL: a generator without meaning). A box
 * with parameters, or with wires of no type, is only a pattern: `generic` is its statement, and types and
 * matrix are made when it is used. */
struct declared_box {
    struct str name, doc;
    uint32_t nin, nout;
    const struct type **in, **out;
    const struct str *in_name, *out_name;
    const double *matrix;
    const struct str *written; /* its entries, see struct box */
    const struct ast *generic;
};

enum value_kind { VALUE_NUMBER, VALUE_TRUTH, VALUE_TABLE, VALUE_DIAGRAM };

struct diagram_value;

struct value {
    enum value_kind kind;
    double number;
    bool is_exact; /* NUMBER: also as a fraction */
    struct rational exact;
    const struct spread *spread; /* NUMBER, that came from data: how it moves with them; NULL: not known */
    bool truth;
    struct str why; /* TRUTH: what decided it; may be empty */
    struct answer *table;
    struct diagram_value *diagram;
};

/* What stands behind a value: the queries that went into it. Names are borrowed. */
struct backing {
    struct named_cell missing[LIMIT_MISSING]; /* why numbers are undefined; no repeats */
    uint32_t nmissing;
    bool more_missing;
    uint32_t checked, unchecked; /* queries with do() */
    double difference;           /* largest, of those that were checked */
    bool roughly;                /* one of those that were checked was not compared as fractions */
    struct str inexact;          /* why the first that has no fraction has none */
    struct str unverified;       /* the first that was not, and why */
};

/* One name and what it stands for. Owns its arena. */
struct binding {
    enum binding_kind kind;
    struct str name;
    uint64_t serial;          /* how many were bound before it */
    const struct model *bare; /* the model before data gave it states and tables; NULL: they gave none */
    struct arena arena, data; /* data: the counts behind a model, replaced by the next `observe` */
    const struct type *type;
    const struct declared_box *box;
    struct model *model;
    struct observed observed;
    struct value value;
    struct backing backing;  /* of the value */
    struct str doc;          /* of a box or a diagram */
    struct binding *held[2]; /* models that the value needs; of a model fitted to the data of another, that */
    uint32_t holders;        /* how many values hold this model */
    bool replaced;           /* no name stands for it any more: the last holder frees it */
};

struct importing {
    struct str name;
    const struct importing *outer;
};

struct session {
    struct binding **binding; /* in order of first mention */
    size_t n, cap;
    struct arena names;                 /* the keys of `by_name`: a name stays known when it is bound anew */
    struct map by_name[BIND_VALUE + 1]; /* by kind: name -> place in binding[] */
    uint64_t readings;                  /* how often data were read */
    uint64_t bound;                     /* how many bindings there have been */
    struct binding *current;            /* the current model, or NULL */
    struct plans *plans;                /* of its queries */
    bool verify, exact;
    struct interval_options interval;
    char show[16];
    struct buf last_file;
    const struct importing *importing; /* the texts that are being imported, innermost first */
};

/* Names with a number, known while the body of a box is computed. */
struct locals {
    uint32_t n;
    const struct str *name;
    const struct value *value;
};

/* The run of one text: its statement's memory, and where messages go. */
struct run {
    struct session *s;
    struct work w; /* the statement's arena */
    const struct sink *sink;
    const struct text *text;
    struct backing backing;      /* of what this statement has computed so far */
    const struct locals *locals; /* or NULL */
    bool intervals;              /* what is asked is shown or kept as it is, with intervals */
    bool spreads;                /* numbers go into a calculation that is to have an interval */
};

/* The number of a local name, or NULL. */
const struct value *locals_get(const struct run *r, struct str name);

/* ---- session.c ---- */
/* The binding of this kind and name, or NULL. Expected O(|name|). */
struct binding *session_find(const struct session *s, enum binding_kind kind, struct str name);
/* A new binding, not yet in the table: fill it in its own arena, then commit or drop it. NULL (reported). */
struct binding *binding_new(struct run *r, enum binding_kind kind, struct str name);
void binding_free(struct binding *b);
/* What the model itself says, without what data gave it. */
static inline const struct model *binding_bare(const struct binding *b)
{
    return b->bare ? b->bare : b->model;
}
/* `holder` needs the model as long as it lives. */
void binding_hold(struct binding *holder, struct binding *model);
/* Put it in the table, replacing (and freeing) one of the same kind and name. False (reported) frees it. */
bool session_commit(struct run *r, struct binding *b);
/* The whole file in a buffer; a diagnostic without a place when it cannot be read. */
bool session_read_file(struct str path, struct buf *out, struct diags *d);
size_t session_names_of(const struct session *s, enum binding_kind kind, struct str *names, size_t max);

/* ---- scope.c: names with suggestions; each reports and returns a failure value ---- */
/* The model called by `name`, or the current one when it is NULL; `at` is what asks. */
const struct binding *scope_model(struct run *r, const struct ast *name, struct span at);
/* A node as CDL text without a final newline, in the statement's arena; .s NULL (reported) when memory is
 * short. */
struct str scope_written(struct run *r, const struct ast *node);
/* A relative path is relative to the folder of the script it stands in. .s NULL when memory is short. */
struct str scope_path(struct run *r, struct str path);
/* The same for what data are read from: a file, the file of `sqlite:FILE?table=T`, or an address as it is. */
struct str scope_source(struct run *r, struct str name);
const struct binding *scope_find(struct run *r, enum binding_kind kind, const struct ast *name);
/* The type called by `name`: a declared one, or that of a variable of the current model, which then lends its
 * name to a type that has none. In keep's arena. NULL (reported). */
const struct type *scope_type(struct run *r, struct work *keep, const struct ast *name);
/* The variable called by `name`, or UINT32_MAX. */
uint32_t scope_variable(struct run *r, const struct model *m, const struct ast *name);
uint32_t scope_state(struct run *r, const struct type *t, struct str owner, const struct ast *state);

/* ---- types.c ---- */
/* A type from its written states, in keep's arena; `name` may be empty. NULL (reported): "duplicate-state",
 * "partial-values", "too-many-states", or a value that is no number. O(states). */
struct type *types_build(struct run *r, struct work *keep, const struct ast *states, struct str name);
/* The states of a variable: a type written as a name or in place, copied to keep's arena, as a type may be
 * bound anew. NULL (reported). */
const struct type *types_resolve(struct run *r, struct work *keep, const struct ast *domain);
/* type_copy(), its failure reported. */
const struct type *types_copy(struct work *keep, const struct type *t);
/* {0, .., n-1} */
const struct type *types_numbered(struct work *keep, uint32_t n);
/* Check and bind what a `type` or `box` (boxes.c) statement declares; false (reported) leaves the old
 * binding.
 */
bool types_declare(struct run *r, const struct ast *statement);
bool types_declare_box(struct run *r, const struct ast *statement);

/* ---- value.c ---- */
/* The value of an expression; tables live in the statement's arena or in the binding they were bound to.
 * False (reported). */
bool value_eval(struct run *r, const struct ast *e, struct value *out);
bool value_number(struct run *r, const struct ast *e, double *out);
/* The same with its fraction, where it has one. */
bool value_fraction(struct run *r, const struct ast *e, struct value *out);
/* How queries are answered in this run: verified, with stages shown. */
struct answer_options run_options(struct run *r);
/* Is `v`, the value of `e`, a number? Says what else it is. */
bool value_is_number(struct run *r, const struct ast *e, const struct value *v);

/* ---- arithmetic.c ---- */
/* The value of a number in the text, "0.25", or of a double that is taken for its shortest decimal. */
bool number_literal(struct run *r, const struct ast *e, struct value *out);
bool number_plain(struct run *r, double x, struct value *out);
double number_rounded(int op, double x, double y);
/* a op b for OP_ADD to OP_MOD, where b is not 0 in the last two. False (reported). */
bool number_arithmetic(struct run *r, int op, const struct value *a, const struct value *b,
                       struct value *out);
bool number_negative(struct run *r, const struct value *a, struct value *out);
/* Below, at or above 0; both defined. Exactly, when both are exact and exact answers are asked for. */
bool number_compare(struct run *r, const struct value *a, const struct value *b, int *sign);
/* Are the fractions of both to be compared? */
bool number_both_exact(const struct run *r, const struct value *a, const struct value *b);

/* ---- spread.c ---- */
/* out->spread for out = a op b, OP_ADD to OP_MOD, or out = NAME(a). False (reported) when memory is short. */
bool number_spread(struct run *r, int op, const struct value *a, const struct value *b, struct value *out);
bool call_spread(struct run *r, struct str name, const struct value *a, struct value *out);

/* ---- entries.c ---- */
/* The entries of a matrix under way, in keep's arena. */
struct entries {
    struct work *keep;
    size_t cells, from; /* entries are numbered from `from` on */
    double *p;
    struct str *written; /* NULL: no entry needs a text so far */
    bool rounded;        /* some entry has no fraction */
};
bool entries_begin(struct entries *e, struct run *r, struct work *keep, size_t cells);
bool entries_put(struct run *r, struct entries *e, size_t at, const struct value *v);
/* The number of an expression. */
bool entries_evaluate(struct run *r, struct entries *e, size_t at, const struct ast *entry);
/* Their texts, as struct box has them. */
bool entries_end(struct run *r, struct entries *e, const struct str **written);

/* ---- backing.c: each false (reported) when memory is short ---- */
/* Another query, or a bound value, went into what the statement computes. */
bool backing_add_answer(struct run *r, const struct query *q, const struct answer *a);
void backing_add(struct run *r, const struct backing *from);
/* Something in what the statement computes has no fraction; `why` is empty: it has. */
void backing_inexact(struct run *r, struct str why);
bool backing_copy(struct backing *to, struct work *keep, const struct backing *from);
/* Put what the statement has found into its answer: what is missing and, with `verify`, what was checked. */
bool backing_tell(struct run *r, struct answer *a);

/* ---- table.c ---- */
/* What the rows and columns of a table body are: its conditions and its outcomes. */
struct table_shape {
    struct str title; /* "P(C | H, T)", for messages */
    uint32_t ngiven, nover;
    const struct str *given_name, *over_name;
    const struct type *const *given, *const *over;
};
/* Cells of a table body, rows by the given states (last fastest); checked to be stochastic. False (reported).
 */
bool table_matrix(struct run *r, struct work *keep, const struct ast *body, const struct table_shape *shape,
                  struct entries *out);
/* One row of it, from `at` on. */
bool table_row(struct run *r, const struct ast *list, const struct table_shape *shape, struct entries *to,
               size_t at);
/* Entries in one row as the body shows them, 0 when it does not; entries in all, 0 for a name or keyed table.
 */
void table_extent(const struct ast *body, size_t *row, size_t *all);

/* The open column of `a` called `name`, as an axis of its table, and its type; UINT32_MAX when there is none.
 */
uint32_t table_axis(const struct answer *a, struct str name, const struct type **type);

/* ---- equation.c ---- */
/* The variables that an equation may use. */
struct equation_scope {
    uint32_t n;
    const struct map *number; /* name -> variable */
    const struct str *name;
    const struct type *const *type; /* NULL: no states yet */
};
/* The variables used in e, by number, in order of appearance; *n of them. NULL (reported). */
uint32_t *equation_inputs(struct run *r, const struct equation_scope *scope, const struct ast *e,
                          uint32_t *n);
/* The deterministic matrix of `target := e` for the given inputs. NULL (reported). */
const double *equation_matrix(struct run *r, struct work *keep, const struct equation_scope *scope,
                              const struct ast *e, const uint32_t *input, uint32_t ninputs, struct str target,
                              const struct type *type);

/* ---- draft.c, elaborate.c ---- */
struct parent {
    uint32_t var;
    struct span span;
};

struct draft_var {
    struct str name;
    enum var_role role;
    bool declared; /* by var, latent or noise (not just mentioned in an edge) */
    const struct type *type;
    struct span span;
    struct parent *edge; /* parents drawn as edges */
    size_t nedge, edge_cap;
    struct set drawn;      /* their numbers; made with the first edge */
    const struct ast *how; /* its TABLE, MECHANISM or EQUATION, or NULL */
    uint32_t *in;          /* what its box reads, in order (confounders not included) */
    uint32_t nin;
    const struct declared_box *box; /* what is applied, or NULL */
    const struct binding *pattern;  /* a box with parameters: definite when the types are known */
};

struct confounded {
    uint32_t a, b;
    struct span span;
};

struct draft {
    struct run *r;
    struct work keep; /* the binding's arena */
    const struct ast *ast;
    struct draft_var *var;
    size_t n, cap;
    struct map names; /* name -> place in var[]; the keys are in that order */
    struct confounded *pair;
    size_t npairs, pairs_cap;
    const struct ast *joint; /* the TABLE that is the observational joint, or NULL */
};

/* Read the items of a model block. False when something was wrong (all of it reported). */
bool draft_read(struct draft *d, const struct ast *model);
/* Find a variable by a NAME node, or report it. UINT32_MAX when unknown. */
uint32_t draft_find(struct draft *d, const struct ast *name);
/* The names an equation may use; `type` as in struct equation_scope. */
struct equation_scope draft_scope(const struct draft *d, const struct type *const *type);
/* The box with parameters that v applies, with the types that are known. In r->w.arena. NULL (reported). */
const struct declared_box *draft_instance(struct draft *d, uint32_t v);
/* Give types to variables that have none, from the tables. */
bool draft_infer(struct draft *d);
/* Check, build and bind a model. */
bool elaborate_model(struct run *r, const struct ast *statement);

/* ---- query.c ---- */
/* Resolve the names of a P(..) or E(..) into *q, in the statement's arena; *q borrows from the model's
 * binding. needs_states: refuse variables without states ("no-states"); without it a soft intervention on one
 * keeps its kind and has no row or matrix. False (reported). */
bool query_resolve(struct run *r, const struct ast *prob, bool needs_states, struct query *q,
                   const struct binding **model);
/* A distribution over type t from a list, a name or an expression, and as it was written. NULL (reported). */
const double *query_row(struct run *r, const struct ast *e, const struct type *t, struct str owner,
                        const struct str **written);

/* ---- run.c, assert.c ---- */
/* Hand all diagnostics to the sink and forget them. What they come to; want of memory is told even when it
 * could not be written down. */
enum run_status run_report(struct diags *d, const struct sink *sink);
/* Check a claim; false (reported) when it does not hold ("assertion"). */
bool assert_claim(struct run *r, const struct ast *statement);

/* ---- structure.c ---- */
/* Answer an IDENTIFY, INDEPENDENT, PATHS, ADJUST, INSTRUMENTS, FRONTDOOR, IMPLICATIONS or COMPONENTS. False
 * (reported): the question has no answer. */
bool structure_ask(struct run *r, const struct ast *question, struct answer *a);
/* ---- explain.c ---- */
/* The answer of `explain P(..)`. False (reported). */
bool explain_query(struct run *r, const struct ast *statement, struct answer *a);

/* ---- effect.c ---- */
/* Answer an EFFECT. False (reported). */
bool effect_ask(struct run *r, const struct ast *question, struct answer *a);

/* ---- posterior.c ---- */
/* Answer a MARGINALS or MOST_PROBABLE. False (reported): as queries, and "open-condition". */
bool posterior_ask(struct run *r, const struct ast *question, struct answer *a);
/* What is seen and done in a MARGINALS, MOST_PROBABLE or SAMPLE as a query without outcomes. False
 * (reported). */
bool posterior_resolve(struct run *r, const struct ast *question, struct ast *conditions, struct ast *model,
                       struct query *q);
/* Answer an EXPLAIN whose level is "plan". */
bool posterior_plan(struct run *r, const struct ast *statement, struct answer *a);

/* ---- reading.c ---- */
/* The option of a statement that begins with `word`, from kid `from` on; NULL: none. */
const struct ast *option_find(const struct ast *statement, uint32_t from, struct str word);
/* What an `observe` or a `fit .. from` asks of its file, for the observed variables of m; vars[k] is that of
 * column k. Both in the statement's arena. False (reported): "repeated-option", "unused-option",
 * "unknown-variable", "bin-bounds", "separator". */
bool reading_request(struct run *r, const struct ast *statement, const struct model *m,
                     struct data_request *q, uint32_t **vars);
/* ---- findings.c ---- */
/* The model with the types that the data gave to variables without states; m itself when there are none. NULL
 * (reported). */
struct model *findings_retype(struct work *keep, const struct model *m, const struct counts *c,
                              const uint32_t *vars);
/* Lines for the reader: rows used and dropped, by column; the effective size of a weighted sample. */
void findings_note(struct run *r, const struct counts *c);

/* ---- observe.c ---- */
/* Read a data file for a model and make it the current one. False (reported): model and old data stay. */
bool observe_file(struct run *r, const struct ast *statement);
/* The file of an OBSERVE or FIT, read for a model. Whoever gets it frees `data`; there is nothing to free
 * when it fails (reported). */
struct observation {
    struct arena data; /* what `observed` points to */
    struct observed observed;
};
bool observe_read(struct run *r, const struct model *bare, const struct ast *statement,
                  struct observation *out);

/* ---- fit.c, learn.c ---- */
/* `fit m ..`: bind the model anew, with tables learned from data, and make it the current one. False
 * (reported): all is as it was. */
bool fit_statement(struct run *r, const struct ast *statement);
/* Answer a TEST or a COMPARE. False (reported). */
bool learn_ask(struct run *r, const struct ast *statement, struct answer *a);
/* `sample ..`: write the file. False (reported). */
bool sample_statement(struct run *r, const struct ast *statement);
/* The option that begins with this word, or NULL. Given twice it is refused (*good = false). */
const struct ast *option_of(struct run *r, const struct ast *statement, struct str word, bool *good);
/* Its number, from `least` to `most` and whole if so it is to be; `otherwise` when the option is not there.
 */
bool option_number(struct run *r, const struct ast *statement, struct str word, double least, double most,
                   bool whole, double otherwise, double *out);
/* `restarts` and `seed`, where they are given. */
bool option_climb(struct run *r, const struct ast *statement, struct fit_wish *wish);

/* ---- draw.c ---- */
/* `draw ..`: a drawing for the sink. False (reported). */
bool draw_statement(struct run *r, const struct ast *statement);
/* ---- import.c ---- */
extern const struct library_text library_texts[]; /* made by the build */
/* `import boxes`, `import "file.cdl"`: run it here. False (reported). */
bool import_library(struct run *r, const struct ast *statement);
/* ---- exchange.c ---- */
/* Read a file that a statement names, unpacked, into the statement's arena. False (reported). */
bool exchange_read(struct run *r, const struct ast *file, struct text *text);
/* `import m from "alarm.bif"`, `import "alarm.bif"`: bind the model and make it the current one. False
 * (reported). */
bool exchange_import(struct run *r, const struct ast *statement);
/* A line about the model that became the current one. */
void exchange_note(struct run *r);
/* Nobody knows which format this file is in. False. */
bool exchange_unknown(struct run *r, const struct ast *file);
/* `model m = dagitty "dag { X -> Y }"`. False (reported). */
bool exchange_text(struct run *r, const struct ast *statement);
/* `export m to "m.json"`. False (reported). */
bool exchange_export(struct run *r, const struct ast *statement);
/* The text of the standard library that defines a box, a diagram or a model of this name; NULL: none does.
 * O(the library). */
const char *import_brings(struct str name);

/* ---- describe.c ---- */
void describe_model(struct buf *out, const struct binding *b, bool unicode);
/* "box f : A -> B", of a box with parameters its whole definition; no newline. */
void describe_box(struct buf *out, const struct binding *b);

#endif
