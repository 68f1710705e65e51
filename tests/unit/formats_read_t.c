/* formats_read_t.c -- what each reader takes: the variants that files really have. */
#include "formats_case.h"

static bool near_row(const double *p, const double *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(p[i] - want[i]) > 1e-15)
            return false;
    return true;
}

/* The text is a model whose variable `name` has this matrix. */
static void gives(enum format format, const char *text, const char *name, const double *want, size_t n,
                  const char *what)
{
    struct reading r;
    struct model *m = read_text(&r, format, str_of(text));
    uint32_t v = m ? model_var(m, str_of(name)) : UINT32_MAX;
    bool good = v != UINT32_MAX && m->mechanism[v]->matrix && cells_of(m, v) == n &&
                near_row(m->mechanism[v]->matrix, want, n);
    if (!ok(good, "%s", what))
        printf("# %s: %.*s\n", first_error(&r)->code, STR_ARG(first_error(&r)->message));
    reading_free(&r);
}

#define BITS "variable A { type discrete [ 2 ] { n, y }; } variable B { type discrete [ 2 ] { n, y }; } "

static void bif(void)
{
    static const double rows[] = {0.1, 0.9, 0.7, 0.3}, one[] = {0.25, 0.75};
    static const double two[] = {0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6};
    gives(FORMAT_BIF, BITS "probability ( A | B ) { (y) 0.7, 0.3; (n) 0.1, 0.9; }", "A", rows, 4,
          "rows come in any order");
    gives(FORMAT_BIF, BITS "probability ( A | B ) { table 0.1, 0.7, 0.9, 0.3; }", "A", rows, 4,
          "in a table the child's states are slowest");
    gives(FORMAT_BIF, BITS "probability ( \"A\" \"B\" ) { table 0.1 0.7 0.9 0.3 ; }", "A", rows, 4,
          "names in quotes, blanks for commas, no bar");
    gives(FORMAT_BIF, BITS "probability ( A | B ) { default 0.7, 0.3; (n) 0.1, 0.9; }", "A", rows, 4,
          "`default` stands for the rows that are not there");
    gives(FORMAT_BIF, "probability ( A | B ) { (y) 0.7, 0.3; (n) 0.1, 0.9; }" BITS, "A", rows, 4,
          "tables may come before their variables");
    gives(FORMAT_BIF,
          "network \"x\" { property \"a; b}\" ; }\n// a comment { \n/* and * another */"
          "variable A {// two\n type discrete[2]{ \"<5\" \"12+\" } ; property x = 1 ; }\n"
          "probability(A){table .25 7.5e-1;}",
          "A", one, 2, "comments, properties, quotes, no blanks");
    gives(FORMAT_BIF,
          "\xEF\xBB\xBFvariable A { type discrete { a, b }; } probability (A) { table 0.25, 0.75; }", "A",
          one, 2, "a byte order mark, states that are not counted");
    gives(FORMAT_BIF,
          BITS "variable C { type discrete [2] {<5, Asy/Patch}; } probability ( C | A, B ) {"
               "(n, n) 0.1, 0.9; (y, n) 0.3, 0.7; (n, y) 0.2, 0.8; (y, y) 0.4, 0.6; }",
          "C", two, 8, "the last parent is fastest in the matrix");
}

/* Where is the dog (Charniak 1991, "Bayesian networks without tears"), in the dialect of JavaBayes. */
static void dog(void)
{
    static const double out[] = {0.99, 0.01, 0.97, 0.03, 0.9, 0.1, 0.3, 0.7};
    gives(FORMAT_BIF,
          "network \"Dog-Problem\" { //3 variables\n}\n"
          "variable \"bowel-problem\" { type discrete[2] { \"true\" \"false\" }; property \"position = (1, "
          "2)\" ; }\n"
          "variable \"family-out\" { type discrete[2] { \"true\" \"false\" }; }\n"
          "variable \"dog-out\" { //2 values\n type discrete[2] { \"true\" \"false\" }; }\n"
          "probability ( \"dog-out\" \"bowel-problem\" \"family-out\" ) { //8 values\n"
          "  table 0.99 0.97 0.9 0.3 0.01 0.03 0.1 0.7 ;\n}\n",
          "dog-out", out, 8, "the dialect of JavaBayes");
}

static void bif_roles(void)
{
    struct reading r;
    struct model *m =
        read_text(&r, FORMAT_BIF,
                  STR("variable H { type discrete [ 2 ] { a, b }; property latent = yes ; property "
                      "values = 0, 1.5 ; } variable X { type discrete [ 2 ] { a, b }; }"));
    ok(m && m->var[0].role == VAR_LATENT && m->var[1].role == VAR_OBSERVED,
       "a property makes a variable hidden");
    ok(m && m->var[0].type->value && fabs(m->var[0].type->value[1] - 1.5) < 1e-15,
       "and another gives its states values");
    ok(m && !m->mechanism[1]->matrix, "a variable without a table has none");
    reading_free(&r);
}

/* Rows that miss 1 by rounding; long decimals. */
static void written(void)
{
    struct reading r;
    struct model *m = read_text(&r, FORMAT_BIF,
                                STR("variable A { type discrete [ 3 ] { a, b, c }; }"
                                    "probability ( A ) { table 0.3333333, 0.3333333, 0.3333333; }"));
    const struct box *b = m ? m->mechanism[0] : NULL;
    ok(b && fabs(b->matrix[0] - 1.0 / 3) <= 0 && b->written && str_eq(b->written[2], STR("0.3333333")),
       "a rounded row is divided by its sum, and is kept as written");
    reading_free(&r);
    m = read_text(&r, FORMAT_BIF,
                  STR("variable A { type discrete [ 2 ] { a, b }; }"
                      "probability ( A ) { table 0.33333333333333333333, 0.66666666666666666667; }"));
    b = m ? m->mechanism[0] : NULL;
    ok(b && b->written && str_eq(b->written[0], STR("0.33333333333333333333")),
       "so are decimals with more digits than a double");
    reading_free(&r);
    m = read_text(&r, FORMAT_BIF,
                  STR("variable A { type discrete [ 2 ] { a, b }; } probability ( A ) { table 0.1, 0.9; }"));
    ok(m && !m->mechanism[0]->written, "others are not");
    reading_free(&r);
}

static void xmlbif(void)
{
    static const double rows[] = {0.1, 0.9, 0.7, 0.3};
    static const char text[] =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE BIF [ <!ELEMENT BIF ( NETWORK )*> <!-- > --> ]>\n<!-- <VARIABLE> "
        "-->"
        "<BIF VERSION=\"0.3\"><NETWORK><NAME>x</NAME>"
        "<DEFINITION><FOR>A&amp;</FOR><GIVEN>B</GIVEN><TABLE>0.1 <!-- so --> 0.9\n0.7 "
        "0.3</TABLE></DEFINITION>"
        "<VARIABLE "
        "TYPE=\"nature\"><NAME>A&amp;</NAME><OUTCOME>&lt;5</OUTCOME><OUTCOME><![CDATA[>5]]></OUTCOME>"
        "<PROPERTY>position = (1, 2)</PROPERTY></VARIABLE>"
        "<VARIABLE TYPE='nature'><NAME> B </NAME><OUTCOME>n&#xE9;</OUTCOME><OUTCOME>y</OUTCOME></VARIABLE>"
        "</NETWORK></BIF>";
    gives(FORMAT_XMLBIF, text, "A&", rows, 4, "XML: entities, sections, comments, a declaration");
    struct reading r;
    struct model *m = read_text(&r, FORMAT_XMLBIF, str_of(text));
    ok(m && str_eq(m->var[0].type->state[0], STR("<5")) && str_eq(m->var[0].type->state[1], STR(">5")) &&
           str_eq(m->var[1].type->state[0], STR("n\xC3\xA9")),
       "states are what the entities say");
    reading_free(&r);
}

static void hugin(void)
{
    static const double rows[] = {0.1, 0.9, 0.7, 0.3};
    gives(FORMAT_NET,
          "net { node_size = (80 40); } % a comment }\n"
          "potential (A | B) { data = (( 0.1 0.9 ) % n\n ( 0.7 0.3 )); }\n"
          "node A { states = (\"n\" \"y\"); label = \"x; } y\"; position = (1 2); }\n"
          "discrete node B { states = (\"n\" \"a \\\"b\\\"\"); HR_Color = \"3\"; state_values = (0 1.5); }",
          "A", rows, 4, "Hugin: comments, labels, grouping");
    struct reading r;
    struct model *m = read_text(&r, FORMAT_NET,
                                STR("node A { states = (\"n\" \"a \\\"b\\\"\"); latent = \"yes\"; }\n"
                                    "potential (A) { }"));
    ok(m && str_eq(m->var[0].type->state[1], STR("a \"b\"")) && m->var[0].role == VAR_LATENT &&
           !m->mechanism[0]->matrix,
       "quotes in states, hidden nodes, potentials without data");
    reading_free(&r);
}

/* The graph that a text gives, one line. */
static void draws(enum format format, const char *text, const char *want, const char *what)
{
    struct reading r;
    struct model *m = read_text(&r, format, str_of(text));
    struct buf b = {0};
    struct work w = {&r.draft, &r.diags, NULL};
    struct graph *g = m ? model_drawn(&w, m) : NULL;
    if (g)
        graph_print_edges(&b, g, g->nodes, false);
    if (!ok(g && str_eq(buf_str(&b), str_of(want)), "%s", what))
        printf("# %.*s %s: %.*s\n", STR_ARG(buf_str(&b)), first_error(&r)->code,
               STR_ARG(first_error(&r)->message));
    buf_free(&b);
    reading_free(&r);
}

static void graphs(void)
{
    draws(FORMAT_DAGITTY, "dag { X -> Y ; U [latent] ; U -> X }", "U -> X -> Y", "dagitty on a line");
    draws(FORMAT_DAGITTY,
          "dag{\nbb=\"0,0,1,1\"\nX [exposure,pos=\"0.1,-2\"]\nY [outcome]\nX -> Y [beta=\".3\"]\nX <-> Y\nZ "
          "<- Y\n}\n",
          "X -> Y -> Z, X <-> Y", "dagitty as its web page writes it");
    draws(FORMAT_DAGITTY, "dag \"g\" { {A B} -> C <- D \"E F\" -> A }", "B -> C, D -> C, E F -> A -> C",
          "groups, quoted names, statements without separators");
    draws(FORMAT_DOT,
          "strict digraph g { rankdir=LR; node [shape=box]; a -> b -> c; a -> c [dir=both, style=dashed] }",
          "a -> b -> c, a <-> c", "DOT with settings and a bidirected edge");
    draws(
        FORMAT_DOT,
        "digraph { // x\n # y\n subgraph s { a; b } -> c:n; /* z */ \"d e\" -> a [dir=back]; -1.5 -> \"a\" }",
        "b -> c, -1.5 -> a -> c, a -> d e", "subgraphs, ports, comments, numbers");
    draws(FORMAT_DOT, "digraph { { edge [dir=both]; a -> b } a -> c }", "a -> c, a <-> b",
          "a direction for all edges of a group");
    struct reading r;
    struct model *m =
        read_text(&r, FORMAT_DOT, STR("digraph { U [latent=true style=dashed]; V [latent=false]; U -> V }"));
    ok(m && m->var[0].role == VAR_LATENT && m->var[1].role == VAR_OBSERVED, "hidden nodes of DOT");
    reading_free(&r);
}

static void json(void)
{
    static const double rows[] = {0.1, 0.9, 0.7, 0.3};
    static const char text[] = "{\"joint\": null_is_not_read_here}";
    gives(FORMAT_JSON,
          "{\"mechanisms\": [{\"parents\": [\"B\"], \"table\": [0.1, 9e-1, 0.7, 0.3], \"variable\": \"A\"}],"
          " \"extra\": {\"a\": [1, {}, null, true, \"]\"]},\n"
          " \"variables\": [{\"name\": \"A\", \"states\": [\"\\u00e9\", \"\\ud83d\\ude00\"]}, {\"name\": "
          "\"B\", \"states\": "
          "[\"n\", \"\\\"y\\\"\\n\"], \"role\": \"latent\"}]}",
          "A", rows, 4, "JSON: members in any order, escapes, what is not known is skipped");
    struct reading r;
    ok(!read_text(&r, FORMAT_JSON, str_of(text)) && strcmp(first_error(&r)->code, "format") == 0,
       "a value that is none is refused");
    reading_free(&r);
    struct model *m = read_text(&r, FORMAT_JSON,
                                STR("{\"doc\": \"why\", \"variables\": [{\"name\": \"X\", \"type\": \"Bit\", "
                                    "\"states\": [\"0\", \"1\"]}, {\"name\": "
                                    "\"Y\", \"states\": [\"0\", \"1\"]}], \"mechanisms\": [{\"variable\": "
                                    "\"Y\", \"box\": \"f\", \"parents\": "
                                    "[\"X\"]}], \"confounded\": [[\"Y\", \"X\"]], \"joint\": {\"variables\": "
                                    "[\"Y\", \"X\"], \"table\": [0.1, "
                                    "0.2, 0.3, 0.4]}}"));
    ok(m && m->nvars == 3 && m->var[2].role == VAR_CONFOUNDER && str_eq(m->doc, STR("why")) &&
           str_eq(m->mechanism[1]->name, STR("f")) && str_eq(m->var[0].type->name, STR("Bit")),
       "hidden common causes, names of boxes and types, the reason why");
    ok(m && r.joint.p && r.joint.n == 2 && r.joint.var[0] == 1 && fabs(r.joint.p[2] - 0.3) < 1e-15,
       "the joint table");
    struct buf out = {0};
    struct reading again = {.m = NULL};
    ok(m && write_text(&out, FORMAT_JSON, m, &r.joint) && read_text(&again, FORMAT_JSON, buf_str(&out)) &&
           same_model(m, again.m, SAME_ALL) && same_joint(m, &r.joint, &again.joint),
       "and all of it comes back");
    if (again.text.body.s)
        reading_free(&again);
    buf_free(&out);
    reading_free(&r);
}

static void names(void)
{
    ok(format_of(STR("a/b.c/Alarm.BIF.gz")).format == FORMAT_BIF && format_of(STR("x.bif.gz")).packed &&
           str_eq(format_of(STR("a/b.c/Alarm.BIF.gz")).base, STR("Alarm")),
       "a file's name says its format, in any case of letters, and the model's name");
    ok(format_of(STR("x.txt")).format == FORMAT_NONE && format_of(STR("bif")).format == FORMAT_NONE &&
           format_of(STR("")).format == FORMAT_NONE,
       "or does not");
}

int main(void)
{
    bif();
    dog();
    bif_roles();
    written();
    xmlbif();
    hugin();
    graphs();
    json();
    names();
    return tap_done();
}
