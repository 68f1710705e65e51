/* json_model_write.c -- a model as JSON, written; what it looks like stands in json_model_read.c. */
#include "formats/json.h"

#include "base/interrupt.h"

static void put_numbers(struct buf *out, const double *p, size_t n)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < n && !interrupted(); i++) {
        buf_puts(out, i ? ", " : "");
        number_put(out, p[i]);
    }
    buf_putc(out, ']');
}

static void put_strings(struct buf *out, const struct str *s, size_t n)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < n && !interrupted(); i++) {
        buf_puts(out, i ? ", " : "");
        scan_json_put(out, s[i]);
    }
    buf_putc(out, ']');
}

static void put_names(const struct writing *w, const uint32_t *var, uint32_t n)
{
    buf_putc(w->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(w->out, i ? ", " : "");
        scan_json_put(w->out, w->m->var[var[i]].name);
    }
    buf_putc(w->out, ']');
}

static void put_variable(const struct writing *w, uint32_t v)
{
    static const char *const word[] = {
        [VAR_OBSERVED] = "observed", [VAR_LATENT] = "latent", [VAR_NOISE] = "noise"};
    const struct var *x = &w->m->var[v];
    buf_puts(w->out, "\n    {\"name\": ");
    scan_json_put(w->out, x->name);
    buf_fmt(w->out, ", \"role\": \"%s\"", word[x->role]);
    if (x->type && x->type->name.n) {
        buf_puts(w->out, ", \"type\": ");
        scan_json_put(w->out, x->type->name);
    }
    if (x->type) {
        buf_puts(w->out, ", \"states\": ");
        put_strings(w->out, x->type->state, x->type->n);
    }
    if (x->type && x->type->value) {
        buf_puts(w->out, ", \"values\": ");
        put_numbers(w->out, x->type->value, x->type->n);
    }
    buf_putc(w->out, '}');
}

static void put_mechanism(const struct writing *w, uint32_t v)
{
    const struct box *b = w->m->mechanism[v];
    buf_puts(w->out, "\n    {\"variable\": ");
    scan_json_put(w->out, w->m->var[v].name);
    if (!str_eq(b->name, w->m->var[v].name)) {
        buf_puts(w->out, ", \"box\": ");
        scan_json_put(w->out, b->name);
    }
    buf_puts(w->out, ", \"parents\": ");
    put_names(w, b->in, writing_drawn(w->m, v));
    size_t cells = b->matrix ? writing_rows(w->m, v) * w->m->var[v].type->n : 0;
    if (b->matrix) {
        buf_puts(w->out, ",\n     \"table\": ");
        put_numbers(w->out, b->matrix, cells);
    }
    if (b->matrix && box_texts(b)) {
        buf_puts(w->out, ",\n     \"written\": ");
        put_strings(w->out, b->written, cells);
    }
    buf_putc(w->out, '}');
}

static bool put_pair(const struct writing *w, uint32_t v)
{
    uint32_t end[2];
    if (!writing_ends(w->m, v, &end[0], &end[1]))
        return writing_refuse(w, "does not join two variables", w->m->var[v].name, "keep it as a script");
    put_names(w, end, 2);
    return true;
}

static void put_joint(const struct writing *w)
{
    size_t cells = 1;
    for (uint32_t i = 0; i < w->joint->n; i++)
        cells *= w->m->var[w->joint->var[i]].type->n;
    buf_puts(w->out, ",\n  \"joint\": {\"variables\": ");
    put_names(w, w->joint->var, w->joint->n);
    buf_puts(w->out, ", \"table\": ");
    put_numbers(w->out, w->joint->p, cells);
    buf_putc(w->out, '}');
}

/* `put` for each variable that is (not) a hidden common cause, with commas. */
static void put_each(const struct writing *w, void (*put)(const struct writing *w, uint32_t v))
{
    for (uint32_t v = 0, n = 0; v < w->m->nvars; v++)
        if (w->m->var[v].role != VAR_CONFOUNDER) {
            buf_puts(w->out, n++ ? "," : "");
            put(w, v);
        }
}

static bool put_pairs(const struct writing *w)
{
    for (uint32_t v = 0, n = 0; v < w->m->nvars; v++)
        if (w->m->var[v].role == VAR_CONFOUNDER) {
            buf_puts(w->out, n++ ? ", " : "");
            if (!put_pair(w, v))
                return false;
        }
    return true;
}

bool json_model_write(const struct writing *w)
{
    buf_puts(w->out, "{\n  \"format\": \"causal\",\n  \"version\": 1,\n  \"name\": ");
    scan_json_put(w->out, w->m->name);
    if (w->m->doc.n) {
        buf_puts(w->out, ",\n  \"doc\": ");
        scan_json_put(w->out, w->m->doc);
    }
    buf_puts(w->out, ",\n  \"variables\": [");
    put_each(w, put_variable);
    buf_puts(w->out, "],\n  \"mechanisms\": [");
    put_each(w, put_mechanism);
    buf_puts(w->out, "],\n  \"confounded\": [");
    if (!put_pairs(w))
        return false;
    buf_puts(w->out, "]");
    if (w->joint->p)
        put_joint(w);
    buf_puts(w->out, "\n}\n");
    return true;
}
