/* formats_case.h -- reading and writing models in a test, and are two models the same to the last bit? */
#ifndef CAUSAL_TESTS_FORMATS_CASE_H
#define CAUSAL_TESTS_FORMATS_CASE_H

#include "base/limits.h"
#include "base/mem.h"
#include "formats/formats.h"
#include "packed/packed.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* A text being read: all memory of one case. */
struct reading {
    struct arena keep, draft;
    struct diags diags;
    struct text text;
    struct model *m;
    struct format_joint joint;
};

/* The text is copied to a block of its own size, so that reading past its NUL is noticed. */
static inline struct model *read_text(struct reading *r, enum format format, struct str body)
{
    *r = (struct reading){.diags = {0}};
    r->diags.arena = &r->draft;
    char *copy = malloc(body.n + 1);
    if (!copy)
        return NULL;
    if (body.n)
        memcpy(copy, body.s, body.n);
    copy[body.n] = 0;
    r->text = (struct text){STR("text"), {copy, body.n}};
    struct work w = {&r->keep, &r->diags, NULL};
    r->m = formats_read(&w, &r->draft, format, &r->text, STR("m"), &r->joint);
    return r->m;
}

static inline void reading_free(struct reading *r)
{
    free((char *)(uintptr_t)r->text.body.s);
    arena_free(&r->keep);
    arena_free(&r->draft);
}

static inline const struct diag *first_error(const struct reading *r)
{
    static const struct diag none = {.code = "none", .message = {"", 0}, .hint = {"", 0}};
    return r->diags.n ? &r->diags.list[0] : &none;
}

static inline bool write_text(struct buf *out, enum format format, const struct model *m,
                              const struct format_joint *joint)
{
    struct arena draft = {0};
    struct diags d = {.arena = &draft};
    struct work w = {&draft, &d, NULL};
    bool good = formats_write(out, &w, format, m, joint, NO_SPAN);
    for (size_t i = 0; i < d.n; i++)
        printf("# %s: %.*s\n", d.list[i].code, STR_ARG(d.list[i].message));
    arena_free(&draft);
    return good;
}

static inline bool load_file(struct buf *out, const char *path)
{
    char block[1 << 14];
    size_t n;
    FILE *f = fopen(path, "rb");
    while (f && (n = fread(block, 1, sizeof block, f)) > 0)
        buf_put(out, (struct str){block, n});
    if (f)
        fclose(f);
    return f != NULL;
}

/* ---- the same model ---- */

enum { SAME_TABLES = 1, SAME_WRITTEN = 2, SAME_TYPES = 4, SAME_ALL = 7 };

static inline size_t cells_of(const struct model *m, uint32_t v)
{
    size_t cells = m->var[v].type ? m->var[v].type->n : 0;
    for (uint32_t i = 0; i < m->mechanism[v]->nin; i++) {
        const struct type *t = m->var[m->mechanism[v]->in[i]].type;
        cells *= t ? t->n : 0;
    }
    return cells;
}

static inline bool same_values(const struct type *a, const struct type *b)
{
    if (!a->value || !b->value)
        return a->value == b->value;
    return memcmp(a->value, b->value, a->n * sizeof *a->value) == 0;
}

static inline bool same_written(const struct box *a, const struct box *b, size_t cells)
{
    if (!a->written || !b->written)
        return a->written == b->written;
    for (size_t i = 0; i < cells; i++)
        if (!str_eq(a->written[i], b->written[i]))
            return false;
    return true;
}

static inline bool same_mechanism(const struct model *a, const struct model *b, uint32_t v, int what)
{
    const struct box *x = a->mechanism[v], *y = b->mechanism[v];
    if (x->nin != y->nin || memcmp(x->in, y->in, x->nin * sizeof *x->in) != 0)
        return false;
    if (!(what & SAME_TABLES))
        return true;
    if (!x->matrix || !y->matrix)
        return x->matrix == y->matrix;
    size_t cells = cells_of(a, v);
    return memcmp(x->matrix, y->matrix, cells * sizeof *x->matrix) == 0 &&
           (!(what & SAME_WRITTEN) || same_written(x, y, cells));
}

static inline bool same_model(const struct model *a, const struct model *b, int what)
{
    if (a->nvars != b->nvars)
        return false;
    for (uint32_t v = 0; v < a->nvars; v++) {
        const struct var *x = &a->var[v], *y = &b->var[v];
        bool types = !(what & SAME_TYPES) || (!x->type && !y->type) ||
                     (x->type && y->type && type_equal(x->type, y->type) && same_values(x->type, y->type));
        if (!str_eq(x->name, y->name) || x->role != y->role || !types || !same_mechanism(a, b, v, what)) {
            printf("# they differ at %.*s\n", STR_ARG(x->name));
            return false;
        }
    }
    return true;
}

static inline bool same_joint(const struct model *m, const struct format_joint *a,
                              const struct format_joint *b)
{
    size_t cells = 1;
    if (!a->p || !b->p)
        return a->p == b->p;
    if (a->n != b->n || memcmp(a->var, b->var, a->n * sizeof *a->var) != 0)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        cells *= m->var[a->var[i]].type->n;
    return memcmp(a->p, b->p, cells * sizeof *a->p) == 0;
}

#endif
