/* letters.c -- names as they can be drawn. */
#include "draw/letters.h"

#include "base/utf8.h"

uint32_t letter_next(struct str text, size_t *pos)
{
    uint32_t c = utf8_next(text, pos);
    if (c < 0x20)
        return 0x2400 + c;
    if (c == 0x7f)
        return 0x2421;
    if (c < 0xa0 && c > 0x7f)
        return 0xfffd;
    if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) || (c >= 0xd800 && c <= 0xdfff))
        return 0xfffd;
    return c;
}

void letter_line(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n;)
        utf8_put(out, letter_next(text, &i));
}

void letter_lines(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = letter_next(text, &i);
        utf8_put(out, c == LETTER_LINE_END ? '\n' : c);
    }
}
