/* metrics.c -- how wide a line of text is. */
#include "draw/draw_int.h"
#include "draw/letters.h"
#include "draw/typeset.h"
#include "draw/widths.h"

#include "base/mem.h"
#include "base/utf8.h"

/* The width of a character in thousandths of an em, 0 when the table has it not. */
static uint32_t known(uint32_t c, bool italic)
{
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (c >= widths[i].first && c <= widths[i].last)
            return widths[i].width[italic][c - widths[i].first];
    return 0;
}

/* Without table and library: letters of other scripts are about as wide as high at most. */
static double guess(struct str text, bool italic)
{
    double sum = 0;
    for (size_t i = 0, start = 0; i < text.n; start = i) {
        uint32_t w = known(letter_next(text, &i), italic);
        size_t columns = utf8_width((struct str){text.s + start, i - start});
        sum += w ? w : columns > 1 ? 1000 : columns ? 650 : 0;
    }
    return sum / 1000;
}

/* What Pango says; negative when it cannot be had. */
static double asked(struct metrics *m, struct str text, bool italic)
{
    if (!m->tried) {
        const char *why;
        m->tried = true;
        m->type = mem_alloc(sizeof *m->type);
        m->failed = !m->type;
        if (m->type && !(library_open(&m->type->lib, &why) && typeset_open(m->type))) {
            mem_free(m->type);
            m->type = NULL;
        }
    }
    double wide = m->type ? typeset_width(m->type, text, italic) : -1;
    m->failed = m->failed || (m->type && wide < 0);
    return wide;
}

static double width(void *self, struct str text, bool italic)
{
    struct metrics *m = self;
    uint64_t sum = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t w = known(letter_next(text, &i), italic);
        if (!w) {
            double wide = asked(m, text, italic);
            return (wide >= 0 ? wide : guess(text, italic)) * m->em;
        }
        sum += w;
    }
    return (double)sum / 1000 * m->em;
}

struct text_metrics draw_metrics(struct metrics *m, enum picture_theme theme)
{
    *m = (struct metrics){.em = draw_theme(theme)->em};
    return (struct text_metrics){m, width};
}

bool metrics_free(struct metrics *m, struct diags *d)
{
    bool good = !m->failed || diag_oom(d);
    if (m->type)
        typeset_close(m->type);
    mem_free(m->type);
    *m = (struct metrics){0};
    return good;
}
