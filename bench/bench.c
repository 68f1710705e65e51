/* bench.c -- how long a person waits, and how much memory they pay: run by `make bench`.
 *
 * Times on a shared machine are noisy, so each figure is measured many times, alternating with its yardstick,
 * and printed with its ratio to it in the same run.
 *   1. from start to first answer: `causal -e 1+1`, beside `sqlite3 :memory: 'select 1'` and /bin/true
 *   2. from start to a prompt in a terminal, and the resident memory there
 *   3. parsing a script of 100,000 lines */

#include "clock.h"

#include "lang/lang.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- 1. start to first answer ---- */

static double one_run(const char *const argv[])
{
    double start = now();
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        execvp(argv[0], (char *const *)(uintptr_t)argv); /* does not write to them */
        _exit(127);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? now() - start : -1;
}

enum { RUNS = 200 };

static void start_up(const char *causal)
{
    const char *const ours[] = {causal, "-e", "1+1", NULL};
    const char *const theirs[] = {"sqlite3", ":memory:", "select 1", NULL};
    const char *const nothing[] = {"/bin/true", NULL};
    const char *const *command[] = {ours, theirs, nothing};
    static const char *const name[] = {"causal -e '1+1'", "sqlite3 :memory: 'select 1'", "/bin/true"};
    static double t[3][RUNS];
    for (int i = 0; i < RUNS; i++)
        for (int k = 0; k < 3; k++)
            t[k][i] = one_run(command[k]);
    puts("start to first answer (ms)            min   median");
    for (int k = 0; k < 3; k++) {
        qsort(t[k], RUNS, sizeof(double), by_value);
        if (t[k][0] < 0)
            printf("  %-30s failed to run\n", name[k]);
        else
            printf("  %-30s %8.2f %8.2f\n", name[k], t[k][0] * 1e3, t[k][RUNS / 2] * 1e3);
    }
    printf("  ratio causal / sqlite3         %8.2f %8.2f\n", t[0][0] / t[1][0],
           t[0][RUNS / 2] / t[1][RUNS / 2]);
}

/* ---- 2. the prompt ---- */

static long resident_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (f)
        fclose(f);
    return kb;
}

static bool wait_for(int fd, const char *word)
{
    static char seen[65536];
    size_t n = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (n + 1 < sizeof seen && poll(&p, 1, 5000) > 0) {
        ssize_t got = read(fd, seen + n, sizeof seen - n - 1);
        if (got <= 0)
            return false;
        n += (size_t)got;
        seen[n] = '\0';
        if (strstr(seen, word))
            return true;
    }
    return false;
}

static double one_prompt(const char *causal, long *kb)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master))
        return -1;
    double start = now();
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        int slave = open(ptsname(master), O_RDWR);
        dup2(slave, 0);
        dup2(slave, 1);
        dup2(slave, 2);
        close(master);
        setenv("TERM", "xterm", 1);
        setenv("XDG_STATE_HOME", "/nonexistent", 1);
        execl(causal, causal, (char *)NULL);
        _exit(127);
    }
    bool ready = wait_for(master, "causal>");
    double t = now() - start;
    *kb = resident_kb(pid);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(master);
    return ready ? t : -1;
}

static void prompt(const char *causal)
{
    double t[50];
    long kb = 0;
    for (int i = 0; i < 50; i++)
        t[i] = one_prompt(causal, &kb);
    qsort(t, 50, sizeof(double), by_value);
    if (t[0] < 0)
        puts("prompt: could not be measured (no terminal)");
    else
        printf("start to prompt (ms)              %8.2f %8.2f\nresident memory at the prompt     %8.1f MB\n",
               t[0] * 1e3, t[25] * 1e3, (double)kb / 1024);
}

/* ---- 3. parsing ---- */

static void parsing(void)
{
    static const char *const lines[] = {
        "let effect_%d = P(C = yes | do(S = yes)) - P(C = yes | do(S = no))  # a comment\n",
        "model m%d { var S, T, C : {no, yes}; S -> T -> C; S <-> C; P(S, T, C) = [0.5, 0.1, 0.01, 0.02, 0.1, "
        "0.05, 0.02, 0.2] }\n",
        "assert P(C = yes | T = no, do(S = yes)) == 0.7465 +- 1e-3 # %d\n", "S _||_ C | T, H in m%d\n",
        "identify P(C | do(S), T) in m%d\n"};
    struct buf script = {0};
    for (int i = 0; i < 100000; i++) {
        char line[256];
        snprintf(line, sizeof line, lines[i % 5], i);
        buf_puts(&script, line);
    }
    double best = 1e9;
    for (int i = 0; i < 7; i++) {
        struct arena arena = {0};
        struct text text = {STR("bench"), buf_str(&script)};
        struct diags diags = {.arena = &arena, .text = &text};
        struct work w = {&arena, &diags, NULL};
        struct ast *tree;
        double start = now();
        if (lang_parse(&tree, &w, &text) != LANG_OK || tree->n != 100000) {
            puts("parsing failed");
            return;
        }
        double t = now() - start;
        best = t < best ? t : best;
        arena_free(&arena);
    }
    printf("parsing 100000 lines, %.1f MB        %6.1f ms, %.0f MB/s\n", (double)script.n * 1e-6, best * 1e3,
           (double)script.n * 1e-6 / best);
    buf_free(&script);
}

int main(int argc, char **argv)
{
    const char *causal = argc > 1 ? argv[1] : "build/causal";
    start_up(causal);
    prompt(causal);
    parsing();
    return 0;
}
