/* layout.h -- the pass over raw tokens that decides which words are keywords and which line ends count. */
#ifndef CAUSAL_LANG_LAYOUT_H
#define CAUSAL_LANG_LAYOUT_H

#include "lang/lang_int.h"
#include "parse.h"

enum layout_role {
    FRAME_TOP,
    FRAME_PAREN,
    FRAME_BRACKET,
    FRAME_MODEL,  /* { lines of a model or a diagram } */
    FRAME_KEYED,  /* { h0: [..], h1: [..] } */
    FRAME_STATES, /* { no, yes }, and the group of names in `{A, B} -> C` */
};

struct layout_frame {
    enum layout_role role;
    struct span opened;
    size_t opener; /* index in p->tokens */
    unsigned ifs;  /* without their `else` yet */
};

struct layout {
    struct parse *p;
    size_t i;        /* the raw token being looked at */
    bool completing; /* the text goes on: a word at its end may become a keyword */
    bool ended;      /* no statement is left */
    bool in_model;
    bool equation; /* `:=` was seen in this line of a model */
    unsigned depth;
    struct layout_frame frame[LIMIT_NESTING + 1];
};

/* Read the next statement into p->tokens, replacing the last: up to the end of its last line, or of the text.
 * Sets l->ended when the text has ended. False: fatal. */
bool lang_layout(struct layout *l);

/* Kind of the token written `back` ago (1: the last), or of the raw token `ahead`; 0 where there is none. */
int layout_last(const struct layout *l, size_t back);
int layout_next(const struct layout *l, size_t ahead);
/* Kind of the first token of the statement. */
static inline int layout_first(const struct layout *l)
{
    return l->p->tokens.n ? l->p->tokens.at[0].kind : 0;
}
static inline bool layout_ends_operand(int kind)
{
    return kind == TK_NAME || kind == TK_QUOTED || kind == TK_NUMBER || kind == TK_STRING ||
           kind == TK_RPAREN || kind == TK_RBRACKET;
}

static inline bool layout_is_binary_word(int kind)
{
    return kind == TK_AND || kind == TK_OR || kind == TK_XOR || kind == TK_MOD || kind == TK_IN;
}

/* Does the line that ends here end a statement, a line of a block or an entry? (lines.c) */
bool layout_line_counts(const struct layout *l);
/* The depth down to which brackets must be closed before the next line, or l->depth. */
unsigned layout_depth_for_next_line(const struct layout *l);

/* Is the word that could be the keyword `kind` that keyword here, or TK_NAME? (words.c) */
int layout_word(const struct layout *l, int kind);

/* Is the word that could be the option `kind` of a statement about data that option here? (words_data.c) */
bool layout_setting(const struct layout *l, int kind);
/* Does the word here stand behind a part of the statement that `statement` begins with? `{X}` is one too. */
bool layout_behind_part(const struct layout *l, int statement);

#endif
