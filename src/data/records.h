/* records.h -- the lines of a CSV file, one at a time, with their numbers (private to data/).
 *
 * Files are read in chunks and parsed by libcsv; a record exists only during the call that hands it over.
 */
#ifndef CAUSAL_DATA_RECORDS_H
#define CAUSAL_DATA_RECORDS_H

#include "base/str.h"
#include "base/work.h"

#include <stdint.h>

/* Who takes the records. A function that returns false has reported why, and ends the reading. */
struct record_sink {
    void *cx;
    /* The fields of the header line. It may set *keep to an array of `n` flags: only these fields of the
     * records that follow are handed over. */
    bool (*header)(void *cx, const struct str *field, size_t n, const bool **keep);
    /* The kept fields of a record, in file order, and the line that the record begins on. */
    bool (*record)(void *cx, const struct str *field, uint64_t line);
};

/* Read a whole file. Errors "file" and "csv" are reported here, at `at`. */
bool records_read(struct work *w, struct str path, struct span at, const struct record_sink *sink);

#endif
