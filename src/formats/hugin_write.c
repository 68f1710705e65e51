/* hugin_write.c -- a model in the NET language of Hugin; what it looks like stands in hugin_read.c. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

static bool check_name(const struct writing *w, struct str s)
{
    return hugin_name(s) ||
           writing_refuse(w, "is no name in it", s,
                          "names there are letters, digits and `_`; .bif holds nearly all names");
}

static void put_node(const struct writing *w, uint32_t v)
{
    const struct var *x = &w->m->var[v];
    buf_fmt(w->out, "node %.*s\n{\n  states = (", STR_ARG(x->name));
    for (uint32_t i = 0; i < x->type->n; i++) {
        buf_puts(w->out, i ? " " : "");
        writing_quoted(w->out, x->type->state[i]);
    }
    buf_puts(w->out, ");\n");
    if (x->type->value) {
        buf_puts(w->out, "  state_values = (");
        writing_values(w->out, x->type);
        buf_puts(w->out, ");\n");
    }
    if (x->role != VAR_OBSERVED)
        buf_fmt(w->out, "  %s = \"yes\";\n", x->role == VAR_LATENT ? "latent" : "noise");
    buf_puts(w->out, "}\n");
}

/* Brackets before (open) or behind entry i: one for each parent whose states begin or end there. */
static void put_brackets(const struct writing *w, const struct box *b, uint32_t n, size_t i, char bracket)
{
    size_t block = n;
    for (uint32_t k = b->nin + 1; k-- > 0;) {
        if (i % block == 0)
            buf_putc(w->out, bracket);
        block *= k ? w->m->var[b->in[k - 1]].type->n : 1;
    }
}

static void put_potential(const struct writing *w, uint32_t v)
{
    const struct box *b = w->m->mechanism[v];
    uint32_t n = w->m->var[v].type->n;
    size_t cells = writing_rows(w->m, v) * n;
    bool decimals = writing_decimals(w->m, v);
    buf_fmt(w->out, "potential (%.*s", STR_ARG(w->m->var[v].name));
    for (uint32_t i = 0; i < b->nin; i++)
        buf_fmt(w->out, "%s%.*s", i ? " " : " | ", STR_ARG(w->m->var[b->in[i]].name));
    buf_puts(w->out, ")\n{\n  data = ");
    for (size_t i = 0; i < cells && !interrupted(); i++) {
        if (i)
            buf_puts(w->out, i % n ? " " : "\n          ");
        put_brackets(w, b, n, i, '(');
        writing_entry(w->out, w->m, v, i, decimals);
        put_brackets(w, b, n, i + 1, ')');
    }
    buf_puts(w->out, ";\n}\n");
}

bool hugin_write(const struct writing *w)
{
    if (!writing_tables(w))
        return false;
    for (uint32_t v = 0; v < w->m->nvars; v++)
        if (!check_name(w, w->m->var[v].name))
            return false;
    buf_puts(w->out, "net\n{\n}\n");
    for (uint32_t v = 0; v < w->m->nvars; v++)
        put_node(w, v);
    for (uint32_t v = 0; v < w->m->nvars; v++)
        put_potential(w, v);
    return true;
}
