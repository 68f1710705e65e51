/* help.c -- pages made from the tables of topics, commands and settings. */
#include "repl/help.h"

#include "repl/commands.h"
#include "repl/settings.h"

#include <string.h>

static void first_page(struct buf *out)
{
    buf_puts(out, "Define a model, then ask it questions:\n\n"
                  "    model coin { var X : {0, 1}; P(X) = [0.5, 0.5] }\n"
                  "    P(X = 1)\n\n"
                  "Topics, each with an example (`:help TOPIC`):\n");
    for (size_t i = 0; i < topics_count; i++)
        buf_fmt(out, "  %-14s %s\n", topics[i].name, topics[i].summary);
    buf_puts(out, "\nCommands:\n");
    for (size_t i = 0; i < commands_count; i++) {
        size_t start = out->n;
        buf_fmt(out, "  :%s %s", commands[i].name, commands[i].arguments);
        size_t used = out->n - start;
        buf_fill(out, ' ', used < 24 ? 24 - used : 1);
        buf_fmt(out, "%s\n", commands[i].summary);
    }
}

/* Is `word` one of the space-separated `words`? */
static bool among(const char *words, struct str word)
{
    for (const char *p = words; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (str_eq((struct str){p, n}, word))
            return true;
        p += n;
    }
    return false;
}

static const struct topic *topic_find(struct str word)
{
    for (size_t i = 0; i < topics_count; i++)
        if (str_eq(word, str_of(topics[i].name)))
            return &topics[i];
    for (size_t i = 0; i < topics_count; i++)
        if (among(topics[i].words, word))
            return &topics[i];
    return NULL;
}

static void topic_page(struct buf *out, const struct topic *t)
{
    buf_fmt(out, "%s: %s\n\n%s", t->name, t->summary, t->text);
    if (*t->example)
        buf_fmt(out, "\nExample:\n%s", t->example);
}

static void command_page(struct buf *out, const struct command *k)
{
    buf_fmt(out, ":%s%s%s\n\n", k->name, *k->arguments ? " " : "", k->arguments);
    buf_fmt(out, "%s. %s\n", k->summary, k->detail);
}

static void setting_page(struct buf *out, const struct setting *s)
{
    buf_fmt(out, ":set %s %s\n\n%s.", s->name, s->values ? "VALUE" : "N", s->help);
    for (size_t i = 0; s->values && s->values[i]; i++)
        buf_fmt(out, "%s%s", i ? ", " : " VALUE is one of ", s->values[i]);
    buf_puts(out, s->values ? ".\n" : "\n");
}

size_t help_words(struct arena *a, struct str **words)
{
    *words = ARENA_NEW(a, struct str, topics_count + commands_count + settings_count);
    if (!*words)
        return 0;
    size_t n = 0;
    for (size_t i = 0; i < topics_count; i++)
        (*words)[n++] = str_of(topics[i].name);
    for (size_t i = 0; i < commands_count; i++)
        (*words)[n++] = str_of(commands[i].name);
    for (size_t i = 0; i < settings_count; i++)
        (*words)[n++] = str_of(settings[i].name);
    return n;
}

bool help_print(struct buf *out, const struct session *session, struct diags *d, struct str word,
                struct span at)
{
    bool colon = word.n && word.s[0] == ':' && !str_eq(word, STR(":="));
    struct str bare = colon ? (struct str){word.s + 1, word.n - 1} : word;
    const struct topic *t = colon ? NULL : topic_find(word);
    const struct command *k = command_find(bare);
    const struct setting *s = setting_find(bare);
    bool named = false;
    if (!word.n)
        first_page(out);
    else if (t)
        topic_page(out, t);
    else if (k)
        command_page(out, k);
    else if (s)
        setting_page(out, s);
    if (word.n && !colon) { /* `not` is an operator, and a box of the library */
        struct buf page = {0};
        named = session_help(session, word, &page);
        if (named && (t || k || s))
            buf_putc(out, '\n');
        buf_put(out, buf_str(&page));
        out->failed = out->failed || page.failed;
        buf_free(&page);
    }
    if (word.n && !t && !k && !s && !named) {
        struct str *words;
        size_t n = help_words(d->arena, &words);
        diag_error(d, "unknown-topic", at, "there is no help on `%.*s`", STR_ARG(word));
        return diag_nearest(d, bare, words, n, "`:help` lists the topics");
    }
    return true;
}
