/* scope.c -- looking names up; what is unknown is reported with the nearest name. */
#include "session/session_int.h"

#include "data/database.h"

enum { MOST_NAMES = 4096 };

static const char *const kind_word[] = {
    [BIND_TYPE] = "type", [BIND_BOX] = "box", [BIND_MODEL] = "model", [BIND_VALUE] = "value"};

/* A statement that stops after its first word reads as the name of a value; so does a box without its type.
 */
static const char *usage(struct str word)
{
    static const struct {
        const char *word, *how;
    } statement[] = {
        {"identify", "`identify P(Y | do(X))`"},
        {"explain", "`explain P(Y | do(X))`"},
        {"paths", "`paths X -> Y`, or `paths X -> Y | Z`"},
        {"adjust", "`adjust X -> Y`, or `adjust X -> Y | Z` to test a set"},
        {"frontdoor", "`frontdoor X -> Y`, or `frontdoor X -> Y | Z` to test a set"},
        {"instruments", "`instruments X -> Y`"},
        {"implications", "`implications` or `implications in m`, as a statement of its own"},
        {"components", "`components` or `components in m`, as a statement of its own"},
        {"marginals", "`marginals`, or `marginals m | A = a`"},
        {"most", "`most probable`, or `most probable m | A = a`"},
        {"draw", "`draw m`, or `draw m to \"picture.svg\"`"},
        {"matrix", "`matrix d`, with a diagram or a box"},
        {"import", "`import boxes`, `import \"file.cdl\"`, or `import m from \"alarm.bif\"`"},
        {"export", "`export m to \"m.bif\"`; .cdl, .xmlbif, .net, .dagitty, .dot and .json will do as well"},
        {"copy", "the type of its wire in brackets, as in `copy[A]`"},
        {"del", "the type of its wire in brackets, as in `del[A]`"},
        {"swap", "the types of its wires in brackets, as in `swap[A, B]`"},
        {"unif", "the type of its wire in brackets, as in `unif[A]`"},
        {"point", "its state in brackets, as in `point[A = a]`"},
    };
    for (size_t i = 0; i < sizeof statement / sizeof statement[0]; i++)
        if (str_eq(word, str_of(statement[i].word)))
            return statement[i].how;
    return NULL;
}

/* What to write instead: the nearest name, the form of the statement it begins, or the models there are. */
static void suggest(struct run *r, enum binding_kind kind, struct str word)
{
    enum { LONGEST = 60 };
    struct str *names = ARENA_NEW(r->w.arena, struct str, MOST_NAMES);
    if (!names)
        return;
    size_t n = session_names_of(r->s, kind, names, MOST_NAMES);
    bool any = kind == BIND_VALUE; /* boxes and models have values too: their diagrams */
    if (any) {
        n += session_names_of(r->s, BIND_BOX, names + n, MOST_NAMES - n);
        n += session_names_of(r->s, BIND_MODEL, names + n, MOST_NAMES - n);
    }
    const char *how = any ? usage(word) : NULL;
    const char *library = kind == BIND_TYPE ? NULL : import_brings(word);
    if (how) {
        diag_hint(r->w.diags, "write %s", how);
    } else if (library) {
        diag_hint(r->w.diags, "the library has one: `import %s` first", library);
    } else if (kind != BIND_MODEL || str_nearest(word, names, n) >= 0) {
        diag_nearest(r->w.diags, word, names, n, NULL);
    } else if (n) {
        struct buf text = {0};
        for (size_t i = 0; i < n && text.n < LONGEST; i++)
            buf_fmt(&text, "%s%.*s", i ? ", " : "", STR_ARG(names[i]));
        diag_hint(r->w.diags, "the models: %.*s%s", STR_ARG(buf_str(&text)), text.n < LONGEST ? "" : ", ..");
        buf_free(&text);
    } else {
        diag_hint(r->w.diags,
                  "there is no model yet: define one, as in `model m { X -> Y }`, or load a file");
    }
}

const struct binding *scope_find(struct run *r, enum binding_kind kind, const struct ast *name)
{
    const struct binding *b = session_find(r->s, kind, name->text);
    if (b)
        return b;
    diag_error(r->w.diags,
               kind == BIND_MODEL  ? "unknown-model"
               : kind == BIND_TYPE ? "unknown-type"
                                   : "unknown-name",
               name->span, "there is no %s called `%.*s`", kind_word[kind], STR_ARG(name->text));
    suggest(r, kind, name->text);
    return NULL;
}

/* The names a type may be called by: those of types, and of the current model's variables. */
static void suggest_type(struct run *r, struct str word)
{
    struct str *names = ARENA_NEW(r->w.arena, struct str, MOST_NAMES);
    if (!names)
        return;
    size_t n = session_names_of(r->s, BIND_TYPE, names, MOST_NAMES);
    const struct model *m = r->s->current ? r->s->current->model : NULL;
    for (uint32_t v = 0; m && v < m->nvars && n < MOST_NAMES; v++)
        if (m->var[v].role != VAR_CONFOUNDER)
            names[n++] = m->var[v].name;
    struct str otherwise = str_fmt(r->w.arena, "declare it, as in `type %.*s = {no, yes}`", STR_ARG(word));
    diag_nearest(r->w.diags, word, names, n, otherwise.s);
}

const struct type *scope_type(struct run *r, struct work *keep, const struct ast *name)
{
    const struct binding *b = session_find(r->s, BIND_TYPE, name->text);
    if (b)
        return types_copy(keep, b->type);
    const struct model *m = r->s->current ? r->s->current->model : NULL;
    uint32_t v = m ? model_var(m, name->text) : UINT32_MAX;
    if (v == UINT32_MAX) {
        diag_error(r->w.diags, "unknown-type", name->span, "there is no type called `%.*s`",
                   STR_ARG(name->text));
        suggest_type(r, name->text);
        return NULL;
    }
    struct type own = m->var[v].type ? *m->var[v].type : (struct type){.n = 0};
    if (!own.name.n)
        own.name = name->text;
    return types_copy(keep, &own);
}

const struct binding *scope_model(struct run *r, const struct ast *name, struct span at)
{
    if (name)
        return scope_find(r, BIND_MODEL, name);
    if (r->s->current)
        return r->s->current;
    diag_error(r->w.diags, "no-model", at, "there is no model to ask");
    diag_hint(r->w.diags, "define one, as in `model m { X -> Y; P(X) = [0.5, 0.5]; P(Y | X) = [0.9, 0.1, "
                          "0.2, 0.8] }`, or load a file");
    return NULL;
}

/* "S, T, C" as a hint when no name is near. */
static void list_variables(struct run *r, const struct model *m)
{
    struct buf text = {0};
    for (uint32_t v = 0; v < m->nvars && text.n < 200; v++)
        if (m->var[v].role == VAR_OBSERVED)
            buf_fmt(&text, "%s%.*s", text.n ? ", " : "", STR_ARG(m->var[v].name));
    diag_hint(r->w.diags, "its variables: %.*s%s", STR_ARG(buf_str(&text)), text.n >= 200 ? ", .." : "");
    buf_free(&text);
}

uint32_t scope_variable(struct run *r, const struct model *m, const struct ast *name)
{
    uint32_t v = model_var(m, name->text);
    if (v != UINT32_MAX)
        return v;
    diag_error(r->w.diags, "unknown-variable", name->span, "`%.*s` has no variable `%.*s`", STR_ARG(m->name),
               STR_ARG(name->text));
    struct str *names = ARENA_NEW(r->w.arena, struct str, m->nvars);
    size_t n = 0;
    for (uint32_t k = 0; names && k < m->nvars; k++)
        if (m->var[k].role != VAR_CONFOUNDER)
            names[n++] = m->var[k].name;
    if (names && str_nearest(name->text, names, n) >= 0)
        diag_nearest(r->w.diags, name->text, names, n, NULL);
    else
        list_variables(r, m);
    return UINT32_MAX;
}

uint32_t scope_state(struct run *r, const struct type *t, struct str owner, const struct ast *state)
{
    struct buf all = {0};
    uint32_t k = type_state(t, state->text);
    if (k != UINT32_MAX)
        return k;
    uint32_t listed = 0;
    for (; listed < t->n && all.n < 120 && !all.failed; listed++)
        buf_fmt(&all, "%s%.*s", listed ? ", " : "", STR_ARG(t->state[listed]));
    if (listed < t->n)
        buf_puts(&all, ", ..");
    diag_error(r->w.diags, "unknown-state", state->span, "%.*s has no state `%.*s`", STR_ARG(owner),
               STR_ARG(state->text));
    long near = str_nearest(state->text, t->state, t->n);
    if (near >= 0)
        diag_hint(r->w.diags, "did you mean `%.*s`? (states: %.*s)", STR_ARG(t->state[near]),
                  STR_ARG(buf_str(&all)));
    else
        diag_hint(r->w.diags, "its states: %.*s", STR_ARG(buf_str(&all)));
    buf_free(&all);
    return UINT32_MAX;
}

struct str scope_written(struct run *r, const struct ast *node)
{
    struct buf text = {0};
    ast_print(&text, node);
    while (text.n && text.s[text.n - 1] == '\n')
        text.n--;
    struct str s = text.failed ? (struct str){NULL, 0} : str_dup(r->w.arena, buf_str(&text));
    buf_free(&text);
    if (!s.s)
        diag_oom(r->w.diags);
    return s;
}

struct str scope_path(struct run *r, struct str path)
{
    struct str script = r->text->name;
    size_t folder = script.n;
    while (folder > 0 && script.s[folder - 1] != '/')
        folder--;
    if (folder == 0 || (path.n && path.s[0] == '/'))
        return str_dup(r->w.arena, path);
    return str_fmt(r->w.arena, "%.*s%.*s", (int)folder, script.s, STR_ARG(path));
}

struct str scope_source(struct run *r, struct str name)
{
    static const struct str sqlite = {"sqlite:", 7};
    if (str_starts(name, sqlite)) {
        struct str path = scope_path(r, (struct str){name.s + sqlite.n, name.n - sqlite.n});
        return path.s ? str_fmt(r->w.arena, "sqlite:%.*s", STR_ARG(path)) : path;
    }
    return data_is_address(name) ? str_dup(r->w.arena, name) : scope_path(r, name);
}
