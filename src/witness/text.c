/* text.c -- a parity model as CDL: structural equations, so that it can be read. */
#include "lang/lang.h"
#include "witness/witness_int.h"

enum { NAMED = 6 }; /* so many variables are named in a comment */

/* A name that means a variable wherever it stands. */
static void put_name(struct buf *out, struct str name)
{
    for (const char *const *k = lang_keywords(); *k; k++)
        if (str_eq(str_of(*k), name)) {
            buf_fmt(out, "`%.*s`", STR_ARG(name));
            return;
        }
    lang_put_name(out, name);
}

/* The variables from `from` up to `to`, as a declaration. */
static void put_declaration(struct buf *out, const struct cast *c, const char *role, uint32_t from,
                            uint32_t to)
{
    for (uint32_t v = from; v < to; v++) {
        buf_puts(out, v == from ? role : ", ");
        put_name(out, c->var[v].name);
    }
    if (from < to)
        buf_puts(out, " : {0, 1}\n");
}

/* ---- what is special about the model ---- */

static void put_members(struct buf *out, const struct cast *c, members set)
{
    uint32_t n = bit_count(set), i = 0;
    EACH_BIT(v, set)
    {
        if (i == NAMED && n > NAMED + 1) {
            buf_fmt(out, " and %u more", n - i);
            return;
        }
        buf_puts(out, i == 0 ? "" : i + 1 == n ? " and " : ", ");
        put_name(out, c->g->name[c->s->node[v]]);
        i++;
    }
}

static void put_comment(struct buf *out, const struct cast *c, int m)
{
    members inner = c->pair->f_prime, outer = c->pair->f & ~inner;
    buf_puts(out, "  # ");
    put_members(out, c, inner);
    bool one = bit_count(inner) == 1;
    if (m == 0) {
        buf_fmt(out, " hear%s ", one ? "s" : "");
        put_members(out, c, outer);
        buf_puts(out, " too: what is heard twice cancels, but not when ");
        put_members(out, c, outer & c->s->x);
        buf_fmt(out, " %s set\n", bit_count(outer & c->s->x) == 1 ? "is" : "are");
    } else {
        buf_fmt(out, " hear%s nothing of ", one ? "s" : "");
        put_members(out, c, outer);
        buf_putc(out, '\n');
    }
}

/* ---- the model ---- */

static void put_row(struct buf *out, const struct cast *c, uint32_t v)
{
    double one = cast_chance(c, v);
    buf_puts(out, "  P(");
    put_name(out, c->var[v].name);
    buf_fmt(out, ") = [%g, %g]\n", 1 - one, one);
}

static void put_mechanism(struct buf *out, const struct cast *c, int m, uint32_t v)
{
    uint32_t heard[MOST_HEARD], n = cast_heard(c, m, v, heard);
    if (n == 0) {
        put_row(out, c, v);
        return;
    }
    buf_puts(out, "  ");
    put_name(out, c->var[v].name);
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(out, i ? " xor " : " := ");
        put_name(out, c->var[heard[i]].name);
    }
    buf_putc(out, '\n');
}

/* The text so far, in the arena; the buffer is freed. */
static struct str taken(struct work *w, struct buf *text)
{
    struct str out = text->failed ? (struct str){0} : str_dup(w->arena, buf_str(text));
    buf_free(text);
    if (!out.s)
        diag_oom(w->diags);
    return out;
}

struct str text_model(struct work *w, const struct cast *c, int m, struct str name)
{
    struct buf out = {0};
    buf_puts(&out, "model ");
    put_name(&out, name);
    buf_puts(&out, " {\n");
    put_comment(&out, c, m);
    put_declaration(&out, c, "  var ", 0, c->nobserved);
    put_declaration(&out, c, "  latent ", c->nobserved, c->nobserved + c->nhidden);
    put_declaration(&out, c, "  noise ", c->nobserved + c->nhidden, c->n);
    for (uint32_t v = c->nobserved; v < c->n; v++)
        put_row(&out, c, v);
    for (uint32_t v = 0; v < c->nobserved; v++)
        put_mechanism(&out, c, m, v);
    buf_puts(&out, "}\n");
    return taken(w, &out);
}

/* ---- the query ---- */

static void put_terms(struct buf *out, const struct cast *c, struct set set, members one, const char *before)
{
    SET_EACH (v, set) {
        uint32_t at = c->s->place[v];
        buf_puts(out, before);
        put_name(out, c->g->name[v]);
        buf_fmt(out, " = %d", at == UINT32_MAX || one & BIT(at) ? 1 : 0);
        before = ", ";
    }
}

struct str text_query(struct work *w, const struct cast *c, const struct identify_query *q,
                      const struct gap *gap)
{
    struct buf out = {0};
    buf_puts(&out, "P(");
    put_terms(&out, c, q->y, gap->y, "");
    put_terms(&out, c, q->z, gap->z, " | ");
    if (!set_empty(q->x)) {
        buf_puts(&out, set_empty(q->z) ? " | do(" : ", do(");
        put_terms(&out, c, q->x, gap->x, "");
        buf_putc(&out, ')');
    }
    buf_putc(&out, ')');
    return taken(w, &out);
}
