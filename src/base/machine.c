/* machine.c -- how much of the machine a calculation may take. */
#include "base/machine.h"

#include <unistd.h>

static double memory;
static uint32_t threads;

double machine_memory_limit(void)
{
    if (memory == 0) {
        long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
        memory = pages > 0 && size > 0 ? (double)pages * (double)size / 2 : 1e9;
    }
    return memory;
}

void machine_set_memory_limit(double bytes)
{
    memory = bytes;
}

uint32_t machine_threads(void)
{
    if (threads == 0) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        threads = n >= 2 ? 2 : 1;
    }
    return threads;
}

void machine_set_threads(uint32_t n)
{
    threads = n;
}
