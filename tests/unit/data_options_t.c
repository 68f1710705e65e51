/* data_options_t.c -- how a CSV file is read: hostile texts against a naive reader, every option, packed
 * files, limits through pipes, and want of memory. */
#include "base/mem.h"
#include "base/progress.h"
#include "data/data.h"
#include "data/levels.h"
#include "packed/packed.h"
#include "data_case.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/causal-options-XXXXXX";
static char path[64];

static struct data_request request(const struct data_column *want, uint32_t n)
{
    return (struct data_request){.path = str_of(path), .name = STR("f"), .want = want, .nwant = n};
}

static unsigned long long seed = 7;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* ---- a naive reader: one character at a time, everything kept, linear search ---- */

enum { MOST_RECORDS = 128, MOST_FIELDS = 8, FIELD = 256 };

struct naive {
    char field[MOST_RECORDS][MOST_FIELDS][FIELD];
    unsigned nfields[MOST_RECORDS], n;
    bool bad, full; /* full: too much for it, no comparison */
};

static struct naive table;

static void naive_read(const char *s, size_t n, char separator)
{
    enum { START, BARE, QUOTED, CLOSED } state = START;
    unsigned field = 0, at = 0;
    memset(&table, 0, sizeof table);
    for (size_t i = 0; i <= n && !table.bad; i++) {
        bool end = i == n, line = end || s[i] == '\n' || s[i] == '\r';
        char c = end ? '\n' : s[i];
        char *to = table.field[table.n][field];
        if (state == QUOTED) {
            table.bad = end;
            if (c == '"' && !end)
                state = CLOSED;
            else
                to[at++] = c;
        } else if (c == '"' && state == CLOSED && !end) {
            to[at++] = c;
            state = QUOTED;
        } else if (c == '"' && state == START) {
            state = QUOTED;
        } else if (line) {
            if (state != START || field)
                table.nfields[table.n++] = field + 1;
            state = START;
            field = at = 0;
        } else if (c == separator) {
            field++;
            at = 0;
            state = START;
        } else {
            table.bad = state == CLOSED || c == '"';
            to[at++] = c;
            state = BARE;
        }
        table.full = at + 1 >= FIELD || field >= MOST_FIELDS || table.n >= MOST_RECORDS;
        if (table.full)
            return;
    }
}

static bool naive_missing(const char *s)
{
    return !*s || strcmp(s, "NA") == 0 || strcmp(s, "\\N") == 0;
}

/* The naive count of the complete records that agree with record r in the first two columns. */
static double naive_count(unsigned r)
{
    double n = 0;
    for (unsigned i = 1; i < table.n; i++)
        n += strcmp(table.field[i][0], table.field[r][0]) == 0 &&
             strcmp(table.field[i][1], table.field[r][1]) == 0;
    return n;
}

static bool agrees(const struct counts *c)
{
    double used = 0;
    for (size_t i = 0; i < c->nrows; i++) {
        struct str a = c->column[0].levels[c->code[2 * i]], b = c->column[1].levels[c->code[2 * i + 1]];
        unsigned r = 1;
        while (r < table.n && !(str_eq(a, str_of(table.field[r][0])) && str_eq(b, str_of(table.field[r][1]))))
            r++;
        if (r == table.n || naive_count(r) != c->weight[i] || (double)c->rows[i] != c->weight[i])
            return false;
        used += c->weight[i];
    }
    unsigned complete = 0, lost[2] = {0, 0};
    for (unsigned r = 1; r < table.n; r++) {
        bool x = naive_missing(table.field[r][0]), y = naive_missing(table.field[r][1]);
        complete += !x && !y;
        lost[0] += x;
        lost[1] += y;
    }
    return used == complete && c->used == complete && c->dropped == table.n - 1 - complete &&
           c->missing[0] == lost[0] && c->missing[1] == lost[1];
}

/* Texts of few different pieces, so that lines come back, with quotes in places good and bad. */
static size_t hostile(char *out, char separator)
{
    static const char *const piece[] = {"x",          "y",      "NA",       "",   "\"x\"",
                                        "\"a\"\"b\"", "\"\n\"", "\"\r\n\"", " x", "\"q;,|\""};
    static const char *const line_end[] = {"\n", "\r\n", "\r", "\n\n"};
    size_t n = (size_t)sprintf(out, "a%cb%s", separator, line_end[pick(3)]);
    unsigned end = pick(3), rows = pick(60);
    for (unsigned i = 0; i < rows; i++) {
        n += (size_t)sprintf(out + n, "%s%c%s%s", piece[pick(10)], separator, piece[pick(10)],
                             i + 1 == rows && pick(2) ? "" : line_end[pick(20) ? end : 3]);
        if (pick(400) == 0)
            out[n++] = "\"x,;\r\n"[pick(6)];
    }
    return n;
}

static void hostile_files(void)
{
    enum { RUNS = 3000 };
    static char text[16384];
    unsigned good = 0, refused = 0;
    for (unsigned run = 0; run < RUNS; run++) {
        char separator = ",;|"[pick(3)];
        size_t n = hostile(text, separator);
        const struct data_column want[] = {{.name = STR("a")}, {.name = STR("b")}};
        struct data_request q = request(want, 2);
        struct counts c;
        q.separator = separator;
        fresh();
        write_bytes(path, text, n);
        naive_read(text, n, separator);
        bool ragged = false;
        for (unsigned r = 1; r < table.n; r++)
            ragged |= table.nfields[r] != table.nfields[0];
        bool read = data_read(&c, &work, &q);
        const char *code = diags.n ? diags.list[0].code : "";
        bool same = table.full                 ? true
                    : read                     ? !table.bad && !ragged && agrees(&c)
                    : strcmp(code, "csv") == 0 ? table.bad || ragged || strchr(table.field[0][1], '"')
                                               : strcmp(code, "no-rows") == 0 && !table.bad && !ragged;
        refused += !read;
        good += same;
        if (!same)
            printf("# run %u: %s, naive %s%s\n", run, read ? "read" : code, table.bad ? "bad" : "",
                   ragged ? "ragged" : "");
    }
    ok(good == RUNS, "%u of %d hostile files as a naive reader has them (%u refused)", good, RUNS, refused);
}

/* Without its last bytes. */
static void shorten(off_t bytes)
{
    struct stat s;
    if (stat(path, &s) != 0 || truncate(path, s.st_size - bytes) != 0)
        ok(false, "shortening %s", path);
}

/* Files that are long enough for the memo to be given up, in every mixture of quotes. */
static void long_files(void)
{
    for (int quoted = 0; quoted < 3; quoted++) {
        const struct data_column want[] = {{.name = STR("b")}};
        struct data_request q = request(want, 1);
        struct counts c;
        unsigned yes = 0;
        FILE *f = fopen(path, "wb");
        fputs("id,b\n", f);
        for (int i = 0; i < 300000; i++) {
            bool is = pick(3) == 0;
            yes += is;
            fprintf(f, (quoted == 1 && i % 2) || quoted == 2 ? "%d,\"%s\"\n" : "%d,%s\n", i,
                    is ? "yes" : "no");
        }
        fputs("300000,yes,\n", f);
        fclose(f);
        fresh();
        bool bad = !data_read(&c, &work, &q);
        ok(bad && str_eq(diags.list[0].message, STR("line 300002 of `f` has 3 fields, the header has 2")),
           "the last of many different lines is wrong: %.*s", diags.n ? (int)diags.list[0].message.n : 0,
           diags.n ? diags.list[0].message.s : "");
        shorten(12);
        fresh();
        ok(data_read(&c, &work, &q) && c.nrows == 2 && c.total == 300000 &&
               c.weight[str_eq(c.column[0].levels[c.code[0]], STR("yes")) ? 0 : 1] == yes,
           "many different lines");
    }
}

/* The same with wanted columns between others, missing values at the end of lines, every kind of line end. */
static void long_lines(void)
{
    static const char *const line_end[] = {"\n", "\r\n", "\r"};
    static const char *const level[] = {"x", "", "yy", "\"z\""};
    for (int kind = 0; kind < 3; kind++) {
        const struct data_column want[] = {{.name = STR("d")}, {.name = STR("b")}};
        struct data_request q = request(want, 2);
        struct counts c;
        unsigned used = 0, lost[2] = {0, 0};
        FILE *f = fopen(path, "wb");
        fprintf(f, "id,b,note,d%s", line_end[kind]);
        for (int i = 0; i < 200000; i++) {
            unsigned b = pick(3), d = pick(pick(100) ? 3 : 4);
            used += b != 1 && d != 1;
            lost[0] += d == 1;
            lost[1] += b == 1;
            fprintf(f, "%d,%s,n%u,%s%s", i, level[b], pick(1000), level[d], line_end[kind]);
        }
        fclose(f);
        fresh();
        ok(data_read(&c, &work, &q) && c.used == used && c.dropped == 200000 - used &&
               c.missing[0] == lost[0] && c.missing[1] == lost[1] && c.nrows == 6,
           "many long lines: %u rows", used);
        f = fopen(path, "ab");
        fprintf(f, "7,x,n7%s1,x,n,x%s", line_end[kind], line_end[kind]);
        fclose(f);
        fresh();
        ok(!data_read(&c, &work, &q) &&
               str_eq(diags.list[0].message, STR("line 200002 of `f` has 3 fields, the header has 4")),
           "one of them is short");
    }
}

/* ---- options ---- */

static bool read_text(struct counts *c, const char *text, const struct data_request *q)
{
    fresh();
    write_bytes(path, text, strlen(text));
    return data_read(c, &work, q);
}

static void options(void)
{
    struct counts c;
    const struct str bounds[] = {STR("25"), STR("35.5")},
                     young_old[] = {STR("young"), STR("mid"), STR("old")};
    const struct data_column age = {.name = STR("age"), .bound = bounds, .nbounds = 2};
    const struct data_column named = {
        .name = STR("age"), .bound = bounds, .nbounds = 2, .levels = young_old, .nlevels = 3};
    struct data_request q = request(&age, 1);
    ok(read_text(&c, "age\n24.9\n25\n35.49\n35.5\n99\n-3\nNA\n", &q) && c.column[0].nlevels == 3 &&
           str_eq(c.column[0].levels[0], STR("<25")) && str_eq(c.column[0].levels[1], STR("25-<35.5")) &&
           str_eq(c.column[0].levels[2], STR(">=35.5")) && c.nrows == 3 && c.weight[0] == 2 &&
           c.weight[1] == 2 && c.weight[2] == 2 && c.dropped == 1,
       "a column of numbers divided; a bound belongs above");
    ok(read_text(&c, "age\n1\n2\n", &q) && diags.n == 1 && strcmp(diags.list[0].code, "unseen-level") == 0 &&
           str_eq(diags.list[0].message, STR("no row of `f` has the levels `25-<35.5`, `>=35.5` of `age`")),
       "classes that nobody is in are told");
    ok(!read_text(&c, "age\n24\nold\n", &q) && strcmp(diags.list[0].code, "not-numeric") == 0,
       "a word among them");
    q = request(&named, 1);
    ok(read_text(&c, "age\n24\n99\n", &q) && str_eq(c.column[0].levels[2], STR("old")) && c.code[1] == 2,
       "classes with names");

    const struct data_column a = {.name = STR("a")}, two = {.name = STR("2")};
    const struct str tokens[] = {STR("?"), STR("-9")};
    q = request(&a, 1);
    q.missing = tokens;
    q.nmissing = 2;
    ok(read_text(&c, "a\nx\n?\n-9\nNA\n\"\"\n", &q) && c.used == 1 && c.missing[0] == 4,
       "texts for missing values");
    q.missing_level = true;
    ok(read_text(&c, "a\nx\n?\n-9\n\"\"\n", &q) && c.used == 4 && c.missing[0] == 0 &&
           c.column[0].nlevels == 2 && str_eq(c.column[0].levels[0], STR("missing")) && c.weight[1] == 3,
       "a missing value as a level");
    q = request(&age, 1);
    q.missing_level = true;
    ok(read_text(&c, "age\n24\nNA\n30\n40\n", &q) && c.column[0].nlevels == 4 &&
           str_eq(c.column[0].levels[3], STR("missing")) && c.used == 4 && c.code[1] == 3,
       "a missing number as a class");
    q = request(&two, 1);
    q.no_header = true;
    ok(read_text(&c, "p,x\nq,y\nr,x\n", &q) && c.used == 3 && c.weight[0] == 2, "no header");
    ok(read_text(&c, "\"p\",\"x\"\nq,y\nr,x\n", &q) && c.used == 3 && c.weight[0] == 2, "no header, quotes");
    q.separator = '\t';
    ok(read_text(&c, "p\tx\nq\ty,z\n", &q) && str_eq(c.column[0].levels[1], STR("y,z")), "tabs");

    q = request(&a, 1);
    q.weighting = WEIGHT_SAMPLING;
    q.weight = STR("w");
    ok(read_text(&c, "a,w\nx,2\ny,0.5\nx,2\nx,1\ny,0\n", &q) && c.weight[0] == 5 && c.rows[0] == 3 &&
           c.weight2[0] == 9 && c.rows[1] == 1 && c.weight2[1] == 0.25 && c.total == 5.5 &&
           c.total2 == 9.25 && c.used == 5,
       "sampling weights: sums, squares and rows");
    q.weighting = WEIGHT_FREQUENCY;
    ok(read_text(&c, "a,w\nx,2\nx,2\n", &q) && c.weight[0] == 4 && c.rows[0] == 2 && !c.weight2,
       "frequencies");
}

static void numbers(void)
{
    struct counts c;
    char text[4096] = "a,b\n";
    const struct data_column a = {.name = STR("a")};
    struct data_request q = request(&a, 1);
    for (int i = 0; i < FEW_NUMBERS; i++)
        sprintf(text + strlen(text), "%d.5,1\n", i);
    ok(read_text(&c, text, &q) && c.column[0].nlevels == FEW_NUMBERS, "a few numbers are levels");
    strcat(text, "100,1\n");
    bool bad = !read_text(&c, text, &q);
    ok(bad && strcmp(diags.list[0].code, "needs-bins") == 0 &&
           strstr(diags.list[0].hint.s, "bin a at 3.5, 6.5, 9.5"),
       "one more is to be divided: %.*s", STR_ARG(diags.list[0].hint));
    strcat(text, "old,1\n");
    ok(read_text(&c, text, &q) && c.column[0].nlevels == FEW_NUMBERS + 2, "unless a word is among them");
    FILE *f = fopen(path, "w");
    fputs("a\n", f);
    for (int i = 0; i < 1000000; i++)
        fprintf(f, "x%d\n", i);
    fclose(f);
    fresh();
    bad = !data_read(&c, &work, &q);
    ok(bad && strcmp(diags.list[0].code, "too-many-levels") == 0 && work.arena->used < 1 << 20,
       "a million levels");
}

/* Texts of digits, points and signs: the same numbers as strtod() has, to the last bit. */
static void decimals(void)
{
    static const char letter[] = "0123456789.-0123456789.5e+";
    unsigned long numbers = 0, wrong = 0;
    for (unsigned i = 0; i < 400000; i++) {
        char s[24], *end;
        unsigned n = 1 + pick(20), letters = pick(3) ? 11 : sizeof letter - 1;
        for (unsigned k = 0; k < n; k++)
            s[k] = letter[pick(letters)];
        s[n] = '\0';
        double want = strtod(s, &end), got = -1;
        bool number = data_number((struct str){s, n}, &got);
        numbers += number;
        wrong +=
            number != (*end == '\0' && isfinite(want)) || (number && memcmp(&got, &want, sizeof got) != 0);
    }
    ok(numbers > 100000 && wrong == 0, "%lu decimals as strtod() reads them", numbers);
}

/* ---- packed files ---- */

static void packed(void)
{
    struct buf text = {0}, file = {0};
    const struct data_column a = {.name = STR("a")};
    struct data_request q = request(&a, 1);
    struct counts c;
    buf_puts(&text, "a,b\n");
    for (int i = 0; i < 200000; i++)
        buf_fmt(&text, "%d,%d\n", i % 3, pick(1000000));
    packed_put(&file, buf_str(&text));
    fresh();
    write_bytes(path, file.s, file.n);
    ok(data_read(&c, &work, &q) && c.total == 200000 && c.nrows == 3, "a packed file");
    size_t one = file.n;
    packed_put(&file, STR("2,1\n2,1\n"));
    fresh();
    write_bytes(path, file.s, file.n);
    ok(data_read(&c, &work, &q) && c.total == 200002, "in two members");
    unsigned bad = 0, tried = 0;
    for (size_t n = 2; n < one; n += 1 + n / 3, tried++) {
        fresh();
        write_bytes(path, file.s, n);
        bad += !data_read(&c, &work, &q) && strcmp(diags.list[0].code, "packed") == 0;
    }
    ok(bad == tried, "cut short anywhere: an error (%u of %u)", bad, tried);
    for (bad = tried = 0; tried < 100; tried++) {
        size_t at = 10 + pick((unsigned)one - 10);
        file.s[at] ^= 16;
        fresh();
        write_bytes(path, file.s, one);
        bad += !data_read(&c, &work, &q);
        file.s[at] ^= 16;
    }
    ok(bad >= 99, "damaged anywhere: an error (%u of %u)", bad, tried); /* one bit of a header says nothing */
    buf_free(&text);
    buf_free(&file);
}

/* ---- limits ---- */

/* A process writes head, then `times` times `piece`, then tail, into a pipe that is read. */
static const char *piped(const char *head, const char *piece, size_t times, const char *tail)
{
    char *own = strdup(path);
    snprintf(path, sizeof path, "%s/fifo", folder);
    if (mkfifo(path, 0600) != 0)
        return "no pipe";
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        FILE *f = fopen(path, "w");
        fputs(head, f);
        for (size_t i = 0; i < times && !ferror(f); i++)
            fputs(piece, f);
        fputs(tail, f);
        fclose(f);
        _exit(0);
    }
    const struct data_column a = {.name = STR("a")};
    struct data_request q = request(&a, 1);
    struct counts c;
    static char said[256];
    fresh();
    bool good = data_read(&c, &work, &q);
    snprintf(said, sizeof said, "%s", good ? "read" : diags.list[0].message.s);
    waitpid(child, NULL, 0);
    remove(path);
    strcpy(path, own);
    free(own);
    return said;
}

static void limits(void)
{
    const char *got;
    got = piped("a,b\nx,", "zzzzzzzzzzzzzzzz", LIMIT_FIELD_BYTES / 16, "z\n");
    ok(strstr(got, "the field of `f` that begins on line 2 is longer than 1048576 bytes"), "a field: %s",
       got);
    got = piped("a,b\nx,", "zzzzzzzzzzzzzzzz", 3 * LIMIT_FIELD_BYTES / 64, "z\n");
    ok(strcmp(got, "read") == 0, "half of that: %s", got);
    got = piped("a,b\nx,", "z,", LIMIT_COLUMNS + 1, "z\n");
    ok(strstr(got, "line 2 of `f` has more than 1048576 fields"), "a line of fields: %s", got);
    got = piped("a,b\nx,",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz,",
                1 << 16, "z\n");
    ok(strstr(got, "line 2 of `f` has more than 16777216 bytes"), "a line of bytes: %s", got);
    got = piped("", "a,b,", LIMIT_COLUMNS, "c\n");
    ok(strstr(got, "line 1 of `f` has more than 1048576 fields"), "a header: %s", got);
    got = piped("a\nx\n\"", "yyyyyyyy\n", LIMIT_FIELD_BYTES / 4, "");
    ok(strstr(got, "begins on line 3 is longer"), "a quote that never ends: %s", got);
    got = piped("a\n", "x\r\ny\r", 100000, "x\r\n");
    ok(strcmp(got, "read") == 0, "line ends of several kinds: %s", got);
}

/* ---- memory, progress ---- */

static void short_memory(void)
{
    struct buf file = {0};
    const struct str bounds[] = {STR("2")};
    const struct data_column want[] = {{.name = STR("a")}, {.name = STR("b"), .bound = bounds, .nbounds = 1}};
    struct data_request q = request(want, 2);
    packed_put(&file, STR("a,b,n\nx,1,2\n\"y\",2,3\nx,,1\nx,1,2\n"));
    write_bytes(path, file.s, file.n);
    q.weighting = WEIGHT_SAMPLING;
    q.weight = STR("n");
    long n = 0, refusals = 0;
    bool failed = true, honest = true;
    for (; failed && n < 1000; n++) {
        struct counts c;
        fresh();
        mem_fail_after(n);
        bool good = data_read(&c, &work, &q);
        failed = mem_failed();
        mem_fail_after(-1);
        honest = honest && (good ? c.nrows == 2 && c.total == 7 : failed && diags.out_of_memory);
        refusals += !good;
    }
    ok(honest && !failed && refusals > 8, "every want of memory is reported (%ld of %ld requests)", refusals,
       n);
    buf_free(&file);
}

static double last_share;
static void show(const char *what, double share, double seconds)
{
    (void)what, (void)seconds;
    last_share = share;
}
static void end(void)
{
}

static void progress(void)
{
    static const struct progress_watcher watcher = {show, end};
    const struct data_column a = {.name = STR("a")};
    struct data_request q = request(&a, 1);
    struct counts c;
    FILE *f = fopen(path, "wb");
    fputs("a,b\n", f);
    for (int i = 0; i < 3000000; i++)
        fprintf(f, "x,%d\n", i);
    fclose(f);
    fresh();
    progress_watch(&watcher);
    bool good = data_read(&c, &work, &q);
    progress_watch(NULL);
    ok(good && last_share >= 0 && last_share <= 1, "progress is told: %g", last_share);
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/t.csv", folder);
    hostile_files();
    long_files();
    long_lines();
    options();
    numbers();
    decimals();
    packed();
    limits();
    short_memory();
    progress();
    remove(path);
    rmdir(folder);
    arena_free(&arena);
    return tap_done();
}
