/* report.c -- diagnostics of the scanner and the brackets, and the limits. */
#include "lang/lang_int.h"

#include "base/utf8.h"
#include "parse.h"

#include <stdarg.h>
#include <stdio.h>

static void add(struct parse *p, const char *code, struct span at, const char *fmt, va_list ap)
{
    char text[1024];
    vsnprintf(text, sizeof text, fmt, ap);
    diag_error(p->w->diags, code, at, "%s", text);
}

bool lang_report(struct parse *p, const char *code, struct span at, const char *fmt, ...)
{
    p->spoiled = true;
    if (p->errors == LIMIT_ERRORS)
        diag_error(p->w->diags, "too-many-errors", at, "too many errors; the rest was not read");
    if (p->errors++ >= LIMIT_ERRORS)
        return false;
    va_list ap;
    va_start(ap, fmt);
    add(p, code, at, fmt, ap);
    va_end(ap);
    return true;
}

bool lang_report_end(struct parse *p, const char *code, struct span at, const char *fmt, ...)
{
    if (p->unfinished)
        return false;
    p->unfinished = true;
    va_list ap;
    va_start(ap, fmt);
    add(p, code, at, fmt, ap);
    va_end(ap);
    return true;
}

void lang_fail_memory(struct parse *p)
{
    if (!p->fatal && !p->dry)
        diag_oom(p->w->diags);
    p->fatal = true;
}

void lang_fail_depth(struct parse *p, struct span at)
{
    if (!p->fatal && !p->dry) {
        diag_error(p->w->diags, "too-deep", at, "brackets or operators are nested more than %d deep",
                   LIMIT_NESTING);
        diag_hint(p->w->diags, "give a part of it a name with `let`");
    }
    p->fatal = true;
}

void lang_unclosed(struct parse *p, struct span bracket, bool at_end)
{
    static const char fmt[] = "`%c` is never closed";
    char sign = p->source.s[bracket.start];
    const char *close = sign == '(' ? ")" : sign == '[' ? "]" : "}";
    if (at_end ? lang_report_end(p, "unclosed", bracket, fmt, sign)
               : lang_report(p, "unclosed", bracket, fmt, sign))
        diag_hint(p->w->diags, "add the `%s` that belongs to it", close);
}

void lang_mismatched(struct parse *p, struct span bracket, const struct token *t)
{
    char sign = p->source.s[bracket.start];
    const char *close = sign == '(' ? ")" : sign == '[' ? "]" : "}";
    if (lang_report(p, "unclosed", token_span(t), "`%c` is closed with `%c`", sign, p->source.s[t->start]))
        diag_hint(p->w->diags, "write `%s`", close);
}

/* ---- what the scanner could not read ---- */

/* What to write instead of a character that other languages and word processors use. */
static const char *instead_of(uint32_t character)
{
    switch (character) {
    case '&':
    case 0x2227: /* logical and */
        return "write `and`";
    case 0x2228: /* logical or */
        return "write `or`";
    case '!':
    case 0xAC:
        return "write `not`, or `!=` for `is not equal to`";
    case '%':
        return "write `mod` for the remainder, and 0.05 for 5%";
    case '^':
        return "there is no sign for powers; multiply";
    case '\'':
    case 0x2018: /* curly quotes */
    case 0x2019:
    case 0x201C:
    case 0x201D:
        return "text goes in straight double quotes, as in \"smoking.csv\"";
    case '\\':
        return "a backslash joins two lines: it must be the last on its line";
    case '.':
        return "the name of a file goes in double quotes, another name with a point in it in backquotes";
    case 0x2218: /* ring operator */
        return "write `;`, which composes in the order of time: `f ; g` is f and then g";
    case 0x2245:
    case 0x2248:
    case 0x2261:
        return "write `==` for equal diagrams, `~=` for equal interpretations";
    case 0x2264:
        return "write `<=`";
    case 0x2265:
        return "write `>=`";
    case 0x2260:
        return "write `!=`";
    case 0xD7: /* times */
    case 0xB7:
        return "write `*`";
    case 0x2212: /* minus sign, dashes */
    case 0x2013:
    case 0x2014:
        return "write `-`";
    default:
        return NULL;
    }
}

static void bad_character(struct parse *p, struct span at)
{
    struct str s = {p->source.s + at.start, at.end - at.start};
    size_t pos = 0;
    uint32_t character = utf8_next(s, &pos);
    bool visible = character > ' ' && character != 0x7F && utf8_width(s) > 0 && character > 0x9F;
    visible |= character > ' ' && character < 0x7F;
    bool reported = visible ? lang_report(p, "bad-character", at, "unexpected character `%.*s`", STR_ARG(s))
                            : lang_report(p, "bad-character", at, "unexpected character U+%04X", character);
    const char *hint = instead_of(character);
    if (reported && hint)
        diag_hint(p->w->diags, "%s", hint);
}

static void bad_number(struct parse *p, struct span at)
{
    enum { SHOWN = 40 };
    struct str s = {p->source.s + at.start, at.end - at.start};
    int shown = s.n > SHOWN ? SHOWN : (int)s.n;
    bool name = false;
    for (size_t i = 0; i < s.n; i++)
        name |= s.s[i] != '.' && (s.s[i] < '0' || s.s[i] > '9');
    if (lang_report(p, "bad-number", at, "`%.*s%s` is not a number", shown, s.s, s.n > SHOWN ? ".." : ""))
        diag_hint(p->w->diags, "%s",
                  name ? "a name that begins with a digit goes in backquotes"
                       : "a number has one point with digits after it, as in 0.25");
}

static void open_end(struct parse *p, const struct scanner *s)
{
    struct span at = {(uint32_t)s->open, (uint32_t)s->open + 1};
    if (s->token.kind == TK_BAD)
        lang_report_end(p, "unfinished", at, "the text ends after a backslash, which joins two lines");
    else if (s->token.kind == TK_STRING)
        lang_report_end(p, "unterminated-string", at,
                        "the text in double quotes that begins here never ends");
    else
        lang_report_end(p, "unterminated-name", at, "the name in backquotes that begins here never ends");
}

void lang_bad_at(struct parse *p, const struct token *t)
{
    struct scanner again = {.text = p->source, .at = t->start};
    if (lang_scan(&again))
        lang_bad_token(p, &again);
}

void lang_bad_token(struct parse *p, const struct scanner *s)
{
    struct span at = s->where;
    switch (s->problem) {
    case SCAN_CHARACTER:
        bad_character(p, at);
        break;
    case SCAN_NUL:
        if (lang_report(p, "bad-character", at, "NUL byte at byte %u", at.start))
            diag_hint(p->w->diags, "is this a text file?");
        break;
    case SCAN_UTF8:
        if (lang_report(p, "bad-utf8", at, "invalid UTF-8 at byte %u", at.start))
            diag_hint(p->w->diags, "save the file as UTF-8");
        break;
    case SCAN_NUMBER:
        bad_number(p, at);
        break;
    case SCAN_ESCAPE:
        if (lang_report(p, "bad-escape", at,
                        "a backslash in quotes must be followed by `\\`, `n` or a quote"))
            diag_hint(p->w->diags, "write `\\\\` for a backslash");
        break;
    case SCAN_OPEN:
        open_end(p, s);
        break;
    case SCAN_FINE:
        break;
    }
}
