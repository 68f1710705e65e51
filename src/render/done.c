/* done.c -- what `fit` and `sample` did, in every format. */
#include "render/json_int.h"
#include "render/render_int.h"

#include <math.h>

/* ---- sentences ---- */

enum { LINES_MOST = 5 };

static uint32_t fit_lines(struct arena *a, const struct answer *answer, struct str *line)
{
    const struct answer_fit *f = answer->fit;
    const struct fit *fit = &f->fit;
    struct str prior = f->wish.prior > 0 ? str_fmt(a, "; prior %.15g", f->wish.prior) : STR("");
    struct str free =
        str_fmt(a, "log-likelihood %.4f, %.15g free parameters", fit->log_likelihood, fit->parameters);
    uint32_t n = 0;
    line[n++] = answer->why;
    if (!prior.s || !free.s)
        line[n++] = (struct str){NULL, 0};
    else if (f->survey)
        line[n++] = str_fmt(a, "fitted to %llu rows with sampling weights: weighted %.*s%.*s",
                            (unsigned long long)answer->rows_used, STR_ARG(free), STR_ARG(prior));
    else
        line[n++] =
            str_fmt(a, "fitted to %.15g observations: %.*s%.*s", fit->n, STR_ARG(free), STR_ARG(prior));
    if (fit->expected)
        line[n++] =
            str_fmt(a, "by EM: the best of %u restarts, which %u reached; %s after %u iterations",
                    fit->restarts, fit->reached, fit->converged ? "converged" : "stopped", fit->iterations);
    if (fit->expected && fit->reached == 1 && fit->restarts > 1)
        line[n++] = STR("no other restart ended there: more `restarts` may come further");
    return n;
}

static uint32_t sample_lines(struct arena *a, const struct answer *answer, struct str *line)
{
    const struct answer_sample *s = answer->sample;
    line[0] = str_fmt(a, "%llu row%s drawn to %.*s, seed %lu", (unsigned long long)s->rows,
                      s->rows == 1 ? "" : "s", STR_ARG(s->file), s->seed);
    return 1;
}

void put_done(struct buf *out, struct arena *a, const struct answer *answer, const struct render_style *style)
{
    struct str line[LINES_MOST];
    uint32_t n = answer->kind == ANSWER_FIT ? fit_lines(a, answer, line) : sample_lines(a, answer, line);
    for (uint32_t i = 0; i < n; i++) {
        out->failed = out->failed || !line[i].s;
        if (i)
            buf_puts(out, style->format == RENDER_TABLE ? "  " : style->format == RENDER_LATEX ? "% " : "\n");
        if (i && style->format == RENDER_LATEX)
            put_plain(out, line[i]); /* a comment: nothing is escaped */
        else
            put_dressed(out, line[i], style->format);
        buf_putc(out, '\n');
    }
}

/* ---- CSV ---- */

void csv_done(struct buf *out, const struct answer *answer)
{
    const struct answer_fit *f = answer->fit;
    if (answer->kind == ANSWER_SAMPLE) {
        buf_puts(out, "rows,file,seed\n");
        buf_fmt(out, "%llu,", (unsigned long long)answer->sample->rows);
        csv_field(out, answer->sample->file);
        buf_fmt(out, ",%lu\n", answer->sample->seed);
        return;
    }
    buf_puts(out,
             "model,observations,log_likelihood,parameters,prior,restarts,reached,iterations,converged\n");
    csv_field(out, f->name);
    for (uint32_t k = 0; k < 4; k++) {
        buf_putc(out, ',');
        put_exact(out, k == 0   ? f->fit.n
                       : k == 1 ? f->fit.log_likelihood
                       : k == 2 ? f->fit.parameters
                                : f->wish.prior);
    }
    if (f->fit.expected)
        buf_fmt(out, ",%u,%u,%u,%s\n", f->fit.restarts, f->fit.reached, f->fit.iterations,
                f->fit.converged ? "true" : "false");
    else
        buf_puts(out, ",,,,\n");
}

/* ---- JSON ---- */

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

/* How EM went; null where nothing is hidden. */
static void json_em(struct json_line *line, const struct answer_fit *f)
{
    if (!f->fit.expected) {
        json_member(line, "em", json_null());
        return;
    }
    struct json_line em = {.out = line->out};
    json_key(line, "em");
    json_member(&em, "restarts", json_integer(f->fit.restarts));
    json_member(&em, "reached", json_integer(f->fit.reached));
    json_member(&em, "iterations", json_integer(f->fit.iterations));
    json_member(&em, "converged", json_boolean(f->fit.converged));
    json_member(&em, "seed", json_integer((json_int_t)f->wish.seed));
    buf_putc(line->out, '}');
}

static void json_fit(struct json_line *line, const struct answer *answer)
{
    const struct answer_fit *f = answer->fit;
    json_member(line, "model", json_text(f->name));
    json_member(line, "file", json_text(f->file));
    json_member(line, "observations", number(f->fit.n));
    json_member(line, "sampling_weights", json_boolean(f->survey));
    json_names(line, "learned", answer->model, f->learned);
    json_member(line, "prior", number(f->wish.prior));
    json_member(line, "log_likelihood", number(f->fit.log_likelihood));
    json_member(line, "parameters", number(f->fit.parameters));
    json_em(line, f);
}

void json_done(struct json_line *line, const struct answer *answer)
{
    if (answer->kind == ANSWER_FIT) {
        json_fit(line, answer);
        return;
    }
    json_member(line, "rows", json_integer((json_int_t)answer->sample->rows));
    json_member(line, "file", json_text(answer->sample->file));
    json_member(line, "seed", json_integer((json_int_t)answer->sample->seed));
}
