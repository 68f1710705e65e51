/* type_t.c -- the numbers and truth values of states. */
#include "diagram/diagram.h"
#include "tap.h"

enum { MOST = 8 };

/* All three ways of asking for the numbers of a type agree. */
static bool agree(const struct type *t)
{
    double all[MOST], one = 0;
    bool has = type_numbers(t, all), good = true;
    for (uint32_t k = 0; k < t->n; k++) {
        good = good && type_number(t, k, &one) == has && (!has || one == all[k]);
        good = good && (!has || type_state_of_number(t, all[k]) <= k);
    }
    return good && (has || type_state_of_number(t, 0) == UINT32_MAX);
}

int main(void)
{
    static const struct str dose_name[] = {STR("none"), STR("low"), STR("high")};
    static const double dose_value[] = {0, 1.5, 4};
    static const struct str number_name[] = {STR("-1"), STR("2.5"), STR("1e3")};
    static const struct str yes_no[] = {STR("yes"), STR("no")}, words[] = {STR("yes"), STR("maybe")};
    static const struct str half[] = {STR("1"), STR("two")}, odd[] = {STR("-"), STR("")};
    static const struct str hole[] = {STR("1"), STR("\0")};
    const struct type dose = {.n = 3, .state = dose_name, .value = dose_value},
                      number = {.n = 3, .state = number_name}, truth = {.n = 2, .state = yes_no},
                      none = {.n = 2, .state = words}, mixed = {.n = 2, .state = half},
                      neither = {.n = 2, .state = odd}, nul = {.n = 2, .state = hole};
    double x = 0;
    bool b = false;
    ok(agree(&dose) && type_number(&dose, 1, &x) && x == 1.5, "as declared");
    ok(type_state_of_number(&dose, 4) == 2, "and back");
    ok(agree(&number) && type_number(&number, 2, &x) && x == 1000, "as the names say");
    ok(agree(&truth) && type_number(&truth, 0, &x) && x == 1, "yes is 1, wherever it stands");
    ok(type_state_of_number(&truth, 0) == 1 && type_state_of_number(&truth, 2) == UINT32_MAX, "no is 0");
    ok(agree(&none) && !type_number(&none, 0, &x), "words have no number");
    ok(agree(&mixed) && !type_number(&mixed, 0, &x), "nor has a type of which one state is a word");
    ok(agree(&neither) && !type_number(&neither, 0, &x), "a sign is no number, nor is nothing");
    ok(agree(&nul) && !type_number(&nul, 1, &x), "nor is a NUL");
    ok(type_truth(&truth, 0, &b) && b && type_truth(&truth, 1, &b) && !b, "yes is true, no is false");
    ok(!type_truth(&none, 0, &b) && !type_truth(&dose, 0, &b) && !type_truth(&truth, 2, &b),
       "the rest is neither");
    ok(type_equal(&truth, &truth) && !type_equal(&truth, &none) && !type_equal(NULL, &none) &&
           type_equal(NULL, NULL),
       "types are equal by their states");
    ok(type_state(&dose, STR("high")) == 2 && type_state(&dose, STR("hig")) == UINT32_MAX, "a state by name");
    return tap_done();
}
