/* build.c -- a parity model as a causal model: one variable for each observed node of the graph, one for each
 * hidden bit, one for each noise bit. */
#include "witness/witness_int.h"

static const struct str bit_states[] = {STR("0"), STR("1")};
static const struct type bit = {.n = 2, .state = bit_states};

/* ---- names ---- */

/* Is there a node called `stem`, or `stem` and digits? */
static bool taken(const struct graph *g, struct str stem)
{
    for (uint32_t v = 0; v < g->n; v++) {
        struct str s = g->name[v];
        size_t i = stem.n;
        if (!str_starts(s, stem))
            continue;
        while (i < s.n && s.s[i] >= '0' && s.s[i] <= '9')
            i++;
        if (i == s.n)
            return true;
    }
    return false;
}

/* `letter`, as often as it takes to be new. */
static struct str stem(struct arena *a, const struct graph *g, char letter)
{
    struct buf text = {0};
    do
        buf_putc(&text, letter);
    while (!text.failed && taken(g, buf_str(&text)));
    struct str out = text.failed ? (struct str){0} : str_dup(a, buf_str(&text));
    buf_free(&text);
    return out;
}

/* n more variables called after `letter`. */
static bool add_bits(struct cast *c, struct work *w, char letter, enum var_role role, uint32_t n)
{
    struct str s = stem(w->arena, c->g, letter);
    for (uint32_t i = 0; s.s && i < n; i++) {
        struct str name = n == 1 ? s : str_fmt(w->arena, "%.*s%u", STR_ARG(s), i + 1);
        if (!name.s)
            return diag_oom(w->diags);
        c->var[c->n++] = (struct var){.name = name, .role = role, .type = &bit};
    }
    return s.s || diag_oom(w->diags);
}

bool cast_make(struct cast *c, struct work *w, const struct stage *s, const struct pair *pair)
{
    const struct graph *g = s->g;
    uint64_t heard = 0;
    *c = (struct cast){.s = s, .pair = pair, .g = g};
    for (uint32_t v = 0; v < s->n; v++)
        heard |= pair->of[0].hidden[v] | pair->of[1].hidden[v];
    c->nhidden = bit_count(heard);
    c->nnoise = bit_count(pair->of[0].noise);
    c->var = ARENA_NEW(w->arena, struct var, (size_t)g->n + STAGE_EDGES + STAGE_NODES);
    c->number = ARENA_NEW(w->arena, uint32_t, g->n);
    c->node = ARENA_NEW(w->arena, uint32_t, g->n);
    if (!c->var || !c->number || !c->node)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < g->n; v++) {
        c->number[v] = UINT32_MAX;
        if (!set_has(g->nodes, v) || set_has(g->latent, v))
            continue;
        c->number[v] = c->n;
        c->node[c->n] = v;
        c->var[c->n++] = (struct var){.name = g->name[v], .role = VAR_OBSERVED, .type = &bit};
    }
    c->nobserved = c->n;
    for (uint32_t k = 0, n = c->n; k < STAGE_EDGES; k++)
        c->hidden[k] = heard >> k & 1 ? n++ : UINT32_MAX;
    for (uint32_t v = 0, n = c->n + c->nhidden; v < s->n; v++)
        c->noise[v] = pair->of[0].noise & BIT(v) ? n++ : UINT32_MAX;
    return add_bits(c, w, 'U', VAR_LATENT, c->nhidden) && add_bits(c, w, 'N', VAR_NOISE, c->nnoise);
}

/* ---- mechanisms ---- */

bool build_fits(const struct pair *pair, const struct stage *s)
{
    for (int m = 0; m < 2; m++)
        for (uint32_t v = 0; v < s->n; v++)
            if (bit_count(pair->of[m].hears[v]) + bit_count(pair->of[m].hidden[v]) >= MOST_HEARD)
                return false;
    return true;
}

uint32_t cast_heard(const struct cast *c, int m, uint32_t v, uint32_t *heard)
{
    const struct parity *p = &c->pair->of[m];
    uint32_t n = 0, at = v < c->nobserved ? c->s->place[c->node[v]] : UINT32_MAX;
    if (at == UINT32_MAX)
        return 0;
    EACH_BIT(u, p->hears[at])
    heard[n++] = c->number[c->s->node[u]];
    for (uint32_t k = 0; k < STAGE_EDGES; k++)
        if (p->hidden[at] >> k & 1)
            heard[n++] = c->hidden[k];
    if (p->noise & BIT(at))
        heard[n++] = c->noise[at];
    return n;
}

double cast_chance(const struct cast *c, uint32_t v)
{
    uint32_t first = c->nobserved + c->nhidden;
    double flip = parity_flip(c->nnoise);
    if (v < first)
        return 0.5;
    return v == first ? 1 - flip : flip;
}

/* The table of an exclusive or of n variables; without any, a row of chances. */
static double *matrix(struct work *w, const struct cast *c, uint32_t v, uint32_t n)
{
    double *p = ARENA_NEW(w->arena, double, (size_t)2 << n);
    if (!p) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t row = 0; row < (size_t)1 << n; row++)
        p[2 * row + (bit_count(row) & 1)] = 1;
    if (n == 0) {
        p[1] = cast_chance(c, v);
        p[0] = v == c->nobserved + c->nhidden ? parity_flip(c->nnoise) : 1 - p[1];
    }
    return p;
}

static struct box *mechanism(struct work *w, const struct cast *c, int m, uint32_t v)
{
    uint32_t heard[MOST_HEARD], n = cast_heard(c, m, v, heard);
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    uint32_t *wire = ARENA_NEW(w->arena, uint32_t, (size_t)n + 1);
    double *p = matrix(w, c, v, n);
    if (!b || !wire) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++)
        wire[i] = heard[i];
    wire[n] = v;
    *b = (struct box){.name = c->var[v].name,
                      .kind = BOX_MECHANISM,
                      .nin = n,
                      .nout = 1,
                      .in = wire,
                      .out = wire + n,
                      .matrix = p};
    return p ? b : NULL;
}

const struct model *build_model(struct work *w, const struct cast *c, int m, struct str name)
{
    const struct box **box = ARENA_NEW(w->arena, const struct box *, c->n);
    if (!box) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t v = 0; v < c->n; v++)
        if (!(box[v] = mechanism(w, c, m, v)))
            return NULL;
    return model_new(w, name, STR(""), c->var, c->n, box);
}
