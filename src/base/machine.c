/* machine.c -- memory and processors: what there is, and what may be taken. */
#include "base/machine.h"

#include <stdio.h>
#include <unistd.h>

enum { FEW_THREADS = 2 };

static const double SMALL_MACHINE = 1 << 30; /* when the system does not say */

static double memory_limit; /* 0: the default */
static uint32_t threads;    /* 0: the default */

/* The limit of a container (cgroup v2); 0: none. */
static double contained(void)
{
    FILE *f = fopen("/sys/fs/cgroup/memory.max", "r");
    double bytes = 0;
    if (f && fscanf(f, "%lf", &bytes) != 1)
        bytes = 0; /* "max" */
    if (f)
        fclose(f);
    return bytes;
}

double machine_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    double bytes = pages > 0 && size > 0 ? (double)pages * (double)size : SMALL_MACHINE;
    double limit = contained(), most = (double)(SIZE_MAX / 2);
    if (limit > 0 && limit < bytes)
        bytes = limit;
    return bytes < most ? bytes : most;
}

uint32_t machine_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 && n < UINT32_MAX ? (uint32_t)n : 1;
}

double machine_memory_limit(void)
{
    if (!(memory_limit > 0))
        memory_limit = machine_memory() / 2;
    return memory_limit;
}

void machine_set_memory_limit(double bytes)
{
    memory_limit = bytes;
}

uint32_t machine_threads(void)
{
    if (threads == 0) {
        uint32_t n = machine_processors();
        threads = n < FEW_THREADS ? n : FEW_THREADS;
    }
    return threads;
}

void machine_set_threads(uint32_t n)
{
    threads = n ? n : 1;
}
