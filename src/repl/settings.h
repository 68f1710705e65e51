/* settings.h -- the one table of what can be set, by `:set NAME VALUE` and by the options of the same names.
 */
#ifndef CAUSAL_REPL_SETTINGS_H
#define CAUSAL_REPL_SETTINGS_H

#include "repl/repl.h"

struct setting {
    const char *name;
    const char *const *values; /* NULL-terminated; NULL: a number */
    const char *help;
    void (*get)(const struct repl *r, struct buf *out);
    bool (*set)(struct repl *r, struct str value, int index); /* `index` in values; false: no such value */
};

extern const struct setting settings[];
extern const size_t settings_count;

/* The setting of that name, or NULL. */
const struct setting *setting_find(struct str name);

/* Set it; false with a diagnostic at `name_at` or `value_at` that names what was meant or what there is. */
bool setting_put(struct repl *r, struct str name, struct str value, struct diags *d, struct span name_at,
                 struct span value_at);

/* Report an unknown setting; returns false. */
bool setting_unknown(struct diags *d, struct str name, struct span at);

#endif
