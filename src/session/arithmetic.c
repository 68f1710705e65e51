/* arithmetic.c -- arithmetic on numbers that are doubles and, as long as only + - * / make them, fractions.
 *
 * Fractions are carried whether exact answers are asked for or not, so that tables know theirs when they are;
 * only then do they have a say in what is printed and compared. Unasked they are dropped when they grow long.
 */
#include "session/session_int.h"

#include <math.h>

enum { LONG = 64 }; /* limbs of a fraction that nobody asked for */

/* Take over a fraction; the double is its nearest when exact answers are asked for. */
static bool carry(struct run *r, struct value *out, struct rational x)
{
    out->is_exact = r->s->exact || (x.num < LONG && x.num > -LONG && x.den < LONG);
    out->exact = out->is_exact ? x : (struct rational){0};
    return !r->s->exact || rational_double(&out->number, &r->w, x);
}

/* Short enough to be read as a fraction unasked: few digits, and an exponent of at most three. */
static bool is_modest(struct str text)
{
    size_t exponent = 0;
    while (exponent < text.n && text.s[exponent] != 'e' && text.s[exponent] != 'E')
        exponent++;
    return text.n <= 200 && text.n - exponent <= 5;
}

bool number_literal(struct run *r, const struct ast *e, struct value *out)
{
    struct rational x;
    bool good;
    *out = (struct value){.kind = VALUE_NUMBER, .number = e->number};
    if (!r->s->exact && !is_modest(e->text))
        return true;
    return rational_parse(&x, &r->w, e->text, &good) && (!good || carry(r, out, x));
}

bool number_plain(struct run *r, double x, struct value *out)
{
    *out = (struct value){.kind = VALUE_NUMBER, .number = x, .is_exact = rational_is_short(x)};
    return !out->is_exact || rational_of_double(&out->exact, &r->w, x);
}

bool number_negative(struct run *r, const struct value *a, struct value *out)
{
    const struct value zero = {.kind = VALUE_NUMBER};
    struct value v = {.kind = VALUE_NUMBER,
                      .number = -a->number,
                      .is_exact = a->is_exact,
                      .exact = rational_negative(a->exact)};
    bool good = number_spread(r, OP_SUB, &zero, a, &v);
    *out = v;
    return good;
}

double number_rounded(int op, double x, double y)
{
    switch (op) {
    case OP_ADD:
        return x + y;
    case OP_SUB:
        return x - y;
    case OP_MUL:
        return x * y;
    case OP_DIV:
        return x / y;
    default:
        return x - y * floor(x / y);
    }
}

static bool exact(struct run *r, int op, struct rational x, struct rational y, struct rational *out)
{
    struct work *w = &r->w;
    switch (op) {
    case OP_ADD:
        return rational_add(out, w, x, y);
    case OP_SUB:
        return rational_sub(out, w, x, y);
    case OP_MUL:
        return rational_mul(out, w, x, y);
    case OP_DIV:
        return rational_div(out, w, x, y);
    default:
        return rational_div(out, w, x, y) && rational_floor(out, w, *out) && rational_mul(out, w, *out, y) &&
               rational_sub(out, w, x, *out);
    }
}

bool number_arithmetic(struct run *r, int op, const struct value *a, const struct value *b, struct value *out)
{
    struct value v = {.kind = VALUE_NUMBER, .number = number_rounded(op, a->number, b->number)};
    struct rational x = RATIONAL_UNDEFINED;
    if (a->is_exact && b->is_exact &&
        ((!isnan(a->number) && !isnan(b->number) && !exact(r, op, a->exact, b->exact, &x)) ||
         !carry(r, &v, x)))
        return false;
    if (!number_spread(r, op, a, b, &v))
        return false;
    *out = v;
    return true;
}

bool number_both_exact(const struct run *r, const struct value *a, const struct value *b)
{
    return r->s->exact && a->is_exact && b->is_exact;
}

bool number_compare(struct run *r, const struct value *a, const struct value *b, int *sign)
{
    *sign = (a->number > b->number) - (a->number < b->number);
    return !number_both_exact(r, a, b) || rational_compare(sign, &r->w, a->exact, b->exact);
}
