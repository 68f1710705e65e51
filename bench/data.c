/* data.c -- how long it takes to count the rows of a CSV file, beside `wc -l` and a pass of libcsv that only
 * counts fields, and the memory that each takes. Every pass is a process of its own.
 *
 *   build/bench/data FOLDER [ROWS]     the files are written to FOLDER and removed */
#include "clock.h"
#include "data/data.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLUMNS = 8 };

static char path[4096];
static unsigned long rows = 10000000;

/* ---- the files ---- */

static uint64_t state = 1;

static unsigned draw(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % n;
}

enum flavour { PLAIN, NUMBERED, QUOTED };

/* Eight columns of two to five levels, 35 bytes a row; NUMBERED: a ninth that is different in each. */
static void generate(enum flavour flavour)
{
    static const char *const level[] = {"no", "yes", "low", "mid", "high"};
    FILE *f = fopen(path, "w");
    if (!f)
        exit(1);
    setvbuf(f, NULL, _IOFBF, 1 << 20);
    fputs(flavour == NUMBERED ? "id,a,b,c,d,e,f,g,h\n" : "a,b,c,d,e,f,g,h\n", f);
    for (unsigned long i = 0; i < rows; i++) {
        if (flavour == NUMBERED)
            fprintf(f, "%lu,", i);
        for (unsigned k = 0; k < COLUMNS; k++) {
            fputs(k ? "," : "", f);
            fprintf(f, flavour == QUOTED && k == 0 ? "\"%s\"" : "%s", level[draw(2 + k % 4)]);
        }
        putc('\n', f);
    }
    fclose(f);
}

/* ---- the passes ---- */

static void wc(void)
{
    if (!freopen("/dev/null", "w", stdout))
        exit(1);
    execlp("wc", "wc", "-l", path, (char *)NULL);
    exit(1);
}

static void count_field(void *s, size_t n, void *cx)
{
    (void)s;
    (void)n;
    ++*(unsigned long *)cx;
}

static void count_row(int c, void *cx)
{
    (void)c;
    ++((unsigned long *)cx)[1];
}

static void libcsv(void)
{
    static char block[1 << 18];
    unsigned long n[2] = {0, 0};
    struct csv_parser p;
    FILE *f = fopen(path, "r");
    size_t got;
    csv_init(&p, CSV_STRICT);
    while (f && (got = fread(block, 1, sizeof block, f)) > 0)
        csv_parse(&p, block, got, count_field, count_row, n);
    exit(f && n[1] == rows + 1 ? 0 : 1);
}

static void ours(void)
{
    static const char *const name[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct data_column want[COLUMNS];
    struct arena arena = {0};
    struct diags d = {.arena = &arena};
    struct work w = {&arena, &d, NULL};
    for (int k = 0; k < COLUMNS; k++)
        want[k] = (struct data_column){.name = str_of(name[k])};
    struct data_request q = {.path = str_of(path), .name = str_of(path), .want = want, .nwant = COLUMNS};
    struct counts c;
    bool good = data_read(&c, &w, &q) && c.used == rows;
    if (d.n)
        fprintf(stderr, "%.*s\n", STR_ARG(d.list[0].message));
    exit(good ? 0 : 1);
}

static double measure(const char *what, void (*pass)(void))
{
    int status;
    struct rusage use;
    fflush(stdout);
    double from = now();
    pid_t child = fork();
    if (child == 0)
        pass();
    wait4(child, &status, 0, &use);
    double seconds = now() - from;
    printf("  %-34s %6.2f s  %6.1f million rows/s  %5.1f MB%s\n", what, seconds,
           (double)rows / seconds * 1e-6, (double)use.ru_maxrss / 1024, status ? "  FAILED" : "");
    return seconds;
}

static void compare(const char *title, enum flavour flavour)
{
    generate(flavour);
    printf("%s\n", title);
    measure("wc -l (the file may be cold)", wc);
    double floor = measure("wc -l", wc), raw = measure("libcsv, counting fields", libcsv);
    double read = measure("causal", ours);
    printf("  causal takes %.1f times wc -l and %.2f times libcsv\n", read / floor, read / raw);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (argc > 2)
        rows = strtoul(argv[2], NULL, 10);
    snprintf(path, sizeof path, "%s/bench-data.csv", argv[1]);
    printf("%lu rows, 8 columns\n", rows);
    compare("few different lines", PLAIN);
    compare("every line different (an id column that is not wanted)", NUMBERED);
    compare("one column in quotes", QUOTED);
    remove(path);
    return 0;
}
