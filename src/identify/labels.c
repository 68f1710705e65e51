/* labels.c -- what each symbol of a formula is called on paper, so that no two are called the same. */
#include "identify/labels.h"

static struct str lower(struct arena *a, struct str s)
{
    char *t = arena_alloc(a, s.n + 1);
    for (size_t i = 0; t && i < s.n; i++)
        t[i] = s.s[i] >= 'A' && s.s[i] <= 'Z' ? (char)(s.s[i] - 'A' + 'a') : s.s[i];
    return (struct str){t, t ? s.n : 0};
}

uint32_t scope_depth(const struct scope *in, struct symbol s)
{
    uint32_t n = 0;
    for (; in; in = in->outer)
        n += symbols_have(in->bound, s);
    return n;
}

const struct label *labels_of(const struct labels *x, struct symbol s, uint32_t depth)
{
    for (size_t i = 0; i < x->n; i++)
        if (symbol_eq(x->label[i].symbol, s) && x->label[i].depth == depth)
            return &x->label[i];
    return NULL;
}

size_t label_ending_primes(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.s[s.n - 1 - n] == '\'')
        n++;
    return n;
}

/* Names may end in primes themselves: compare what the reader sees. */
static bool same_stem(struct str a, struct str b)
{
    return str_eq((struct str){a.s, a.n - label_ending_primes(a)},
                  (struct str){b.s, b.n - label_ending_primes(b)});
}

static bool is_taken(const struct labels *x, struct str name, uint32_t primes)
{
    for (size_t i = 0; i < x->n; i++)
        if (same_stem(x->label[i].name, name) &&
            label_ending_primes(x->label[i].name) + x->label[i].primes == label_ending_primes(name) + primes)
            return true;
    return false;
}

/* Is this what another variable of the formula is called, or its copies are? */
static bool means_another(const struct labels *x, uint32_t var, struct str name)
{
    for (uint32_t i = 0; i < x->all.n; i++)
        if (x->all.at[i].var != var && same_stem(x->names[x->all.at[i].var], name))
            return true;
    for (size_t i = 0; i < x->n; i++)
        if (x->label[i].symbol.var != var && same_stem(x->label[i].name, name))
            return true;
    return false;
}

static bool add_label(struct labels *x, struct symbol s, uint32_t depth)
{
    struct str spelled = x->names[s.var];
    bool small = depth || s.prime == EST_FORMAL;
    struct label l = {s, depth, small ? lower(x->draft, spelled) : spelled,
                      s.prime == EST_FORMAL ? 0 : s.prime};
    if (labels_of(x, s, depth))
        return true;
    if (!l.name.s)
        return false;
    if (small && means_another(x, s.var, l.name))
        l.name = spelled;
    while (is_taken(x, l.name, l.primes))
        l.primes++;
    return ARENA_PUSH(x->draft, x->label, x->n, x->cap, l);
}

static bool label_bound(struct labels *x, est e, const struct scope *in)
{
    const struct est_node *n = est_get(x->p, e);
    struct scope inner = {in, est_over(n)};
    if (n->kind == EST_SUM)
        for (uint32_t i = 0; i < n->nover; i++)
            if (!add_label(x, n->over[i], scope_depth(&inner, n->over[i])))
                return false;
    for (uint32_t i = 0; n->kind != EST_FACTOR && i < n->nkids; i++)
        if (!label_bound(x, n->kid[i], n->kind == EST_SUM ? &inner : in))
            return false;
    return true;
}

/* Every symbol that is written in e, bound ones included. */
static bool all_symbols(struct work *w, const struct est_pool *p, est e, struct symbols *out)
{
    const struct est_node *n = est_get(p, e);
    if (!symbols_join(w, out, est_over(n), est_given(n)))
        return false;
    for (uint32_t i = 0; n->kind != EST_FACTOR && i < n->nkids; i++) {
        struct symbols kid;
        if (!all_symbols(w, p, n->kid[i], &kid) || !symbols_join(w, out, *out, kid))
            return false;
    }
    return true;
}

bool labels_make(struct labels *x, est e)
{
    struct diags unheard = {.arena = x->draft};
    struct work w = {x->draft, &unheard, NULL};
    struct symbols open = est_free_symbols(x->p, e);
    if (!all_symbols(&w, x->p, e, &x->all))
        return false;
    for (uint32_t i = 0; i < open.n; i++)
        if (!add_label(x, open.at[i], 0))
            return false;
    return label_bound(x, e, NULL);
}
