/* bif_write.c -- a model as BIF: rows by the states of the parents. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <string.h>

/* A name as BIF reads it back. Text in quotes knows no escapes. */
static bool put_name(const struct writing *w, struct str s)
{
    bool bare = s.n && !(s.n > 1 && s.s[0] == '/' && (s.s[1] == '/' || s.s[1] == '*'));
    if (memchr(s.s, '"', s.n))
        return writing_refuse(w, "has a double quote in its name", s, ".cdl and .json hold any name");
    for (size_t i = 0; i < s.n; i++)
        bare = bare && !strchr(" \t\r\n\f\v{}()[]|,;", s.s[i]);
    if (bare)
        buf_put(w->out, s);
    else
        buf_fmt(w->out, "\"%.*s\"", STR_ARG(s));
    return true;
}

static bool put_variable(const struct writing *w, uint32_t v)
{
    const struct var *x = &w->m->var[v];
    buf_puts(w->out, "variable ");
    if (!put_name(w, x->name))
        return false;
    buf_fmt(w->out, " {\n  type discrete [ %u ] { ", x->type->n);
    for (uint32_t i = 0; i < x->type->n; i++) {
        buf_puts(w->out, i ? ", " : "");
        if (!put_name(w, x->type->state[i]))
            return false;
    }
    buf_puts(w->out, " };\n");
    if (x->role != VAR_OBSERVED)
        buf_fmt(w->out, "  property %s = yes ;\n", x->role == VAR_LATENT ? "latent" : "noise");
    if (x->type->value) {
        buf_puts(w->out, "  property values = ");
        writing_values(w->out, x->type);
        buf_puts(w->out, " ;\n");
    }
    buf_puts(w->out, "}\n");
    return true;
}

/* "(yes, no) " for row number `row`. */
static void put_key(const struct writing *w, const struct box *b, size_t row, size_t rows)
{
    for (uint32_t i = 0; i < b->nin; i++) {
        const struct type *t = w->m->var[b->in[i]].type;
        rows /= t->n;
        buf_puts(w->out, i ? ", " : "(");
        put_name(w, t->state[row / rows % t->n]);
    }
    buf_puts(w->out, ") ");
}

static void put_table(const struct writing *w, uint32_t v)
{
    const struct box *b = w->m->mechanism[v];
    size_t rows = writing_rows(w->m, v), row = w->m->var[v].type->n;
    bool decimals = writing_decimals(w->m, v);
    buf_puts(w->out, "probability ( ");
    put_name(w, w->m->var[v].name);
    for (uint32_t i = 0; i < b->nin; i++) {
        buf_puts(w->out, i ? ", " : " | ");
        put_name(w, w->m->var[b->in[i]].name);
    }
    buf_puts(w->out, " ) {\n");
    for (size_t k = 0; k < rows && !interrupted(); k++) {
        buf_puts(w->out, b->nin ? "  " : "  table ");
        if (b->nin)
            put_key(w, b, k, rows);
        for (size_t i = 0; i < row; i++) {
            buf_puts(w->out, i ? ", " : "");
            writing_entry(w->out, w->m, v, k * row + i, decimals);
        }
        buf_puts(w->out, ";\n");
    }
    buf_puts(w->out, "}\n");
}

bool bif_write(const struct writing *w)
{
    if (!writing_tables(w))
        return false;
    buf_puts(w->out, "network ");
    if (!put_name(w, w->m->name))
        return false;
    buf_puts(w->out, " {\n}\n");
    for (uint32_t v = 0; v < w->m->nvars; v++)
        if (!put_variable(w, v))
            return false;
    for (uint32_t v = 0; v < w->m->nvars; v++)
        put_table(w, v);
    return true;
}
