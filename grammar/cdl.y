// cdl.y -- the grammar of CDL (Lemon).  README.md beside it says the same in prose.
//
// Tokens come from src/lang/layout.c, which has decided already which words are keywords and which line
// ends count.  Actions are one call each, to build.c.  Nodes live in an arena and tokens are borrowed, so
// nothing needs a destructor.  Aliases are upper case: Lemon replaces them as plain text.

%name lang_yy
%token_prefix TK_
%token_type {const struct token *}
%extra_context {struct parse *cx}
%stack_size 2500
%default_type {struct ast *}

%include {
#ifndef NDEBUG
#define NDEBUG /* the template's asserts abort, and its tracing prints */
#endif
#include "lang/lang_int.h"
#include "parse.h"

#define T(token) token_span(token)
#define N(node) node_span(node)
#define T_T(first, last) span_to(T(first), T(last))
#define T_N(first, last) span_to(T(first), N(last))
#define N_T(first, last) span_to(N(first), T(last))
#define N_N(first, last) span_to(N(first), N(last))
}

%token SEP SEMI COMPOSE COMMA COLON BAR LPAREN RPAREN LBRACKET RBRACKET LBRACE RBRACE.
%token ARROW_RIGHT ARROW_LEFT ARROW_BOTH INDEP ASSIGN WALRUS TILDE TOLERANCE BAD.
%token NAME QUOTED NUMBER STRING.

// A keyword where only a name fits is a name. THEN and ELSE never are: layout.c is sure of them.
%fallback NAME EXPORT MODEL TYPE BOX LET OBSERVE USE IDENTIFY ASSERT VAR LATENT NOISE FROM WEIGHT IN
               AND OR XOR NOT MOD IF PROB EXPECT DO PATHS ADJUST INSTRUMENTS FRONTDOOR IMPLICATIONS COMPONENTS
               EXPLAIN ANSWER FORMULA STEPS THEORY PLAN MARGINALS MOST PROBABLE
               DIAGRAM MATRIX DRAW IMPORT AS TO DIR THEME AFTER
               FIT TEST SAMPLE COMPARE EFFECT SQL VIA ON OVERLAP SAMPLING WITH BIN VALUES AT MISSING LEVEL SEPARATOR NO HEADER
               PRIOR RESTARTS SEED BY.

%left ELSE.                    // `if` reaches as far to the right as it can
%left OR.
%left XOR.
%left AND.
%right NOT.
%nonassoc EQ NE SAME LT LE GT GE.
%left COMPOSE.
%left PLUS MINUS.
%left STAR SLASH MOD.
%right NEGATIVE.

%syntax_error { lang_unexpected(cx); }
%stack_overflow { lang_fail_depth(cx, T(&cx->tokens.at[cx->index])); }

// ---- statements ----

script ::= statements.
statements ::= .
statements ::= statements complete SEP.
statements ::= statements error SEP. { yypParser->yyerrcnt = -1; }
complete ::= statement(A). { cx->done = A; }

statement(R) ::= TYPE(A) name(B). { R = build_named(build(cx, AST_TYPE, 0, T_N(A, B), 1, NULL), B); }
statement(R) ::= TYPE(A) name(B) ASSIGN states(C).
    { R = build_named(build(cx, AST_TYPE, 0, T_N(A, C), 1, C), B); }
statement(R) ::= MODEL(A) name(B) doc(C) LBRACE body(D) RBRACE(F).
    { R = build_named(build_list(cx, AST_MODEL, 0, T_T(A, F), 1, C, D), B); }
statement(R) ::= MODEL(A) name(B) ASSIGN name(C) string(D).
    { R = build_named(build(cx, AST_FOREIGN, 0, T_N(A, D), 2, C, D), B); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) COLON types(F) ARROW_RIGHT types(G).
    { R = build_box(cx, A, B, C, D, F, G, BODY_TABLE, NULL); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) COLON types(F) ARROW_RIGHT types(G) ASSIGN table(H).
    { R = build_box(cx, A, B, C, D, F, G, BODY_TABLE, H); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) wires(F) ARROW_RIGHT wires(G).
    { R = build_box(cx, A, B, C, D, F, G, BODY_TABLE, NULL); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) wires(F) ARROW_RIGHT wires(G) ASSIGN table(H).
    { R = build_box(cx, A, B, C, D, F, G, BODY_TABLE, H); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) wires(F) ARROW_RIGHT wires(G) TILDE list(H).
    { R = build_box(cx, A, B, C, D, F, G, BODY_ROW, H); }
statement(R) ::= BOX(A) name(B) params(C) doc(D) wires(F) ARROW_RIGHT wires(G) WALRUS expr(H).
    { R = build_box(cx, A, B, C, D, F, G, BODY_EQUATION, H); }
statement(R) ::= DIAGRAM(A) name(B) doc(C) ASSIGN expr(D).
    { R = build_named(build(cx, AST_DIAGRAM, 0, T_N(A, D), 2, C, D), B); }
statement(R) ::= DIAGRAM(A) name(B) doc(C) wires(D) ARROW_RIGHT wires(F) LBRACE wiring(G) RBRACE(H).
    { R = build_wiring(cx, A, B, C, D, F, G, H); }
statement(R) ::= MATRIX(A) expr(B). { R = build(cx, AST_MATRIX, 0, T_N(A, B), 1, B); }
statement(R) ::= DRAW(A) drawn(B) options(C). { R = build_draw(cx, A, B, C, NULL, (struct list){0}); }
statement(R) ::= DRAW(A) drawn(B) options(C) TO string(D) options(F). { R = build_draw(cx, A, B, C, D, F); }
statement(R) ::= IMPORT(A) name(B). { R = build(cx, AST_IMPORT, 0, T_N(A, B), 2, B, NULL); }
statement(R) ::= IMPORT(A) string(B). { R = build(cx, AST_IMPORT, 0, T_N(A, B), 2, B, NULL); }
statement(R) ::= IMPORT(A) name(B) FROM string(C). { R = build(cx, AST_IMPORT, 0, T_N(A, C), 2, C, B); }
statement(R) ::= EXPORT(A) name(B) TO string(C). { R = build(cx, AST_EXPORT, 0, T_N(A, C), 2, B, C); }
statement(R) ::= LET(A) name(B) ASSIGN expr(C).
    { R = build_named(build(cx, AST_LET, 0, T_N(A, C), 1, C), B); }
statement(R) ::= OBSERVE(A) name(B) FROM files(C) readings(D).
    { R = build_set(cx, AST_OBSERVE, A, B, C, NULL, D); }
statement(R) ::= FIT(A) name(B) fittings(C). { R = build_set(cx, AST_FIT, A, B, NULL, NULL, C); }
statement(R) ::= FIT(A) name(B) FROM files(C) fittings(D). { R = build_set(cx, AST_FIT, A, B, C, NULL, D); }
statement(R) ::= TEST(A) IMPLICATIONS(B) within(C) testings(D).
    { R = build_set(cx, AST_TEST, A, C, NULL, B, D); }
statement(R) ::= COMPARE(A) names(B) scorings(C). { R = build_set(cx, AST_COMPARE, A, B, NULL, NULL, C); }
statement(R) ::= SAMPLE(A) figure(B) FROM name(C) TO string(D) seedings(F).
    { R = build_sample(cx, A, B, C, build_empty(cx, AST_TERMS, N(C)), D, F); }
statement(R) ::= SAMPLE(A) figure(B) FROM name(C) BAR conditions(D) TO string(F) seedings(G).
    { R = build_sample(cx, A, B, C, D, F, G); }
statement(R) ::= USE(A) name(B). { R = build(cx, AST_USE, 0, T_N(A, B), 1, B); }
statement(R) ::= claim(A). { R = A; }
statement(R) ::= question(A). { R = A; }
statement(R) ::= ASSERT(A) claim(B). { R = build_assert(cx, A, false, B, NULL); }
statement(R) ::= ASSERT(A) NOT claim(B). { R = build_assert(cx, A, true, B, NULL); }
statement(R) ::= ASSERT(A) expr(B). { R = build_assert(cx, A, false, B, NULL); }
statement(R) ::= ASSERT(A) expr(B) TOLERANCE expr(C). { R = build_assert(cx, A, false, B, C); }
statement(R) ::= expr(A). { R = build(cx, AST_SHOW, 0, N(A), 1, A); }

// What is true or not.
claim(R) ::= identify(A). { R = A; }
claim(R) ::= independent(A). { R = A; }
claim(R) ::= ADJUST(A) side(B) ARROW_RIGHT side(C) given(D) within(F).
    { R = build_question(cx, AST_ADJUST, A, B, C, D, F); }
claim(R) ::= FRONTDOOR(A) side(B) ARROW_RIGHT side(C) given(D) within(F).
    { R = build_question(cx, AST_FRONTDOOR, A, B, C, D, F); }

question(R) ::= pictured(A). { R = A; }
question(R) ::= posterior(A). { R = A; }
question(R) ::= EXPLAIN(A) PLAN(B) planned(C).
    { R = build_named(build(cx, AST_EXPLAIN, 0, T_N(A, C), 1, C), build_word(cx, AST_NAME, B)); }
question(R) ::= EXPLAIN(A) SQL(B) asked(C).
    { R = build_named(build(cx, AST_EXPLAIN, 0, T_N(A, C), 1, C), build_word(cx, AST_NAME, B)); }
question(R) ::= EFFECT(A) side(B) ARROW_RIGHT side(C) via(D) within(F).
    { R = build_question(cx, AST_EFFECT, A, B, C, D, F); }
question(R) ::= EFFECT(A) side(B) ARROW_RIGHT side(C) via(D) ON OVERLAP(G) within(F).
    { R = build_overlap(build_question(cx, AST_EFFECT, A, B, C, D, F), G); }
via(R) ::= . { R = NULL; }
via(R) ::= VIA side(A). { R = A; }
via(R) ::= VIA LBRACE(A) RBRACE(B). { R = build(cx, AST_NAMES, 0, T_T(A, B), 0); }
planned(R) ::= asked(A). { R = A; }
planned(R) ::= posterior(A). { R = A; }

// What is asked of every variable. The model stands before the conditions or behind `in`.
posterior(R) ::= MARGINALS(A) seen(B). { R = build_posterior(cx, AST_MARGINALS, A, A, B); }
posterior(R) ::= MOST(A) PROBABLE(B) seen(C). { R = build_posterior(cx, AST_MOST_PROBABLE, A, B, C); }
seen(R) ::= within(A). { R = build(cx, AST_MARGINALS, 0, N(A), 2, NULL, A); }
seen(R) ::= name(A). { R = build(cx, AST_MARGINALS, 0, N(A), 2, NULL, A); }
seen(R) ::= BAR(A) conditions(B) within(C). { R = build(cx, AST_MARGINALS, 0, C ? T_N(A, C) : T_N(A, B), 2, B, C); }
seen(R) ::= name(A) BAR conditions(B). { R = build(cx, AST_MARGINALS, 0, N_N(A, B), 2, B, A); }

// Questions whose answer can be drawn.
pictured(R) ::= PATHS(A) side(B) ARROW_RIGHT side(C) given(D) within(F).
    { R = build_question(cx, AST_PATHS, A, B, C, D, F); }
pictured(R) ::= INSTRUMENTS(A) side(B) ARROW_RIGHT side(C) within(D).
    { R = build_question(cx, AST_INSTRUMENTS, A, B, C, NULL, D); }
pictured(R) ::= IMPLICATIONS(A). { R = build(cx, AST_IMPLICATIONS, 0, T(A), 1, NULL); }
pictured(R) ::= IMPLICATIONS(A) IN name(B). { R = build(cx, AST_IMPLICATIONS, 0, T_N(A, B), 1, B); }
pictured(R) ::= COMPONENTS(A). { R = build(cx, AST_COMPONENTS, 0, T(A), 1, NULL); }
pictured(R) ::= COMPONENTS(A) IN name(B). { R = build(cx, AST_COMPONENTS, 0, T_N(A, B), 1, B); }
pictured(R) ::= EXPLAIN(A) asked(B). { R = build(cx, AST_EXPLAIN, 0, T_N(A, B), 1, B); }
pictured(R) ::= EXPLAIN(A) level(B) asked(C).
    { R = build_named(build(cx, AST_EXPLAIN, 0, T_N(A, C), 1, C), B); }
asked(R) ::= prob(A). { R = A; }
asked(R) ::= expect(A). { R = A; }
level(R) ::= ANSWER(A). { R = build_word(cx, AST_NAME, A); }
level(R) ::= FORMULA(A). { R = build_word(cx, AST_NAME, A); }
level(R) ::= STEPS(A). { R = build_word(cx, AST_NAME, A); }
level(R) ::= THEORY(A). { R = build_word(cx, AST_NAME, A); }

drawn(R) ::= expr(A). { R = A; }
drawn(R) ::= claim(A). { R = A; }
drawn(R) ::= pictured(A). { R = A; }
options(R) ::= . { R = list_none(cx); }
options(R) ::= options(A) option(B). { R = list_add(cx, A, B); }
option(R) ::= AS(A) name(B). { R = build_option(cx, A, B); }
option(R) ::= DIR(A) name(B). { R = build_option(cx, A, B); }
option(R) ::= THEME(A) name(B). { R = build_option(cx, A, B); }
option(R) ::= AFTER(A). { R = build_option(cx, A, NULL); }

side(R) ::= names(A). { R = A; }
side(R) ::= LBRACE(A) namelist(B) RBRACE(C). { R = build_list(cx, AST_NAMES, 0, T_T(A, C), 0, NULL, B); }
given(R) ::= . { R = NULL; }
given(R) ::= BAR side(A). { R = A; }
given(R) ::= BAR LBRACE(A) RBRACE(B). { R = build(cx, AST_NAMES, 0, T_T(A, B), 0); }

identify(R) ::= IDENTIFY(A) prob(B). { R = build(cx, AST_IDENTIFY, 0, T_N(A, B), 1, B); }

independent(R) ::= names(A) INDEP names(B).
    { R = build(cx, AST_INDEPENDENT, 0, N_N(A, B), 4, A, B, build_empty(cx, AST_NAMES, N(B)), NULL); }
independent(R) ::= names(A) INDEP names(B) IN name(C).
    { R = build(cx, AST_INDEPENDENT, 0, N_N(A, C), 4, A, B, build_empty(cx, AST_NAMES, N(B)), C); }
independent(R) ::= names(A) INDEP names(B) BAR names(C).
    { R = build(cx, AST_INDEPENDENT, 0, N_N(A, C), 4, A, B, C, NULL); }
independent(R) ::= names(A) INDEP names(B) BAR names(C) IN name(D).
    { R = build(cx, AST_INDEPENDENT, 0, N_N(A, D), 4, A, B, C, D); }

// ---- how data are read and used ----

readings(R) ::= . { R = list_none(cx); }
readings(R) ::= readings(A) reading(B). { R = list_add(cx, A, B); }
reading(R) ::= WEIGHT(A) column(B). { R = build_option(cx, A, B); }
reading(R) ::= SAMPLING(A) WEIGHT(B) column(C). { R = build_setting(cx, A, B, C); }
reading(R) ::= WITH(A) columns(B). { R = build_options(cx, A, NULL, B); }
reading(R) ::= BIN(A) column(B) AT bounds(C). { R = build_options(cx, A, B, C); }
reading(R) ::= VALUES(A) numbered(B). { R = build_options(cx, A, NULL, B); }
reading(R) ::= MISSING(A) AS LEVEL(B). { R = build_setting(cx, A, B, NULL); }
reading(R) ::= MISSING(A) tokens(B). { R = build_options(cx, A, NULL, B); }
reading(R) ::= SEPARATOR(A) string(B). { R = build_option(cx, A, B); }
reading(R) ::= NO(A) HEADER(B). { R = build_setting(cx, A, B, NULL); }
reading(R) ::= smoothing(A). { R = A; }
smoothing(R) ::= PRIOR(A) figure(B). { R = build_option(cx, A, B); }
seeding(R) ::= SEED(A) figure(B). { R = build_option(cx, A, B); }

fittings(R) ::= . { R = list_none(cx); }
fittings(R) ::= fittings(A) fitting(B). { R = list_add(cx, A, B); }
fitting(R) ::= reading(A). { R = A; }
fitting(R) ::= climbing(A). { R = A; }
climbing(R) ::= seeding(A). { R = A; }
climbing(R) ::= RESTARTS(A) figure(B). { R = build_option(cx, A, B); }
testings(R) ::= . { R = list_none(cx); }
testings(R) ::= testings(A) testing(B). { R = list_add(cx, A, B); }
testing(R) ::= BY(A) name(B). { R = build_option(cx, A, B); }
testing(R) ::= AT(A) figure(B). { R = build_option(cx, A, B); }
scorings(R) ::= . { R = list_none(cx); }
scorings(R) ::= scorings(A) scoring(B). { R = list_add(cx, A, B); }
scoring(R) ::= smoothing(A). { R = A; }
scoring(R) ::= climbing(A). { R = A; }
seedings(R) ::= . { R = list_none(cx); }
seedings(R) ::= seedings(A) seeding(B). { R = list_add(cx, A, B); }

column(R) ::= state(A). { R = build_column(cx, A, NULL); }
files(R) ::= string(A). { R = A; }
files(R) ::= string(A) more(B). { R = build_files(cx, A, B); }
more(R) ::= COMMA string(A). { R = list_of(cx, A); }
more(R) ::= more(A) COMMA string(B). { R = list_add(cx, A, B); }
columns(R) ::= renamed(A). { R = list_of(cx, A); }
columns(R) ::= columns(A) COMMA renamed(B). { R = list_add(cx, A, B); }
renamed(R) ::= state(A) AS name(B). { R = build_column(cx, A, B); }
numbered(R) ::= column(A). { R = list_of(cx, A); }
numbered(R) ::= numbered(A) COMMA column(B). { R = list_add(cx, A, B); }
bounds(R) ::= bound(A). { R = list_of(cx, A); }
bounds(R) ::= bounds(A) COMMA bound(B). { R = list_add(cx, A, B); }
bound(R) ::= NUMBER(A). { R = build_word(cx, AST_STATE, A); }
bound(R) ::= MINUS(A) NUMBER(B). { R = build_negative(cx, A, B); }
tokens(R) ::= state(A). { R = list_of(cx, A); }
tokens(R) ::= tokens(A) COMMA state(B). { R = list_add(cx, A, B); }
figure(R) ::= NUMBER(A). { R = build_number(cx, A); }

// ---- inside a model ----

body(R) ::= . { R = list_none(cx); }
body(R) ::= items(A). { R = A; }
items(R) ::= item(A). { R = list_of(cx, A); }
items(R) ::= items(A) SEP item(B). { R = list_add(cx, A, B); }

item(R) ::= error. { R = NULL; cx->spoiled = true; yypParser->yyerrcnt = -1; }

item(R) ::= role(A) namelist(B). { R = build_vars(cx, A, B, NULL); }
item(R) ::= role(A) namelist(B) COLON type(C). { R = build_vars(cx, A, B, C); }
role(R) ::= VAR(A). { R = A; }
role(R) ::= LATENT(A). { R = A; }
role(R) ::= NOISE(A). { R = A; }

item(R) ::= chain(A). { R = build_group(cx, AST_EDGES, A); }
chain(R) ::= group(A) arrow(B) group(C). { R = list_arrow(cx, list_of(cx, A), B, C); }
chain(R) ::= chain(A) arrow(B) group(C). { R = list_arrow(cx, A, B, C); }
group(R) ::= name(A). { R = build(cx, AST_NAMES, 0, N(A), 1, A); }
group(R) ::= LBRACE(A) namelist(B) RBRACE(C). { R = build_list(cx, AST_NAMES, 0, T_T(A, C), 0, NULL, B); }
arrow(R) ::= ARROW_RIGHT. { R = ARROW_RIGHT; }
arrow(R) ::= ARROW_LEFT. { R = ARROW_LEFT; }
arrow(R) ::= ARROW_BOTH. { R = ARROW_BOTH; }

item(R) ::= PROB(A) LPAREN names(B) RPAREN ASSIGN table(C).
    { R = build(cx, AST_TABLE, 0, T_N(A, C), 3, B, build_empty(cx, AST_NAMES, N(B)), C); }
item(R) ::= PROB(A) LPAREN names(B) BAR names(C) RPAREN ASSIGN table(D).
    { R = build(cx, AST_TABLE, 0, T_N(A, D), 3, B, C, D); }

item(R) ::= name(A) TILDE list(B). { R = build(cx, AST_MECHANISM, 0, N_N(A, B), 2, A, B); }
item(R) ::= name(A) TILDE name(B). { R = build(cx, AST_MECHANISM, 0, N_N(A, B), 2, A, B); }
item(R) ::= name(A) TILDE indexed(B). { R = build(cx, AST_MECHANISM, 0, N_N(A, B), 2, A, B); }
item(R) ::= name(A) TILDE call(B). { R = build(cx, AST_MECHANISM, 0, N_N(A, B), 2, A, B); }
item(R) ::= name(A) WALRUS expr(B). { R = build(cx, AST_EQUATION, 0, N_N(A, B), 2, A, B); }

// ---- inside a diagram ----

// A box without arguments is a call of none.
wiring(R) ::= . { R = list_none(cx); }
wiring(R) ::= lines(A). { R = A; }
lines(R) ::= line(A). { R = list_of(cx, A); }
lines(R) ::= lines(A) SEP line(B). { R = list_add(cx, A, B); }
line(R) ::= error. { R = NULL; cx->spoiled = true; yypParser->yyerrcnt = -1; }
line(R) ::= names(A) TILDE applied(B). { R = build(cx, AST_DEFINE, 0, N_N(A, B), 2, A, B); }
applied(R) ::= call(A). { R = A; }
applied(R) ::= name(A). { R = build_call(cx, A, list_none(cx), N(A)); }
applied(R) ::= indexed(A). { R = build_apply(cx, A, list_none(cx), N(A)); }

// ---- parts ----

name(R) ::= NAME(A). { R = build_word(cx, AST_NAME, A); }
name(R) ::= QUOTED(A). { R = build_word(cx, AST_NAME, A); }
string(R) ::= STRING(A). { R = build_word(cx, AST_STRING, A); }
doc(R) ::= . { R = NULL; }
doc(R) ::= string(A). { R = A; }

names(R) ::= namelist(A). { R = build_group(cx, AST_NAMES, A); }
namelist(R) ::= name(A). { R = list_of(cx, A); }
namelist(R) ::= namelist(A) COMMA name(B). { R = list_add(cx, A, B); }

type(R) ::= name(A). { R = A; }
type(R) ::= states(A). { R = A; }
types(R) ::= LPAREN(A) RPAREN(B). { R = build(cx, AST_TYPES, 0, T_T(A, B), 0); }
types(R) ::= typelist(A). { R = build_group(cx, AST_TYPES, A); }
typelist(R) ::= type(A). { R = list_of(cx, A); }
typelist(R) ::= typelist(A) STAR type(B). { R = list_add(cx, A, B); }

params(R) ::= . { R = NULL; }
params(R) ::= LBRACKET(A) namelist(B) RBRACKET(C). { R = build_list(cx, AST_NAMES, 0, T_T(A, C), 0, NULL, B); }
wires(R) ::= LPAREN(A) RPAREN(B). { R = build(cx, AST_WIRES, 0, T_T(A, B), 0); }
wires(R) ::= LPAREN(A) wirelist(B) RPAREN(C). { R = build_list(cx, AST_WIRES, 0, T_T(A, C), 0, NULL, B); }
wirelist(R) ::= wire(A). { R = list_of(cx, A); }
wirelist(R) ::= wirelist(A) COMMA wire(B). { R = list_add(cx, A, B); }
wire(R) ::= name(A) COLON type(B). { R = build_named(build(cx, AST_WIRE, 0, N_N(A, B), 1, B), A); }

states(R) ::= LBRACE(A) statelist(B) RBRACE(C). { R = build_list(cx, AST_STATES, 0, T_T(A, C), 0, NULL, B); }
statelist(R) ::= valued(A). { R = list_of(cx, A); }
statelist(R) ::= statelist(A) COMMA valued(B). { R = list_add(cx, A, B); }
valued(R) ::= state(A). { R = build_valued(cx, A, NULL); }
valued(R) ::= state(A) COLON expr(B). { R = build_valued(cx, A, B); }

state(R) ::= NAME(A). { R = build_word(cx, AST_STATE, A); }
state(R) ::= QUOTED(A). { R = build_word(cx, AST_STATE, A); }
state(R) ::= STRING(A). { R = build_word(cx, AST_STATE, A); }
state(R) ::= NUMBER(A). { R = build_word(cx, AST_STATE, A); }
state(R) ::= MINUS(A) NUMBER(B). { R = build_negative(cx, A, B); }

table(R) ::= list(A). { R = A; }
table(R) ::= name(A). { R = A; }
table(R) ::= LBRACE(A) rows(B) RBRACE(C). { R = build_list(cx, AST_KEYED, 0, T_T(A, C), 0, NULL, B); }
rows(R) ::= row(A). { R = list_of(cx, A); }
rows(R) ::= rows(A) COMMA row(B). { R = list_add(cx, A, B); }
row(R) ::= keys(A) COLON list(B). { R = build_row(cx, A, B); }
row(R) ::= LPAREN(A) keys(B) RPAREN COLON list(C). { R = build_widen(build_row(cx, B, C), T_N(A, C)); }
row(R) ::= ELSE(A) COLON list(B). { R = build(cx, AST_ROW, 1, T_N(A, B), 1, B); }
keys(R) ::= state(A). { R = list_of(cx, A); }
keys(R) ::= keys(A) COMMA state(B). { R = list_add(cx, A, B); }

list(R) ::= LBRACKET(A) RBRACKET(B). { R = build(cx, AST_LIST, 0, T_T(A, B), 0); }
list(R) ::= LBRACKET(A) exprs(B) RBRACKET(C). { R = build_list(cx, AST_LIST, 0, T_T(A, C), 0, NULL, B); }
list(R) ::= LBRACKET(A) lists(B) RBRACKET(C). { R = build_list(cx, AST_LIST, 0, T_T(A, C), 0, NULL, B); }
lists(R) ::= list(A). { R = list_of(cx, A); }
lists(R) ::= lists(A) COMMA list(B). { R = list_add(cx, A, B); }

// ---- expressions ----

exprs(R) ::= expr(A). { R = list_of(cx, A); }
exprs(R) ::= exprs(A) COMMA expr(B). { R = list_add(cx, A, B); }

expr(R) ::= name(A). { R = A; }
expr(R) ::= string(A). { R = A; }
expr(R) ::= NUMBER(A). { R = build_number(cx, A); }
expr(R) ::= indexed(A). { R = A; }
expr(R) ::= call(A). { R = A; }
expr(R) ::= prob(A). { R = A; }
expr(R) ::= expect(A). { R = A; }
expr(R) ::= LPAREN(A) expr(B) RPAREN(C). { R = build_widen(B, T_T(A, C)); }
expr(R) ::= MINUS(A) expr(B). [NEGATIVE] { R = build(cx, AST_UNARY, OP_NEG, T_N(A, B), 1, B); }
expr(R) ::= NOT(A) expr(B). { R = build(cx, AST_UNARY, OP_NOT, T_N(A, B), 1, B); }
expr(R) ::= expr(A) OR expr(B). { R = build(cx, AST_BINARY, OP_OR, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) XOR expr(B). { R = build(cx, AST_BINARY, OP_XOR, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) AND expr(B). { R = build(cx, AST_BINARY, OP_AND, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) EQ expr(B). { R = build(cx, AST_BINARY, OP_EQ, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) NE expr(B). { R = build(cx, AST_BINARY, OP_NE, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) SAME expr(B). { R = build(cx, AST_BINARY, OP_SAME, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) COMPOSE expr(B). { R = build(cx, AST_BINARY, OP_COMPOSE, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) LT expr(B). { R = build(cx, AST_BINARY, OP_LT, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) LE expr(B). { R = build(cx, AST_BINARY, OP_LE, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) GT expr(B). { R = build(cx, AST_BINARY, OP_GT, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) GE expr(B). { R = build(cx, AST_BINARY, OP_GE, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) PLUS expr(B). { R = build(cx, AST_BINARY, OP_ADD, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) MINUS expr(B). { R = build(cx, AST_BINARY, OP_SUB, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) STAR expr(B). { R = build(cx, AST_BINARY, OP_MUL, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) SLASH expr(B). { R = build(cx, AST_BINARY, OP_DIV, N_N(A, B), 2, A, B); }
expr(R) ::= expr(A) MOD expr(B). { R = build(cx, AST_BINARY, OP_MOD, N_N(A, B), 2, A, B); }
expr(R) ::= IF(A) expr(B) THEN expr(C) ELSE expr(D). { R = build(cx, AST_IF, 0, T_N(A, D), 3, B, C, D); }

// As an operation on diagrams; a box may be called `do` too.
expr(R) ::= DO(A) LPAREN arguments(B) RPAREN(C).
    { R = build_call(cx, build_word(cx, AST_NAME, A), B, T(C)); }

call(R) ::= name(A) LPAREN RPAREN(B). { R = build_call(cx, A, list_none(cx), T(B)); }
call(R) ::= name(A) LPAREN arguments(B) RPAREN(C). { R = build_call(cx, A, B, T(C)); }
call(R) ::= indexed(A) LPAREN RPAREN(B). { R = build_apply(cx, A, list_none(cx), T(B)); }
call(R) ::= indexed(A) LPAREN arguments(B) RPAREN(C). { R = build_apply(cx, A, B, T(C)); }
arguments(R) ::= argument(A). { R = list_of(cx, A); }
arguments(R) ::= arguments(A) COMMA argument(B). { R = list_add(cx, A, B); }
argument(R) ::= expr(A). { R = A; }
argument(R) ::= LBRACE(A) RBRACE(B). { R = build(cx, AST_NAMES, 0, T_T(A, B), 0); }
argument(R) ::= LBRACE(A) namelist(B) RBRACE(C). { R = build_list(cx, AST_NAMES, 0, T_T(A, C), 0, NULL, B); }
argument(R) ::= name(A) ASSIGN state(B). { R = build_term(cx, A, TERM_IS, B); }
argument(R) ::= name(A) ARROW_RIGHT name(B) ASSIGN state(C). { R = build_edge_term(cx, A, B, C); }
argument(R) ::= distributed(A). { R = A; }

// `id[A * B]`, `point[A = a]`, `flip[0.3]`, `id[()]`
indexed(R) ::= name(A) LBRACKET indices(B) RBRACKET(C).
    { R = build_named(build_list(cx, AST_INDEXED, 0, N_T(A, C), 0, NULL, B), A); }
indices(R) ::= index(A). { R = list_of(cx, A); }
indices(R) ::= indices(A) COMMA index(B). { R = list_add(cx, A, B); }
index(R) ::= expr(A). { R = A; }
index(R) ::= states(A). { R = A; }
index(R) ::= LPAREN(A) RPAREN(B). { R = build(cx, AST_TYPES, 0, T_T(A, B), 0); }
index(R) ::= name(A) ASSIGN state(B). { R = build_term(cx, A, TERM_IS, B); }

// ---- queries ----

// P(..) and E(..) differ in their word only; `identify` takes P.
prob(R) ::= PROB(A) query(B) within(C). { R = build_query(AST_PROB, A, B, C); }
expect(R) ::= EXPECT(A) query(B) within(C). { R = build_query(AST_EXPECT, A, B, C); }
query(R) ::= LPAREN(A) outcomes(B) RPAREN(C).
    { R = build(cx, AST_PROB, 0, T_T(A, C), 3, B, build_empty(cx, AST_TERMS, N(B)), NULL); }
query(R) ::= LPAREN(A) outcomes(B) BAR conditions(C) RPAREN(D).
    { R = build(cx, AST_PROB, 0, T_T(A, D), 3, B, C, NULL); }
within(R) ::= . { R = NULL; }
within(R) ::= IN name(A). { R = A; }

outcomes(R) ::= terms(A). { R = build_group(cx, AST_TERMS, A); }
terms(R) ::= term(A). { R = list_of(cx, A); }
terms(R) ::= terms(A) COMMA term(B). { R = list_add(cx, A, B); }
term(R) ::= name(A). { R = build_term(cx, A, TERM_ALL, NULL); }
term(R) ::= name(A) ASSIGN state(B). { R = build_term(cx, A, TERM_IS, B); }

conditions(R) ::= condlist(A). { R = build_group(cx, AST_TERMS, A); }
condlist(R) ::= condition(A). { R = list_of(cx, A); }
condlist(R) ::= condlist(A) COMMA condition(B). { R = list_add(cx, A, B); }
condition(R) ::= term(A). { R = A; }
condition(R) ::= DO(A) LPAREN doings(B) RPAREN(C). { R = build_list(cx, AST_DO, 0, T_T(A, C), 0, NULL, B); }
doings(R) ::= doing(A). { R = list_of(cx, A); }
doings(R) ::= doings(A) COMMA doing(B). { R = list_add(cx, A, B); }
doing(R) ::= term(A). { R = A; }
doing(R) ::= distributed(A). { R = A; }
distributed(R) ::= name(A) TILDE list(B). { R = build_term(cx, A, TERM_ROW, B); }
distributed(R) ::= name(A) TILDE expr(B). { R = build_term(cx, A, TERM_ROW, B); }
distributed(R) ::= name(A) WALRUS expr(B). { R = build_term(cx, A, TERM_POLICY, B); }

%type role {const struct token *}
%type arrow {enum ast_arrow}
%type body {struct list}
%type items {struct list}
%type chain {struct list}
%type namelist {struct list}
%type typelist {struct list}
%type statelist {struct list}
%type rows {struct list}
%type keys {struct list}
%type lists {struct list}
%type exprs {struct list}
%type terms {struct list}
%type condlist {struct list}
%type doings {struct list}
%type options {struct list}
%type readings {struct list}
%type fittings {struct list}
%type testings {struct list}
%type scorings {struct list}
%type seedings {struct list}
%type more {struct list}
%type columns {struct list}
%type numbered {struct list}
%type bounds {struct list}
%type tokens {struct list}
%type wiring {struct list}
%type lines {struct list}
%type wirelist {struct list}
%type arguments {struct list}
%type indices {struct list}

// ---- what may come next? ----

%code {
/* The action for a token without Lemon's fallback: the exact set of what the grammar expects. */
static YYACTIONTYPE exact_action(int kind, YYACTIONTYPE state)
{
    if (state > YY_MAX_SHIFT)
        return state; /* a reduction that waits for the next token */
    int i = yy_shift_ofst[state] + kind;
    return yy_lookahead[i] == kind ? yy_action[i] : yy_default[state];
}

bool lang_yy_accepts(const void *lemon, int kind)
{
    const yyParser *parser = lemon;
    YYACTIONTYPE state[YYSTACKDEPTH + 2];
    int top = (int)(parser->yytos - parser->yystack);
    for (int i = 0; i <= top; i++)
        state[i] = parser->yystack[i].stateno;
    for (;;) {
        YYACTIONTYPE act = exact_action(kind, state[top]);
        if (act < YY_MIN_REDUCE)
            return act <= YY_MAX_SHIFTREDUCE || act == YY_ACCEPT_ACTION;
        unsigned rule = act - YY_MIN_REDUCE;
        top += yyRuleInfoNRhs[rule]; /* minus the length of the right-hand side */
        YYACTIONTYPE next = yy_find_reduce_action(state[top], yyRuleInfoLhs[rule]);
        if (next > YY_MAX_SHIFT && next <= YY_MAX_SHIFTREDUCE)
            next = (YYACTIONTYPE)(next + YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE);
        else if (next == YY_ACCEPT_ACTION)
            return kind == 0;
        if (top > YYSTACKDEPTH)
            return false;
        state[++top] = next;
    }
}
}
