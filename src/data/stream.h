/* stream.h -- the bytes of a data file, unpacked on the way (private to data/). */
#ifndef CAUSAL_DATA_STREAM_H
#define CAUSAL_DATA_STREAM_H

#include "data/data.h"
#include "packed/packed.h"

#include <sys/stat.h>

struct stream {
    struct work *w;
    const struct data_request *q;
    int fd;
    struct stat first;         /* what was opened */
    uint64_t got;              /* bytes of the file */
    struct unpacker *unpacker; /* of a packed file */
    char *packed;              /* a block of it */
    struct str rest;           /* of the block, not yet unpacked; what was read to see whether it is packed */
    bool ended;                /* the file, not what is left in `rest` */
    bool telling;              /* progress */
};

/* Errors are reported at q->at: "file", "packed". stream_close() must follow, whatever is returned. */
bool stream_open(struct stream *s, struct work *w, const struct data_request *q);
/* Fill the buffer, whatever the pieces that a pipe delivers. Fewer than n bytes: the end; -1: reported. */
long stream_read(struct stream *s, char *buffer, size_t n);
void stream_close(struct stream *s);

/* (absent.c) Hint for a file that is not there: the name that is nearest in its folder. False. */
bool absent_hint(struct work *w, const struct data_request *q);

#endif
