/* settings.c -- the table of settings. */
#include "repl/settings.h"

#include <stdlib.h>

enum { MOST_DIGITS = 17 /* more than a double has */ };

static const char *const on_off[] = {"on", "off", NULL};
static const char *const colors[] = {"auto", "always", "never", NULL};
static const char *const themes[] = {"print", "slides", "dark", NULL}; /* as enum picture_theme */
static const char *const stages[] = {"tokens", "ast", "diagram", "surgery", "tensor", "off", NULL};

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
    uint32_t n = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (value.s[i] < '0' || value.s[i] > '9' || n > MOST_DIGITS)
            return false;
        n = 10 * n + (uint32_t)(value.s[i] - '0');
    }
    if (n < 1 || n > MOST_DIGITS)
        return false;
    r->out.digits = n;
    return true;
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
    {"show", stages, "print a stage on the way to the answer", get_show, set_show},
    {"theme", themes, "how pictures look", get_theme, set_theme},
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
