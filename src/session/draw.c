/* draw.c -- `draw`: which picture a value or a question asks for.
 *
 * A diagram is drawn as a string diagram, or as the graph of its wires; surgery is drawn before and after,
 * side by side.  P(..) is the surgery that answers it.  Questions of structure and explanations are drawn by
 * render/, which knows what they say. */
#include "render/render.h"
#include "session/diagram_value.h"

enum view { VIEW_DEFAULT, VIEW_STRING, VIEW_DAG, VIEW_COMB, VIEW_TWIN, VIEW_STEPS };

struct wish {
    enum view view;
    struct span view_at;
    bool turned, after;
    enum picture_dir dir;
    struct picture_wish picture;
};

/* ---- options ---- */

static const char *const views[] = {"string", "dag",   "comb",
                                    "twin",   "steps", NULL};          /* as enum view, from 1 */
static const char *const dirs[] = {"bt", "lr", "tb", NULL};            /* as enum picture_dir */
static const char *const themes[] = {"print", "slides", "dark", NULL}; /* as enum picture_theme */

const char *const *session_draw_words(struct str option)
{
    return str_eq(option, STR("as"))      ? views
           : str_eq(option, STR("dir"))   ? dirs
           : str_eq(option, STR("theme")) ? themes
                                          : NULL;
}

static int find_word(struct run *r, const struct ast *name, const char *what, const char *const *words,
                     const char *all)
{
    enum { MOST = 8 };
    struct str word[MOST];
    size_t n = 0;
    for (; words[n]; n++) {
        word[n] = str_of(words[n]);
        if (str_eq(name->text, word[n]))
            return (int)n;
    }
    diag_error(r->w.diags, "unknown-option", name->span, "there is no %s `%.*s`", what, STR_ARG(name->text));
    diag_nearest(r->w.diags, name->text, word, n, all);
    return -1;
}

static bool read_option(struct run *r, const struct ast *o, struct wish *wish)
{
    int k = 0;
    if (str_eq(o->text, STR("after"))) {
        wish->after = true;
    } else if (str_eq(o->text, STR("as"))) {
        k = find_word(r, o->kid[0], "kind of picture", views, "pictures are string, dag, comb, twin, steps");
        wish->view = (enum view)(k + 1);
        wish->view_at = o->span;
    } else if (str_eq(o->text, STR("dir"))) {
        k = find_word(r, o->kid[0], "direction", dirs,
                      "directions are bt (bottom to top), lr (left to right), tb (top to bottom)");
        wish->dir = (enum picture_dir)k;
        wish->turned = true;
    } else {
        k = find_word(r, o->kid[0], "theme", themes, "themes are print, slides, dark");
        wish->picture.theme = (enum picture_theme)k;
        wish->picture.themed = true;
    }
    return k >= 0;
}

static bool read_wish(struct run *r, const struct ast *statement, struct wish *wish)
{
    *wish = (struct wish){.picture = {.at = statement->span}};
    if (!(wish->picture.query = scope_written(r, statement)).s)
        return false;
    if (statement->kid[1]) {
        wish->picture.file = statement->kid[1]->text;
        wish->picture.at = statement->kid[1]->span;
    }
    for (uint32_t i = 2; i < statement->n; i++)
        if (!read_option(r, statement->kid[i], wish))
            return false;
    return true;
}

/* ---- handing over ---- */

static bool hand_over(struct run *r, struct drawing *drawing, const struct wish *wish, enum picture_dir dir)
{
    size_t from = r->w.diags->n;
    drawing->dir = wish->turned ? wish->dir : dir;
    if (!r->sink->picture || r->sink->picture(r->sink->cx, &r->w, drawing, &wish->picture))
        return true;
    diagram_locate(r, from, wish->picture.at);
    return false;
}

/* What a picture of a diagram shows, in words. */
static struct str in_words(struct run *r, const struct diagram_value *v, struct str text)
{
    struct buf b = {0};
    buf_fmt(&b, "%.*s : ", STR_ARG(text));
    diagram_describe(&b, v->d, false);
    if (v->nsurgeries)
        buf_fmt(&b, "; after surgery on ");
    for (uint32_t i = 0; i < v->nsurgeries; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(v->d->wire[v->surgery[i].wire].name));
    struct str s = b.failed ? (struct str){NULL, 0} : str_dup(r->w.arena, buf_str(&b));
    buf_free(&b);
    if (!s.s)
        diag_oom(r->w.diags);
    return s;
}

static bool hand_panels(struct run *r, const struct panel *panel, uint32_t n, struct str title,
                        struct str desc, const struct wish *wish, enum picture_dir dir)
{
    struct page page = {.npanels = n, .panel = panel};
    struct drawing drawing = {.title = title, .desc = desc, .npages = 1, .page = &page};
    return hand_over(r, &drawing, wish, dir);
}

static bool no_such_view(struct run *r, const struct wish *wish, const char *why, const char *hint)
{
    diag_error(r->w.diags, "no-such-picture", wish->view_at, "%s", why);
    return diag_hint(r->w.diags, "%s", hint);
}

/* ---- graphs ---- */

/* The graph of a diagram's wires; of a model's network with hidden common causes as bidirected edges. */
static struct graph *graph_of(struct run *r, const struct diagram_value *v, const struct diagram *d)
{
    struct graph *g = diagram_graph(&r->w, d);
    if (!g || !v->network)
        return g;
    struct model shape = {.nvars = d->nwires, .graph = g};
    struct var *var = ARENA_NEW(r->w.arena, struct var, d->nwires);
    if (!var) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nwires; i++) {
        bool cause = d->wire[i].hidden && !d->wire[i].type && !set_empty(g->ch[i]) && set_empty(g->pa[i]);
        var[i].role = cause ? VAR_CONFOUNDER : VAR_OBSERVED;
    }
    shape.var = var;
    return model_drawn(&r->w, &shape);
}

static bool draw_graph(struct run *r, const struct diagram_value *v, struct str text, const struct wish *wish)
{
    const struct graph *g = graph_of(r, v, v->before), *after = v->d == v->before ? g : graph_of(r, v, v->d);
    struct graph_figure f = {.g = g};
    enum graph_role *role;
    struct figure_arrow *arrow;
    struct panel panel[2] = {{.kind = PANEL_GRAPH, .graph = &f, .shown = g},
                             {.kind = PANEL_GRAPH, .graph = &f, .shown = after, .title = text}};
    if (!g || !after)
        return false;
    struct set done = set_new(r->w.arena, g->n), none = set_new(r->w.arena, g->n);
    if (!set_ok(done) || !set_ok(none))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < v->nsurgeries; i++)
        if (v->surgery[i].wire < g->n)
            set_add(done, v->surgery[i].wire);
    if (!graph_figure_roles(&r->w, g, done, none, none, &role, &arrow, &f.narrows))
        return false;
    f.role = role;
    f.narrows = 0;
    bool both = g != after && !wish->after;
    return hand_panels(r, both ? panel : panel + (g != after), both ? 2 : 1, text, text, wish, DIR_RIGHT);
}

/* ---- string diagrams ---- */

/* The combs of a network: a region for each district, with the hidden causes inside it. */
static bool add_combs(struct run *r, const struct diagram_value *v, struct panel *panel)
{
    const struct graph *g = diagram_graph(&r->w, v->before);
    const struct graph *p = g ? graph_project(&r->w, g) : NULL;
    struct set *district;
    uint32_t n;
    if (!p || !(district = graph_districts(&r->w, p, &n)))
        return false;
    struct figure_region *region = ARENA_NEW(r->w.arena, struct figure_region, n);
    if (!region)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < n; i++) {
        bool wide = set_count(district[i]) > 1;
        SET_EACH (h, g->latent)
            if (set_meets(g->ch[h], district[i]))
                set_add(district[i], h);
        region[i] = (struct figure_region){district[i], wide ? REGION_COMB : REGION_PLUG, STR("")};
    }
    panel->region = region;
    panel->nregions = n;
    return true;
}

static bool draw_twin(struct run *r, const struct diagram_value *v, struct str text, const struct wish *wish)
{
    uint32_t *wire = ARENA_NEW(r->w.arena, uint32_t, v->nsurgeries);
    uint32_t *state = ARENA_NEW(r->w.arena, uint32_t, v->nsurgeries);
    if (!wire || !state)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < v->nsurgeries; i++) {
        if (v->surgery[i].kind != SURGERY_POINT)
            return no_such_view(r, wish, "the second world of a twin sets variables to values",
                                "as in `draw do(m, X = x) as twin`");
        wire[i] = v->surgery[i].wire;
        state[i] = v->surgery[i].placed->point;
    }
    if (!v->nsurgeries)
        return no_such_view(r, wish, "a twin needs something that is different in the second world",
                            "as in `draw do(m, X = x) as twin`");
    const struct diagram *d = diagram_twin(&r->w, v->before, wire, state, v->nsurgeries);
    struct string_figure f = {.before = d, .after = d, .free_order = true};
    struct panel panel = {.kind = PANEL_BEFORE, .string = &f};
    return d && hand_panels(r, &panel, 1, text, text, wish, DIR_UP);
}

/* One page a picture of the surgery. */
static bool draw_steps(struct run *r, const struct panel *panel, uint32_t n, struct str text,
                       const struct wish *wish)
{
    struct page page[2] = {{.npanels = 1, .panel = panel}, {.npanels = 1, .panel = panel + 1}};
    struct drawing drawing = {.title = text, .desc = text, .npages = n, .page = page};
    return hand_over(r, &drawing, wish, DIR_UP);
}

static bool draw_string(struct run *r, const struct diagram_value *v, struct str text, struct str base,
                        struct set dim, const struct wish *wish)
{
    bool operated = v->nsurgeries > 0;
    struct string_figure f = {.before = v->before,
                              .after = v->d,
                              .nsurgeries = v->nsurgeries,
                              .surgery = v->surgery,
                              .free_order = v->network,
                              .nholes = v->nholes,
                              .hole = v->hole};
    struct panel panel[2] = {{.kind = PANEL_BEFORE, .string = &f, .title = operated ? base : STR("")},
                             {.kind = PANEL_AFTER, .string = &f, .title = text, .dim = dim}};
    if (wish->view == VIEW_COMB && !v->hole) {
        if (!v->network)
            return no_such_view(r, wish,
                                "combs are found in models: this diagram has no hidden wires to tell by",
                                "name the boxes, as in `draw comb(d, {X, Y})`");
        if (!add_combs(r, v, &panel[0]))
            return false;
        panel[1].region = panel[0].region;
        panel[1].nregions = panel[0].nregions;
    }
    if (wish->view == VIEW_STEPS)
        return draw_steps(r, panel, operated ? 2 : 1, text, wish);
    bool both = operated && !wish->after;
    struct str words = in_words(r, v, text);
    return words.s &&
           hand_panels(r, operated && !both ? panel + 1 : panel, both ? 2 : 1, text, words, wish, DIR_UP);
}

/* The name of what surgery was done on: `do(cut(m, X), Y = 1)` is about m. */
static const struct ast *operand(const struct ast *e)
{
    while (e->kind == AST_CALL && e->n && e->kid[0])
        e = e->kid[0];
    return e;
}

static bool draw_value(struct run *r, const struct ast *e, const struct wish *wish)
{
    struct diagram_value *v;
    struct str text = scope_written(r, e), base = scope_written(r, operand(e));
    if (!text.s || !base.s || !diagram_eval(r, e, &v))
        return false;
    if (wish->view == VIEW_DAG)
        return draw_graph(r, v, text, wish);
    if (wish->view == VIEW_TWIN)
        return draw_twin(r, v, text, wish);
    return draw_string(r, v, text, base, (struct set){0}, wish);
}

/* ---- questions ---- */

/* The answer of `explain P(..)`, which knows the surgery and what does not matter. */
static bool explain_it(struct run *r, const struct ast *e, struct answer *a)
{
    struct ast explain = {
        .kind = AST_EXPLAIN, .span = e->span, .n = 1, .kid = &(struct ast *){(void *)(uintptr_t)e}};
    if (e->kind == AST_EXPLAIN)
        explain = *e;
    return explain_query(r, &explain, a);
}

static bool draw_answer(struct run *r, const struct answer *a, const struct wish *wish, struct span at)
{
    struct drawing drawing;
    bool drawable;
    if (!render_drawing(&drawing, &r->w, a, r->sink->unicode, &drawable))
        return false;
    if (drawable && drawing.npages)
        return hand_over(r, &drawing, wish, a->kind == ANSWER_EXPLANATION ? DIR_UP : DIR_RIGHT);
    diag_error(r->w.diags, "no-such-picture", at, "there is no picture of this");
    return diag_hint(r->w.diags, "draw a model or a diagram, as in `draw do(m, X = x)`");
}

/* P(Y | do(X), Z) as a graph: causes, outcomes and what is conditioned on. */
static bool draw_query_graph(struct run *r, const struct ast *e, const struct wish *wish)
{
    struct query q;
    const struct binding *b;
    if (!query_resolve(r, e, false, &q, &b))
        return false;
    struct answer a = {.kind = ANSWER_PATHS,
                       .query = scope_written(r, e),
                       .model = b->model,
                       .left = set_new(r->w.arena, b->model->nvars),
                       .right = set_new(r->w.arena, b->model->nvars),
                       .between = set_new(r->w.arena, b->model->nvars)};
    if (!a.query.s || !set_ok(a.left) || !set_ok(a.right) || !set_ok(a.between))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < q.ndos; i++)
        set_add(a.left, q.dos[i].var);
    for (uint32_t i = 0; i < q.nover; i++)
        set_add(a.right, q.over[i].var);
    for (uint32_t i = 0; i < q.ngiven; i++)
        set_add(a.between, q.given[i].var);
    return draw_answer(r, &a, wish, e->span);
}

/* P(Y | do(X)) as the surgery that answers it. */
static bool draw_query(struct run *r, const struct ast *e, const struct wish *wish)
{
    struct answer a;
    if (wish->view == VIEW_DAG)
        return draw_query_graph(r, e, wish);
    if (!explain_it(r, e, &a))
        return false;
    if (wish->view == VIEW_STEPS)
        return draw_answer(r, &a, wish, e->span);
    struct diagram_value v = {.d = a.diagram,
                              .before = a.model->net,
                              .nsurgeries = a.nsurgeries,
                              .surgery = a.surgery,
                              .network = true};
    struct str text = scope_written(r, e);
    return text.s && draw_string(r, &v, text, a.model->name, a.operated ? a.idle : (struct set){0}, wish);
}

static bool draw_question(struct run *r, const struct ast *e, const struct wish *wish)
{
    struct answer a;
    if (wish->view != VIEW_DEFAULT && wish->view != VIEW_DAG && wish->view != VIEW_STEPS)
        return no_such_view(r, wish, "a question of structure is drawn as a graph", "leave `as ..` out");
    return structure_ask(r, e, &a) && draw_answer(r, &a, wish, e->span);
}

bool draw_statement(struct run *r, const struct ast *statement)
{
    struct wish wish;
    struct answer a;
    const struct ast *what = statement->kid[0];
    if (!read_wish(r, statement, &wish))
        return false;
    switch (what->kind) {
    case AST_PROB:
    case AST_EXPECT:
        return draw_query(r, what, &wish);
    case AST_EXPLAIN:
        return explain_it(r, what, &a) && draw_answer(r, &a, &wish, what->span);
    case AST_IDENTIFY:
    case AST_INDEPENDENT:
    case AST_PATHS:
    case AST_ADJUST:
    case AST_FRONTDOOR:
    case AST_INSTRUMENTS:
    case AST_IMPLICATIONS:
    case AST_COMPONENTS:
        return draw_question(r, what, &wish);
    default:
        return draw_value(r, what, &wish);
    }
}
