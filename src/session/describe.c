/* describe.c -- a model in one line, and the list of what is bound. */
#include "session/diagram_value.h"

#include <math.h>

enum { MOST_NAMED = 20 };

static size_t count_role(const struct model *m, enum var_role role)
{
    size_t n = 0;
    for (uint32_t v = 0; v < m->nvars; v++)
        n += m->var[v].role == role;
    return n;
}

/* "munin: 1041 variables, 1397 edges, 98423 numbers": of a model with too many names to list them. */
static void put_size(struct buf *out, const struct model *m)
{
    size_t edges = 0, numbers = 0;
    for (uint32_t v = 0; v < m->nvars; v++) {
        const struct box *b = m->mechanism[v];
        size_t cells = m->var[v].type ? m->var[v].type->n : 0;
        for (uint32_t i = 0; i < b->nin; i++) {
            const struct var *parent = &m->var[b->in[i]];
            edges += parent->role != VAR_CONFOUNDER;
            cells *= parent->type ? parent->type->n : 0;
        }
        numbers += b->matrix ? cells : 0;
    }
    buf_fmt(out, "%zu variables, %zu edges", count_role(m, VAR_OBSERVED), edges);
    if (numbers)
        buf_fmt(out, ", %zu numbers", numbers);
}

static void put_roles(struct buf *out, const struct model *m, enum var_role role, const char *word,
                      const char *dot)
{
    size_t n = 0;
    for (uint32_t v = 0; v < m->nvars; v++)
        if (m->var[v].role == role && n++ < MOST_NAMED)
            buf_fmt(out, "%s%.*s", n > 1 ? ", " : role == VAR_OBSERVED ? "" : dot, STR_ARG(m->var[v].name));
    if (n > MOST_NAMED)
        buf_fmt(out, ", .. (%zu in all)", n);
    if (n)
        buf_fmt(out, " %s", word);
}

static void put_confounders(struct buf *out, const struct model *m, const char *dot)
{
    size_t n = 0, k = 0;
    for (uint32_t v = 0; v < m->nvars; v++)
        n += m->var[v].role == VAR_CONFOUNDER;
    if (!n)
        return;
    buf_fmt(out, "%s%zu hidden common cause%s (", dot, n, n == 1 ? "" : "s");
    for (uint32_t v = 0; v < m->nvars; v++)
        if (m->var[v].role == VAR_CONFOUNDER)
            buf_fmt(out, "%s%.*s", k++ ? ", " : "", STR_ARG(m->var[v].name));
    buf_putc(out, ')');
}

static void put_numbers(struct buf *out, const struct binding *b, const char *dot)
{
    const struct model *m = b->model;
    uint32_t known = 0, boxes = 0, last = 0;
    for (uint32_t v = 0; v < m->nvars; v++) {
        known += m->mechanism[v]->matrix != NULL;
        boxes++;
        if (!m->mechanism[v]->matrix && m->var[v].role != VAR_CONFOUNDER)
            last = v;
    }
    bool large = count_role(m, VAR_OBSERVED) > MOST_NAMED; /* then its numbers are counted */
    if (known == boxes)
        buf_fmt(out, "%s%s", large ? "" : dot, large ? "" : "all mechanisms known");
    else if (known && known + 1 == boxes && m->var[last].role != VAR_CONFOUNDER &&
             !m->mechanism[last]->matrix)
        buf_fmt(out, "%severy mechanism known but that of %.*s", dot, STR_ARG(m->var[last].name));
    else if (known)
        buf_fmt(out, "%s%u of %u mechanisms known", dot, known, boxes);
    if (b->observed.kind == OBSERVED_JOINT) {
        buf_fmt(out, "%sjoint P(", dot);
        for (uint32_t i = 0; i < b->observed.joint->rank; i++)
            buf_fmt(out, "%s%.*s", i ? ", " : "", STR_ARG(m->var[b->observed.joint->axis[i].id].name));
        buf_putc(out, ')');
    } else if (b->observed.kind == OBSERVED_DATA) {
        const struct counts *c = b->observed.counts;
        bool survey = c->weighting == WEIGHT_SAMPLING;
        buf_fmt(out, "%sdata %.*s (%.15g %s", dot, STR_ARG(b->observed.file),
                survey ? (double)c->used : c->total, survey ? "weighted rows" : "observations");
        if (c->dropped)
            buf_fmt(out, ", %llu row%s dropped", (unsigned long long)c->dropped, c->dropped == 1 ? "" : "s");
        buf_putc(out, ')');
    } else if (!known) {
        buf_fmt(out, "%sstructure only", dot);
    }
}

void describe_model(struct buf *out, const struct binding *b, bool unicode)
{
    const char *dot = unicode ? " \xC2\xB7 " : "; ";
    buf_fmt(out, "%.*s: ", STR_ARG(b->name));
    if (count_role(b->model, VAR_OBSERVED) > MOST_NAMED)
        put_size(out, b->model);
    else
        put_roles(out, b->model, VAR_OBSERVED, "observed", dot);
    put_roles(out, b->model, VAR_LATENT, "hidden", dot);
    put_roles(out, b->model, VAR_NOISE, "noise", dot);
    put_confounders(out, b->model, dot);
    put_numbers(out, b, dot);
    if (b->model->doc.n)
        buf_fmt(out, "%s%.*s", dot, STR_ARG(b->model->doc));
}

bool session_describe(struct session *s, struct str model, struct buf *out, bool unicode)
{
    const struct binding *b = session_find(s, BIND_MODEL, model);
    if (!b)
        return false;
    describe_model(out, b, unicode);
    return !out->failed;
}

static void put_type(struct buf *out, const struct type *t)
{
    if (!t) {
        buf_puts(out, "no states yet");
        return;
    }
    if (t->name.n) {
        lang_put_name(out, t->name);
        buf_puts(out, " = ");
    }
    buf_putc(out, '{');
    for (uint32_t i = 0; i < t->n; i++) {
        buf_puts(out, i ? ", " : "");
        lang_put_state(out, t->state[i]);
        if (t->value)
            buf_fmt(out, ": %g", t->value[i]);
    }
    buf_putc(out, '}');
}

static void put_side(struct buf *out, const struct str *name, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(out, i ? " * " : "");
        lang_put_name(out, name[i]);
    }
    if (!n)
        buf_puts(out, "()");
}

void describe_box(struct buf *out, const struct binding *b)
{
    const struct declared_box *box = b->box;
    if (box->generic) {
        struct ast head = *box->generic;
        head.kid = (struct ast *[]){NULL, head.kid[1], head.kid[2], head.kid[3], head.kid[4]};
        ast_print(out, &head);
        out->n--; /* its newline */
        return;
    }
    buf_puts(out, "box ");
    lang_put_name(out, b->name);
    buf_puts(out, " : ");
    put_side(out, box->in_name, box->nin);
    buf_puts(out, " -> ");
    put_side(out, box->out_name, box->nout);
    if (!box->matrix)
        buf_puts(out, ", no matrix");
}

static void put_binding(struct buf *out, const struct binding *b, bool unicode)
{
    if (b->kind == BIND_TYPE) {
        buf_puts(out, "type ");
        put_type(out, b->type);
    } else if (b->kind == BIND_BOX) {
        describe_box(out, b);
    } else if (b->kind == BIND_VALUE) {
        buf_puts(out, "let ");
        lang_put_name(out, b->name);
        if (b->value.kind == VALUE_TABLE)
            buf_fmt(out, " = %.*s", STR_ARG(b->value.table->query));
        else if (b->value.kind == VALUE_TRUTH)
            buf_fmt(out, " = %s", b->value.truth ? "true" : "false");
        else if (b->value.kind == VALUE_DIAGRAM) {
            buf_puts(out, " : ");
            diagram_describe(out, b->value.diagram->d, unicode);
        } else if (isnan(b->value.number))
            buf_puts(out, " = undefined");
        else
            buf_fmt(out, " = %.10g", b->value.number);
    } else {
        return;
    }
    buf_putc(out, '\n');
}

bool session_vars(struct session *s, struct buf *out, bool unicode)
{
    static const char *const word[] = {
        [VAR_OBSERVED] = "var", [VAR_LATENT] = "latent", [VAR_NOISE] = "noise", [VAR_CONFOUNDER] = ""};
    const struct model *m = s->current ? s->current->model : NULL;
    for (uint32_t v = 0; m && v < m->nvars; v++) {
        if (m->var[v].role == VAR_CONFOUNDER)
            continue;
        buf_fmt(out, "%s ", word[m->var[v].role]);
        lang_put_name(out, m->var[v].name);
        buf_puts(out, " : ");
        put_type(out, m->var[v].type);
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < s->n; i++)
        put_binding(out, s->binding[i], unicode);
    return !out->failed;
}
