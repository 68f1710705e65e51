/* signature.h -- what a file is that is no table of text, by its first bytes (private to data/). */
#ifndef CAUSAL_DATA_SIGNATURE_H
#define CAUSAL_DATA_SIGNATURE_H

#include "data/data.h"

/* A file that begins with `first` may be CSV for all that is known. False (reported: "csv"): it is a picture,
 * a spreadsheet, packed in another way, text in UTF-16 .. */
bool signature_may_be_csv(struct work *w, const struct data_request *q, struct str first);

#endif
