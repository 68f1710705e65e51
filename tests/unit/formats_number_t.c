/* formats_number_t.c -- decimals are read as strtod() reads them, to the last bit, and written so that they
 * read back; and rows of a table. */
#include "formats/formats_int.h"

#include "formats_case.h"

static uint64_t seed = 42;

static uint64_t next(void)
{
    uint64_t z = seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool as_strtod(const char *s)
{
    struct number n;
    char *end;
    double x = strtod(s, &end);
    const char *mine = number_read(s, &n);
    if (mine == end && same_bits(n.x, x))
        return true;
    printf("# %s: %.17g, strtod %.17g\n", s, mine ? n.x : -1, x);
    return false;
}

/* A decimal of any shape. */
static void any_decimal(char *s)
{
    static const char digits[] = "0123456789";
    unsigned before = (unsigned)(next() % (next() % 8 ? 3 : 25)),
             after = (unsigned)(next() % (next() % 4 ? 10 : 30));
    if (!before && !after)
        before = 1;
    if (next() % 8 == 0)
        *s++ = next() % 2 ? '-' : '+';
    for (unsigned i = 0; i < before; i++)
        *s++ = digits[next() % 10];
    if (after || next() % 2)
        *s++ = '.';
    for (unsigned i = 0; i < after; i++)
        *s++ = next() % 3 ? digits[next() % 10] : '0';
    if (next() % 3 == 0)
        s += sprintf(s, "%c%+d", next() % 2 ? 'e' : 'E', (int)(next() % 80) - 40);
    *s = 0;
}

static void reading_decimals(void)
{
    static const char *const hard[] = {"0",
                                       "-0",
                                       "1",
                                       ".5",
                                       "5.",
                                       "1e22",
                                       "1e23",
                                       "1e-22",
                                       "1e-23",
                                       "9007199254740993",
                                       "9007199254740992.5",
                                       "0.1e-400",
                                       "1e400",
                                       "4.9e-324",
                                       "2.2250738585072011e-308",
                                       "123456789012345678901234567890",
                                       "0.000000000000000000000000000000000001",
                                       "00000000000000000000000000001.5",
                                       "8.5e-1",
                                       "1e",
                                       "1e+",
                                       "1.e5",
                                       "0.30000000000000004",
                                       "179769313486231580793728971405301e276"};
    char s[128];
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        ok(as_strtod(hard[i]), "%s is read as strtod() reads it", hard[i]);
    for (int i = 0; i < 300000; i++) {
        any_decimal(s);
        wrong += !as_strtod(s);
    }
    ok(wrong == 0, "and so are 300000 decimals of any shape");
    struct number n;
    ok(!number_read("", &n) && !number_read(".", &n) && !number_read("-", &n) && !number_read("e5", &n) &&
           !number_read("nan", &n) && !number_read("inf", &n),
       "words and lone signs are no numbers");
}

static bool plain(const char *s)
{
    struct number n;
    number_read(s, &n);
    return n.plain;
}

static void writing_doubles(void)
{
    unsigned wrong = 0, long_ones = 0, not_plain = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = i % 2 ? next() : 0;
        double x = (double)(next() >> 11) / 9007199254740992.0;
        struct buf b = {0};
        struct number n;
        if (i % 2)
            memcpy(&x, &bits, sizeof x);
        if (isnan(x) || isinf(x))
            continue;
        number_put(&b, x);
        const char *end = number_read(b.s, &n);
        wrong += !end || *end || !same_bits(n.x, x);
        not_plain += !n.plain;
        long_ones += b.n > 26;
        buf_free(&b);
    }
    ok(wrong == 0 && long_ones == 0, "100000 doubles read back as they were");
    ok(not_plain == 0, "and are plain: nothing more was written than they are");
    ok(plain("0.1") && plain("0.30000000000000004") && plain("1e-05") && plain("0.10000") && plain("1.0") &&
           plain("123456789012345.000") && plain("0.1000000000000000000000"),
       "short decimals are plain, and shortest ones");
    ok(!plain("0.1000000000000000055511151231257827") && !plain("0.3333333333333333333") &&
           !plain("1.0000000000000001"),
       "decimals that say more than their double are not");
}

static void rows(void)
{
    double sum, p[] = {0.1, 0.2, 0.7}, off[] = {0.333333, 0.333333, 0.333333}, bad[] = {0.5, 0.4};
    const struct str text[] = {STR("0.333333"), STR("0.333333"), STR("333333e-6")};
    ok(row_check(p, 3, &sum) == ROW_SUMS, "0.1, 0.2, 0.7 sum to 1, whatever their doubles do");
    ok(row_check(off, 3, &sum) == ROW_ROUNDED && row_check(bad, 2, &sum) == ROW_WRONG, "others do not");
    row_check(off, 3, &sum);
    row_divide(off, text, 3, sum);
    ok(same_bits(off[0], 1.0 / 3) && same_bits(off[2], 1.0 / 3), "a rounded third becomes a third");
    unsigned wrong = 0;
    for (int i = 0; i < 10000; i++) {
        double q[50];
        unsigned n = 2 + (unsigned)(next() % 49), left = 1000000;
        for (unsigned k = 0; k < n; k++) {
            unsigned one = k + 1 == n ? left : (unsigned)(next() % (2 * left / (n - k) + 1));
            one = one > left ? left : one;
            left -= one;
            q[k] = (double)one / 1e6;
        }
        wrong += row_check(q, n, &sum) != ROW_SUMS;
    }
    ok(wrong == 0, "decimals that sum to 1 are never taken for rounded ones");
}

/* Every entry of a BIF is what strtod() makes of its text, where its row needs no dividing. */
static void entries_of(const char *path)
{
    struct buf file = {0};
    struct reading r;
    unsigned wrong = 0, divided = 0;
    size_t count = 0;
    load_file(&file, path);
    if (!ok(read_text(&r, FORMAT_BIF, buf_str(&file)), "%s is read", path))
        return;
    for (const char *p = strstr(r.text.body.s, "probability"); p; p = strstr(p + 1, "probability")) {
        char name[64];
        sscanf(p, "probability ( %63[^ |)]", name);
        uint32_t v = model_var(r.m, str_of(name));
        const struct box *b = r.m->mechanism[v];
        const char *end = strchr(p, '}');
        uint32_t n = r.m->var[v].type->n;
        divided += b->written != NULL;
        for (const char *line = strchr(p, '\n'); line < end; line = strchr(line + 1, '\n')) {
            const char *q = strchr(line, ')'), *table = strstr(line, "table");
            const char *line_end = strchr(line + 1, '\n');
            q = q && q < line_end ? q + 1 : table && table < line_end ? table + 5 : NULL;
            double row[64];
            for (uint32_t i = 0; q && i < n; i++) {
                char *next_one;
                row[i] = strtod(q, &next_one);
                q = next_one + 1;
            }
            /* a row stands somewhere in the matrix; where, the key says, and other tests look at that */
            size_t rows = cells_of(r.m, v) / n, found = 0;
            for (size_t k = 0; q && k < rows && !b->written; k++)
                found += memcmp(b->matrix + k * n, row, n * sizeof *row) == 0;
            wrong += q && !b->written && !found;
            count += q ? n : 0;
        }
    }
    ok(wrong == 0 && count > 0, "its %zu entries are what strtod() makes of them (%u tables divided)", count,
       divided);
    reading_free(&r);
    buf_free(&file);
}

int main(void)
{
    reading_decimals();
    writing_doubles();
    rows();
    entries_of("tests/networks/asia.bif");
    entries_of("tests/networks/child.bif");
    entries_of("tests/networks/insurance.bif");
    entries_of("tests/networks/alarm.bif");
    return tap_done();
}
