/* bif_read.c -- the Interchange Format for Bayesian networks, BIF 0.15 (Cozman 1996), as the files really
 * are.
 *
 *   network NAME { property .. ; }
 *   variable NAME { type discrete [ 2 ] { STATE, STATE }; property latent = yes ; }
 *   probability ( CHILD | PARENT, PARENT ) { (STATE, STATE) 0.2, 0.8; .. default 0.5, 0.5; }
 *   probability ( CHILD | PARENT ) { table 0.2 0.8 .. ; }
 *
 * In a `table` the child's states are slowest, and those of the last parent fastest.
 * Blocks come in any order; a table that names variables not declared yet is read when all are. What a word
 * is stands in bif_words.c, and tables are read in bif_table.c. */
#include "formats/bif.h"

#include "base/interrupt.h"

/* ---- network and variables ---- */

static bool read_network(struct bif *b)
{
    struct word name;
    struct str text;
    bif_skip(b);
    if (*b->s->p != '{' && !bif_read_word(b, &name, "the name of the network"))
        return false;
    if (!bif_need(b, '{', "`{`"))
        return false;
    while (bif_take_word(b, "property"))
        if (!bif_skip_property(b, &text))
            return false;
    return bif_need(b, '}', "`property` or `}`");
}

static bool push_state(struct bif *b, const struct word *w)
{
    size_t at = b->nstates;
    return (ARENA_PUSH(b->s->draft, b->state_at, at, b->at_cap, bif_span(b, w)) &&
            ARENA_PUSH(b->s->draft, b->state, b->nstates, b->state_cap, w->s)) ||
           diag_oom(b->s->w->diags);
}

static bool wrong_count(struct bif *b, const struct word *count)
{
    diag_error(b->s->w->diags, "state-count", bif_span(b, count), "%.*s states are announced, and %zu named",
               STR_ARG(count->s), b->nstates);
    return diag_hint(b->s->w->diags, "one of the two is wrong");
}

static bool read_states(struct bif *b, uint32_t v)
{
    struct word w, count = {0};
    struct number number;
    if (!bif_take_word(b, "discrete")) {
        bif_expected(b, "`discrete`");
        return diag_hint(b->s->w->diags, "only variables with finitely many states can be read");
    }
    bool counted = bif_take(b, '[');
    if (counted && !(bif_read_word(b, &count, "the number of states") && bif_need(b, ']', "`]`")))
        return false;
    if (!bif_need(b, '{', "`{` and the states"))
        return false;
    for (b->nstates = 0; !bif_take(b, '}');)
        if (!bif_read_word(b, &w, "a state or `}`") || !push_state(b, &w))
            return false;
    if (counted && (number_read(count.from, &number) != count.to || number.x < (double)b->nstates ||
                    number.x > (double)b->nstates))
        return wrong_count(b, &count);
    return net_states(&b->n, v, b->state, b->state_at, b->nstates) && bif_need(b, ';', "`;`");
}

static bool read_variable(struct bif *b)
{
    struct word name;
    struct str text;
    if (!bif_read_word(b, &name, "the name of the variable"))
        return false;
    uint32_t v = net_add(&b->n, name.s, bif_span(b, &name));
    if (v == UINT32_MAX || !bif_need(b, '{', "`{`"))
        return false;
    while (!bif_take(b, '}')) {
        if (bif_take_word(b, "type")) {
            if (!read_states(b, v))
                return false;
        } else if (!bif_take_word(b, "property")) {
            return bif_expected(b, "`type`, `property` or `}`");
        } else if (!bif_skip_property(b, &text) || !net_property(&b->n, v, text)) {
            return false;
        }
    }
    return b->n.var[v].type || net_states(&b->n, v, NULL, NULL, 0);
}
/* ---- probability blocks ---- */

static bool read_parents(struct bif *b, uint32_t v)
{
    struct word w;
    while (!bif_take(b, ')')) {
        if (!bif_read_word(b, &w, "a parent or `)`"))
            return false;
        if (!net_given(&b->n, v, w.s, bif_span(b, &w)))
            return false;
    }
    return true;
}

static bool read_probability(struct bif *b)
{
    struct word child;
    if (!bif_need(b, '(', "`(`") || !bif_read_word(b, &child, "the variable that the table is of"))
        return false;
    uint32_t v = net_need(&b->n, child.s, bif_span(b, &child));
    return v != UINT32_MAX && net_table(&b->n, v, bif_span(b, &child)) && read_parents(b, v) &&
           bif_need(b, '{', "`{`") && bif_read_table(b, v);
}

/* Are the variables of this block declared already? */
static bool is_ready(struct bif *b)
{
    const char *from = b->s->p;
    bool ready = true;
    for (bif_skip(b), b->s->p += *b->s->p == '('; ready;) {
        bif_skip(b);
        const char *p = b->s->p, *q = bif_word_end(b, p);
        if (q == p)
            break;
        b->s->p = q;
        ready = net_find(&b->n, *p == '"' && q - p >= 2 ? (struct str){p + 1, (size_t)(q - p) - 2}
                                                        : (struct str){p, (size_t)(q - p)}) != UINT32_MAX;
    }
    b->s->p = from;
    return ready;
}

/* Remember the block for later, and go behind it. */
static bool put_off(struct bif *b)
{
    if (!ARENA_PUSH(b->s->draft, b->later, b->nlater, b->later_cap, b->s->p))
        return diag_oom(b->s->w->diags);
    while (bif_skip(b), b->s->p < b->s->end && *b->s->p != '}') {
        const char *q = bif_word_end(b, b->s->p);
        b->s->p = q > b->s->p ? q : b->s->p + 1;
    }
    return bif_need(b, '}', "`}`");
}

static bool unknown_block(struct bif *b)
{
    static const struct str words[] = {STR("network"), STR("variable"), STR("probability")};
    const char *p = b->s->p;
    bif_expected(b, "`network`, `variable` or `probability`");
    return diag_nearest(b->s->w->diags, (struct str){p, (size_t)(bif_word_end(b, p) - p)}, words, 3, NULL);
}

static bool read_blocks(struct bif *b)
{
    for (bif_skip(b); b->s->p < b->s->end; bif_skip(b)) {
        bool good;
        if (interrupted())
            return diag_interrupted(b->s->w->diags);
        if (bif_take_word(b, "variable"))
            good = read_variable(b);
        else if (bif_take_word(b, "probability"))
            good = is_ready(b) ? read_probability(b) : put_off(b);
        else if (bif_take_word(b, "network"))
            good = read_network(b);
        else
            good = unknown_block(b);
        if (!good)
            return false;
    }
    for (size_t i = 0; i < b->nlater; i++) {
        b->s->p = b->later[i];
        if (!read_probability(b))
            return false;
    }
    return true;
}

struct model *bif_read(struct scan *s, struct str name)
{
    struct bif b = {.s = s};
    net_begin(&b.n, s, name);
    return read_blocks(&b) ? net_model(&b.n) : NULL;
}
