/* json_int.h -- writing JSON a member at a time (private to render/). */
#ifndef CAUSAL_RENDER_JSON_INT_H
#define CAUSAL_RENDER_JSON_INT_H

#include "render/told.h"

#include <jansson.h>

struct json_line {
    struct buf *out;
    bool begun; /* there is a member already */
};

/* Write a value and release it; NULL: memory was short when it was made. */
void json_value(struct buf *out, json_t *value);
void json_key(struct json_line *line, const char *key);
void json_member(struct json_line *line, const char *key, json_t *value);
/* .s NULL: memory was short. */
json_t *json_text(struct str s);
void json_made(struct json_line *line, const char *key, struct str s);
/* The names of a set's members; nothing for a set that is not there. */
void json_names(struct json_line *line, const char *key, const struct model *m, struct set s);
void json_strings(struct json_line *line, const char *key, const struct str *s, uint32_t n);

/* The formula of an identification with its definitions and as a tree. */
void json_formula(struct json_line *line, struct arena *a, const struct answer *answer);
/* A hedge, a path and two models. */
void json_refusal(struct json_line *line, struct arena *a, const struct answer *answer);
/* {"S":"yes",..}; NULL: memory was short. */
json_t *json_cell(const struct named_cell *c);
/* Intervals (interval.c): of one number; how all were made. Masses and bounds of what is missing, and what
 * was left out (positivity.c). */
void json_estimated(struct json_line *line, const struct estimated *e);
void json_interval(struct json_line *line, const struct estimate *e);
void json_positivity(struct json_line *line, const struct answer *answer);
void json_overlap(struct json_line *line, const struct effect_overlap *o);
void json_effect(struct json_line *line, const struct answer *answer);
/* The members of `marginals`, `most probable` and `explain plan` (json_posterior.c). */
void json_marginals(struct json_line *line, const struct answer *answer);
void json_assignment(struct json_line *line, const struct answer *answer);
void json_plan(struct json_line *line, const struct answer *answer);
void json_explanation(struct json_line *line, const struct answer *e);
/* The members of an answer to a question of structure (json_structure.c). */
void json_put_structure(struct json_line *line, const struct answer *answer);
/* Tests and scores (learned.c). */
void json_learned(struct json_line *line, const struct answer *answer);
/* What `fit` and `sample` did (done.c). */
void json_done(struct json_line *line, const struct answer *answer);
/* Verma constraints (constraints.c). */
void json_put_constraints(struct json_line *line, const struct answer *answer);
/* A whole answer as an object. */
void json_answer(struct buf *out, const struct answer *answer);
void json_path(struct json_line *line, const struct answer *answer);

#endif
