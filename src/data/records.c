/* records.c -- CSV records through libcsv, with line numbers.
 *
 * libcsv is told to trim nothing (its default strips blanks round a field), to insist on well-formed quotes,
 * and to report every line end outside quotes, from which lines are counted.
 */
#include "data/records.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "data/data.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, FIELD_STEP = 1 << 12 };

struct reader {
    struct work *w;
    struct str path;
    struct span at;
    const struct record_sink *sink;
    struct csv_parser csv;
    const bool *keep;      /* by column; NULL: all */
    uint64_t line;         /* that the field being read begins on */
    uint64_t record_line;  /* that the record being read begins on */
    bool after_cr;         /* the last thing seen was a CR that ended a line */
    bool quotes;           /* the file holds quotes: fields may hold line ends */
    bool have_header, bad; /* bad: reported, read no further */
    size_t columns;        /* of the header */
    size_t nfields;        /* of the record so far */
    char *text;            /* bytes of its kept fields, end to end */
    size_t used, cap;
    struct str *field; /* its kept fields; .s is set when the record is complete */
    size_t nkept, field_cap;
};

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

/* libcsv's buffer for one field grows through here; refusing makes it stop with CSV_ENOMEM. */
static void *field_resize(void *p, size_t n)
{
    return n > LIMIT_FIELD_BYTES ? NULL : mem_resize(p, n);
}

/* ---- collecting a record ---- */

static bool reserve(void **p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return true;
    size_t n = *cap ? *cap * 2 : 64;
    while (n < need)
        n *= 2;
    void *q = mem_resize(*p, n * size);
    if (!q)
        return false;
    *p = q;
    *cap = n;
    return true;
}

static void count_lines(struct reader *r, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n')))
            r->line++;
}

static void on_field(void *bytes, size_t n, void *cx)
{
    struct reader *r = cx;
    if (r->bad)
        return;
    r->after_cr = false;
    if (r->nfields == 0)
        r->record_line = r->line;
    if (r->quotes)
        count_lines(r, bytes, n);
    size_t column = r->nfields++;
    if (r->keep && (column >= r->columns || !r->keep[column]))
        return;
    /* one byte more than needed, so that r->text is never NULL */
    if (!reserve((void **)&r->text, &r->cap, r->used + n + 1, 1) ||
        !reserve((void **)&r->field, &r->field_cap, r->nkept + 1, sizeof *r->field)) {
        r->bad = !diag_oom(r->w->diags);
        return;
    }
    if (n)
        memcpy(r->text + r->used, bytes, n);
    r->used += n;
    r->field[r->nkept++].n = n;
}

static bool take_record(struct reader *r)
{
    size_t offset = 0;
    for (size_t i = 0; i < r->nkept; i++) {
        r->field[i].s = r->text + offset;
        offset += r->field[i].n;
    }
    if (!r->have_header) {
        r->have_header = true;
        r->columns = r->nfields;
        return r->sink->header(r->sink->cx, r->field, r->nfields, &r->keep);
    }
    if (r->nfields != r->columns) {
        diag_error(r->w->diags, "csv", r->at, "line %llu of `%.*s` has %zu field%s, the header has %zu",
                   (unsigned long long)r->record_line, STR_ARG(r->path), r->nfields,
                   r->nfields == 1 ? "" : "s", r->columns);
        return diag_hint(r->w->diags, r->nfields > r->columns
                                          ? "a field that holds a comma must be put in double quotes"
                                          : "is a value missing? leave the field empty, but keep its comma");
    }
    return r->sink->record(r->sink->cx, r->field, r->record_line);
}

static void on_line_end(int c, void *cx)
{
    struct reader *r = cx;
    if (r->bad)
        return;
    if (r->nfields && !take_record(r))
        r->bad = true;
    if (c == '\r' || (c == '\n' && !r->after_cr))
        r->line++;
    r->after_cr = c == '\r';
    r->nfields = r->nkept = r->used = 0;
}

/* ---- bytes ---- */

static bool file_error(struct reader *r, int error)
{
    return diag_error(r->w->diags, "file", r->at, "cannot read `%.*s`: %s", STR_ARG(r->path),
                      strerror(error));
}

static bool parser_error(struct reader *r)
{
    struct diags *d = r->w->diags;
    unsigned long long line = r->line;
    if (csv_error(&r->csv) == CSV_EPARSE) {
        diag_error(d, "csv", r->at, "malformed quotes in the field of `%.*s` that begins on line %llu",
                   STR_ARG(r->path), line);
        return diag_hint(d, "a quoted field begins and ends with a double quote; a quote inside is doubled");
    }
    if (csv_get_buffer_size(&r->csv) >= LIMIT_FIELD_BYTES) {
        diag_error(d, "csv", r->at, "the field of `%.*s` that begins on line %llu is longer than %d bytes",
                   STR_ARG(r->path), line, LIMIT_FIELD_BYTES);
        return diag_hint(d, "is a closing quote missing?");
    }
    return diag_oom(d);
}

static bool parse(struct reader *r, const char *s, size_t n)
{
    if (!r->quotes && memchr(s, '"', n))
        r->quotes = true;
    const char *nul = memchr(s, '\0', n);
    size_t good = nul ? (size_t)(nul - s) : n;
    if (csv_parse(&r->csv, s, good, on_field, on_line_end, r) < good && !r->bad)
        return parser_error(r);
    if (r->bad)
        return false;
    if (!nul)
        return true;
    diag_error(r->w->diags, "csv", r->at, "line %llu of `%.*s` holds a NUL byte", (unsigned long long)r->line,
               STR_ARG(r->path));
    return diag_hint(r->w->diags, "is it really a CSV file, in UTF-8?");
}

/* Fill the buffer, whatever the pieces that a pipe delivers. 0 at the end, -1 when reported. */
static long fill(struct reader *r, int fd, char *buffer)
{
    size_t n = 0;
    while (n < CHUNK) {
        if (interrupted()) {
            diag_interrupted(r->w->diags);
            return -1;
        }
        ssize_t got = read(fd, buffer + n, CHUNK - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            file_error(r, errno);
            return -1;
        }
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (long)n;
}

static bool read_all(struct reader *r, int fd, char *buffer)
{
    static const char mark[] = "\xEF\xBB\xBF";
    for (bool first = true;; first = false) {
        long n = fill(r, fd, buffer);
        if (n < 0)
            return false;
        if (n == 0)
            break;
        size_t skip = first && n >= 3 && memcmp(buffer, mark, 3) == 0 ? 3 : 0;
        if (!parse(r, buffer + skip, (size_t)n - skip))
            return false;
    }
    if (csv_fini(&r->csv, on_field, on_line_end, r) != 0 && !r->bad)
        return parser_error(r);
    if (r->bad)
        return false;
    if (!r->have_header) {
        diag_error(r->w->diags, "csv", r->at, "`%.*s` is empty", STR_ARG(r->path));
        return diag_hint(r->w->diags, "its first line must name the columns");
    }
    return true;
}

static int open_file(struct reader *r)
{
    struct arena scratch = {0};
    struct str name = str_dup(&scratch, r->path);
    int fd = -1;
    if (!name.s) {
        diag_oom(r->w->diags);
    } else if (memchr(name.s, '\0', name.n)) {
        file_error(r, ENOENT);
    } else {
        do
            fd = open(name.s, O_RDONLY | O_CLOEXEC);
        while (fd < 0 && errno == EINTR && !interrupted());
        if (fd < 0 && errno == EINTR)
            diag_interrupted(r->w->diags);
        else if (fd < 0)
            file_error(r, errno);
    }
    arena_free(&scratch);
    return fd;
}

bool records_read(struct work *w, struct str path, struct span at, const struct record_sink *sink)
{
    struct reader r = {.w = w, .path = path, .at = at, .sink = sink, .line = 1};
    int fd = open_file(&r);
    if (fd < 0)
        return false;
    char *buffer = mem_alloc(CHUNK);
    bool good = buffer != NULL;
    if (good) {
        csv_init(&r.csv, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
        csv_set_space_func(&r.csv, never);
        csv_set_blk_size(&r.csv, FIELD_STEP);
        csv_set_realloc_func(&r.csv, field_resize);
        csv_set_free_func(&r.csv, mem_free);
        good = read_all(&r, fd, buffer);
        csv_free(&r.csv);
    } else {
        diag_oom(w->diags);
    }
    mem_free(r.field);
    mem_free(r.text);
    mem_free(buffer);
    close(fd);
    return good;
}
