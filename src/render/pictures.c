/* pictures.c -- answers about structure as drawings.
 *
 * A graph is drawn with what the question asked: causes, outcomes and what is conditioned on; and with what
 * the answer found: open paths, districts, hedges.  An explanation has a page for each step: on the left the
 * graph that the step works on, on the right the string diagram with the comb in question; what the step does
 * not touch stays where it was. */
#include "render/told.h"

struct album {
    struct work *w;
    const struct answer *answer;
    const struct model *model;
    struct telling how;
    struct page *page;
    size_t n, cap;
};

static void *made(struct album *b, void *p)
{
    if (!p)
        diag_oom(b->w->diags);
    return p;
}

static bool add_page(struct album *b, struct str title, const struct panel *panel, uint32_t npanels)
{
    struct panel *list = made(b, ARENA_NEW(b->w->arena, struct panel, npanels));
    if (!list)
        return false;
    for (uint32_t i = 0; i < npanels; i++)
        list[i] = panel[i];
    struct page page = {.title = title, .npanels = npanels, .panel = list};
    return ARENA_PUSH(b->w->arena, b->page, b->n, b->cap, page) || diag_oom(b->w->diags);
}

static struct set nothing(struct album *b)
{
    struct set s = set_new(b->w->arena, b->model->nvars);
    if (!set_ok(s))
        diag_oom(b->w->diags);
    return s;
}

static struct set given_or_none(struct album *b, struct set s)
{
    return set_ok(s) ? s : nothing(b);
}

/* ---- graphs ---- */

/* The model's graph with the roles of x, y and z. NULL (reported). */
static struct graph_figure *figure_of(struct album *b, const struct graph *g, struct set x, struct set y,
                                      struct set z)
{
    struct graph_figure *f = made(b, ARENA_NEW(b->w->arena, struct graph_figure, 1));
    enum graph_role *role;
    struct figure_arrow *arrow;
    x = given_or_none(b, x);
    y = given_or_none(b, y);
    z = given_or_none(b, z);
    if (!f || !g || !set_ok(x) || !set_ok(y) || !set_ok(z) ||
        !graph_figure_roles(b->w, g, x, y, z, &role, &arrow, &f->narrows))
        return NULL;
    f->g = g;
    f->role = role;
    f->arrow = arrow;
    return f;
}

/* Only the edges of the path that was found stand out. */
static bool mark_path(struct album *b, struct graph_figure *f, const struct graph_path *path)
{
    struct figure_arrow *arrow = made(b, ARENA_NEW(b->w->arena, struct figure_arrow, path->count));
    uint32_t n = 0;
    if (!arrow)
        return false;
    for (uint32_t i = 0; i + 1 < path->count; i++) {
        uint32_t from = path->node[i], to = path->node[i + 1];
        bool back = path->step[i] == STEP_BACKWARD;
        arrow[n++] = (struct figure_arrow){.from = back ? to : from,
                                           .to = back ? from : to,
                                           .both = path->step[i] == STEP_BIDIRECTED,
                                           .role = ARROW_BIASING};
    }
    f->arrow = arrow;
    f->narrows = n;
    return true;
}

static bool draw_question(struct album *b)
{
    const struct answer *a = b->answer;
    const struct graph *g = model_drawn(b->w, b->model);
    struct set between = a->between;
    if (a->kind == ANSWER_SETS && !a->structure->tested) {
        if (a->structure->has_optimal)
            between = a->structure->optimal;
        else if (a->structure->sets.n)
            between = a->structure->sets.set[0];
    }
    struct graph_figure *f = g ? figure_of(b, g, a->left, a->right, between) : NULL;
    if (!f)
        return false;
    if (a->kind == ANSWER_INDEPENDENCE) {
        struct graph_path none = {0}, path = none;
        if (!a->truth && !answer_shown_path(&path, b->w->arena, a))
            return diag_oom(b->w->diags);
        if (!mark_path(b, f, &path))
            return false;
    }
    struct panel panel = {.kind = PANEL_GRAPH, .graph = f};
    return add_page(b, a->query, &panel, 1);
}

/* ---- regions ---- */

static bool add_regions(struct album *b, struct panel *panel, const struct set *set, uint32_t n,
                        enum region_style style)
{
    struct figure_region *region = made(b, ARENA_NEW(b->w->arena, struct figure_region, n));
    uint32_t k = 0;
    if (!region)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (set_count(set[i]) > 1)
            region[k++] = (struct figure_region){.members = set[i], .style = style};
    panel->region = region;
    panel->nregions = k;
    return true;
}

static bool draw_components(struct album *b)
{
    const struct answer *a = b->answer;
    struct graph_figure *f = made(b, ARENA_NEW(b->w->arena, struct graph_figure, 1));
    struct panel panel = {.kind = PANEL_GRAPH, .graph = f};
    if (!f || !(f->g = model_drawn(b->w, b->model)))
        return false;
    if (a->kind == ANSWER_COMPONENTS &&
        !add_regions(b, &panel, a->structure->component, a->structure->ncomponents, REGION_DISTRICT))
        return false;
    return add_page(b, a->query, &panel, 1);
}

static bool draw_hedge(struct album *b, const struct answer *a)
{
    struct graph_figure *f = figure_of(b, b->model->projected, a->question.x, a->question.y, a->question.z);
    struct figure_region *region = made(b, ARENA_NEW(b->w->arena, struct figure_region, 2));
    struct panel panel = {.kind = PANEL_GRAPH, .graph = f, .region = region};
    if (!f || !region)
        return false;
    f->narrows = 0; /* the hedge is what matters */
    if (set_ok(a->hedge.f)) {
        region[panel.nregions++] =
            (struct figure_region){.members = a->hedge.f, .style = REGION_HEDGE, .label = STR("F")};
        region[panel.nregions++] =
            (struct figure_region){.members = a->hedge.f_prime, .style = REGION_COMB, .label = STR("F'")};
    }
    panel.caption = answer_sentence(b->w->arena, a, b->how.unicode);
    return panel.caption.s ? add_page(b, a->query, &panel, 1) : diag_oom(b->w->diags);
}

/* ---- derivations ---- */

/* The figures of a stretch of steps: the graph they work in, and its string diagram before and after the
 * intervened variables are cut. */
struct stage {
    struct graph_figure *graph;
    struct string_figure *string;
    bool cut;
};

static bool cut_all(struct album *b, struct string_figure *f, const struct graph *g, struct set x)
{
    struct surgery *list = made(b, ARENA_NEW(b->w->arena, struct surgery, set_count(x)));
    if (!list)
        return false;
    f->after = f->before;
    f->surgery = list;
    SET_EACH (v, x) {
        if (!set_has(g->nodes, v))
            continue;
        if (!(f->after = diagram_cut(b->w, f->after, v, &list[f->nsurgeries])))
            return false;
        f->nsurgeries++;
    }
    return true;
}

static bool set_stage(struct album *b, struct stage *s, const struct graph *g, const struct answer *theory)
{
    const struct identify_query *q = &theory->question;
    *s = (struct stage){.graph = figure_of(b, g, q->x, q->y, q->z),
                        .string = made(b, ARENA_NEW(b->w->arena, struct string_figure, 1))};
    if (!s->graph || !s->string || !(s->string->before = diagram_of_graph(b->w, g)))
        return false;
    s->graph->narrows = 0;
    s->string->free_order = true;
    struct set x = given_or_none(b, q->x);
    return set_ok(x) && cut_all(b, s->string, g, x);
}

/* The hidden wires of a diagram of a graph come after the nodes: they belong to whatever has their children.
 */
static struct set with_hidden(struct album *b, const struct diagram *d, struct set members)
{
    struct set all = set_new(b->w->arena, d->nwires);
    if (!set_ok(all)) {
        diag_oom(b->w->diags);
        return all;
    }
    SET_EACH (v, members)
        set_add(all, v);
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t i = 0; set_has(all, d->box[k]->out[0]) && i < d->box[k]->nin; i++)
            if (d->wire[d->box[k]->in[i]].hidden)
                set_add(all, d->box[k]->in[i]);
    return all;
}

/* Everything in the diagram but `keep`. */
static struct set others(struct album *b, const struct diagram *d, struct set keep)
{
    struct set in = with_hidden(b, d, keep), out = set_full(b->w->arena, d->nwires);
    if (!set_ok(in) || !set_ok(out)) {
        diag_oom(b->w->diags);
        return (struct set){0};
    }
    set_minus(out, in);
    return out;
}

static bool is_about_comb(enum derivation_rule rule)
{
    return rule == STEP_DISTRICTS || rule == STEP_COMB || rule == STEP_GOAL || rule == STEP_CUT ||
           rule == STEP_DISINTEGRATE;
}

static bool put_region(struct album *b, struct panel *panel, struct set members, enum region_style style)
{
    struct figure_region *region = made(b, ARENA_NEW(b->w->arena, struct figure_region, 1));
    if (!region || !set_ok(members))
        return false;
    *region = (struct figure_region){.members = members, .style = style};
    panel->region = region;
    panel->nregions = 1;
    return true;
}

/* The sentence, and below it what it gives. */
static struct str caption_of(struct album *b, const struct told *t)
{
    if (!t->formula.n)
        return t->sentence;
    struct str s = t->subject.n
                       ? str_fmt(b->w->arena, "%.*s\n%.*s = %.*s", STR_ARG(t->sentence), STR_ARG(t->subject),
                                 STR_ARG(t->formula))
                       : str_fmt(b->w->arena, "%.*s\n%.*s", STR_ARG(t->sentence), STR_ARG(t->formula));
    return s;
}

static bool draw_step(struct album *b, const struct answer *theory, uint32_t i, struct stage *stage)
{
    const struct derivation_step *s = &theory->derivation->step[i];
    struct told told;
    if (!told_step(&told, b->w->arena, theory, i, &b->how))
        return diag_oom(b->w->diags);
    if (s->rule == STEP_PROJECT && s->graph && !set_stage(b, stage, s->graph, theory))
        return false;
    stage->cut = stage->cut || s->rule == STEP_GOAL || s->rule == STEP_PLUG;
    struct panel panel[2] = {{.kind = PANEL_GRAPH, .graph = stage->graph, .shown = s->graph},
                             {.kind = stage->cut ? PANEL_AFTER : PANEL_BEFORE, .string = stage->string}};
    const struct diagram *d = stage->string->before;
    struct set present = s->graph ? s->graph->nodes : stage->graph->g->nodes;
    if (!set_ok(panel[1].dim = others(b, d, present)))
        return false;
    if (is_about_comb(s->rule) && any(s->set) &&
        (!put_region(b, &panel[0], s->set, REGION_DISTRICT) ||
         !put_region(b, &panel[1], with_hidden(b, d, s->set), REGION_COMB)))
        return false;
    struct str title = str_fmt(b->w->arena, "%u. %s", i + 1, told.rule);
    panel[0].caption = caption_of(b, &told);
    if (!title.s || !panel[0].caption.s)
        return diag_oom(b->w->diags);
    return add_page(b, title, panel, 2);
}

static bool draw_derivation(struct album *b, const struct answer *theory)
{
    struct stage stage;
    const struct graph *g = b->model->projected;
    uint32_t n = told_steps(theory);
    if (!set_stage(b, &stage, n && theory->derivation->step[0].graph ? theory->derivation->step[0].graph : g,
                   theory))
        return false;
    struct panel first[2] = {{.kind = PANEL_GRAPH, .graph = stage.graph},
                             {.kind = PANEL_BEFORE, .string = stage.string}};
    first[0].caption = STR("The question, in the graph of the observed variables and in its string diagram.");
    if (!add_page(b, theory->query, first, 2))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!draw_step(b, theory, i, &stage))
            return false;
    return true;
}

/* ---- explanations ---- */

/* The surgery itself, when all mechanisms are known. */
static bool draw_surgery(struct album *b, const struct answer *e)
{
    struct string_figure *f = made(b, ARENA_NEW(b->w->arena, struct string_figure, 1));
    const struct diagram *d = b->model->net;
    if (!f)
        return false;
    *f = (struct string_figure){.before = d,
                                .after = e->diagram,
                                .nsurgeries = e->nsurgeries,
                                .surgery = e->surgery,
                                .free_order = true};
    struct panel panel[2] = {{.kind = PANEL_BEFORE, .title = b->model->name, .string = f},
                             {.kind = PANEL_AFTER, .title = e->query, .string = f}};
    if (any(e->idle))
        panel[1].dim = e->idle;
    return add_page(b, e->nsurgeries ? STR("Surgery") : STR("The model"), panel, e->nsurgeries ? 2 : 1);
}

static bool draw_explanation(struct album *b)
{
    const struct answer *e = b->answer;
    if (e->operated && !draw_surgery(b, e))
        return false;
    if (!e->theory)
        return true;
    return e->theory->truth ? draw_derivation(b, e->theory) : draw_hedge(b, e->theory);
}

bool render_drawing(struct drawing *out, struct work *w, const struct answer *a, bool unicode, bool *drawable)
{
    struct album b = {
        .w = w, .answer = a, .model = a->model, .how = {unicode ? EST_UNICODE : EST_TEXT, unicode}};
    bool good = true;
    *drawable = true;
    switch (a->kind) {
    case ANSWER_INDEPENDENCE:
    case ANSWER_PATHS:
    case ANSWER_SETS:
    case ANSWER_INSTRUMENTS:
        good = draw_question(&b);
        break;
    case ANSWER_IMPLICATIONS:
    case ANSWER_COMPONENTS:
        good = draw_components(&b);
        break;
    case ANSWER_IDENTIFICATION:
        good = a->truth ? draw_derivation(&b, a) : draw_hedge(&b, a);
        break;
    case ANSWER_EXPLANATION:
        good = draw_explanation(&b);
        break;
    default:
        *drawable = false;
    }
    *out = (struct drawing){
        .title = a->query, .desc = a->query, .dir = DIR_UP, .npages = (uint32_t)b.n, .page = b.page};
    return good;
}
