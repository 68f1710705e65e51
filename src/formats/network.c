/* network.c -- what a reader gathers -- variables, parents, tables, hidden common causes -- and the model
 * made of it. */
#include "formats/formats_int.h"

#include <string.h>

static struct diags *diags(const struct net *n)
{
    return n->s->w->diags;
}

static struct arena *keep(const struct net *n)
{
    return n->s->w->arena;
}

void net_begin(struct net *n, struct scan *s, struct str name)
{
    *n = (struct net){.s = s, .name = name, .doc = STR(""), .names = map_in(s->w->arena)};
}

/* ---- variables ---- */

uint32_t net_find(const struct net *n, struct str name)
{
    uint32_t v = map_get(&n->names, name);
    return v == MAP_NONE ? UINT32_MAX : v;
}

static bool room_for_one(struct net *n, struct span at)
{
    if (n->n + n->npairs < LIMIT_VARIABLES)
        return true;
    diag_error(diags(n), "too-many-variables", at, "a model has at most %d variables", LIMIT_VARIABLES);
    return diag_hint(diags(n), "hidden common causes count as well");
}

static uint32_t add(struct net *n, struct str name, struct span at)
{
    struct net_var v = {.name = str_dup(keep(n), name), .span = at};
    if (!room_for_one(n, at))
        return UINT32_MAX;
    if (!v.name.s || !map_put(&n->names, v.name, (uint32_t)n->n) ||
        !ARENA_PUSH(n->s->draft, n->var, n->n, n->cap, v)) {
        diag_oom(diags(n));
        return UINT32_MAX;
    }
    return (uint32_t)n->n - 1;
}

static bool has_name(struct net *n, struct str name, struct span at)
{
    return name.n || diag_error(diags(n), "format", at, "a variable has an empty name");
}

uint32_t net_add(struct net *n, struct str name, struct span at)
{
    if (!has_name(n, name, at))
        return UINT32_MAX;
    if (net_find(n, name) == UINT32_MAX)
        return add(n, name, at);
    diag_error(diags(n), "redefinition", at, "`%.*s` is declared a second time", STR_ARG(name));
    diag_hint(diags(n), "keep one of the two declarations");
    return UINT32_MAX;
}

uint32_t net_mention(struct net *n, struct str name, struct span at)
{
    uint32_t v = net_find(n, name);
    if (v != UINT32_MAX)
        return v;
    return has_name(n, name, at) ? add(n, name, at) : UINT32_MAX;
}

uint32_t net_need(struct net *n, struct str name, struct span at)
{
    uint32_t v = net_find(n, name);
    if (v != UINT32_MAX)
        return v;
    diag_error(diags(n), "unknown-variable", at, "there is no variable `%.*s`", STR_ARG(name));
    diag_nearest(diags(n), name, n->names.key, n->names.n, "declare it, with its states");
    return UINT32_MAX;
}

static bool state_twice(struct net *n, uint32_t v, struct str name, struct span at)
{
    diag_error(diags(n), "duplicate-state", at, "`%.*s` has two states `%.*s`", STR_ARG(n->var[v].name),
               STR_ARG(name));
    return diag_hint(diags(n), "states of one variable have different names");
}

/* Are the states distinct? By comparing when they are few, else with a map. */
static bool distinct(struct net *n, uint32_t v, const struct str *state, const struct span *at, size_t count)
{
    enum { FEW = 12 };
    struct map seen = map_in(n->s->draft);
    for (size_t i = 0; i < count; i++) {
        bool twice = count > FEW && map_get(&seen, state[i]) != MAP_NONE;
        if (count > FEW && !map_put(&seen, state[i], 0))
            return diag_oom(diags(n));
        for (size_t k = 0; count <= FEW && k < i; k++)
            twice = twice || str_eq(state[i], state[k]);
        if (twice)
            return state_twice(n, v, state[i], at[i]);
    }
    return true;
}

/* The type, its states and their texts in one block. */
static struct type *new_type(struct arena *a, const struct str *state, size_t count)
{
    size_t bytes = sizeof(struct type) + count * sizeof *state;
    for (size_t i = 0; i < count; i++)
        bytes += state[i].n + 1;
    struct type *t = arena_alloc(a, bytes);
    if (!t)
        return NULL;
    struct str *to = (struct str *)(t + 1);
    char *letters = (char *)(to + count);
    for (size_t i = 0; i < count; i++) {
        memcpy(letters, state[i].s, state[i].n);
        to[i] = (struct str){letters, state[i].n};
        letters += state[i].n + 1;
    }
    *t = (struct type){.name = STR(""), .n = (uint32_t)count, .state = to};
    return t;
}

static bool no_states(struct net *n, const struct net_var *x, struct span at)
{
    diag_error(diags(n), "no-states", at, "`%.*s` has no states", STR_ARG(x->name));
    return diag_hint(diags(n), "say what values it may have");
}

bool net_states(struct net *n, uint32_t v, const struct str *state, const struct span *at, size_t count)
{
    struct net_var *x = &n->var[v];
    if (count == 0)
        return no_states(n, x, x->span);
    if (count > LIMIT_STATES)
        return diag_error(diags(n), "too-many-states", x->span,
                          "`%.*s` has %zu states; a variable has at most %d", STR_ARG(x->name), count,
                          LIMIT_STATES);
    if (!distinct(n, v, state, at, count))
        return false;
    x->type = new_type(keep(n), state, count);
    return x->type || diag_oom(diags(n));
}

/* ---- properties ---- */

static struct str trimmed(struct str s)
{
    while (s.n && strchr(" \t\r\n\"", s.s[0]))
        s = (struct str){s.s + 1, s.n - 1};
    while (s.n && strchr(" \t\r\n\"", s.s[s.n - 1]))
        s.n--;
    return s;
}

static bool take_values(struct net *n, uint32_t v, struct str text)
{
    enum { LONGEST = 64 };
    char digits[LONGEST];
    double *value = NULL;
    size_t count = 0, cap = 0;
    struct number number;
    while ((text = trimmed(text)).n) {
        size_t k = 0;
        while (k < text.n && k < LONGEST - 1 && !strchr(" \t\r\n\",", text.s[k])) {
            digits[k] = text.s[k];
            k++;
        }
        digits[k] = 0;
        const char *end = number_read(digits, &number);
        if (!end || *end)
            return true;
        if (!ARENA_PUSH(keep(n), value, count, cap, number.x))
            return diag_oom(diags(n));
        k += k < text.n && text.s[k] == ',';
        text = (struct str){text.s + k, text.n - k};
    }
    n->var[v].value = value;
    n->var[v].nvalues = count;
    return true;
}

bool net_property(struct net *n, uint32_t v, struct str text)
{
    text = trimmed(text);
    const char *equals = text.n ? memchr(text.s, '=', text.n) : NULL;
    if (!equals)
        return true;
    struct str name = trimmed((struct str){text.s, (size_t)(equals - text.s)});
    struct str is = trimmed((struct str){equals + 1, (size_t)(text.s + text.n - equals) - 1});
    if (str_eq(name, STR("latent")) && str_eq(is, STR("yes")))
        n->var[v].role = VAR_LATENT;
    else if (str_eq(name, STR("noise")) && str_eq(is, STR("yes")))
        n->var[v].role = VAR_NOISE;
    else if (str_eq(name, STR("values")))
        return take_values(n, v, is);
    return true;
}

/* ---- edges ---- */

enum { MANY_PARENTS = 16 };

static bool has_parent(const struct net_var *x, uint32_t parent)
{
    if (set_ok(x->known))
        return set_has(x->known, parent);
    for (size_t i = 0; i < x->nin; i++)
        if (x->in[i] == parent)
            return true;
    return false;
}

/* The newest of x's parents, when there are many of them. */
static bool know_parent(struct net *n, struct net_var *x, uint32_t parent)
{
    if (x->nin < MANY_PARENTS)
        return true;
    if (!set_ok(x->known)) {
        x->known = set_new(n->s->draft, LIMIT_VARIABLES);
        for (size_t i = 0; set_ok(x->known) && i < x->nin; i++)
            set_add(x->known, x->in[i]);
        return set_ok(x->known);
    }
    set_add(x->known, parent);
    return true;
}

bool net_parent(struct net *n, uint32_t v, uint32_t parent, struct span at)
{
    struct net_var *x = &n->var[v];
    if (v == parent) {
        diag_error(diags(n), "self-edge", at, "`%.*s` cannot be its own cause", STR_ARG(x->name));
        return diag_hint(diags(n), "take it out of its own parents");
    }
    if (has_parent(x, parent))
        return true;
    if (!ARENA_PUSH(n->s->draft, x->in, x->nin, x->in_cap, parent) || !know_parent(n, x, parent))
        return diag_oom(diags(n));
    return true;
}

bool net_confounded(struct net *n, uint32_t a, uint32_t b, struct span at)
{
    struct net_pair pair = {a < b ? a : b, a < b ? b : a, at};
    if (a == b)
        return diag_error(diags(n), "self-edge", at, "`%.*s` cannot share a hidden cause with itself",
                          STR_ARG(n->var[a].name));
    for (size_t k = 0; k < n->npairs; k++)
        if (n->pair[k].a == pair.a && n->pair[k].b == pair.b)
            return true;
    return room_for_one(n, at) &&
           (ARENA_PUSH(n->s->draft, n->pair, n->npairs, n->pairs_cap, pair) || diag_oom(diags(n)));
}

/* ---- tables ---- */

bool net_table(struct net *n, uint32_t v, struct span at)
{
    struct net_var *x = &n->var[v];
    if (x->has_table) {
        diag_error(diags(n), "redefinition", at, "`%.*s` has a table already", STR_ARG(x->name));
        return diag_hint(diags(n), "keep one of the two");
    }
    x->has_table = true;
    x->table.at = at;
    return true;
}

bool net_given(struct net *n, uint32_t v, struct str name, struct span at)
{
    uint32_t parent = net_need(n, name, at);
    if (parent == UINT32_MAX)
        return false;
    if (has_parent(&n->var[v], parent)) {
        diag_error(diags(n), "repeated-variable", at, "`%.*s` stands here twice", STR_ARG(name));
        return diag_hint(diags(n), "name each parent once");
    }
    return net_parent(n, v, parent, at);
}

static void put_title(struct buf *out, const struct net *n, uint32_t v)
{
    const struct net_var *x = &n->var[v];
    buf_fmt(out, "P(%.*s", STR_ARG(x->name));
    for (size_t i = 0; i < x->nin; i++)
        buf_fmt(out, "%s%.*s", i ? ", " : " | ", STR_ARG(n->var[x->in[i]].name));
    buf_putc(out, ')');
}

bool net_cells(struct net *n, uint32_t v, struct span at, size_t *rows, size_t *row)
{
    const struct net_var *x = &n->var[v];
    for (size_t i = 0; i <= x->nin; i++) {
        const struct net_var *needs = i < x->nin ? &n->var[x->in[i]] : x;
        if (!needs->type)
            return no_states(n, needs, at);
    }
    size_t all = *row = x->type->n;
    bool fits = x->nin < LIMIT_TENSOR_RANK;
    for (size_t i = 0; i < x->nin; i++) {
        fits = fits && all <= LIMIT_TENSOR_CELLS;
        all = fits ? all * n->var[x->in[i]].type->n : all;
    }
    *rows = all / *row;
    if (fits && all <= LIMIT_TENSOR_CELLS)
        return true;
    diag_error(diags(n), "table-too-large", at, "`%.*s` with its %zu parents has too many entries",
               STR_ARG(x->name), x->nin);
    return diag_hint(diags(n), "a table has at most %d entries and %d variables", LIMIT_TENSOR_CELLS,
                     LIMIT_TENSOR_RANK);
}

void net_put_setting(struct buf *out, const struct net *n, uint32_t v, size_t row)
{
    const struct net_var *x = &n->var[v];
    size_t below = 1;
    for (size_t i = 0; i < x->nin; i++)
        below *= n->var[x->in[i]].type->n;
    for (size_t i = 0; i < x->nin; i++) {
        const struct net_var *parent = &n->var[x->in[i]];
        below /= parent->type->n;
        buf_fmt(out, "%s%.*s = %.*s", i ? ", " : "", STR_ARG(parent->name),
                STR_ARG(parent->type->state[row / below % parent->type->n]));
    }
}

bool net_wrong_row(struct net *n, uint32_t v, size_t row, double sum, struct span at)
{
    struct buf what = {0};
    put_title(&what, n, v);
    if (n->var[v].nin) {
        buf_puts(&what, " for ");
        net_put_setting(&what, n, v, row);
    }
    diag_error(diags(n), "row-sum", at, "%s%.*s sums to %.12g, not 1", n->var[v].nin ? "the row of " : "",
               STR_ARG(buf_str(&what)), sum);
    diag_hint(diags(n), "a row is a distribution; only rounding in the seventh digit is put right");
    buf_free(&what);
    return false;
}

bool net_wrong_entry(struct net *n, uint32_t v, double x, struct span at)
{
    struct buf title = {0};
    put_title(&title, n, v);
    diag_error(diags(n), "entry-range", at, "%g is not a probability", x);
    diag_hint(diags(n), "entries of %.*s lie between 0 and 1", STR_ARG(buf_str(&title)));
    buf_free(&title);
    return false;
}

/* ---- the model ---- */

/* A walk from children to parents: path[k + 1] is a parent of path[k]. */
struct walk {
    uint32_t *path, depth;
    size_t *next;         /* by variable: the parent to look at next */
    unsigned char *state; /* by variable: 0 not seen, 1 on the path, 2 done */
};

/* path[from] .. path[depth - 1] closes: the last has the first as a parent. */
static bool tell_cycle(struct net *n, const struct walk *w, uint32_t from)
{
    struct buf names = {0};
    const struct net_var *first = &n->var[w->path[w->depth - 1]];
    buf_fmt(&names, "%.*s", STR_ARG(n->var[w->path[from]].name));
    for (uint32_t k = w->depth; k-- > from;)
        buf_fmt(&names, " -> %.*s", STR_ARG(n->var[w->path[k]].name));
    diag_error(diags(n), "cycle", first->table.at.end ? first->table.at : first->span,
               "the model has a cycle: %.*s", STR_ARG(buf_str(&names)));
    diag_hint(diags(n), "causes come before effects: remove or turn one of these edges");
    buf_free(&names);
    return false;
}

static bool walk_from(struct net *n, struct walk *w, uint32_t v)
{
    w->depth = 0;
    w->path[w->depth++] = v;
    w->state[v] = 1;
    while (w->depth) {
        uint32_t x = w->path[w->depth - 1];
        if (w->next[x] == n->var[x].nin) {
            w->state[x] = 2;
            w->depth--;
            continue;
        }
        uint32_t parent = n->var[x].in[w->next[x]++];
        if (w->state[parent] == 1) {
            uint32_t from = 0;
            while (w->path[from] != parent)
                from++;
            return tell_cycle(n, w, from);
        }
        if (!w->state[parent]) {
            w->state[parent] = 1;
            w->path[w->depth++] = parent;
        }
    }
    return true;
}

static bool acyclic(struct net *n)
{
    struct walk w = {.path = ARENA_NEW(n->s->draft, uint32_t, n->n),
                     .next = ARENA_NEW(n->s->draft, size_t, n->n),
                     .state = ARENA_NEW(n->s->draft, unsigned char, n->n)};
    if (!w.path || !w.next || !w.state)
        return diag_oom(diags(n));
    for (uint32_t v = 0; v < n->n; v++)
        if (!w.state[v] && !walk_from(n, &w, v))
            return false;
    return true;
}

/* How many hidden common causes v has; `in`, when not NULL, gets their numbers. */
static uint32_t confounders_of(const struct net *n, uint32_t v, uint32_t *in)
{
    uint32_t count = 0;
    for (size_t k = 0; k < n->npairs; k++)
        if (n->pair[k].a == v || n->pair[k].b == v) {
            if (in)
                in[count] = (uint32_t)(n->n + k);
            count++;
        }
    return count;
}

static bool build_box(const struct net *n, uint32_t v, struct box *b)
{
    const struct net_var *x = v < n->n ? &n->var[v] : NULL;
    uint32_t drawn = x ? (uint32_t)x->nin : 0, hidden = x ? confounders_of(n, v, NULL) : 0;
    uint32_t *wires = ARENA_NEW(keep(n), uint32_t, (size_t)drawn + hidden + 1);
    if (!wires)
        return false;
    if (drawn)
        memcpy(wires, x->in, drawn * sizeof *wires);
    if (hidden)
        confounders_of(n, v, wires + drawn);
    wires[drawn + hidden] = v;
    *b = (struct box){.name = !x         ? STR("hidden")
                              : x->box.n ? x->box
                                         : x->name,
                      .kind = BOX_MECHANISM,
                      .nin = drawn + hidden,
                      .nout = 1,
                      .in = wires,
                      .out = wires + drawn + hidden,
                      .matrix = x ? x->table.p : NULL,
                      .written = x ? x->table.written : NULL};
    return true;
}

static bool build_vars(const struct net *n, struct var *var)
{
    for (size_t v = 0; v < n->n; v++)
        if (n->var[v].type && n->var[v].type->n == n->var[v].nvalues)
            n->var[v].type->value = n->var[v].value;
    for (size_t v = 0; v < n->n; v++)
        var[v] = (struct var){n->var[v].name, n->var[v].role, n->var[v].type, NO_SPAN};
    for (size_t k = 0; k < n->npairs; k++) {
        struct str name = str_fmt(keep(n), "%.*s <-> %.*s", STR_ARG(n->var[n->pair[k].a].name),
                                  STR_ARG(n->var[n->pair[k].b].name));
        if (!name.s)
            return false;
        var[n->n + k] = (struct var){.name = name, .role = VAR_CONFOUNDER};
    }
    return true;
}

static bool any_variable(struct net *n)
{
    if (n->n)
        return true;
    struct scan *s = n->s;
    diag_error(diags(n), "no-variables", scan_span(s, s->begin, s->begin),
               "there is no variable in this text");
    return diag_hint(diags(n), "is it the right file?");
}

/* A table that says nothing of a hidden common cause is not the mechanism of a variable that has one. */
static bool unconfounded(struct net *n)
{
    for (size_t k = 0; k < n->npairs; k++) {
        const struct net_pair *p = &n->pair[k];
        const struct net_var *x = n->var[p->a].table.p ? &n->var[p->a] : &n->var[p->b];
        if (!x->table.p)
            continue;
        diag_error(diags(n), "confounded-mechanism", x->table.at,
                   "`%.*s` has a hidden common cause, so this alone is not its mechanism", STR_ARG(x->name));
        return diag_hint(diags(n), "declare the cause as latent and name it as a parent");
    }
    return true;
}

struct model *net_model(struct net *n)
{
    if (!any_variable(n) || !acyclic(n) || !unconfounded(n))
        return NULL;
    size_t all = n->n + n->npairs;
    struct box *box = ARENA_NEW(keep(n), struct box, all);
    const struct box **mechanism = ARENA_NEW(keep(n), const struct box *, all);
    struct var *var = ARENA_NEW(keep(n), struct var, all);
    bool good = box && mechanism && var && build_vars(n, var);
    for (uint32_t v = 0; good && v < all; v++) {
        good = build_box(n, v, &box[v]);
        mechanism[v] = &box[v];
    }
    if (!good) {
        diag_oom(diags(n));
        return NULL;
    }
    return model_new(n->s->w, n->name, n->doc, var, (uint32_t)all, mechanism);
}
