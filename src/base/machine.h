/* machine.h -- how much of the machine a calculation may take. Set by the front end, read by stoch/. */
#ifndef CAUSAL_BASE_MACHINE_H
#define CAUSAL_BASE_MACHINE_H

#include <stdint.h>

/* Bytes that the tables of one calculation may take: half of the machine's memory unless it was set. */
double machine_memory_limit(void);
void machine_set_memory_limit(double bytes);
/* How many threads a large table may be computed by: the processors there are, at most 2, unless set. */
uint32_t machine_threads(void);
void machine_set_threads(uint32_t n);

#endif
