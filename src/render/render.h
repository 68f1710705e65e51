/* render.h -- the one way out: values become bytes.
 *
 * Text tables (Unicode or ASCII, with colour when asked), JSON (one object a line, through jansson), CSV,
 * LaTeX and Markdown, and the text of diagnostics.  Nothing here computes: what is printed was in the answer.
 * Layout depends on the style alone, never on the terminal that happens to be there.  No output of the
 * program is made anywhere else.
 */
#ifndef CAUSAL_RENDER_RENDER_H
#define CAUSAL_RENDER_RENDER_H

#include "answer/answer.h"
#include "base/buf.h"
#include "picture/figure.h"

enum render_format { RENDER_TABLE, RENDER_JSON, RENDER_CSV, RENDER_LATEX, RENDER_MARKDOWN };

struct render_style {
    enum render_format format;
    bool unicode; /* box-drawing, sum signs, arrows; ASCII otherwise */
    bool color;
    bool titled; /* tables and Markdown: the question stands above its answer (it was not just typed) */
    bool prompt; /* diagnostics point into a line the reader has just typed: no file name, no echo of the line
                  */
    uint32_t column; /* with prompt: how many columns the prompt itself takes */
    uint32_t digits; /* decimals in tables; 0 stands for 4 */
};

/* The names accepted by --format, in the order of enum render_format, NULL-terminated. */
extern const char *const render_format_names[];

/* The whole answer, ending in a newline (Markdown and LaTeX: in a blank line). out->failed: memory was short
 * or, when interrupted(), the reader stopped a long table; the text is then incomplete. */
void render_answer(struct buf *out, const struct answer *a, const struct render_style *style);

/* An answer as a drawing: graphs with the variables of the question and the paths of the answer, districts,
 * hedges; an explanation has a page for each step. Not for tables and numbers (*drawable is false then). Parts
 * are in w->arena or borrowed from the answer. False (reported) when memory is short. */
bool render_drawing(struct drawing *out, struct work *w, const struct answer *a, bool unicode,
                    bool *drawable);

/* A picture as one line of JSON: where it was written, or (file is empty) the picture itself. */
void render_picture(struct buf *out, struct str query, struct str file, struct str svg);

/* One diagnostic: `FILE:LINE:COL: error: ..`, the source line, a caret span, the hint. With style->prompt:
 * caret line under what was typed, then the message, as in `error: S has no state `yse` -- did you mean
 * `yes`? (states: yes, no)`. */
void render_diag(struct buf *out, const struct diag *d, const struct render_style *style);

/* A number as tables print it: `digits` decimals (0 stands for 4), no "-0.0000"; "undefined" for NaN. */
void render_number(struct buf *out, double x, uint32_t digits);

#endif
