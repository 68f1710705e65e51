/* ast.h -- the abstract syntax tree of CDL.
 *
 * Every node has one shape: a kind, a small operator, a text, a number and children.  That makes printing,
 * comparing, dumping and walking one function each.  What the fields of a kind hold is said in the list
 * below, which is the grammar's other half.  A child written `x?` may be NULL; `x*` means any number.
 *
 * Ownership: nodes live in the arena given to the parser (the statement's); `text` is a slice of that arena
 * or of the source text, with quotes and backquotes removed. Nothing is freed singly.
 */
#ifndef CAUSAL_LANG_AST_H
#define CAUSAL_LANG_AST_H

#include "base/diag.h"

#include <stdint.h>

/* kind            dump name       what it holds */
#define AST_KINDS(X)                                                                                            \
    /* -- statements ------------------------------------------------------------------------------- */         \
    X(SCRIPT, "script") /* kids: statement* */                                                                  \
    X(TYPE, "type")     /* text: name; [STATES?]; without states an abstract object */                          \
    X(MODEL, "model")   /* text: name; [STRING? doc, item*] items: VARS EDGES TABLE MECHANISM EQUATION */       \
    X(BOX, "box") /* text: name; op: enum ast_body; [STRING? doc, NAMES? parameters, in, out, body?]; in and    \
                     out: both TYPES or both WIRES; body: a table, a LIST of exprs or an expr by op */          \
    X(DIAGRAM, "diagram") /* text: name; [STRING? doc, expr]: point-free */                                     \
    X(WIRING, "wiring")   /* text: name; [STRING? doc, WIRES in, WIRES out, DEFINE*]: with named wires */       \
    X(MATRIX, "matrix")   /* [expr] */                                                                          \
    X(DRAW, "draw")       /* [what, STRING? file, OPTION*]; what: an expr, a question or a claim */             \
    X(IMPORT, "import")   /* [STRING file or NAME of a library, NAME? what the model is called] */              \
    X(EXPORT, "export")   /* [NAME model, STRING file] */                                                       \
    X(FOREIGN, "foreign") /* text: name of a model; [NAME format, STRING its text] */                           \
    X(LET, "let")         /* text: name; [expr] */                                                              \
    X(OBSERVE, "observe") /* [NAME model, STRING file or FILES, OPTION*] */                                     \
    X(FILES, "files")     /* [STRING, STRING+]: the data of both */                                             \
    X(FIT, "fit")         /* [NAME model, STRING? file or FILES, OPTION*]; without it the data observed */      \
    X(TEST, "test")       /* implications: [NAME? model, OPTION*] */                                            \
    X(COMPARE, "compare") /* [NAMES models, OPTION*] */                                                         \
    X(SAMPLE, "sample")   /* [NUMBER, NAME model, TERMS conditions (may be empty), STRING file, OPTION*] */     \
    X(EFFECT,                                                                                                   \
      "effect")   /* effect A -> B via C in m: [NAMES A, NAMES B, NAMES? C, NAME? m]; op: on overlap */         \
    X(USE, "use") /* [NAME model] becomes the current one */                                                    \
    X(IDENTIFY, "identify") /* [PROB] */                                                                        \
    X(INDEPENDENT,                                                                                              \
      "independent")    /* A _||_ B | C in m: [NAMES A, NAMES B, NAMES C (may be empty), NAME? m] */            \
    X(PATHS, "paths")   /* paths A -> B | C in m: [NAMES A, NAMES B, NAMES? C, NAME? m]; `{}`: no kids */       \
    X(ADJUST, "adjust") /* the same */                                                                          \
    X(INSTRUMENTS, "instruments")   /* the same, without C */                                                   \
    X(FRONTDOOR, "frontdoor")       /* as PATHS */                                                              \
    X(IMPLICATIONS, "implications") /* [NAME? m] */                                                             \
    X(COMPONENTS, "components")     /* [NAME? m] */                                                             \
    X(EXPLAIN, "explain") /* text: "answer", "formula", "steps", "theory", "sql" or empty; [PROB or EXPECT];    \
                             text "plan": [PROB, EXPECT, MARGINALS or MOST_PROBABLE] */                         \
    X(MARGINALS, "marginals")         /* [TERMS conditions (may be empty), NAME? model] */                      \
    X(MOST_PROBABLE, "most probable") /* the same */                                                            \
    X(ASSERT, "assert") /* op: 1 for `assert not`; [a claim, expr? tolerance]; claims: expr IDENTIFY            \
                           INDEPENDENT ADJUST FRONTDOOR */                                                      \
    X(SHOW, "show")     /* an expression as a statement: [expr] */                                              \
    /* -- inside a model ---------------------------------------------------------------------------- */        \
    X(VARS, "vars")           /* op: enum ast_role; [domain? (STATES or NAME of a type), NAME+] */              \
    X(EDGES, "edges")         /* kids: NAMES groups; a group's op is the arrow to the next group */             \
    X(TABLE, "table")         /* P(A, B | C) = body: [NAMES outcomes, NAMES given (may be empty), body] */      \
    X(MECHANISM, "mechanism") /* C ~ cancer(H, T) or C ~ [..]: [NAME, CALL or LIST or NAME or INDEXED] */       \
    X(EQUATION, "equation")   /* C := expr: [NAME, expr] */                                                     \
    X(DEFINE, "define")       /* inside a diagram: A, B ~ f(C, D): [NAMES, CALL] */                             \
    /* -- parts --------------------------------------------------------------------------------------- */      \
    X(STATES, "states") /* kids: STATE+, each [number expr?] = its numeric value */                             \
    X(STATE, "state")   /* text: name of the state, numbers as spelled ("1", "-2.5") */                         \
    X(NAMES, "names")   /* kids: NAME*; op: enum ast_arrow inside EDGES */                                      \
    X(TYPES, "types")   /* kids: (NAME of a type, or STATES)*; no kids is the unit () */                        \
    X(WIRES, "wires")   /* kids: WIRE* */                                                                       \
    X(WIRE, "wire")     /* text: name; [domain (STATES or NAME of a type)] */                                   \
    X(OPTION,                                                                                                   \
      "option")         /* text: what it begins with; of `draw`: as, dir, theme [NAME], after []; those         \
                           about data: "weight", "sampling weight" [COLUMN], "with", "values" [COLUMN+],        \
                           "bin" [COLUMN, STATE+], "missing" [STATE+], "missing as level", "no header"          \
                           [], "separator" [STRING], "prior", "restarts", "seed", "at" [NUMBER], "by" [NAME] */ \
    X(COLUMN, "column") /* of a file: text: its name; [NAME? variable that it is] */                            \
    X(KEYED, "keyed")   /* a keyed table: ROW+ */                                                               \
    X(ROW, "row")       /* op: 1 for `else`; [LIST, STATE* keys] */                                             \
    X(LIST, "list")     /* [ .. ]: kids: expr* or LIST* */                                                      \
    /* -- expressions ----------------------------------------------------------------------------------- */    \
    X(NUMBER, "number")   /* text: as spelled; number */                                                        \
    X(STRING, "string")   /* text: without quotes, escapes resolved */                                          \
    X(NAME, "name")       /* text; op: 1 when it was written in backquotes */                                   \
    X(UNARY, "unary")     /* op: OP_NEG OP_NOT; [expr] */                                                       \
    X(BINARY, "binary")   /* op: enum ast_op; [expr, expr] */                                                   \
    X(IF, "if")           /* [condition, then, else] */                                                         \
    X(CALL, "call")       /* text: function or box; op: 1 when the first kid is the INDEXED that is applied;    \
                             kids: arguments: expr, NAMES in braces, or TERM (`do(d, X = x)`, text "do") */     \
    X(INDEXED, "indexed") /* copy[A], flip[0.3], point[A = a]: text: name; kids: expr (names of types may be    \
                             joined by `*`), STATES, TYPES for (), or TERM */                                   \
    X(PROB, "P")          /* P(..): [TERMS outcomes, TERMS conditions, NAME? model] */                          \
    X(EXPECT, "E")        /* E(..): the same */                                                                 \
    X(TERMS, "terms")     /* kids: TERM or (in conditions) DO */                                                \
    X(DO, "do")           /* kids: TERM+ */                                                                     \
    X(TERM, "term")       /* text: variable; op: enum ast_term; [value?], TERM_EDGE: [NAME child, STATE] */

enum ast_kind {
#define X(kind, name) AST_##kind,
    AST_KINDS(X)
#undef X
};

/* How the matrix of a box is given. */
enum ast_body {
    BODY_TABLE,   /* = table */
    BODY_ROW,     /* ~ [p, 1 - p]: a row by the values of the inputs, for WIRES */
    BODY_EQUATION /* := expr: deterministic, for WIRES */
};

enum ast_role { ROLE_VAR, ROLE_LATENT, ROLE_NOISE };
enum ast_arrow { ARROW_NONE, ARROW_RIGHT, ARROW_LEFT, ARROW_BOTH };

/* How a variable stands in a query. */
enum ast_term {
    TERM_ALL,    /* S              every value; no kid */
    TERM_IS,     /* S = yes        [STATE] */
    TERM_ROW,    /* S ~ [.3, .7]   [LIST, or NAME or expr giving a distribution]; only in do() */
    TERM_POLICY, /* S := T        [expr]; only in do() */
    TERM_EDGE    /* S -> C = yes   [NAME C, STATE]; only in do(d, ..): C alone sees S as `yes` */
};

enum ast_op {
    OP_NONE,
    OP_OR,
    OP_XOR,
    OP_AND,
    OP_NOT,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_NEG,
    OP_COMPOSE, /* f ; g, binding less than + and more than == */
    OP_SAME     /* d ~= e: equal interpretations */
};

struct ast {
    enum ast_kind kind;
    int op;
    struct span span; /* bytes of the source, from the first to the last token of the node */
    struct str text;
    double number;
    uint32_t n; /* children */
    uint32_t
        height; /* levels from here down, 1 for a leaf: at most LIMIT_NESTING in a tree from the parser */
    struct ast **kid;
};

/* Same kinds, operators, texts, numbers and children; spans are not compared. NULLs are equal. O(size). */
bool ast_equal(const struct ast *a, const struct ast *b);

/* One node a line, two spaces a level: `binary + 3..8`. For --show=ast. */
struct buf;
void ast_dump(struct buf *out, const struct ast *node);

/* CDL text that parses to an equal tree, in canonical layout; the inverse of parsing. A statement ends with a
 * newline, an expression does not. */
void ast_print(struct buf *out, const struct ast *node);

#endif
