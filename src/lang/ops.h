/* ops.h -- the operators of expressions: how they are spelled and how tightly they bind. */
#ifndef CAUSAL_LANG_OPS_H
#define CAUSAL_LANG_OPS_H

#include "lang/ast.h"

/* From loose to tight, as in grammar/cdl.y. */
enum binding {
    BIND_IF,
    BIND_OR,
    BIND_XOR,
    BIND_AND,
    BIND_NOT,
    BIND_COMPARE,
    BIND_COMPOSE,
    BIND_SUM,
    BIND_PRODUCT,
    BIND_NEGATIVE,
    BIND_ATOM
};

const char *op_sign(int op); /* "+", "and" */
enum binding op_binding(int op);
const char *arrow_sign(int arrow); /* "->", or NULL for none */

#endif
