/* main.c -- options in, exit status out. */
#include "repl/options.h"
#include "repl/progress.h"
#include "repl/prompt.h"
#include "repl/run.h"
#include "repl/signals.h"

#include <stdio.h>
#include <unistd.h>

/* Exit statuses that have no other name; see causal(1). */
enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_ASSERTION = 3 };

static enum run_status run_input(struct repl *r, const struct input *in)
{
    switch (in->kind) {
    case INPUT_FILE:
        return run_file(r, str_of(in->value));
    case INPUT_TEXT:
        return run_text(r, STR("-e"), str_of(in->value));
    default:
        return run_stdin(r);
    }
}

static enum run_status run_inputs(struct repl *r, const struct options *o)
{
    enum run_status worst = RUN_OK;
    for (size_t i = 0; i < o->ninputs && !r->leave && !r->out.error; i++) {
        worst = run_worse(worst, run_input(r, &o->inputs[i]));
        if (worst != RUN_OK && !r->keep_going)
            break;
    }
    return worst;
}

/* Run what was given; then the prompt, if nothing was or if asked to stay. What fails at the prompt is seen
 * there and does not count. */
static int run(struct repl *r, const struct options *o)
{
    bool stay = (o->stay || o->ninputs == 0) && isatty(STDIN_FILENO);
    if (stay)
        signals_catch_interrupt();
    signals_hold_end();
    if (!o->quiet)
        progress_install(r->out.unicode);
    enum run_status status = run_inputs(r, o);
    if (stay && !r->leave && !r->out.error) {
        prompt_run(r, o->quiet);
        return 0;
    }
    if (o->ninputs == 0)
        status = run_stdin(r);
    return status == RUN_OK ? 0 : status == RUN_ASSERTION ? EXIT_ASSERTION : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    struct repl r = {.session = session_new()};
    struct options o = {0};
    if (!r.session) {
        fputs("causal: out of memory\n", stderr);
        return EXIT_FAILED;
    }
    output_init(&r.out);
    int status = 0;
    switch (options_parse(&o, &r, argc, argv)) {
    case OPTIONS_RUN:
        status = run(&r, &o);
        break;
    case OPTIONS_WRONG:
        status = EXIT_USAGE;
        break;
    case OPTIONS_DONE:
        break;
    }
    options_free(&o);
    session_free(r.session);
    int broken = output_finish(&r.out);
    return broken ? broken : status;
}
