/* feed.c -- tokens to the parser, with recovery.
 *
 * After an error Lemon pops its stack to where `error` fits: a statement, or a line of a model.  The tokens
 * up to the end of that statement or line are not fed at all, so one mistake gives one message.
 */
#include "lang/lang_int.h"

#include "base/mem.h"
#include "parse.h"

/* The token before the one at which to go on after an error at `i`. */
static size_t skip_bad(const struct parse *p, size_t i, size_t to)
{
    const struct token *t = p->tokens.at;
    uint8_t stop = TOKEN_SYNC;
    if (t[i].flags & (TOKEN_IN_MODEL | TOKEN_SYNC_ITEM))
        stop |= TOKEN_SYNC_ITEM;
    if (t[i].flags & stop)
        return i;
    while (i + 1 < to && !(t[i + 1].flags & stop))
        i++;
    return i;
}

void lang_feed(struct parse *p, size_t to)
{
    for (size_t i = 0; i < to; i++) {
        const struct token *t = &p->tokens.at[i];
        p->index = i;
        p->failed = false;
        lang_yy(p->lemon, t->kind, t);
        if (p->fatal || p->errors > LIMIT_ERRORS)
            return;
        if (p->failed)
            i = skip_bad(p, i, to);
        else if (t->flags & TOKEN_SYNC)
            keep_statement(p);
    }
}

bool lang_acceptable(const struct parse *p, size_t to, bool *has)
{
    struct parse again = *p;
    again.dry = true;
    again.fatal = false;
    again.errors = 0;
    again.lemon = lang_yyAlloc(mem_alloc, &again);
    if (!again.lemon)
        return false;
    lang_feed(&again, to);
    for (int kind = 0; kind < TOKEN_KINDS; kind++)
        has[kind] = kind && token_name(kind) && !again.fatal && lang_yy_accepts(again.lemon, kind);
    lang_yyFree(again.lemon, mem_free);
    return true;
}
