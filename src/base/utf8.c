/* utf8.c -- decoding, encoding and display width; the ranges are the blocks that terminals agree on (Unicode
 * 15, EastAsianWidth W and F, general category Mn). */
#include "base/utf8.h"

uint32_t utf8_next(struct str s, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s.s + *pos;
    size_t left = s.n - *pos;
    uint32_t c = p[0];
    size_t len = c < 0x80 ? 1 : (c & 0xE0) == 0xC0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : (c & 0xF8) == 0xF0 ? 4 : 0;
    if (len == 0 || len > left) {
        *pos += 1;
        return 0xFFFD;
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (len > 1)
        c &= 0x7Fu >> len;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *pos += 1;
            return 0xFFFD;
        }
        c = c << 6 | (p[i] & 0x3F);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
        *pos += 1;
        return 0xFFFD;
    }
    *pos += len;
    return c;
}

size_t utf8_encode(char to[4], uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    return n;
}

void utf8_put(struct buf *out, uint32_t c)
{
    char to[4];
    size_t n = utf8_encode(to, c);
    buf_put(out, (struct str){to, n});
}

struct range {
    uint32_t from, to;
};

static const struct range zero_width[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},     {0x610, 0x61A},   {0x64B, 0x65F},
    {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},     {0x94D, 0x94D},   {0xE31, 0xE31},
    {0xE34, 0xE3A},   {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF},   {0x200B, 0x200F}, {0x20D0, 0x20F0},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

static const struct range double_width[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static bool within(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= r[i].from && c <= r[i].to)
            return true;
    return false;
}

size_t utf8_width(struct str s)
{
    size_t columns = 0;
    for (size_t pos = 0; pos < s.n;) {
        uint32_t c = utf8_next(s, &pos);
        if (c < 0x300)
            columns += 1;
        else if (within(c, double_width, sizeof double_width / sizeof *double_width))
            columns += 2;
        else if (!within(c, zero_width, sizeof zero_width / sizeof *zero_width))
            columns += 1;
    }
    return columns;
}
