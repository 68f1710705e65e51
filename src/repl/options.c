/* options.c -- the command line, from one table: parsing, help and did-you-mean all read it. */
#include "repl/options.h"

#include "base/mem.h"
#include "repl/settings.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
    OPT_FORMAT = 256,
    OPT_COLOR,
    OPT_VERIFY,
    OPT_EXACT,
    OPT_INTERVAL,
    OPT_LEVEL,
    OPT_REPLICATES,
    OPT_SEED,
    OPT_SHOW,
    OPT_KEEP_GOING,
    OPT_MEMORY,
    OPT_THREADS
};

static const struct {
    int key; /* a letter, or one of OPT_.. */
    const char *name;
    const char *argument;
    const char *help;
} table[] = {
    {'e', NULL, "TEXT", "run TEXT; may be given several times"},
    {'i', NULL, NULL, "stay at the prompt after running"},
    {OPT_FORMAT, "format", "FORMAT", "table, json, csv, latex or markdown"},
    {OPT_COLOR, "color", "WHEN", "auto, always or never"},
    {'q', "quiet", NULL, "no greeting and no bar while you wait"},
    {OPT_VERIFY, "verify", NULL, "answer by surgery and by formula, and compare"},
    {OPT_EXACT, "exact", NULL, "compute with fractions, and print them"},
    {OPT_INTERVAL, "interval", "METHOD", "intervals of answers from data: delta, bootstrap, off"},
    {OPT_LEVEL, "level", "P", "level of intervals; 0.95 unless you say so"},
    {OPT_REPLICATES, "replicates", "N", "let the bootstrap draw N tables"},
    {OPT_SEED, "seed", "N", "begin the bootstrap's random numbers at N"},
    {OPT_SHOW, "show", "STAGE", "print tokens, ast, diagram, surgery, tensor on the way"},
    {OPT_MEMORY, "memory", "SIZE", "let one computation take so much memory: 512M, 4G"},
    {OPT_THREADS, "threads", "N", "compute with N threads"},
    {OPT_KEEP_GOING, "keep-going", NULL, "run the rest of a script after a failed statement"},
    {'V', "version", NULL, "print the version"},
    {'h', "help", NULL, "print this help"},
};
enum { OPTIONS = sizeof table / sizeof table[0], HELP_COLUMN = 24 };

static void print_help(struct output *out)
{
    struct buf b = {0};
    buf_puts(&b, "usage: causal [OPTION | FILE | -]...\n"
                 "Ask causal models questions. Without FILE or -e: a prompt on a terminal, or the\n"
                 "statements on standard input. Files and -e texts run in the order given; - is\n"
                 "standard input.\n\n");
    for (size_t i = 0; i < OPTIONS; i++) {
        size_t start = b.n;
        if (table[i].key < 256)
            buf_fmt(&b, "  -%c", table[i].key);
        else
            buf_puts(&b, "    ");
        if (table[i].name)
            buf_fmt(&b, "%s --%s", table[i].key < 256 ? "," : " ", table[i].name);
        if (table[i].argument)
            buf_fmt(&b, "%s%s", table[i].name ? "=" : " ", table[i].argument);
        size_t used = b.n - start;
        buf_fill(&b, ' ', used < HELP_COLUMN ? HELP_COLUMN - used : 1);
        buf_fmt(&b, "%s\n", table[i].help);
    }
    buf_puts(&b, "\nExit status: 0; 1 a statement failed; 2 wrong usage; 3 an assertion failed.\n"
                 "The manual: causal(1), the language: cdl(5), and :help at the prompt.\n");
    output_text(out, buf_str(&b));
    buf_free(&b);
}

/* One line on standard error, and the status that says so. */
static enum options_status wrong(const struct diag *d)
{
    fprintf(stderr, "causal: %.*s", STR_ARG(d->message));
    if (d->hint.n)
        fprintf(stderr, "; %.*s", STR_ARG(d->hint));
    fputc('\n', stderr);
    return OPTIONS_WRONG;
}

/* What getopt_long() did not understand: `arg` is the word, `letter` its letter or 0. */
static void unknown_option(struct diags *d, const char *arg, int letter)
{
    if (letter && letter < 256 && strncmp(arg, "--", 2) != 0) {
        diag_error(d, "usage", NO_SPAN, "unknown option `-%c`", letter);
        diag_hint(d, "`causal --help` lists the options");
        return;
    }
    struct str word = {arg, strcspn(arg, "=")};
    if (letter) { /* known, so that it is the argument that is wrong here */
        diag_error(d, "usage", NO_SPAN, "option `%.*s` takes no argument", STR_ARG(word));
        return;
    }
    struct str names[OPTIONS];
    struct arena *a = d->arena;
    size_t n = 0;
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].name)
            names[n++] = str_fmt(a, "--%s", table[i].name);
    diag_error(d, "usage", NO_SPAN, "unknown option `%.*s`", STR_ARG(word));
    diag_nearest(d, word, names, n, "`causal --help` lists the options");
}

/* The other long options are the settings of their names, which `:set` knows; without an argument: on. */
static bool put_setting(struct repl *r, int key, struct diags *d)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].key == key && key >= OPT_FORMAT)
            return setting_put(r, str_of(table[i].name), str_of(table[i].argument ? optarg : "on"), d,
                               NO_SPAN, NO_SPAN);
    return true;
}

static void add_input(struct options *o, enum input_kind kind, const char *value)
{
    o->inputs[o->ninputs++] = (struct input){kind, value};
}

static void add_file(struct options *o, const char *path)
{
    add_input(o, strcmp(path, "-") == 0 ? INPUT_STDIN : INPUT_FILE, path);
}

/* Act on one option; false with a diagnostic when its argument is wrong. */
static bool take(struct options *o, struct repl *r, int key, struct diags *d)
{
    switch (key) {
    case 1: /* a file, thanks to the "-" that starts the short options */
        add_file(o, optarg);
        return true;
    case 'e':
        add_input(o, INPUT_TEXT, optarg);
        return true;
    case 'i':
        o->stay = true;
        return true;
    case 'q':
        o->quiet = true;
        return true;
    case OPT_KEEP_GOING:
        r->keep_going = true;
        return true;
    default:
        return put_setting(r, key, d);
    }
}

static enum options_status parse(struct options *o, struct repl *r, int argc, char **argv, struct diags *d)
{
    struct option longs[OPTIONS + 1] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].name)
            longs[n++] = (struct option){table[i].name, table[i].argument ? required_argument : no_argument,
                                         NULL, table[i].key};
    opterr = 0;
    for (;;) {
        int at = optind ? optind : 1; /* the word looked at */
        int key = getopt_long(argc, argv, "-:e:iqVh", longs, NULL);
        switch (key) {
        case -1:
            while (optind < argc) /* after -- */
                add_file(o, argv[optind++]);
            return OPTIONS_RUN;
        case 'h':
            print_help(&r->out);
            return OPTIONS_DONE;
        case 'V':
            output_text(&r->out, STR("causal " CAUSAL_VERSION "\n"));
            return OPTIONS_DONE;
        case '?':
            unknown_option(d, argv[at], optopt);
            return wrong(&d->list[0]);
        case ':':
            diag_error(d, "usage", NO_SPAN, "option `%s` needs an argument", argv[at]);
            return wrong(&d->list[0]);
        default:
            if (!take(o, r, key, d))
                return wrong(&d->list[0]);
        }
    }
}

enum options_status options_parse(struct options *o, struct repl *r, int argc, char **argv)
{
    *o = (struct options){.inputs = mem_array((size_t)argc + 1, sizeof *o->inputs)};
    if (!o->inputs) {
        fputs("causal: out of memory\n", stderr);
        return OPTIONS_WRONG;
    }
    struct arena arena = {0};
    struct diags d = {.arena = &arena};
    enum options_status status = parse(o, r, argc, argv, &d);
    arena_free(&arena);
    return status;
}

void options_free(struct options *o)
{
    mem_free(o->inputs);
}
