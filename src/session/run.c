/* run.c -- statements, one by one: each does all of what it says or nothing. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "session/diagram_value.h"

#include <math.h>
#include <string.h>

static void note_model(struct run *r, const struct binding *b)
{
    struct buf line = {0};
    if (!r->sink->note)
        return;
    describe_model(&line, b, r->sink->unicode);
    r->sink->note(r->sink->cx, buf_str(&line));
    buf_free(&line);
}

static void emit(struct run *r, const struct answer *a)
{
    if (r->sink->answer)
        r->sink->answer(r->sink->cx, a);
}

/* A question by itself: its answer is kept or shown with all that is known of it. */
static bool is_question(const struct ast *e)
{
    return e->kind == AST_PROB || e->kind == AST_EXPECT;
}

/* ---- let ---- */

static bool bind_value(struct run *r, const struct ast *statement)
{
    struct value v;
    r->intervals = is_question(statement->kid[0]);
    r->spreads = true;
    if (!value_eval(r, statement->kid[0], &v))
        return false;
    struct binding *b = binding_new(r, BIND_VALUE, statement->text);
    if (!b)
        return false;
    struct work keep = {&b->arena, r->w.diags, NULL};
    b->value = (struct value){.kind = v.kind, .number = v.number, .is_exact = v.is_exact, .truth = v.truth};
    if (!spread_copy(&b->value.spread, &keep, v.spread) ||
        (v.is_exact && !rational_keep(&b->value.exact, &keep, v.exact)) ||
        (v.kind == VALUE_TABLE && !(b->value.table = answer_copy(&keep, v.table))) ||
        (v.kind == VALUE_DIAGRAM && !(b->value.diagram = diagram_keep(&keep, b, v.diagram))) ||
        !backing_copy(&b->backing, &keep, &r->backing)) {
        binding_free(b);
        return false;
    }
    return session_commit(r, b);
}

/* `diagram d = ..`, `diagram e(..) -> (..) { .. }` */
static bool bind_diagram(struct run *r, const struct ast *statement)
{
    struct diagram_value *v;
    if (statement->kind == AST_DIAGRAM) {
        if (!diagram_eval(r, statement->kid[1], &v))
            return false;
    } else if (!(v = diagram_value_new(r, wiring_build(r, statement)))) {
        return false;
    }
    struct binding *b = binding_new(r, BIND_VALUE, statement->text);
    if (!b)
        return false;
    struct work keep = {&b->arena, r->w.diags, NULL};
    b->doc = str_dup(&b->arena, statement->kid[0] ? statement->kid[0]->text : STR(""));
    b->value = (struct value){.kind = VALUE_DIAGRAM, .diagram = diagram_keep(&keep, b, v)};
    if (!b->doc.s || !b->value.diagram) {
        diag_oom(r->w.diags);
        binding_free(b);
        return false;
    }
    return session_commit(r, b);
}

/* ---- expressions ---- */

static bool show_diagram(struct run *r, const struct ast *e, const struct diagram_value *v)
{
    struct answer a = {.kind = ANSWER_DIAGRAM, .query = scope_written(r, e), .diagram = v->d};
    if (!a.query.s)
        return false;
    emit(r, &a);
    return true;
}

static bool show_matrix(struct run *r, const struct ast *statement)
{
    struct diagram_value *v;
    struct answer a;
    struct str query = scope_written(r, statement);
    size_t from = r->w.diags->n;
    if (!query.s || !diagram_eval(r, statement->kid[0], &v))
        return false;
    if (!diagram_matrix(r, v, query, &a)) {
        diagram_locate(r, from, statement->kid[0]->span);
        return false;
    }
    emit(r, &a);
    return true;
}

static bool show_model(struct run *r, const struct ast *e, const struct binding *b)
{
    struct buf line = {0};
    describe_model(&line, b, r->sink->unicode);
    struct answer a = {.kind = ANSWER_MODEL,
                       .query = scope_written(r, e),
                       .why = line.failed ? (struct str){NULL, 0} : str_dup(r->w.arena, buf_str(&line))};
    buf_free(&line);
    if (!a.query.s || !a.why.s)
        return diag_oom(r->w.diags);
    emit(r, &a);
    return true;
}

static bool show_value(struct run *r, const struct ast *statement)
{
    const struct ast *e = statement->kid[0];
    const struct binding *model = e->kind == AST_NAME && !session_find(r->s, BIND_VALUE, e->text)
                                      ? session_find(r->s, BIND_MODEL, e->text)
                                      : NULL;
    struct value v;
    if (model)
        return show_model(r, e, model);
    r->intervals = is_question(e);
    r->spreads = !r->intervals;
    if (!value_eval(r, e, &v))
        return false;
    if (v.kind == VALUE_DIAGRAM)
        return show_diagram(r, e, v.diagram);
    if (v.table && (v.kind == VALUE_TABLE || is_question(e))) {
        emit(r, v.table);
        return true;
    }
    struct str query = scope_written(r, e);
    struct answer a = {.kind = v.kind == VALUE_TRUTH ? ANSWER_TRUTH : ANSWER_NUMBER,
                       .method = METHOD_ARITHMETIC,
                       .query = query,
                       .number = v.number,
                       .fraction = r->s->exact && v.is_exact ? &v.exact : NULL,
                       .truth = v.truth,
                       .why = v.why};
    if (!query.s || !backing_tell(r, &a) ||
        (v.spread && isfinite(v.number) && !spread_estimate(&a.estimate, &r->w, v.number, v.spread)))
        return false;
    if (a.estimate && v.spread->used) {
        a.from_data = true;
        a.rows_used = v.spread->used;
        a.rows_dropped = v.spread->dropped;
    }
    emit(r, &a);
    return true;
}

static bool run_statement(struct run *r, const struct ast *statement)
{
    struct answer a;
    switch (statement->kind) {
    case AST_TYPE:
        return types_declare(r, statement);
    case AST_BOX:
        return types_declare_box(r, statement);
    case AST_MODEL:
        if (!elaborate_model(r, statement))
            return false;
        note_model(r, r->s->current);
        return true;
    case AST_OBSERVE:
        if (!observe_file(r, statement))
            return false;
        note_model(r, r->s->current);
        findings_note(r, r->s->current->observed.counts);
        return true;
    case AST_USE:
        if (!scope_find(r, BIND_MODEL, statement->kid[0]))
            return false;
        r->s->current = session_find(r->s, BIND_MODEL, statement->kid[0]->text);
        note_model(r, r->s->current);
        return true;
    case AST_LET:
        return bind_value(r, statement);
    case AST_DIAGRAM:
    case AST_WIRING:
        return bind_diagram(r, statement);
    case AST_MATRIX:
        return show_matrix(r, statement);
    case AST_DRAW:
        return draw_statement(r, statement);
    case AST_IMPORT:
        return import_library(r, statement);
    case AST_EXPORT:
        return exchange_export(r, statement);
    case AST_FOREIGN:
        return exchange_text(r, statement);
    case AST_IDENTIFY:
    case AST_INDEPENDENT:
    case AST_PATHS:
    case AST_ADJUST:
    case AST_INSTRUMENTS:
    case AST_FRONTDOOR:
    case AST_IMPLICATIONS:
    case AST_COMPONENTS:
        if (!structure_ask(r, statement, &a))
            return false;
        emit(r, &a);
        return true;
    case AST_MARGINALS:
    case AST_MOST_PROBABLE:
        if (!posterior_ask(r, statement, &a))
            return false;
        emit(r, &a);
        return true;
    case AST_FIT:
        return fit_statement(r, statement);
    case AST_TEST:
    case AST_COMPARE:
        if (!learn_ask(r, statement, &a))
            return false;
        emit(r, &a);
        return true;
    case AST_SAMPLE:
        return sample_statement(r, statement);
    case AST_EFFECT:
        if (!effect_ask(r, statement, &a))
            return false;
        emit(r, &a);
        return true;
    case AST_EXPLAIN:
        if (!(str_eq(statement->text, STR("plan")) ? posterior_plan(r, statement, &a)
                                                   : explain_query(r, statement, &a)))
            return false;
        emit(r, &a);
        return true;
    case AST_ASSERT:
        return assert_claim(r, statement);
    default:
        return show_value(r, statement);
    }
}

/* ---- a whole text ---- */

enum run_status run_report(struct diags *d, const struct sink *sink)
{
    enum run_status status = RUN_OK;
    for (size_t i = 0; i < d->n; i++) {
        if (d->list[i].severity == DIAG_ERROR)
            status =
                strcmp(d->list[i].code, "assertion") == 0 && status == RUN_OK ? RUN_ASSERTION : RUN_FAILED;
        if (sink->diag)
            sink->diag(sink->cx, &d->list[i]);
    }
    if (d->out_of_memory && d->n == 0 && sink->diag) {
        struct diag short_of = {
            .severity = DIAG_ERROR, .code = "out-of-memory", .message = STR("out of memory")};
        sink->diag(sink->cx, &short_of);
    }
    if (d->out_of_memory)
        status = RUN_FAILED;
    d->n = d->errors = 0;
    d->out_of_memory = false;
    return status;
}

/* Whatever went wrong without a place of its own, as deep in a calculation, went wrong in this statement. */
static void place(struct diags *d, struct span statement)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->list[i].text == d->text && !d->list[i].span.start && !d->list[i].span.end &&
            strcmp(d->list[i].code, "interrupted") != 0 && strcmp(d->list[i].code, "out-of-memory") != 0)
            d->list[i].span = statement;
}

static enum run_status worse(enum run_status a, enum run_status b)
{
    return a == RUN_FAILED || b == RUN_FAILED         ? RUN_FAILED
           : a == RUN_ASSERTION || b == RUN_ASSERTION ? RUN_ASSERTION
                                                      : RUN_OK;
}

static void show_source(struct session *s, struct work *w, const struct text *text, const struct ast *script,
                        const struct sink *sink)
{
    struct buf out = {0};
    if (!sink->show)
        return;
    if (strcmp(s->show, "tokens") == 0 && lang_dump_tokens(&out, w, text))
        sink->show(sink->cx, "tokens", buf_str(&out));
    if (strcmp(s->show, "ast") == 0 && script) {
        ast_dump(&out, script);
        sink->show(sink->cx, "ast", buf_str(&out));
    }
    buf_free(&out);
}

static enum run_status run_script(struct session *s, const struct ast *script, const struct text *text,
                                  struct diags *diags, bool keep_going, const struct sink *sink)
{
    enum run_status status = RUN_OK;
    for (uint32_t i = 0; i < script->n; i++) {
        struct arena arena = {0};
        struct run r = {.s = s, .w = {&arena, diags, s->plans}, .sink = sink, .text = text};
        if (interrupted())
            diag_interrupted(diags);
        else if (!run_statement(&r, script->kid[i]) && !diags->errors)
            diag_oom(diags);
        place(diags, script->kid[i]->span);
        enum run_status one = run_report(diags, sink);
        arena_free(&arena);
        status = worse(status, one);
        if (one != RUN_OK && (!keep_going || interrupted()))
            break;
    }
    return status;
}

enum run_status session_run(struct session *s, struct text text, bool keep_going, const struct sink *sink)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena, .text = &text};
    struct work w = {&arena, &diags, NULL};
    struct ast *script = NULL;
    enum lang_status parsed = lang_parse(&script, &w, &text);
    show_source(s, &w, &text, script, sink);
    enum run_status status = run_report(&diags, sink);
    if (parsed != LANG_OK)
        status = RUN_FAILED;
    if (script && (parsed == LANG_OK || (parsed == LANG_ERROR && keep_going)))
        status = worse(status, run_script(s, script, &text, &diags, keep_going, sink));
    arena_free(&arena);
    return status;
}
