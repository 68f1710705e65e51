/* lang_int.h -- what the files of lang/ and the generated lexer and parser share.
 *
 * A text is read statement by statement, each in four steps:
 *
 *   lang_scan    grammar/cdl.re  characters -> one token
 *   lang_lex     raw.c           text       -> raw tokens; what may be a keyword is taken for one
 *   lang_layout  layout.c        raw tokens -> tokens: keywords or names, line ends that count
 *   lang_feed    feed.c          tokens     -> Lemon (grammar/cdl.y), which calls build.c
 *
 * Raw tokens use the parser's numbers (TK_* of the generated parse.h); a newline is TK_SEP, a `;` TK_SEMI.
 */
#ifndef CAUSAL_LANG_LANG_INT_H
#define CAUSAL_LANG_LANG_INT_H

#include "base/limits.h"
#include "base/work.h"
#include "lang/ast.h"
#include "lang/lang.h"

enum {
    TOKEN_KINDS = 128,   /* more than the grammar has */
    TOKEN_ESCAPED = 1,   /* flag: quoted text with a backslash in it */
    TOKEN_IN_MODEL = 2,  /* flag: inside the braces of a model */
    TOKEN_SYNC_ITEM = 4, /* flag: ends a line of a model; recovery stops here */
    TOKEN_SYNC = 8,      /* flag: ends a statement; recovery stops here */
    TOKEN_SUPPLIED = 16, /* flag: closes a bracket that was reported as not closed, or not rightly */
    TOKEN_UNCLOSED = 32  /* flag: such a bracket, closed by nothing */
};

struct token {
    uint32_t start, end; /* bytes of the source */
    uint8_t kind;        /* TK_* */
    uint8_t flags;
};

struct tokens { /* on the heap; see tokens_free */
    struct token *at;
    size_t n, cap;
};

bool tokens_grow(struct tokens *t);
static inline bool tokens_push(struct tokens *t, struct token token)
{
    if (t->n == t->cap && !tokens_grow(t))
        return false;
    t->at[t->n++] = token;
    return true;
}
void tokens_free(struct tokens *t);

/* ---- scanning (grammar/cdl.re) ---- */

enum scan_problem { SCAN_FINE, SCAN_CHARACTER, SCAN_NUL, SCAN_UTF8, SCAN_NUMBER, SCAN_ESCAPE, SCAN_OPEN };

struct scanner {
    struct str text;
    size_t at; /* where the next token is looked for */
    struct token token;
    enum scan_problem problem; /* with the token just scanned */
    struct span where;         /* of the problem */
    size_t open;               /* SCAN_OPEN: where the quote that never ends begins */
};

/* Scan one token into s->token; false at the end of the text. */
bool lang_scan(struct scanner *s);

/* ---- the token table (tokens.c) ---- */

/* "NAME", "ARROW_RIGHT": for --show=tokens. */
const char *token_name(int kind);
/* As a reader sees it: "`->`", "a name". */
const char *token_display(int kind);
/* The spelling of a keyword, or NULL. */
const char *token_keyword(int kind);
/* Can the token be a name when it is not a keyword? */
bool token_is_word(int kind);

/* Is `s` spelled like a keyword? (Not the levels of `explain` and the options of `draw` and of the statements
 * about data: in their place only, they confuse nobody.) */
bool lang_is_keyword(struct str s);
/* Is `s` spelled like an option of `draw`? */
bool lang_is_option(struct str s);
/* Print text between `quote`s, with escapes. */
void lang_put_quoted(struct buf *out, struct str s, char quote);

/* ---- one parse ---- */

struct list { /* kids being collected: a stretch of parse.pending */
    uint32_t start, n;
};

struct parse {
    struct work *w;
    struct str source;
    struct scanner scan;
    struct tokens raw;    /* read but not yet laid out */
    struct tokens tokens; /* of one statement */
    size_t errors;        /* reported; what is only missing at the end is not counted */
    bool fatal;           /* stop: out of memory, a limit, interrupted */
    bool unfinished;      /* the text ends inside a statement, and a diagnostic says so */

    /* while feeding */
    void *lemon;
    size_t index;     /* of the token being fed */
    bool dry;         /* build nothing, report nothing */
    bool failed;      /* the token being fed was an error */
    bool spoiled;     /* the statement being read has an error inside */
    struct ast *done; /* the statement just read: Lemon reduces before it sees whether its end is right */

    /* results */
    struct ast **pending; /* kids of unfinished lists, a stack; on the heap */
    size_t npending, pending_cap;
    struct ast **statement; /* finished ones; in the arena */
    size_t nstatements, statement_cap;
};

/* Scan until there are `want` raw tokens, or to the end of the text. False: fatal. */
bool lang_lex(struct parse *p, size_t want);
/* Feed the first `to` tokens to p->lemon, recovering from errors. */
void lang_feed(struct parse *p, size_t to);
/* Which tokens may come after the first `to` of the statement? has[TOKEN_KINDS]. False: memory is short. */
bool lang_acceptable(const struct parse *p, size_t to, bool *has);

struct str token_text(const struct parse *p, const struct token *t);

/* ---- reporting (report.c, unexpected.c) ---- */

/* Count and report an error, which spoils the statement; false (and nothing is reported) when there were too
 * many already. */
bool lang_report(struct parse *p, const char *code, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The text ends too soon; a message of its own, so that it is only said once. */
bool lang_report_end(struct parse *p, const char *code, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void lang_fail_memory(struct parse *p);
void lang_fail_depth(struct parse *p, struct span at);
/* The bracket there is never closed; `at_end`: because the text ends. */
void lang_unclosed(struct parse *p, struct span bracket, bool at_end);
void lang_mismatched(struct parse *p, struct span bracket, const struct token *closer);
void lang_bad_token(struct parse *p, const struct scanner *s); /* just scanned, with a problem */
void lang_bad_at(struct parse *p, const struct token *t);      /* a TK_BAD */
void lang_unexpected(struct parse *p);                         /* the token p->index does not fit */
void lang_unfinished(struct parse *p);                         /* nor does the end of the text */

/* ---- generated from grammar/cdl.y ---- */
void *lang_yyAlloc(void *(*alloc)(size_t), struct parse *p);
void lang_yyFree(void *lemon, void (*release)(void *));
void lang_yy(void *lemon, int kind, const struct token *token);
/* Would the parser shift `kind` next? Simulates on a copy of its states; keywords do not fall back to names.
 */
bool lang_yy_accepts(const void *lemon, int kind);

/* ---- building trees (build.c); every function returns NULL and does nothing in a dry or failed parse ----
 */

static inline struct span span_to(struct span a, struct span b)
{
    return (struct span){a.start, b.end};
}
static inline struct span token_span(const struct token *t)
{
    return (struct span){t->start, t->end};
}
static inline struct span node_span(const struct ast *a)
{
    return a ? a->span : NO_SPAN;
}

static inline bool build_stopped(const struct parse *p)
{
    return p->dry || p->fatal;
}

/* A node with `n` kids given as arguments (struct ast *, NULL allowed). */
struct ast *build(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t n, ...);
/* A node whose kids are the list; `head`, when `heads` is 1, comes before them. */
struct ast *build_list(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t heads,
                       struct ast *head, struct list kids);
/* A node whose kids are some given ones, any of them NULL, and then the list. */
struct ast *build_headed(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t heads,
                         struct ast *const *head, struct list kids);
/* NAMES, TERMS, ..: spans from the first kid to the last. */
struct ast *build_group(struct parse *p, enum ast_kind kind, struct list kids);
/* The same without kids, at the end of `after`. */
struct ast *build_empty(struct parse *p, enum ast_kind kind, struct span after);

struct ast *build_word(struct parse *p, enum ast_kind kind, const struct token *t); /* NAME STRING STATE */
struct ast *build_number(struct parse *p, const struct token *t);
struct ast *build_negative(struct parse *p, const struct token *minus, const struct token *number);
/* A STATE of a type, with its numeric value or NULL. */
struct ast *build_valued(struct parse *p, struct ast *state, struct ast *value);
struct ast *build_vars(struct parse *p, const struct token *role, struct list names, struct ast *domain);
struct ast *build_row(struct parse *p, struct list keys, struct ast *list);
/* Give `node` the text of the NAME `name`. */
struct ast *build_named(struct ast *node, const struct ast *name);
/* `X -> Y = x` */
struct ast *build_edge_term(struct parse *p, struct ast *from, struct ast *to, struct ast *state);
/* `f[..](..)`: a CALL of an INDEXED. */
struct ast *build_apply(struct parse *p, struct ast *indexed, struct list arguments, struct span close);
/* Turn the NAME into a TERM or CALL. */
struct ast *build_term(struct parse *p, struct ast *name, enum ast_term how, struct ast *value);
struct ast *build_call(struct parse *p, struct ast *name, struct list arguments, struct span close);
/* `assert`: a claim that is a negation becomes `assert not`. */
struct ast *build_assert(struct parse *p, const struct token *first, bool negated, struct ast *claim,
                         struct ast *tolerance);
/* `(..)` after P or E becomes the whole query, in the model or NULL. */
struct ast *build_query(enum ast_kind kind, const struct token *word, struct ast *query, struct ast *model);
/* The conditions and the model behind `marginals` or `most probable`, whose words these are, become the
 * question. */
struct ast *build_posterior(struct parse *p, enum ast_kind kind, const struct token *first,
                            const struct token *last, struct ast *seen);
/* [from, to, set?, model?]: `paths` and its like. */
struct ast *build_question(struct parse *p, enum ast_kind kind, const struct token *word, struct ast *from,
                           struct ast *to, struct ast *set, struct ast *model);
/* `effect ..` with `on overlap` behind it, which ends with this word. */
struct ast *build_overlap(struct ast *effect, const struct token *word);
/* Several files of one kind of data. */
struct ast *build_files(struct parse *p, struct ast *first, struct list more);
/* Parentheses belong to the span. */
struct ast *build_widen(struct ast *node, struct span span);

struct list list_of(struct parse *p, struct ast *first);
struct list list_add(struct parse *p, struct list list, struct ast *item);
struct list list_none(struct parse *p);
/* Add a group to a chain of edges; the arrow is remembered by the group before it. */
struct list list_arrow(struct parse *p, struct list chain, enum ast_arrow arrow, struct ast *group);

/* Boxes, diagrams and pictures. (build_diagrams.c) */
struct ast *build_wiring(struct parse *p, const struct token *word, struct ast *name, struct ast *doc,
                         struct ast *in, struct ast *out, struct list lines, const struct token *close);
struct ast *build_box(struct parse *p, const struct token *word, struct ast *name, struct ast *params,
                      struct ast *doc, struct ast *in, struct ast *out, enum ast_body how, struct ast *body);
/* `after` follows `before` at once on the stack of lists; the file may be NULL. */
struct ast *build_draw(struct parse *p, const struct token *word, struct ast *what, struct list before,
                       struct ast *file, struct list after);
struct ast *build_option(struct parse *p, const struct token *word, struct ast *value);

/* Statements about data. (build_data.c) */
/* A STATE becomes the name of a COLUMN, of the variable or NULL. */
struct ast *build_column(struct parse *p, struct ast *state, struct ast *variable);
/* An OPTION of two words, `sampling weight`, or of three: `missing as level`. */
struct ast *build_setting(struct parse *p, const struct token *word, const struct token *last,
                          struct ast *value);
/* An OPTION with a list, perhaps behind `head`. */
struct ast *build_options(struct parse *p, const struct token *word, struct ast *head, struct list list);
/* `observe`, `fit`, `compare`: [what, file?, OPTION*], `compare` and `test` without a file; `last` is the
 * word that stands at the end when nothing follows. */
struct ast *build_set(struct parse *p, enum ast_kind kind, const struct token *word, struct ast *what,
                      struct ast *file, const struct token *last, struct list options);
struct ast *build_sample(struct parse *p, const struct token *word, struct ast *n, struct ast *model,
                         struct ast *conditions, struct ast *file, struct list options);

/* The end of a statement was accepted: p->done is kept unless it is spoiled. */
void keep_statement(struct parse *p);

#endif
