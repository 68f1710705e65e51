/* records.h -- the lines of a CSV file, one at a time, with their numbers (private to data/).
 *
 * Files are read in chunks. A line without quotes is taken apart here, others by libcsv; a record exists only
 * during the call that hands it over.
 */
#ifndef CAUSAL_DATA_RECORDS_H
#define CAUSAL_DATA_RECORDS_H

#include "data/data.h"

/* Who takes the records. A function that returns false has reported why, and ends the reading. */
struct record_sink {
    void *cx;
    /* The names of the columns. It may set *keep to an array of `n` flags: only these fields of the records
     * that follow are handed over. */
    bool (*header)(void *cx, const struct str *field, size_t n, const bool **keep);
    /* The kept fields of a record, in file order, how many lines are the same, and the line that the first of
     * them begins on. */
    bool (*record)(void *cx, const struct str *field, uint64_t times, uint64_t line);
};

/* Read the whole file of a request. Errors "file", "packed" and "csv" are reported here, at q->at. */
bool records_read(struct work *w, const struct data_request *q, const struct record_sink *sink);

#endif
