/* stoch_posterior_t.c -- all marginals, and the most probable assignment, against enumeration; ties;
 * probabilities below the smallest double. */
#include "stoch_net.h"

#include "base/interrupt.h"

/* A random network and evidence; the other wires in rest[]. */
struct trial {
    struct net *net;
    uint32_t rest[MOST_WIRES], nrest, ne;
    struct evidence e[2];
};

static struct trial random_trial(void)
{
    uint32_t n = 3 + draw(3);
    struct trial t = {.net = random_net(n, 3, draw(2) ? 4 : 0), .ne = draw(3)};
    for (uint32_t i = 0; i < t.ne; i++)
        t.e[i] = (struct evidence){2 * i, draw((uint32_t)states(&t.net->d, 2 * i))};
    for (uint32_t i = 0; i < n; i++)
        if ((t.ne < 1 || i != t.e[0].wire) && (t.ne < 2 || i != t.e[1].wire) && draw(4))
            t.rest[t.nrest++] = i; /* some are neither asked for nor seen */
    return t;
}

static void marginals(void)
{
    int bad = 0, wrong = 0, never = 0;
    for (int trial = 0; trial < 1000; trial++) {
        begin();
        struct trial t = random_trial();
        struct tensor *out[MOST_WIRES];
        bool impossible = false;
        double sum;
        struct tensor *j = enumerate_seen(&t.net->d, t.rest, t.nrest, t.e, t.ne, &sum);
        bad += !stoch_marginals(out, &work, &t.net->d, t.rest, t.nrest, t.e, t.ne, &impossible);
        wrong += t.nrest && impossible != (sum == 0);
        never += sum == 0;
        for (uint32_t i = 0; i < t.nrest; i++) {
            struct tensor *m = tensor_marginal(&work, j, &t.rest[i], 1);
            for (size_t k = 0; k < m->cells; k++)
                m->p[k] = sum > 0 ? m->p[k] / sum : (double)NAN;
            bad += !same_tensor(out[i], m, false, 1e-13);
        }
        end();
    }
    ok(bad == 0, "the marginals of 1000 random networks are those of the joint");
    ok(wrong == 0 && never > 20, "impossible evidence is told (%d times)", never);
}

/* The probability of an assignment in the joint. */
static double chance(const struct tensor *j, const uint32_t *state)
{
    size_t cell = 0;
    for (uint32_t i = 0; i < j->rank; i++)
        cell = cell * j->axis[i].n + state[i];
    return j->p[cell];
}

static bool close_to(double log_p, double p)
{
    return p > 0 ? fabs(exp(log_p) - p) <= 1e-12 * p : isinf(log_p);
}

static void most_probable(void)
{
    int bad = 0, later = 0, never = 0;
    for (int trial = 0; trial < 1000; trial++) {
        begin();
        struct trial t = random_trial();
        uint32_t state[MOST_WIRES] = {0};
        double sum, log_joint, log_evidence;
        struct tensor *j = enumerate_seen(&t.net->d, t.rest, t.nrest, t.e, t.ne, &sum);
        bad += !stoch_most_probable(state, &log_joint, &log_evidence, &work, &t.net->d, t.rest, t.nrest, t.e,
                                    t.ne);
        bad += !close_to(log_evidence, sum);
        never += sum == 0;
        if (sum > 0) {
            size_t best = tensor_greatest(j);
            bad += !close_to(log_joint, j->p[best]);
            later += fabs(chance(j, state) - j->p[best]) > 0;
        }
        end();
    }
    ok(bad == 0, "the most probable assignments of 1000 random networks have the greatest probability");
    ok(later == 0 && never > 20, "of equals the first is given; impossible evidence is told (%d times)",
       never);
}

static void small(void)
{
    enum { SEEN = 7 };
    static const double coin[] = {1e-80, 1}, fair[] = {0.5, 0.5};
    struct evidence e[SEEN];
    double log_joint, log_evidence;
    begin();
    struct net *net = net_new();
    for (uint32_t i = 0; i < MOST_WIRES; i++) {
        net->out[i] = net_wire(net, 2);
        net_box(net, i, NULL, 0, i < SEEN ? coin : fair);
        if (i < SEEN)
            e[i] = (struct evidence){i, 0};
    }
    net->d.nout = MOST_WIRES;
    uint32_t asked = SEEN, state = 9;
    bool good = stoch_most_probable(&state, &log_joint, &log_evidence, &work, &net->d, &asked, 1, e, SEEN);
    ok(good && fabs(log_evidence / log(10) + 560) < 1e-9, "evidence of probability 1e-560");
    ok(fabs(log_joint - log_evidence - log(0.5)) < 1e-9 && state == 0, "and the first of two equal states");
    end();
}

static void interrupted_search(void)
{
    struct tensor *out[MOST_WIRES];
    bool impossible;
    begin();
    struct net *net = random_net(4, 3, 0);
    interrupt_flag = 1;
    uint32_t wire[] = {0, 1};
    ok(!stoch_marginals(out, &work, &net->d, wire, 2, NULL, 0, &impossible) &&
           strcmp(last_code(), "interrupted") == 0,
       "marginals can be interrupted");
    interrupt_flag = 0;
    end();
}

int main(void)
{
    marginals();
    most_probable();
    small();
    interrupted_search();
    return tap_done();
}
