/* formats_round_t.c -- reading, writing and reading again gives the same model, bit for bit, in every format
 * that can hold it: networks of the repository, and random models.
 *
 * The large networks are read from $CAUSAL_NETWORKS or ../shared/networks, if one of them is there. */
#include "formats_case.h"

#include "../laws/random_model.h"

#include <stdio.h>
#include <unistd.h>

static const char *const small[] = {"alarm",      "asia",      "cancer", "child",
                                    "earthquake", "insurance", "sachs",  "survey"};
static const char *const large[] = {"andes",      "barley", "diabetes", "hailfinder", "hepar2", "link",
                                    "mildew",     "munin",  "munin1",   "munin2",     "munin3", "munin4",
                                    "pathfinder", "pigs",   "water",    "win95pts"};
static const enum format table_formats[] = {FORMAT_BIF, FORMAT_XMLBIF, FORMAT_NET, FORMAT_JSON};
static const enum format graph_formats[] = {FORMAT_DAGITTY, FORMAT_DOT, FORMAT_JSON};
static const char *const name_of[] = {"none", "CDL", "BIF", "XMLBIF", "net", "dagitty", "DOT", "JSON"};

/* Write and read again: the same? */
static bool comes_back(const struct model *m, const struct format_joint *joint, enum format format, int what)
{
    struct buf out = {0}, twice = {0};
    struct reading r = {.m = NULL};
    bool good = write_text(&out, format, m, joint) && read_text(&r, format, buf_str(&out)) &&
                same_model(m, r.m, what) && (!(what & SAME_TABLES) || same_joint(m, joint, &r.joint));
    for (size_t i = 0; i < r.diags.n; i++)
        printf("# %s: %.*s\n", r.diags.list[i].code, STR_ARG(r.diags.list[i].message));
    good = good && write_text(&twice, format, r.m, &r.joint) && str_eq(buf_str(&out), buf_str(&twice));
    buf_free(&out);
    buf_free(&twice);
    if (r.text.body.s)
        reading_free(&r);
    return good;
}

static bool read_file(struct reading *r, const char *path)
{
    struct buf file = {0};
    struct str body;
    struct arena arena = {0};
    struct diags d = {.arena = &arena};
    struct work w = {&arena, &d, NULL};
    struct format_name f = format_of(str_of(path));
    bool good = load_file(&file, path);
    body = buf_str(&file);
    if (good && f.packed)
        good = packed_open(&body, &w, body, LIMIT_FILE_BYTES, str_of(path), NO_SPAN);
    good = good && read_text(r, f.format, body);
    arena_free(&arena);
    buf_free(&file);
    return good;
}

static void test_network(const char *path, const char *name, bool names_are_identifiers)
{
    struct reading r = {.m = NULL};
    if (!ok(read_file(&r, path), "%s is read", name)) {
        printf("# %.*s\n", STR_ARG(first_error(&r)->message));
        return;
    }
    for (size_t i = 0; i < sizeof table_formats / sizeof *table_formats; i++)
        if (table_formats[i] != FORMAT_NET || names_are_identifiers)
            ok(comes_back(r.m, &r.joint, table_formats[i], SAME_ALL), "%s comes back from %s", name,
               name_of[table_formats[i]]);
    for (size_t i = 0; i < 2; i++)
        ok(comes_back(r.m, &r.joint, graph_formats[i], 0), "the graph of %s comes back from %s", name,
           name_of[graph_formats[i]]);
    reading_free(&r);
}

static void small_networks(void)
{
    char path[256];
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        snprintf(path, sizeof path, "tests/networks/%s.bif", small[i]);
        test_network(path, small[i], true);
    }
    test_network("tests/networks/alarm.bif.gz", "alarm, packed", true);
    test_network("tests/networks/sachs.bif.gz", "sachs, packed", true);
}

static void large_networks(void)
{
    char path[512];
    const char *folder = getenv("CAUSAL_NETWORKS");
    if (!folder && access("../shared/networks", R_OK) == 0)
        folder = "../shared/networks";
    if (!folder && access("../../shared/networks", R_OK) == 0)
        folder = "../../shared/networks";
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        snprintf(path, sizeof path, "%s/%s.bif", folder ? folder : "", large[i]);
        if (folder && access(path, R_OK) != 0)
            snprintf(path, sizeof path, "%s/%s.bif.gz", folder, large[i]);
        if (folder && access(path, R_OK) == 0)
            test_network(path, large[i], true);
        else
            ok(true, "%s # skip not found; CAUSAL_NETWORKS names the folder of the large networks", large[i]);
    }
}

/* ---- random models ---- */

static const struct str odd_names[MOST_VARS] = {STR("a b"),   STR("12+"),       STR("<5"),   STR("Asy/Patch"),
                                                STR("x,y;z"), STR("n\xC3\xA9"), STR("node"), STR("{|}")};

/* Names that need quoting, and sometimes values of the states. */
static void disguise(struct work *w, struct rng *rng, struct model *m)
{
    struct var *var = ARENA_NEW(w->arena, struct var, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++) {
        struct type *t = ARENA_NEW(w->arena, struct type, 1);
        double *value = ARENA_NEW(w->arena, double, m->var[v].type->n);
        struct str *state = ARENA_NEW(w->arena, struct str, m->var[v].type->n);
        for (uint32_t i = 0; i < m->var[v].type->n; i++) {
            value[i] = i ? rng_real(rng) : -1.5;
            state[i] = odd_names[(i + rng_below(rng, 2) * 4) % MOST_VARS];
        }
        *t = (struct type){.name = STR(""),
                           .n = m->var[v].type->n,
                           .state = v % 2 ? state : m->var[v].type->state,
                           .value = rng_below(rng, 2) ? value : NULL};
        for (uint32_t i = 0; i < t->n; i++) /* the states of one variable must differ */
            for (uint32_t k = 0; k < i; k++)
                if (str_eq(t->state[i], t->state[k]))
                    t->state = m->var[v].type->state;
        var[v] = m->var[v];
        var[v].type = t;
        var[v].name = odd_names[v];
    }
    m->var = var;
}

static void random_models(void)
{
    struct rng rng = {20260101};
    unsigned failed[8] = {0};
    const unsigned rounds = 300;
    for (unsigned i = 0; i < rounds; i++) {
        struct arena arena = {0};
        struct diags d = {.arena = &arena};
        struct work w = {&arena, &d, NULL};
        struct format_joint none = {0};
        struct model *m =
            random_model(&w, &rng, 2 + rng_below(&rng, 5), rng_below(&rng, 3), 4, 0.5, i % 3 ? 0 : 0.3);
        bool odd = i % 2;
        if (m)
            m->name = STR("m");
        if (m && odd)
            disguise(&w, &rng, m);
        for (size_t k = 0; m && k < sizeof table_formats / sizeof *table_formats; k++)
            if (!odd || table_formats[k] != FORMAT_NET)
                failed[table_formats[k]] += !comes_back(m, &none, table_formats[k], SAME_TABLES | SAME_TYPES);
        for (size_t k = 0; m && k < sizeof graph_formats / sizeof *graph_formats; k++)
            failed[graph_formats[k]] += !comes_back(m, &none, graph_formats[k], 0);
        arena_free(&arena);
    }
    for (size_t k = FORMAT_BIF; k <= FORMAT_JSON; k++)
        ok(failed[k] == 0, "%u random models come back from %s", rounds, name_of[k]);
}

int main(void)
{
    small_networks();
    random_models();
    large_networks();
    return tap_done();
}
