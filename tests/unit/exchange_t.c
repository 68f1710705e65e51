/* exchange_t.c -- import, export and import in the language: every format, packed or not, and models of the
 * language as CDL; what a file may be, and what is left behind. */
#include "session/session_int.h"

#include "base/interrupt.h"
#include "formats_case.h"

#include <dirent.h>
#include <unistd.h>

static char folder[] = "/tmp/causal-exchange-XXXXXX";

struct seen {
    char codes[256], note[512];
};

static void see_note(void *cx, struct str line)
{
    struct seen *s = cx;
    snprintf(s->note, sizeof s->note, "%.*s", STR_ARG(line));
}

static void quiet_diag(void *cx, const struct diag *d)
{
    struct seen *s = cx;
    size_t n = strlen(s->codes);
    snprintf(s->codes + n, sizeof s->codes - n, "%s%s", n ? " " : "", d->code);
}

static void see_diag(void *cx, const struct diag *d)
{
    quiet_diag(cx, d);
    printf("# %s: %.*s\n", d->code, STR_ARG(d->message));
}

static long fail_after = -1; /* requests for memory */

/* Run a script; each DIR in it is the folder of this test. */
static enum run_status run_with(struct session *s, const char *script, struct seen *seen,
                                const struct sink *sink)
{
    struct buf b = {0};
    *seen = (struct seen){.codes = ""};
    for (const char *p = script; *p;) {
        if (strncmp(p, "DIR", 3) == 0) {
            buf_puts(&b, folder);
            p += 3;
        } else {
            buf_putc(&b, *p++);
        }
    }
    mem_fail_after(fail_after);
    enum run_status status = session_run(s, (struct text){STR("test"), buf_str(&b)}, false, sink);
    buf_free(&b);
    return status;
}

static enum run_status run(struct session *s, const char *script, struct seen *seen)
{
    struct sink sink = {.cx = seen, .note = see_note, .diag = see_diag};
    return run_with(s, script, seen, &sink);
}

static const struct binding *bound(struct session *s, const char *name)
{
    return session_find(s, BIND_MODEL, str_of(name));
}

static bool same_observed(const struct binding *a, const struct binding *b)
{
    const struct tensor *x = a->observed.joint, *y = b->observed.joint;
    if (a->observed.kind != b->observed.kind)
        return false;
    return a->observed.kind != OBSERVED_JOINT ||
           (x->cells == y->cells && memcmp(x->p, y->p, x->cells * sizeof *x->p) == 0);
}

/* `m`, and what it is after the way through a file, are the same. */
static void through(struct session *s, const char *suffix, int what, const char *name)
{
    char script[256];
    struct seen seen;
    bool cdl = strncmp(suffix, "cdl", 3) == 0;
    snprintf(script, sizeof script, "export m to \"DIR/m.%s\"\n", suffix);
    bool written = run(s, script, &seen) == RUN_OK;
    struct session *other = session_new();
    snprintf(script, sizeof script, "import m from \"DIR/m.%s\"\n", suffix);
    bool read = written && run(other, script, &seen) == RUN_OK && bound(other, "m");
    ok(read && same_model(bound(s, "m")->model, bound(other, "m")->model, what) &&
           (!(what & SAME_TABLES) || same_observed(bound(s, "m"), bound(other, "m"))),
       "%s comes back from .%s%s", name, suffix, cdl ? ", in the language itself" : "");
    session_free(other);
}

static void networks(void)
{
    static const char *const name[] = {"asia",  "cancer", "earthquake", "survey",
                                       "sachs", "child",  "alarm",      "insurance"};
    static const char *const suffix[] = {"bif", "bif.gz", "xmlbif", "net", "json", "json.gz", "XML"};
    char script[256];
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        struct session *s = session_new();
        struct seen seen;
        snprintf(script, sizeof script, "import m from \"tests/networks/%s.bif\"\n", name[i]);
        ok(run(s, script, &seen) == RUN_OK && str_eq(session_current(s), STR("m")),
           "%s becomes the current model", name[i]);
        for (size_t k = 0; k < sizeof suffix / sizeof *suffix; k++)
            through(s, suffix[k], SAME_ALL, name[i]);
        through(s, "cdl", SAME_TABLES | SAME_TYPES, name[i]);
        through(s, "cdl.gz", SAME_TABLES | SAME_TYPES, name[i]);
        through(s, "dot", 0, name[i]);
        through(s, "dagitty", 0, name[i]);
        session_free(s);
    }
}

static void language(void)
{
    static const char *const models[] = {
        "model m \"a \\\"reason\\\"\" { latent H : {a, b}; var S, T : {no, yes}; P(H) = [1/3, 2/3]; P(S | H) "
        "= [[0.1, 0.9], "
        "[0.25, 0.75]]; P(T | S, H) = [[0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [1, 0]] }\n",
        "type Dose = {none: 0, low: 1.5, \"very high\": -4}\n"
        "model m { var D : Dose; noise U : {0, 1}; P(U) = [0.1, 0.9]; P(D) = [0.2, 0.3, 0.5]; var Y : {0, "
        "1}; Y := U }\n",
        "model m { S -> T -> C; S <-> C; var S, T, C : {yes, no}; P(S, T, C) = [0.5, 0.1, 0.01, 0.02, 0.1, "
        "0.05, 0.02, 0.2] }\n",
        "model m { {A, `b c`} -> D <-> E; latent L; L -> {A, E}; var F }\n",
        "model m { var model, `import`, P : {type, `a b`, \"12+\", 3}; P(model) = [0.1, 0.2, 0.3, 0.4]; "
        "model -> P }\n",
    };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct session *s = session_new();
        struct seen seen;
        char name[32];
        snprintf(name, sizeof name, "model %zu", i);
        ok(run(s, models[i], &seen) == RUN_OK, "%s", name);
        through(s, "json", SAME_ALL, name);
        through(s, "cdl", SAME_TABLES | SAME_TYPES, name);
        session_free(s);
    }
    struct session *s = session_new();
    struct seen seen;
    run(s, models[3], &seen);
    through(s, "dagitty", 0, "a graph");
    through(s, "dot", 0, "a graph");
    session_free(s);
}

static void names(void)
{
    struct session *s = session_new();
    struct seen seen;
    ok(run(s, "import \"tests/networks/sachs.bif.gz\"\n", &seen) == RUN_OK && bound(s, "sachs") &&
           strncmp(seen.note, "sachs: ", 7) == 0,
       "without a name a model is called as its file");
    ok(run(s, "import big from \"tests/networks/alarm.bif\"\n", &seen) == RUN_OK &&
           strcmp(seen.note, "big: 37 variables, 46 edges, 752 numbers") == 0,
       "a large model is told by its size");
    ok(run(s, "model m = dagitty \"dag { X -> Y ; U [latent] ; U -> {X Y} }\"\nX _||_ Y\n", &seen) ==
               RUN_OK &&
           bound(s, "m"),
       "a text of dagitty is a model");
    ok(run(s, "model m = dot \"digraph { X -> Z }\"\n", &seen) == RUN_OK &&
           model_var(bound(s, "m")->model, STR("Z")) != UINT32_MAX,
       "and so is one of DOT, which takes its place");
    ok(run(s, "model m = dagitty \"dag { X -> Y -> X }\"\n", &seen) == RUN_FAILED &&
           strcmp(seen.codes, "cycle") == 0 && model_var(bound(s, "m")->model, STR("Z")) != UINT32_MAX,
       "what is wrong binds nothing: the model before stays");
    ok(run(s, "export m to \"DIR/m.bif\"\n", &seen) == RUN_FAILED && strcmp(seen.codes, "format-cannot") == 0,
       "a graph is no BIF");
    ok(run(s, "export sachs to \"DIR/none/m.bif\"\n", &seen) == RUN_FAILED && strcmp(seen.codes, "file") == 0,
       "a folder that is not there");
    ok(run(s, "export sachs to \"DIR/m.cdl\"\nimport other from \"DIR/m.cdl\"\n", &seen) == RUN_FAILED &&
           strcmp(seen.codes, "unknown-model") == 0,
       "a script that does not define the model that was asked for");
    ok(run(s, "model old { X -> Y }\nimport old from \"DIR/m.cdl\"\n", &seen) == RUN_FAILED &&
           strcmp(seen.codes, "unknown-model") == 0,
       "nor when there is one of that name already");
    session_free(s);
}

/* Ctrl-C stops either way, and what was there stays. */
static void stopped(void)
{
    static const char *const suffix[] = {"bif", "xmlbif", "net", "json", "cdl"};
    struct session *s = session_new();
    struct seen seen;
    char script[128];
    bool out = true, in = true, there = true;
    run(s, "import m from \"tests/networks/asia.bif\"\n", &seen);
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        struct format_joint none = {0};
        struct reading r;
        struct buf text = {0}, half = {0};
        struct format_name f = format_of(str_fmt(&s->names, "m.%s", suffix[i]));
        write_text(&text, f.format, bound(s, "m")->model, &none);
        interrupt_flag = 1;
        out = out && !write_text(&half, f.format, bound(s, "m")->model, &none) && half.n == 0;
        in = in && (f.format == FORMAT_CDL || !read_text(&r, f.format, buf_str(&text)));
        interrupt_flag = 0;
        if (f.format != FORMAT_CDL) {
            in = in && strcmp(first_error(&r)->code, "interrupted") == 0;
            reading_free(&r);
        }
        snprintf(script, sizeof script, "export m to \"DIR/m.%s\"\n", suffix[i]);
        there = there && run(s, script, &seen) == RUN_OK;
        buf_free(&text);
        buf_free(&half);
    }
    ok(out && in && there, "writing and reading can be stopped, and begun again");
    session_free(s);
}

static void memory(void)
{
    static const char script[] = "import c from \"tests/networks/cancer.bif\"\n"
                                 "export c to \"DIR/c.bif.gz\"\nimport \"DIR/c.bif.gz\"\n"
                                 "model d = dagitty \"dag { X -> Y <-> Z }\"\nexport d to \"DIR/d.cdl\"\n"
                                 "import d from \"DIR/d.cdl\"\n"
                                 "model tar { S <-> C; var S, C : {0, 1}; P(S, C) = [0.5, 0.1, 0.1, 0.3] }\n"
                                 "export tar to \"DIR/tar.json\"\nimport tar from \"DIR/tar.json\"\n";
    unsigned wrong = 0;
    long n = 0;
    for (bool failed = true; failed && n < 100000; n++) {
        struct session *s = session_new();
        struct seen seen;
        struct sink sink = {.cx = &seen, .note = see_note, .diag = quiet_diag};
        fail_after = n;
        enum run_status status = run_with(s, script, &seen, &sink);
        fail_after = -1;
        failed = mem_failed();
        mem_fail_after(-1);
        wrong += failed && status != RUN_OK && !strstr(seen.codes, "out-of-memory");
        wrong += !failed && status != RUN_OK;
        session_free(s);
    }
    ok(wrong == 0 && n > 100, "memory runs short at any of %ld requests, and it is said", n - 1);
}

static void clear(void)
{
    unsigned left = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
        char path[512];
        left += strstr(e->d_name, ".tmp") != NULL;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        unlink(path);
    }
    if (d)
        closedir(d);
    ok(left == 0 && rmdir(folder) == 0, "nothing else is left in the folder");
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    networks();
    language();
    names();
    stopped();
    memory();
    clear();
    return tap_done();
}
