/* peers.h -- how long two other programs take for the same networks: aGrUM 3.1.1.9 (C++, one thread, -O3) and
 * pgmpy 0.1.26 (Python 3.11, NumPy 1.24).
 *
 * Measured once, on another machine of this class (2 cores, AVX-512); each time is the least of several in
 * one process. So a ratio to them is one across machines, and below 1.5 it says nothing. Milliseconds and
 * megabytes; 0: not measured. */
#ifndef CAUSAL_BENCH_PEERS_H
#define CAUSAL_BENCH_PEERS_H

struct peer {
    const char *name;
    double load_agrum, load_pgmpy;
    double shafer, lazy, one_by_one, pgmpy;            /* all marginals: aGrUM's three engines, pgmpy */
    double seen_agrum, seen_pgmpy, do_agrum, do_pgmpy; /* the public queries */
    double resident;                                   /* of aGrUM's engine that takes least */
    double target;                                     /* all marginals, one thread, warm: what we aim at */
};

static const struct peer peers[] = {
    {"asia", 0.37, 1540, 0.16, 0.20, 0.22, 6.2, 0.051, 0.48, 0.077, 0.86, 5.7, 0},
    {"cancer", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"earthquake", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"survey", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"sachs", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"child", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, /* aGrUM refuses its names */
    {"alarm", 1.7, 1840, 1.24, 1.51, 3.45, 34, 0.24, 2.2, 0.12, 3.0, 6.0, 0.1},
    {"insurance", 2.4, 1710, 2.66, 2.87, 3.11, 26, 0.55, 2.5, 0.48, 3.4, 6.5, 0.2},
    {"hailfinder", 5.7, 1890, 2.03, 3.45, 6.35, 63, 0.70, 3.6, 0.88, 6.1, 6.2, 0.15},
    {"hepar2", 4.6, 0, 2.90, 5.24, 10.1, 0, 0.35, 0, 0.55, 0, 6.2, 0},
    {"win95pts", 3.8, 1840, 3.83, 5.33, 6.18, 34, 0.82, 4.9, 0.65, 7.2, 6.2, 0.2},
    {"water", 21, 2530, 505, 381, 7.9, 50, 23, 5.0, 2.4, 5.0, 12, 4},
    {"andes", 10, 1960, 24, 26, 189, 1870, 2.9, 18, 3.7, 30, 8.7, 4},
    {"pathfinder", 130, 0, 7.3, 49, 8.7, 0, 0.22, 0, 2.7, 0, 8.8, 1},
    {"pigs", 32, 2210, 35, 43, 76, 411, 0.76, 17, 1.7, 46, 7.6, 5},
    {"mildew", 357, 47000, 148, 144, 114, 85, 42, 13, 20, 13, 91, 25}, /* pgmpy: like queries */
    {"barley", 134, 0, 798, 736, 69, 0, 17, 0, 6.5, 0, 36, 35},
    {"munin1", 23, 2830, 50300, 59900, 47, 371, 70, 38, 2.1, 20, 7.8, 20},
    {"diabetes", 389, 0, 99, 119, 9260, 0, 34, 0, 46, 0, 30, 40},
    {"link", 93, 3020, 103300, 0, 401, 3080, 4.1, 41, 5.1, 102, 12, 100},
    {"munin2", 173, 0, 193, 1200, 402, 0, 0, 0, 0, 0, 11, 0},
    {"munin3", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"munin4", 531, 0, 3200, 2740, 1350, 0, 0, 0, 0, 0, 13, 0},
    {"munin", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
};
enum { NETWORKS = sizeof peers / sizeof *peers };

/* The lesser of two times that were measured. */
static inline double quicker(double a, double b)
{
    return a <= 0 ? b : b <= 0 ? a : a < b ? a : b;
}

static inline double quickest_marginals(const struct peer *p)
{
    return quicker(quicker(p->shafer, p->lazy), quicker(p->one_by_one, p->pgmpy));
}

#endif
