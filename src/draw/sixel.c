/* sixel.c -- pixels as sixels. */
#include "draw/sixel.h"

#include "base/mem.h"

#include <string.h>

enum { CODES = 1 << 12, MOST = 255 };

struct palette {
    uint8_t number[CODES]; /* of a colour, 0: not seen */
    uint16_t code[MOST + 1];
    uint32_t n;
};

static uint16_t code_of(const unsigned char *row, uint32_t x)
{
    uint32_t word;
    memcpy(&word, row + 4 * (size_t)x, 4);
    uint32_t code = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        uint32_t c = word >> shift & 255;
        code = code << 4 | (c * 15 + 127) / 255;
    }
    return (uint16_t)code;
}

static uint32_t apart(uint16_t a, uint16_t b)
{
    uint32_t sum = 0;
    for (int shift = 0; shift < 12; shift += 4) {
        int d = (a >> shift & 15) - (b >> shift & 15);
        sum += (uint32_t)(d * d);
    }
    return sum;
}

/* A colour's number; when there are too many, that of the nearest. */
static uint8_t number_of(struct palette *p, uint16_t code)
{
    if (p->number[code])
        return p->number[code];
    uint32_t best = 1;
    if (p->n < MOST) {
        best = ++p->n;
        p->code[best] = code;
    } else {
        for (uint32_t i = 2; i <= p->n; i++)
            if (apart(code, p->code[i]) < apart(code, p->code[best]))
                best = i;
    }
    return p->number[code] = (uint8_t)best;
}

static void run(struct buf *out, char bits, uint32_t times)
{
    if (times > 3)
        buf_fmt(out, "!%u%c", times, bits);
    else
        buf_fill(out, bits, times);
}

/* One colour of a band of `rows` rows. */
static void one_color(struct buf *out, const uint8_t *band, uint32_t width, uint32_t rows, uint8_t color)
{
    char last = 0;
    uint32_t times = 0;
    buf_fmt(out, "#%u", color);
    for (uint32_t x = 0; x < width; x++) {
        unsigned bits = 0;
        for (uint32_t y = 0; y < rows; y++)
            if (band[(size_t)y * width + x] == color)
                bits |= 1u << y;
        char c = (char)(63 + bits);
        if (c != last && times) {
            run(out, last, times);
            times = 0;
        }
        last = c;
        times++;
    }
    if (last != 63) /* nothing at the end need not be said */
        run(out, last, times);
    buf_putc(out, '$');
}

static void write_bands(struct buf *out, const uint8_t *index, uint32_t width, uint32_t height)
{
    for (uint32_t y = 0; y < height && !out->failed; y += 6) {
        uint32_t rows = height - y < 6 ? height - y : 6;
        const uint8_t *band = index + (size_t)y * width;
        bool used[MOST + 1] = {false};
        for (size_t i = 0; i < (size_t)rows * width; i++)
            used[band[i]] = true;
        for (uint32_t c = 1; c <= MOST; c++)
            if (used[c])
                one_color(out, band, width, rows, (uint8_t)c);
        buf_putc(out, '-');
    }
}

void sixel_write(struct buf *out, const unsigned char *pixel, size_t stride, uint32_t width, uint32_t height)
{
    struct palette *p = mem_alloc(sizeof *p);
    uint8_t *index = mem_array(height, width);
    if (!p || !index) {
        out->failed = true;
    } else {
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++)
                index[(size_t)y * width + x] = number_of(p, code_of(pixel + y * stride, x));
        buf_fmt(out, "\033P0;0;0q\"1;1;%u;%u", width, height);
        for (uint32_t i = 1; i <= p->n; i++)
            buf_fmt(out, "#%u;2;%u;%u;%u", i, (p->code[i] >> 8 & 15) * 100u / 15,
                    (p->code[i] >> 4 & 15) * 100u / 15, (p->code[i] & 15) * 100u / 15);
        write_bands(out, index, width, height);
        buf_puts(out, "\033\\\n");
    }
    mem_free(index);
    mem_free(p);
}
