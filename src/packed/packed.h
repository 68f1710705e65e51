/* packed.h -- gzip files and zlib streams: bytes in, bytes out, whole or piece by piece.
 *
 * A gzip file (RFC 1952) is one or more members, each with a checksum and the size of what it unpacks to;
 * both are checked. What a file unpacked whole may come to is limited, since a few kilobytes can unpack to
 * gigabytes.
 */
#ifndef CAUSAL_PACKED_PACKED_H
#define CAUSAL_PACKED_PACKED_H

#include "base/buf.h"
#include "base/work.h"

#include <stdint.h>

/* Does it begin like a gzip file? */
bool packed_is(struct str bytes);

/* Unpack a gzip file into the arena; *out ends with a NUL byte that is not counted. False (reported at `at`;
 * "packed", "packed-large", or want of memory) when it is cut short, damaged or unpacks to more than
 * `most` bytes. `name` is that of the file, for messages. O(bytes out). */
bool packed_open(struct str *out, struct work *w, struct str bytes, size_t most, struct str name,
                 struct span at);

/* Unpacking a gzip file piece by piece, for who never holds it whole. */
struct unpacker;
enum unpack_status { UNPACK_GOOD, UNPACK_DAMAGED, UNPACK_NO_MEMORY };
/* NULL: memory is short. */
struct unpacker *unpacker_new(void);
void unpacker_free(struct unpacker *u);
/* Unpack some of *in, which becomes what is left of it, into at most `room` bytes; *n of them were written.
 * Where all the room was used, more may wait without further input. */
enum unpack_status unpacker_step(struct unpacker *u, struct str *in, char *out, size_t room, size_t *n);
/* May the file end here? */
bool unpacker_complete(const struct unpacker *u);
/* What is wrong with a damaged file. Static. */
const char *unpacker_trouble(const struct unpacker *u);

/* Append `bytes` as a gzip file without name and time, so that the same bytes always give the same file. When
 * memory is short the buffer has failed. */
void packed_put(struct buf *out, struct str bytes);

/* Append `bytes` as a zlib stream (RFC 1950), as PNG wants it. */
void packed_put_stream(struct buf *out, struct str bytes);

/* The checksum of PNG and gzip, continued from `sum` (0 to begin). */
uint32_t packed_sum(uint32_t sum, const void *bytes, size_t n);

#endif
