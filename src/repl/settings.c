/* settings.c -- the table of settings. */
#include "repl/settings.h"

#include "base/machine.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 17 /* more than a double has */ };

static const char *const intervals[] = {"off", "delta", "bootstrap", NULL}; /* as enum interval_method */
static const char *const on_off[] = {"on", "off", NULL};
static const char *const colors[] = {"auto", "always", "never", NULL};
static const char *const themes[] = {"print", "slides", "dark", NULL}; /* as enum picture_theme */
static const char *const stages[] = {"tokens", "ast", "diagram", "surgery", "tensor", "off", NULL};

/* A whole number from 1 to `most`; 0: it is none. */
static uint32_t number(struct str value, uint32_t most)
{
    uint32_t n = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (value.s[i] < '0' || value.s[i] > '9' || n > most)
            return 0;
        n = 10 * n + (uint32_t)(value.s[i] - '0');
    }
    return n <= most ? n : 0;
}

static void get_verify(const struct repl *r, struct buf *out)
{
    buf_puts(out, session_verify(r->session) ? "on" : "off");
}

static bool set_verify(struct repl *r, struct str value, int index)
{
    (void)value;
    session_set_verify(r->session, index == 0);
    return true;
}

static void get_exact(const struct repl *r, struct buf *out)
{
    buf_puts(out, session_exact(r->session) ? "on" : "off");
}

static bool set_exact(struct repl *r, struct str value, int index)
{
    (void)value;
    session_set_exact(r->session, index == 0);
    return true;
}

static void get_interval(const struct repl *r, struct buf *out)
{
    buf_puts(out, intervals[session_interval(r->session).method]);
}

static bool set_interval(struct repl *r, struct str value, int index)
{
    struct interval_options how = session_interval(r->session);
    (void)value;
    how.method = (enum interval_method)index;
    session_set_interval(r->session, how);
    return true;
}

static void get_level(const struct repl *r, struct buf *out)
{
    buf_fmt(out, "%.10g", session_interval(r->session).level);
}

/* A number between, or -1. */
static double decimal(struct str value, double least, double most)
{
    char text[32], *end;
    if (!value.n || value.n >= sizeof text || !strchr("0123456789.", value.s[0]))
        return -1;
    memcpy(text, value.s, value.n);
    text[value.n] = '\0';
    double x = strtod(text, &end);
    return !*end && x >= least && x <= most ? x : -1;
}

static bool set_level(struct repl *r, struct str value, int index)
{
    struct interval_options how = session_interval(r->session);
    (void)index;
    how.level = decimal(value, 0.5, 0.9999);
    if (how.level > 0)
        session_set_interval(r->session, how);
    return how.level > 0;
}

static void get_replicates(const struct repl *r, struct buf *out)
{
    buf_fmt(out, "%u", session_interval(r->session).replicates);
}

static bool set_replicates(struct repl *r, struct str value, int index)
{
    enum { LEAST = 100, MOST = 1000000 };
    struct interval_options how = session_interval(r->session);
    (void)index;
    how.replicates = number(value, MOST);
    if (how.replicates >= LEAST)
        session_set_interval(r->session, how);
    return how.replicates >= LEAST;
}

static void get_seed(const struct repl *r, struct buf *out)
{
    buf_fmt(out, "%lu", session_interval(r->session).seed);
}

static bool set_seed(struct repl *r, struct str value, int index)
{
    struct interval_options how = session_interval(r->session);
    (void)index;
    how.seed = number(value, 1000000000);
    if (how.seed)
        session_set_interval(r->session, how);
    return how.seed > 0;
}

static void get_format(const struct repl *r, struct buf *out)
{
    buf_puts(out, render_format_names[r->out.format]);
}

static bool set_format(struct repl *r, struct str value, int index)
{
    (void)value;
    r->out.format = (enum render_format)index;
    return true;
}

static void get_color(const struct repl *r, struct buf *out)
{
    buf_puts(out, colors[r->out.color]);
}

static bool set_color(struct repl *r, struct str value, int index)
{
    (void)value;
    r->out.color = (enum color_choice)index;
    return true;
}

static void get_digits(const struct repl *r, struct buf *out)
{
    buf_fmt(out, "%u", r->out.digits);
}

static bool set_digits(struct repl *r, struct str value, int index)
{
    (void)index;
    uint32_t n = number(value, MOST_DIGITS);
    r->out.digits = n ? n : r->out.digits;
    return n > 0;
}

/* Powers of 1024. */
static const char units[] = "KMGT";

/* In the largest unit in which it is at least 1. */
static void get_memory(const struct repl *r, struct buf *out)
{
    double x = machine_memory_limit();
    const char *unit = "";
    (void)r;
    for (const char *u = units; *u && x >= 1024; u++, x /= 1024)
        unit = u;
    buf_fmt(out, "%.4g%.*s", x, *unit ? 1 : 0, unit);
}

/* "4G", "512M", "1.5g", or bytes. */
static bool set_memory(struct repl *r, struct str value, int index)
{
    static const double LEAST = 1 << 20;
    char text[32], *end;
    (void)r;
    (void)index;
    if (!value.n || value.n >= sizeof text || value.s[0] < '0' || value.s[0] > '9')
        return false;
    memcpy(text, value.s, value.n);
    text[value.n] = '\0';
    double x = strtod(text, &end);
    const char *unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
    if (*end && (!unit || end[1]))
        return false;
    for (const char *u = units; unit && u <= unit; u++)
        x *= 1024;
    if (!(x >= LEAST && x <= machine_memory()))
        return false;
    machine_set_memory_limit(x);
    return true;
}

static void get_threads(const struct repl *r, struct buf *out)
{
    (void)r;
    buf_fmt(out, "%u", machine_threads());
}

static bool set_threads(struct repl *r, struct str value, int index)
{
    uint32_t n = number(value, machine_processors());
    (void)r;
    (void)index;
    if (n)
        machine_set_threads(n);
    return n > 0;
}

static void get_show(const struct repl *r, struct buf *out)
{
    buf_puts(out, r->show ? r->show : "off");
}

static bool set_show(struct repl *r, struct str value, int index)
{
    bool off = str_eq(value, STR("off"));
    if (!session_set_show(r->session, off ? STR("") : value))
        return false;
    r->show = off ? NULL : stages[index];
    return true;
}

static void get_time(const struct repl *r, struct buf *out)
{
    buf_puts(out, r->time ? "on" : "off");
}

static bool set_time(struct repl *r, struct str value, int index)
{
    (void)value;
    r->time = index == 0;
    return true;
}

static void get_theme(const struct repl *r, struct buf *out)
{
    buf_puts(out, themes[r->out.theme]);
}

static bool set_theme(struct repl *r, struct str value, int index)
{
    (void)value;
    r->out.theme = (enum picture_theme)index;
    return true;
}

const struct setting settings[] = {
    {"color", colors, "color on a terminal, always, or never", get_color, set_color},
    {"digits", NULL, "decimals in tables, 1 to 17", get_digits, set_digits},
    {"exact", on_off, "fractions beside decimals", get_exact, set_exact},
    {"format", render_format_names, "how answers are written", get_format, set_format},
    {"interval", intervals, "of answers from data: delta, bootstrap, or off", get_interval, set_interval},
    {"level", NULL, "of intervals, 0.5 up to 0.9999", get_level, set_level},
    {"memory", NULL, "the tables of one computation: 512M or 4G, from 1M up to all there is", get_memory,
     set_memory},
    {"replicates", NULL, "tables that the bootstrap draws, 100 up to 1000000", get_replicates,
     set_replicates},
    {"seed", NULL, "of the bootstrap, a whole number from 1", get_seed, set_seed},
    {"show", stages, "print a stage on the way to the answer", get_show, set_show},
    {"theme", themes, "how pictures look", get_theme, set_theme},
    {"threads", NULL, "how many compute at a time, 1 up to the number of processors", get_threads,
     set_threads},
    {"time", on_off, "say how long each statement took", get_time, set_time},
    {"verify", on_off, "answer by surgery and by formula, and compare", get_verify, set_verify},
};
const size_t settings_count = sizeof settings / sizeof settings[0];

const struct setting *setting_find(struct str name)
{
    for (size_t i = 0; i < settings_count; i++)
        if (str_eq(name, str_of(settings[i].name)))
            return &settings[i];
    return NULL;
}

bool setting_unknown(struct diags *d, struct str name, struct span at)
{
    struct str names[sizeof settings / sizeof settings[0]];
    for (size_t i = 0; i < settings_count; i++)
        names[i] = str_of(settings[i].name);
    diag_error(d, "unknown-setting", at, "there is no setting `%.*s`", STR_ARG(name));
    return diag_nearest(d, name, names, settings_count, "`:set` lists the settings");
}

static bool wrong_value(const struct setting *s, struct str value, struct diags *d, struct span at)
{
    diag_error(d, "setting-value", at, "`%s` cannot be `%.*s`", s->name, STR_ARG(value));
    if (!s->values)
        return diag_hint(d, "%s", s->help);
    struct str names[16];
    struct buf b = {0};
    size_t n = 0;
    for (; s->values[n] && n < sizeof names / sizeof names[0]; n++) {
        names[n] = str_of(s->values[n]);
        buf_fmt(&b, "%s%s", n ? ", " : "", s->values[n]);
    }
    long k = str_nearest(value, names, n);
    if (k >= 0)
        diag_hint(d, "did you mean `%s`? (%.*s)", s->values[k], STR_ARG(buf_str(&b)));
    else
        diag_hint(d, "one of %.*s", STR_ARG(buf_str(&b)));
    buf_free(&b);
    return false;
}

bool setting_put(struct repl *r, struct str name, struct str value, struct diags *d, struct span name_at,
                 struct span value_at)
{
    const struct setting *s = setting_find(name);
    if (!s)
        return setting_unknown(d, name, name_at);
    int index = 0;
    while (s->values && s->values[index] && !str_eq(value, str_of(s->values[index])))
        index++;
    if ((s->values && !s->values[index]) || !s->set(r, value, index))
        return wrong_value(s, value, d, value_at);
    return true;
}
