/* commands.h -- the `:` commands: one table that runs them, completes them and explains them. */
#ifndef CAUSAL_REPL_COMMANDS_H
#define CAUSAL_REPL_COMMANDS_H

#include "repl/repl.h"

/* One use of a command. */
struct call {
    struct repl *r;
    struct diags *d;
    struct str argument; /* the rest of the line, trimmed */
    struct span at;      /* where it stands */
};

/* What Tab offers after the command. */
enum command_argument { ARGUMENT_NONE, ARGUMENT_TOPIC, ARGUMENT_FILE, ARGUMENT_SETTING, ARGUMENT_ON_OFF };

struct command {
    const char *name;      /* without the colon */
    const char *arguments; /* as help shows them */
    const char *summary;   /* one line */
    const char *detail;    /* the rest of `:help NAME` */
    enum command_argument argument;
    bool (*run)(struct call *c); /* false: failed, with a diagnostic unless the session gave one */
};

extern const struct command commands[];
extern const size_t commands_count;

/* The command of that name or of which it is the only beginning; NULL otherwise. */
const struct command *command_find(struct str name);

/* Run the text's one line; false when it failed, which has been said. */
bool command_run(struct repl *r, struct text text);

/* The names that `list` (session_models, session_names) gives, in the arena; the count. */
size_t command_names(struct arena *a, const struct session *s,
                     size_t (*list)(const struct session *, struct str *, size_t), struct str **names);

#endif
