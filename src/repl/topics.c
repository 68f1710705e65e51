/* topics.c -- what `:help` says about the language. Each example is run by tests/cli/help.t. */
#include "repl/help.h"

const struct topic topics[] = {
    {"model", "models var latent edges -> <-> <-", "variables, arrows and tables",
     "A model has observed variables (var), hidden ones (latent), arrows, and for\n"
     "each variable a table of probabilities. Arrows alone make a structural model:\n"
     "it answers `identify` and `_||_`. `X <-> Y` is a hidden common cause. The model\n"
     "defined last is the current one.\n",
     "    model trial {\n"
     "      var Drug, Well : {no, yes}\n"
     "      Drug -> Well\n"
     "      P(Drug) = [0.5, 0.5]\n"
     "      P(Well | Drug) = { no: [0.6, 0.4], yes: [0.2, 0.8] }\n"
     "    }\n"
     "    P(Well | do(Drug))\n"},
    {"tables", "table rows joint else", "three ways to write probabilities",
     "A table of P(Y | X, Z) has a row for each setting of X and Z, the last one\n"
     "fastest. Rows can be nested lists, one flat list, or keyed by the setting; each\n"
     "sums to 1; 20/21 is an exact fraction. P(A, B) = [..] without a bar is a joint\n"
     "table: the numbers of a model whose hidden causes have none.\n",
     "    model m {\n"
     "      var X, Z, Y : {0, 1}\n"
     "      P(X) = [1/3, 2/3]\n"
     "      P(Z | X) = [[0.9, 0.1], [0.2, 0.8]]\n"
     "      P(Y | X, Z) = { 0, 0: [0.7, 0.3]; else: [0.5, 0.5] }\n"
     "    }\n"
     "    P(Y)\n"},
    {"query", "queries P | conditioning in", "P(..): probabilities",
     "P(Y) is a distribution, P(Y | X) has a row for each value of X, P(Y = 1 | X = 0)\n"
     "is a number. Conditions and interventions mix. `in MODEL` puts the query to\n"
     "another model than the current one.\n",
     "    model m {\n"
     "      var X, Y : {0, 1}\n"
     "      P(X) = [0.3, 0.7]\n"
     "      P(Y | X) = { 0: [0.9, 0.1], 1: [0.4, 0.6] }\n"
     "    }\n"
     "    P(X, Y)\n"
     "    P(Y | X)\n"
     "    P(X = 1 | Y = 1) in m\n"},
    {"do", "intervention surgery policy soft", "interventions",
     "do(X = 1) cuts X from its causes and sets it; do(X) does so for each value;\n"
     "do(X ~ [..]) draws it from a distribution; do(X := Z) lets it follow another\n"
     "variable. The answer says how it was reached: by surgery on the diagram, or,\n"
     "when only a joint table or data is there, by a formula.\n",
     "    model m {\n"
     "      var Z, X, Y : {0, 1}\n"
     "      P(Z) = [0.5, 0.5]\n"
     "      P(X | Z) = { 0: [0.8, 0.2], 1: [0.3, 0.7] }\n"
     "      P(Y | X, Z) = [0.9,0.1, 0.7,0.3, 0.4,0.6, 0.1,0.9]\n"
     "    }\n"
     "    P(Y | do(X))\n"
     "    P(Y = 1 | do(X ~ [0.5, 0.5]))\n"
     "    P(Y = 1 | do(X := Z))\n"},
    {"expectation", "E mean means average effect", "E(..): means, and arithmetic",
     "E(Y) is the mean of a variable whose states have numbers: {0, 1}, {no, yes}, or\n"
     "{low: 1.5, high: 4}, or of a column of numbers: `observe .. values Y`. Numbers\n"
     "add, subtract, multiply and divide; log, exp, sqrt, abs, min and max apply.\n",
     "    model m {\n"
     "      var X : {no, yes}\n"
     "      var Dose : {none: 0, low: 1.5, high: 4}\n"
     "      P(X) = [0.5, 0.5]\n"
     "      P(Dose | X) = { no: [0.7, 0.2, 0.1], yes: [0.1, 0.4, 0.5] }\n"
     "    }\n"
     "    E(Dose | do(X = yes)) - E(Dose | do(X = no))\n"},
    {"equations", "equation := noise if and or not xor", "structural equations with noise",
     "Y := X and not U computes Y from its causes; `noise U` is a cause of its own,\n"
     "with P(U). States yes, true and 1 count as true; no, false and 0 as false. There\n"
     "are == != < <= > >= and or not xor + - * / mod, min, max, abs, and\n"
     "if .. then .. else.\n",
     "    model m {\n"
     "      var X, Y : {0, 1}\n"
     "      noise U : {0, 1}\n"
     "      P(X) = [0.5, 0.5]\n"
     "      P(U) = [0.9, 0.1]\n"
     "      Y := X xor U\n"
     "    }\n"
     "    P(Y | do(X))\n"},
    {"box", "boxes ~ mechanism type types", "types, and mechanisms used by name",
     "type gives a set of states a name. box declares a channel between types;\n"
     "C ~ b(A, B) makes it the mechanism of C, with A and B as its parents.\n",
     "    type Bit = {0, 1}\n"
     "    box flip : Bit -> Bit = { 0: [0.1, 0.9], 1: [0.9, 0.1] }\n"
     "    model m {\n"
     "      var X, Y : Bit\n"
     "      P(X) = [0.3, 0.7]\n"
     "      Y ~ flip(X)\n"
     "    }\n"
     "    P(Y)\n"},
    {"identify", "identification formula estimand backdoor", "is an effect computable from P(V)?",
     "identify gives the formula that computes an effect from the observed variables\n"
     "alone, or names the hidden path that prevents it. It needs no numbers. `explain`\n"
     "shows how the formula is found, or why there is none.\n",
     "    model tar { S -> T -> C; S <-> C }\n"
     "    identify P(C | do(S))\n"},
    {"explain", "explanation steps derivation hedge witness theory",
     "explain P(..): how it is found, or why not",
     "explain takes P(..), or E(..) where there are numbers. It shows the surgery, box\n"
     "by box, and how the formula is derived from P(V), step by step; where there is\n"
     "no formula, the hedge and two models that agree on P(V) but not on the effect.\n"
     "A word says how much: `explain answer`, `explain formula`, `explain steps` (as\n"
     "without a word), `explain theory`, which names the theorem behind each step.\n"
     "`explain plan` tells how the numbers are computed; see `:help plan`.\n",
     "    model tar { S -> T -> C; S <-> C }\n"
     "    explain P(C | do(S))\n"
     "    explain theory P(T | do(S))\n"
     "    model bow { X -> Y; X <-> Y }\n"
     "    explain P(Y | do(X))\n"},
    {"marginals", "posterior posteriors most probable mpe map diagnosis",
     "what is likely, given what is seen",
     "marginals gives the distribution of every observed variable, after what is seen\n"
     "and done: `marginals m | A = a, do(X = x)`. `most probable m | A = a` gives the\n"
     "states that are together the most probable, and how probable they are; it need\n"
     "not be the most probable state of each. Hidden variables are summed out. Both\n"
     "take conditions with a state, and points, distributions and policies in do().\n",
     "    model clinic {\n"
     "      var Flu, Cold, Fever : {no, yes}\n"
     "      P(Flu) = [0.9, 0.1]\n"
     "      P(Cold) = [0.8, 0.2]\n"
     "      P(Fever | Flu, Cold) = [0.99, 0.01, 0.7, 0.3, 0.1, 0.9, 0.05, 0.95]\n"
     "    }\n"
     "    marginals | Fever = yes\n"
     "    most probable clinic | Fever = yes\n"},
    {"plan", "order elimination memory threads progress speed width",
     "explain plan: how an answer is computed",
     "explain plan P(..), or of marginals or most probable, computes the answer and\n"
     "tells what was left out, in which order variables were summed out, how large the\n"
     "tables were, and what that took. `:set memory 4G` and `:set threads 2` say what\n"
     "a computation may take; while it is long a bar shows how far it has come, and\n"
     "Ctrl-C stops it.\n",
     "    model chain {\n"
     "      var A, B, C : {no, yes}\n"
     "      P(A) = [0.5, 0.5]\n"
     "      P(B | A) = [0.9, 0.1, 0.2, 0.8]\n"
     "      P(C | B) = [0.7, 0.3, 0.4, 0.6]\n"
     "    }\n"
     "    explain plan P(B | A = yes)\n"},
    {"independence", "_||_ d-separation separation", "A _||_ B | C: is it implied?",
     "Yes, or no with a path that is open. Hidden variables may be named too.\n",
     "    model m { X -> Z; Z -> Y; X <-> Y }\n"
     "    X _||_ Y | Z\n"},
    {"paths", "path open blocked collider", "paths A -> B | C: what joins them?",
     "Every path between A and B, shortest first, and what blocks it when C is\n"
     "conditioned on: a variable of C that is no collider on it, or a collider that is\n"
     "not in C nor has a descendant there. Hidden variables may be named too.\n",
     "    model tar { S -> T -> C; S <-> C }\n"
     "    paths S -> C | T\n"},
    {"adjust", "adjustment frontdoor instruments instrument confounding optimal",
     "adjust A -> B: what to adjust for",
     "adjust lists the minimal sets of observed variables that remove confounding, and\n"
     "marks the one that gives the least variance. `adjust A -> B | Z` tests Z, `| {}`\n"
     "the empty set. frontdoor does the same for front-door sets; instruments lists\n"
     "the variables that are instruments, and given what.\n",
     "    model m { Z -> {X, Y}; X -> Y; W -> Y }\n"
     "    adjust X -> Y\n"
     "    assert adjust X -> Y | Z\n"
     "    model tar { S -> T -> C; S <-> C }\n"
     "    frontdoor S -> C\n"
     "    model iv { Z -> X -> Y; X <-> Y }\n"
     "    instruments X -> Y\n"},
    {"implications", "structure components districts testable", "what a model says about data",
     "implications lists independences of the observed variables that follow from the\n"
     "model and imply all others, and Verma constraints, formulas that must not depend\n"
     "on some variable: data can refute them. components are the groups of variables\n"
     "joined by hidden causes. Both take `in MODEL`.\n",
     "    model m { A -> B -> C -> D; B <-> D }\n"
     "    implications\n"
     "    components in m\n"},
    {"observe",
     "data dataset csv from weight sampling with bin values missing na separator header gz gzip survey",
     "numbers from a CSV file",
     "observe MODEL from \"FILE.csv\" counts the rows of the file, perhaps packed by\n"
     "gzip, or of several, \"A.csv\", \"B.csv\"; the columns are the model's variables.\n"
     "Behind them, in any order:\n\n"
     "  weight n             column n says how often a row occurred\n"
     "  sampling weight w    column w says how many people a row speaks for\n"
     "  with age_group as A  a column of another name\n"
     "  bin age at 25, 35    classes of numbers: \"<25\", \"25-<35\", \">=35\"\n"
     "  values income        each number is a state: means, as E(income | do(X))\n"
     "  missing \"?\", -9      missing values, besides an empty field, NA and \\N\n"
     "  missing as level     a missing value is a state; else its row is dropped\n"
     "  separator \";\"        or \"tab\"\n"
     "  no header            the columns are called 1, 2, ..\n"
     "  prior 1              an observation spread evenly: :help intervals\n\n"
     "A variable without states takes the values of its column, but more than 12\n"
     "numbers need `bin` or `values`. Queries are then answered from the data:\n\n"
     "    model ucb { gender -> dept -> admit; gender -> admit }\n"
     "    observe ucb from \"ucb_admissions.csv\" weight n\n"
     "    P(admit | do(gender))\n",
     ""},
    {"databases", "database sql sqlite odbc clickhouse postgresql mariadb table spark",
     "numbers from a table of a database",
     "observe reads a table of a database as it reads a file, with the same options:\n\n"
     "  \"sqlite:study.db?table=patients\"\n"
     "  \"odbc:DSN=warehouse?table=public.patients\"\n"
     "  \"odbc:Driver={PostgreSQL Unicode};Server=db;Database=d;Uid=me?table=t\"\n"
     "  \"clickhouse:http://localhost:8123/?table=patients\"\n\n"
     "Only counts of groups are asked for, in one read-only statement; NULL is a\n"
     "missing value. They stay as they were then: observe again for later rows.\n"
     "Ctrl-C cancels the statement at the server. Passwords come from the data source\n"
     "or from the environment, CAUSAL_ODBC_PWD and CAUSAL_CLICKHOUSE_PWD, and are\n"
     "never shown.\n"
     "explain sql shows what was sent, and a formula as one statement:\n",
     "    model tar { S -> T -> C; S <-> C }\n"
     "    explain sql P(C | do(S))\n"},
    {"fit", "learn learning em latent prior maximum likelihood tables", "tables from data",
     "fit MODEL from \"FILE.csv\" learns the tables that the model does not state, by\n"
     "maximum likelihood; `prior 1` adds an observation to every entry, and so fills\n"
     "rows that no observation tells of. Without a file the data are those of\n"
     "`observe`. The model keeps its name, and answers from its tables then:\n\n"
     "    fit study from \"study.csv\" weight n prior 1\n"
     "    P(Y | do(X))\n\n"
     "Hidden variables with states are learned by EM, from `restarts 20` random tables\n"
     "(10 unless said) of `seed 2`; the best is kept, and told how many came as far:\n\n"
     "    model kinds { latent Kind : {a, b}; Kind -> {X, Y, Z} }\n"
     "    fit kinds from \"answers.csv\" restarts 20 seed 2\n\n"
     "Answers from learned tables have no intervals; those of `observe` have. Effects\n"
     "that `identify` refuses are not learned either, and warned of.\n",
     ""},
    {"test", "tests compare score scores bic bdeu likelihood holm fdr independence",
     "test implications, compare: models against data",
     "test implications tests each independence and Verma constraint that a model\n"
     "implies against the data it was observed with: G or Wald's W, its degrees of\n"
     "freedom, p, and p adjusted for the number of tests `by holm`, `by fdr` or\n"
     "`by none`; `at 0.01` sets the level.\n"
     "What is rejected the data contradict: an arrow is missing there, or a hidden\n"
     "cause; what is kept they do not, which is no proof of it.\n"
     "compare A, B gives log-likelihood, BIC and BDeu of models over the same data,\n"
     "higher is better; `prior 10` is BDeu's equivalent sample size, and `restarts 50`\n"
     "how often EM begins where a model has hidden variables:\n\n"
     "    observe chain from \"study.csv\"\n"
     "    test implications by fdr\n"
     "    compare chain, direct\n",
     ""},
    {"sample", "samples simulate random rows seed csv", "rows drawn from a model",
     "sample N from MODEL to \"FILE.csv\" writes N rows of the observed variables, after\n"
     "interventions and given what is seen: `| do(X = 1), Y = 0`. The same seed gives\n"
     "the same file.\n",
     "    model m {\n"
     "      var X, Y : {0, 1}\n"
     "      P(X) = [0.3, 0.7]\n"
     "      P(Y | X) = { 0: [0.9, 0.1], 1: [0.4, 0.6] }\n"
     "    }\n"
     "    sample 100 from m | do(X = 1) to \"/dev/null\" seed 2\n"
     "    P(Y | do(X = 1))\n"},
    {"effect", "via overlap positivity ate risk difference ratio odds or rr rd",
     "risks, differences and ratios of a cause",
     "effect X -> Y gives the outcome under each level of X, and its risk difference,\n"
     "risk ratio and odds ratio (of a numeric outcome the difference of means), all\n"
     "unadjusted beside adjusted. It adjusts for the set of least variance; `via {Z}`\n"
     "forces another. Without such a set it takes the formula that identifies the\n"
     "effect. Levels are compared with the first, of two states no < yes, and the last\n"
     "state of Y is the event: `var Y : {no, yes}` says which that is. From data all\n"
     "come with intervals: :help intervals. Behind `on overlap` strata in which\n"
     "some level of X never occurs are left out, and it says which.\n",
     "    model known {\n"
     "      var X, Y : {no, yes}\n"
     "      X -> Y\n"
     "      P(X) = [0.4, 0.6]\n"
     "      P(Y | X) = [0.7, 0.3, 0.2, 0.8]\n"
     "    }\n"
     "    effect X -> Y\n"},
    {"intervals", "interval level replicates seed bootstrap delta prior positivity",
     "how sure an answer from data is",
     "An answer from data is an estimate, [low, high] its 95 % interval. With\n"
     "`:set interval delta` standard errors come from the influence function of the\n"
     "formula, and intervals of probabilities are made on the logit scale; `bootstrap`\n"
     "draws 1000 tables like the data (replicates, seed); `off` makes none. `:set\n"
     "level 0.9` makes them narrower. All assume that rows are independent and that\n"
     "the graph is right. Arithmetic carries the errors on: P(..) - P(..), of the same\n"
     "data, has the interval of the difference.\n"
     "Strata without rows make a value undefined: their share of the data and bounds\n"
     "are told. `observe m from \"FILE.csv\" prior 1` adds an observation, spread\n"
     "evenly over all combinations of states, and says so.\n",
     ""},
    {"diagram", "diagrams ; * @ >> compose tensor copy del swap unif point string ~= matrix",
     "string diagrams as values",
     "f ; g is first f, then g; f * g puts them side by side and binds tighter. id[A],\n"
     "copy[A], del[A], swap[A, B], unif[A] and point[A = a] are structure; boxes and\n"
     "models are diagrams too. `diagram e(x: A) -> (y: B) { y ~ f(x) }` has named\n"
     "wires. `d == e` compares diagrams, `d ~= e` what they mean; `matrix d` shows it.\n",
     "    type S = {no, yes}\n"
     "    box s : () -> S = [0.7, 0.3]\n"
     "    box t : S -> S = { no: [0.9, 0.1], yes: [0.2, 0.8] }\n"
     "    diagram d = s ; copy[S] ; id[S] * t\n"
     "    matrix d\n"
     "    assert d ; del[S] * id[S] == s ; t\n"},
    {"cut", "comb twin marginal condition surgery operations", "operations on diagrams",
     "cut(d, X) puts the uniform state in the place of X's box, do(d, X = x) a state,\n"
     "do(d, X := f(Z)) a policy, do(d, X) makes X an input; marginal(d, A) keeps some\n"
     "outputs, condition(d, A) is disintegration, comb(d, {X, Y}) the comb of these\n"
     "boxes, twin(d, X = x) two worlds. Each takes a diagram or a model and gives one.\n",
     "    model tar {\n"
     "      S -> T -> C\n"
     "      S <-> C\n"
     "      var S, T, C : {0, 1}\n"
     "      P(S, T, C) = [0.5, 0.1, 0.01, 0.02, 0.1, 0.05, 0.02, 0.2]\n"
     "    }\n"
     "    matrix marginal(do(tar, S), C)\n"
     "    matrix comb(tar, {S, C})\n"},
    {"draw", "picture pictures svg pdf png tikz dag theme dir gallery", "pictures",
     "draw m, draw do(m, X = x), draw P(Y | do(X)), draw explain P(Y | do(X)), draw\n"
     "adjust X -> Y ..; to \"x.svg\", .pdf, .png, .tikz or .txt, or on the terminal.\n"
     "Options: as string, dag, comb, twin, steps; dir bt, lr, tb; theme print, slides,\n"
     "dark; after, for the picture after surgery alone.\n",
     "    model tar { S -> T -> C; S <-> C }\n"
     "    draw tar\n"
     "    draw cut(tar, S) after\n"},
    {"import", "library stdlib noisy_or boxes", "the standard library, and files",
     "import boxes brings flip, not, and, or, xor, noisy_or, noisy_and, threshold and\n"
     "case; import chain, fork, collider, back_door, front_door, napkin, bow,\n"
     "instrument, m_bias, butterfly, simpson, berkson or mediation brings the model of\n"
     "that name; import \"file.cdl\" what a file defines. `:help NAME` says what one is.\n",
     "    import boxes\n"
     "    matrix noisy_or[0.8, 0.3]\n"
     "    import simpson\n"
     "    P(Success = yes | do(Treatment))\n"},
    {"formats", "import export bif xmlbif hugin net dagitty dot graphviz json gz pgmpy bnlearn",
     "models of other programs",
     "import m from \"alarm.bif\" reads a model, export m to \"m.json\" writes one, and\n"
     "model m = dagitty \"dag { .. }\" takes it from the script. The file's name says\n"
     "how: .bif, .xmlbif and .net hold tables, .dagitty and .dot the graph alone,\n"
     ".json and .cdl all of a model. Each may be packed, as .bif.gz.\n",
     "    model m = dagitty \"dag { X -> Y ; U [latent] ; U -> {X Y} }\"\n"
     "    identify P(Y | do(X))\n"},
    {"use", "current model in", "choose the model that is asked",
     "use NAME makes a model the current one: questions go to it unless they name\n"
     "another with `in NAME`. Defining or observing a model does the same.\n",
     "    model a { X -> Y }\n"
     "    model b { Y -> X }\n"
     "    use a\n"
     "    identify P(Y | do(X))\n"},
    {"let", "names binding", "give a value a name",
     "let NAME = EXPR keeps a number, a distribution or another answer for later\n"
     "queries.\n",
     "    model m {\n"
     "      var X, Y : {0, 1}\n"
     "      P(X) = [0.3, 0.7]\n"
     "      P(Y | X) = { 0: [0.9, 0.1], 1: [0.4, 0.6] }\n"
     "    }\n"
     "    let d = P(X)\n"
     "    let risk = P(Y = 1 | do(X = 1)) - P(Y = 1 | do(X = 0))\n"
     "    risk\n"
     "    P(Y = 1 | do(X ~ d))\n"},
    {"assert", "assertion test +-", "check an answer",
     "assert A == B +- TOLERANCE, assert identify .., assert A _||_ B | C, assert\n"
     "adjust A -> B | Z, assert frontdoor A -> B | Z; `assert not` the opposite. A\n"
     "script whose assertion fails ends with status 3.\n",
     "    model bow { X -> Y; X <-> Y }\n"
     "    assert not identify P(Y | do(X))\n"
     "    assert 1/3 + 1/6 == 0.5 +- 1e-12\n"},
    {"exact", "fractions rational decimals", "fractions instead of rounding",
     "`:set exact on` computes with fractions: tables are taken as they are written,\n"
     "and answers are printed as 8783/34650 (0.253478...). log, exp and sqrt give\n"
     "decimals; what depends on them says so. An assertion without +- then asks for\n"
     "equality, and `:set verify on` for no difference at all.\n",
     "    model m {\n"
     "      var X, Y : {0, 1}\n"
     "      P(X) = [1/3, 2/3]\n"
     "      P(Y | X) = [0.9, 0.1, 3/7, 4/7]\n"
     "    }\n"
     "    P(X = 1 | Y = 1)\n"},
    {"keys", "prompt keyboard editing", "keys at the prompt",
     "Enter runs a statement, or opens the next line of one that is not finished.\n"
     "Meta-Enter always opens a line. Up and Down move in a block, then through\n"
     "earlier entries; Ctrl-R searches them. Tab completes. Ctrl-C stops a computation\n"
     "or clears what was typed. Ctrl-D on an empty line leaves.\n",
     ""},
};
const size_t topics_count = sizeof topics / sizeof topics[0];
