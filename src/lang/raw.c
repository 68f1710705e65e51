/* raw.c -- text to raw tokens.
 *
 * What cannot be a token becomes TK_BAD.  It is reported when the parser meets it, so that a line gives one
 * message even when it is full of signs that the language does not have.  A run of bad bytes is one token.
 */
#include "lang/lang_int.h"

#include "parse.h"

/* Bytes that are not text, right behind others. */
static bool continues(const struct parse *p, const struct scanner *s)
{
    if (s->token.kind != TK_BAD || p->raw.n == 0)
        return false;
    const struct token *t = &p->raw.at[p->raw.n - 1];
    return t->kind == TK_BAD && t->end == s->token.start;
}

bool lang_lex(struct parse *p, size_t want)
{
    struct scanner *s = &p->scan;
    struct tokens *raw = &p->raw;
    while (raw->n < want && lang_scan(s)) {
        if (s->problem == SCAN_OPEN) { /* inside quotes, or after a backslash: nothing follows */
            lang_bad_token(p, s);
            return true;
        }
        if (s->token.kind == TK_SEP && raw->n && raw->at[raw->n - 1].kind == TK_SEP)
            continue;
        if (continues(p, s)) {
            raw->at[raw->n - 1].end = s->token.end;
            continue;
        }
        if (!tokens_push(raw, s->token)) {
            lang_fail_memory(p);
            return false;
        }
    }
    return !p->fatal;
}
