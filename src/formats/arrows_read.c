/* arrows_read.c -- graphs as text: dagitty (Textor and others 2016; its syntax is told with the function
 * `dagitty` of its R package) and DOT (Graphviz).
 *
 *   dag { X [exposure] ; U [latent] ; X -> Y <- Z ; X <-> Y ; {A B} -> C }
 *   digraph m { X -> Y -> Z; U [latent=true]; X -> Y [dir=both, style=dashed]; {A B} -> C }
 *
 * Both are chains of names and groups joined by arrows, with attributes in square brackets. `X <-> Y` in
 * dagitty and `dir=both` in DOT are hidden common causes. What tables and states there are is not in such a
 * text. */
#include "formats/arrows.h"

#include "base/interrupt.h"

#include <string.h>

/* Nodes that an arrow may lead to. */
struct group {
    uint32_t *node;
    size_t n, cap;
};

/* ---- arrows ---- */

static bool refuse_arrow(struct arrows *a, const char *p, size_t n)
{
    diag_error(a->s->w->diags, "format", scan_span(a->s, p, p + n), "`%.*s` is no arrow of a causal model",
               (int)n, p);
    return diag_hint(a->s->w->diags, a->dot
                                         ? "write `->`, or `->` with `[dir=both]` for a hidden common cause"
                                         : "write `->`, `<-`, or `<->` for a hidden common cause");
}

/* The arrow that stands here, if one does. False (reported). */
static bool read_arrow(struct arrows *a, enum arrow *arrow)
{
    static const struct {
        const char *text;
        enum arrow is;
    } known[] = {{"<->", ARROW_BOTH}, {"->", ARROW_TO},    {"<-", ARROW_FROM},
                 {"--", ARROW_NONE},  {"@->", ARROW_NONE}, {"<-@", ARROW_NONE},
                 {"@-@", ARROW_NONE}, {"@--", ARROW_NONE}, {"--@", ARROW_NONE}};
    *arrow = ARROW_NONE;
    arrows_skip(a);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t n = strlen(known[i].text);
        if ((size_t)(a->s->end - a->s->p) < n || memcmp(a->s->p, known[i].text, n) != 0)
            continue;
        if (known[i].is == ARROW_NONE || (a->dot && known[i].is != ARROW_TO))
            return refuse_arrow(a, a->s->p, n);
        *arrow = known[i].is;
        a->s->p += n;
        break;
    }
    return true;
}

static bool join(struct arrows *a, const struct group *from, enum arrow arrow, const struct group *to,
                 struct span at)
{
    for (size_t i = 0; i < from->n; i++) {
        if (interrupted())
            return diag_interrupted(a->s->w->diags);
        for (size_t k = 0; k < to->n; k++) {
            uint32_t x = from->node[i], y = to->node[k];
            bool good = arrow == ARROW_TO     ? net_parent(&a->n, y, x, at)
                        : arrow == ARROW_FROM ? net_parent(&a->n, x, y, at)
                                              : net_confounded(&a->n, x, y, at);
            if (!good)
                return false;
        }
    }
    return true;
}

/* ---- statements ---- */

static bool read_statement(struct arrows *a, struct group *all);

static bool push_node(struct arrows *a, struct group *g, uint32_t v)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->node[i] == v)
            return true;
    return ARENA_PUSH(a->s->draft, g->node, g->n, g->cap, v) || diag_oom(a->s->w->diags);
}

/* Statements up to `}`; the nodes in them, unless `all` is NULL. */
static bool read_body(struct arrows *a, struct group *all)
{
    enum arrow outer = a->dir;
    if (++a->depth > LIMIT_NESTING) {
        diag_error(a->s->w->diags, "too-deep", scan_span(a->s, a->s->p - 1, a->s->p),
                   "more than %d brackets inside one another", LIMIT_NESTING);
        return diag_hint(a->s->w->diags, "groups need not stand in groups");
    }
    while (!arrows_take(a, '}')) {
        if (interrupted())
            return diag_interrupted(a->s->w->diags);
        if (arrows_take(a, ';') || arrows_take(a, ','))
            continue;
        if (!read_statement(a, all))
            return false;
    }
    a->depth--;
    a->dir = outer;
    return true;
}

/* A name, or a group in braces. */
static bool read_operand(struct arrows *a, struct group *g, struct id *id)
{
    *g = (struct group){0};
    *id = (struct id){.s = STR("")};
    if (arrows_take(a, '{'))
        return read_body(a, g);
    if (!arrows_read_id(a, id, "a name, `{` or `}`"))
        return false;
    if (a->dot && arrows_is_word(id, "subgraph")) {
        arrows_skip(a);
        if (*a->s->p != '{' && !arrows_read_id(a, id, "`{` or the name of the subgraph"))
            return false;
        *id = (struct id){.s = STR("")};
        return arrows_need(a, '{', "`{`") && read_body(a, g);
    }
    return true;
}

/* The node that a name is; what is behind its colon (a port) is skipped. */
static bool name_node(struct arrows *a, struct group *g, const struct id *id)
{
    struct id port;
    if (g->n || !id->at.end)
        return true;
    uint32_t v = net_mention(&a->n, id->s, id->at);
    while (a->dot && v != UINT32_MAX && arrows_take(a, ':'))
        if (!arrows_read_id(a, &port, "a port"))
            return false;
    return v != UINT32_MAX && push_node(a, g, v);
}

/* `rankdir = LR`, `bb="0,0,1,1"`, `node [shape=box]`: nothing but the direction of edges is ours. */
static bool read_setting(struct arrows *a, const struct id *id, bool *was)
{
    struct marks m = {0};
    struct id value;
    *was = true;
    if (arrows_take(a, '='))
        return arrows_read_id(a, &value, "a value");
    *was =
        a->dot && (arrows_is_word(id, "node") || arrows_is_word(id, "edge") || arrows_is_word(id, "graph"));
    if (!*was)
        return true;
    if (!arrows_read_marks(a, &m))
        return false;
    if (arrows_is_word(id, "edge") && m.dir)
        a->dir = m.dir;
    return true;
}

static bool mark_nodes(struct arrows *a, const struct group *g, const struct marks *m)
{
    for (size_t i = 0; m->latent && i < g->n; i++)
        a->n.var[g->node[i]].role = VAR_LATENT;
    return true;
}

static bool add_all(struct arrows *a, struct group *all, const struct group *g)
{
    for (size_t i = 0; all && i < g->n; i++)
        if (!push_node(a, all, g->node[i]))
            return false;
    return true;
}

/* One arrow of a chain, joined when the attributes at the end of the chain are known. */
struct link {
    struct group from, to;
    enum arrow arrow;
    struct span at;
};

static bool join_all(struct arrows *a, const struct link *link, size_t n, const struct marks *m)
{
    for (size_t i = 0; i < n; i++) {
        enum arrow arrow = a->dot && m->dir ? m->dir : a->dot && a->dir ? a->dir : link[i].arrow;
        if (!join(a, &link[i].from, arrow, &link[i].to, link[i].at))
            return false;
    }
    return true;
}

/* The rest of a chain behind its first group; attributes of dagitty may follow each arrow. */
static bool read_chain(struct arrows *a, struct group *all, struct group first)
{
    struct link *links = NULL;
    size_t n = 0, cap = 0;
    struct marks m = {0};
    struct id id;
    for (;;) {
        struct link link = {.from = first};
        arrows_skip(a);
        const char *p = a->s->p;
        if (!read_arrow(a, &link.arrow))
            return false;
        if (!link.arrow)
            break;
        link.at = scan_span(a->s, p, a->s->p);
        if (!read_operand(a, &link.to, &id) || !name_node(a, &link.to, &id) || !add_all(a, all, &link.to))
            return false;
        if (!ARENA_PUSH(a->s->draft, links, n, cap, link))
            return diag_oom(a->s->w->diags);
        if (!a->dot && !arrows_read_marks(a, &m))
            return false;
        first = link.to;
    }
    if (!arrows_read_marks(a, &m))
        return false;
    return n ? join_all(a, links, n, &m) : mark_nodes(a, &first, &m);
}

static bool read_statement(struct arrows *a, struct group *all)
{
    struct group first;
    struct id id;
    bool setting = false;
    if (!read_operand(a, &first, &id) || (id.at.end && !read_setting(a, &id, &setting)))
        return false;
    if (setting)
        return true;
    return name_node(a, &first, &id) && add_all(a, all, &first) && read_chain(a, all, first);
}

/* ---- all of it ---- */

static bool read_head(struct arrows *a)
{
    struct id id;
    const char *what = a->dot ? "`digraph`" : "`dag`";
    if (!arrows_read_id(a, &id, what))
        return false;
    if (a->dot && arrows_is_word(&id, "strict") && !arrows_read_id(a, &id, what))
        return false;
    if (!arrows_is_word(&id, a->dot ? "digraph" : "dag")) {
        diag_error(a->s->w->diags, "format", id.at, "expected %s, found `%.*s`", what, STR_ARG(id.s));
        return diag_hint(a->s->w->diags, a->dot ? "edges of a causal model have a direction"
                                                : "only directed acyclic graphs are causal models here");
    }
    arrows_skip(a);
    return (*a->s->p == '{' || arrows_read_id(a, &id, "`{`")) && arrows_need(a, '{', "`{`");
}

static struct model *arrows_read(struct scan *s, struct str name, bool dot)
{
    struct arrows a = {.s = s, .dot = dot};
    net_begin(&a.n, s, name);
    if (!read_head(&a) || !read_body(&a, NULL))
        return NULL;
    arrows_skip(&a);
    if (s->p < s->end) {
        arrows_expected(&a, "the end of the text");
        return NULL;
    }
    return net_model(&a.n);
}

struct model *dagitty_read(struct scan *s, struct str name)
{
    return arrows_read(s, name, false);
}

struct model *dot_read(struct scan *s, struct str name)
{
    return arrows_read(s, name, true);
}
