/* options.h -- the command line. */
#ifndef CAUSAL_REPL_OPTIONS_H
#define CAUSAL_REPL_OPTIONS_H

#include "repl/repl.h"

enum input_kind { INPUT_FILE, INPUT_TEXT, INPUT_STDIN };

struct input {
    enum input_kind kind;
    const char *value; /* path or text */
};

struct options {
    struct input *inputs; /* in the order given */
    size_t ninputs;
    bool stay; /* -i */
    bool quiet;
};

enum options_status { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Read the command line; what it sets is set in `r`. OPTIONS_DONE: --help or --version has been printed.
 * OPTIONS_WRONG: said so on standard error. */
enum options_status options_parse(struct options *o, struct repl *r, int argc, char **argv);
void options_free(struct options *o);

#endif
