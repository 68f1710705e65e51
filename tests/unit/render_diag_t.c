/* render_diag_t.c -- diagnostics, byte for byte: places, carets, prompt, hostile lines. */
#include "base/mem.h"
#include "base/utf8.h"
#include "render/render.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const struct render_style plain = {0}, unicode = {.unicode = true}, color = {.color = true},
                                 prompt = {.unicode = true, .prompt = true, .column = 8};
static struct buf out;

/* A diagnostic on the first occurrence of `where` in `body`. */
static const char *shown(const char *name, const char *body, const char *where, const char *message,
                         const char *hint, const struct render_style *style)
{
    struct text text = {str_of(name), str_of(body)};
    const char *at = strstr(body, where);
    struct diag d = {.severity = DIAG_ERROR,
                     .code = "test",
                     .text = &text,
                     .message = str_of(message),
                     .hint = str_of(hint)};
    d.span.start = (uint32_t)(at - body);
    d.span.end = d.span.start + (uint32_t)strlen(where);
    buf_free(&out);
    render_diag(&out, &d, style);
    return out.failed ? "(failed)" : out.s;
}

static void is(const char *got, const char *want, const char *what)
{
    if (ok(strcmp(got, want) == 0, "%s", what))
        return;
    printf("#  got:\n%s\n# want:\n%s\n", got, want);
}

/* Hints keep to 80 columns; code, brackets and equations are not broken. */
static void wide(void)
{
    static const char *const hint = "one two three four five six seven eight nine ten eleven twelve "
                                    "thirteen, as in `model m { X -> Y; P(X) "
                                    "= [1, 0] }`, or P(Y = 1 | do(X = 1)) = 0.8 instead of all that";
    is(shown("a", "P(X)", "X", "m", hint, &plain),
       "a:1:3: error: m\nP(X)\n  ^\n"
       "  one two three four five six seven eight nine ten eleven twelve thirteen, as in\n"
       "  `model m { X -> Y; P(X) = [1, 0] }`, or P(Y = 1 | do(X = 1)) = 0.8 instead of\n"
       "  all that\n",
       "a long hint goes over several lines");
    is(shown("", "P(X)", "X", "a message that alone would fit beside it",
             "and a hint that is too long for that", &prompt),
       "          ^\nerror: a message that alone would fit beside it\n  and a hint that is too long for "
       "that\n",
       "at the prompt it stands below its message");
}

static void files(void)
{
    is(shown("a.cdl", "model m {\n  P(S) = [0.5, 0.6]\n}\n", "[0.5, 0.6]", "the row sums to 1.1, not to 1",
             "divide by 1.1", &plain),
       "a.cdl:2:10: error: the row sums to 1.1, not to 1\n"
       "  P(S) = [0.5, 0.6]\n"
       "         ^^^^^^^^^^\n"
       "  divide by 1.1\n",
       "file, line, caret span, hint");
    is(shown("-e", "P(X)", "X", "no variable `X`", "", &plain), "-e:1:3: error: no variable `X`\nP(X)\n  ^\n",
       "no hint");
    is(shown("", "P(X)", "X", "no variable `X`", "", &plain), "1:3: error: no variable `X`\nP(X)\n  ^\n",
       "a text without a name");
    is(shown("a.cdl", "\tvar\tX\tY\n", "X\tY", "m", "", &plain),
       "a.cdl:1:6: error: m\n\tvar\tX\tY\n\t   \t^^^\n", "tabs are copied, so that carets stand below");
    is(shown("a.cdl", "var 山田, größe\r\nx", "größe", "m", "", &plain),
       "a.cdl:1:9: error: m\nvar 山田, größe\n          ^^^^^\n", "wide characters take two columns");
    is(shown("a.cdl", "var 山田\n", "山田", "m", "", &plain), "a.cdl:1:5: error: m\nvar 山田\n    ^^^^\n",
       "and two carets");
    is(shown("a.cdl", "model m {\n X -> Y\n}\n", "m {\n X -> Y\n}", "m", "", &plain),
       "a.cdl:1:7: error: m\nmodel m {\n      ^^^\n", "a span of several lines is cut");
    is(shown("a.cdl", "ab\n", "\n", "m", "", &plain), "a.cdl:1:3: error: m\nab\n  ^\n",
       "the end of the line");
    is(shown("a.cdl", "ab\n", "", "out of memory", "try less", &plain), "error: out of memory\n  try less\n",
       "no place");
    is(shown("a.cdl", "P(\x1b[31m\xff)", ")", "no `\x1b[31m`", "", &plain),
       "a.cdl:1:9: error: no `\\x1b[31m`\nP(?[31m?)\n        ^\n",
       "nothing that moves the cursor is printed");
    is(shown("a.cdl", "P(X)", "X", "m", "h", &color),
       "\033[1ma.cdl:1:3:\033[0m \033[1;31merror:\033[0m \033[1mm\033[0m\nP(X)\n  \033[1;31m^\033[0m\n  h\n",
       "colours");

    struct text text = {STR("a.cdl"), STR("P(X)\n")};
    struct diag d = {.severity = DIAG_WARNING, .text = &text, .span = {5, 5}, .message = STR("m")};
    buf_free(&out);
    render_diag(&out, &d, &plain);
    is(out.s, "a.cdl:2:1: warning: m\n\n^\n", "a warning at the end of the file");
    d.text = NULL;
    buf_free(&out);
    render_diag(&out, &d, &plain);
    is(out.s, "warning: m\n", "no text");
}

/* Lines above 160 columns: the caret is under the word wherever the word is. */
static void long_lines(void)
{
    char line[1200];
    bool good = true;
    for (size_t at = 0; at + 10 < sizeof line; at += 37) {
        memset(line, '.', sizeof line);
        line[sizeof line - 1] = '\0';
        if (at > 20)
            line[10] = '\t';
        memcpy(line + at, "word", 4);
        const char *got = shown("f", line, "word", "m", "", &unicode);
        const char *source = strchr(got, '\n') + 1, *carets = strchr(source, '\n') + 1;
        const char *word = strstr(source, "word"), *caret = strchr(carets, '^');
        good = good && word && word < carets && caret && strcmp(caret, "^^^^\n") == 0 &&
               utf8_width((struct str){source, (size_t)(word - source)}) == (size_t)(caret - carets) &&
               utf8_width((struct str){source, (size_t)(carets - source)}) <= 125;
    }
    ok(good, "long lines show a window round the caret");
    memset(line, 'x', sizeof line - 1);
    const char *got = shown("f", line + 1, line + 1, "m", "", &plain);
    ok(strstr(got, "\n^") && strlen(got) < 400, "a span longer than the window is cut");
}

static void typed(void)
{
    is(shown("", "P(C = yes | do(S = yse))", "yse", "S has no state `yse`",
             "did you mean `yes`? (states: yes, no)", &prompt),
       "                           ^^^\n"
       "error: S has no state `yse` — did you mean `yes`? (states: yes, no)\n",
       "at the prompt, as in the manual");
    struct render_style narrow = prompt;
    narrow.unicode = false;
    is(shown("", "P(X)\n", "X", "m", "h", &narrow), "          ^\nerror: m -- h\n", "in ASCII");
    is(shown("", "a\tX", "X", "m", "", &prompt), "                ^\nerror: m\n",
       "a tab moved to the next stop");
    is(shown("", "model m {\n X ->\n}\n", "X ->", "m", "", &prompt), " X ->\n ^^^^\nerror: m\n",
       "an earlier line of what was typed is shown again");
    is(shown("", "model m {\n X -> Y\n} ;;", ";;", "m", "", &prompt), "          ^^\nerror: m\n",
       "the last one is not");
    is(shown("f.cdl", "P(X)", "X", "m", "h", &prompt), "f.cdl:1:3: error: m\nP(X)\n  ^\n  h\n",
       "a file loaded from the prompt");
}

static void short_memory(void)
{
    bool honest = true, failed = true;
    long n = 0;
    for (; failed && n < 1000; n++) {
        buf_free(&out);
        mem_fail_after(n);
        struct text text = {STR("a.cdl"), STR("P(X)")};
        struct diag d = {.text = &text, .span = {2, 3}, .message = STR("m"), .hint = STR("h")};
        render_diag(&out, &d, &plain);
        failed = mem_failed();
        mem_fail_after(-1);
        honest = honest && (out.failed || strcmp(out.s, "a.cdl:1:3: error: m\nP(X)\n  ^\n  h\n") == 0);
    }
    ok(honest && !failed, "short memory is owned up to");
}

int main(void)
{
    files();
    wide();
    long_lines();
    typed();
    short_memory();
    buf_free(&out);
    return tap_done();
}
