/* writing.c -- what writers share: can this format hold the model, and what is an entry as text. */
#include "formats/formats_int.h"

bool writing_refuse(const struct writing *w, const char *what, struct str name, const char *hint)
{
    diag_error(w->w->diags, "format-cannot", w->at, "%s cannot hold this model: `%.*s` %s", w->format,
               STR_ARG(name), what);
    return diag_hint(w->w->diags, "%s", hint);
}

static const char any_model[] = ".cdl and .json hold any model, .dot and .dagitty any graph";

bool writing_tables(const struct writing *w)
{
    for (uint32_t v = 0; v < w->m->nvars; v++) {
        const struct var *x = &w->m->var[v];
        if (x->role == VAR_CONFOUNDER)
            return writing_refuse(w, "is a hidden common cause without a table", x->name, any_model);
    }
    for (uint32_t v = 0; v < w->m->nvars; v++) {
        const struct var *x = &w->m->var[v];
        if (!x->type)
            return writing_refuse(w, "has no states", x->name, any_model);
        if (!w->m->mechanism[v]->matrix)
            return writing_refuse(w, "has no table", x->name, any_model);
    }
    return true;
}

size_t writing_rows(const struct model *m, uint32_t v)
{
    size_t rows = 1;
    for (uint32_t i = 0; i < m->mechanism[v]->nin; i++)
        rows *= m->var[m->mechanism[v]->in[i]].type->n;
    return rows;
}

uint32_t writing_drawn(const struct model *m, uint32_t v)
{
    const struct box *b = m->mechanism[v];
    uint32_t n = 0;
    while (n < b->nin && m->var[b->in[n]].role != VAR_CONFOUNDER)
        n++;
    return n;
}

bool writing_ends(const struct model *m, uint32_t confounder, uint32_t *a, uint32_t *b)
{
    uint32_t n = 0, end[2] = {0, 0};
    SET_EACH (v, m->graph->ch[confounder]) {
        if (n < 2)
            end[n] = v;
        n++;
    }
    *a = end[0];
    *b = end[1];
    return n == 2;
}

bool writing_decimals(const struct model *m, uint32_t v)
{
    const struct box *b = m->mechanism[v];
    struct number number;
    if (!box_texts(b))
        return false;
    size_t cells = writing_rows(m, v) * m->var[v].type->n;
    for (size_t i = 0; i < cells; i++) {
        char text[128];
        if (b->written[i].n >= sizeof text)
            return false;
        struct str s = b->written[i];
        for (size_t k = 0; k < s.n; k++)
            text[k] = s.s[k];
        text[s.n] = 0;
        const char *end = number_read(text, &number);
        if (!end || *end)
            return false;
    }
    return true;
}

void writing_entry(struct buf *out, const struct model *m, uint32_t v, size_t i, bool decimals)
{
    const struct box *b = m->mechanism[v];
    if (decimals)
        buf_put(out, b->written[i]);
    else
        number_put(out, b->matrix[i]);
}

void writing_values(struct buf *out, const struct type *t)
{
    for (uint32_t i = 0; t->value && i < t->n; i++) {
        if (i)
            buf_putc(out, ' ');
        number_put(out, t->value[i]);
    }
}

void writing_quoted(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '"' || s.s[i] == '\\')
            buf_putc(out, '\\');
        buf_putc(out, s.s[i]);
    }
    buf_putc(out, '"');
}
