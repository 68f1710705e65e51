/* data_case.h -- what the tests of data/ share: an arena with its messages, begun anew for each case. */
#ifndef CAUSAL_TESTS_DATA_CASE_H
#define CAUSAL_TESTS_DATA_CASE_H

#include "base/work.h"
#include "tap.h"

#include <stdio.h>

static struct arena arena;
static struct diags diags;
static struct work work;

static void fresh(void)
{
    arena_free(&arena);
    diags = (struct diags){.arena = &arena};
    work = (struct work){.arena = &arena, .diags = &diags};
}

static inline void write_bytes(const char *path, const char *s, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(s, 1, n, f) != n || fclose(f) != 0)
        ok(false, "writing %s", path);
}

#endif
