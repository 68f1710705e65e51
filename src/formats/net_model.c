/* net_model.c -- the model made of a network that was read, once it is known to have no cycle. */
#include "formats/formats_int.h"

#include <string.h>

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
    diag_error(net_diags(n), "cycle", first->table.at.end ? first->table.at : first->span,
               "the model has a cycle: %.*s", STR_ARG(buf_str(&names)));
    diag_hint(net_diags(n), "causes come before effects: remove or turn one of these edges");
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
        return diag_oom(net_diags(n));
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
    uint32_t *wires = ARENA_NEW(net_arena(n), uint32_t, (size_t)drawn + hidden + 1);
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
        struct str name = str_fmt(net_arena(n), "%.*s <-> %.*s", STR_ARG(n->var[n->pair[k].a].name),
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
    diag_error(net_diags(n), "no-variables", scan_span(s, s->begin, s->begin),
               "there is no variable in this text");
    return diag_hint(net_diags(n), "is it the right file?");
}

/* A table that says nothing of a hidden common cause is not the mechanism of a variable that has one. */
static bool unconfounded(struct net *n)
{
    for (size_t k = 0; k < n->npairs; k++) {
        const struct net_pair *p = &n->pair[k];
        const struct net_var *x = n->var[p->a].table.p ? &n->var[p->a] : &n->var[p->b];
        if (!x->table.p)
            continue;
        diag_error(net_diags(n), "confounded-mechanism", x->table.at,
                   "`%.*s` has a hidden common cause, so this alone is not its mechanism", STR_ARG(x->name));
        return diag_hint(net_diags(n), "declare the cause as latent and name it as a parent");
    }
    return true;
}

struct model *net_model(struct net *n)
{
    if (!any_variable(n) || !acyclic(n) || !unconfounded(n))
        return NULL;
    size_t all = n->n + n->npairs;
    struct box *box = ARENA_NEW(net_arena(n), struct box, all);
    const struct box **mechanism = ARENA_NEW(net_arena(n), const struct box *, all);
    struct var *var = ARENA_NEW(net_arena(n), struct var, all);
    bool good = box && mechanism && var && build_vars(n, var);
    for (uint32_t v = 0; good && v < all; v++) {
        good = build_box(n, v, &box[v]);
        mechanism[v] = &box[v];
    }
    if (!good) {
        diag_oom(net_diags(n));
        return NULL;
    }
    return model_new(n->s->w, n->name, n->doc, var, (uint32_t)all, mechanism);
}
