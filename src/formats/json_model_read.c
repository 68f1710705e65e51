/* json_model_read.c -- a model as JSON: all that it is.
 *
 *   {"format": "causal", "version": 1, "name": "m", "doc": "..",
 *    "variables": [{"name": "S", "role": "observed", "type": "Bit", "states": ["no", "yes"],
 *                   "values": [0, 1]}, ..],
 *    "mechanisms": [{"variable": "T", "box": "t", "parents": ["S"], "table": [0.9, 0.1, 0.2, 0.8],
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

/* What is gathered; the model is made of it when all is there. */
struct reader {
    struct scan *s;
    struct net n;
    const char *variables, *mechanisms, *confounded, *joint; /* where the values stand, or NULL */
};

static bool oom(struct reader *r)
{
    return diag_oom(r->s->w->diags);
}

/* Where the next thing begins. */
static const char *here(struct reader *r)
{
    scan_json_peek(r->s);
    return r->s->p;
}

/* ---- variables ---- */

struct variable {
    struct reader *r;
    struct str name, role, type;
    struct span at, role_at, type_at;
    struct strings states;
    struct entries values;
    bool has_states;
};

static bool variable_member(void *cx)
{
    struct variable *v = cx;
    struct reader *r = v->r;
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
        return scan_json_numbers(r->s, &v->values);
    if (!str_eq(key, STR("states")))
        return scan_json_skip(r->s);
    v->has_states = true;
    return scan_json_strings(r->s, &v->states, "`[` and the states");
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

static bool add_variable(const struct variable *v)
{
    struct reader *r = v->r;
    uint32_t k = net_add(&r->n, v->name, v->at);
    if (k == UINT32_MAX || !set_role(r, v, &r->n.var[k]))
        return false;
    if (v->values.n) {
        r->n.var[k].nvalues = v->values.n;
        if (!(r->n.var[k].value = entries_doubles(&v->values, r->s->w)))
            return false;
    }
    if (v->has_states && !net_states(&r->n, k, v->states.text, v->states.at, v->states.n))
        return false;
    if (v->type.n && r->n.var[k].type)
        r->n.var[k].type->name = str_dup(r->s->w->arena, v->type);
    return !v->type.n || !r->n.var[k].type || r->n.var[k].type->name.s || oom(r);
}

static bool read_variable(void *cx)
{
    struct reader *r = cx;
    struct variable v = {.r = r, .name = STR(""), .role = STR(""), .type = STR("")};
    const char *from = here(r);
    if (!scan_json_each(r->s, '{', "`{` and a variable", variable_member, &v))
        return false;
    if (!v.at.end)
        v.at = scan_span(r->s, from, from + 1);
    return add_variable(&v);
}

/* ---- mechanisms ---- */

struct mechanism {
    struct reader *r;
    struct str variable, box;
    struct span at, box_at;
    struct strings parents, written;
    struct entries table;
    bool has_table;
};

static bool mechanism_member(void *cx)
{
    struct mechanism *m = cx;
    struct reader *r = m->r;
    struct str key;
    struct span at;
    if (!scan_json_name(r->s, &key, &at))
        return false;
    if (str_eq(key, STR("variable")))
        return scan_json_string(r->s, &m->variable, &m->at, "a name in double quotes");
    if (str_eq(key, STR("box")))
        return scan_json_string(r->s, &m->box, &m->box_at, "a name in double quotes");
    if (str_eq(key, STR("parents")))
        return scan_json_strings(r->s, &m->parents, "`[` and the parents");
    if (str_eq(key, STR("written")))
        return scan_json_strings(r->s, &m->written, "`[` and the entries as text");
    if (!str_eq(key, STR("table")))
        return scan_json_skip(r->s);
    m->has_table = true;
    return scan_json_numbers(r->s, &m->table);
}

static bool keep_written(const struct mechanism *m, struct net_var *x)
{
    struct reader *r = m->r;
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

static bool add_mechanism(const struct mechanism *m)
{
    struct reader *r = m->r;
    uint32_t v = net_need(&r->n, m->variable, m->at);
    if (v == UINT32_MAX || !net_table(&r->n, v, m->at))
        return false;
    struct net_var *x = &r->n.var[v];
    for (size_t i = 0; i < m->parents.n; i++)
        if (!net_given(&r->n, v, m->parents.text[i], m->parents.at[i]))
            return false;
    if (m->box.n && !(x->box = str_dup(r->s->w->arena, m->box)).s)
        return oom(r);
    return !m->has_table || (entries_keep(&m->table, &r->n, v) && (!m->written.n || keep_written(m, x)));
}

static bool read_mechanism(void *cx)
{
    struct reader *r = cx;
    struct mechanism m = {.r = r, .variable = STR(""), .box = STR("")};
    if (interrupted())
        return diag_interrupted(r->s->w->diags);
    const char *from = here(r);
    if (!scan_json_each(r->s, '{', "`{` and a mechanism", mechanism_member, &m))
        return false;
    if (!m.at.end)
        m.at = scan_span(r->s, from, from + 1);
    return add_mechanism(&m);
}

/* ---- hidden common causes ---- */

static bool read_pair(void *cx)
{
    struct reader *r = cx;
    struct strings pair = {0};
    uint32_t end[2];
    const char *from = here(r);
    if (!scan_json_strings(r->s, &pair, "`[` and two names"))
        return false;
    struct span at = scan_span(r->s, from, r->s->p);
    if (pair.n != 2)
        return diag_error(r->s->w->diags, "format", at, "expected two names, found %zu", pair.n);
    for (int i = 0; i < 2; i++)
        if ((end[i] = net_need(&r->n, pair.text[i], pair.at[i])) == UINT32_MAX)
            return false;
    return net_confounded(&r->n, end[0], end[1], at);
}

/* ---- all of it ---- */

static bool model_member(void *cx)
{
    struct reader *r = cx;
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

/* The elements of the list at `from`, unless it is NULL, each by `read`. */
static bool each_at(struct reader *r, const char *from, bool (*read)(void *cx), const char *what)
{
    if (!from)
        return true;
    r->s->p = from;
    return scan_json_each(r->s, '[', what, read, r);
}

struct model *json_model_read(struct scan *s, struct str name, struct format_joint *joint)
{
    struct reader r = {.s = s};
    net_begin(&r.n, s, name);
    if (!scan_json_each(s, '{', "`{`", model_member, &r) || !scan_json_end(s) ||
        !each_at(&r, r.variables, read_variable, "`[` and the variables") ||
        !each_at(&r, r.mechanisms, read_mechanism, "`[` and the mechanisms") ||
        !each_at(&r, r.confounded, read_pair, "`[` and pairs of names"))
        return NULL;
    if (r.joint) {
        s->p = r.joint;
        if (!json_model_joint(joint, &r.n))
            return NULL;
    }
    return net_model(&r.n);
}
