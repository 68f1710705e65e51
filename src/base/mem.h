/* mem.h -- the one door to the heap.
 *
 * Every byte the library takes from the system is taken here, so that running out of memory is an
 * ordinary failure everywhere: each function returns NULL, the caller reports or passes it up, the
 * statement fails and the session lives.  Tests make the n-th request fail with mem_fail_after().
 */
#ifndef CAUSAL_BASE_MEM_H
#define CAUSAL_BASE_MEM_H

#include <stddef.h>

/* `n` zeroed bytes, or NULL. Release with mem_free(). */
void *mem_alloc(size_t n);

/* `count` zeroed elements of `size` bytes, or NULL, also when the product overflows. */
void *mem_array(size_t count, size_t size);

/* Resize a block of mem_alloc(); on failure returns NULL and leaves `p` as it was. New bytes are not zeroed.
 */
void *mem_resize(void *p, size_t n);

/* Release a block; NULL is allowed. */
void mem_free(void *p);

/* For tests: let `n` more requests succeed, then fail one and go on (-1: never fail). */
void mem_fail_after(long n);

/* For tests: true once the armed failure has happened. */
int mem_failed(void);

#endif
