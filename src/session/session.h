/* session.h -- the interpreter: it knows names.
 *
 * A session holds types, boxes, models and values by name, and the current model.  session_run() parses a
 * text, checks and runs its statements in order, and hands each result to the sink the moment it is there. No
 * terminal, no printing: the sink (repl/, a test) renders.
 *
 * A statement that fails leaves the session as it was before it: a model that does not check is not bound,
 * names keep their old values.  Each bound value owns one arena, freed when the name is bound anew.
 */
#ifndef CAUSAL_SESSION_SESSION_H
#define CAUSAL_SESSION_SESSION_H

#include "answer/answer.h"
#include "picture/figure.h"
#include "base/diag.h"

struct session;

/* How a picture is wanted. */
struct picture_wish {
    struct str file; /* empty: on the terminal */
    struct span at;  /* where the file is named */
    struct str query;
    bool themed; /* a theme was asked for */
    enum picture_theme theme;
};

/* Where results go. Any function may be NULL. Arguments are only valid during the call. */
struct sink {
    void *cx;
    bool unicode; /* notes may use characters beyond ASCII */
    void (*answer)(void *cx, const struct answer *a);
    void (*note)(void *cx, struct str line);      /* "tar: S, T, C observed ..": after a definition */
    void (*diag)(void *cx, const struct diag *d); /* errors and warnings, as they happen */
    /* Draw it; false (reported to w) when it cannot be drawn or written. */
    bool (*picture)(void *cx, struct work *w, const struct drawing *drawing, const struct picture_wish *wish);
    void (*show)(void *cx, const char *stage, struct str text); /* dumps of session_set_show */
};

enum run_status { RUN_OK, RUN_FAILED, RUN_ASSERTION };

/* NULL when memory is short. */
struct session *session_new(void);
void session_free(struct session *s);

/* Run a text (several statements). Relative paths in it are relative to the folder of `text.name` when that
 * is a file. After the first failing statement the rest is not run unless keep_going. RUN_ASSERTION when the
 * worst failure was an assertion. */
enum run_status session_run(struct session *s, struct text text, bool keep_going, const struct sink *sink);

/* Read and run a file; "file" errors are reported to the sink. Remembered for session_reload(). */
enum run_status session_load(struct session *s, struct str path, bool keep_going, const struct sink *sink);
/* Load again the file loaded last. */
enum run_status session_reload(struct session *s, const struct sink *sink);

/* ---- settings ---- */
void session_set_verify(struct session *s, bool on);
bool session_verify(const struct session *s);
/* Fractions beside decimals. */
void session_set_exact(struct session *s, bool on);
bool session_exact(const struct session *s);
/* Intervals of answers from data: by the delta method, 0.95, with 1000 replicates and seed 1 at first. */
void session_set_interval(struct session *s, struct interval_options how);
struct interval_options session_interval(const struct session *s);
/* stage: "tokens", "ast", "diagram", "surgery", "tensor"; false for another word. "" turns dumps off. */
bool session_set_show(struct session *s, struct str stage);

/* ---- what there is, for :models, :vars and completion; slices live until the next session_run ---- */
size_t session_models(const struct session *s, struct str *names, size_t max);
struct str session_current(const struct session *s); /* name of the current model, or empty */
/* One line about a model: "tar: S, T, C observed . 1 hidden common cause (S <-> C) . joint P(S, T, C)".
 * Written to out. */
bool session_describe(struct session *s, struct str model, struct buf *out, bool unicode);
/* Everything bound by name: "S : {yes, no}" for the variables of the current model, then `let`s, types and
 * boxes, a line each. */
bool session_vars(struct session *s, struct buf *out, bool unicode);
/* All names a query may use: variables of the current model, models, lets, types, boxes. */
size_t session_names(const struct session *s, struct str *names, size_t max);
/* The states of variable `var` of the current model, or else of the type or the wire of this name. */
size_t session_states(const struct session *s, struct str var, struct str *names, size_t max);
/* The named wires of a diagram, or of a model's network; 0 when nothing of this name is one. */
size_t session_wires(const struct session *s, struct str name, struct str *names, size_t max);
/* What may follow `as`, `dir` or `theme` in a draw statement; ends with NULL. NULL for other words. */
const char *const *session_draw_words(struct str option);

/* What may stand behind `model m =`, before the text of a model; ends with NULL. */
const char *const *session_text_formats(void);

/* What a box, a diagram or a model of this name is and says of itself, in the session or else in the library;
 * false when there is none. */
bool session_help(const struct session *s, struct str name, struct buf *out);

/* The standard library, a text a name; ends with a NULL name. */
struct library_text {
    const char *name, *text;
};
const struct library_text *session_library(void);

#endif
