/* xmlbif.c -- XMLBIF 0.3 (Cozman 1998).
 *
 *   <BIF VERSION="0.3"><NETWORK><NAME>asia</NAME>
 *   <VARIABLE TYPE="nature"><NAME>tub</NAME><OUTCOME>yes</OUTCOME><OUTCOME>no</OUTCOME></VARIABLE>
 *   <DEFINITION><FOR>tub</FOR><GIVEN>asia</GIVEN><TABLE>0.05 0.95 0.01 0.99</TABLE></DEFINITION>
 *   </NETWORK></BIF>
 *
 * In a table the states of FOR are fastest, then those of the last GIVEN: our own order. */
#include "formats/xml.h"

#include "base/interrupt.h"

#include <string.h>

struct xmlbif {
    struct scan *s;
    struct net n;
    struct str *state, *property; /* of the variable at hand */
    struct span *state_at;
    size_t nstates, state_cap, at_cap, nproperties, property_cap;
    const char **later; /* definitions, until all variables are known */
    size_t nlater, later_cap;
};

static bool expected_tag(struct xmlbif *x, const struct xml_tag *t, const char *what)
{
    return scan_expected(x->s, t->from, t->to, what);
}

/* The text of the element that `t` opens, and its end. */
static bool element_text(struct xmlbif *x, const struct xml_tag *t, struct str *text, struct span *at)
{
    struct xml_tag close;
    if (t->alone) {
        *text = STR("");
        *at = scan_span(x->s, t->from, t->to);
        return true;
    }
    if (!xml_text(x->s, text, at) || !xml_next(x->s, &close))
        return false;
    if (close.kind == XML_CLOSE && str_eq(close.name, t->name))
        return true;
    struct buf what = {0};
    buf_fmt(&what, "`</%.*s>`", STR_ARG(t->name));
    buf_putc(&what, '\0');
    bool good = what.failed ? diag_oom(x->s->w->diags) : expected_tag(x, &close, what.s);
    buf_free(&what);
    return good;
}

/* ---- variables ---- */

static bool push_state(struct xmlbif *x, struct str text, struct span at)
{
    size_t k = x->nstates;
    return (ARENA_PUSH(x->s->draft, x->state_at, k, x->at_cap, at) &&
            ARENA_PUSH(x->s->draft, x->state, x->nstates, x->state_cap, text)) ||
           diag_oom(x->s->w->diags);
}

static bool variable_part(struct xmlbif *x, const struct xml_tag *t, uint32_t *v)
{
    struct str text;
    struct span at;
    if (t->kind != XML_OPEN)
        return expected_tag(x, t, "`<NAME>`, `<OUTCOME>` or `</VARIABLE>`");
    if (xml_is(t, "NAME")) {
        if (!element_text(x, t, &text, &at))
            return false;
        *v = net_add(&x->n, text, at);
        return *v != UINT32_MAX;
    }
    if (xml_is(t, "OUTCOME") || xml_is(t, "VALUE"))
        return element_text(x, t, &text, &at) && push_state(x, text, at);
    if (xml_is(t, "PROPERTY"))
        return element_text(x, t, &text, &at) &&
               (ARENA_PUSH(x->s->draft, x->property, x->nproperties, x->property_cap, text) ||
                diag_oom(x->s->w->diags));
    return xml_skip(x->s, t);
}

static bool read_variable(struct xmlbif *x, const struct xml_tag *open)
{
    struct xml_tag t;
    uint32_t v = UINT32_MAX;
    struct str type = xml_attribute(open, "TYPE");
    x->nstates = x->nproperties = 0;
    if (type.n && !str_eq(type, STR("nature"))) {
        diag_error(x->s->w->diags, "format", scan_span(x->s, open->from, open->to),
                   "this is no random variable but of type `%.*s`", STR_ARG(type));
        return diag_hint(x->s->w->diags, "decisions and utilities cannot be read");
    }
    for (;;) {
        if (!xml_next(x->s, &t))
            return false;
        if (t.kind == XML_CLOSE && xml_is(&t, "VARIABLE"))
            break;
        if (!variable_part(x, &t, &v))
            return false;
    }
    if (v == UINT32_MAX)
        return expected_tag(x, &t, "`<NAME>` before the end of the variable");
    for (size_t i = 0; i < x->nproperties; i++)
        if (!net_property(&x->n, v, x->property[i]))
            return false;
    return net_states(&x->n, v, x->state, x->state_at, x->nstates);
}

/* ---- tables ---- */

static bool read_numbers(struct xmlbif *x, struct entries *e)
{
    struct xml_tag close;
    struct scan *s = x->s;
    for (;;) {
        while (s->p < s->end && strchr(" \t\r\n,", *s->p))
            s->p++;
        const char *p = xml_behind_aside(s, s->p);
        if (p != s->p)
            s->p = p;
        else if (s->p >= s->end || *s->p == '<')
            break;
        else if (!entries_read(e, s, " \t\r\n,<"))
            return false;
    }
    if (!xml_next(s, &close))
        return false;
    return (close.kind == XML_CLOSE && xml_is(&close, "TABLE")) || expected_tag(x, &close, "`</TABLE>`");
}

static bool definition_part(struct xmlbif *x, const struct xml_tag *t, uint32_t *v, struct entries *e,
                            bool *table)
{
    struct str text;
    struct span at;
    if (t->kind != XML_OPEN)
        return expected_tag(x, t, "`<FOR>`, `<GIVEN>`, `<TABLE>` or `</DEFINITION>`");
    if (xml_is(t, "FOR")) {
        if (!element_text(x, t, &text, &at))
            return false;
        if (*v != UINT32_MAX)
            return expected_tag(x, t, "one variable that the table is for");
        return (*v = net_need(&x->n, text, at)) != UINT32_MAX && net_table(&x->n, *v, at);
    }
    if (xml_is(t, "GIVEN")) {
        if (*v == UINT32_MAX)
            return expected_tag(x, t, "`<FOR>` first");
        return element_text(x, t, &text, &at) && net_given(&x->n, *v, text, at);
    }
    if (!xml_is(t, "TABLE"))
        return xml_skip(x->s, t);
    *table = true;
    return t->alone || read_numbers(x, e);
}

static bool read_definition(struct xmlbif *x)
{
    struct xml_tag t;
    struct entries e = {0};
    uint32_t v = UINT32_MAX;
    bool table = false;
    for (;;) {
        if (interrupted())
            return diag_interrupted(x->s->w->diags);
        if (!xml_next(x->s, &t))
            return false;
        if (t.kind == XML_CLOSE && (xml_is(&t, "DEFINITION") || xml_is(&t, "PROBABILITY")))
            break;
        if (!definition_part(x, &t, &v, &e, &table))
            return false;
    }
    if (v == UINT32_MAX)
        return expected_tag(x, &t, "`<FOR>` before the end of the definition");
    return !table || entries_fill(&e, &x->n, v);
}

/* ---- all of it ---- */

static bool read_part(struct xmlbif *x, const struct xml_tag *t)
{
    if (t->kind == XML_CLOSE)
        return xml_is(t, "NETWORK") || xml_is(t, "BIF") || expected_tag(x, t, "a tag that was opened");
    if (xml_is(t, "VARIABLE"))
        return read_variable(x, t);
    if (xml_is(t, "DEFINITION") || xml_is(t, "PROBABILITY")) {
        if (!ARENA_PUSH(x->s->draft, x->later, x->nlater, x->later_cap, x->s->p))
            return diag_oom(x->s->w->diags);
        return xml_skip(x->s, t);
    }
    return xml_is(t, "BIF") || xml_is(t, "NETWORK") || xml_skip(x->s, t);
}

struct model *xmlbif_read(struct scan *s, struct str name)
{
    struct xmlbif x = {.s = s};
    struct xml_tag t;
    net_begin(&x.n, s, name);
    for (;;) {
        if (!xml_next(s, &t))
            return NULL;
        if (t.kind == XML_END)
            break;
        if (!read_part(&x, &t))
            return NULL;
    }
    for (size_t i = 0; i < x.nlater; i++) {
        s->p = x.later[i];
        if (!read_definition(&x))
            return NULL;
    }
    return net_model(&x.n);
}

/* ---- writing ---- */

static void put_text(struct buf *out, struct str s)
{
    bool edge = s.n && (strchr(" \t\r\n", s.s[0]) || strchr(" \t\r\n", s.s[s.n - 1]));
    for (size_t i = 0; i < s.n; i++) {
        char c = s.s[i];
        if (c == '<')
            buf_puts(out, "&lt;");
        else if (c == '>')
            buf_puts(out, "&gt;");
        else if (c == '&')
            buf_puts(out, "&amp;");
        else if (c == '\n' || c == '\r' || c == '\t' || (edge && c == ' '))
            buf_fmt(out, "&#%d;", c);
        else
            buf_putc(out, c);
    }
}

static void put_element(struct buf *out, const char *tag, struct str text)
{
    buf_fmt(out, "  <%s>", tag);
    put_text(out, text);
    buf_fmt(out, "</%s>\n", tag);
}

static void put_variable(const struct writing *w, uint32_t v)
{
    const struct var *x = &w->m->var[v];
    buf_puts(w->out, "<VARIABLE TYPE=\"nature\">\n");
    put_element(w->out, "NAME", x->name);
    for (uint32_t i = 0; i < x->type->n; i++)
        put_element(w->out, "OUTCOME", x->type->state[i]);
    if (x->role != VAR_OBSERVED)
        put_element(w->out, "PROPERTY", x->role == VAR_LATENT ? STR("latent = yes") : STR("noise = yes"));
    if (x->type->value) {
        buf_puts(w->out, "  <PROPERTY>values = ");
        writing_values(w->out, x->type);
        buf_puts(w->out, "</PROPERTY>\n");
    }
    buf_puts(w->out, "</VARIABLE>\n");
}

static void put_definition(const struct writing *w, uint32_t v)
{
    const struct box *b = w->m->mechanism[v];
    size_t row = w->m->var[v].type->n, rows = writing_rows(w->m, v);
    bool decimals = writing_decimals(w->m, v);
    buf_puts(w->out, "<DEFINITION>\n");
    put_element(w->out, "FOR", w->m->var[v].name);
    for (uint32_t i = 0; i < b->nin; i++)
        put_element(w->out, "GIVEN", w->m->var[b->in[i]].name);
    buf_puts(w->out, "  <TABLE>\n");
    for (size_t i = 0; i < rows * row && !interrupted(); i++) {
        buf_puts(w->out, i % row ? " " : "    ");
        writing_entry(w->out, w->m, v, i, decimals);
        if (i % row == row - 1)
            buf_putc(w->out, '\n');
    }
    buf_puts(w->out, "  </TABLE>\n</DEFINITION>\n");
}

bool xmlbif_write(const struct writing *w)
{
    if (!writing_tables(w))
        return false;
    buf_puts(w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BIF VERSION=\"0.3\">\n<NETWORK>\n");
    put_element(w->out, "NAME", w->m->name);
    for (uint32_t v = 0; v < w->m->nvars; v++)
        put_variable(w, v);
    for (uint32_t v = 0; v < w->m->nvars; v++)
        put_definition(w, v);
    buf_puts(w->out, "</NETWORK>\n</BIF>\n");
    return true;
}
