/* lang.c -- the doors of the room: parse, judge whether input is complete, dump tokens, say what may follow.
 */
#include "lang/layout.h"

#include "base/buf.h"
#include "base/mem.h"
#include "parse.h"

/* ---- one parse from beginning to end ---- */

static struct parse parse_of(struct work *w, struct str source)
{
    static const struct str byte_order_mark = {"\xEF\xBB\xBF", 3};
    if (!source.s)
        source = STR("");
    struct parse p = {.w = w, .source = source, .scan = {.text = source}};
    if (str_starts(source, byte_order_mark))
        p.scan.at = 3;
    if (source.n > LIMIT_FILE_BYTES) {
        diag_error(w->diags, "too-large", NO_SPAN, "the text has more than %d bytes", LIMIT_FILE_BYTES);
        p.fatal = true;
    }
    return p;
}

static void parse_free(struct parse *p)
{
    tokens_free(&p->raw);
    tokens_free(&p->tokens);
    mem_free(p->pending);
    if (p->lemon)
        lang_yyFree(p->lemon, mem_free);
}

/* The last line may lack its end; the statement in it may lack more. */
static void finish(struct parse *p)
{
    const struct tokens *t = &p->tokens;
    p->failed = true; /* nothing that the end brings about is reported as unexpected */
    if (t->n) {
        struct token end = {.start = t->at[t->n - 1].end, .end = t->at[t->n - 1].end};
        if (p->unfinished)
            return;
        if (!lang_yy_accepts(p->lemon, TK_SEP)) {
            lang_unfinished(p);
            return;
        }
        lang_yy(p->lemon, TK_SEP, &end);
        keep_statement(p);
    }
    lang_yy(p->lemon, 0, NULL);
}

static void parse_statements(struct parse *p)
{
    struct layout l = {.p = p};
    p->lemon = lang_yyAlloc(mem_alloc, p);
    if (!p->lemon)
        lang_fail_memory(p);
    while (!p->fatal && lang_layout(&l)) {
        p->npending = 0;
        lang_feed(p, p->tokens.n);
        if (p->fatal || p->errors > LIMIT_ERRORS)
            return;
        if (l.ended) {
            finish(p);
            return;
        }
    }
}

static struct ast *parse_script(struct parse *p)
{
    parse_statements(p);
    struct ast *script = build(p, AST_SCRIPT, 0, (struct span){0, (uint32_t)p->source.n}, 0);
    if (script) {
        script->n = (uint32_t)p->nstatements;
        script->kid = p->statement;
    }
    return script;
}

/* In the order of the text: the scanner, the brackets and the parser report one after the other. */
static void sort_diags(struct diags *d, size_t from)
{
    for (size_t i = from + 1; i < d->n; i++) {
        struct diag item = d->list[i];
        size_t j = i;
        for (; j > from && d->list[j - 1].span.start > item.span.start; j--)
            d->list[j] = d->list[j - 1];
        d->list[j] = item;
    }
}

enum lang_status lang_parse(struct ast **out, struct work *w, const struct text *text)
{
    struct diags *d = w->diags;
    const struct text *text_before = d->text;
    size_t from = d->n;
    d->text = text;
    struct parse p = parse_of(w, text->body);
    *out = parse_script(&p);
    parse_free(&p);
    sort_diags(d, from);
    d->text = text_before;
    if (!*out || p.fatal || d->out_of_memory)
        return LANG_FATAL;
    return p.errors ? LANG_ERROR : p.unfinished ? LANG_INCOMPLETE : LANG_OK;
}

bool lang_incomplete(struct str text)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct text whole = {.body = text};
    struct ast *script;
    bool incomplete = lang_parse(&script, &w, &whole) == LANG_INCOMPLETE;
    arena_free(&arena);
    return incomplete;
}

/* ---- dumps ---- */

static void dump_statement(struct buf *out, struct parse *p)
{
    for (size_t i = 0; i < p->tokens.n; i++) {
        const struct token *t = &p->tokens.at[i];
        if (t->kind == TK_BAD)
            lang_bad_at(p, t);
        buf_fmt(out, "%s %u..%u", token_name(t->kind), t->start, t->end);
        struct str s = token_text(p, t);
        if (s.n && s.s[0] != '\n' && s.s[0] != '\r') {
            buf_putc(out, ' ');
            buf_put(out, s);
        }
        buf_putc(out, '\n');
    }
}

bool lang_dump_tokens(struct buf *out, struct work *w, const struct text *text)
{
    struct diags *d = w->diags;
    const struct text *text_before = d->text;
    d->text = text;
    struct parse p = parse_of(w, text->body);
    struct layout l = {.p = &p};
    while (!p.fatal && !l.ended && lang_layout(&l))
        dump_statement(out, &p);
    parse_free(&p);
    d->text = text_before;
    return !p.fatal && !p.errors && !p.unfinished;
}

/* ---- what may follow ---- */

static size_t add_word(const char **out, size_t max, size_t n, const char *word)
{
    if (n < max)
        out[n] = word;
    return n < max ? n + 1 : n;
}

size_t lang_expected(struct str text, const char **out, size_t max)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct parse p = parse_of(&w, text);
    struct layout l = {.p = &p, .completing = true};
    bool has[TOKEN_KINDS];
    size_t n = 0;
    while (!p.fatal && !l.ended && lang_layout(&l))
        continue;
    if (!p.fatal && lang_acceptable(&p, p.tokens.n, has)) {
        if (has[TK_NUMBER] && has[TK_STRING] && !has[TK_PROB]) {
            n = add_word(out, max, n, "state");
        } else {
            if (has[TK_NAME])
                n = add_word(out, max, n, "name");
            if (has[TK_NUMBER])
                n = add_word(out, max, n, "number");
            if (has[TK_STRING])
                n = add_word(out, max, n, "string");
        }
        for (int k = 0; k < TOKEN_KINDS; k++)
            if (has[k] && token_keyword(k))
                n = add_word(out, max, n, token_keyword(k));
    }
    parse_free(&p);
    arena_free(&arena);
    return n;
}
