/* arrows_write.c -- the graph of a model as dagitty or DOT text; what these look like stands in
 * arrows_read.c. */
#include "formats/arrows.h"

/* Bare where both languages take it so: no word of theirs, no digit in front, no point. */
static void put_name(const struct writing *w, struct str s)
{
    static const char *const words[] = {"node",   "edge",     "graph", "digraph",
                                        "strict", "subgraph", "dag",   NULL};
    struct id id = {.s = s};
    bool bare = s.n && !(s.s[0] >= '0' && s.s[0] <= '9');
    for (size_t i = 0; i < s.n; i++)
        bare = bare && arrows_letter(s.s[i]) && s.s[i] != '.';
    for (size_t i = 0; bare && words[i]; i++)
        bare = !arrows_is_word(&id, words[i]);
    if (bare)
        buf_put(w->out, s);
    else
        writing_quoted(w->out, s);
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
