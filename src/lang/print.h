/* print.h -- what the printer's files share: print.c has statements and lines, print_data.c the statements
 * about data, print_expr.c what they are made of. */
#ifndef CAUSAL_LANG_PRINT_H
#define CAUSAL_LANG_PRINT_H

#include "lang/ops.h"

struct buf;

/* Any node. (print.c) */
void lang_put(struct buf *out, const struct ast *a);
/* A statement about data, or a column; false: it is another node. (print_data.c) */
bool lang_put_about_data(struct buf *out, const struct ast *a);
/* An expression, query or part. (print_expr.c) */
void lang_put_part(struct buf *out, const struct ast *a);
/* An expression in brackets unless it binds at least as tightly as `least`. */
void lang_put_expr(struct buf *out, const struct ast *a, enum binding least);
/* An expression where `;` would end the line or mean nothing: composition goes in brackets. */
void lang_put_closed(struct buf *out, const struct ast *a);
/* Kids from `from` on, with `between` between them. */
void lang_put_kids(struct buf *out, const struct ast *a, uint32_t from, const char *between);
/* `before` and the node, or nothing. */
void lang_put_optional(struct buf *out, const char *before, const struct ast *a);

#endif
