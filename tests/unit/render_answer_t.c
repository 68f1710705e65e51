/* render_answer_t.c -- answers as text, Markdown, LaTeX and CSV, byte for byte. */
#include "sample_answers.h"

#include "base/interrupt.h"

static const struct render_style text = {.unicode = true}, ascii = {0},
                                 color = {.unicode = true, .color = true},
                                 markdown = {.format = RENDER_MARKDOWN, .unicode = true},
                                 latex = {.format = RENDER_LATEX, .unicode = true},
                                 csv = {.format = RENDER_CSV};

static void numbers(void)
{
    static const struct {
        double x;
        uint32_t digits;
        const char *want;
    } cases[] = {{0.7465, 4, "0.7465"},
                 {0.7465, 0, "0.7465"},
                 {0.5, 2, "0.50"},
                 {-0.00001, 4, "0.0000"},
                 {-0.0, 1, "0.0"},
                 {-1.5, 1, "-1.5"},
                 {NAN, 4, "undefined"},
                 {INFINITY, 4, "inf"},
                 {-INFINITY, 4, "-inf"},
                 {0.99996, 4, "1.0000"},
                 {1.0 / 3, 12, "0.333333333333"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        render_number(&b, cases[i].x, cases[i].digits);
        is(b.s, cases[i].want, cases[i].want);
        buf_free(&b);
    }
    struct answer a = number("0.1 + 0.2", METHOD_ARITHMETIC, 0.1 + 0.2);
    is(rendered(&a, &text), "0.3\n", "arithmetic without the noise of rounding");
    a.number = 1e20 / 3;
    is(rendered(&a, &text), "3.333333333e+19\n", "ten significant digits");
    a = number("P(C = yes | do(S = yes))", METHOD_SURGERY, 0.7465);
    is(rendered(&a, &text), "0.7465\n  by surgery\n", "a probability under an intervention");
    is(rendered(&a, &markdown), "0.7465\n\nby surgery\n\n", "in Markdown");
    is(rendered(&a, &latex), "0.7465\n% by surgery\n\n", "in LaTeX");
    is(rendered(&a, &csv), "value\n0.7465\n", "in CSV");
    a.number = 0.1 + 0.2;
    is(rendered(&a, &csv), "value\n0.30000000000000004\n", "CSV reads back exactly");
    a = number("P(C = yes | S = no)", METHOD_CONDITIONING, NAN);
    a.missing = never;
    a.nmissing = 1;
    is(rendered(&a, &text), "undefined\n  undefined: P(S = no, T = no) = 0\n", "an undefined number");
    is(rendered(&a, &csv), "value\n\n", "is empty in CSV");
    a = (struct answer){.kind = ANSWER_TRUTH, .truth = true, .query = STR("1 < 2")};
    is(rendered(&a, &text), "true\n", "a truth");
    is(rendered(&a, &csv), "value\ntrue\n", "a truth in CSV");
}

static void channel(void)
{
    struct answer a = smoking();
    is(rendered(&a, &text),
       "  S   │ C=yes    C=no\n"
       " ─────┼─────────────────\n"
       "  yes │ 0.7465   0.2535\n"
       "  no  │ 0.4577   0.5423\n"
       "  by comb disintegration (front-door): Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\n",
       "the table of the manual");
    is(rendered(&a, &ascii),
       "  S   | C=yes    C=no\n"
       " -----+-----------------\n"
       "  yes | 0.7465   0.2535\n"
       "  no  | 0.4577   0.5423\n"
       "  by comb disintegration (front-door): sum_t P(t | S) sum_s' P(s') P(C | s', t)\n",
       "in ASCII");
    is(rendered(&a, &markdown),
       "| S | C=yes | C=no |\n"
       "|:---|---:|---:|\n"
       "| yes | 0.7465 | 0.2535 |\n"
       "| no | 0.4577 | 0.5423 |\n"
       "\n"
       "by comb disintegration (front-door): `` Σ_t P(t | S) Σ_s' P(s') P(C | s', t) ``\n\n",
       "in Markdown");
    is(rendered(&a, &latex),
       "\\begin{tabular}{l|rr}\n"
       "S & C=yes & C=no \\\\ \\hline\n"
       "yes & 0.7465 & 0.2535 \\\\\n"
       "no & 0.4577 & 0.5423 \\\\\n"
       "\\end{tabular}\n"
       "% by comb disintegration (front-door):\n"
       "\\[ P(C \\mid \\mathrm{do}(S)) = \\sum_{t} P(t \\mid S) \\sum_{s'} P(s') P(C \\mid s', t) \\]\n\n",
       "in LaTeX");
    is(rendered(&a, &csv), "S,C,p\nyes,yes,0.7465\nyes,no,0.2535\nno,yes,0.45767\nno,no,0.54233\n", "in CSV");
    is(rendered(&a, &color),
       "  \033[1mS\033[0m   \033[2m│\033[0m \033[1mC=yes\033[0m    \033[1mC=no\033[0m\n"
       "\033[2m ─────┼─────────────────\033[0m\n"
       "  yes \033[2m│\033[0m 0.7465   0.2535\n"
       "  no  \033[2m│\033[0m 0.4577   0.5423\n"
       "  \033[2mby comb disintegration (front-door): Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\033[0m\n",
       "in colour");

    a.verified = true;
    a.verified_how = STR("surgery and comb disintegration");
    a.difference = 1.1e-16;
    a.from_data = true;
    a.rows_used = 1554;
    a.rows_dropped = 12;
    a.criterion = BY_BACK_DOOR;
    a.averaged = STR("S");
    is(strstr(rendered(&a, &text), "  by"),
       "  by back-door adjustment, averaged over S: Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\n"
       "  verified: surgery and comb disintegration differ by less than 1e-12\n"
       "  12 of 1566 rows dropped: a value is missing; the others are taken to speak for all\n",
       "the notes");
    ok(strstr(rendered(&a, &latex), "\\[ \\sum_{t}"), "an averaged formula is not the query's");
    a.estimand = 0;
    a.averaged = STR("");
    a.rows_dropped = 0;
    a.verified = false;
    a.criterion = BY_CONDITIONING;
    is(strstr(rendered(&a, &text), "  by"), "  by conditioning (no confounding)\n", "no formula");
}

static void shapes(void)
{
    struct answer_column given[] = {column(H), column(S)}, over[] = {column(C), column(T)};
    double p[64];
    for (size_t i = 0; i < 64; i++)
        p[i] = (double)i / 64;
    struct answer a = table("P(C)", NULL, 0, over, 1, (double[]){0.25, 0.75});
    is(rendered(&a, &text),
       "  C=yes    C=no\n"
       " ─────────────────\n"
       "  0.2500   0.7500\n",
       "a distribution");
    a = table("P(C, T | age_group, S)", given, 2, over, 2, p);
    is(rendered(&a, &text),
       "  age_group   S   │ C=yes,T=yes   C=yes,T=no   C=no,T=yes   C=no,T=no\n"
       " ─────────────────┼───────────────────────────────────────────────────\n"
       "  h0          yes │ 0.0000        0.0156       0.0312       0.0469\n"
       "  h0          no  │ 0.0625        0.0781       0.0938       0.1094\n"
       "  山          yes │ 0.1250        0.1406       0.1562       0.1719\n"
       "  山          no  │ 0.1875        0.2031       0.2188       0.2344\n"
       "  a|b_c       yes │ 0.2500        0.2656       0.2812       0.2969\n"
       "  a|b_c       no  │ 0.3125        0.3281       0.3438       0.3594\n",
       "two given, two over, a wide character");
    ok(strstr(rendered(&a, &markdown), "| age\\_group | S |") &&
           strstr(rendered(&a, &markdown), "| a\\|b\\_c |"),
       "marks are escaped in Markdown");
    ok(strstr(rendered(&a, &latex), "{ll|rrrr}\nage\\_group & S &") &&
           strstr(rendered(&a, &latex), "\na$|$b\\_c &"),
       "marks are escaped in LaTeX");

    struct answer_column event[] = {fixed(C, 0), column(T)}, known[] = {fixed(S, 1), column(H)};
    a = table("P(C = yes, T | S = no, age_group)", known, 2, event, 2, p);
    is(rendered(&a, &ascii),
       "  age_group | C=yes,T=yes   C=yes,T=no\n"
       " -----------+--------------------------\n"
       "  h0        | 0.0000        0.0156\n"
       "  山        | 0.0312        0.0469\n"
       "  a|b_c     | 0.0625        0.0781\n",
       "what is fixed is in the head, or in the question alone");
    is(rendered(&a, &csv),
       "S,age_group,C,T,p\n"
       "no,h0,yes,yes,0\n"
       "no,h0,yes,no,0.015625\n"
       "no,山,yes,yes,0.03125\n"
       "no,山,yes,no,0.046875\n"
       "no,a|b_c,yes,yes,0.0625\n"
       "no,a|b_c,yes,no,0.078125\n",
       "CSV has every column");

    struct answer_column many[] = {column(H), column(T), column(C)}, one[] = {column(S)};
    a = table("P(age_group, T, C | S)", one, 1, many, 3, p);
    is(rendered(&a, &ascii),
       "  S     age_group   T     C   | P\n"
       " -----------------------------+--------\n"
       "  yes   h0          yes   yes | 0.0000\n"
       "  yes   h0          yes   no  | 0.0156\n"
       "  yes   h0          no    yes | 0.0312\n"
       "  yes   h0          no    no  | 0.0469\n"
       "  yes   山          yes   yes | 0.0625\n"
       "  yes   山          yes   no  | 0.0781\n"
       "  yes   山          no    yes | 0.0938\n"
       "  yes   山          no    no  | 0.1094\n"
       "  yes   a|b_c       yes   yes | 0.1250\n"
       "  yes   a|b_c       yes   no  | 0.1406\n"
       "  yes   a|b_c       no    yes | 0.1562\n"
       "  yes   a|b_c       no    no  | 0.1719\n"
       "  no    h0          yes   yes | 0.1875\n"
       "  no    h0          yes   no  | 0.2031\n"
       "  no    h0          no    yes | 0.2188\n"
       "  no    h0          no    no  | 0.2344\n"
       "  no    山          yes   yes | 0.2500\n"
       "  no    山          yes   no  | 0.2656\n"
       "  no    山          no    yes | 0.2812\n"
       "  no    山          no    no  | 0.2969\n"
       "  no    a|b_c       yes   yes | 0.3125\n"
       "  no    a|b_c       yes   no  | 0.3281\n"
       "  no    a|b_c       no    yes | 0.3438\n"
       "  no    a|b_c       no    no  | 0.3594\n",
       "more than eight columns: a row for each combination");

    static const struct str lengthy[] = {STR("a state with quite a long name, as surveys have them"),
                                         STR("and another one, no shorter than the first of the two")};
    const struct type survey = {.n = 2, .state = lengthy};
    struct answer_column answerx[] = {{.name = STR("q"), .type = &survey}};
    a = table("P(q)", NULL, 0, answerx, 1, (double[]){0.5, 0.5});
    is(rendered(&a, &ascii),
       "  q                                                     | P\n"
       " -------------------------------------------------------+--------\n"
       "  a state with quite a long name, as surveys have them  | 0.5000\n"
       "  and another one, no shorter than the first of the two | 0.5000\n",
       "long heads: likewise");

    static const struct str nasty[] = {STR("a\nb"), STR("\x1b[31m,\"")};
    const struct type bad = {.n = 2, .state = nasty};
    struct answer_column hostile[] = {{.name = STR("x y"), .type = &bad}};
    a = table("P(`x y`)", hostile, 1, over, 1, p);
    is(rendered(&a, &ascii),
       "  x y        | C=yes    C=no\n"
       " ------------+-----------------\n"
       "  a\\nb       | 0.0000   0.0156\n"
       "  \\x1b[31m,\" | 0.0312   0.0469\n",
       "control characters are spelled out");
    ok(strstr(rendered(&a, &csv), "\"a\nb\",yes,0\n") &&
           strstr(rendered(&a, &csv), "\"\x1b[31m,\"\"\",yes,0.03125\n"),
       "and quoted in CSV");

    a = table("E(C | S)", one, 1, NULL, 0, (double[]){-1.25, 10.5});
    a.kind = ANSWER_EXPECTATION;
    a.over = over;
    a.nover = 1;
    is(rendered(&a, &text),
       "  S   │ E(C)\n"
       " ─────┼─────────\n"
       "  yes │ -1.2500\n"
       "  no  │ 10.5000\n",
       "expectations");
    is(rendered(&a, &csv), "S,value\nyes,-1.25\nno,10.5\n", "expectations in CSV");
    a.table->p[1] = 9;
    ok(strstr(rendered(&a, &text), "  no  │  9.0000\n"), "numbers are set flush right");
    const struct render_style six = {.digits = 6};
    ok(strstr(rendered(&a, &six), "  no  |  9.000000\n"), "digits of the style");
}

static void undefined(void)
{
    struct answer_column given[] = {column(S)}, over[] = {column(C)};
    struct answer a = table("P(C | do(S))", given, 1, over, 1, (double[]){0.5, 0.5, NAN, NAN});
    a.method = METHOD_IDENTIFICATION;
    a.criterion = BY_COMBS;
    a.missing = never;
    a.nmissing = 1;
    a.more_missing = true;
    is(rendered(&a, &text),
       "  S   │ C=yes       C=no\n"
       " ─────┼───────────────────────\n"
       "  yes │ 0.5000      0.5000\n"
       "  no  │ undefined   undefined\n"
       "  undefined where marked: P(S = no, T = no) = 0 and others\n"
       "  by comb disintegration\n",
       "undefined values and what they need");
    is(rendered(&a, &csv), "S,C,p\nyes,yes,0.5\nyes,no,0.5\nno,yes,\nno,no,\n", "empty fields in CSV");
    a.from_data = true;
    a.more_missing = false;
    ok(strstr(rendered(&a, &text), "P(S = no, T = no) = 0 in the data\n"), "from data");
    a.table->p[2] = a.table->p[3] = 0.5;
    ok(!strstr(rendered(&a, &text), "undefined"), "no note when all is defined");
}

/* Lists of 1 to 12 cells with names of all lengths: no line is beyond the margin that could have been broken,
 * and all lines are one list. */
static void long_lists(void)
{
    static const char letters[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const struct render_style *const styles[] = {&text, &markdown, &latex};
    static const char *const lead[] = {"    ", "", "%   "};
    int long_lines = 0, broken = 0, other = 0;
    for (uint32_t n = 1; n <= 12; n++)
        for (size_t length = 1; length < sizeof letters; length++) {
            struct str names[] = {{letters, length}, STR("S")}, states[] = {STR("no"), STR("yes")};
            struct named_cell cells[12];
            struct answer a = number("P(C = yes)", METHOD_CONDITIONING, NAN);
            for (uint32_t i = 0; i < n; i++)
                cells[i] = (struct named_cell){.n = 2, .var = names, .state = states};
            a.missing = cells;
            a.nmissing = n;
            for (size_t k = 0; k < 3; k++) {
                uint32_t found = 0;
                const char *s = rendered(&a, styles[k]);
                for (const char *p = s; (p = strstr(p, "P(a")); p++)
                    found++;
                other += found != n || strstr(s, ", \n") != NULL;
                for (const char *p = strstr(s, "undefined: "), *end; p && *p != '\n'; p = end + 1) {
                    end = strchr(p, '\n');
                    long_lines += end - p > 80;
                    if (end[-1] == ',') {
                        broken++;
                        other += strncmp(end + 1, lead[k], strlen(lead[k])) != 0;
                    } else if (end[-1] == '0') {
                        break;
                    }
                }
            }
        }
    ok(long_lines == 0 && other == 0 && broken > 1000, "long lists are broken at the margin, %d times",
       broken);
}

static void sentences(void)
{
    struct answer a = independence(false);
    is(rendered(&a, &text), "no: S ↔ C is open\n", "an open path; the hidden cause is its edge");
    is(rendered(&a, &ascii), "no: S <-> C is open\n", "in ASCII");
    is(rendered(&a, &latex), "no: S $\\leftrightarrow$ C is open\n\n", "in LaTeX");
    is(rendered(&a, &csv), "holds,path\nfalse,S <-> C\n", "in CSV");
    static uint32_t node[] = {T, S, U, C, H};
    static enum graph_step step[] = {STEP_BACKWARD, STEP_BACKWARD, STEP_FORWARD, STEP_FORWARD};
    a.path = (struct graph_path){.count = 5, .node = node, .step = step};
    is(rendered(&a, &text), "no: T ← S ↔ C → age_group is open\n", "a longer path");
    a = independence(true);
    is(rendered(&a, &text), "yes: S and C are separated given T, age_group\n", "separated");
    is(rendered(&a, &csv), "holds,path\ntrue,\n", "separated, in CSV");
    set_clear(a.between);
    is(rendered(&a, &text), "yes: S and C are separated\n", "given nothing");

    a = identification(true);
    is(rendered(&a, &text),
       "identifiable by comb disintegration (front-door):\n"
       "  P(C | do(S)) = Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\n",
       "identifiable");
    is(rendered(&a, &latex),
       "identifiable by comb disintegration (front-door):\n"
       "\\[ P(C \\mid \\mathrm{do}(S)) = \\sum_{t} P(t \\mid S) \\sum_{s'} P(s') P(C \\mid s', t) \\]\n\n",
       "in LaTeX");
    is(rendered(&a, &csv),
       "identifiable,criterion,estimand,path\n"
       "true,front-door,\"sum_t P(t | S) sum_s' P(s') P(C | s', t)\",\n",
       "in CSV");
    a.criterion = BY_BACK_DOOR;
    a.query = STR("P(C | do(`age group` = 3), dose)");
    ok(strstr(rendered(&a, &latex), "P(C \\mid \\mathrm{do}(\\mbox{age group} = 3), \\mathit{dose}) ="),
       "a query as mathematics");
    ok(strstr(rendered(&a, &text), "identifiable by back-door adjustment:\n"), "back-door");
    a = identification(false);
    is(rendered(&a, &text), "not identifiable: S and its child C share a hidden cause.\n",
       "not identifiable");
    is(rendered(&a, &csv), "identifiable,criterion,estimand,path\nfalse,,,S <-> C\n", "not, in CSV");
}

int main(void)
{
    make_samples();
    numbers();
    channel();
    shapes();
    undefined();
    long_lists();
    sentences();
    struct answer a = smoking(), b = independence(false), c = identification(true);
    survives(&a, &text, "a table");
    survives(&a, &latex, "LaTeX");
    survives(&a, &markdown, "Markdown");
    survives(&a, &csv, "CSV");
    survives(&b, &text, "a path");
    survives(&c, &text, "a formula");
    static const struct render_style *const styles[] = {&text, &latex, &markdown, &csv};
    interrupt_flag = 1;
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        is(rendered(&a, styles[i]), "(failed)", "Ctrl-C stops a table");
    interrupt_flag = 0;
    rendered(NULL, NULL);
    arena_free(&arena);
    return tap_done();
}
