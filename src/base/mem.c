/* mem.c -- the heap behind one door, with a switch that makes a chosen request fail. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

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

/* First touch of memory costs more than using it: let the system hand a large block out in huge pages. */
static void ask_for_huge_pages(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t page = (uintptr_t)1 << 21;
    uintptr_t from = ((uintptr_t)p + page - 1) / page * page, to = ((uintptr_t)p + n) / page * page;
    if (to > from)
        madvise((void *)from, to - from, MADV_HUGEPAGE); /* advice: failing is harmless */
#else
    (void)p;
    (void)n;
#endif
}

void *mem_alloc(size_t n)
{
    enum { LARGE = 1 << 22 };
    void *p = refuse() ? NULL : calloc(1, n ? n : 1);
    if (p && n >= LARGE)
        ask_for_huge_pages(p, n);
    return p;
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
