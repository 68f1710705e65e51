/* complaint.h -- a token that does not fit, for those who give hints about it. */
#ifndef CAUSAL_LANG_COMPLAINT_H
#define CAUSAL_LANG_COMPLAINT_H

#include "lang/lang_int.h"

struct complaint {
    struct parse *p;
    const struct token *t;    /* the unexpected one */
    const struct token *prev; /* NULL: t is the first of the statement */
    int first;                /* kind of the statement's first token */
    bool opens_line;          /* prev is the first token of a statement or of a line of a model */
    bool has[TOKEN_KINDS];    /* what would have fitted */
};

static inline struct str complaint_text(const struct complaint *c, const struct token *t)
{
    return t ? token_text(c->p, t) : STR("");
}

static inline bool complaint_hint(const struct complaint *c, const char *text)
{
    diag_hint(c->p->w->diags, "%s", text);
    return true;
}

/* Slips with boxes, diagrams and pictures: did it give a hint? (hints_diagrams.c) */
bool lang_hint_diagrams(const struct complaint *c);
/* Add what to do about it to the message just reported, where something is known. (hints.c) */
void lang_give_hint(const struct complaint *c);

#endif
