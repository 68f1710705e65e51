/* cdl.c -- a model as CDL, the language of the program itself.
 *
 * Variables are declared in the order of their numbers, with their states; parents of what has no table are
 * drawn as edges. A rounded row that was divided by its sum becomes a row of fractions, 333333/999999, which
 * is what its entries are; a row that needed no dividing stays as it was written. */
#include "formats/formats_int.h"

#include "base/interrupt.h"
#include "lang/lang.h"

#include <string.h>

/* ---- types and variables ---- */

static bool same_type(const struct type *a, const struct type *b)
{
    if (!type_equal(a, b) || !a->value != !b->value)
        return false;
    return !a->value || memcmp(a->value, b->value, a->n * sizeof *a->value) == 0;
}

/* May v's type be written by its name? Not when another of this name has other states. */
static bool is_named(const struct model *m, uint32_t v)
{
    const struct type *t = m->var[v].type;
    if (!t || !t->name.n)
        return false;
    for (uint32_t k = 0; k < m->nvars; k++) {
        const struct type *other = m->var[k].type;
        if (other && str_eq(other->name, t->name) && !same_type(other, t))
            return false;
    }
    return true;
}

static void put_states(struct buf *out, const struct type *t)
{
    buf_putc(out, '{');
    for (uint32_t i = 0; i < t->n; i++) {
        buf_puts(out, i ? ", " : "");
        lang_put_state(out, t->state[i]);
        if (t->value) {
            buf_puts(out, ": ");
            number_put(out, t->value[i]);
        }
    }
    buf_putc(out, '}');
}

static void put_types(const struct writing *w)
{
    const struct model *m = w->m;
    for (uint32_t v = 0; v < m->nvars; v++) {
        bool first = is_named(m, v);
        for (uint32_t k = 0; first && k < v; k++)
            first = !m->var[k].type || !str_eq(m->var[k].type->name, m->var[v].type->name);
        if (!first)
            continue;
        buf_puts(w->out, "type ");
        lang_put_name(w->out, m->var[v].type->name);
        buf_puts(w->out, " = ");
        put_states(w->out, m->var[v].type);
        buf_putc(w->out, '\n');
    }
}

static void put_variable(const struct writing *w, uint32_t v)
{
    static const char *const word[] = {
        [VAR_OBSERVED] = "var", [VAR_LATENT] = "latent", [VAR_NOISE] = "noise"};
    const struct var *x = &w->m->var[v];
    buf_fmt(w->out, "  %s ", word[x->role]);
    lang_put_name(w->out, x->name);
    if (x->type)
        buf_puts(w->out, " : ");
    if (x->type && is_named(w->m, v))
        lang_put_name(w->out, x->type->name);
    else if (x->type)
        put_states(w->out, x->type);
    buf_putc(w->out, '\n');
}

/* ---- tables ---- */

/* What text is worth, a decimal or a fraction; false when it is neither. */
static bool worth(struct str text, double *x)
{
    char s[128];
    struct number top, below;
    if (text.n >= sizeof s)
        return false;
    memcpy(s, text.s, text.n);
    s[text.n] = 0;
    const char *end = number_read(s, &top);
    if (!end)
        return false;
    *x = top.x;
    if (*end == '/') {
        end = number_read(end + 1, &below);
        *x = end ? top.x / below.x : 0;
    }
    return end && !*end;
}

static bool bits_equal(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Are the entries of this row what their texts say? */
static bool stands(const struct str *text, const double *p, uint32_t n)
{
    double x;
    for (uint32_t i = 0; i < n; i++)
        if (!worth(text[i], &x) || !bits_equal(x, p[i]))
            return false;
    return true;
}

/* The row as fractions of its sum; false, with nothing written, when they are not what the row is. */
static bool put_fractions(const struct writing *w, const struct str *text, const double *p, uint32_t n)
{
    struct arena draft = {0};
    double *top = ARENA_NEW(&draft, double, n);
    uint64_t sum;
    bool good = top && row_total(text, n, &sum);
    if (good)
        row_shares(text, n, top);
    for (uint32_t i = 0; good && i < n; i++)
        good = bits_equal(top[i] / (double)sum, p[i]);
    for (uint32_t i = 0; good && i < n; i++) {
        buf_fmt(w->out, "%s%.0f", i ? ", " : "", top[i]);
        if (top[i] > 0)
            buf_fmt(w->out, "/%llu", (unsigned long long)sum);
    }
    w->out->failed = w->out->failed || !top;
    arena_free(&draft);
    return good;
}

static void put_row(const struct writing *w, const struct box *b, size_t first, uint32_t n)
{
    struct buf *out = w->out;
    const double *p = b->matrix + first;
    const struct str *text = box_texts(b) ? b->written + first : NULL;
    bool written = text && stands(text, p, n);
    buf_putc(out, '[');
    if (written || !text || !put_fractions(w, text, p, n))
        for (uint32_t i = 0; i < n; i++) {
            buf_puts(out, i ? ", " : "");
            if (written)
                buf_put(out, text[i]);
            else
                number_put(out, p[i]);
        }
    buf_putc(out, ']');
}

static void put_names(const struct writing *w, const uint32_t *var, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(w->out, i ? ", " : "");
        lang_put_name(w->out, w->m->var[var[i]].name);
    }
}

static void put_table(const struct writing *w, uint32_t v)
{
    const struct box *b = w->m->mechanism[v];
    size_t rows = writing_rows(w->m, v);
    uint32_t n = w->m->var[v].type->n;
    buf_puts(w->out, "  P(");
    put_names(w, &v, 1);
    if (b->nin)
        buf_puts(w->out, " | ");
    put_names(w, b->in, b->nin);
    buf_puts(w->out, b->nin ? ") = [" : ") = ");
    for (size_t row = 0; row < rows && !interrupted(); row++) {
        if (row)
            buf_puts(w->out, ",\n    ");
        put_row(w, b, row * n, n);
    }
    buf_puts(w->out, b->nin ? "]\n" : "\n");
}

static void put_edges(const struct writing *w, uint32_t v)
{
    uint32_t n = writing_drawn(w->m, v);
    const uint32_t *in = w->m->mechanism[v]->in;
    if (!n)
        return;
    buf_puts(w->out, n > 1 ? "  {" : "  ");
    put_names(w, in, n);
    buf_puts(w->out, n > 1 ? "} -> " : " -> ");
    put_names(w, &v, 1);
    buf_putc(w->out, '\n');
}

static bool put_confounder(const struct writing *w, uint32_t v)
{
    uint32_t a, b;
    if (!writing_ends(w->m, v, &a, &b))
        return writing_refuse(w, "does not join two variables", w->m->var[v].name, "write .json");
    buf_puts(w->out, "  ");
    put_names(w, &a, 1);
    buf_puts(w->out, " <-> ");
    put_names(w, &b, 1);
    buf_putc(w->out, '\n');
    return true;
}

static void put_joint(const struct writing *w)
{
    size_t cells = 1;
    buf_puts(w->out, "  P(");
    put_names(w, w->joint->var, w->joint->n);
    buf_puts(w->out, ") = [");
    for (uint32_t i = 0; i < w->joint->n; i++)
        cells *= w->m->var[w->joint->var[i]].type->n;
    for (size_t i = 0; i < cells && !interrupted(); i++) {
        buf_puts(w->out, i ? ", " : "");
        number_put(w->out, w->joint->p[i]);
    }
    buf_puts(w->out, "]\n");
}

/* Text in double quotes. */
static void put_text(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '"' || s.s[i] == '\\')
            buf_putc(out, '\\');
        if (s.s[i] == '\n')
            buf_puts(out, "\\n");
        else
            buf_putc(out, s.s[i]);
    }
    buf_putc(out, '"');
}

bool cdl_write(const struct writing *w)
{
    const struct model *m = w->m;
    put_types(w);
    buf_puts(w->out, "model ");
    lang_put_name(w->out, m->name);
    if (m->doc.n) {
        buf_putc(w->out, ' ');
        put_text(w->out, m->doc);
    }
    buf_puts(w->out, " {\n");
    for (uint32_t v = 0; v < m->nvars; v++)
        if (m->var[v].role != VAR_CONFOUNDER)
            put_variable(w, v);
    for (uint32_t v = 0; v < m->nvars; v++)
        if (m->var[v].role == VAR_CONFOUNDER) {
            if (!put_confounder(w, v))
                return false;
        } else if (m->mechanism[v]->matrix) {
            put_table(w, v);
        } else {
            put_edges(w, v);
        }
    if (w->joint->p)
        put_joint(w);
    buf_puts(w->out, "}\n");
    return true;
}
