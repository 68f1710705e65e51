/* records.c -- CSV records: plain lines at their separators, others through libcsv, with line numbers.
 *
 * libcsv is told to trim nothing (its default strips blanks round a field), to insist on well-formed quotes,
 * and to report every line end outside quotes, from which lines are counted.
 */
#include "data/records_int.h"

#include "base/mem.h"

#include <string.h>

enum { FIELD_STEP = 1 << 12 };

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

void reader_begin(struct reader *r)
{
    r->separator = r->q->separator ? (unsigned char)r->q->separator : ',';
    csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&r->csv, r->separator);
    csv_set_space_func(&r->csv, never);
    csv_set_blk_size(&r->csv, FIELD_STEP);
    csv_set_realloc_func(&r->csv, field_resize);
    csv_set_free_func(&r->csv, mem_free);
}

void reader_free(struct reader *r)
{
    csv_free(&r->csv);
    mem_free(r->field);
    mem_free(r->text);
    mem_free(r->key);
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

static bool too_long(struct reader *r)
{
    bool wide = r->nfields > LIMIT_COLUMNS;
    diag_error(r->w->diags, "csv", r->q->at, "line %llu of `%.*s` has more than %d %s",
               (unsigned long long)r->record_line, STR_ARG(r->q->name),
               wide ? LIMIT_COLUMNS : LIMIT_RECORD_BYTES, wide ? "fields" : "bytes");
    return diag_hint(r->w->diags, "is it really a CSV file? are its line ends missing?");
}

/* Another field of the record: is it kept? False in r->bad: a limit. */
static bool keeps(struct reader *r, size_t n)
{
    size_t column = r->nfields++;
    r->bytes += n;
    if (r->nfields > LIMIT_COLUMNS || r->bytes > LIMIT_RECORD_BYTES)
        r->bad = !too_long(r);
    return !r->bad && (!r->keep || (column < r->columns && r->keep[column]));
}

/* Another kept field, whose bytes are at .s, or not known yet. */
void reader_keep_field(struct reader *r, struct str s)
{
    if (reserve((void **)&r->field, &r->field_cap, r->nkept + 1, sizeof *r->field))
        r->field[r->nkept++] = s;
    else
        r->bad = !diag_oom(r->w->diags);
}

/* The names of columns that have none: their numbers. */
static struct str *numbers(struct reader *r, struct arena *a)
{
    struct str *name = ARENA_NEW(a, struct str, r->nfields);
    for (size_t i = 0; name && i < r->nfields; i++)
        if (!(name[i] = str_fmt(a, "%zu", i + 1)).s)
            return NULL;
    return name;
}

static bool take_header(struct reader *r)
{
    struct arena scratch = {0};
    r->have_header = true;
    r->columns = r->nfields;
    const struct str *name = r->q->no_header ? numbers(r, &scratch) : r->field;
    bool good = name ? r->sink->header(r->sink->cx, name, r->nfields, &r->keep) : diag_oom(r->w->diags);
    arena_free(&scratch);
    return good;
}

/* The first record of a file without a header was collected whole. */
static void drop_unwanted(struct reader *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->nkept; i++)
        if (!r->keep || r->keep[i])
            r->field[n++] = r->field[i];
    r->nkept = n;
}

static bool ragged(struct reader *r)
{
    diag_error(r->w->diags, "csv", r->q->at, "line %llu of `%.*s` has %zu field%s, the %s has %zu",
               (unsigned long long)r->record_line, STR_ARG(r->q->name), r->nfields,
               r->nfields == 1 ? "" : "s", r->q->no_header ? "first line" : "header", r->columns);
    return diag_hint(r->w->diags, r->nfields > r->columns
                                      ? "a field that holds a separator must be put in double quotes"
                                      : "is a value missing? leave the field empty, but keep its separator");
}

bool reader_key_room(struct reader *r, size_t n)
{
    return reserve((void **)&r->key, &r->key_cap, n, 1);
}

/* The kept fields of the record as one text. NUL is in none of them. */
static bool put_key(struct reader *r, struct str *key)
{
    size_t need = 1, at = 0;
    for (size_t i = 0; i < r->nkept; i++)
        need += r->field[i].n + 1;
    if (!reader_key_room(r, need))
        return diag_oom(r->w->diags);
    for (size_t i = 0; i < r->nkept; i++) {
        memcpy(r->key + at, r->field[i].s, r->field[i].n);
        at += r->field[i].n;
        r->key[at++] = '\0';
    }
    *key = (struct str){r->key, at};
    return true;
}

/* A record is counted where its kept fields are known. */
static bool take_reduced(struct reader *r)
{
    struct str key = r->sought;
    r->sought = (struct str){NULL, 0};
    if (!key.s) {
        if (!put_key(r, &key))
            return false;
        if (memo_counts(r->memo, key, &r->hash))
            return true;
    }
    if (!r->sink->record(r->sink->cx, r->field, 1, r->record_line))
        return false;
    memo_learn(r->memo, key, r->hash, r->record_line);
    return true;
}

static bool take_record(struct reader *r)
{
    if (!r->have_header) {
        if (!take_header(r))
            return false;
        if (!r->q->no_header)
            return true;
        drop_unwanted(r);
    }
    if (r->nfields != r->columns)
        return ragged(r);
    return r->reduced && !r->memo->off ? take_reduced(r)
                                       : r->sink->record(r->sink->cx, r->field, r->times, r->record_line);
}

/* ---- plain lines ---- */

bool reader_take_apart(struct reader *r, struct str line)
{
    const char *s = line.s, *end = s + line.n;
    r->nfields = r->nkept = r->bytes = 0;
    for (;;) {
        const char *to = memchr(s, r->separator, (size_t)(end - s));
        size_t n = (size_t)((to ? to : end) - s);
        if (keeps(r, n))
            reader_keep_field(r, (struct str){s, n});
        if (r->bad || !to)
            break;
        s = to + 1;
    }
    bool good = !r->bad && take_record(r);
    r->nfields = r->nkept = r->bytes = 0;
    return good;
}

/* A field of a line with quotes: its text, and where it ends. False: not as simple as that. */
static bool simple_field(const struct reader *r, const char *s, const char *end, struct str *text,
                         const char **to)
{
    if (s < end && *s == '"') {
        const char *close = memchr(s + 1, '"', (size_t)(end - s) - 1);
        if (!close || (close + 1 < end && (unsigned char)close[1] != r->separator))
            return false;
        *text = (struct str){s + 1, (size_t)(close - s) - 1};
        *to = close + 1;
        return true;
    }
    const char *at = memchr(s, r->separator, (size_t)(end - s));
    *to = at ? at : end;
    *text = (struct str){s, (size_t)(*to - s)};
    return !memchr(text->s, '"', text->n);
}

bool reader_take_quoted(struct reader *r, struct str line, bool *simple)
{
    const char *s = line.s, *end = s + line.n, *to;
    struct str text;
    r->nfields = r->nkept = r->bytes = 0;
    for (*simple = true; (*simple = simple_field(r, s, end, &text, &to)); s = to + 1) {
        if (keeps(r, text.n))
            reader_keep_field(r, text);
        if (r->bad || to == end)
            break;
    }
    bool good = !*simple || (!r->bad && take_record(r));
    r->nfields = r->nkept = r->bytes = 0;
    return good;
}

/* ---- libcsv ---- */

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
    count_lines(r, bytes, n);
    if (!keeps(r, n))
        return;
    /* one byte more than needed, so that r->text is never NULL */
    if (!reserve((void **)&r->text, &r->cap, r->used + n + 1, 1)) {
        r->bad = !diag_oom(r->w->diags);
        return;
    }
    if (n)
        memcpy(r->text + r->used, bytes, n);
    r->used += n;
    reader_keep_field(r, (struct str){NULL, n});
}

static bool take_collected(struct reader *r)
{
    size_t offset = 0;
    for (size_t i = 0; i < r->nkept; i++) {
        r->field[i].s = r->text + offset;
        offset += r->field[i].n;
    }
    return take_record(r);
}

static void on_line_end(int c, void *cx)
{
    struct reader *r = cx;
    if (r->bad)
        return;
    if (r->nfields && !take_collected(r))
        r->bad = true;
    if (c == '\r' || (c == '\n' && !r->after_cr))
        r->line++;
    r->after_cr = c == '\r';
    r->nfields = r->nkept = r->used = r->bytes = 0;
}

static bool parser_error(struct reader *r)
{
    struct diags *d = r->w->diags;
    unsigned long long line = r->line;
    if (csv_error(&r->csv) == CSV_EPARSE) {
        diag_error(d, "csv", r->q->at, "malformed quotes in the field of `%.*s` that begins on line %llu",
                   STR_ARG(r->q->name), line);
        return diag_hint(d, "a quoted field begins and ends with a double quote; a quote inside is doubled");
    }
    if (csv_get_buffer_size(&r->csv) >= LIMIT_FIELD_BYTES) {
        diag_error(d, "csv", r->q->at, "the field of `%.*s` that begins on line %llu is longer than %d bytes",
                   STR_ARG(r->q->name), line, LIMIT_FIELD_BYTES);
        return diag_hint(d, r->csv.quoted ? "is a closing quote missing?"
                                          : "is it really a CSV file? are its line ends missing?");
    }
    return diag_oom(d);
}

bool reader_parse(struct reader *r, struct str s)
{
    const char *nul = memchr(s.s, '\0', s.n);
    size_t good = nul ? (size_t)(nul - s.s) : s.n;
    if (csv_parse(&r->csv, s.s, good, on_field, on_line_end, r) < good && !r->bad)
        return parser_error(r);
    if (r->bad)
        return false;
    r->between = r->csv.pstate == 0; /* libcsv's ROW_NOT_BEGUN */
    if (!nul)
        return true;
    diag_error(r->w->diags, "csv", r->q->at, "line %llu of `%.*s` holds a NUL byte",
               (unsigned long long)r->line, STR_ARG(r->q->name));
    return diag_hint(r->w->diags, "is it really text, and in UTF-8? in UTF-16 every second byte may be NUL");
}

/* ---- the end ---- */

static bool open_quotes(struct reader *r)
{
    diag_error(r->w->diags, "csv", r->q->at, "`%.*s` ends inside the quoted field that begins on line %llu",
               STR_ARG(r->q->name), (unsigned long long)r->line);
    return diag_hint(r->w->diags, "is the file cut short, or a closing quote missing?");
}

bool reader_end(struct reader *r)
{
    if (csv_fini(&r->csv, on_field, on_line_end, r) != 0 && !r->bad)
        return csv_error(&r->csv) == CSV_EPARSE ? open_quotes(r) : parser_error(r);
    if (r->bad)
        return false;
    if (r->have_header)
        return reader_repeat(r);
    diag_error(r->w->diags, "csv", r->q->at, "`%.*s` is empty", STR_ARG(r->q->name));
    return diag_hint(r->w->diags, "its first line must name the columns");
}
