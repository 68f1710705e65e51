/* png.c -- pixels as PNG: true colour, each row as its difference to the row above, which is nothing in most
 * places of a picture made of lines. */
#include "draw/png.h"

#include "base/mem.h"
#include "packed/packed.h"

#include <string.h>

static void big_endian(unsigned char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void put(struct buf *out, const unsigned char *p, size_t n)
{
    buf_put(out, (struct str){(const char *)p, n});
}

static void chunk(struct buf *out, const char *kind, const unsigned char *data, size_t n)
{
    unsigned char head[8], tail[4];
    big_endian(head, (uint32_t)n);
    memcpy(head + 4, kind, 4);
    big_endian(tail, (uint32_t)packed_sum(packed_sum(0, head + 4, 4), data, n));
    put(out, head, 8);
    put(out, data, n);
    put(out, tail, 4);
}

static uint32_t word(const unsigned char *row, uint32_t x)
{
    uint32_t v;
    memcpy(&v, row + 4 * (size_t)x, 4);
    return v;
}

/* Rows with the filter "up". */
static void filter(unsigned char *to, const unsigned char *pixel, size_t stride, uint32_t width,
                   uint32_t height)
{
    for (uint32_t y = 0; y < height; y++) {
        const unsigned char *row = pixel + y * stride;
        *to++ = 2;
        for (uint32_t x = 0; x < width; x++) {
            uint32_t now = word(row, x), above = y ? word(row - stride, x) : 0;
            for (int shift = 16; shift >= 0; shift -= 8)
                *to++ = (unsigned char)((now >> shift) - (above >> shift));
        }
    }
}

/* In pieces that a reader can take at once. */
static void image_data(struct buf *out, const unsigned char *p, size_t n)
{
    const size_t most = 1 << 20;
    for (size_t i = 0; i < n; i += most)
        chunk(out, "IDAT", p + i, n - i < most ? n - i : most);
}

void png_write(struct buf *out, const unsigned char *pixel, size_t stride, uint32_t width, uint32_t height,
               double dots)
{
    size_t raw_size = ((size_t)width * 3 + 1) * height;
    unsigned char *raw = mem_alloc(raw_size);
    struct buf packed = {0};
    if (raw) {
        filter(raw, pixel, stride, width, height);
        packed_put_stream(&packed, (struct str){(const char *)raw, raw_size});
    }
    if (!raw || packed.failed) {
        out->failed = true;
    } else {
        unsigned char head[13] = {0}, density[9] = {0};
        big_endian(head, width);
        big_endian(head + 4, height);
        head[8] = 8; /* bits a channel */
        head[9] = 2; /* true colour */
        big_endian(density, (uint32_t)(dots / 0.0254 + 0.5));
        memcpy(density + 4, density, 4);
        density[8] = 1; /* in a metre */
        buf_put(out, STR("\x89PNG\r\n\x1a\n"));
        chunk(out, "IHDR", head, sizeof head);
        chunk(out, "pHYs", density, sizeof density);
        image_data(out, (const unsigned char *)packed.s, packed.n);
        chunk(out, "IEND", head, 0);
    }
    buf_free(&packed);
    mem_free(raw);
}
