/* inference.c -- how long it takes to read networks and to calculate with them: run by `make bench`.
 *
 * For each network of the repository: reading it; the marginals of all variables, and those given five leaves
 * that are seen; the most probable states; and the public queries of bench/queries.jsonl, from a resolved
 * query to a shaped answer: a variable given up to five leaves that are seen, or given up to two after an
 * intervention, drawn at random for this project.  `first` is a first time, without a plan; the others have
 * one, and the queries then ask for other values of what is seen.  Each network is measured in a process of
 * its own, so that the resident memory is its own.  Beside the times stand what peers.h says of other
 * programs (another machine!) and what this machine does at best, a multiply-add an entry, in the same run.
 *
 *   build/bench/inference [NETWORK ..]
 *
 * The networks are read from $CAUSAL_NETWORKS, ../shared/networks or tests/networks. */
#include "inference.h"
#include "load.h"
#include "multiply_add.h"

#include "base/limits.h"
#include "base/machine.h"
#include "packed/packed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- times ---- */

enum { MOST_RUNS = 300, FEWEST_RUNS = 3 };

/* Run it again and again for a third of a second; false when it fails. A run that returns a negative time
 * does not count. */
static bool measure(struct timing *t, double (*run)(void *cx), void *cx)
{
    static double took[MOST_RUNS];
    double total = 0;
    int n = 0;
    *t = (struct timing){.first = run(cx)};
    if (isnan(t->first))
        return false;
    for (int i = 0; i < MOST_RUNS && (n < FEWEST_RUNS || total < 1.0 / 3); i++) {
        double start = now(), s = run(cx);
        if (isnan(s))
            return false;
        if (s >= 0)
            took[n++] = s;
        total += now() - start;
    }
    qsort(took, (size_t)n, sizeof *took, by_value);
    t->best = n ? took[0] : t->first;
    t->median = n ? took[n / 2] : t->first;
    return true;
}

static double resident(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_maxrss * 1024;
}

/* ---- reading ---- */

struct network {
    const char *path;
    struct arena keep;
    struct model *m;
    size_t bytes; /* of text */
};

/* From the file to the model, unpacking included; what is not the model is released. */
static double read_network(void *cx)
{
    struct network *n = cx;
    struct arena draft = {0};
    struct diags d = {.arena = &draft};
    struct buf file = {0};
    struct format_name f = format_of(str_of(n->path));
    struct format_joint joint;
    arena_free(&n->keep);
    double start = now();
    struct text text = {.name = str_of(n->path)};
    bool good = load_file(&file, &text.body, n->path);
    struct work w = {&n->keep, &d, NULL}, drafts = {&draft, &d, NULL};
    if (good && packed_is(text.body))
        good = packed_open(&text.body, &drafts, text.body, LIMIT_FILE_BYTES, text.name, NO_SPAN);
    n->m = good ? formats_read(&w, &draft, f.format, &text, f.base, &joint) : NULL;
    n->bytes = text.body.n;
    buf_free(&file);
    arena_free(&draft);
    return n->m ? now() - start : (double)NAN;
}

/* ---- marginals and the most probable states ---- */

struct task {
    const struct model *m;
    struct plans *plans;
    uint32_t *wire, nwires; /* all that are not seen */
    struct evidence seen[2][SEEN];
    uint32_t nseen, turn; /* both values of what is seen take turns */
};

static uint64_t seed = 1;

static double draw(void) /* splitmix64 */
{
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* A state of every variable, drawn from the network. */
static void sample(const struct model *m, uint32_t *state)
{
    for (uint32_t k = 0; k < m->net->nboxes; k++) {
        const struct box *b = m->net->box[k];
        uint32_t n = m->var[b->out[0]].type->n, s = 0;
        size_t row = 0;
        for (uint32_t i = 0; i < b->nin; i++)
            row = row * m->var[b->in[i]].type->n + state[b->in[i]];
        const double *p = b->matrix + row * n;
        double u = draw();
        while (s + 1 < n && (p[s] == 0 || u >= p[s]))
            u -= p[s++];
        while (p[s] == 0) /* rounding */
            s--;
        state[b->out[0]] = s;
    }
}

/* `n` leaves, evenly among all of them, seen in states that occur together. */
static void choose(struct task *t, const struct model *m, struct arena *a, uint32_t n)
{
    uint32_t *leaf = ARENA_NEW(a, uint32_t, m->nvars), *state = ARENA_NEW(a, uint32_t, m->nvars), leaves = 0;
    struct set parents = set_new(a, m->nvars), seen = set_new(a, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++)
        for (uint32_t i = 0; i < m->mechanism[v]->nin; i++)
            set_add(parents, m->mechanism[v]->in[i]);
    for (uint32_t v = 0; v < m->nvars; v++)
        if (!set_has(parents, v))
            leaf[leaves++] = v;
    *t = (struct task){.m = m, .nseen = leaves < n ? leaves : n};
    for (int turn = 0; turn < 2; turn++) {
        sample(m, state);
        for (uint32_t i = 0; i < t->nseen; i++) {
            uint32_t v = leaf[(size_t)i * leaves / t->nseen];
            t->seen[turn][i] = (struct evidence){v, state[v]};
            set_add(seen, v);
        }
    }
    t->wire = ARENA_NEW(a, uint32_t, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++)
        if (!set_has(seen, v))
            t->wire[t->nwires++] = v;
}

static double run_marginals(void *cx)
{
    struct task *t = cx;
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, t->plans};
    bool impossible;
    double start = now();
    struct tensor **out = ARENA_NEW(&a, struct tensor *, t->nwires);
    bool good = out && stoch_marginals(out, &w, t->m->net, t->wire, t->nwires, t->seen[t->turn ^= 1],
                                       t->nseen, &impossible);
    arena_free(&a);
    return good && !impossible ? now() - start : (double)NAN;
}

static double run_most_probable(void *cx)
{
    struct task *t = cx;
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, t->plans};
    double joint, evidence, start = now();
    uint32_t *state = ARENA_NEW(&a, uint32_t, t->nwires);
    bool good = state && stoch_most_probable(state, &joint, &evidence, &w, t->m->net, t->wire, t->nwires,
                                             t->seen[t->turn ^= 1], t->nseen);
    arena_free(&a);
    return good && evidence > -INFINITY ? now() - start : (double)NAN;
}

/* ---- public queries ---- */

enum { TERMS = 8 };

struct asked {
    struct plans *plans;
    struct query_term over, given[TERMS];
    struct query_do dos[TERMS];
    struct query q;
    bool begun;
};

/* The variable and the state that a query names; false when the network has none such. */
static bool resolve(const struct model *m, const char *name, const json_t *value, uint32_t *var,
                    uint32_t *state)
{
    *var = model_var(m, str_of(name));
    *state = *var == UINT32_MAX || !json_is_string(value)
                 ? UINT32_MAX
                 : type_state(m->var[*var].type, str_of(json_string_value(value)));
    return *state != UINT32_MAX;
}

static bool read_query(struct asked *a, const struct model *m, json_t *line)
{
    const char *name;
    json_t *value;
    uint32_t state;
    *a = (struct asked){.q = {.text = STR("public"), .model = m, .nover = 1}};
    a->q.over = &a->over;
    a->q.given = a->given;
    a->q.dos = a->dos;
    name = json_string_value(json_object_get(line, "target"));
    a->over.var = name ? model_var(m, str_of(name)) : UINT32_MAX;
    if (a->over.var == UINT32_MAX)
        return false;
    json_object_foreach(json_object_get(line, "evidence"), name, value)
    {
        struct query_term *t = &a->given[a->q.ngiven++];
        t->fixed = true;
        if (a->q.ngiven == TERMS || !resolve(m, name, value, &t->var, &t->state))
            return false;
    }
    json_object_foreach(json_object_get(line, "do"), name, value)
    {
        struct query_do *t = &a->dos[a->q.ndos++];
        t->kind = DO_POINT;
        if (a->q.ndos == TERMS || !resolve(m, name, value, &t->var, &state))
            return false;
        t->state = state;
    }
    return true;
}

/* Each time another value of the first thing seen, or set; those that cannot be seen do not count. */
static double run_query(void *cx)
{
    static const struct answer_options plain = {0};
    struct asked *t = cx;
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, t->plans};
    struct answer answer;
    uint32_t *state = t->q.ngiven ? &t->given[0].state : t->q.ndos ? &t->dos[0].state : NULL;
    if (state && t->begun)
        *state = (*state + 1) % t->q.model->var[t->q.ngiven ? t->given[0].var : t->dos[0].var].type->n;
    t->begun = true;
    double start = now();
    bool good = answer_query(&answer, &w, &t->q, &plain), possible = good && !answer.nmissing;
    arena_free(&a);
    return !good ? (double)NAN : possible ? now() - start : -1;
}

/* Those of this network in the file; false when one of them fails. */
static bool queries(struct result *r, const struct model *m, const char *name)
{
    FILE *f = fopen("bench/queries.jsonl", "r");
    json_error_t error;
    json_t *line;
    bool good = f != NULL;
    while (good && (line = json_loadf(f, JSON_DISABLE_EOF_CHECK, &error)) != NULL) {
        struct asked a;
        if (strcmp(json_string_value(json_object_get(line, "network")), name) == 0) {
            bool operated = strcmp(json_string_value(json_object_get(line, "kind")), "do") == 0;
            good = read_query(&a, m, line) && (a.plans = plans_new()) != NULL &&
                   measure(operated ? &r->operated : &r->observed, run_query, &a);
            plans_free(a.plans);
        }
        json_decref(line);
    }
    if (f)
        fclose(f);
    return good;
}

/* ---- one network ---- */

/* All marginals, first in a session without plans and then with them; `told` gets the plan. */
static bool all_marginals(struct timing *t, struct plan_report *told, struct task *task, struct arena *a)
{
    struct diags d = {.arena = a};
    struct work w = {a, &d, NULL};
    task->plans = plans_new();
    bool good = task->plans && measure(t, run_marginals, task);
    if (good && told) { /* once more, to be told of it */
        plans_watch(task->plans, told, &w);
        good = !isnan(run_marginals(task));
    }
    plans_free(task->plans);
    return good;
}

static bool most_probable(struct timing *t, struct task *task)
{
    task->plans = plans_new();
    bool good = task->plans && measure(t, run_most_probable, task);
    plans_free(task->plans);
    return good;
}

static bool calculate(struct result *r, struct network *n, const char *name, struct arena *a)
{
    struct task task, seen;
    machine_set_threads(1);
    choose(&task, n->m, a, 0);
    choose(&seen, n->m, a, SEEN);
    if (!all_marginals(&r->all, &r->plan, &task, a))
        return false;
    r->resident = resident();
    bool good = all_marginals(&r->seen, &r->seen_plan, &seen, a) && most_probable(&r->best, &task) &&
                most_probable(&r->best_seen, &seen) && queries(r, n->m, name);
    r->resident_after = resident();
    machine_set_threads(2);
    return good && all_marginals(&r->two_threads, NULL, &task, a);
}

static void one_network(struct result *r, const char *path, const char *name)
{
    struct network n = {.path = path};
    struct arena a = {0};
    double first = read_network(&n);
    if (isnan(first))
        return;
    r->variables = n.m->nvars;
    r->bytes = (double)n.bytes;
    for (uint32_t v = 0; v < n.m->nvars; v++) {
        double cells = n.m->var[v].type->n;
        for (uint32_t i = 0; i < n.m->mechanism[v]->nin; i++)
            cells *= n.m->var[n.m->mechanism[v]->in[i]].type->n;
        r->entries += cells;
    }
    r->good = calculate(r, &n, name, &a) && measure(&r->load, read_network, &n);
    r->load.first = first;
    arena_free(&a);
    arena_free(&n.keep);
}

/* In a process of its own; what the result points to is static, and so the same in both. */
static struct result in_a_process(const char *path, const char *name)
{
    struct result r = {0};
    int ends[2];
    fflush(stdout);
    if (pipe(ends) < 0)
        return r;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        one_network(&r, path, name);
        r.plan.elimination = r.seen_plan.elimination = NULL;
        _exit(write(ends[1], &r, sizeof r) == (ssize_t)sizeof r ? 0 : 1);
    }
    close(ends[1]);
    struct result got;
    if (pid > 0 && read(ends[0], &got, sizeof got) == (ssize_t)sizeof got)
        r = got;
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return r;
}

static bool find_network(char *path, size_t room, const char *name)
{
    static const char *const suffix[] = {".bif", ".bif.gz"};
    const char *const folder[] = {getenv("CAUSAL_NETWORKS"), "../shared/networks", "../../shared/networks",
                                  "tests/networks"};
    for (int f = 0; f < 4; f++)
        for (int s = 0; s < 2 && folder[f]; s++) {
            snprintf(path, room, "%s/%s%s", folder[f], name, suffix[s]);
            if (access(path, R_OK) == 0)
                return true;
        }
    return false;
}

/* In a process of its own as well: its arrays are no network's memory. */
static void measure_machine(struct level *level)
{
    int ends[2];
    if (pipe(ends) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < LEVELS; i++)
            measure_level(&level[i]);
        _exit(write(ends[1], level, LEVELS * sizeof *level) > 0 ? 0 : 1);
    }
    close(ends[1]);
    struct level got[LEVELS];
    if (pid > 0 && read(ends[0], got, sizeof got) == (ssize_t)sizeof got)
        memcpy(level, got, sizeof got);
    close(ends[0]);
    waitpid(pid, NULL, 0);
}

static bool wanted(int argc, char **argv, const char *name)
{
    bool found = argc < 2;
    for (int i = 1; i < argc; i++)
        found = found || strcmp(argv[i], name) == 0;
    return found;
}

int main(int argc, char **argv)
{
    static struct result result[NETWORKS];
    struct level level[LEVELS] = {
        {"24 kB", 1 << 10, 0}, {"768 kB", 1 << 15, 0}, {"12 MB", 1 << 19, 0}, {"192 MB", 1 << 23, 0}};
    char path[4096], missing[1024] = "";
    measure_machine(level);
    for (int i = 0; i < NETWORKS; i++) {
        if (!wanted(argc, argv, peers[i].name))
            continue;
        if (find_network(path, sizeof path, peers[i].name)) {
            result[i] = in_a_process(path, peers[i].name);
            result[i].tried = true;
            continue;
        }
        strcat(strcat(missing, " "), peers[i].name);
    }
    if (*missing)
        printf("not found, CAUSAL_NETWORKS may name their folder:%s\n", missing);
    print_results(result, level);
    return 0;
}
