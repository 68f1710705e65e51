/* inference.h -- what bench/inference.c measures of a network, and the tables that tell of it. */
#ifndef CAUSAL_BENCH_INFERENCE_H
#define CAUSAL_BENCH_INFERENCE_H

#include "clock.h"
#include "multiply_add.h"
#include "peers.h"

#include "answer/answer.h"
#include "formats/formats.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { SEEN = 5 };

/* Seconds: the first time, and the least and the middle of many later ones. */
struct timing {
    double first, best, median;
};

struct result {
    bool tried, good;
    uint32_t variables;
    double entries, bytes; /* of the mechanisms, of the text */
    struct timing load, all, two_threads, seen, best, best_seen, observed, operated;
    struct plan_report plan, seen_plan; /* of all marginals */
    double resident, resident_after;    /* bytes, at most: after all marginals, after everything */
};

/* ---- tables ---- */

struct counts_of_targets {
    int met, missed;
};

/* A number in so many columns, with three digits; nothing where there is none. */
static inline void cell(int width, double x)
{
    if (x <= 0)
        printf(" %*s", width, "-");
    else if (x >= 1e5)
        printf(" %*.1e", width, x);
    else
        printf(" %*.*f", width, x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : x >= 0.1 ? 3 : 4, x);
}

static inline void times(struct timing t)
{
    cell(8, t.first * 1e3);
    cell(8, t.best * 1e3);
    cell(8, t.median * 1e3);
}

/* How many times quicker than a peer's time; both in milliseconds. */
static inline void ratio(double peer, double ours)
{
    if (peer > 0 && ours > 0)
        printf(" %6.*fx", peer < 10 * ours ? 1 : 0, peer / ours);
    else
        printf(" %7s", "-");
}

static inline void verdict(struct counts_of_targets *c, double target, double ours)
{
    cell(7, target);
    if (target <= 0) {
        printf("     ");
        return;
    }
    printf(" %s", ours <= target ? "pass" : "MISS");
    ++*(ours <= target ? &c->met : &c->missed);
}

static inline void summary(const char *what, struct counts_of_targets c)
{
    printf("%s: %d of %d targets met\n\n", what, c.met, c.met + c.missed);
}

static inline void print_load(const struct result *r)
{
    struct counts_of_targets c = {0, 0};
    puts("reading (ms)  vars  entries    text kB    first     best   median   MB/s |   aGrUM    ratio    "
         "pgmpy "
         "| a tenth");
    for (int i = 0; i < NETWORKS; i++) {
        if (!r[i].good)
            continue;
        double peer = peers[i].load_agrum, ours = r[i].load.median * 1e3;
        printf("%-12s %5u %8.0f", peers[i].name, r[i].variables, r[i].entries);
        cell(10, r[i].bytes / 1e3);
        times(r[i].load);
        cell(6, r[i].bytes / r[i].load.median / 1e6);
        printf(" |");
        cell(7, peer);
        printf(" ");
        ratio(peer, ours);
        printf(" ");
        cell(7, peers[i].load_pgmpy);
        printf(" |");
        verdict(&c, peer / 10, ours);
        putchar('\n');
    }
    summary("reading", c);
}

static inline void print_marginals(const struct result *r)
{
    struct counts_of_targets c = {0, 0};
    puts("all marginals    first     best   median  2 threads |  aGrUM SS       LP       VE    pgmpy   ratio "
         "| "
         "target");
    for (int i = 0; i < NETWORKS; i++) {
        if (!r[i].good)
            continue;
        const struct peer *p = &peers[i];
        double ours = r[i].all.median * 1e3;
        printf("%-13s", p->name);
        times(r[i].all);
        printf("  ");
        cell(8, r[i].two_threads.median * 1e3);
        printf(" | ");
        cell(8, p->shafer);
        cell(8, p->lazy);
        cell(8, p->one_by_one);
        cell(8, p->pgmpy);
        ratio(quickest_marginals(p), ours);
        printf(" |");
        verdict(&c, p->target, ours);
        putchar('\n');
    }
    summary("all marginals (ms, one thread, warm, the median)", c);
}

/* The arithmetic of the machine where the tables of the plan fit. */
static inline const struct level *level_of(const struct level *l, double bytes)
{
    int i = 0;
    while (i + 1 < LEVELS && bytes > 24.0 * (double)l[i].entries)
        i++;
    return &l[i];
}

static inline void print_work(const struct result *r, const struct level *level)
{
    struct counts_of_targets c = {0, 0};
    puts("its work     cliques  entries  ns/entry  of c += a*b    tables MB  RSS MB  then | aGrUM | method, "
         "order (tried)");
    for (int i = 0; i < NETWORKS; i++) {
        if (!r[i].good)
            continue;
        const struct plan_report *p = &r[i].plan;
        double ns = r[i].all.median * 1e9 / p->actual;
        const struct level *l = level_of(level, p->peak);
        printf("%-11s %8.2e %8.2e", peers[i].name, p->predicted, p->actual);
        cell(8, ns);
        printf(" %6.1f%% in %-6s", l->rate > 0 ? 100e9 / ns / l->rate : 0.0, l->name);
        cell(8, p->peak / 1e6);
        cell(7, r[i].resident / 1e6);
        cell(6, r[i].resident_after / 1e6);
        printf(" |");
        cell(5, peers[i].resident);
        bool small = p->predicted < 1e6;
        printf(" | %s%s, %s (%u)\n", r[i].resident < 20e6 || !small ? "" : "OVER 20 MB ",
               *p->method == 'j' ? "tree" : "each", p->heuristic, p->orders);
        if (small)
            ++*(r[i].resident < 20e6 ? &c.met : &c.missed);
    }
    summary("resident memory under 20 MB where the cliques have less than 1e6 entries", c);
}

static inline void print_seen(const struct result *r)
{
    puts("(ms)          marginals, five leaves seen         | most probable     | the same, five seen");
    puts("                 first     best   median   method   |    first   median |    first   median");
    for (int i = 0; i < NETWORKS; i++) {
        if (!r[i].good)
            continue;
        printf("%-13s", peers[i].name);
        times(r[i].seen);
        printf("     %s   |", *r[i].seen_plan.method == 'j' ? "tree" : "each");
        cell(8, r[i].best.first * 1e3);
        cell(8, r[i].best.median * 1e3);
        printf(" |");
        cell(8, r[i].best_seen.first * 1e3);
        cell(8, r[i].best_seen.median * 1e3);
        putchar('\n');
    }
    putchar('\n');
}

static inline void one_query(struct counts_of_targets *c, struct timing t, double agrum, double pgmpy)
{
    double peer = quicker(agrum, pgmpy), ours = t.median * 1e3;
    cell(7, t.first * 1e3);
    cell(7, t.best * 1e3);
    cell(7, ours);
    cell(6, agrum);
    cell(6, pgmpy);
    ratio(peer, ours);
    if (peer > 0 && ours > 0) {
        printf(" %s", ours <= peer / 10 ? "pass" : ours <= peer / 3 ? "3rd " : "MISS");
        ++*(ours <= peer / 10 ? &c->met : &c->missed);
    } else {
        printf("     ");
    }
}

static inline void print_queries(const struct result *r)
{
    struct counts_of_targets c = {0, 0};
    puts("queries (ms)  P(y | seen)                                      | P(y | seen, do(x))");
    puts("               first    best  median  aGrUM  pgmpy   ratio      |   first    best  median  aGrUM  "
         "pgmpy   ratio");
    for (int i = 0; i < NETWORKS; i++) {
        if (!r[i].good)
            continue;
        if (r[i].observed.first <= 0)
            continue;
        printf("%-12s", peers[i].name);
        one_query(&c, r[i].observed, peers[i].seen_agrum, peers[i].seen_pgmpy);
        printf(" |");
        one_query(&c, r[i].operated, peers[i].do_agrum, peers[i].do_pgmpy);
        putchar('\n');
    }
    summary("queries in a tenth of the quicker peer's time (3rd: in a third)", c);
}

static inline void print_results(const struct result *r, const struct level *level)
{
    printf("c += a * b on arrays of so many bytes in all (1e9 entries a second):");
    for (int i = 0; i < LEVELS; i++)
        printf("  %s %.2f", level[i].name, level[i].rate / 1e9);
    puts("\nPeers were measured on another machine of this class: ratios are across machines.\n");
    print_load(r);
    print_marginals(r);
    print_work(r, level);
    print_seen(r);
    print_queries(r);
    for (int i = 0; i < NETWORKS; i++)
        if (r[i].tried && !r[i].good)
            printf("%s: FAILED\n", peers[i].name);
}

#endif
