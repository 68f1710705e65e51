/* output.h -- the sink: what the session hands out becomes bytes on standard output or standard error.
 *
 * Answers go to standard output, everything said about them to standard error. Where a program reads the
 * answers (JSON, CSV), nothing but answers goes to standard output. Each piece is written at once, so that a
 * closed pipe or a full disk is noticed before the next answer is computed; from then on nothing is written
 * and the interrupt flag stops the session.
 */
#ifndef CAUSAL_REPL_OUTPUT_H
#define CAUSAL_REPL_OUTPUT_H

#include "render/render.h"
#include "session/session.h"

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output {
    enum render_format format;
    enum color_choice color;
    uint32_t digits;
    enum picture_theme theme;
    bool unicode;          /* the locale's charset is UTF-8 */
    bool interactive;      /* a person is at the prompt */
    bool titled;           /* a file is being run: say which question an answer answers */
    bool spaced;           /* and something of it was printed: a blank line comes next */
    uint32_t prompt_width; /* columns the prompt takes */
    bool told;             /* that this run was interrupted */
    int error;             /* errno of the first failed write to standard output; 0: none */
};

/* The style and the character set of the locale; LC_NUMERIC stays "C". */
void output_init(struct output *o);

/* Before each run: nothing has been interrupted yet. */
void output_begin(struct output *o);

/* The sink for session_run() that writes to `o`, which must outlive it. */
struct sink output_sink(struct output *o);

/* How text is written to a stream. */
struct render_style output_style(const struct output *o, int fd);
/* One answer, or a note for the person at the prompt; the buffer is freed. */
void output_answer(struct output *o, struct buf *b);
void output_note(struct output *o, struct str line);

/* What a command prints: standard output, or standard error where that is kept for answers. */
void output_text(struct output *o, struct str text);
/* Remarks beside the answers: standard error. */
void output_aside(struct output *o, struct str text);
/* One diagnostic on standard error. */
void output_diag(struct output *o, const struct diag *d);

/* After the last write: reports a failed write (a closed pipe is no news) and gives the exit status it asks
 * for, or 0. */
int output_finish(const struct output *o);

#endif
