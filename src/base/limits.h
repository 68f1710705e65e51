/* limits.h -- every limit of the program, by name. The manual cdl(5) lists them; tests reach them. */
#ifndef CAUSAL_BASE_LIMITS_H
#define CAUSAL_BASE_LIMITS_H

enum {
    LIMIT_NESTING = 200,             /* brackets and operators inside one another in a script */
    LIMIT_VARIABLES = 4096,          /* in one model, hidden ones included */
    LIMIT_STATES = 4096,             /* of one variable */
    LIMIT_TENSOR_RANK = 64,          /* axes of one table */
    LIMIT_TENSOR_CELLS = 1 << 27,    /* entries of one table: 1 GiB of doubles */
    LIMIT_EXACT_BITS = 1 << 17,      /* of a numerator or denominator in exact answers: 39 000 digits */
    LIMIT_COUNT_ROWS = 1 << 22,      /* distinct rows of a data file over the model's columns */
    LIMIT_HIDDEN_SETTINGS = 1 << 14, /* joint states of hidden variables in one table of EM */
    LIMIT_SAMPLED_CELLS = 1 << 20,   /* of a posterior that is sampled from its table */
    LIMIT_DRAWS = 1000000000,        /* expected, of a sample by rejection */
    LIMIT_FILE_BYTES = 1 << 30,      /* a script, or another file unpacked */
    LIMIT_LISTED = 1000,             /* paths, sets or independences in one answer */
    LIMIT_WITNESS_VARIABLES = 20,    /* on which two models of a witness are more than coins */
    LIMIT_WIRES = 16384,             /* of one diagram */
    LIMIT_PICTURE_SIDE = 32767,      /* dots of a .png, across or down */
    LIMIT_PICTURE_DOTS = 1 << 27,    /* dots of a .png in all: 512 MiB while it is drawn */
    LIMIT_ERRORS = 20                /* printed for one file before giving up */
};

#endif
