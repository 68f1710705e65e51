/* scan.c -- a place in a text, and what to say when something else stands there. */
#include "formats/formats_int.h"

#include "base/utf8.h"

#include <string.h>

struct span scan_span(const struct scan *s, const char *from, const char *to)
{
    if (to == from && to < s->end)
        to++;
    return (struct span){(uint32_t)(from - s->begin), (uint32_t)(to - s->begin)};
}

bool scan_expected(struct scan *s, const char *at, const char *to, const char *what)
{
    enum { SHOWN = 40 };
    if (at >= s->end) {
        const char *last = s->end; /* the last thing there is, so that there is a line to show */
        while (last > s->begin && strchr(" \t\r\n", last[-1]))
            last--;
        struct span end = scan_span(s, last > s->begin ? last - 1 : last, last);
        diag_error(s->w->diags, "format-end", end, "the text ends here; expected %s", what);
        return diag_hint(s->w->diags, "it seems to be cut short: fetch or write it again");
    }
    if (to == at)
        for (to++; to < s->end && ((unsigned char)*to & 0xC0) == 0x80;)
            to++;
    size_t n = (size_t)(to - at), shown = n;
    if (n > SHOWN)
        for (shown = SHOWN; shown && ((unsigned char)at[shown] & 0xC0) == 0x80;)
            shown--;
    return diag_error(s->w->diags, "format", scan_span(s, at, to), "expected %s, found `%.*s%s`", what,
                      (int)shown, at, shown < n ? ".." : "");
}

bool scan_text(struct scan *s)
{
    struct str all = {s->begin, (size_t)(s->end - s->begin)};
    const char *zero = memchr(all.s, 0, all.n);
    if (zero) {
        diag_error(s->w->diags, "format", scan_span(s, zero, zero + 1), "a zero byte: this is no text");
        return diag_hint(s->w->diags, "is it the right file?");
    }
    const uint64_t high = 0x8080808080808080u;
    for (size_t i = 0; i < all.n;) {
        uint64_t eight;
        if (i + 8 <= all.n && (memcpy(&eight, all.s + i, 8), !(eight & high))) {
            i += 8;
            continue;
        }
        size_t before = i;
        if (utf8_next(all, &i) != 0xFFFD || i != before + 1)
            continue;
        diag_error(s->w->diags, "bad-utf8", (struct span){(uint32_t)before, (uint32_t)i},
                   "this byte is no UTF-8");
        return diag_hint(s->w->diags, "convert the file, for example with `iconv -f latin1 -t utf-8`");
    }
    return true;
}
