/* density.c -- how many dots of a PNG are an inch, which Cairo does not write: a chunk pHYs after the header,
 * as in the PNG specification (W3C 2003), 11.3.5.3. Programs that set pages need it to know how large the
 * picture is. */
#include "draw/density.h"

#include <string.h>

enum { HEADER = 8 + 25, CHUNK = 21 };

static uint32_t crc(const unsigned char *p, size_t n)
{
    uint32_t c = 0xffffffffu;
    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
    }
    return ~c;
}

static void big_endian(unsigned char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(v >> (24 - 8 * i));
}

void density_put(struct buf *png, size_t start, double dots)
{
    unsigned char chunk[CHUNK] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
    if (png->failed || png->n < start + HEADER)
        return;
    uint32_t per_metre = (uint32_t)(dots / 0.0254 + 0.5);
    big_endian(chunk + 8, per_metre);
    big_endian(chunk + 12, per_metre);
    chunk[16] = 1; /* metres */
    big_endian(chunk + 17, crc(chunk + 4, 13));
    buf_fill(png, 0, CHUNK);
    if (png->failed)
        return;
    char *at = png->s + start + HEADER;
    memmove(at + CHUNK, at, png->n - CHUNK - start - HEADER);
    memcpy(at, chunk, CHUNK);
}
