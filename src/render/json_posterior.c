/* json_posterior.c -- the members of `marginals`, `most probable` and `explain plan`. */
#include "render/json_int.h"

#include <math.h>
#include <stddef.h>

static json_t *real(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static void put_numbers(struct json_line *line, const char *key, const double *p, uint32_t n)
{
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t k = 0; k < n; k++) {
        buf_puts(line->out, k ? "," : "");
        json_value(line->out, real(p[k]));
    }
    buf_putc(line->out, ']');
}

static void put_fractions(struct json_line *line, const struct rational *x, uint32_t n)
{
    json_key(line, "exact");
    buf_putc(line->out, '[');
    for (uint32_t k = 0; k < n; k++) {
        struct buf b = {0};
        rational_put(&b, x[k]);
        buf_puts(line->out, k ? "," : "");
        json_value(line->out, b.n ? json_text(buf_str(&b)) : json_null());
        line->out->failed = line->out->failed || b.failed;
        buf_free(&b);
    }
    buf_putc(line->out, ']');
}

/* One of the numbers of every estimate. */
static void put_estimates(struct json_line *line, const char *key, const struct estimated *e, uint32_t n,
                          size_t offset)
{
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t k = 0; k < n; k++) {
        buf_puts(line->out, k ? "," : "");
        json_value(line->out, real(*(const double *)((const char *)&e[k] + offset)));
    }
    buf_putc(line->out, ']');
}

static void put_intervals(struct json_line *line, const struct estimated *e, uint32_t n)
{
    put_estimates(line, "low", e, n, offsetof(struct estimated, low));
    put_estimates(line, "high", e, n, offsetof(struct estimated, high));
    put_estimates(line, "se", e, n, offsetof(struct estimated, se));
    put_estimates(line, "n_eff", e, n, offsetof(struct estimated, n_eff));
}

void json_marginals(struct json_line *line, const struct answer *answer)
{
    const struct answer_marginals *m = answer->marginals;
    json_key(line, "variables");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < m->n && !stopped(line->out); i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_made(&one, "name", m->column[i].name);
        json_strings(&one, "states", m->column[i].type->state, m->column[i].type->n);
        put_numbers(&one, "p", m->p[i], m->column[i].type->n);
        if (m->exact && m->exact[i])
            put_fractions(&one, m->exact[i], m->column[i].type->n);
        if (m->estimated && m->estimated[i])
            put_intervals(&one, m->estimated[i], m->column[i].type->n);
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

void json_assignment(struct json_line *line, const struct answer *answer)
{
    const struct answer_assignment *m = answer->assignment;
    bool undefined = assignment_undefined(answer);
    double given = undefined ? NAN : m->log_joint - m->log_evidence, joint = undefined ? NAN : m->log_joint;
    json_key(line, "assignment");
    buf_puts(line->out, undefined ? "null" : "[");
    for (uint32_t i = 0; !undefined && i < m->n && !stopped(line->out); i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_made(&one, "name", m->column[i].name);
        json_made(&one, "state", m->column[i].type->state[m->column[i].state]);
        buf_putc(line->out, '}');
    }
    buf_puts(line->out, undefined ? "" : "]");
    json_member(line, "p", real(exp(given)));
    json_member(line, "log_p", real(given));
    json_member(line, "joint", real(exp(joint)));
    json_member(line, "log_joint", real(joint));
}

/* ---- explain plan ---- */

static void put_eliminations(struct json_line *line, const struct answer *answer)
{
    const struct plan_report *p = answer->plan;
    json_key(line, "eliminations");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < p->neliminations && !stopped(line->out); i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_made(&one, "variable", answer->diagram->wire[p->elimination[i].wire].name);
        json_member(&one, "width", json_integer(p->elimination[i].width));
        json_member(&one, "entries", real(p->elimination[i].entries));
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

void json_plan(struct json_line *line, const struct answer *answer)
{
    const struct plan_report *p = answer->plan;
    json_member(line, "boxes", json_integer(p->boxes));
    json_member(line, "barren", json_integer(p->barren));
    json_member(line, "separated", json_integer(p->separated));
    json_member(line, "sliced", json_integer(p->sliced));
    if (p->method)
        json_member(line, "algorithm", json_string(p->method));
    if (p->heuristic)
        json_member(line, "heuristic", json_string(p->heuristic));
    json_member(line, "orders", json_integer(p->orders));
    json_member(line, "steps", json_integer(p->nsteps));
    put_eliminations(line, answer);
    json_member(line, "largest", real(p->largest));
    json_member(line, "predicted_entries", real(p->predicted));
    json_member(line, "entries", real(p->actual));
    json_member(line, "peak_bytes", real(p->peak));
    json_member(line, "reused", json_boolean(p->reused));
    json_member(line, "seconds_planned", real(p->seconds_planned));
    json_member(line, "seconds_run", real(p->seconds_run));
}
