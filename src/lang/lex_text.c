/* lex_text.c -- the whole text to raw tokens; what the scanner could not read is reported here. */
#include "lang/lang_int.h"

#include "base/interrupt.h"
#include "parse.h"

enum { POLL_EVERY = 4096 };

/* Does the problem go on where the last bad token ended? It is reported once a run. */
static bool continues(const struct parse *p, const struct scanner *s, enum scan_problem last)
{
    if (s->problem != last || p->raw.n == 0)
        return false;
    const struct token *t = &p->raw.at[p->raw.n - 1];
    return t->kind == TK_BAD && s->token.kind == TK_BAD && t->end == s->token.start;
}

bool lang_lex(struct parse *p)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    struct scanner s = {.text = p->source};
    if (str_starts(p->source, str_of(byte_order_mark)))
        s.at = 3;
    enum scan_problem last = SCAN_FINE;
    uint8_t first = TOKEN_FIRST;
    while (lang_scan(&s)) {
        if (s.problem != SCAN_FINE && !continues(p, &s, last))
            lang_bad_token(p, &s);
        if (s.problem == SCAN_OPEN) /* inside quotes, or after a backslash */
            return true;
        last = s.problem;
        bool line_end = s.token.kind == TK_SEP;
        if (line_end && (first || p->raw.n == 0)) /* an empty line */
            continue;
        s.token.flags |= first;
        first = line_end ? TOKEN_FIRST : 0;
        if (!tokens_push(&p->raw, s.token)) {
            lang_fail_memory(p);
            return false;
        }
        if (p->raw.n % POLL_EVERY == 0 && interrupted()) {
            diag_interrupted(p->w->diags);
            p->fatal = true;
        }
        if (p->fatal)
            return false;
    }
    return true;
}
