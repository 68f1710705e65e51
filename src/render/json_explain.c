/* json_explain.c -- formulas as trees, hedges and derivations as JSON. */
#include "render/json_int.h"

/* ---- formulas ---- */

struct tree {
    struct buf *out;
    const struct answer *answer;
    const est *def; /* Q1 is def[0] */
    uint32_t ndef;
};

static void put_symbols(struct tree *t, struct json_line *line, const char *key, const struct symbol *s,
                        uint32_t n)
{
    json_key(line, key);
    buf_putc(t->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        struct json_line symbol = {.out = t->out};
        buf_puts(t->out, i ? "," : "");
        json_made(&symbol, "var", t->answer->model->var[s[i].var].name);
        if (s[i].prime == EST_FORMAL)
            json_member(&symbol, "formal", json_true());
        else
            json_member(&symbol, "prime", json_integer(s[i].prime));
        buf_putc(t->out, '}');
    }
    buf_putc(t->out, ']');
}

static uint32_t definition_number(const struct tree *t, est body)
{
    for (uint32_t i = 0; i < t->ndef; i++)
        if (t->def[i] == body)
            return i + 1;
    return 0;
}

/* An expression as an object. As deep as the formula, like est_write(). */
static void put_tree(struct tree *t, est e)
{
    static const char *const kind[] = {"one", "p", "product", "quotient", "sum", "factor"};
    const struct est_node *n = est_get(t->answer->pool, e);
    struct json_line line = {.out = t->out};
    json_member(&line, "kind", json_string(kind[n->kind]));
    if (n->kind == EST_FACTOR) {
        char name[16];
        snprintf(name, sizeof name, "Q%u", definition_number(t, n->kid[0]));
        json_member(&line, "name", json_string(name));
    }
    if (n->kind == EST_P || n->kind == EST_SUM || n->kind == EST_FACTOR)
        put_symbols(t, &line, "over", n->over, n->nover);
    if (n->kind == EST_P)
        put_symbols(t, &line, "given", n->given, n->ngiven);
    if (n->nkids && n->kind != EST_FACTOR) {
        json_key(&line, "of");
        buf_putc(t->out, '[');
        for (uint32_t i = 0; i < n->nkids && !stopped(t->out); i++) {
            buf_puts(t->out, i ? "," : "");
            put_tree(t, n->kid[i]);
        }
        buf_putc(t->out, ']');
    }
    buf_putc(t->out, '}');
}

static void put_definitions(struct json_line *line, struct tree *t, const struct str *plain,
                            const struct str *latex, uint32_t n)
{
    json_key(line, "definitions");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        struct json_line d = {.out = line->out};
        char name[16];
        snprintf(name, sizeof name, "Q%u", i + 1);
        buf_puts(line->out, i ? "," : "");
        json_member(&d, "name", json_string(name));
        json_made(&d, "text", plain[i]);
        json_made(&d, "latex", latex[i]);
        json_key(&d, "tree");
        put_tree(t, t->def[i]);
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

void json_formula(struct json_line *line, struct arena *a, const struct answer *answer)
{
    struct diags unheard = {.arena = a};
    struct work w = {a, &unheard, NULL};
    struct written plain = {.answer = answer, .formula = answer->estimand, .style = EST_TEXT, .fixed = true},
                   latex = plain;
    struct str *text_lines, *latex_lines;
    uint32_t n;
    est *def;
    struct tree t = {.out = line->out, .answer = answer};
    latex.style = EST_LATEX;
    if (!est_definitions(&w, answer->pool, answer->estimand, &def, &t.ndef) ||
        !written_definitions(a, &plain, &text_lines, &n) ||
        !written_definitions(a, &latex, &latex_lines, &n)) {
        line->out->failed = true;
        return;
    }
    t.def = def;
    json_made(line, "estimand", written_formula(a, &plain));
    json_made(line, "latex", written_formula(a, &latex));
    put_definitions(line, &t, text_lines, latex_lines, n);
    json_key(line, "tree");
    put_tree(&t, answer->estimand);
}

/* ---- refusals ---- */

static void put_edges(struct json_line *line, const struct graph *g, struct set of)
{
    struct buf b = {0};
    const char *gap = "";
    json_key(line, "edges");
    buf_putc(line->out, '[');
    SET_EACH (v, of)
        SET_EACH (u, of)
            for (int both = 0; both < 2; both++) {
                if (both ? u < v || !set_has(g->bi[v], u) : !set_has(g->ch[v], u))
                    continue;
                buf_fmt(&b, "%.*s %s %.*s", STR_ARG(g->name[v]), both ? "<->" : "->", STR_ARG(g->name[u]));
                buf_puts(line->out, gap);
                json_value(line->out, b.failed ? NULL : json_text(buf_str(&b)));
                buf_free(&b);
                gap = ",";
            }
    buf_putc(line->out, ']');
}

static void put_hedge(struct json_line *line, const struct answer *answer)
{
    const struct hedge *h = &answer->hedge;
    struct json_line o = {.out = line->out};
    json_key(line, "hedge");
    json_names(&o, "F", answer->model, h->f);
    json_names(&o, "F'", answer->model, h->f_prime);
    json_names(&o, "roots", answer->model, h->roots);
    if (h->forest)
        put_edges(&o, h->forest, h->f);
    buf_putc(line->out, '}');
}

static void put_witness(struct json_line *line, const struct witness *pair)
{
    struct json_line o = {.out = line->out};
    json_key(line, "witness");
    json_made(&o, "query", pair->query);
    json_key(&o, "values");
    buf_putc(line->out, '[');
    json_value(line->out, json_real(pair->value[0]));
    buf_putc(line->out, ',');
    json_value(line->out, json_real(pair->value[1]));
    buf_putc(line->out, ']');
    json_strings(&o, "models", pair->cdl, 2);
    json_member(&o, "agreement", json_real(pair->agreement));
    buf_putc(line->out, '}');
}

void json_refusal(struct json_line *line, struct arena *a, const struct answer *answer)
{
    (void)a;
    if (set_ok(answer->hedge.f))
        put_hedge(line, answer);
    json_path(line, answer);
    if (answer->witness)
        put_witness(line, answer->witness);
}

/* ---- explanations ---- */

static void put_licence(struct json_line *line, const struct model *m, const struct licence *l)
{
    struct json_line o = {.out = line->out};
    json_key(line, "licence");
    json_names(&o, "a", m, l->a);
    json_names(&o, "b", m, l->b);
    json_names(&o, "given", m, l->c);
    json_names(&o, "barred", m, l->barred);
    json_names(&o, "underlined", m, l->underlined);
    buf_putc(line->out, '}');
}

/* A step in words, plain and in LaTeX; `s` is NULL for surgery. */
static void put_step(struct json_line *list, const struct answer *e, const struct derivation_step *s,
                     const struct told *plain, const struct told *latex)
{
    struct json_line o = {.out = list->out};
    json_member(&o, "rule", json_string(plain->rule));
    json_made(&o, "sentence", plain->sentence);
    if (s && any(s->set))
        json_names(&o, "set", e->model, s->set);
    if (s && any(s->within))
        json_names(&o, "within", e->model, s->within);
    if (plain->formula.n) {
        if (plain->subject.n)
            json_made(&o, "of", plain->subject);
        json_made(&o, "formula", plain->formula);
        json_made(&o, "latex", latex->formula);
        if (plain->nwhere)
            json_strings(&o, "where", plain->where, plain->nwhere);
    }
    if (s && s->licence.needed)
        put_licence(&o, e->model, &s->licence);
    if (plain->by.n)
        json_made(&o, "theorem", plain->by);
    if (plain->graph.n)
        json_made(&o, "graph", plain->graph);
    buf_putc(list->out, '}');
}

typedef bool teller(struct told *out, struct arena *a, const struct answer *from, uint32_t i,
                    const struct telling *how);

static void put_steps(struct json_line *line, const char *key, teller *tell, const struct answer *from,
                      uint32_t n, bool surgery)
{
    static const struct telling text = {.style = EST_TEXT}, math = {.style = EST_LATEX};
    struct arena scratch = {0};
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < n && !stopped(line->out); i++) {
        struct told plain, latex;
        buf_puts(line->out, i ? "," : "");
        if (tell(&plain, &scratch, from, i, &text) && tell(&latex, &scratch, from, i, &math))
            put_step(line, from, surgery ? NULL : &from->derivation->step[i], &plain, &latex);
        else
            line->out->failed = true;
    }
    buf_putc(line->out, ']');
    arena_free(&scratch);
}

void json_explanation(struct json_line *line, const struct answer *e)
{
    static const char *const level[] = {"answer", "formula", "steps", "theory"};
    const struct answer *t = e->theory;
    struct arena scratch = {0};
    json_member(line, "level", json_string(level[e->level]));
    if (e->value && e->level != EXPLAIN_FORMULA) {
        json_key(line, "answer");
        json_answer(line->out, e->value);
    }
    if (e->operated && e->level >= EXPLAIN_STEPS)
        put_steps(line, "surgery", told_surgery, e, told_surgeries(e), true);
    if (t) {
        json_member(line, "identifiable", json_boolean(t->truth));
        if (t->truth) {
            json_member(line, "criterion", json_string(identify_criterion_name(t->criterion)));
            json_formula(line, &scratch, t);
        } else {
            json_refusal(line, &scratch, t);
        }
        if (e->level >= EXPLAIN_STEPS)
            put_steps(line, "steps", told_step, t, told_steps(t), false);
    }
    arena_free(&scratch);
}
