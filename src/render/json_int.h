/* json_int.h -- how the files of render/ that write JSON put a member (private to render/). */
#ifndef CAUSAL_RENDER_JSON_INT_H
#define CAUSAL_RENDER_JSON_INT_H

#include "render/render_int.h"

#include <jansson.h>

struct json_line {
    struct buf *out;
    bool begun; /* there is a member already */
};

/* `{"key":` or `,"key":` */
void json_put_key(struct json_line *line, const char *key);
/* Write a value and release it; NULL: memory was short when it was made. */
void json_put_value(struct buf *out, json_t *value);
void json_put_member(struct json_line *line, const char *key, json_t *value);
json_t *json_text(struct str s);

/* The members of an answer to a question of structure (json_structure.c). */
void json_put_structure(struct json_line *line, const struct answer *answer);

#endif
