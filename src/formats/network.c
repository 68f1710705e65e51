/* network.c -- what a reader gathers: variables, their states and properties, parents, hidden common causes.
 * Tables are looked at in net_tables.c, and the model is made in net_model.c. */
#include "formats/formats_int.h"

#include <string.h>

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
    diag_error(net_diags(n), "too-many-variables", at, "a model has at most %d variables", LIMIT_VARIABLES);
    return diag_hint(net_diags(n), "hidden common causes count as well");
}

static uint32_t add(struct net *n, struct str name, struct span at)
{
    struct net_var v = {.name = str_dup(net_arena(n), name), .span = at};
    if (!room_for_one(n, at))
        return UINT32_MAX;
    if (!v.name.s || !map_put(&n->names, v.name, (uint32_t)n->n) ||
        !ARENA_PUSH(n->s->draft, n->var, n->n, n->cap, v)) {
        diag_oom(net_diags(n));
        return UINT32_MAX;
    }
    return (uint32_t)n->n - 1;
}

static bool has_name(struct net *n, struct str name, struct span at)
{
    return name.n || diag_error(net_diags(n), "format", at, "a variable has an empty name");
}

uint32_t net_add(struct net *n, struct str name, struct span at)
{
    if (!has_name(n, name, at))
        return UINT32_MAX;
    if (net_find(n, name) == UINT32_MAX)
        return add(n, name, at);
    diag_error(net_diags(n), "redefinition", at, "`%.*s` is declared a second time", STR_ARG(name));
    diag_hint(net_diags(n), "keep one of the two declarations");
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
    diag_error(net_diags(n), "unknown-variable", at, "there is no variable `%.*s`", STR_ARG(name));
    diag_nearest(net_diags(n), name, n->names.key, n->names.n, "declare it, with its states");
    return UINT32_MAX;
}

static bool state_twice(struct net *n, uint32_t v, struct str name, struct span at)
{
    diag_error(net_diags(n), "duplicate-state", at, "`%.*s` has two states `%.*s`", STR_ARG(n->var[v].name),
               STR_ARG(name));
    return diag_hint(net_diags(n), "states of one variable have different names");
}

/* Are the states distinct? By comparing when they are few, else with a map. */
static bool distinct(struct net *n, uint32_t v, const struct str *state, const struct span *at, size_t count)
{
    enum { FEW = 12 };
    struct map seen = map_in(n->s->draft);
    for (size_t i = 0; i < count; i++) {
        bool twice = count > FEW && map_get(&seen, state[i]) != MAP_NONE;
        if (count > FEW && !map_put(&seen, state[i], 0))
            return diag_oom(net_diags(n));
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

bool net_no_states(struct net *n, const struct net_var *x, struct span at)
{
    diag_error(net_diags(n), "no-states", at, "`%.*s` has no states", STR_ARG(x->name));
    return diag_hint(net_diags(n), "say what values it may have");
}

bool net_states(struct net *n, uint32_t v, const struct str *state, const struct span *at, size_t count)
{
    struct net_var *x = &n->var[v];
    if (count == 0)
        return net_no_states(n, x, x->span);
    if (count > LIMIT_STATES)
        return diag_error(net_diags(n), "too-many-states", x->span,
                          "`%.*s` has %zu states; a variable has at most %d", STR_ARG(x->name), count,
                          LIMIT_STATES);
    if (!distinct(n, v, state, at, count))
        return false;
    x->type = new_type(net_arena(n), state, count);
    return x->type || diag_oom(net_diags(n));
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
        if (!ARENA_PUSH(net_arena(n), value, count, cap, number.x))
            return diag_oom(net_diags(n));
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
        diag_error(net_diags(n), "self-edge", at, "`%.*s` cannot be its own cause", STR_ARG(x->name));
        return diag_hint(net_diags(n), "take it out of its own parents");
    }
    if (has_parent(x, parent))
        return true;
    if (!ARENA_PUSH(n->s->draft, x->in, x->nin, x->in_cap, parent) || !know_parent(n, x, parent))
        return diag_oom(net_diags(n));
    return true;
}

bool net_given(struct net *n, uint32_t v, struct str name, struct span at)
{
    uint32_t parent = net_need(n, name, at);
    if (parent == UINT32_MAX)
        return false;
    if (has_parent(&n->var[v], parent)) {
        diag_error(net_diags(n), "repeated-variable", at, "`%.*s` stands here twice", STR_ARG(name));
        return diag_hint(net_diags(n), "name each parent once");
    }
    return net_parent(n, v, parent, at);
}

bool net_confounded(struct net *n, uint32_t a, uint32_t b, struct span at)
{
    struct net_pair pair = {a < b ? a : b, a < b ? b : a, at};
    if (a == b)
        return diag_error(net_diags(n), "self-edge", at, "`%.*s` cannot share a hidden cause with itself",
                          STR_ARG(n->var[a].name));
    for (size_t k = 0; k < n->npairs; k++)
        if (n->pair[k].a == pair.a && n->pair[k].b == pair.b)
            return true;
    return room_for_one(n, at) &&
           (ARENA_PUSH(n->s->draft, n->pair, n->npairs, n->pairs_cap, pair) || diag_oom(net_diags(n)));
}
