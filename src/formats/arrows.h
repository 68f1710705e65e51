/* arrows.h -- words of dagitty and DOT, private to arrows_words.c, arrows_read.c and arrows_write.c. */
#ifndef CAUSAL_FORMATS_ARROWS_H
#define CAUSAL_FORMATS_ARROWS_H

#include "formats/formats_int.h"

enum arrow { ARROW_NONE, ARROW_TO, ARROW_FROM, ARROW_BOTH };

/* What attributes say. */
struct marks {
    bool latent;
    enum arrow dir; /* NONE: nothing of it */
};

/* A text that is read. What readers need for a while lies in s->draft. */
struct arrows {
    struct scan *s;
    struct net n;
    bool dot;
    unsigned depth; /* of braces */
    enum arrow dir; /* of edges, where a DOT text says so for all */
};

struct id {
    struct str s;
    struct span at; /* all zero: there is none */
    bool quoted;
};

/* ---- arrows_words.c: each goes behind what it reads; those that say `what` report when it is not there ----
 */
/* May it stand in a name without quotes? Letters, digits, `_`, `.` and all beyond ASCII. */
bool arrows_letter(char c);
/* To the next thing that counts. */
void arrows_skip(struct arrows *a);
/* Something else than `what` stands here. False. */
bool arrows_expected(struct arrows *a, const char *what);
bool arrows_take(struct arrows *a, char c);
bool arrows_need(struct arrows *a, char c, const char *what);
/* A name or a number, with or without quotes. */
bool arrows_read_id(struct arrows *a, struct id *id, const char *what);
/* Is it the word, which is in lower case, in any case of letters, and without quotes? */
bool arrows_is_word(const struct id *id, const char *word);
/* [latent, pos="1,2"]: as many brackets as there are, what they say added to *m. False (reported). */
bool arrows_read_marks(struct arrows *a, struct marks *m);

#endif
