/* machine.h -- how much of the machine a computation may take. Set by a front end, read wherever much is
 * planned. */
#ifndef CAUSAL_BASE_MACHINE_H
#define CAUSAL_BASE_MACHINE_H

#include <stdint.h>

/* What there is: bytes of memory that this process may use (a container's limit counts), and processors. */
double machine_memory(void);
uint32_t machine_processors(void);

/* Bytes that the tables of one plan may take together. At first half of the memory. */
double machine_memory_limit(void);
void machine_set_memory_limit(double bytes);

/* Threads that may compute at a time, at least 1. At first 2, where there are as many processors. */
uint32_t machine_threads(void);
void machine_set_threads(uint32_t n);

#endif
