/* formula.c -- formulas and queries as text: plain, Unicode, LaTeX. */
#include "render/render_int.h"

#include <string.h>

static const struct str *variable_names(struct arena *a, const struct model *m)
{
    struct str *names = ARENA_NEW(a, struct str, m->nvars);
    for (uint32_t v = 0; names && v < m->nvars; v++)
        names[v] = m->var[v].name;
    return names;
}

struct str written_formula(struct arena *a, const struct written *w)
{
    struct buf b = {0};
    struct est_print how = {.style = w->style,
                            .names = variable_names(a, w->answer->model),
                            .fixed = w->fixed ? w->answer->fixed : NULL};
    if (!how.names)
        return (struct str){NULL, 0};
    est_write(&b, w->answer->pool, w->formula, &how);
    return settle(a, &b);
}

bool written_definitions(struct arena *a, const struct written *w, struct str **line, uint32_t *n)
{
    struct diags unheard = {.arena = a};
    struct work work = {a, &unheard, NULL};
    struct est_print how = {.style = w->style, .names = variable_names(a, w->answer->model)};
    est *def;
    *n = 0;
    if (!how.names || !est_definitions(&work, w->answer->pool, w->formula, &def, n))
        return false;
    *line = ARENA_NEW(a, struct str, *n);
    if (!*line)
        return false;
    for (uint32_t i = 0; i < *n; i++) {
        struct buf b = {0};
        est_write_definition(&b, w->answer->pool, w->formula, i, &how);
        (*line)[i] = settle(a, &b);
        if (!(*line)[i].s)
            return false;
    }
    return true;
}

/* The estimand. */
static struct str answer_formula(struct arena *a, const struct answer *answer, enum est_style style)
{
    return written_formula(
        a, &(struct written){.answer = answer, .formula = answer->estimand, .style = style, .fixed = true});
}

/* Length of the name that `s` begins with: a run of letters and digits, or what backquotes hold; else 0. */
static size_t name_length(struct str s)
{
    size_t n = 0;
    if (s.n && s.s[0] == '`') {
        const char *end = memchr(s.s + 1, '`', s.n - 1);
        return end ? (size_t)(end - s.s) + 1 : s.n;
    }
    while (n < s.n && ((unsigned char)s.s[n] >= 0x80 || (s.s[n] >= '0' && s.s[n] <= '9') ||
                       (s.s[n] >= 'A' && s.s[n] <= 'Z') || (s.s[n] >= 'a' && s.s[n] <= 'z') ||
                       (n && (s.s[n] == '_' || s.s[n] == '\''))))
        n++;
    return n;
}

static void put_name_latex(struct buf *out, struct str name)
{
    bool quoted = name.s[0] == '`' && name.n > 1;
    if (quoted)
        name = (struct str){name.s + 1, name.n - 2};
    bool plain = !quoted && (name.n == 1 || (name.s[0] >= '0' && name.s[0] <= '9'));
    buf_puts(out, plain ? "" : quoted ? "\\mbox{" : "\\mathit{");
    put_dressed(out, name, RENDER_LATEX);
    buf_puts(out, plain ? "" : "}");
}

/* A query as LaTeX mathematics: P(C \mid \mathrm{do}(S)). */
static void put_query_latex(struct buf *out, struct str q)
{
    for (size_t i = 0; i < q.n;) {
        size_t n = name_length((struct str){q.s + i, q.n - i});
        struct str name = {q.s + i, n};
        if (n == 0 && q.s[i] == '|')
            buf_puts(out, "\\mid");
        else if (n == 0 && q.s[i] == '~')
            buf_puts(out, "\\sim");
        else if (n == 0)
            buf_putc(out, q.s[i]);
        else if (str_eq(name, STR("do")))
            buf_puts(out, "\\mathrm{do}");
        else
            put_name_latex(out, name);
        i += n ? n : 1;
    }
}

/* The P(..) of a query, without the model that it names behind it. */
static struct str asked_only(struct str q)
{
    size_t depth = 0;
    for (size_t i = 0; i < q.n;) {
        size_t n = name_length((struct str){q.s + i, q.n - i});
        if (n == 0 && q.s[i] == '(')
            depth++;
        if (n == 0 && q.s[i] == ')' && --depth == 0)
            return (struct str){q.s, i + 1};
        i += n ? n : 1;
    }
    return q;
}

struct str written_query(struct arena *a, struct str query, enum est_style style)
{
    struct buf b = {0};
    if (style == EST_LATEX)
        put_query_latex(&b, query);
    else
        buf_put(&b, query);
    return settle(a, &b);
}

void put_quoted_name(struct buf *b, struct str name)
{
    bool plain = name.n && !(name.s[0] >= '0' && name.s[0] <= '9') && name_length(name) == name.n;
    buf_puts(b, plain ? "" : "`");
    buf_put(b, name);
    buf_puts(b, plain ? "" : "`");
}

struct str answer_equation(struct arena *a, const struct answer *answer, enum est_style style)
{
    struct str query = answer->query, word = STR("identify ");
    if (str_starts(query, word))
        query = (struct str){query.s + word.n, query.n - word.n};
    query = asked_only(query);
    struct str formula = answer_formula(a, answer, style);
    if (!formula.s)
        return formula;
    struct buf b = {0};
    if (!answer->averaged.n) {
        if (str_starts(query, STR("E("))) { /* the mean of what the formula gives */
            buf_puts(&b, "P");
            query = (struct str){query.s + 1, query.n - 1};
        }
        if (style == EST_LATEX)
            put_query_latex(&b, query);
        else
            buf_put(&b, query);
        buf_puts(&b, " = ");
    }
    buf_put(&b, formula);
    return settle(a, &b);
}
