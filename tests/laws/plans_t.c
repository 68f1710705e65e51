/* plans_t.c -- the marginals of the networks of the repository by a join tree and by an elimination for each
 * target, with one order for all and with orders of their own, good ones and bad ones: all the same. */
#include "route.h"

static struct rng rng;

/* The axes in the order of the boxes that make them, the last first. */
static struct order reversed(struct desk *desk, const struct closed *c)
{
    uint32_t *axis = ARENA_NEW(&desk->arena, uint32_t, c->shape.naxes), n = 0;
    for (uint32_t k = c->d->nboxes; k-- > 0;) {
        uint32_t a = shape_axis(&c->shape, c->d->box[k]->out[0]);
        if (a != UINT32_MAX)
            axis[n++] = a;
    }
    return order_of_axes(desk, axis, n);
}

static struct order shuffled(struct desk *desk, const struct closed *c)
{
    struct order o = reversed(desk, c);
    for (uint32_t i = o.n; i-- > 1;) {
        uint32_t k = rng_below(&rng, i + 1), t = o.axis[i];
        o.axis[i] = o.axis[k];
        o.axis[k] = t;
    }
    return o;
}

/* Of a large network only some targets, so that a bad way to plan for all of them can be afforded. */
enum { SOME_TARGETS = 8 };

static void plans_of(const struct model *m, const char *name, bool seen, double most)
{
    struct desk desk;
    struct evidence e[MOST_SEEN];
    desk_open(&desk, NULL);
    uint32_t ne = seen ? network_evidence(e, m, &rng,
                                          m->nvars < 10   ? 1
                                          : m->nvars < 40 ? MOST_SEEN
                                                          : 2,
                                          false)
                       : 0,
             routes = 0;
    uint32_t *wire = ARENA_NEW(&desk.arena, uint32_t, m->nvars), n = network_rest(wire, m, e, ne);
    for (uint32_t i = 0; m->nvars >= 40 && i < SOME_TARGETS; i++) {
        uint32_t k = i + rng_below(&rng, n - i), t = wire[i];
        wire[i] = wire[k];
        wire[k] = t;
    }
    n = m->nvars < 40 ? n : SOME_TARGETS;
    struct closed c = {.w = &desk.w, .d = m->net, .wire = wire, .n = n, .seen = e, .nseen = ne};
    double worst = 0, *first = NULL;
    bool good = closed_gather(&c);
    size_t cells = 0;
    for (uint32_t i = 0; good && i < c.naxes; i++)
        cells += c.shape.length[c.axis[i]];
    struct order back = reversed(&desk, &c), random = shuffled(&desk, &c), other = shuffled(&desk, &c);
    const struct route route[] = {
        {ROUTE_TREE, NULL, most},    {ROUTE_EACH, NULL, most},    {ROUTE_EACH_OWN, NULL, most},
        {ROUTE_TREE, &back, most},   {ROUTE_EACH, &back, most},   {ROUTE_EACH_OWN, &back, most},
        {ROUTE_TREE, &random, most}, {ROUTE_EACH, &random, most}, {ROUTE_TREE, &other, most}};
    /* Without a good order a large network is not even planned for. */
    size_t some = m->nvars < 40 ? sizeof route / sizeof *route : 3;
    for (size_t i = 0; good && i < some; i++) {
        double *p = route_run(&desk, &c, &route[i]);
        good = desk.diags.n == 0;
        if (p && first)
            worst = fmax(worst, apart(p, first, cells));
        first = first ? first : p;
        routes += p != NULL;
    }
    ok(good && routes >= 1 && worst <= 1e-12, "%s, %u seen: %u plans differ by %.2g", name, ne, routes,
       worst);
    desk_clear(&desk);
}

/* ---- */

static void one_network(const char *name, bool small)
{
    struct reading r;
    rng = (struct rng){(uint64_t)name[0] << 8 | (uint8_t)name[1]};
    if (!network_open(&r, name)) {
        ok(true, "%s # skip not found; CAUSAL_NETWORKS names the folder of the large networks", name);
        return;
    }
    if (ok(r.m != NULL, "%s is read", name))
        for (int seen = 0; seen < 2; seen++)
            plans_of(r.m, name, seen == 1, small ? 1e8 : 4e7);
    reading_free(&r);
}

int main(int argc, char **argv)
{
    network_each(argc, argv, one_network);
    return tap_done();
}
