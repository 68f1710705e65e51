/* known.c -- lines, and the kept fields of lines, that were seen before. */
#include "data/records_int.h"

#include "base/interrupt.h"

#include <string.h>

enum { POLL_EVERY = 1 << 16 };

/* The kept fields of a known record. */
static bool repeat_reduced(struct reader *r, struct str key)
{
    r->nkept = 0;
    for (size_t at = 0; at < key.n && !r->bad;) {
        size_t n = strlen(key.s + at);
        reader_keep_field(r, (struct str){key.s + at, n});
        at += n + 1;
    }
    bool good = !r->bad && r->sink->record(r->sink->cx, r->field, r->times, r->record_line);
    r->nkept = 0;
    return good;
}

static bool repeat_line(struct reader *r, struct str line)
{
    bool simple;
    if (!memchr(line.s, '"', line.n))
        return reader_take_apart(r, line);
    return reader_take_quoted(r, line, &simple) &&
           (simple || (reader_parse(r, line) && reader_parse(r, STR("\n"))));
}

bool reader_repeat(struct reader *r)
{
    uint64_t line = r->line;
    bool good = true;
    for (uint32_t i = 0; good && i < r->memo->n; i++) {
        const struct memo_entry *e = &r->memo->entry[i];
        if (i % POLL_EVERY == 0 && interrupted())
            return diag_interrupted(r->w->diags);
        r->line = r->record_line = e->line;
        r->times = e->times;
        if (e->times)
            good =
                r->reduced ? repeat_reduced(r, memo_text(r->memo, i)) : repeat_line(r, memo_text(r->memo, i));
    }
    r->line = line;
    r->times = 1;
    return good;
}

/* Most lines are new: perhaps the fields that are kept are not. */
static bool reduce(struct reader *r)
{
    if (!reader_repeat(r))
        return false;
    memo_clear(r->memo);
    r->reduced = true;
    return true;
}

/* The kept fields of a plain line as one text, in one go over its characters: most lines need no more. False:
 * it has not as many fields as there are columns. */
static bool quick_key(struct reader *r, struct str line, struct str *key)
{
    const char separator = (char)r->separator, *s = line.s, *end = s + line.n;
    char *to = r->key;
    for (size_t column = 0; column < r->columns; column++, s++) {
        if (r->keep[column]) {
            while (s < end && *s != separator)
                *to++ = *s++;
            *to++ = '\0';
        } else {
            while (s < end && *s != separator)
                s++;
        }
        if (s == end) {
            *key = (struct str){r->key, (size_t)(to - r->key)};
            return column + 1 == r->columns;
        }
    }
    return false;
}

/* Are the kept fields of the line known? Counts it then. */
static bool is_known_reduced(struct reader *r, struct str line)
{
    struct str key;
    if (!r->reduced || r->memo->off || !r->keep || !reader_key_room(r, line.n + 1) ||
        !quick_key(r, line, &key))
        return false;
    if (memo_counts(r->memo, key, &r->hash))
        return true;
    r->sought = key;
    return false;
}

bool reader_line(struct reader *r, struct str line, struct str whole, bool plain)
{
    uint64_t hash = 0, number = r->line;
    if (!r->reduced && r->memo->off && !reduce(r))
        return false;
    bool known = r->have_header && !r->reduced;
    if (known && memo_counts(r->memo, line, &hash)) {
        r->line += whole.n > line.n;
        return true;
    }
    if (plain && is_known_reduced(r, line)) {
        r->line += whole.n > line.n;
        return true;
    }
    bool simple = plain;
    r->record_line = number;
    if (plain ? !reader_take_apart(r, line) : !reader_take_quoted(r, line, &simple))
        return false;
    if (simple)
        r->line += whole.n > line.n;
    else if (!reader_parse(r, whole))
        return false;
    if (known && r->between)
        memo_learn(r->memo, line, hash, number);
    return true;
}
