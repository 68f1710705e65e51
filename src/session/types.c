/* types.c -- declared types. */
#include "base/limits.h"
#include "session/session_int.h"

static bool check_states(struct run *r, const struct ast *states)
{
    struct map seen = map_in(r->w.arena);
    uint32_t valued = 0;
    if (states->n > LIMIT_STATES)
        return diag_error(r->w.diags, "too-many-states", states->span, "%u states; at most %d are allowed",
                          states->n, LIMIT_STATES);
    for (uint32_t i = 0; i < states->n; i++) {
        const struct ast *state = states->kid[i];
        if (map_get(&seen, state->text) != MAP_NONE)
            return diag_error(r->w.diags, "duplicate-state", state->span, "state `%.*s` is listed twice",
                              STR_ARG(state->text));
        if (!map_put(&seen, state->text, i))
            return diag_oom(r->w.diags);
        valued += state->n > 0 && state->kid[0];
    }
    if (valued && valued != states->n) {
        diag_error(r->w.diags, "partial-values", states->span, "%u of %u states have a numeric value", valued,
                   states->n);
        return diag_hint(r->w.diags, "give every state a number, or none");
    }
    return true;
}

struct type *types_build(struct run *r, struct work *keep, const struct ast *states, struct str name)
{
    if (!check_states(r, states))
        return NULL;
    bool valued = states->n && states->kid[0]->n > 0 && states->kid[0]->kid[0];
    struct type *t = ARENA_NEW(keep->arena, struct type, 1);
    struct str *state = ARENA_NEW(keep->arena, struct str, states->n), own = str_dup(keep->arena, name);
    double *value = valued ? ARENA_NEW(keep->arena, double, states->n) : NULL;
    if (!t || !state || !own.s || (valued && !value)) {
        diag_oom(r->w.diags);
        return NULL;
    }
    for (uint32_t i = 0; i < states->n; i++) {
        state[i] = str_dup(keep->arena, states->kid[i]->text);
        if (!state[i].s) {
            diag_oom(r->w.diags);
            return NULL;
        }
        if (valued && !value_number(r, states->kid[i]->kid[0], &value[i]))
            return NULL;
    }
    *t = (struct type){.name = own, .n = states->n, .state = state, .value = value};
    return t;
}

const struct type *types_copy(struct work *keep, const struct type *t)
{
    const struct type *c = type_copy(keep->arena, t);
    if (!c)
        diag_oom(keep->diags);
    return c;
}

const struct type *types_numbered(struct work *keep, uint32_t n)
{
    struct type *t = ARENA_NEW(keep->arena, struct type, 1);
    struct str *state = ARENA_NEW(keep->arena, struct str, n);
    bool good = t && state;
    for (uint32_t i = 0; good && i < n; i++) {
        state[i] = str_fmt(keep->arena, "%u", i);
        good = state[i].s != NULL;
    }
    if (!good) {
        diag_oom(keep->diags);
        return NULL;
    }
    *t = (struct type){.n = n, .state = state};
    return t;
}

const struct type *types_resolve(struct run *r, struct work *keep, const struct ast *domain)
{
    if (domain->kind == AST_STATES)
        return types_build(r, keep, domain, STR(""));
    const struct binding *b = scope_find(r, BIND_TYPE, domain);
    if (b && !b->type->n) {
        diag_error(r->w.diags, "no-states", domain->span, "`%.*s` was declared without states",
                   STR_ARG(domain->text));
        diag_hint(r->w.diags, "declare them, as in `type %.*s = {no, yes}`", STR_ARG(domain->text));
        return NULL;
    }
    return b ? types_copy(keep, b->type) : NULL;
}

bool types_declare(struct run *r, const struct ast *statement)
{
    struct binding *b = binding_new(r, BIND_TYPE, statement->text);
    if (!b)
        return false;
    struct work keep = {&b->arena, r->w.diags, NULL};
    const struct type abstract = {.name = statement->text};
    b->type = statement->kid[0] ? types_build(r, &keep, statement->kid[0], statement->text)
                                : types_copy(&keep, &abstract);
    if (b->type)
        return session_commit(r, b);
    binding_free(b);
    return false;
}
