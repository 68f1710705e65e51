/* mem.c -- the heap behind one door, with a switch that makes a chosen request fail. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

static long fail_countdown = -1;
static int fail_happened;

void mem_fail_after(long n)
{
    fail_countdown = n;
    fail_happened = 0;
}

int mem_failed(void)
{
    return fail_happened;
}

static int refuse(void)
{
    if (fail_countdown < 0)
        return 0;
    if (fail_countdown-- > 0)
        return 0;
    fail_happened = 1;
    return 1;
}

void *mem_alloc(size_t n)
{
    return refuse() ? NULL : calloc(1, n ? n : 1);
}

void *mem_array(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return mem_alloc(count * size);
}

void *mem_resize(void *p, size_t n)
{
    return refuse() ? NULL : realloc(p, n ? n : 1);
}

void mem_free(void *p)
{
    free(p);
}
