/* records_int.h -- a record being collected: lines.c finds the lines, known.c counts those that were
 * there before, records.c takes the others apart. */
#ifndef CAUSAL_DATA_RECORDS_INT_H
#define CAUSAL_DATA_RECORDS_INT_H

#include "data/memo.h"
#include "data/records.h"

#include <csv.h>

struct reader {
    struct work *w;
    const struct data_request *q;
    const struct record_sink *sink;
    struct csv_parser csv;
    unsigned char separator;
    const bool *keep;      /* by column; NULL: all */
    uint64_t line;         /* that the field being read begins on */
    uint64_t record_line;  /* that the record being read begins on */
    bool between;          /* libcsv has no record begun */
    bool after_cr;         /* the last thing seen was a CR that ended a line */
    bool have_header, bad; /* bad: reported, read no further */
    size_t columns;        /* of the header */
    size_t nfields, bytes; /* of the record so far */
    char *text;            /* bytes of its kept fields, end to end */
    size_t used, cap;
    struct str *field; /* its kept fields; .s is set when the record is complete */
    size_t nkept, field_cap;
    char *key; /* the kept fields of a record as one text */
    size_t key_cap;
    uint64_t hash;
    struct str
        sought; /* that text of the line at hand, in key, when it is known to be new; else .s is NULL */
    struct memo *memo;
    bool reduced;   /* the memo is of the kept fields, each with a NUL behind it, else of whole lines */
    uint64_t times; /* how often the record at hand stands in the file */
};

/* Begin and end libcsv, and what is collected. */
void reader_begin(struct reader *r);
void reader_free(struct reader *r);
/* (known.c) A line that is not blank, without NUL and CR, between records. whole: with its end, which the
 * last one of a file may lack; plain: without quotes. */
bool reader_line(struct reader *r, struct str line, struct str whole, bool plain);
/* Any stretch of text, through libcsv. */
bool reader_parse(struct reader *r, struct str s);
/* The text has ended. */
bool reader_end(struct reader *r);

/* A line without quotes, at its separators. */
bool reader_take_apart(struct reader *r, struct str line);
/* A line with quotes, none of them inside a field. *simple false: it is not such a line, and nothing was
 * done. */
bool reader_take_quoted(struct reader *r, struct str line, bool *simple);
/* Another kept field, whose bytes are at .s, or not known yet. Sets r->bad when memory is short. */
void reader_keep_field(struct reader *r, struct str s);
/* Room for n bytes in r->key. False: memory is short. */
bool reader_key_room(struct reader *r, size_t n);
/* What the memo counted. (known.c) */
bool reader_repeat(struct reader *r);

#endif
