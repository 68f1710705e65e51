/* groups.h -- tables of databases, group by group: what every engine is asked, and what it gives back
 * (private to data/).
 *
 * An engine is asked one question, how often each combination of the wanted columns occurs. It hands over
 * groups in any order, and may hand over the same one more than once: counts add up. What was handed over
 * counts only when the call succeeds; a server that dies in the middle leaves nothing.
 */
#ifndef CAUSAL_DATA_GROUPS_H
#define CAUSAL_DATA_GROUPS_H

#include "data/data.h"
#include "data/url.h"

struct group {
    double rows;
    double known;           /* rows whose weight is not NULL */
    double least;           /* weight */
    double weight, weight2; /* sums of the weights, and of their squares; without weights both are `rows` */
};

enum { GROUP_NUMBERS = 5 };

struct group_query {
    struct work *w;
    const struct data_request *request;
    struct span at; /* of the address, for errors */
    const struct data_url *url;
    uint32_t ncolumns;
    const struct str *column;
    struct str weight;                  /* a column of weights; empty: each row counts 1 */
    const struct sql_dialect **dialect; /* out: what the engine speaks, where it has to be asked */
    void *cx;
    /* A group: its values (.s is NULL for NULL), the rows in it, and the sums of their weights and of the
     * squares of these. A function that returns false has reported why, and ends the reading. */
    bool (*row)(void *cx, const struct str *value, const struct group *group);
};

/* Each reads the table of q->url in one statement, which is one snapshot. Errors: "no-column" (nearest
 * named), "bad-weight", "no-library" (the library that reaches the engine cannot be loaded), "database" (what
 * the engine itself says), "interrupted". */
bool sqlite_groups(const struct group_query *q);
bool odbc_groups(const struct group_query *q);
bool clickhouse_groups(const struct group_query *q);

/* Are the wanted columns, and that of the weights, among those of the table? Reported when not. */
bool groups_columns(const struct group_query *q, const struct str *names, size_t n);

/* Hand over a group, unless a weight in it is missing, negative or no number (reported). */
bool groups_row(const struct group_query *q, const struct str *value, const struct group *group);

/* Behind an error about the table: these are there. The nearest is named, or all when they are
 * few. False. */
bool groups_tables(const struct group_query *q, const struct str *names, size_t n);

/* The engine's own words, as "database". Passwords are masked. False. */
bool groups_error(const struct group_query *q, const char *doing, struct str words);

#endif
