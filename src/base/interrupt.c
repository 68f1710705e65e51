/* interrupt.c -- the interrupt flag. */
#include "base/interrupt.h"

volatile sig_atomic_t interrupt_flag;
