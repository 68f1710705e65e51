/* bif.h -- words and tables of BIF, private to its reader: bif_words.c, bif_table.c, and bif_read.c, which
 * has the blocks. */
#ifndef CAUSAL_FORMATS_BIF_H
#define CAUSAL_FORMATS_BIF_H

#include "formats/formats_int.h"

/* A text that is read. What readers need for a while lies in s->draft, what becomes of it in s->w->arena. */
struct bif {
    struct scan *s;
    struct net n;
    struct str *state; /* of the variable at hand */
    struct span *state_at;
    size_t nstates, state_cap, at_cap;
    const char **later; /* tables that name variables declared behind them */
    size_t nlater, later_cap;
    double *fallback; /* the row `default` of the table at hand */
    struct str *fallback_text;
};

struct word {
    struct str s;
    const char *from, *to; /* with its quotes */
};

/* ---- bif_words.c: each goes behind what it reads; bool functions that say `what` report when it is not
 * there ---- */
extern const bool bif_ends_name[256];
static inline bool bif_ends(char c)
{
    return bif_ends_name[(unsigned char)c];
}
void bif_skip_far(struct bif *b);
/* To the next thing that counts. */
static inline void bif_skip(struct bif *b)
{
    if ((unsigned char)*b->s->p <= ',' || *b->s->p == '/' || *b->s->p == '|')
        bif_skip_far(b);
}
/* The end of the word at p; p itself when there is none. */
const char *bif_word_end(const struct bif *b, const char *p);
/* Something else than `what` stands here. False. */
bool bif_expected(struct bif *b, const char *what);
bool bif_read_word(struct bif *b, struct word *w, const char *what);
struct span bif_span(const struct bif *b, const struct word *w);
bool bif_take(struct bif *b, char c);
bool bif_need(struct bif *b, char c, const char *what);
/* The word `word`, in lower case; the text may have any. */
bool bif_take_word(struct bif *b, const char *word);
/* Behind the `;` that ends a property; its text without blanks at the ends, in *text. */
bool bif_skip_property(struct bif *b, struct str *text);
/* A state of the variable, which has some. *guess is one that it is likely to be, and is moved: keys mostly
 * run through the states in order. False (reported): "unknown-state". */
bool bif_read_state(struct bif *b, const struct net_var *x, uint32_t *guess, uint32_t *state);

/* ---- bif_table.c ---- */
/* The table of v up to and with its `}`; its parents are known. False (reported). O(its text), twice where it
 * is kept as written. */
bool bif_read_table(struct bif *b, uint32_t v);

#endif
