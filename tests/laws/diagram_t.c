/* diagram_t.c -- the laws of copy-discard diagrams hold up to equality, and things that differ are told
 * apart. */
#include "random_model.h"
#include "tap.h"

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work w = {&arena, &diags, NULL};
static const struct type two = {.n = 2, .state = state_names}, three = {.n = 3, .state = state_names};
static const struct wire A = {.name = STR("A"), .type = &two}, B = {.name = STR("B"), .type = &three};

static struct diagram *gen(const char *name, uint32_t nin, uint32_t nout)
{
    const struct box shape = {.name = str_of(name), .kind = BOX_MECHANISM, .nin = nin, .nout = nout};
    const struct wire wires[4] = {A, A, A, A};
    return diagram_of_box(&w, &shape, wires, wires);
}

#define SEQ(a, b) diagram_compose(&w, (a), (b))
#define PAR(a, b) diagram_tensor(&w, (a), (b))
#define EQ(a, b) diagram_equal(&w, (a), (b))

static void comonoid(void)
{
    struct diagram *id = diagram_identity(&w, &A, 1), *copy = diagram_copy(&w, &A, 1),
                   *del = diagram_discard(&w, &A, 1);
    struct diagram *swap = diagram_swap(&w, &A, 1, &A, 1), *f = gen("f", 1, 1), *g = gen("g", 1, 1),
                   *h = gen("h", 2, 1);
    ok(EQ(SEQ(copy, PAR(copy, id)), SEQ(copy, PAR(id, copy))), "copy is associative");
    ok(EQ(SEQ(copy, swap), copy), "copy is commutative");
    ok(EQ(SEQ(copy, PAR(del, id)), id) && EQ(SEQ(copy, PAR(id, del)), id), "discard is a unit of copy");
    ok(EQ(SEQ(swap, swap), PAR(id, id)), "swapping twice is doing nothing");
    ok(EQ(SEQ(id, f), f) && EQ(SEQ(f, id), f), "identities");
    ok(EQ(SEQ(SEQ(f, g), f), SEQ(f, SEQ(g, f))), "composition is associative");
    ok(EQ(SEQ(PAR(f, id), PAR(id, g)), SEQ(PAR(id, g), PAR(f, id))), "interchange");
    ok(EQ(SEQ(PAR(f, g), swap), SEQ(swap, PAR(g, f))), "swap is natural");
    ok(!EQ(f, g), "different boxes differ");
    ok(!EQ(SEQ(f, g), SEQ(g, f)), "order matters");
    ok(!EQ(h, SEQ(swap, h)), "a box with its inputs swapped is another");
    ok(!EQ(SEQ(f, copy), SEQ(copy, PAR(f, f))), "copying a box is not running it twice: copy is not natural");
    ok(EQ(SEQ(f, del), del), "discarding a box is discarding its input: discard is natural");
    ok(EQ(PAR(SEQ(gen("s", 0, 1), del), SEQ(gen("t", 0, 1), del)),
          PAR(SEQ(gen("t", 0, 1), del), SEQ(gen("s", 0, 1), del))),
       "closed pieces commute");
    ok(EQ(diagram_copy(&w, (struct wire[]){A, B}, 2),
          SEQ(PAR(diagram_copy(&w, &A, 1), diagram_copy(&w, &B, 1)),
              PAR(PAR(diagram_identity(&w, &A, 1), diagram_swap(&w, &A, 1, &B, 1)),
                  diagram_identity(&w, &B, 1)))),
       "copying a pair is copying each");
    ok(diagram_compose(&w, diagram_identity(&w, &A, 1), diagram_identity(&w, &B, 1)) == NULL &&
           diags.errors == 1,
       "composing different types is refused");
}

/* A copy of d with its boxes and wires renumbered at random, boxes still in topological order. */
static struct diagram *shuffled(struct rng *r, const struct diagram *d)
{
    uint32_t *to = ARENA_NEW(&arena, uint32_t, d->nwires), *out = ARENA_NEW(&arena, uint32_t, d->nout);
    struct wire *wire = ARENA_NEW(&arena, struct wire, d->nwires);
    const struct box **box = ARENA_NEW(&arena, const struct box *, d->nboxes);
    bool *ready = ARENA_NEW(&arena, bool, d->nwires), *used = ARENA_NEW(&arena, bool, d->nboxes);
    struct diagram *e = ARENA_NEW(&arena, struct diagram, 1);
    for (uint32_t i = 0; i < d->nwires; i++)
        to[i] = i;
    for (uint32_t i = d->nwires; i-- > 1;) {
        uint32_t k = rng_below(r, i + 1), t = to[i];
        to[i] = to[k];
        to[k] = t;
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        wire[to[i]] = d->wire[i];
    for (uint32_t n = 0; n < d->nboxes;) {
        uint32_t k = rng_below(r, d->nboxes);
        bool can = !used[k];
        for (uint32_t i = 0; i < d->box[k]->nin; i++)
            can = can && ready[d->box[k]->in[i]];
        if (!can)
            continue;
        struct box *b = ARENA_NEW(&arena, struct box, 1);
        uint32_t *wires = ARENA_NEW(&arena, uint32_t, (size_t)d->box[k]->nin + 1);
        *b = *d->box[k];
        for (uint32_t i = 0; i < b->nin; i++)
            wires[i] = to[b->in[i]];
        wires[b->nin] = to[b->out[0]];
        ready[b->out[0]] = used[k] = true;
        b->in = wires;
        b->out = wires + b->nin;
        box[n++] = b;
    }
    for (uint32_t i = 0; i < d->nout; i++)
        out[i] = to[d->out[i]];
    *e = *d;
    e->wire = wire;
    e->box = box;
    e->out = out;
    return e;
}

static void isomorphism(void)
{
    struct rng r = {7};
    int same = 0, apart = 0, tries = 1000;
    for (int i = 0; i < tries; i++) {
        struct model *m = random_model(&w, &r, 2 + rng_below(&r, 4), rng_below(&r, 3), 3, 0.5, 0);
        struct diagram *e = shuffled(&r, m->net);
        struct surgery record;
        same += EQ(m->net, e);
        uint32_t x = rng_below(&r, m->nvars);
        struct diagram *cut = diagram_cut(&w, m->net, x, &record);
        apart += !EQ(cut, e);
        if (i % 100 == 99)
            arena_free(&arena);
    }
    ok(same == tries, "renumbering %d random diagrams leaves them equal", same);
    ok(apart == tries, "surgery on them makes %d different ones", apart);
}

static void floating(void)
{
    struct diagram *s = gen("s", 0, 1), *all = s;
    for (int i = 0; i < 40; i++)
        all = PAR(all, SEQ(gen("s", 0, 1), diagram_discard(&w, &A, 1)));
    ok(EQ(all, s), "forty floating boxes say nothing");
    for (int i = 0; i < 40; i++)
        all = PAR(all, gen("s", 0, 1));
    ok(EQ(all, all), "forty boxes of one name are matched at once");
    ok(!EQ(all, PAR(all, s)), "and counted");
}

static void surgery(void)
{
    struct rng r = {11};
    struct model *m = random_model(&w, &r, 4, 1, 2, 0.9, 0);
    struct surgery record;
    struct diagram *cut = diagram_cut(&w, m->net, 2, &record);
    uint32_t shared = 0;
    for (uint32_t k = 0; k < cut->nboxes; k++)
        shared += cut->box[k] == m->net->box[k];
    ok(shared == cut->nboxes - 1, "surgery shares all boxes but one");
    ok(record.removed == m->mechanism[2] && record.placed->kind == BOX_UNIFORM, "and says which");
    struct diagram *ab = diagram_cut(&w, diagram_cut(&w, m->net, 1, &record), 2, &record);
    struct diagram *ba = diagram_cut(&w, diagram_cut(&w, m->net, 2, &record), 1, &record);
    ok(EQ(ab, ba), "cuts of two boxes commute");
    ok(EQ(diagram_cut(&w, cut, 2, &record), cut), "cutting twice is cutting once");
    uint32_t from = 3;
    double matrix[4] = {1, 0, 0, 1};
    ok(diagram_do_policy(&w, m->net, 0, &from, 1, matrix, &record) == NULL,
       "a policy that looks below itself is refused");
    size_t before = diags.n;
    ok(diagram_cut(&w, gen("f", 1, 1), 0, &record) == NULL &&
           str_eq(str_of(diags.list[before].code), STR("no-box")),
       "an input has no box to cut");
    ok(diagram_cut(&w, gen("f", 1, 2), 1, &record) == NULL &&
           str_eq(str_of(diags.list[before + 1].code), STR("joint-box")),
       "one of two outputs of a box cannot be cut alone");
    from = 0;
    struct diagram *policy = diagram_do_policy(&w, m->net, 2, &from, 1, matrix, &record);
    ok(policy && record.placed->nin == 1, "a policy that looks above itself is placed");
}

int main(void)
{
    comonoid();
    floating();
    surgery();
    isomorphism();
    arena_free(&arena);
    return tap_done();
}
