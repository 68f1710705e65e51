/* structure.c -- paths, sets, instruments, independences and components as text, Markdown and LaTeX.
 *
 * Lists are grids of two columns, without a head in plain text; a line below says what a list means.
 */
#include "base/utf8.h"
#include "render/render_int.h"

enum { TEXT_GAP = 3, WIDEST_COLUMN = 60 }; /* what is wider does not push the second column out */

/* ---- parts ---- */

static void put_names(struct buf *out, const struct model *m, struct set members)
{
    bool first = true;
    SET_EACH (v, members) {
        buf_puts(out, first ? "" : ", ");
        buf_put(out, m->var[v].name);
        first = false;
    }
}

static void put_braced(struct buf *out, const struct model *m, struct set members)
{
    buf_putc(out, '{');
    put_names(out, m, members);
    buf_putc(out, '}');
}

struct str structure_names(struct arena *a, const struct model *m, struct set members)
{
    struct buf b = {0};
    put_names(&b, m, members);
    return settle(a, &b);
}

struct str structure_path(struct arena *a, const struct model *m, const struct graph_path *path, bool unicode)
{
    struct buf b = {0};
    graph_print_path(&b, m->graph, path, unicode);
    return settle(a, &b);
}

struct str structure_blocks(struct arena *a, const struct model *m, const struct marked_path *p)
{
    struct buf b = {0};
    buf_puts(&b, p->nblocked ? "blocked at " : "open");
    for (uint32_t i = 0; i < p->nblocked; i++)
        buf_fmt(&b, "%s%.*s (%s)", i ? ", " : "", STR_ARG(m->var[p->path.node[p->blocked[i].at]].name),
                p->blocked[i].collider ? "a collider" : "conditioned on");
    return settle(a, &b);
}

static struct str braced(struct arena *a, const struct model *m, struct set members)
{
    struct buf b = {0};
    put_braced(&b, m, members);
    return settle(a, &b);
}

static struct str independence(struct arena *a, const struct model *m, const struct implication *i,
                               const struct render_style *style)
{
    struct buf b = {0};
    buf_put(&b, m->var[i->node].name);
    buf_puts(&b, style->unicode && style->format != RENDER_LATEX ? " ⊥ " : " _||_ ");
    put_names(&b, m, i->others);
    if (!set_empty(i->given)) {
        buf_puts(&b, " | ");
        put_names(&b, m, i->given);
    }
    return settle(a, &b);
}

/* ---- lists ---- */

static bool list_new(struct grid *g, struct arena *a, uint32_t columns, size_t rows)
{
    *g = (struct grid){.left = columns, .columns = columns, .rows = rows + 1};
    g->cell = ARENA_NEW(a, struct str, g->rows * columns);
    for (size_t i = 0; g->cell && i < g->rows * columns; i++)
        g->cell[i] = STR("");
    return g->cell;
}

static bool paths_list(struct grid *g, struct arena *a, const struct answer *answer, bool unicode)
{
    const struct path_list *l = &answer->structure->paths;
    if (!list_new(g, a, 2, l->n))
        return false;
    g->cell[0] = STR("path");
    g->cell[1] = STR("state");
    for (uint32_t i = 0; i < l->n; i++) {
        g->cell[2 * i + 2] = structure_path(a, answer->model, &l->path[i].path, unicode);
        g->cell[2 * i + 3] = structure_blocks(a, answer->model, &l->path[i]);
    }
    return true;
}

bool structure_optimal_listed(const struct answer_structure *s, uint32_t i)
{
    return s->has_optimal && set_eq(s->optimal, s->sets.set[i]);
}

/* The optimal set has a row of its own when it is not minimal. */
static bool sets_list(struct grid *g, struct arena *a, const struct answer *answer)
{
    const struct answer_structure *s = answer->structure;
    bool listed = !s->has_optimal;
    for (uint32_t i = 0; i < s->sets.n; i++)
        listed = listed || structure_optimal_listed(s, i);
    if (!list_new(g, a, 2, (size_t)s->sets.n + !listed))
        return false;
    g->cell[0] = STR("set");
    for (uint32_t i = 0; i < s->sets.n; i++) {
        g->cell[2 * i + 2] = braced(a, answer->model, s->sets.set[i]);
        g->cell[2 * i + 3] = structure_optimal_listed(s, i) ? STR("optimal") : STR("");
    }
    if (!listed) {
        g->cell[2 * s->sets.n + 2] = braced(a, answer->model, s->optimal);
        g->cell[2 * s->sets.n + 3] = STR("optimal, though not minimal");
    }
    return true;
}

static bool instruments_list(struct grid *g, struct arena *a, const struct answer *answer)
{
    const struct instrument_list *l = &answer->structure->instruments;
    if (!list_new(g, a, 2, l->n))
        return false;
    g->cell[0] = STR("instrument");
    g->cell[1] = STR("given");
    for (uint32_t i = 0; i < l->n; i++) {
        g->cell[2 * i + 2] = answer->model->var[l->instrument[i].node].name;
        g->cell[2 * i + 3] = structure_names(a, answer->model, l->instrument[i].given);
    }
    return true;
}

static bool implications_list(struct grid *g, struct arena *a, const struct answer *answer,
                              const struct render_style *style)
{
    const struct implication_list *l = &answer->structure->implications;
    if (!list_new(g, a, 1, l->n))
        return false;
    g->cell[0] = STR("independence");
    for (uint32_t i = 0; i < l->n; i++)
        g->cell[i + 1] = independence(a, answer->model, &l->implication[i], style);
    return true;
}

/* ---- plain text ---- */

/* In text the second column of instruments needs its word. */
static void put_rows(struct buf *out, const struct grid *g, const char *before,
                     const struct render_style *style)
{
    size_t width = 0;
    for (size_t r = 1; r < g->rows; r++)
        if (utf8_width(g->cell[r * g->columns]) > width &&
            utf8_width(g->cell[r * g->columns]) <= WIDEST_COLUMN)
            width = utf8_width(g->cell[r * g->columns]);
    for (size_t r = 1; r < g->rows && !stopped(out); r++) {
        const struct str *cell = &g->cell[r * g->columns];
        put_plain(out, cell[0]);
        if (g->columns > 1 && cell[1].n) {
            size_t own = utf8_width(cell[0]);
            buf_fill(out, ' ', (own < width ? width - own : 0) + TEXT_GAP);
            put_tint(out, style, TINT_DIM);
            buf_puts(out, before);
            put_plain(out, cell[1]);
            put_tint(out, style, TINT_OFF);
        }
        buf_putc(out, '\n');
    }
}

static void put_list(struct buf *out, struct grid *g, const char *before, struct arena *a,
                     const struct render_style *style)
{
    if (style->format == RENDER_MARKDOWN || style->format == RENDER_LATEX)
        put_grid(out, g, a, style);
    else if (grid_whole(g))
        put_rows(out, g, before, style);
    else
        out->failed = true;
}

static void put_sentence(struct buf *out, struct buf *words, const struct render_style *style)
{
    if (words->failed)
        out->failed = true;
    put_dressed(out, buf_str(words), style->format);
    buf_putc(out, '\n');
    buf_free(words);
}

/* ---- the answers ---- */

static void put_sets(struct buf *out, struct arena *a, const struct answer *answer,
                     const struct render_style *style)
{
    struct grid g;
    struct buf words = {0};
    if (answer->truth && !answer->structure->tested) {
        if (sets_list(&g, a, answer))
            put_list(out, &g, "", a, style);
        else
            out->failed = true;
        return;
    }
    if (answer->structure->tested)
        buf_puts(&words, answer->truth ? "yes: " : "no: ");
    answer_reason(&words, answer, style->unicode && style->format != RENDER_LATEX);
    put_sentence(out, &words, style);
    if (!answer->structure->sets.n)
        return;
    buf_puts(&words, "adjustment sets that contain it:");
    put_sentence(out, &words, style);
    if (style->format == RENDER_MARKDOWN)
        buf_putc(out, '\n');
    if (sets_list(&g, a, answer))
        put_list(out, &g, "", a, style);
    else
        out->failed = true;
}

static void put_components(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    struct buf words = {0};
    for (uint32_t i = 0; i < answer->structure->ncomponents; i++) {
        buf_puts(&words, i ? "  " : "");
        put_braced(&words, answer->model, answer->structure->component[i]);
    }
    if (!words.n)
        buf_puts(&words, "no observed variable");
    put_sentence(out, &words, style);
}

static bool make_list(struct grid *g, struct arena *a, const struct answer *answer,
                      const struct render_style *style)
{
    switch (answer->kind) {
    case ANSWER_PATHS:
        return paths_list(g, a, answer, style->unicode && style->format != RENDER_LATEX);
    case ANSWER_INSTRUMENTS:
        return instruments_list(g, a, answer);
    default:
        return implications_list(g, a, answer, style);
    }
}

static void put_empty(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    struct buf words = {0};
    if (answer->kind == ANSWER_PATHS)
        buf_puts(&words, "no path joins them");
    else if (answer->kind == ANSWER_INSTRUMENTS)
        buf_puts(&words, "no observed variable is an instrument");
    else
        buf_puts(&words,
                 "nothing: no independence of observed variables is implied, and no other constraint");
    put_sentence(out, &words, style);
}

void put_structure(struct buf *out, struct arena *a, const struct answer *answer,
                   const struct render_style *style)
{
    struct grid g;
    if (answer->kind == ANSWER_SETS)
        put_sets(out, a, answer, style);
    else if (answer->kind == ANSWER_COMPONENTS)
        put_components(out, answer, style);
    else if (!make_list(&g, a, answer, style))
        out->failed = true;
    else if (g.rows > 1)
        put_list(out, &g, answer->kind == ANSWER_INSTRUMENTS ? "given " : "", a, style);
    else if (answer->kind != ANSWER_IMPLICATIONS || !answer->structure->constraints.n)
        put_empty(out, answer, style);
    if (answer->kind == ANSWER_IMPLICATIONS)
        put_constraints(out, a, answer, style);
}

/* ---- notes ---- */

bool structure_more(const struct answer *answer)
{
    const struct answer_structure *s = answer->structure;
    return (answer->kind == ANSWER_PATHS && s->paths.more) || (answer->kind == ANSWER_SETS && s->sets.more) ||
           (answer->kind == ANSWER_IMPLICATIONS && (s->implications.more || s->constraints.more));
}

static void put_spelled(struct buf *out, const struct model *m, struct set members)
{
    bool first = true;
    SET_EACH (v, members) {
        buf_puts(out, first ? "" : ", ");
        put_quoted_name(out, m->var[v].name);
        first = false;
    }
}

/* "P(C | do(S))", to be typed */
static struct str effect(struct arena *a, const struct answer *answer)
{
    struct buf b = {0};
    buf_puts(&b, "P(");
    put_spelled(&b, answer->model, answer->right);
    buf_puts(&b, " | do(");
    put_spelled(&b, answer->model, answer->left);
    buf_puts(&b, "))");
    return settle(a, &b);
}

uint32_t structure_notes(struct buf *out, struct arena *a, const struct answer *answer, struct note *notes)
{
    uint32_t n = 0;
    if (structure_more(answer))
        notes[n++].words = STR("and more");
    if (answer->kind == ANSWER_SETS && !answer->structure->tested && !answer->truth) {
        struct str p = effect(a, answer);
        notes[n++].words = p.s ? str_fmt(a, "another formula may do: ask `identify %.*s`", STR_ARG(p)) : p;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!notes[i].words.s)
            out->failed = true;
    return out->failed ? 0 : n;
}
