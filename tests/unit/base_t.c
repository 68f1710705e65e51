/* base_t.c -- sets, maps, slices, buffers, arenas, UTF-8 and places, against the plainest second way. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/set.h"
#include "base/utf8.h"
#include "tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint32_t dice(uint32_t below)
{
    static uint64_t state = 12345;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

/* ---- sets against arrays of truth values ---- */

enum { MOST = 200 };

static struct set random_set(struct arena *a, uint32_t n, bool *in)
{
    struct set s = set_new(a, n);
    for (uint32_t i = 0; i < n; i++)
        if ((in[i] = dice(3) == 0))
            set_add(s, i);
    return s;
}

static bool same(struct set s, const bool *in, uint32_t n)
{
    uint32_t next = 0, count = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (set_has(s, i) != in[i])
            return false;
        count += in[i];
        if (in[i]) {
            if (set_next(s, next) != i)
                return false;
            next = i + 1;
        }
    }
    return set_next(s, next) == SET_END && set_count(s) == count && set_empty(s) == (count == 0);
}

static bool set_round(uint32_t n)
{
    struct arena arena = {0};
    bool p[MOST] = {0}, q[MOST] = {0}, r[MOST] = {0}, within = true, meets = false, equal = true;
    struct set a = random_set(&arena, n, p), b = random_set(&arena, n, q), c = set_copy(&arena, a);
    for (uint32_t i = 0; i < n; i++) {
        within = within && (!p[i] || q[i]);
        meets = meets || (p[i] && q[i]);
        equal = equal && p[i] == q[i];
    }
    bool good = same(a, p, n) && same(c, p, n) && set_subset(a, b) == within && set_meets(a, b) == meets &&
                set_eq(a, b) == equal && set_eq(a, c);
    set_join(c, b);
    for (uint32_t i = 0; i < n; i++)
        r[i] = p[i] || q[i];
    good = good && same(c, r, n) && set_subset(a, c) && set_subset(b, c);
    set_minus(c, b);
    for (uint32_t i = 0; i < n; i++)
        r[i] = p[i] && !q[i];
    good = good && same(c, r, n) && !set_meets(c, b);
    set_assign(c, a);
    set_meet(c, b);
    for (uint32_t i = 0; i < n; i++)
        r[i] = p[i] && q[i];
    good = good && same(c, r, n);
    set_clear(c);
    good = good && set_empty(c) && set_count(set_full(&arena, n)) == n;
    if (n) {
        set_add(c, n - 1);
        set_del(a, n - 1);
        good = good && set_next(c, 0) == n - 1 && !set_has(a, n - 1);
    }
    arena_free(&arena);
    return good;
}

static void sets(void)
{
    bool good = true;
    for (uint32_t n = 0; n < MOST && good; n++)
        if (!(good = set_round(n)))
            printf("# universe %u\n", n);
    ok(good, "sets over 0 to %d are as arrays of truth values", MOST - 1);
}

/* ---- maps ---- */

static void maps(void)
{
    enum { MANY = 5000 };
    struct arena a = {0};
    struct map m = map_in(&a);
    bool good = map_get(&m, STR("x")) == MAP_NONE;
    for (uint32_t i = 0; i < MANY; i++)
        good = good && map_put(&m, str_fmt(&a, "name %u", i), i);
    for (uint32_t i = 0; i < MANY; i += 3)
        good = good && map_put(&m, str_fmt(&a, "name %u", i), i + 1);
    ok(good && m.n == MANY, "%d names, each third bound again", MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        struct str key = str_fmt(&a, "name %u", i);
        good = good && map_get(&m, key) == i + (i % 3 == 0) && str_eq(m.key[i], key);
    }
    ok(good, "each is found, in the order of first mention");
    ok(map_get(&m, STR("name 5000")) == MAP_NONE && map_get(&m, STR("")) == MAP_NONE, "others are not");
    ok(map_put(&m, STR(""), 7) && map_get(&m, STR("")) == 7, "the empty name is a name");
    arena_free(&a);
    good = true;
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    for (long fail = 0, done = 0; !done && good; fail++) { /* short of memory at each request in turn */
        struct map t = map_in(&a);
        mem_fail_after(fail);
        uint32_t put = 0;
        while (put < 100 && map_put(&t, (struct str){letters + put % 26, 1}, put))
            put++;
        done = !mem_failed();
        mem_fail_after(-1);
        for (uint32_t i = 0; i < 26 && i < put; i++)
            good = good && map_get(&t, (struct str){letters + i, 1}) != MAP_NONE;
        arena_free(&a);
    }
    ok(good, "what was put before memory ran short is still there");
}

/* ---- slices ---- */

static void slices(void)
{
    static const struct str states[] = {STR("yes"), STR("no"), STR("maybe"), STR("Smoker")};
    static const struct {
        const char *name;
        long nearest;
    } cases[] = {{"yse", 0}, {"Yes", 0},        {"mabye", 2}, {"smoker", 3}, {"smokr", 3},
                 {"n", 1},   {"xylograph", -1}, {"", -1},     {"q", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ok(str_nearest(str_of(cases[i].name), states, 4) == cases[i].nearest, "nearest to `%s`",
           cases[i].name);
    static const struct str twins[] = {STR("bat"), STR("cat")};
    ok(str_nearest(STR("hat"), twins, 2) == 0, "of two that are as near the first");
    char lengthy[200];
    memset(lengthy, 'x', sizeof lengthy);
    struct str longest = {lengthy, sizeof lengthy};
    ok(str_nearest(longest, &longest, 1) == -1, "what is too long is not compared");
    ok(str_nearest(STR("yes"), NULL, 0) == -1, "nothing is near in an empty list");
    ok(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0 &&
           str_cmp(STR(""), STR("")) == 0 && str_cmp(STR("\xC3\xA9"), STR("z")) > 0,
       "slices are ordered by bytes");
    ok(str_starts(STR("model"), STR("mod")) && str_starts(STR("m"), STR("")) &&
           !str_starts(STR("m"), STR("mo")),
       "prefixes");
    ok(str_eq(str_of(NULL), STR("")) && !str_eq(STR("a"), STR("b")), "equality");
}

/* ---- UTF-8 ---- */

static uint32_t first_of(const char *s, size_t n, size_t *used)
{
    *used = 0;
    return utf8_next((struct str){s, n}, used);
}

static void utf8(void)
{
    static const struct {
        const char *s;
        size_t n;
        uint32_t c;
        size_t used;
    } cases[] = {{"a", 1, 'a', 1},
                 {"\xC3\xA9", 2, 0xE9, 2},
                 {"\xE2\x86\x94", 3, 0x2194, 3},
                 {"\xF0\x9F\x98\x80", 4, 0x1F600, 4},
                 {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF, 4},
                 {"\xF4\x90\x80\x80", 4, 0xFFFD, 1}, /* beyond Unicode */
                 {"\xED\xA0\x80", 3, 0xFFFD, 1},     /* a surrogate */
                 {"\xC0\xAF", 2, 0xFFFD, 1},         /* overlong */
                 {"\xE0\x80\xAF", 3, 0xFFFD, 1},
                 {"\x80", 1, 0xFFFD, 1}, /* alone */
                 {"\xC3", 1, 0xFFFD, 1}, /* cut off */
                 {"\xE2\x86", 2, 0xFFFD, 1},
                 {"\xC3(", 2, 0xFFFD, 1},
                 {"\xFF", 1, 0xFFFD, 1}};
    bool good = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t used;
        uint32_t c = first_of(cases[i].s, cases[i].n, &used);
        if (c != cases[i].c || used != cases[i].used) {
            good = false;
            printf("# case %zu: U+%04X, %zu bytes\n", i, (unsigned)c, used);
        }
    }
    ok(good, "characters, and what is none");
    bool back = true;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char to[4];
        size_t n = utf8_encode(to, c), at = 0;
        if (c < 0xD800 || c > 0xDFFF)
            back = back && utf8_next((struct str){to, n}, &at) == c && at == n;
    }
    ok(back, "every character comes back from its bytes");
    ok(utf8_width(STR("S \xE2\x86\x92 T")) == 5, "an arrow takes one column");
    ok(utf8_width(STR("\xE5\x9B\xA0\xE6\x9E\x9C")) == 4, "two Chinese characters take four");
    ok(utf8_width(STR("e\xCC\x81")) == 1, "a combining accent takes none");
    ok(utf8_width(STR("\xFF\xFE")) == 2 && utf8_width(STR("")) == 0, "bytes that are no text take one each");
}

/* ---- buffers and arenas ---- */

static void buffers(void)
{
    struct buf b = {0};
    ok(str_eq(buf_str(&b), STR("")), "an empty buffer has an empty text");
    for (int i = 0; i < 1000; i++)
        buf_fmt(&b, "%d,", i);
    buf_fill(&b, '-', 3);
    buf_putc(&b, '!');
    buf_puts(&b, "");
    ok(b.n == 10 * 2 + 90 * 3 + 900 * 4 + 4 && strlen(b.s) == b.n &&
           str_eq((struct str){b.s + b.n - 5, 5}, STR(",---!")),
       "pieces follow one another, and a NUL ends them");
    mem_fail_after(0);
    buf_fill(&b, 'x', 1 << 20);
    mem_fail_after(-1);
    size_t n = b.n;
    buf_puts(&b, "more");
    ok(b.failed && b.n == n, "once memory was short the text stays as it is, and says so");
    buf_free(&b);
    ok(!b.failed && b.n == 0, "freed it is as new");
    buf_fill(&b, 'x', SIZE_MAX);
    ok(b.failed, "a size beyond reason fails");
    buf_free(&b);
}

static void arenas(void)
{
    struct arena a = {0};
    bool aligned = true, zero = true;
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = arena_alloc(&a, n);
        aligned = aligned && p && (uintptr_t)p % _Alignof(max_align_t) == 0;
        for (size_t i = 0; p && i < n; i++)
            zero = zero && p[i] == 0;
        if (p)
            memset(p, 0xAA, n);
    }
    ok(aligned && zero, "what an arena gives is aligned and zero");
    ok(!arena_array(&a, SIZE_MAX / 2, 3) && !arena_alloc(&a, SIZE_MAX), "sizes beyond reason are refused");
    int *list = NULL;
    size_t n = 0, cap = 0;
    for (int i = 0; i < 1000; i++)
        (void)ARENA_PUSH(&a, list, n, cap, i);
    bool good = n == 1000;
    for (int i = 0; good && i < 1000; i++)
        good = list[i] == i;
    ok(good, "a list grows");
    mem_fail_after(0);
    good = true;
    size_t before = n;
    while (good && n < 1 << 22)
        good = ARENA_PUSH(&a, list, n, cap, 7);
    mem_fail_after(-1);
    ok(!good && n == cap && n >= before && list[999] == 999, "and is whole when it cannot");
    arena_free(&a);
}

/* ---- diagnostics ---- */

static void places(void)
{
    struct text t = {STR("t"), STR("ab\n\xC3\xA9g\r\n\nlast")};
    struct place p = text_place(&t, 0);
    ok(p.line == 1 && p.column == 1 && str_eq(p.text, STR("ab")), "the first byte");
    p = text_place(&t, 2);
    ok(p.line == 1 && p.column == 3, "the newline belongs to its line");
    p = text_place(&t, 5);
    ok(p.line == 2 && p.column == 2 && p.line_start == 3 && str_eq(p.text, STR("\xC3\xA9g")),
       "columns count characters, and the line has no return");
    p = text_place(&t, 8);
    ok(p.line == 3 && p.column == 1 && p.text.n == 0, "an empty line");
    p = text_place(&t, 1000);
    ok(p.line == 4 && p.column == 5 && str_eq(p.text, STR("last")), "past the end is the end");
}

static void diagnostics(void)
{
    static const struct str names[] = {STR("smoking"), STR("tar")};
    struct arena a = {0};
    struct text t = {STR("t"), STR("tor")};
    struct diags d = {.arena = &a, .text = &t};
    ok(!diag_error(&d, "unknown-name", (struct span){0, 3}, "there is no `%s`", "tor") && d.errors == 1 &&
           d.list[0].text == &t && str_eq(d.list[0].message, STR("there is no `tor`")),
       "an error is kept with its text and place");
    diag_nearest(&d, STR("tor"), names, 2, "else");
    ok(str_eq(d.list[0].hint, STR("did you mean `tar`?")), "and the nearest name");
    diag_warn(&d, "odd", NO_SPAN, "hm");
    diag_nearest(&d, STR("zzz"), names, 2, "100%s");
    ok(d.n == 2 && d.errors == 1 && str_eq(d.list[1].hint, STR("100%s")), "a warning, and what else to do");
    diag_interrupted(&d);
    diag_oom(&d);
    ok(d.n == 4 && d.errors == 3 && d.out_of_memory, "interruption and want of memory are errors");
    char lengthy[4000];
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    struct str hint = d.list[3].hint;
    mem_fail_after(0);
    diag_error(&d, "lost", NO_SPAN, "%s%s%s", lengthy, lengthy, lengthy);
    mem_fail_after(-1);
    diag_hint(&d, "a hint for what was lost");
    ok(d.n == 4 && d.errors == 4 && d.list[3].hint.n == hint.n, "the hint of a lost error is lost with it");
    arena_free(&a);
}

int main(void)
{
    sets();
    maps();
    slices();
    utf8();
    buffers();
    arenas();
    places();
    diagnostics();
    return tap_done();
}
