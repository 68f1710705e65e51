/* spread.c -- arithmetic on estimates: the derivatives of each operation, and the scale on which its result
 * is nearer to normal. */
#include "session/session_int.h"

#include <math.h>

/* A probability, or a number that cannot be negative. */
static bool positive(const struct value *v)
{
    return v->spread ? v->spread->told.scale != SCALE_PLAIN : v->number > 0;
}

static bool probability(const struct value *v)
{
    return v->spread ? v->spread->told.scale == SCALE_LOGIT : v->number >= 0 && v->number <= 1;
}

/* By construction, not by value: a difference that happens to be positive may be negative next time. */
static enum interval_scale scale_of(int op, const struct value *a, const struct value *b)
{
    if (op == OP_SUB)
        return !a->spread && a->number == 1 && probability(b) ? SCALE_LOGIT : SCALE_PLAIN;
    if (op == OP_MOD || !positive(a) || !positive(b))
        return SCALE_PLAIN;
    return op == OP_MUL && probability(a) && probability(b) ? SCALE_LOGIT : SCALE_LOG;
}

bool number_spread(struct run *r, int op, const struct value *a, const struct value *b, struct value *out)
{
    double x = a->number, y = b->number;
    struct spread_rule rule = {.f = number_rounded, .op = op, .by_x = 1, .by_y = 1};
    if (!a->spread && !b->spread)
        return true;
    if (op == OP_SUB) {
        rule.by_y = -1;
    } else if (op == OP_MUL) {
        rule.by_x = y;
        rule.by_y = x;
    } else if (op == OP_DIV) {
        rule.by_x = 1 / y;
        rule.by_y = -x / (y * y);
    } else if (op == OP_MOD) {
        rule.by_y = -floor(x / y);
    }
    rule.scale = scale_of(op, a, b);
    return spread_combine(&out->spread, &r->w, &rule, x, a->spread, y, b->spread);
}

/* ---- functions of one number ---- */

enum function { LOG, EXP, SQRT, ABS };

static double of_one(int op, double x, double y)
{
    (void)y;
    return op == LOG ? log(x) : op == EXP ? exp(x) : op == SQRT ? sqrt(x) : fabs(x);
}

bool call_spread(struct run *r, struct str name, const struct value *a, struct value *out)
{
    double x = a->number;
    if (!a->spread)
        return true;
    enum function f = str_eq(name, STR("log"))    ? LOG
                      : str_eq(name, STR("exp"))  ? EXP
                      : str_eq(name, STR("sqrt")) ? SQRT
                                                  : ABS;
    const double slope[] = {[LOG] = 1 / x, [EXP] = exp(x), [SQRT] = 0.5 / sqrt(x), [ABS] = x < 0 ? -1 : 1};
    struct spread_rule rule = {.f = of_one, .op = (int)f, .by_x = slope[f]};
    rule.scale = f == EXP ? SCALE_LOG : f == SQRT && positive(a) ? a->spread->told.scale : SCALE_PLAIN;
    return spread_combine(&out->spread, &r->w, &rule, x, a->spread, 0, NULL);
}
