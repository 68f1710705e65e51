/* formats.h -- models in the formats of other programs: text -> model, and model -> text.
 *
 *   BIF       .bif               networks with tables, as the bnlearn repository, pgmpy, JavaBayes write them
 *   XMLBIF    .xmlbif .xml       the same in XML (Cozman 1998), version 0.3
 *   Hugin     .net               the same as Hugin writes it
 *   dagitty   .dagitty           graphs: latent variables, hidden common causes; no numbers
 *   DOT       .dot .gv           graphs, as Graphviz reads them
 *   JSON      .json              all that a model is (its own format, described in json.c)
 *   CDL       .cdl               all that a model is; only written here, reading it is the language's
 * business
 *
 * A reader goes over the text once and makes the model itself, without a syntax tree, as tables have up to
 * half a million entries. Numbers are read correctly rounded. Rows of a table that miss 1 by rounding (1e-6
 * at most: files print seven digits or so) are divided by their sum; the entries as they stood are then kept
 * in box.written, as they are where a number has more digits than its double tells. What was written is
 * written again, and other numbers as the shortest decimal that reads back to the same double: reading,
 * writing and reading gives the same model, bit for bit.
 *
 * What a format cannot say is refused, or lost where that is what the format is for: .dagitty and .dot have
 * no numbers, and know hidden variables of one kind only; those with tables have no names of types and boxes,
 * no reason why, and fractions become decimals.
 *
 * What breaks a format is an error with a place in that text. Each reader is strict in what it must
 * understand and skips what other programs put into a file for themselves (positions, comments, properties).
 */
#ifndef CAUSAL_FORMATS_FORMATS_H
#define CAUSAL_FORMATS_FORMATS_H

#include "diagram/model.h"

enum format {
    FORMAT_NONE,
    FORMAT_CDL,
    FORMAT_BIF,
    FORMAT_XMLBIF,
    FORMAT_NET,
    FORMAT_DAGITTY,
    FORMAT_DOT,
    FORMAT_JSON
};

/* What a file's name says of it. */
struct format_name {
    enum format format; /* FORMAT_NONE: an unknown suffix */
    bool packed;        /* behind it stands .gz */
    struct str base;    /* the name without folder and suffixes */
};
struct format_name format_of(struct str path);
/* ".bif, .net, .." for messages. */
extern const char format_suffixes[];

/* A table of the observed variables that stands for what no mechanism tells. */
struct format_joint {
    uint32_t n;
    const uint32_t *var; /* the last fastest */
    const double *p;     /* NULL: there is none */
};

/* Read a model called `name`. Everything it is made of lives in keep's arena; `draft` is memory that may be
 * released afterwards. The body of `text` is followed by a NUL byte, and lives as long as the diagnostics.
 * NULL (reported, with places in `text`). O(length of text), but for model_new(). */
struct model *formats_read(struct work *keep, struct arena *draft, enum format format,
                           const struct text *text, struct str name, struct format_joint *joint);

/* Append the model in a format that can hold it. False: `format-cannot` says what it cannot hold, at `at`, or
 * memory was short. O(length of the text). */
bool formats_write(struct buf *out, struct work *w, enum format format, const struct model *m,
                   const struct format_joint *joint, struct span at);

#endif
