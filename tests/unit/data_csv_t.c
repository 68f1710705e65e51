/* data_csv_t.c -- CSV files into tables of counts: formats, errors, and random files counted a second way. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/mem.h"
#include "data/data.h"
#include "data/table.h"
#include "data_case.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/causal-data-XXXXXX";
static char path[64];

#define WRITE(bytes) write_bytes(path, bytes, sizeof(bytes) - 1)

static bool read_file(struct counts *out, struct work *w, struct str file, struct span at,
                      const struct data_column *want, uint32_t n, struct str weight)
{
    const struct data_request q = {.path = file,
                                   .name = file,
                                   .at = at,
                                   .want = want,
                                   .nwant = n,
                                   .weighting = weight.n ? WEIGHT_FREQUENCY : WEIGHT_NONE,
                                   .weight = weight};
    return data_read(out, w, &q);
}

static bool read_columns(struct counts *out, const char *names, const char *weight)
{
    static struct data_column want[16];
    static char copy[128];
    uint32_t n = 0;
    snprintf(copy, sizeof copy, "%s", names);
    for (char *name = strtok(copy, " "); name; name = strtok(NULL, " "))
        want[n++] = (struct data_column){.name = str_of(name)};
    return read_file(out, &work, str_of(path), NO_SPAN, want, n, str_of(weight));
}

/* Write, read the columns named (blank-separated), and describe what came out on one line. */
static const char *table_of(const char *bytes, size_t n, const char *names, const char *weight)
{
    static char text[4096];
    struct counts c;
    fresh();
    write_bytes(path, bytes, n);
    if (!read_columns(&c, names, weight)) {
        const struct diag *d = &diags.list[0];
        snprintf(text, sizeof text, "%s: %.*s -- %.*s", d->code, STR_ARG(d->message), STR_ARG(d->hint));
        return text;
    }
    size_t at = 0;
    for (uint32_t k = 0; k < c.ncolumns; k++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%.*s{", STR_ARG(c.column[k].name));
        for (uint32_t i = 0; i < c.column[k].nlevels; i++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", i ? "," : "",
                                   STR_ARG(c.column[k].levels[i]));
        at += (size_t)snprintf(text + at, sizeof text - at, "} ");
    }
    for (size_t r = 0; r < c.nrows; r++) {
        for (uint32_t k = 0; k < c.ncolumns; k++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%u", k ? "." : "",
                                   c.code[r * c.ncolumns + k]);
        at += (size_t)snprintf(text + at, sizeof text - at, "=%g ", c.weight[r]);
    }
    snprintf(text + at, sizeof text - at, "total %g used %llu dropped %llu", c.total,
             (unsigned long long)c.used, (unsigned long long)c.dropped);
    return text;
}

static void is(const char *got, const char *want, const char *what)
{
    if (!ok(strcmp(got, want) == 0, "%s", what))
        printf("#  got: %s\n# want: %s\n", got, want);
}

#define TABLE(bytes, names, weight) table_of(bytes, sizeof(bytes) - 1, names, weight)

static void formats(void)
{
    is(TABLE("a,b\nx,1\ny,2\nx,1\n", "a b", ""), "a{x,y} b{1,2} 0.0=2 1.1=1 total 3 used 3 dropped 0",
       "rows are counted");
    is(TABLE("a,b\nx,1\ny,2\nx,1", "a b", ""), "a{x,y} b{1,2} 0.0=2 1.1=1 total 3 used 3 dropped 0",
       "no line end at the end of the file");
    is(TABLE("a,b\r\nx,1\r\n\r\ny,2\r\n", "b a", ""), "b{1,2} a{x,y} 0.0=1 1.1=1 total 2 used 2 dropped 0",
       "CRLF, a blank line, columns in the order wanted");
    is(TABLE("a\n>=75\n25-<75\n<25\n7\n-1-<0\nx\n", "a", ""),
       "a{7,<25,-1-<0,25-<75,>=75,x} 4=1 3=1 1=1 0=1 2=1 5=1 total 6 used 6 dropped 0",
       "numbers, then classes by where they begin, then text");
    is(TABLE("\xEF\xBB\xBF\"a\",b\rx,1\r", "a", ""), "a{x} 0=1 total 1 used 1 dropped 0",
       "byte-order mark, quoted header, lines ended by CR");
    is(TABLE("a,b\n\"x, \"\"y\"\"\n\",1\n x ,1\n", "a", ""),
       "a{ x ,x, \"y\"\n} 1=1 0=1 total 2 used 2 dropped 0", "quotes; nothing is trimmed");
    is(TABLE("a,b\nx,\nNA,1\n\\N,1\n\"\",1\ny,1\n", "a", ""), "a{x,y} 0=1 1=1 total 2 used 2 dropped 3",
       "missing values in the wanted columns only");
    is(TABLE("v\n10\nz\n9\n-1\n1e1\nA\n", "v", ""),
       "v{-1,9,10,1e1,A,z} 2=1 5=1 1=1 0=1 3=1 4=1 total 6 used 6 dropped 0",
       "levels: numbers by value, then text");
    is(TABLE("a,n\nx,3\ny,0\nx,0.5\n,7\n", "a", "n"), "a{x,y} 0=3.5 total 3.5 used 3 dropped 1",
       "weights; a row of weight 0 is no row");
    is(TABLE("a,n\nx,3\ny,4\n", "a n", "n"), "a{x,y} n{3,4} 0.0=3 1.1=4 total 7 used 2 dropped 0",
       "the weight may be wanted as well");
    is(TABLE("a\nx\n", "", ""), "=1 total 1 used 1 dropped 0", "no columns wanted: only the total");
    is(TABLE("i,i,a\n1,2,x\n", "a", ""), "a{x} 0=1 total 1 used 1 dropped 0",
       "two columns of one name that nobody wants");
    is(TABLE("größe,名前\nüber,山田\n", "größe 名前", ""),
       "größe{über} 名前{山田} 0.0=1 total 1 used 1 dropped 0", "UTF-8 in names and levels");
}

static void declared_levels(void)
{
    const struct str yesno[] = {STR("no"), STR("yes"), STR("maybe")}, na[] = {STR("NA"), STR("b")};
    const struct data_column smoker = {.name = STR("smoker"), .levels = yesno, .nlevels = 3};
    const struct data_column type = {.name = STR("type"), .levels = na, .nlevels = 2};
    struct counts c;
    bool bad;
    fresh();
    WRITE("smoker\nyes\nno\nyes\n");
    ok(read_file(&c, &work, str_of(path), NO_SPAN, &smoker, 1, STR("")) && c.column[0].nlevels == 3 &&
           c.code[0] == 1 && c.code[1] == 0 && c.nrows == 2,
       "declared levels keep their order; an unseen one stays");
    WRITE("type\nNA\n\nb\n");
    ok(read_file(&c, &work, str_of(path), NO_SPAN, &type, 1, STR("")) && c.used == 2 && c.code[0] == 0,
       "a declared level NA is a level");

    WRITE("smoker\nyes\n\nYes \n");
    fresh();
    ok(!read_file(&c, &work, STR("no/such/file.csv"), (struct span){3, 7}, &smoker, 1, STR("")) &&
           strcmp(diags.list[0].code, "file") == 0 && diags.list[0].span.start == 3,
       "the place of the statement is kept");
    fresh();
    ok(!read_file(&c, &work, str_of(path), NO_SPAN, &smoker, 1, STR("")), "an unknown level is refused");
    char want[256];
    snprintf(want, sizeof want, "line 4 of `%s`: `Yes ` is not a level of `smoker`", path);
    ok(str_eq(diags.list[0].message, str_of(want)), "with its line: %.*s", STR_ARG(diags.list[0].message));
    ok(str_starts(diags.list[0].hint, STR("it differs from `yes` only in case or blanks")), "typo: %.*s",
       STR_ARG(diags.list[0].hint));
    fresh();
    WRITE("smoker\nyess\n");
    bad = !read_file(&c, &work, str_of(path), NO_SPAN, &smoker, 1, STR(""));
    ok(bad && str_eq(diags.list[0].hint, STR("did you mean `yes`? (levels: no, yes, maybe)")),
       "nearest level: %.*s", STR_ARG(diags.list[0].hint));
    fresh();
    WRITE("smoker,x\nyes,1\n\"\n\n?\"\n");
    ok(!read_file(&c, &work, str_of(path), NO_SPAN, &smoker, 1, STR("")) &&
           strcmp(diags.list[0].code, "csv") == 0,
       "on a ragged line the level is not looked at");
}

/* The code and the beginning of the message after "`path`" or "line N of `path`". */
static void refused(const char *got, const char *code, const char *part, const char *what)
{
    bool good = strncmp(got, code, strlen(code)) == 0 && got[strlen(code)] == ':' && strstr(got, part);
    ok(good, "%s: %s", what, got);
}

static void errors(void)
{
    refused(TABLE("", "a", ""), "csv", "is empty", "empty file");
    refused(TABLE("\xEF\xBB\xBF", "a", ""), "csv", "is empty", "a byte-order mark alone");
    refused(TABLE("a,b\n", "a", ""), "no-rows", "has no rows", "header only");
    refused(TABLE("a,b\n,1\nNA,2\n", "a", ""), "no-rows", "each of the 2 rows", "all incomplete");
    refused(TABLE("a,n\nx,0\n", "a", "n"), "no-rows", "every weight", "all weights 0");
    refused(TABLE("smoker,b\nx,1\n", "smokr", ""), "no-column", "did you mean `smoker`? (columns: smoker, b;",
            "column misspelt");
    refused(TABLE("alpha,b\nx,1\n", "qqq", ""), "no-column", "its columns are alpha, b", "no such column");
    refused(TABLE("a,b\nx,1\n", "a", "m"), "no-column", "no column `m`", "no weight column");
    refused(TABLE("a,b,a\nx,1,y\n", "a", ""), "ambiguous-column", "rename one of columns 1 and 3",
            "two of that name");
    refused(TABLE("a,b\nx,1\n\ny\n", "a", ""), "csv", "line 4 of", "ragged line");
    refused(TABLE("a,b\nx,1\n\ny\n", "a", ""), "csv", "has 1 field, the header has 2", "ragged line, fields");
    refused(TABLE("a,b\n\"x\n\n\",1\ny,1,2\n", "a", ""), "csv", "line 5 of",
            "lines inside quotes are counted");
    refused(TABLE("a,b\r\n\"x\r\n\r\n\",1\r\n\r\ny,1,2\r\n", "a", ""), "csv", "line 6 of",
            "lines inside quotes are counted with CRLF");
    refused(TABLE("a,b\nx,1\ny\"z,1\n", "a", ""), "csv", "begins on line 3", "a quote inside");
    refused(TABLE("a,b\nx,1\ny,\"1\nz,1\n", "a", ""), "csv", "begins on line 3", "an open quote");
    refused(TABLE("a,b\nx,1\ny\0,1\n", "a", ""), "csv", "holds a NUL byte", "NUL");
    refused(TABLE("a\xFC,b\nx,1\n", "b", ""), "csv", "header", "a header in Latin-1");
    refused(TABLE("a,b\nx,1\n\xFC,1\n", "a", ""), "csv", "line 3 of", "a level in Latin-1");
    refused(TABLE("a,n\nx,1\ny,-2\n", "a", "n"), "bad-weight", "the weight `-2` in column `n` is negative",
            "negative weight");
    refused(TABLE("a,n\nx,nan\n", "a", "n"), "bad-weight", "line 2", "NaN weight");
    refused(TABLE("a,n\nx,inf\n", "a", "n"), "bad-weight", "is not a number", "infinite weight");
    refused(TABLE("a,n\nx,1e999\n", "a", "n"), "bad-weight", "is not a number", "weight above all doubles");
    refused(TABLE("a,n\nx,0x10\n", "a", "n"), "bad-weight", "is not a number", "hexadecimal weight");
    refused(TABLE("a,n\nx, 1\n", "a", "n"), "bad-weight", "is not a number", "weight with a blank");
    refused(TABLE("a,n\nx,\n", "a", "n"), "bad-weight", "the weight in column `n` is missing",
            "missing weight");

    struct counts c;
    fresh();
    strcpy(path, folder);
    bool bad = !read_columns(&c, "a", "");
    ok(bad && strcmp(diags.list[0].code, "file") == 0, "a folder: %.*s", STR_ARG(diags.list[0].message));
    snprintf(path, sizeof path, "%s/t.csv", folder);
    fresh();
    interrupt_flag = 1;
    ok(!read_columns(&c, "a", "") && strcmp(diags.list[0].code, "interrupted") == 0, "Ctrl-C stops it");
    interrupt_flag = 0;
}

static void limits(void)
{
    char *big = malloc(LIMIT_FIELD_BYTES + 100);
    size_t head = (size_t)sprintf(big, "a,b\nx,");
    memset(big + head, 'z', LIMIT_FIELD_BYTES + 1);
    big[head + LIMIT_FIELD_BYTES + 1] = '\n';
    refused(table_of(big, head + LIMIT_FIELD_BYTES + 2, "a", ""), "csv", "line 2 is longer than",
            "a field too long");
    is(table_of(big, head + LIMIT_FIELD_BYTES / 2, "a", ""), "a{x} 0=1 total 1 used 1 dropped 0",
       "half of that is read");
    free(big);

    FILE *f = fopen(path, "w");
    fprintf(f, "a,b\n");
    for (int i = 0; i <= LIMIT_STATES; i++)
        fprintf(f, "%d,%d\n", i, i % 3);
    fclose(f);
    struct counts c;
    fresh();
    bool bad = !read_columns(&c, "b a", "");
    ok(bad && strcmp(diags.list[0].code, "needs-bins") == 0, "%.*s", STR_ARG(diags.list[0].message));
    fresh();
    ok(read_columns(&c, "b", "") && c.nrows == 3 && c.total == LIMIT_STATES + 1,
       "a column that is not wanted is free");

    struct count_table t = {.ncolumns = 2};
    const struct count_sum one = {1, 1, 1};
    bool good = true;
    for (uint32_t i = 0; i < 1000; i++)
        good = good && count_add(&t, (uint32_t[]){i / 40, i % 40}, one, 1000) == COUNT_OK;
    ok(good && t.n == 1000, "a table of as many rows as allowed");
    ok(count_add(&t, (uint32_t[]){3, 3}, one, 1000) == COUNT_OK && t.sum[123].rows == 2,
       "known rows still count");
    ok(count_add(&t, (uint32_t[]){99, 3}, one, 1000) == COUNT_TOO_MANY, "one more is too many");
    count_free(&t);
}

static void pipes(void)
{
    char fifo[80];
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    if (mkfifo(fifo, 0600) != 0)
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        FILE *f = fopen(fifo, "w");
        fprintf(f, "a,b\n");
        for (int i = 0; i < 100000; i++)
            fprintf(f, "%d,%d\n", i % 3, i % 2);
        fclose(f);
        _exit(0);
    }
    struct counts c;
    fresh();
    const struct data_column want[] = {{.name = STR("b")}, {.name = STR("a")}};
    ok(read_file(&c, &work, str_of(fifo), NO_SPAN, want, 2, STR("")) && c.total == 100000 && c.nrows == 6,
       "a pipe");
    waitpid(child, NULL, 0);
    remove(fifo);
}

/* Random files: written with random quoting and line ends, counted while writing. */
static void random_files(void)
{
    static const char *const level[] = {"a", "b,c", "d\"e", " f", "g\nh", "NA", "", "1", "01"};
    enum { LEVELS = 9, MOST = 4 };
    srand(20);
    int good = 0, runs = 300;
    for (int run = 0; run < runs; run++) {
        uint32_t columns = 1 + (uint32_t)rand() % MOST;
        int rows = 1 + rand() % 200;
        static double count[LEVELS * LEVELS * LEVELS * LEVELS];
        memset(count, 0, sizeof count);
        unsigned dropped = 0;
        double total = 0;
        const char *end = rand() % 2 ? "\n" : "\r\n";
        FILE *f = fopen(path, "wb");
        for (uint32_t k = 0; k < columns; k++)
            fprintf(f, "v%u,", k);
        fprintf(f, "w%s", end);
        for (int i = 0; i < rows; i++) {
            size_t key = 0;
            bool incomplete = false;
            int w = 1 + rand() % 5;
            for (uint32_t k = 0; k < columns; k++) {
                size_t at = (size_t)rand() % LEVELS;
                const char *s = level[at];
                key = key * LEVELS + at;
                incomplete |= at == 5 || at == 6;
                bool quote = strpbrk(s, ",\"\n") || rand() % 3 == 0;
                if (quote)
                    fputc('"', f);
                for (; *s; s++)
                    fprintf(f, *s == '"' ? "\"\"" : "%c", *s);
                fprintf(f, quote ? "\"," : ",");
            }
            fprintf(f, "%d%s", w, i + 1 < rows || rand() % 2 ? end : "");
            if (rand() % 10 == 0)
                fputs(end, f);
            dropped += incomplete;
            if (!incomplete) {
                count[key] += w;
                total += w;
            }
        }
        fclose(f);
        struct counts c;
        fresh();
        bool same = true;
        if (!read_columns(&c,
                          columns == 1   ? "v0"
                          : columns == 2 ? "v0 v1"
                          : columns == 3 ? "v0 v1 v2"
                                         : "v0 v1 v2 v3",
                          "w")) {
            same = total == 0 && strcmp(diags.list[0].code, "no-rows") == 0;
        } else {
            same = c.total == total && c.dropped == dropped && c.used + c.dropped == (uint64_t)rows;
            for (size_t r = 0; r < c.nrows; r++) {
                size_t key = 0;
                for (uint32_t k = 0; k < columns; k++) {
                    struct str s = c.column[k].levels[c.code[r * columns + k]];
                    size_t at = 0;
                    while (at < LEVELS && !str_eq(s, str_of(level[at])))
                        at++;
                    key = key * LEVELS + at;
                }
                same = same && count[key] == c.weight[r];
                count[key] = 0;
            }
            for (size_t i = 0; i < sizeof count / sizeof *count; i++)
                same = same && count[i] == 0;
        }
        good += same;
    }
    ok(good == runs, "%d of %d random files counted the same by another route", good, runs);
}

static void short_memory(void)
{
    WRITE("a,b,n\nx,1,2\n\"y\",2,3\nx,,1\n");
    long n = 0, refusals = 0;
    bool failed = true, honest = true;
    for (; failed && n < 1000; n++) {
        struct counts c;
        fresh();
        mem_fail_after(n);
        bool good = read_columns(&c, "a b", "n");
        failed = mem_failed();
        mem_fail_after(-1);
        /* libcsv asks again for less, so that one request refused may do no harm */
        honest = honest && (good ? c.nrows == 2 && c.total == 5 : failed && diags.out_of_memory);
        refusals += !good;
    }
    ok(honest && !failed && refusals > 6, "every want of memory is reported (%ld of %ld requests)", refusals,
       n);
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/t.csv", folder);
    formats();
    declared_levels();
    errors();
    limits();
    pipes();
    random_files();
    short_memory();
    remove(path);
    rmdir(folder);
    arena_free(&arena);
    return tap_done();
}
