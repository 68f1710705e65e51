/* names.c -- how a name is spelled: bare when the scanner reads it back as one word, else in backquotes; and
 * of a state: a number stands bare too, other states go in double quotes. */
#include "lang/lang_int.h"

#include "base/buf.h"
#include "parse.h"

/* The kind of the only token of `s`, or 0. */
static int sole_token(struct str s)
{
    struct scanner scan = {.text = s};
    if (s.n == 0 || s.n > UINT32_MAX || !lang_scan(&scan) || scan.problem != SCAN_FINE)
        return 0;
    return scan.token.start == 0 && scan.token.end == s.n ? scan.token.kind : 0;
}

bool lang_needs_quotes(struct str name)
{
    return !token_is_word(sole_token(name));
}

static bool is_number(struct str s)
{
    return sole_token(s) == TK_NUMBER;
}

static bool is_level(int kind)
{
    return kind == TK_ANSWER || kind == TK_FORMULA || kind == TK_STEPS || kind == TK_THEORY ||
           kind == TK_PLAN || kind == TK_PROBABLE || kind == TK_SQL;
}

/* The words that say how data are read and used. */
static bool is_setting(int kind)
{
    return kind == TK_SAMPLING || kind == TK_WITH || kind == TK_BIN || kind == TK_VALUES || kind == TK_AT ||
           kind == TK_MISSING || kind == TK_LEVEL || kind == TK_SEPARATOR || kind == TK_NO ||
           kind == TK_HEADER || kind == TK_PRIOR || kind == TK_RESTARTS || kind == TK_SEED || kind == TK_BY ||
           kind == TK_VIA || kind == TK_ON || kind == TK_OVERLAP;
}

static bool is_option(int kind)
{
    return kind == TK_AS || kind == TK_TO || kind == TK_DIR || kind == TK_THEME || kind == TK_AFTER;
}

bool lang_is_keyword(struct str s)
{
    int kind = sole_token(s);
    return token_keyword(kind) && !is_level(kind) && !is_option(kind) && !is_setting(kind);
}

bool lang_is_option(struct str s)
{
    return is_option(sole_token(s));
}

void lang_put_quoted(struct buf *out, struct str s, char quote)
{
    buf_putc(out, quote);
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        if (i < s.n && s.s[i] != quote && s.s[i] != '\\' && s.s[i] != '\n')
            continue;
        buf_put(out, (struct str){s.s + from, i - from});
        if (i < s.n) {
            buf_putc(out, '\\');
            buf_putc(out, s.s[i] == '\n' ? 'n' : s.s[i]);
        }
        from = i + 1;
    }
    buf_putc(out, quote);
}

void lang_put_name(struct buf *out, struct str name)
{
    if (lang_needs_quotes(name))
        lang_put_quoted(out, name, '`');
    else
        buf_put(out, name);
}

void lang_put_state(struct buf *out, struct str s)
{
    struct str digits = s.n && s.s[0] == '-' ? (struct str){s.s + 1, s.n - 1} : s;
    if (is_number(digits) || (!lang_needs_quotes(s) && !lang_is_keyword(s)))
        buf_put(out, s);
    else
        lang_put_quoted(out, s, '"');
}
