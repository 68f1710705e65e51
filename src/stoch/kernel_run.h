/* kernel_run.h -- the innermost loops, included by kernel.c once for each instruction set: TARGET is the
 * attribute of that set, SUFFIX(name) names its functions.
 *
 * Factors with stride 0 in the run are multiplied to one number; what is left are one to four streams. WIDTH
 * is how many numbers a register holds.
 */

#define EACH(body)                    \
    IN_STEP                           \
    for (size_t i = 0; i < n; i++) {  \
        double entry = body;          \
        acc[i] = JOIN(acc[i], entry); \
    }
#define FILL(body)                 \
    IN_STEP                        \
    for (size_t i = 0; i < n; i++) \
        acc[i] = body;

/* acc[0 .. n) of one summed state: c times the streams, written or joined. */
#define STREAMS(how)                                \
    switch (nv) {                                   \
    case 0:                                         \
        how(c);                                     \
        break;                                      \
    case 1:                                         \
        how(c *v0[i]);                              \
        break;                                      \
    case 2:                                         \
        how(c *v0[i] * v1[i]);                      \
        break;                                      \
    case 3:                                         \
        how(c *v0[i] * v1[i] * v2[i]);              \
        break;                                      \
    default:                                        \
        how((c * v0[i] * v1[i]) * (v2[i] * v3[i])); \
    }

#define JOIN(a, b) ((a) + (b))
TARGET static void SUFFIX(kept_sum)(double *acc, size_t n, double c, uint32_t nv, const double *const *v,
                                    bool first)
{
    const double *v0 = v[0], *v1 = v[1], *v2 = v[2], *v3 = v[3];
    if (first) {
        STREAMS(FILL)
    } else {
        STREAMS(EACH)
    }
}
#undef JOIN
#define JOIN(a, b) ((a) > (b) ? (a) : (b))
TARGET static void SUFFIX(kept_max)(double *acc, size_t n, double c, uint32_t nv, const double *const *v,
                                    bool first)
{
    const double *v0 = v[0], *v1 = v[1], *v2 = v[2], *v3 = v[3];
    if (first) {
        STREAMS(FILL)
    } else {
        STREAMS(EACH)
    }
}
#undef JOIN
#undef EACH
#undef FILL
#undef STREAMS

/* The sum of a run of products. Eight running sums: quicker, and less rounding than one. */
#define LANES(body)                    \
    for (; i + 8 <= n; i += 8)         \
        for (size_t k = 0; k < 8; k++) \
            a[k] += body(i + k);       \
    for (; i < n; i++)                 \
        a[0] += body(i);               \
    break
#define ONE(i) v0[i]
#define TWO(i) v0[i] * v1[i]
#define THREE(i) v0[i] * v1[i] * v2[i]
#define FOUR(i) (v0[i] * v1[i]) * (v2[i] * v3[i])
TARGET static double SUFFIX(run_sum)(size_t n, double c, uint32_t nv, const double *const *v)
{
    const double *restrict v0 = v[0], *restrict v1 = v[1], *restrict v2 = v[2], *restrict v3 = v[3];
    double a[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    size_t i = 0;
    switch (nv) {
    case 0:
        a[0] = (double)n;
        break;
    case 1:
        LANES(ONE);
    case 2:
        LANES(TWO);
    case 3:
        LANES(THREE);
    default:
        LANES(FOUR);
    }
    return c * (((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7])));
}
#undef LANES
#undef ONE
#undef TWO
#undef THREE
#undef FOUR

TARGET static double SUFFIX(run_max)(size_t n, double c, uint32_t nv, const double *const *v)
{
    double greatest = 0;
    for (size_t i = 0; i < n; i++) {
        double p = c;
        for (uint32_t k = 0; k < nv; k++)
            p *= v[k][i];
        greatest = p > greatest ? p : greatest;
    }
    return greatest;
}

/* Runs with gaps. A copy and a product of two are most of them. */
TARGET static void SUFFIX(kept_strided)(double *acc, size_t step, size_t n, uint32_t nin,
                                        const double *const *p, const size_t *stride, bool first, bool max)
{
    const double *p0 = p[0], *p1 = nin > 1 ? p[1] : NULL;
    size_t s0 = stride[0], s1 = nin > 1 ? stride[1] : 0;
    if (nin == 1 && first) {
        for (size_t i = 0; i < n; i++)
            acc[i * step] = p0[i * s0];
        return;
    }
    if (nin == 2 && first) {
        for (size_t i = 0; i < n; i++)
            acc[i * step] = p0[i * s0] * p1[i * s1];
        return;
    }
    if (nin == 2 && !max) {
        for (size_t i = 0; i < n; i++)
            acc[i * step] += p0[i * s0] * p1[i * s1];
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double v = p0[i * s0];
        for (uint32_t k = 1; k < nin; k++)
            v *= p[k][i * stride[k]];
        double *to = acc + i * step;
        *to = first ? v : max ? (*to > v ? *to : v) : *to + v;
    }
}

TARGET static double SUFFIX(run_strided)(size_t n, uint32_t nin, const double *const *p, const size_t *stride,
                                         bool max)
{
    double a[4] = {0, 0, 0, 0};
    if (nin == 2 && !max) {
        const double *p0 = p[0], *p1 = p[1];
        size_t s0 = stride[0], s1 = stride[1], i = 0;
        for (; i + 4 <= n; i += 4)
            for (size_t k = 0; k < 4; k++)
                a[k] += p0[(i + k) * s0] * p1[(i + k) * s1];
        for (; i < n; i++)
            a[i & 3] += p0[i * s0] * p1[i * s1];
        return (a[0] + a[1]) + (a[2] + a[3]);
    }
    for (size_t i = 0; i < n; i++) {
        double v = p[0][i * stride[0]];
        for (uint32_t k = 1; k < nin; k++)
            v *= p[k][i * stride[k]];
        if (max)
            a[0] = a[0] > v ? a[0] : v;
        else
            a[i & 3] += v;
    }
    return max ? a[0] : (a[0] + a[1]) + (a[2] + a[3]);
}

TARGET static double SUFFIX(greatest)(const double *p, size_t n, size_t stride)
{
    double g[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    size_t i = 0;
    if (stride == 1)
        for (; i + 8 <= n; i += 8)
            for (size_t k = 0; k < 8; k++)
                g[k] = p[i + k] > g[k] ? p[i + k] : g[k];
    for (; i < n; i++)
        g[0] = p[i * stride] > g[0] ? p[i * stride] : g[0];
    for (size_t k = 1; k < 8; k++)
        g[0] = g[k] > g[0] ? g[k] : g[0];
    return g[0];
}

/* A short run of products, written or joined, without the ceremony of a long one; the greatest entry. */
TARGET static inline double SUFFIX(short_run)(double *out, size_t n, double c, uint32_t nv,
                                              const double *const *v, bool first, bool max)
{
    double greatest = 0;
    for (size_t i = 0; i < n; i++) {
        double p = c;
        for (uint32_t k = 0; k < nv; k++)
            p *= v[k][i];
        p = first ? p : max ? (out[i] > p ? out[i] : p) : out[i] + p;
        out[i] = p;
        greatest = p > greatest ? p : greatest;
    }
    return greatest;
}

/* Four summed states of one stream, or two of two streams, at once: the result is read and written less
 * often, and added up in the same order. */
TARGET static void SUFFIX(kept_sum_four)(double *acc, size_t n, const double *c, const double *const *v,
                                         bool first)
{
    const double *v0 = v[0], *v1 = v[1], *v2 = v[2], *v3 = v[3];
    double c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
    if (first) {
        IN_STEP
        for (size_t i = 0; i < n; i++)
            acc[i] = ((c0 * v0[i] + c1 * v1[i]) + c2 * v2[i]) + c3 * v3[i];
    } else {
        IN_STEP
        for (size_t i = 0; i < n; i++)
            acc[i] = (((acc[i] + c0 * v0[i]) + c1 * v1[i]) + c2 * v2[i]) + c3 * v3[i];
    }
}

TARGET static void SUFFIX(kept_sum_two)(double *acc, size_t n, const double *c, const double *const *v,
                                        bool first)
{
    const double *v0 = v[0], *v1 = v[1], *v2 = v[2], *v3 = v[3];
    double c0 = c[0], c1 = c[1];
    if (first) {
        IN_STEP
        for (size_t i = 0; i < n; i++)
            acc[i] = c0 * v0[i] * v1[i] + c1 * v2[i] * v3[i];
    } else {
        IN_STEP
        for (size_t i = 0; i < n; i++)
            acc[i] = (acc[i] + c0 * v0[i] * v1[i]) + c1 * v2[i] * v3[i];
    }
}

/* As many summed states of the row as go together, from state s on; returns how many, 0: none do. */
TARGET static size_t SUFFIX(together)(const struct block *b, size_t j, size_t s, double *out)
{
    const struct loops *l = b->l;
    const double *v[4] = {NULL, NULL, NULL, NULL};
    double c[4] = {1, 1, 1, 1};
    uint32_t streams = 0;
    for (uint32_t k = 0; k < l->nin; k++)
        streams += l->run.stride[1 + k] != 0;
    size_t states = streams == 1 ? 4 : streams == 2 ? 2 : 0;
    if (states == 0 || s + states > b->summed)
        return 0;
    for (size_t i = 0; i < states; i++)
        for (uint32_t k = 0, nv = 0; k < l->nin; k++) {
            const double *p = b->in[k] + j * l->kept.stride[1 + k] + (s + i) * l->summed.stride[1 + k];
            if (l->run.stride[1 + k] == 0)
                c[i] *= *p;
            else
                v[i * streams + nv++] = p;
        }
    (streams == 1 ? SUFFIX(kept_sum_four) : SUFFIX(kept_sum_two))(out, b->run, c, v, b->first && s == 0);
    return states;
}

/* One row of the block's result, all its summed states; the greatest entry. */
TARGET static double SUFFIX(row)(const struct block *b, size_t j)
{
    enum { SHORT = 8 };
    const struct loops *l = b->l;
    const size_t *kept = l->kept.stride + 1, *summed = l->summed.stride + 1, *run = l->run.stride + 1;
    const double *p[KERNEL_FACTORS], *v[KERNEL_FACTORS] = {NULL, NULL, NULL, NULL};
    double *out = b->out + j * l->kept.stride[0], r, greatest = 0;
    bool brief = l->run_kept && l->plain && b->run <= SHORT;
    bool many = l->run_kept && l->plain && !brief && !l->max && b->summed > 1;
    for (size_t s = 0; s < b->summed; s++) {
        bool first = b->first && s == 0;
        double c = 1;
        uint32_t nv = 0;
        size_t done = many ? SUFFIX(together)(b, j, s, out) : 0;
        if (done) {
            s += done - 1;
            continue;
        }
        for (uint32_t k = 0; k < l->nin; k++) {
            p[k] = b->in[k] + j * kept[k] + s * summed[k];
            if (run[k] == 0)
                c *= *p[k];
            else
                v[nv++] = p[k];
        }
        if (brief) {
            greatest = SUFFIX(short_run)(out, b->run, c, nv, v, first, l->max);
        } else if (l->run_kept && l->plain) {
            (l->max ? SUFFIX(kept_max) : SUFFIX(kept_sum))(out, b->run, c, nv, v, first);
        } else if (l->run_kept) {
            SUFFIX(kept_strided)(out, l->run.stride[0], b->run, l->nin, p, run, first, l->max);
        } else {
            if (l->plain)
                r = l->max ? SUFFIX(run_max)(b->run, c, nv, v) : SUFFIX(run_sum)(b->run, c, nv, v);
            else
                r = SUFFIX(run_strided)(b->run, l->nin, p, run, l->max);
            *out = first ? r : l->max ? (*out > r ? *out : r) : *out + r;
        }
    }
    return !b->look       ? 0
           : !l->run_kept ? *out
           : brief        ? greatest
                          : SUFFIX(greatest)(out, b->run, l->run.stride[0]);
}

/* ---- products of matrices ---- */

typedef double SUFFIX(wide) __attribute__((vector_size(8 * WIDTH), aligned(8)));
typedef double SUFFIX(four) __attribute__((vector_size(32), aligned(8)));

/* What the factors other than the stream come to, for four rows and some summed states. */
TARGET static void SUFFIX(scalars)(const struct block *b, uint32_t stream, size_t j, size_t s, size_t n,
                                   double (*c)[4])
{
    const struct loops *l = b->l;
    if (l->nin == 2) {
        uint32_t k = 1 - stream;
        size_t down = l->kept.stride[1 + k], next = l->summed.stride[1 + k];
        const double *p = b->in[k] + j * down + s * next;
        for (size_t i = 0; i < n; i++, p += next)
            for (size_t r = 0; r < 4; r++)
                c[i][r] = p[r * down];
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < 4; r++) {
            double v = 1;
            for (uint32_t k = 0; k < l->nin; k++)
                if (k != stream)
                    v *= b->in[k][(j + r) * l->kept.stride[1 + k] + (s + i) * l->summed.stride[1 + k]];
            c[i][r] = v;
        }
}

/* Four rows by two registers of the result stay in registers while n summed states are added. */
TARGET static void SUFFIX(tile)(double *out, size_t down, const double (*c)[4], const double *v, size_t next,
                                size_t n, bool first)
{
    SUFFIX(wide)
    zero = {0}, a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero, d0 = zero, d1 = zero;
#define ROW(r, h) (*(SUFFIX(wide) *)(out + (r)*down + (h)*WIDTH))
    if (!first) {
        a0 = ROW(0, 0), a1 = ROW(0, 1), b0 = ROW(1, 0), b1 = ROW(1, 1);
        c0 = ROW(2, 0), c1 = ROW(2, 1), d0 = ROW(3, 0), d1 = ROW(3, 1);
    }
    for (size_t s = 0; s < n; s++, v += next) {
        SUFFIX(wide) v0 = *(const SUFFIX(wide) *)v, v1 = *(const SUFFIX(wide) *)(v + WIDTH);
        a0 += c[s][0] * v0;
        a1 += c[s][0] * v1;
        b0 += c[s][1] * v0;
        b1 += c[s][1] * v1;
        c0 += c[s][2] * v0;
        c1 += c[s][2] * v1;
        d0 += c[s][3] * v0;
        d1 += c[s][3] * v1;
    }
    ROW(0, 0) = a0, ROW(0, 1) = a1, ROW(1, 0) = b0, ROW(1, 1) = b1;
    ROW(2, 0) = c0, ROW(2, 1) = c1, ROW(3, 0) = d0, ROW(3, 1) = d1;
#undef ROW
}

/* A column of four rows, of those that fill no tile: added in the same order, the rows side by side. */
TARGET static void SUFFIX(edge)(double *out, size_t down, const double (*c)[4], const double *v, size_t next,
                                size_t n, bool first)
{
    SUFFIX(four) a = {0};
    if (!first)
        a = (SUFFIX(four)){out[0], out[down], out[2 * down], out[3 * down]};
    for (size_t s = 0; s < n; s++)
        a += *(const SUFFIX(four) *)c[s] * v[s * next];
    for (size_t r = 0; r < 4; r++)
        out[r * down] = a[r];
}

/* Four rows of a product of matrices. */
TARGET static void SUFFIX(four_rows)(const struct block *b, uint32_t stream, size_t j)
{
    enum { STATES = 128 };
    const struct loops *l = b->l;
    size_t down = l->kept.stride[0], next = l->summed.stride[1 + stream], i = 0;
    double c[STATES][4], *out = b->out + j * down;
    for (size_t s = 0; s < b->summed; s += STATES) {
        size_t n = b->summed - s < STATES ? b->summed - s : STATES;
        const double *v = b->in[stream] + s * next;
        bool first = b->first && s == 0;
        SUFFIX(scalars)(b, stream, j, s, n, c);
        for (i = 0; i + 2 * WIDTH <= b->run; i += 2 * WIDTH)
            SUFFIX(tile)(out + i, down, (const double(*)[4])c, v + i, next, n, first);
        for (; i < b->run; i++)
            SUFFIX(edge)(out + i, down, (const double(*)[4])c, v + i, next, n, first);
    }
}

/* Rows that are done by tiles: those of a product of matrices, where one factor runs along the result and is
 * the same for all rows. Returns how many, a multiple of four. */
TARGET static size_t SUFFIX(tiles)(const struct block *b, double *greatest)
{
    const struct loops *l = b->l;
    uint32_t stream = UINT32_MAX, streams = 0;
    for (uint32_t k = 0; k < l->nin; k++)
        if (l->run.stride[1 + k]) {
            stream = k;
            streams++;
        }
    if (!l->run_kept || !l->plain || l->max || streams != 1 || l->kept.stride[1 + stream] || b->summed < 4)
        return 0;
    size_t rows = b->kept / 4 * 4;
    for (size_t j = 0; j < rows; j += 4) {
        SUFFIX(four_rows)(b, stream, j);
        for (size_t r = j; b->look && r < j + 4; r++) {
            double g = SUFFIX(greatest)(b->out + r * l->kept.stride[0], b->run, 1);
            *greatest = g > *greatest ? g : *greatest;
        }
    }
    return rows;
}

/* The greatest entry written; comparisons with undefined ones are false. */
TARGET static double SUFFIX(block)(const struct block *b)
{
    double greatest = 0;
    for (size_t j = SUFFIX(tiles)(b, &greatest); j < b->kept; j++) {
        double g = SUFFIX(row)(b, j);
        greatest = g > greatest ? g : greatest;
    }
    return greatest;
}

TARGET static double SUFFIX(divide)(double *out, const double *over, const double *under, size_t n)
{
    IN_STEP
    for (size_t i = 0; i < n; i++) {
        double v = over[i] / under[i];
        out[i] = over[i] == 0 ? 0 : v;
    }
    return SUFFIX(greatest)(out, n, 1);
}

TARGET static bool SUFFIX(undefined)(const double *p, size_t n)
{
    unsigned long found = 0;
    for (size_t i = 0; i < n; i++)
        found |= p[i] != p[i];
    return found != 0;
}
