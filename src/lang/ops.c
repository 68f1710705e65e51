/* ops.c -- the operators of expressions. */
#include "lang/ops.h"

static const struct {
    const char *sign;
    enum binding binding;
} table[] = {
    [OP_NONE] = {"", BIND_ATOM},      [OP_OR] = {"or", BIND_OR},       [OP_XOR] = {"xor", BIND_XOR},
    [OP_AND] = {"and", BIND_AND},     [OP_NOT] = {"not", BIND_NOT},    [OP_EQ] = {"==", BIND_COMPARE},
    [OP_NE] = {"!=", BIND_COMPARE},   [OP_LT] = {"<", BIND_COMPARE},   [OP_LE] = {"<=", BIND_COMPARE},
    [OP_GT] = {">", BIND_COMPARE},    [OP_GE] = {">=", BIND_COMPARE},  [OP_ADD] = {"+", BIND_SUM},
    [OP_SUB] = {"-", BIND_SUM},       [OP_MUL] = {"*", BIND_PRODUCT},  [OP_DIV] = {"/", BIND_PRODUCT},
    [OP_MOD] = {"mod", BIND_PRODUCT}, [OP_NEG] = {"-", BIND_NEGATIVE}, [OP_COMPOSE] = {";", BIND_COMPOSE},
    [OP_SAME] = {"~=", BIND_COMPARE},
};

const char *op_sign(int op)
{
    return table[op].sign;
}

enum binding op_binding(int op)
{
    return table[op].binding;
}

const char *arrow_sign(int arrow)
{
    static const char *const sign[] = {NULL, "->", "<-", "<->"};
    return sign[arrow];
}
