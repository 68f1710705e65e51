/* hugin_read.c -- the NET language of Hugin (Hugin API Reference Manual, chapter "The NET language").
 *
 *   net { node_size = (80 40); }
 *   node tub { states = ("yes" "no"); label = "Tuberculosis"; }
 *   potential (tub | asia) { data = ((0.05 0.95) (0.01 0.99)); }
 *
 * Names are identifiers, states text in quotes, comments begin with %. In `data` the states of the node are
 * fastest, then those of the last parent: our own order. The round brackets in it only group. A node is
 * hidden when it has `latent = "yes"` or `noise = "yes"`; `state_values` are numbers of its states. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <string.h>

struct hugin {
    struct scan *s;
    struct net n;
    struct str *state; /* of the node at hand */
    struct span *state_at;
    size_t nstates, state_cap, at_cap;
    const char **later; /* potentials, until all nodes are known */
    size_t nlater, later_cap;
};

/* ---- words ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_of_name(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

bool hugin_name(struct str s)
{
    bool good = s.n && is_letter(s.s[0]);
    for (size_t i = 0; i < s.n; i++)
        good = good && is_of_name(s.s[i]);
    return good;
}

static void skip(struct hugin *h)
{
    struct scan *s = h->s;
    while (s->p < s->end && strchr(" \t\r\n\f\v%", *s->p))
        if (*s->p == '%') {
            const char *q = memchr(s->p, '\n', (size_t)(s->end - s->p));
            s->p = q ? q : s->end;
        } else {
            s->p++;
        }
}

static const char *word_end(const struct hugin *h, const char *p)
{
    if (*p == '"')
        for (p++; p < h->s->end && *p != '"'; p++)
            p += *p == '\\' && p + 1 < h->s->end;
    else
        while (is_of_name(*p) || *p == '.' || *p == '-' || *p == '+')
            p++;
    return p < h->s->end && *p == '"' ? p + 1 : p;
}

static bool expected(struct hugin *h, const char *what)
{
    return scan_expected(h->s, h->s->p, word_end(h, h->s->p), what);
}

static bool take(struct hugin *h, char c)
{
    skip(h);
    if (h->s->p >= h->s->end || *h->s->p != c)
        return false;
    h->s->p++;
    return true;
}

static bool need(struct hugin *h, char c, const char *what)
{
    return take(h, c) || expected(h, what);
}

static bool read_name(struct hugin *h, struct str *name, struct span *at, const char *what)
{
    skip(h);
    const char *p = h->s->p, *q = p;
    *name = STR("");
    if (!is_letter(*p))
        return expected(h, what);
    while (is_of_name(*q))
        q++;
    *name = (struct str){p, (size_t)(q - p)};
    *at = scan_span(h->s, p, q);
    h->s->p = q;
    return true;
}

/* Text in double quotes; \" and \\ are undone. */
static bool read_text(struct hugin *h, struct str *text, struct span *at, const char *what)
{
    skip(h);
    const char *p = h->s->p, *q = word_end(h, p);
    size_t n = 0;
    *text = STR("");
    *at = scan_span(h->s, p, q);
    if (*p != '"')
        return expected(h, what);
    if (q - p < 2 || q[-1] != '"')
        return scan_expected(h->s, h->s->end, h->s->end, "`\"`");
    char *copy = arena_alloc(h->s->draft, (size_t)(q - p));
    if (!copy)
        return diag_oom(h->s->w->diags);
    for (const char *c = p + 1; c < q - 1; c++) {
        if (*c == '\\' && c + 1 < q - 1)
            c++;
        copy[n++] = *c;
    }
    *text = (struct str){copy, n};
    h->s->p = q;
    return true;
}

/* The value of an attribute that says nothing to us, with its `;`. */
static bool skip_value(struct hugin *h)
{
    for (skip(h); h->s->p < h->s->end && *h->s->p != ';'; skip(h)) {
        if (*h->s->p == '}')
            break;
        const char *q = word_end(h, h->s->p);
        h->s->p = q > h->s->p ? q : h->s->p + 1;
    }
    return need(h, ';', "`;`");
}

/* ---- nodes ---- */

static bool push_state(struct hugin *h, struct str text, struct span at)
{
    size_t k = h->nstates;
    return (ARENA_PUSH(h->s->draft, h->state_at, k, h->at_cap, at) &&
            ARENA_PUSH(h->s->draft, h->state, h->nstates, h->state_cap, text)) ||
           diag_oom(h->s->w->diags);
}

static bool read_states(struct hugin *h, uint32_t v)
{
    struct str text;
    struct span at;
    h->nstates = 0;
    if (!need(h, '(', "`(` and the states"))
        return false;
    while (!take(h, ')'))
        if (!read_text(h, &text, &at, "a state in double quotes, or `)`") || !push_state(h, text, at))
            return false;
    return net_states(&h->n, v, h->state, h->state_at, h->nstates) && need(h, ';', "`;`");
}

/* NAME = what stands up to the `;`, as a property. */
static bool read_property(struct hugin *h, uint32_t v, struct str name)
{
    skip(h);
    const char *from = h->s->p;
    if (!skip_value(h))
        return false;
    struct str is = {from, (size_t)(h->s->p - 1 - from)};
    bool values = str_eq(name, STR("state_values"));
    if (values && is.n >= 2 && is.s[0] == '(')
        is = (struct str){is.s + 1, is.n - 1};
    while (values && is.n && strchr(" \t\r\n)", is.s[is.n - 1]))
        is.n--;
    struct str text =
        str_fmt(h->s->draft, "%.*s = %.*s", STR_ARG(values ? STR("values") : name), STR_ARG(is));
    return text.s ? net_property(&h->n, v, text) : diag_oom(h->s->w->diags);
}

static bool read_node(struct hugin *h)
{
    struct str name;
    struct span at;
    if (!read_name(h, &name, &at, "the name of the node"))
        return false;
    uint32_t v = net_add(&h->n, name, at);
    if (v == UINT32_MAX || !need(h, '{', "`{`"))
        return false;
    while (!take(h, '}')) {
        if (!read_name(h, &name, &at, "an attribute, as `states`, or `}`") || !need(h, '=', "`=`"))
            return false;
        if (!(str_eq(name, STR("states")) ? read_states(h, v) : read_property(h, v, name)))
            return false;
    }
    return h->n.var[v].type || net_states(&h->n, v, NULL, NULL, 0);
}

/* ---- potentials ---- */

static bool read_data(struct hugin *h, uint32_t v)
{
    struct entries e = {0};
    for (skip(h); h->s->p < h->s->end && *h->s->p != ';'; skip(h)) {
        if (strchr("(),", *h->s->p))
            h->s->p++;
        else if (!entries_read(&e, h->s, " \t\r\n\f\v(),;%"))
            return false;
    }
    return need(h, ';', "`;`") && entries_fill(&e, &h->n, v);
}

static bool read_head(struct hugin *h, uint32_t *v)
{
    struct str name;
    struct span at;
    if (!need(h, '(', "`(`") || !read_name(h, &name, &at, "the node that the table is of"))
        return false;
    *v = net_need(&h->n, name, at);
    if (*v == UINT32_MAX || !net_table(&h->n, *v, at))
        return false;
    if (take(h, ')'))
        return true;
    if (!need(h, '|', "`|` or `)`"))
        return false;
    while (!take(h, ')'))
        if (!read_name(h, &name, &at, "a parent or `)`") || !net_given(&h->n, *v, name, at))
            return false;
    return true;
}

static bool read_potential(struct hugin *h)
{
    uint32_t v;
    struct str name;
    struct span at;
    if (interrupted())
        return diag_interrupted(h->s->w->diags);
    if (!read_head(h, &v) || !need(h, '{', "`{`"))
        return false;
    while (!take(h, '}')) {
        if (!read_name(h, &name, &at, "`data` or `}`") || !need(h, '=', "`=`"))
            return false;
        if (!(str_eq(name, STR("data")) ? read_data(h, v) : skip_value(h)))
            return false;
    }
    return true;
}

static bool put_off(struct hugin *h)
{
    if (!ARENA_PUSH(h->s->draft, h->later, h->nlater, h->later_cap, h->s->p))
        return diag_oom(h->s->w->diags);
    for (skip(h); h->s->p < h->s->end && *h->s->p != '}'; skip(h)) {
        const char *q = word_end(h, h->s->p);
        h->s->p = q > h->s->p ? q : h->s->p + 1;
    }
    return need(h, '}', "`}`");
}

/* ---- all of it ---- */

/* net { .. } and class NAME { .. : only the attributes of the first are skipped here. */
static bool read_net(struct hugin *h)
{
    struct str name;
    struct span at;
    if (!need(h, '{', "`{`"))
        return false;
    while (!take(h, '}'))
        if (!read_name(h, &name, &at, "an attribute or `}`") || !need(h, '=', "`=`") || !skip_value(h))
            return false;
    return true;
}

static bool read_block(struct hugin *h)
{
    struct str word;
    struct span at;
    if (!read_name(h, &word, &at, "`net`, `node` or `potential`"))
        return false;
    if (str_eq(word, STR("net")))
        return read_net(h);
    if (str_eq(word, STR("potential")))
        return put_off(h);
    if (str_eq(word, STR("discrete")) && !read_name(h, &word, &at, "`node`"))
        return false;
    if (str_eq(word, STR("node")))
        return read_node(h);
    diag_error(h->s->w->diags, "format", at, "expected `net`, `node` or `potential`, found `%.*s`",
               STR_ARG(word));
    return diag_hint(h->s->w->diags, "only networks of nodes with finitely many states can be read");
}

struct model *hugin_read(struct scan *s, struct str name)
{
    struct hugin h = {.s = s};
    net_begin(&h.n, s, name);
    for (skip(&h); s->p < s->end; skip(&h))
        if (!read_block(&h))
            return NULL;
    for (size_t i = 0; i < h.nlater; i++) {
        s->p = h.later[i];
        if (!read_potential(&h))
            return NULL;
    }
    return net_model(&h.n);
}
