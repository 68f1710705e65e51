/* matrix.c -- what a diagram means: the functor's value where every box is known, and otherwise what the
 * observed distribution of its model says of it.
 *
 * The second is the paper's theorem read as a statement about diagrams: F(cut_S(d)) is a function of F(d)
 * whenever the effect of S is identifiable (Jacobs, Kissinger and Zanasi 2019, sections 7 and 8).  The
 * channel P(outputs | do(X)) is identified for every value of X at once, and what surgery put on X is
 * composed with it.  A comb whose boxes are hidden is disintegrated from the joint (section 6). */
#include "session/diagram_value.h"

#include <float.h>
#include <math.h>

static const double TOLERANCE = 1e-9; /* of `~=`, that of `==` between numbers */

/* The channel of v: axis ids are positions, inputs first. `how` is the answer it came from, if any. */
struct meaning {
    const struct tensor *t;
    struct answer how;
    bool answered;
};

static bool is_known(struct run *r, const struct diagram *d, bool *known)
{
    const struct box *missing;
    struct set of = set_new(r->w.arena, d->nwires);
    if (!set_ok(of))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < d->nout; i++)
        set_add(of, d->out[i]);
    return diagram_known(&r->w, d, of, known, &missing);
}

/* ---- a tensor over wires, read as a channel ---- */

/* From axes that are wires, each once, to axes that are positions: a wire may stand in several. */
static struct tensor *spread_out(struct run *r, const struct diagram *d, const struct tensor *t)
{
    uint32_t rank = d->nin + d->nout;
    struct axis *axis = ARENA_NEW(r->w.arena, struct axis, rank);
    uint32_t *from = ARENA_NEW(r->w.arena, uint32_t, rank);
    size_t *stride = ARENA_NEW(r->w.arena, size_t, rank);
    size_t *step = ARENA_NEW(r->w.arena, size_t, t->rank), *at = ARENA_NEW(r->w.arena, size_t, t->rank);
    if (!axis || !from || !stride || !step || !at) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < rank; i++) {
        from[i] = tensor_axis(t, i < d->nin ? d->in[i] : d->out[i - d->nin]);
        axis[i] = (struct axis){i, t->axis[from[i]].n};
    }
    struct tensor *out = tensor_new(&r->w, rank, axis);
    if (!out || (t->exact && !tensor_exact_cells(&r->w, out)))
        return NULL;
    tensor_strides(out, stride);
    for (uint32_t i = 0; i < rank; i++)
        step[from[i]] += stride[i];
    for (size_t cell = 0; cell < t->cells; cell++) {
        size_t to = 0, rest = cell;
        for (uint32_t k = t->rank; k-- > 0;) {
            to += rest % t->axis[k].n * step[k];
            rest /= t->axis[k].n;
        }
        out->p[to] = t->p[cell];
        if (t->exact)
            out->exact[to] = t->exact[cell];
    }
    return out;
}

/* ---- from the model's observed distribution ---- */

struct question {
    uint32_t nover, ndos;
    struct query_term *over;
    struct query_do *dos;
};

static bool is_done(const struct diagram_value *v, uint32_t var)
{
    for (uint32_t i = 0; i < v->ndos; i++)
        if (v->dos[i].var == var)
            return true;
    return false;
}

static void ask_for(struct question *q, const struct diagram_value *v, uint32_t var)
{
    bool there = is_done(v, var);
    for (uint32_t i = 0; i < q->nover; i++)
        there = there || q->over[i].var == var;
    if (!there)
        q->over[q->nover++] = (struct query_term){.var = var};
}

/* P(outputs and what policies look at | do(X) for every X that was operated on) */
static bool pose(struct run *r, const struct diagram_value *v, struct question *q)
{
    uint32_t n = v->model->model->nvars;
    *q = (struct question){.over = ARENA_NEW(r->w.arena, struct query_term, n),
                           .dos = ARENA_NEW(r->w.arena, struct query_do, v->ndos)};
    if (!q->over || !q->dos)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < v->d->nout; i++)
        ask_for(q, v, v->d->out[i]);
    for (uint32_t i = 0; i < v->ndos; i++) {
        q->dos[q->ndos++] = (struct query_do){.var = v->dos[i].var, .kind = DO_ALL, .span = v->dos[i].span};
        for (uint32_t k = 0; k < v->dos[i].nfrom; k++)
            ask_for(q, v, v->dos[i].from[k]);
    }
    return true;
}

/* The answer's table with variables as axis ids. */
static struct tensor *by_variable(struct run *r, const struct question *q, const struct answer *a)
{
    struct axis *axis = ARENA_NEW(r->w.arena, struct axis, a->table->rank);
    if (!axis) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < a->table->rank; i++)
        axis[i] = (struct axis){i < q->ndos ? q->dos[i].var : q->over[i - q->ndos].var, a->table->axis[i].n};
    struct tensor *t = tensor_view(&r->w, a->table->rank, axis, a->table->p);
    if (t)
        t->exact = a->table->exact;
    return t;
}

/* What surgery put on a variable, as a factor; *out is NULL where it became an input. */
static bool placed(struct run *r, const struct model *m, const struct query_do *d, const struct tensor **out)
{
    struct axis *axis = ARENA_NEW(r->w.arena, struct axis, d->nfrom + 1);
    uint32_t n = m->var[d->var].type->n;
    *out = NULL;
    if (!axis)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < d->nfrom; i++)
        axis[i] = (struct axis){d->from[i], m->var[d->from[i]].type->n};
    axis[d->nfrom] = (struct axis){d->var, n};
    if (d->kind == DO_POINT) {
        struct tensor *t = tensor_new(&r->w, 1, axis);
        if (t)
            t->p[d->state] = 1;
        *out = t;
        return t != NULL;
    }
    if (d->kind == DO_ALL)
        return true;
    if (d->kind == DO_ROW && r->s->exact && d->written != box_rounded) {
        struct tensor *t = tensor_new(&r->w, 1, axis);
        for (size_t i = 0; t && i < t->cells; i++)
            t->p[i] = d->row[i];
        *out = t;
        return t && tensor_make_exact(&r->w, t, d->written, t->cells);
    }
    *out = tensor_view(&r->w, d->nfrom + 1, axis, d->kind == DO_ROW ? d->row : d->matrix);
    return *out != NULL;
}

static bool by_identification(struct run *r, const struct diagram_value *v, struct meaning *m)
{
    const struct model *model = v->model->model;
    struct answer_options opt = {.verify = r->s->verify, .exact = r->s->exact};
    struct question q;
    if (!pose(r, v, &q))
        return false;
    const struct tensor **factor = ARENA_NEW(r->w.arena, const struct tensor *, v->ndos + 1);
    uint32_t *keep = ARENA_NEW(r->w.arena, uint32_t, v->d->nin + v->d->nout), nkeep = 0, n = 0;
    if (!factor || !keep)
        return diag_oom(r->w.diags);
    if (q.nover) {
        struct query query = {.text = STR("the diagram"),
                              .model = model,
                              .observed = &v->model->observed,
                              .nover = q.nover,
                              .over = q.over,
                              .ndos = q.ndos,
                              .dos = q.dos};
        m->answered = true;
        if (!answer_query(&m->how, &r->w, &query, &opt) || !(factor[n++] = by_variable(r, &q, &m->how)))
            return false;
    }
    for (uint32_t i = 0; i < v->ndos; i++) {
        if (!placed(r, model, &v->dos[i], &factor[n]))
            return false;
        n += factor[n] != NULL;
    }
    for (uint32_t i = 0; i < v->d->nin + v->d->nout; i++) {
        uint32_t wire = i < v->d->nin ? v->d->in[i] : v->d->out[i - v->d->nin];
        bool there = false;
        for (uint32_t k = 0; k < nkeep; k++)
            there = there || keep[k] == wire;
        if (!there)
            keep[nkeep++] = wire;
    }
    const struct tensor *t = tensor_contract(&r->w, factor, n, keep, nkeep);
    return t && (m->t = spread_out(r, v->d, t));
}

/* ---- the comb of hidden boxes ---- */

static bool by_disintegration(struct run *r, const struct diagram_value *v, struct meaning *m)
{
    const struct model *model = v->comb_model->model;
    const struct diagram *d = v->d;
    const struct observed *observed = &v->comb_model->observed;
    struct source source = r->s->exact ? source_of_exact_observed(observed) : source_of_observed(observed);
    struct set boxes = set_new(r->w.arena, model->nvars);
    uint32_t *vars = ARENA_NEW(r->w.arena, uint32_t, model->nvars), n = 0;
    uint32_t *order = ARENA_NEW(r->w.arena, uint32_t, d->nin + d->nout);
    struct comb comb;
    if (!set_ok(boxes) || !vars || !order)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < model->nvars; i++) {
        if (!model_observed(model, i))
            continue;
        vars[n++] = i;
        if (set_has(v->comb, i))
            set_add(boxes, i);
    }
    const struct tensor *joint = source.marginal(source.self, &r->w, vars, n, NULL, 0);
    if (!joint || !stoch_comb(&comb, &r->w, joint, model->projected, boxes))
        return false;
    for (uint32_t i = 0; i < d->nin + d->nout; i++) {
        uint32_t wire = i < d->nin ? d->in[i] : d->out[i - d->nin];
        order[i] = model_var(model, d->wire[wire].name);
        if (order[i] == UINT32_MAX || tensor_axis(comb.value, order[i]) == UINT32_MAX)
            return diag_error(r->w.diags, "open-comb", NO_SPAN,
                              "the comb shares a hidden wire with boxes that are not in it");
    }
    const struct tensor *t = tensor_permute(&r->w, comb.value, order);
    if (!t)
        return false;
    struct tensor *numbered = tensor_share(&r->w, t);
    if (!numbered)
        return false;
    for (uint32_t i = 0; i < t->rank; i++)
        numbered->axis[i].id = i;
    m->t = numbered;
    return true;
}

static bool means(struct run *r, const struct diagram_value *v, struct meaning *m)
{
    bool known;
    *m = (struct meaning){0};
    if (!is_known(r, v->d, &known))
        return false;
    if (!known && v->comb_model && v->comb_model->observed.kind != OBSERVED_NONE)
        return by_disintegration(r, v, m);
    if (!known && v->model && v->model->observed.kind != OBSERVED_NONE)
        return by_identification(r, v, m);
    const struct diagram *d = r->s->exact ? stoch_exact(&r->w, v->d) : v->d;
    return d && (m->t = stoch_interpret(&r->w, d));
}

/* ---- answers ---- */

/* A name for each column: a wire that stands in several places gets primes. */
static struct str column_name(struct run *r, const struct answer_column *before, uint32_t n, struct str name)
{
    uint32_t again = 0;
    for (uint32_t i = 0; i < n; i++)
        again += str_starts(before[i].name, name) && before[i].name.n - name.n == again;
    struct buf text = {0};
    buf_put(&text, name);
    for (uint32_t i = 0; i < again; i++)
        buf_putc(&text, '\'');
    struct str s = text.failed ? (struct str){NULL, 0} : str_dup(r->w.arena, buf_str(&text));
    buf_free(&text);
    return s;
}

bool diagram_matrix(struct run *r, const struct diagram_value *v, struct str query, struct answer *a)
{
    const struct diagram *d = v->d;
    uint32_t n = d->nin + d->nout;
    struct meaning m;
    const struct tensor *exact = NULL;
    struct answer_column *column = ARENA_NEW(r->w.arena, struct answer_column, n);
    if (!column)
        return diag_oom(r->w.diags);
    if (!means(r, v, &m) || (r->s->exact && !tensor_as_exact(&r->w, m.t, &exact)))
        return false;
    m.t = exact ? exact : m.t;
    for (uint32_t i = 0; i < n; i++) {
        const struct wire *w = &d->wire[i < d->nin ? d->in[i] : d->out[i - d->nin]];
        struct str name = column_name(r, column, i, w->name);
        column[i] = (struct answer_column){.name = name, .type = w->type};
        if (!name.s)
            return diag_oom(r->w.diags);
    }
    *a = m.answered ? m.how : (struct answer){.method = METHOD_NONE};
    a->kind = n ? ANSWER_DISTRIBUTION : ANSWER_NUMBER;
    a->query = query;
    a->number = m.t->p[0];
    a->fraction = n ? NULL : m.t->exact;
    a->inexact = m.t->exact || !r->s->exact ? STR("") : STR("entries of the diagram's boxes were rounded");
    a->ngiven = d->nin;
    a->nover = d->nout;
    a->given = column;
    a->over = column + d->nin;
    a->table = m.t;
    return true;
}

bool diagram_same(struct run *r, const struct diagram_value *a, const struct diagram_value *b, bool *same,
                  double *difference)
{
    struct meaning x, y;
    const struct diagram *d = a->d, *e = b->d;
    bool fits = d->nin == e->nin && d->nout == e->nout;
    for (uint32_t i = 0; fits && i < d->nin; i++)
        fits = type_fits(d->wire[d->in[i]].type, e->wire[e->in[i]].type);
    for (uint32_t i = 0; fits && i < d->nout; i++)
        fits = type_fits(d->wire[d->out[i]].type, e->wire[e->out[i]].type);
    if (!fits) {
        diag_error(r->w.diags, "wire-mismatch", NO_SPAN,
                   "the two diagrams do not have the same inputs and outputs");
        return diag_hint(r->w.diags, "only matrices of one shape can be compared; `==` compares diagrams");
    }
    if (!means(r, a, &x) || !means(r, b, &y))
        return false;
    *difference = 0;
    for (size_t i = 0; i < x.t->cells; i++) {
        double p = x.t->p[i], q = y.t->p[i];
        if (isnan(p) != isnan(q))
            *difference = INFINITY;
        else if (!isnan(p))
            *difference = fmax(*difference, fabs(p - q));
        if (x.t->exact && y.t->exact && !rational_equal(x.t->exact[i], y.t->exact[i]))
            *difference = fmax(*difference, DBL_TRUE_MIN);
    }
    *same = *difference <= (x.t->exact && y.t->exact ? 0 : TOLERANCE);
    return true;
}

/* ---- as a box ---- */

const struct declared_box *diagram_as_box(struct run *r, const struct diagram_value *v, struct str name,
                                          struct span at)
{
    const struct diagram *d = v->d;
    size_t from = r->w.diags->n;
    struct meaning m;
    struct declared_box *b = ARENA_NEW(r->w.arena, struct declared_box, 1);
    const struct type **type = ARENA_NEW(r->w.arena, const struct type *, (size_t)d->nin + d->nout);
    struct str *names = ARENA_NEW(r->w.arena, struct str, (size_t)d->nin + d->nout);
    bool known;
    if (!b || !type || !names) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nin + d->nout; i++) {
        const struct wire *w = &d->wire[i < d->nin ? d->in[i] : d->out[i - d->nin]];
        type[i] = w->type;
        names[i] = w->name;
    }
    *b = (struct declared_box){.name = name,
                               .nin = d->nin,
                               .nout = d->nout,
                               .in = type,
                               .out = type + d->nin,
                               .in_name = names,
                               .out_name = names + d->nin};
    if (!is_known(r, d, &known))
        return NULL;
    if (!known && !v->model && !v->comb_model)
        return b; /* a generator without meaning, as its parts are */
    if (!means(r, v, &m)) {
        diagram_locate(r, from, at);
        return NULL;
    }
    b->matrix = m.t->p;
    return tensor_written(&r->w, m.t, &b->written) ? b : NULL;
}

bool diagram_condition(struct run *r, const struct diagram_value *v, const uint32_t *given, uint32_t n,
                       struct diagram_value **out)
{
    const struct diagram *d = v->d, *one;
    bool known;
    uint32_t *at = ARENA_NEW(r->w.arena, uint32_t, n);
    if (!at)
        return diag_oom(r->w.diags);
    if (!is_known(r, d, &known))
        return false;
    for (uint32_t i = 0; i < n; i++)
        at[i] = given[i];
    if (!known && (v->model || v->comb_model)) { /* by what is observed: one box for all of it */
        const struct declared_box *b = diagram_as_box(r, v, STR("observed"), NO_SPAN);
        if (!b || !(one = box_diagram(r, b)))
            return false;
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t k = 0; k < d->nout; k++)
                if (d->out[k] == given[i])
                    at[i] = one->out[k];
        d = one;
    }
    if (r->s->exact && !(d = stoch_exact(&r->w, d)))
        return false;
    return (d = stoch_condition(&r->w, d, at, n)) && (*out = diagram_value_new(r, d));
}
