/* stoch_comb_t.c -- combs against the boxes they are made of; cutting by combs against literal surgery. */
#include "stoch_net.h"

static const double smoking[3][8] = {{.5, .1, .01, .02, .1, .05, .02, .2},
                                     {.14, .05, .16, .05, .1, .21, .1, .19},
                                     {.3, .05, .2, .05, .05, .05, .25, .05}};

enum { S, T, C };
static const struct str stc[] = {{"S", 1}, {"T", 1}, {"C", 1}};

/* S -> T -> C, S <-> C. */
static struct graph *front_door(void)
{
    struct graph *g = graph_new(&work, 3, stc);
    graph_edge(g, S, T);
    graph_edge(g, T, C);
    graph_biedge(g, S, C);
    return g;
}

static struct tensor *joint_stc(const double *p)
{
    struct tensor *t = tensor_new(&work, 3, (struct axis[]){{S, 2}, {T, 2}, {C, 2}});
    memcpy(t->p, p, 8 * sizeof *p);
    return t;
}

static struct set set_of(uint32_t n, const uint32_t *members, uint32_t count)
{
    struct set s = set_new(&arena, n);
    for (uint32_t i = 0; i < count; i++)
        set_add(s, members[i]);
    return s;
}

static void smoking_comb(void)
{
    begin();
    struct graph *g = front_door();
    struct comb comb;
    bool good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){S, C}, 2));
    ok(good && comb.nholes == 1 && comb.hole[0] == T && comb.nouts == 2 && comb.out[0] == S &&
           comb.out[1] == C,
       "the comb of {S, C}: hole T, outputs S and C");
    ok(comb.ready[0] == 0 && comb.ready[1] == 1, "S comes before the hole, C after it");
    static const double f[] = {.525, .105, .74 / 3, .37 / 3, .21, .42, .37 / 11, 3.7 / 11};
    bool same = comb.value && comb.value->cells == 8;
    for (size_t i = 0; same && i < 8; i++)
        same = fabs(comb.value->p[i] - f[i]) < 1e-12;
    ok(same, "f(s, c | t) of the paper's table");
    ok(comb.unique && comb.nmissing == 0 && comb.defect < 1e-15, "unique, and normalised stage by stage");
    good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){S}, 1));
    ok(!good && strcmp(last_code(), "open-comb") == 0 && strstr(diags.list[0].message.s, "`S <-> C`"),
       "{S} makes no comb");
    good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){T}, 1));
    ok(good && comb.nholes == 1 && comb.hole[0] == S && comb.unique, "{T} does");
    near(comb.value->p[1], 1.0 / 21, 1e-15, "P(t1 | s0)");
    near(comb.value->p[3], 22.0 / 37, 1e-15, "P(t1 | s1)");
    good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){S, T, C}, 3));
    ok(good && comb.nholes == 0 && same_tensor(comb.value, joint_stc(smoking[0]), false, 1e-15),
       "the comb of all boxes is the joint");
    good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, NULL, 0));
    ok(good && comb.value->rank == 0 && comb.value->p[0] == 1 && comb.defect == 0, "that of none is 1");
    end();
}

static void smoking_cut(void)
{
    static const double answer[3][2] = {
        {8783.0 / 34650, 4013.0 / 7400}, {449.0 / 899, 599.0 / 1197}, {11.0 / 45, 37.0 / 175}};
    begin();
    struct graph *g = front_door();
    for (int i = 0; i < 3; i++) {
        struct tensor *t = stoch_cut_by_combs(&work, joint_stc(smoking[i]), g, set_of(3, (uint32_t[]){S}, 1),
                                              (uint32_t[]){C}, 1);
        ok(t && t->rank == 2 && t->axis[0].id == S && t->axis[1].id == C, "axes: do, then outcome");
        near(t->p[1], answer[i][0], 1e-14, "smoking %d: P(c1 | do s0)", i + 1);
        near(t->p[3], answer[i][1], 1e-14, "smoking %d: P(c1 | do s1)", i + 1);
    }
    graph_edge(g, S, C);
    struct tensor *t = stoch_cut_by_combs(&work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){S}, 1),
                                          (uint32_t[]){C}, 1);
    ok(!t && strcmp(last_code(), "not-identifiable") == 0, "a bow is refused");
    t = stoch_cut_by_combs(&work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){S}, 1), (uint32_t[]){T},
                           1);
    ok(t && fabs(t->p[1] - 1.0 / 21) < 1e-15, "but not where it is no ancestor of what is asked");
    t = stoch_cut_by_combs(&work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){C}, 1), (uint32_t[]){T},
                           1);
    ok(t && t->rank == 2 && t->p[0] == t->p[2] && fabs(t->p[0] - 0.75) < 1e-15,
       "what the cut does not reach is constant along its axis");
    end();
}

/* DIAGRAMS: the rule of support, cell by cell. */
static void missing_support(void)
{
    begin();
    static const double w[] = {1 / 4.0, 1 / 4.0, 1 / 8.0, 1 / 8.0, 0, 0, 1 / 16.0, 3 / 16.0};
    struct comb comb;
    bool good = stoch_comb(&comb, &work, joint_stc(w), front_door(), set_of(3, (uint32_t[]){S, C}, 2));
    ok(good && !comb.unique && comb.nmissing == 1, "one cell is missing");
    const struct cell *m = comb.missing;
    ok(m->n == 2 && m->var[0] == S && m->state[0] == 1 && m->var[1] == T && m->state[1] == 0,
       "it is S = s1, T = t0");
    ok(isnan(comb.value->p[2]) && isnan(comb.value->p[3]) && !isnan(comb.value->p[0]),
       "f(s1, c | t0) is undefined");
    near(comb.value->p[7], 3.0 / 16, 1e-15, "f(s1, c1 | t1) is not");
    ok(comb.defect < 1e-15, "defined cells normalise");
    struct tensor *t = stoch_cut_by_combs(&work, joint_stc(w), front_door(), set_of(3, (uint32_t[]){S}, 1),
                                          (uint32_t[]){C}, 1);
    near(t->p[3], 9.0 / 16, 1e-15, "P(c1 | do s1) is exact");
    ok(isnan(t->p[0]) && isnan(t->p[1]), "P(c | do s0) is undefined");
    /* P(s1) = 0: what is given s1 has no weight. */
    static const double v[] = {1 / 4.0, 1 / 4.0, 1 / 4.0, 1 / 4.0, 0, 0, 0, 0};
    good = stoch_comb(&comb, &work, joint_stc(v), front_door(), set_of(3, (uint32_t[]){S, C}, 2));
    ok(good && comb.unique && comb.value->p[2] == 0, "undefined times zero is zero");
    end();
}

/* The combs of all districts plugged together: their largest difference from the joint, and the largest
 * misfit of a stage. */
static double replugged(const struct tensor *joint, const struct graph *g, double *misfit)
{
    uint32_t n, keep[MOST_WIRES];
    struct set *district = graph_districts(&work, g, &n);
    const struct tensor *part[MOST_WIRES];
    double worst = 0;
    *misfit = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct comb comb;
        if (!stoch_comb(&comb, &work, joint, g, district[i]))
            return INFINITY;
        part[i] = comb.value;
        *misfit = fmax(*misfit, comb.misfit);
    }
    for (uint32_t i = 0; i < joint->rank; i++)
        keep[i] = joint->axis[i].id;
    struct tensor *t = tensor_contract(&work, part, n, keep, joint->rank);
    for (size_t i = 0; i < joint->cells; i++)
        worst = isnan(t->p[i]) ? INFINITY : fmax(worst, fabs(t->p[i] - joint->p[i]));
    return worst;
}

/* A joint that is not what the graph says: S and C depend on each other given T, and no edge joins them. */
static void misfits(void)
{
    begin();
    struct graph *g = graph_new(&work, 3, stc);
    graph_edge(g, S, T);
    graph_edge(g, T, C);
    struct comb comb;
    bool good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){T}, 1));
    ok(good && comb.misfit < 1e-15 && comb.defect < 1e-15, "the comb of {T} is a part of the joint");
    good = stoch_comb(&comb, &work, joint_stc(smoking[0]), g, set_of(3, (uint32_t[]){C}, 1));
    ok(good && comb.defect < 1e-15, "that of {C} normalises");
    double worst = 0;
    for (size_t i = 0; i < 8; i++) {
        const double *p = smoking[0];
        size_t s = i / 4, t = i / 2 % 2, c = i % 2;
        double given =
            (p[2 * t + c] + p[4 + 2 * t + c]) / (p[2 * t] + p[2 * t + 1] + p[4 + 2 * t] + p[5 + 2 * t]);
        worst = fmax(worst, fabs((p[4 * s + 2 * t] + p[4 * s + 2 * t + 1]) * given - p[i]));
    }
    near(comb.misfit, worst, 1e-15, "but the joint has no such part");
    end();
}

static void random_misfits(void)
{
    int bad = 0, misfit = 0, wrong = 0;
    for (int trial = 0; trial < 400; trial++) {
        begin();
        struct net *net = random_net(3 + draw(3), 2, trial % 2 ? 30 : 0);
        struct graph *g = diagram_graph(&work, &net->d);
        struct tensor *joint = enumerate(&net->d, net->out, net->d.nout);
        double by_stage, whole = replugged(joint, g, &by_stage);
        bad += !(whole < 1e-12) || !(by_stage < 1e-12);
        /* The same joint and a graph that lacks an edge, or not: the two measures must agree. */
        uint32_t v = draw(net->d.nwires), parent = set_next(g->pa[v], 0);
        if (parent != SET_END) {
            set_del(g->pa[v], parent);
            set_del(g->ch[parent], v);
            whole = replugged(joint, g, &by_stage);
            misfit += by_stage > 1e-9;
            wrong += (by_stage > 1e-9) != (whole > 1e-9);
        }
        end();
    }
    ok(bad == 0, "the combs of all districts, plugged together, are the joint, and no stage misfits");
    ok(wrong == 0 && misfit > 50, "an edge taken away is told by the stages as by the whole (%d)", misfit);
}

/* A random network, some of its wires latent: at least two observed. */
static struct net *random_latent_net(void)
{
    uint32_t n = 3 + draw(4);
    struct net *net = random_net(n, n > 4 ? 2 : 3, 0);
    uint32_t hidden = 1 + draw(n - 2);
    net->d.nout = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i >= hidden)
            net->out[net->d.nout++] = i;
    return net;
}

static struct tensor *open_boxes(const struct diagram *d, const uint32_t *holes, uint32_t nholes,
                                 const uint32_t *outs, uint32_t nouts)
{
    struct surgery record;
    for (uint32_t i = 0; i < nholes; i++)
        d = diagram_do_open(&work, d, holes[i], &record);
    return stoch_interpret(&work, diagram_marginal(&work, d, outs, nouts));
}

static void random_combs(void)
{
    int bad = 0, defects = 0, refused = 0, wrongly = 0;
    for (int trial = 0; trial < 400; trial++) {
        begin();
        struct net *net = random_latent_net();
        uint32_t n = net->d.nwires, ndistricts;
        struct graph *g = graph_project(&work, diagram_graph(&work, &net->d));
        struct tensor *joint = enumerate(&net->d, net->out, net->d.nout);
        struct set *district = graph_districts(&work, g, &ndistricts), boxes = set_new(&arena, n);
        for (uint32_t i = 0; i < ndistricts; i++)
            if (i == 0 || draw(3) == 0)
                set_join(boxes, district[i]);
        struct comb comb;
        stoch_comb(&comb, &work, joint, g, boxes);
        struct tensor *f = open_boxes(&net->d, comb.hole, comb.nholes, comb.out, comb.nouts);
        bool same = comb.value && f->cells == comb.value->cells;
        for (size_t i = 0; same && i < f->cells; i++)
            same = fabs(f->p[i] - comb.value->p[i]) < 1e-12;
        bad += !same || !comb.unique;
        defects += !(comb.defect < 1e-12);
        uint32_t one = set_next(boxes, 0);
        bool lone = set_empty(g->bi[one]);
        set_clear(boxes);
        set_add(boxes, one);
        refused += !lone;
        wrongly += stoch_comb(&comb, &work, joint, g, boxes) != lone;
        end();
    }
    ok(bad == 0, "400 random combs equal their boxes, interpreted with the holes cut open");
    ok(defects == 0, "and normalise");
    ok(wrongly == 0 && refused > 50, "part of a district is refused (%d)", refused);
}

/* Literal surgery on the whole model, for all values of the cut variables. */
static void random_cuts(void)
{
    int bad = 0, answered = 0, refused = 0;
    for (int trial = 0; trial < 1000; trial++) {
        begin();
        struct net *net = random_latent_net();
        struct graph *g = graph_project(&work, diagram_graph(&work, &net->d));
        struct tensor *joint = enumerate(&net->d, net->out, net->d.nout);
        uint32_t x[MOST_WIRES], nx = 0, keep[MOST_WIRES], nkeep = 0;
        for (uint32_t i = 0; i < net->d.nout; i++) {
            if (nx < 2 && draw(3) == 0)
                x[nx++] = net->out[i];
            else if (draw(2))
                keep[nkeep++] = net->out[i];
        }
        struct tensor *t = stoch_cut_by_combs(&work, joint, g, set_of(net->d.nwires, x, nx), keep, nkeep);
        if (!t) {
            refused += strcmp(last_code(), "not-identifiable") == 0;
            bad += strcmp(last_code(), "not-identifiable") != 0;
            end();
            continue;
        }
        struct tensor *u = open_boxes(&net->d, x, nx, keep, nkeep);
        bool same = t->cells == u->cells;
        for (size_t i = 0; same && i < t->cells; i++)
            same = fabs(t->p[i] - u->p[i]) < 1e-11;
        bad += !same;
        answered += nx > 0 && nkeep > 0;
        end();
    }
    ok(bad == 0, "1000 random cuts by combs equal surgery on the model");
    ok(answered > 300 && refused > 20, "%d answered, %d refused", answered, refused);
}

static void short_memory(void)
{
    bool refused = true;
    long n = 0;
    for (; refused && n < 1000; n++) {
        struct arena small = {0};
        begin();
        struct graph *g = front_door();
        struct tensor *joint = joint_stc((double[]){.25, .25, .125, .125, 0, 0, .0625, .1875});
        struct set cut = set_of(3, (uint32_t[]){S}, 1), boxes = set_of(3, (uint32_t[]){S, C}, 2);
        struct comb comb;
        work.arena = &small;
        mem_fail_after(n);
        bool good = stoch_comb(&comb, &work, joint, g, boxes) &&
                    stoch_cut_by_combs(&work, joint, g, cut, (uint32_t[]){C}, 1);
        refused = mem_failed();
        mem_fail_after(-1);
        if (good == refused || (refused && !diags.out_of_memory))
            break;
        arena_free(&small);
        end();
    }
    ok(!refused && n > 3, "every refused request for memory is an ordinary failure (%ld of them)", n - 1);
}

int main(void)
{
    smoking_comb();
    smoking_cut();
    missing_support();
    random_combs();
    random_cuts();
    misfits();
    random_misfits();
    short_memory();
    return tap_done();
}
