/* interrupt.c -- the interrupt flag, and what puts the end of the program off. */
#include "base/interrupt.h"

#include <stddef.h>

volatile sig_atomic_t interrupt_flag;

static void (*holder)(bool);
static unsigned holds; /* one within another are one */

void interrupt_set_hold(void (*hold)(bool))
{
    holder = hold;
}

void interrupt_hold(bool yes)
{
    bool outermost = yes ? holds++ == 0 : --holds == 0;
    if (holder && outermost)
        holder(yes);
}
