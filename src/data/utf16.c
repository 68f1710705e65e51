/* utf16.c -- from UTF-8 and back. */
#include "data/utf16.h"

#include "base/mem.h"
#include "base/utf8.h"

uint16_t *utf16_of(struct str s, size_t *n)
{
    uint16_t *out = s.n < SIZE_MAX / 4 ? mem_array(s.n + 1, sizeof *out) : NULL;
    *n = 0;
    for (size_t pos = 0; out && pos < s.n;) {
        uint32_t c = utf8_next(s, &pos);
        if (c >= 0x10000) {
            out[(*n)++] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        out[(*n)++] = (uint16_t)c;
    }
    return out;
}

void utf16_put(struct buf *out, const uint16_t *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t c = s[i];
        bool high = c >= 0xD800 && c < 0xDC00;
        if (high && i + 1 < n && s[i + 1] >= 0xDC00 && s[i + 1] < 0xE000)
            c = 0x10000 + ((c - 0xD800) << 10) + (s[++i] - 0xDC00u);
        else if (c >= 0xD800 && c < 0xE000)
            c = 0xFFFD;
        utf8_put(out, c);
    }
}
