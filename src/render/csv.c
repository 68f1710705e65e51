/* csv.c -- an answer as CSV (RFC 4180 but for lines that end in LF): a header line, then a line a cell. */
#include "render/render_int.h"

#include <string.h>

static void put_field(struct buf *out, struct str s)
{
    bool quote = s.n == 0 || s.s[0] == ' ' || s.s[s.n - 1] == ' ';
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = strchr(",\"\r\n", s.s[i]) != NULL;
    if (!quote) {
        buf_put(out, s);
        return;
    }
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.s[i]);
    }
    buf_putc(out, '"');
}

static void put_table(struct buf *out, const struct answer *answer)
{
    struct cells c = cells_of(answer);
    bool expectation = answer->kind == ANSWER_EXPECTATION;
    uint32_t nover = expectation ? 0 : answer->nover;
    for (uint32_t k = 0; k < answer->ngiven; k++) {
        put_field(out, answer->given[k].name);
        buf_putc(out, ',');
    }
    for (uint32_t k = 0; k < nover; k++) {
        put_field(out, answer->over[k].name);
        buf_putc(out, ',');
    }
    buf_puts(out, expectation ? "value\n" : "p\n");
    for (size_t i = 0; i < c.given_cells * c.over_cells && !stopped(out); i++) {
        for (uint32_t k = 0; k < answer->ngiven; k++) {
            put_field(out, cell_given(&c, i, k));
            buf_putc(out, ',');
        }
        for (uint32_t k = 0; k < nover; k++) {
            put_field(out, cell_over(&c, i, k));
            buf_putc(out, ',');
        }
        put_exact(out, answer->table->p[i]);
        buf_putc(out, '\n');
    }
}

/* A field that had to be made; NULL means that memory was short. */
static void put_made(struct buf *out, struct str s)
{
    if (s.s)
        put_field(out, s);
    else
        out->failed = true;
}

static void put_identification(struct buf *out, struct arena *a, const struct answer *answer)
{
    buf_puts(out, "identifiable,criterion,estimand,path\n");
    if (answer->truth) {
        buf_fmt(out, "true,%s,", identify_criterion_name(answer->criterion));
        if (answer->estimand)
            put_made(out, answer_formula(a, answer, EST_TEXT));
        buf_putc(out, ',');
    } else {
        buf_puts(out, "false,,,");
        put_made(out, answer_path(a, answer, false));
    }
    buf_putc(out, '\n');
}

static void put_independence(struct buf *out, struct arena *a, const struct answer *answer)
{
    buf_puts(out, "holds,path\n");
    buf_puts(out, answer->truth ? "true," : "false,");
    if (!answer->truth)
        put_made(out, answer_path(a, answer, false));
    buf_putc(out, '\n');
}

void render_csv(struct buf *out, const struct answer *answer)
{
    struct arena scratch = {0};
    switch (answer->kind) {
    case ANSWER_NUMBER:
        buf_puts(out, "value\n");
        put_exact(out, answer->number);
        buf_putc(out, '\n');
        break;
    case ANSWER_TRUTH:
        buf_puts(out, answer->truth ? "value\ntrue\n" : "value\nfalse\n");
        break;
    case ANSWER_DISTRIBUTION:
    case ANSWER_EXPECTATION:
        put_table(out, answer);
        break;
    case ANSWER_IDENTIFICATION:
        put_identification(out, &scratch, answer);
        break;
    case ANSWER_INDEPENDENCE:
        put_independence(out, &scratch, answer);
        break;
    }
    arena_free(&scratch);
}
