/* json_model.c -- a model as JSON: all that it is.
 *
 *   {"format": "causal", "version": 1, "name": "m", "doc": "..",
 *    "variables": [{"name": "S", "role": "observed", "type": "Bit", "states": ["no", "yes"], "values": [0,
 * 1]}, ..], "mechanisms": [{"variable": "T", "box": "t", "parents": ["S"], "table": [0.9, 0.1, 0.2, 0.8],
 *                    "written": ["9/10", ..]}, ..],
 *    "confounded": [["X", "Y"], ..],
 *    "joint": {"variables": ["S", "T"], "table": [..]}}
 *
 * Roles are observed, latent, noise. `type`, `values`, `states`, `box`, `table`, `written`, `joint` are left
 * out where there are none. Tables are flat: the variable's states fastest, then those of the last parent.
 * Their numbers are the doubles themselves and are not divided by sums; `written` is what stood in the
 * source, where that matters. Members come in any order, others are skipped. */
#include "formats/json.h"

#include "base/interrupt.h"

#include <math.h>
#include <string.h>

struct reader {
    struct scan *s;
    struct net n;
    const char *variables, *mechanisms, *confounded, *joint; /* where the values stand, or NULL */
    struct format_joint found;
};

static const double JOINT_TOLERANCE = 1e-9;

struct strings {
    struct str *text;
    struct span *at;
    size_t n, cap, at_cap;
};

static bool oom(struct reader *r)
{
    return diag_oom(r->s->w->diags);
}

static bool read_strings(struct reader *r, struct strings *list, const char *what)
{
    bool first = true, more;
    struct str text;
    struct span at;
    if (!scan_json_open(r->s, '[', what))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, ']', &first, &more))
            return false;
        if (!more)
            return true;
        size_t k = list->n;
        if (!scan_json_string(r->s, &text, &at, "a text in double quotes"))
            return false;
        if (!ARENA_PUSH(r->s->draft, list->at, k, list->at_cap, at) ||
            !ARENA_PUSH(r->s->draft, list->text, list->n, list->cap, text))
            return oom(r);
    }
}

static bool read_numbers(struct reader *r, struct entries *e)
{
    bool first = true, more = true;
    if (!scan_json_open(r->s, '[', "`[` and numbers"))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, ']', &first, &more))
            return false;
        if (!more)
            return true;
        scan_json_peek(r->s);
        if (!entries_read(e, r->s, " \t\r\n,]"))
            return false;
    }
}

static double *to_doubles(struct reader *r, const struct entries *e)
{
    struct number number;
    double *p = ARENA_NEW(r->s->w->arena, double, e->n);
    if (!p)
        oom(r);
    for (size_t i = 0; p && i < e->n; i++) {
        number_read(e->text[i].s, &number);
        p[i] = number.x;
    }
    return p;
}

/* ---- variables ---- */

struct variable {
    struct str name, role, type;
    struct span at, role_at, type_at;
    struct strings states;
    struct entries values;
    bool has_states;
};

static bool variable_member(struct reader *r, struct variable *v)
{
    struct str key;
    struct span at;
    if (!scan_json_name(r->s, &key, &at))
        return false;
    if (str_eq(key, STR("name")))
        return scan_json_string(r->s, &v->name, &v->at, "a name in double quotes");
    if (str_eq(key, STR("role")))
        return scan_json_string(r->s, &v->role, &v->role_at, "a role in double quotes");
    if (str_eq(key, STR("type")))
        return scan_json_string(r->s, &v->type, &v->type_at, "a name in double quotes");
    if (str_eq(key, STR("values")))
        return read_numbers(r, &v->values);
    if (!str_eq(key, STR("states")))
        return scan_json_skip(r->s);
    v->has_states = true;
    return read_strings(r, &v->states, "`[` and the states");
}

static bool set_role(struct reader *r, const struct variable *v, struct net_var *x)
{
    if (!v->role.n || str_eq(v->role, STR("observed")))
        return true;
    x->role = str_eq(v->role, STR("latent")) ? VAR_LATENT : VAR_NOISE;
    if (x->role == VAR_LATENT || str_eq(v->role, STR("noise")))
        return true;
    diag_error(r->s->w->diags, "format", v->role_at, "there is no role `%.*s`", STR_ARG(v->role));
    return diag_hint(r->s->w->diags, "a variable is `observed`, `latent` or `noise`");
}

static bool add_variable(struct reader *r, const struct variable *v)
{
    uint32_t k = net_add(&r->n, v->name, v->at);
    if (k == UINT32_MAX || !set_role(r, v, &r->n.var[k]))
        return false;
    if (v->values.n) {
        r->n.var[k].nvalues = v->values.n;
        if (!(r->n.var[k].value = to_doubles(r, &v->values)))
            return false;
    }
    if (v->has_states && !net_states(&r->n, k, v->states.text, v->states.at, v->states.n))
        return false;
    if (v->type.n && r->n.var[k].type)
        r->n.var[k].type->name = str_dup(r->s->w->arena, v->type);
    return !v->type.n || !r->n.var[k].type || r->n.var[k].type->name.s || oom(r);
}

static bool read_variable(struct reader *r)
{
    struct variable v = {.name = STR(""), .role = STR(""), .type = STR("")};
    bool first = true, more = true;
    scan_json_peek(r->s);
    const char *from = r->s->p;
    if (!scan_json_open(r->s, '{', "`{` and a variable"))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, '}', &first, &more) || (more && !variable_member(r, &v)))
            return false;
        if (!more)
            break;
    }
    if (!v.at.end)
        v.at = scan_span(r->s, from, from + 1);
    return add_variable(r, &v);
}

/* ---- mechanisms ---- */

struct mechanism {
    struct str variable, box;
    struct span at, box_at;
    struct strings parents, written;
    struct entries table;
    bool has_table;
};

static bool mechanism_member(struct reader *r, struct mechanism *m)
{
    struct str key;
    struct span at;
    if (!scan_json_name(r->s, &key, &at))
        return false;
    if (str_eq(key, STR("variable")))
        return scan_json_string(r->s, &m->variable, &m->at, "a name in double quotes");
    if (str_eq(key, STR("box")))
        return scan_json_string(r->s, &m->box, &m->box_at, "a name in double quotes");
    if (str_eq(key, STR("parents")))
        return read_strings(r, &m->parents, "`[` and the parents");
    if (str_eq(key, STR("written")))
        return read_strings(r, &m->written, "`[` and the entries as text");
    if (!str_eq(key, STR("table")))
        return scan_json_skip(r->s);
    m->has_table = true;
    return read_numbers(r, &m->table);
}

static bool keep_written(struct reader *r, const struct mechanism *m, struct net_var *x)
{
    if (m->written.n != m->table.n) {
        diag_error(r->s->w->diags, "table-shape", x->table.at,
                   "`%.*s` has %zu numbers in its table, and %zu of them as written", STR_ARG(x->name),
                   m->table.n, m->written.n);
        return diag_hint(r->s->w->diags, "`written` has a text for each number, or is left out");
    }
    struct str *text = ARENA_NEW(r->s->w->arena, struct str, m->written.n);
    if (!text)
        return oom(r);
    for (size_t i = 0; i < m->written.n; i++)
        if (!(text[i] = str_dup(r->s->w->arena, m->written.text[i])).s)
            return oom(r);
    x->table.written = text;
    return true;
}

static bool add_mechanism(struct reader *r, const struct mechanism *m)
{
    uint32_t v = net_need(&r->n, m->variable, m->at);
    if (v == UINT32_MAX || !net_table(&r->n, v, m->at))
        return false;
    struct net_var *x = &r->n.var[v];
    for (size_t i = 0; i < m->parents.n; i++)
        if (!net_given(&r->n, v, m->parents.text[i], m->parents.at[i]))
            return false;
    if (m->box.n && !(x->box = str_dup(r->s->w->arena, m->box)).s)
        return oom(r);
    return !m->has_table || (entries_keep(&m->table, &r->n, v) && (!m->written.n || keep_written(r, m, x)));
}

static bool read_mechanism(struct reader *r)
{
    struct mechanism m = {.variable = STR(""), .box = STR("")};
    bool first = true, more = true;
    if (interrupted())
        return diag_interrupted(r->s->w->diags);
    scan_json_peek(r->s);
    const char *from = r->s->p;
    if (!scan_json_open(r->s, '{', "`{` and a mechanism"))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, '}', &first, &more) || (more && !mechanism_member(r, &m)))
            return false;
        if (!more)
            break;
    }
    if (!m.at.end)
        m.at = scan_span(r->s, from, from + 1);
    return add_mechanism(r, &m);
}

/* ---- hidden common causes, the joint table ---- */

static bool read_pair(struct reader *r)
{
    struct strings pair = {0};
    uint32_t end[2];
    scan_json_peek(r->s);
    const char *from = r->s->p;
    if (!read_strings(r, &pair, "`[` and two names"))
        return false;
    struct span at = scan_span(r->s, from, r->s->p);
    if (pair.n != 2)
        return diag_error(r->s->w->diags, "format", at, "expected two names, found %zu", pair.n);
    for (int i = 0; i < 2; i++)
        if ((end[i] = net_need(&r->n, pair.text[i], pair.at[i])) == UINT32_MAX)
            return false;
    return net_confounded(&r->n, end[0], end[1], at);
}

static bool joint_names(struct reader *r, const struct strings *names, uint32_t *var, size_t *cells)
{
    *cells = 1;
    for (size_t i = 0; i < names->n; i++) {
        uint32_t v = net_need(&r->n, names->text[i], names->at[i]);
        if (v == UINT32_MAX)
            return false;
        const struct net_var *x = &r->n.var[v];
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice = twice || var[k] == v;
        if (twice || !x->type || x->role != VAR_OBSERVED) {
            diag_error(r->s->w->diags, "format", names->at[i], "`%.*s` cannot stand in the joint table here",
                       STR_ARG(x->name));
            return diag_hint(r->s->w->diags, "it holds each observed variable once, and these have states");
        }
        var[i] = v;
        *cells = *cells > LIMIT_TENSOR_CELLS ? *cells : *cells * x->type->n;
    }
    return true;
}

static bool joint_sums(struct reader *r, const double *p, size_t cells, struct span at)
{
    double sum = 0, rest = 0;
    for (size_t i = 0; i < cells; i++) {
        if (!(p[i] >= 0 && p[i] <= 1 + JOINT_TOLERANCE)) {
            diag_error(r->s->w->diags, "entry-range", at, "%g is not a probability", p[i]);
            return diag_hint(r->s->w->diags, "entries of the joint table lie between 0 and 1");
        }
        double t = sum + p[i], back = t - sum;
        rest += (sum - (t - back)) + (p[i] - back);
        sum = t;
    }
    if (fabs(sum - 1 + rest) <= JOINT_TOLERANCE)
        return true;
    diag_error(r->s->w->diags, "row-sum", at, "the joint table sums to %.12g, not 1", sum + rest);
    return diag_hint(r->s->w->diags, "it is one distribution");
}

static bool add_joint(struct reader *r, const struct strings *names, const struct entries *table,
                      struct span at)
{
    size_t cells, observed = 0;
    uint32_t *var = ARENA_NEW(r->s->w->arena, uint32_t, names->n);
    if (!var)
        return oom(r);
    for (size_t v = 0; v < r->n.n; v++)
        observed += r->n.var[v].role == VAR_OBSERVED;
    if (!joint_names(r, names, var, &cells))
        return false;
    if (names->n != observed || names->n > LIMIT_TENSOR_RANK || cells != table->n) {
        diag_error(r->s->w->diags, "table-shape", at, "the joint table of %zu variables has %zu numbers",
                   names->n, table->n);
        return diag_hint(r->s->w->diags,
                         "it needs one for each joint state of all %zu observed variables, %zu in all",
                         observed, cells);
    }
    double *p = to_doubles(r, table);
    if (!p || !joint_sums(r, p, cells, at))
        return false;
    r->found = (struct format_joint){(uint32_t)names->n, var, p};
    return true;
}

static bool read_joint(struct reader *r)
{
    struct strings names = {0};
    struct entries table = {0};
    struct str key;
    struct span at;
    bool first = true, more = true;
    scan_json_peek(r->s);
    const char *from = r->s->p;
    if (!scan_json_open(r->s, '{', "`{` and the joint table"))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, '}', &first, &more))
            return false;
        if (!more)
            return add_joint(r, &names, &table, scan_span(r->s, from, from + 1));
        if (!scan_json_name(r->s, &key, &at))
            return false;
        bool good = str_eq(key, STR("variables")) ? read_strings(r, &names, "`[` and the variables")
                    : str_eq(key, STR("table"))   ? read_numbers(r, &table)
                                                  : scan_json_skip(r->s);
        if (!good)
            return false;
    }
}

/* ---- all of it ---- */

static bool model_member(struct reader *r)
{
    struct str key, text;
    struct span at;
    if (!scan_json_name(r->s, &key, &at))
        return false;
    scan_json_peek(r->s);
    if (str_eq(key, STR("doc"))) {
        if (!scan_json_string(r->s, &text, &at, "a text in double quotes"))
            return false;
        r->n.doc = str_dup(r->s->w->arena, text);
        return r->n.doc.s || oom(r);
    }
    if (str_eq(key, STR("variables")))
        r->variables = r->s->p;
    else if (str_eq(key, STR("mechanisms")))
        r->mechanisms = r->s->p;
    else if (str_eq(key, STR("confounded")))
        r->confounded = r->s->p;
    else if (str_eq(key, STR("joint")))
        r->joint = r->s->p;
    return scan_json_skip(r->s);
}

/* The elements of the list at `from`, each by `read`. */
static bool each(struct reader *r, const char *from, bool (*read)(struct reader *r), const char *what)
{
    bool first = true, more = true;
    if (!from)
        return true;
    r->s->p = from;
    if (!scan_json_open(r->s, '[', what))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, ']', &first, &more) || (more && !read(r)))
            return false;
        if (!more)
            return true;
    }
}

static bool read_members(struct reader *r)
{
    bool first = true, more = true;
    if (!scan_json_open(r->s, '{', "`{`"))
        return false;
    for (;;) {
        if (!scan_json_more(r->s, '}', &first, &more) || (more && !model_member(r)))
            return false;
        if (!more)
            return scan_json_end(r->s);
    }
}

struct model *json_model_read(struct scan *s, struct str name, struct format_joint *joint)
{
    struct reader r = {.s = s};
    net_begin(&r.n, s, name);
    if (!read_members(&r) || !each(&r, r.variables, read_variable, "`[` and the variables") ||
        !each(&r, r.mechanisms, read_mechanism, "`[` and the mechanisms") ||
        !each(&r, r.confounded, read_pair, "`[` and pairs of names"))
        return NULL;
    s->p = r.joint;
    if (r.joint && !read_joint(&r))
        return NULL;
    *joint = r.found;
    return net_model(&r.n);
}

/* ---- writing ---- */

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
