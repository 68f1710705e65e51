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

void letter_put(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_putc(out, (char)c);
    } else if (c < 0x800) {
        buf_putc(out, (char)(0xc0 | c >> 6));
        buf_putc(out, (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        buf_putc(out, (char)(0xe0 | c >> 12));
        buf_putc(out, (char)(0x80 | (c >> 6 & 63)));
        buf_putc(out, (char)(0x80 | (c & 63)));
    } else {
        buf_putc(out, (char)(0xf0 | c >> 18));
        buf_putc(out, (char)(0x80 | (c >> 12 & 63)));
        buf_putc(out, (char)(0x80 | (c >> 6 & 63)));
        buf_putc(out, (char)(0x80 | (c & 63)));
    }
}

void letter_line(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n;)
        letter_put(out, letter_next(text, &i));
}

void letter_lines(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = letter_next(text, &i);
        letter_put(out, c == LETTER_LINE_END ? '\n' : c);
    }
}
