/* arrows.c -- graphs as text: dagitty (Textor et al. 2016, "The dagitty model code") and DOT (Graphviz).
 *
 *   dag { X [exposure] ; U [latent] ; X -> Y <- Z ; X <-> Y ; {A B} -> C }
 *   digraph m { X -> Y -> Z; U [latent=true]; X -> Y [dir=both, style=dashed]; {A B} -> C }
 *
 * Both are chains of names and groups joined by arrows, with attributes in square brackets. `X <-> Y` in
 * dagitty and `dir=both` in DOT are hidden common causes. What tables and states there are is not in such a
 * text. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <string.h>

enum arrow { ARROW_NONE, ARROW_TO, ARROW_FROM, ARROW_BOTH };

/* Nodes that an arrow may lead to. */
struct group {
    uint32_t *node;
    size_t n, cap;
};

/* What attributes say. */
struct marks {
    bool latent;
    enum arrow dir; /* NONE: nothing of it */
};

struct arrows {
    struct scan *s;
    struct net n;
    bool dot;
    unsigned depth;
    enum arrow dir; /* of edges, where a DOT text says so for all */
};

struct id {
    struct str s;
    struct span at;
    bool quoted;
};

/* ---- words ---- */

static const char *line_end(const struct scan *s, const char *p)
{
    const char *q = memchr(p, '\n', (size_t)(s->end - p));
    return q ? q : s->end;
}

static void skip(struct arrows *a)
{
    struct scan *s = a->s;
    for (;;) {
        while (s->p < s->end && strchr(" \t\r\n\f\v", *s->p))
            s->p++;
        if (s->p[0] == '/' && s->p[1] == '/') {
            s->p = line_end(s, s->p);
        } else if (s->p[0] == '/' && s->p[1] == '*') {
            for (s->p += 2; s->p < s->end && !(s->p[0] == '*' && s->p[1] == '/');)
                s->p++;
            s->p += s->p < s->end ? 2 : 0;
        } else if (s->p[0] == '#') { /* of the preprocessor in DOT, of R in dagitty */
            s->p = line_end(s, s->p);
        } else {
            return;
        }
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || (c & 0x80);
}

/* The end of the name at p; p itself when there is none. */
static const char *name_end(const struct arrows *a, const char *p)
{
    const char *start = p;
    if (*p == '"' || (*p == '\'' && !a->dot)) {
        for (p++; p < a->s->end && *p != *start; p++)
            p += *p == '\\' && p + 1 < a->s->end;
        return p < a->s->end ? p + 1 : p;
    }
    if (*p == '-' && a->dot && (is_letter(p[1]) && (p[1] == '.' || (p[1] >= '0' && p[1] <= '9'))))
        p++; /* a negative number */
    while (is_letter(*p))
        p++;
    return p;
}

static bool expected(struct arrows *a, const char *what)
{
    return scan_expected(a->s, a->s->p, name_end(a, a->s->p), what);
}

static bool take(struct arrows *a, char c)
{
    skip(a);
    if (a->s->p >= a->s->end || *a->s->p != c)
        return false;
    a->s->p++;
    return true;
}

static bool need(struct arrows *a, char c, const char *what)
{
    return take(a, c) || expected(a, what);
}

/* Quoted text with its escapes undone: the quote, the backslash. Others stand as they are. */
static bool unquote(struct arrows *a, const char *p, const char *q, struct str *out)
{
    char *copy = arena_alloc(a->s->draft, (size_t)(q - p));
    size_t n = 0;
    if (!copy)
        return diag_oom(a->s->w->diags);
    for (const char *c = p + 1; c < q - 1; c++) {
        if (*c == '\\' && c + 1 < q - 1 && (c[1] == *p || c[1] == '\\'))
            c++;
        copy[n++] = *c;
    }
    *out = (struct str){copy, n};
    return true;
}

static bool read_id(struct arrows *a, struct id *id, const char *what)
{
    skip(a);
    const char *p = a->s->p, *q = name_end(a, p);
    *id = (struct id){.s = STR("")};
    if (q == p)
        return expected(a, what);
    id->quoted = *p == '"' || *p == '\'';
    id->at = scan_span(a->s, p, q);
    a->s->p = q;
    if (!id->quoted) {
        id->s = (struct str){p, (size_t)(q - p)};
        return true;
    }
    if (q - p < 2 || q[-1] != *p)
        return scan_expected(a->s, a->s->end, a->s->end, "the closing quote");
    return unquote(a, p, q, &id->s);
}

static bool is_word(const struct id *id, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; id->s.n == n && i < n; i++)
        if ((id->s.s[i] >= 'A' && id->s.s[i] <= 'Z' ? id->s.s[i] + 32 : id->s.s[i]) != word[i])
            return false;
    return id->s.n == n && !id->quoted;
}

/* ---- attributes ---- */

static bool wrong_dir(struct arrows *a, const struct id *value)
{
    diag_error(a->s->w->diags, "format", value->at, "`dir` is `forward`, `back` or `both`, not `%.*s`",
               STR_ARG(value->s));
    return diag_hint(a->s->w->diags, "an edge of a causal model has a direction");
}

static bool take_mark(struct arrows *a, struct marks *m, const struct id *name, const struct id *value)
{
    bool no = value->s.n &&
              (str_eq(value->s, STR("false")) || str_eq(value->s, STR("no")) || str_eq(value->s, STR("0")));
    if (str_eq(name->s, STR("latent")) || str_eq(name->s, STR("unobserved")))
        m->latent = !no;
    if (!a->dot || !str_eq(name->s, STR("dir")))
        return true;
    m->dir = str_eq(value->s, STR("both"))      ? ARROW_BOTH
             : str_eq(value->s, STR("back"))    ? ARROW_FROM
             : str_eq(value->s, STR("forward")) ? ARROW_TO
                                                : ARROW_NONE;
    return m->dir != ARROW_NONE || wrong_dir(a, value->at.end ? value : name);
}

/* [latent, pos="1,2"]: as many brackets as there are. */
static bool read_marks(struct arrows *a, struct marks *m)
{
    struct id name, value;
    while (take(a, '[')) {
        while (!take(a, ']')) {
            value = (struct id){.s = STR("")};
            if (!read_id(a, &name, "an attribute or `]`") ||
                (take(a, '=') && !read_id(a, &value, "the value of the attribute")) ||
                !take_mark(a, m, &name, &value))
                return false;
            while (take(a, ',') || take(a, ';'))
                ;
        }
    }
    return true;
}

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
    skip(a);
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
    while (!take(a, '}')) {
        if (interrupted())
            return diag_interrupted(a->s->w->diags);
        if (take(a, ';') || take(a, ','))
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
    if (take(a, '{'))
        return read_body(a, g);
    if (!read_id(a, id, "a name, `{` or `}`"))
        return false;
    if (a->dot && is_word(id, "subgraph")) {
        skip(a);
        if (*a->s->p != '{' && !read_id(a, id, "`{` or the name of the subgraph"))
            return false;
        *id = (struct id){.s = STR("")};
        return need(a, '{', "`{`") && read_body(a, g);
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
    while (a->dot && v != UINT32_MAX && take(a, ':'))
        if (!read_id(a, &port, "a port"))
            return false;
    return v != UINT32_MAX && push_node(a, g, v);
}

/* `rankdir = LR`, `bb="0,0,1,1"`, `node [shape=box]`: nothing but the direction of edges is ours. */
static bool read_setting(struct arrows *a, const struct id *id, bool *was)
{
    struct marks m = {0};
    struct id value;
    *was = true;
    if (take(a, '='))
        return read_id(a, &value, "a value");
    *was = a->dot && (is_word(id, "node") || is_word(id, "edge") || is_word(id, "graph"));
    if (!*was)
        return true;
    if (!read_marks(a, &m))
        return false;
    if (is_word(id, "edge") && m.dir)
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
        skip(a);
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
        if (!a->dot && !read_marks(a, &m))
            return false;
        first = link.to;
    }
    if (!read_marks(a, &m))
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
    if (!read_id(a, &id, what))
        return false;
    if (a->dot && is_word(&id, "strict") && !read_id(a, &id, what))
        return false;
    if (!is_word(&id, a->dot ? "digraph" : "dag")) {
        diag_error(a->s->w->diags, "format", id.at, "expected %s, found `%.*s`", what, STR_ARG(id.s));
        return diag_hint(a->s->w->diags, a->dot ? "edges of a causal model have a direction"
                                                : "only directed acyclic graphs are causal models here");
    }
    skip(a);
    return (*a->s->p == '{' || read_id(a, &id, "`{`")) && need(a, '{', "`{`");
}

static struct model *arrows_read(struct scan *s, struct str name, bool dot)
{
    struct arrows a = {.s = s, .dot = dot};
    net_begin(&a.n, s, name);
    if (!read_head(&a) || !read_body(&a, NULL))
        return NULL;
    skip(&a);
    if (s->p < s->end) {
        expected(&a, "the end of the text");
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

/* ---- writing ---- */

static bool put_name(const struct writing *w, struct str s)
{
    static const char *const words[] = {"node",   "edge",     "graph", "digraph",
                                        "strict", "subgraph", "dag",   NULL};
    struct id id = {.s = s};
    bool bare = s.n && !(s.s[0] >= '0' && s.s[0] <= '9');
    for (size_t i = 0; i < s.n; i++)
        bare = bare && is_letter(s.s[i]) && s.s[i] != '.';
    for (size_t i = 0; bare && words[i]; i++)
        bare = !is_word(&id, words[i]);
    if (bare)
        buf_put(w->out, s);
    else {
        buf_putc(w->out, '"');
        for (size_t i = 0; i < s.n; i++) {
            if (s.s[i] == '"' || s.s[i] == '\\')
                buf_putc(w->out, '\\');
            buf_putc(w->out, s.s[i]);
        }
        buf_putc(w->out, '"');
    }
    return true;
}

static void put_edge(const struct writing *w, uint32_t from, const char *arrow, uint32_t to, const char *end)
{
    buf_puts(w->out, "  ");
    put_name(w, w->m->var[from].name);
    buf_puts(w->out, arrow);
    put_name(w, w->m->var[to].name);
    buf_puts(w->out, end);
}

static bool put_graph(const struct writing *w, const char *latent, const char *both, const char *end,
                      const char *both_end)
{
    const struct model *m = w->m;
    uint32_t a, b;
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (m->var[v].role == VAR_CONFOUNDER)
            continue;
        buf_puts(w->out, "  ");
        put_name(w, m->var[v].name);
        buf_puts(w->out, m->var[v].role == VAR_OBSERVED ? "" : latent);
        buf_puts(w->out, end);
    }
    for (uint32_t v = 0; v < m->nvars; v++)
        for (uint32_t i = 0; i < writing_drawn(m, v); i++)
            put_edge(w, m->mechanism[v]->in[i], " -> ", v, end);
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (m->var[v].role != VAR_CONFOUNDER)
            continue;
        if (!writing_ends(m, v, &a, &b))
            return writing_refuse(w, "does not join two variables", m->var[v].name, "write .json");
        put_edge(w, a, both, b, both_end);
    }
    buf_puts(w->out, "}\n");
    return true;
}

bool dagitty_write(const struct writing *w)
{
    buf_puts(w->out, "dag {\n");
    return put_graph(w, " [latent]", " <-> ", "\n", "\n");
}

bool dot_write(const struct writing *w)
{
    buf_puts(w->out, "digraph ");
    put_name(w, w->m->name);
    buf_puts(w->out, " {\n");
    return put_graph(w, " [latent=true, style=dashed]", " -> ", ";\n", " [dir=both, style=dashed];\n");
}
