/* sample_scene.h -- pages made by hand: a comb with surgery, and a graph with every role. */
#ifndef CAUSAL_TESTS_SAMPLE_SCENE_H
#define CAUSAL_TESTS_SAMPLE_SCENE_H

#include "draw/draw_int.h"

#define LABEL(text)              \
    {                            \
        (text), sizeof(text) - 1 \
    }
#define NONE UINT32_MAX
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define WIRE(flag, a, b, ...)                                                                     \
    {                                                                                             \
        .flags = (flag), .npoints = sizeof((struct point[]){__VA_ARGS__}) / sizeof(struct point), \
        .p = (const struct point[]){__VA_ARGS__}, .from = (a), .to = (b), .of = NONE              \
    }

/* Smoking: state h, boxes s and c in a comb, t in its slot; s is cut. */
static const struct point comb[] = {{0.5, 1.1}, {4.6, 1.1}, {4.6, 6.4}, {0.5, 6.4},
                                    {0.5, 4.2}, {2.2, 4.2}, {2.2, 2.9}, {0.5, 2.9}};
static const struct point plug[] = {{0.6, 3.0}, {2.1, 3.0}, {2.1, 4.1}, {0.6, 4.1}};
static const struct zone strings_zone[] = {{REGION_COMB, 8, comb, 0}, {REGION_PLUG, 4, plug, 0}};
static const struct mark strings_mark[] = {
    {SHAPE_STATE, FLAG_HIDDEN, 0, 3, 6, 1, 0.65, DIR_UP, LABEL("h"), 1, 0, 0},
    {SHAPE_DOT, FLAG_HIDDEN, 0, 3, 5.4, 0.18, 0.18, DIR_UP, {0}, 1, 0, 0},
    {SHAPE_BOX, FLAG_GHOST, 0, 1.5, 5.1, 1, 0.5, DIR_UP, LABEL("s"), 1, 1, 0},
    {SHAPE_GROUND, FLAG_HIDDEN, 0, 2.4, 4.8, 0.42, 0.18, DIR_UP, {0}, 1, 0, 0},
    {SHAPE_UNIFORM, FLAG_ACCENT, 0, 1.5, 4.6, 0.42, 0.18, DIR_UP, {0}, 1, 1, 0},
    {SHAPE_DOT, 0, 0, 1.3, 4.3, 0.18, 0.18, DIR_UP, {0}, 1, 1, 0},
    {SHAPE_BOX, 0, 0, 1.3, 3.55, 1.1, 0.65, DIR_UP, LABEL("t"), 1, 2, 0},
    {SHAPE_BOX, 0, 0, 2.8, 1.8, 2.2, 0.65, DIR_UP, LABEL("c <&\"'>\x01\xff"), 1, 3, 0},
    {SHAPE_TERMINAL, 0, 0, 2.8, 0.6, 0, 0, DIR_UP, {0}, 1, 3, 0},
    {SHAPE_POINT, FLAG_ACCENT, 0, 6, 5, 1, 0.8, DIR_UP, LABEL("X = 1"), 0.8, 4, 1},
    {SHAPE_EFFECT, 0, 0, 6, 2.6, 1, 0.65, DIR_UP, LABEL("e"), 1, 4, 1},
    {SHAPE_STATE, 0, 0, 8, 5, 0.65, 1, DIR_RIGHT, LABEL("q"), 1, 5, 1},
    {SHAPE_GROUND, 0, 0, 9.5, 5, 0.18, 0.42, DIR_RIGHT, {0}, 1, 5, 1},
    {SHAPE_UNIFORM, 0, 0, 8, 3, 0.42, 0.18, DIR_DOWN, {0}, 1, 6, 1},
    {SHAPE_BOX, FLAG_DIM, 0, 8, 4, 2.6, 0.65, DIR_DOWN,
     LABEL("Gr\xc3\xb6\xc3\x9f"
           "e \xce\xb2\xe2\x82\x81"),
     1, 6, 1},
};
static const struct strand strings_strand[] = {
    WIRE(FLAG_HIDDEN, 0, 1, {3, 5.675}, {3, 5.6}, {3, 5.5}, {3, 5.4}),
    WIRE(FLAG_HIDDEN, 1, 7, {3, 5.4}, {3.4, 5.4}, {3.4, 5.0}, {3.4, 4.6}, {3.4, 3.8}, {3.4, 2.8},
         {3.4, 2.125}),
    WIRE(FLAG_HIDDEN, 1, 3, {3, 5.4}, {2.4, 5.4}, {2.4, 5.2}, {2.4, 4.89}),
    WIRE(FLAG_GHOST, 3, 2, {2.4, 5.4}, {2.4, 5.7}, {1.5, 5.7}, {1.5, 5.35}),
    WIRE(FLAG_ACCENT, 4, 5, {1.5, 4.51}, {1.5, 4.4}, {1.3, 4.4}, {1.3, 4.3}),
    WIRE(0, 5, 6, {1.3, 4.3}, {1.3, 4.1}, {1.3, 4}, {1.3, 3.875}),
    WIRE(0, 6, 7, {1.3, 3.225}, {1.3, 2.7}, {2.2, 2.7}, {2.2, 2.125}),
    WIRE(0, 7, 8, {2.8, 1.475}, {2.8, 1.2}, {2.8, 0.9}, {2.8, 0.6}),
};
static const struct caption strings_caption[] = {
    {CAPTION_WIRE, FLAG_HIDDEN, 3.5, 4, ANCHOR_LEFT, 0.8, 0.23, LABEL("H"), 0},
    {CAPTION_WIRE, 0, 2.8, 0.4, ANCHOR_MIDDLE, 0.8, 0.21, LABEL("C"), 0},
    {CAPTION_TITLE, 0, 5, 0.2, ANCHOR_MIDDLE, 1.1, 2.85, LABEL("cut S in smoking"), NONE},
    {CAPTION_NOTE, 0, 5, 6.8, ANCHOR_MIDDLE, 0.8, 4.05,
     LABEL("a note below: P(c | do(s)), \xe2\x88\x91 \xe2\x89\xa0 'x'"), NONE},
    {CAPTION_REGION, 0, 4.5, 6.2, ANCHOR_RIGHT, 0.8, 0.11, LABEL("f"), 0},
};
static inline struct scene sample_strings(void)
{
    return (struct scene){.width = 10,
                          .height = 7,
                          .nzones = COUNT(strings_zone),
                          .zone = strings_zone,
                          .nstrands = COUNT(strings_strand),
                          .strand = strings_strand,
                          .nmarks = COUNT(strings_mark),
                          .mark = strings_mark,
                          .ncaptions = COUNT(strings_caption),
                          .caption = strings_caption};
}

/* Every role, every arrow. */
#define NODE(r, x, y, name)                                                                                \
    {                                                                                                      \
        SHAPE_NODE, 0, r, x, y, sizeof(name) > 4 ? 1.4 : 0.7, 0.7, DIR_RIGHT, {name, sizeof(name) - 1}, 1, \
            NONE, 0                                                                                        \
    }
static const struct mark graph_mark[] = {
    NODE(NODE_EXPOSURE, 1, 4, "X"),
    NODE(NODE_OUTCOME, 7, 4, "Y"),
    NODE(NODE_ADJUSTED, 4, 2, "Z"),
    NODE(NODE_LATENT, 4, 0.6, "U"),
    NODE(NODE_ANCESTOR_OF_EXPOSURE, 1, 2, "A"),
    NODE(NODE_ANCESTOR_OF_OUTCOME, 7, 2, "B"),
    NODE(NODE_ANCESTOR_OF_BOTH, 2.5, 0.8, "C"),
    NODE(NODE_PLAIN, 4, 4, "Mediator"),
};
static const struct strand graph_strand[] = {
    {0, 4, (const struct point[]){{1.35, 4}, {2, 4}, {2.5, 4}, {3.3, 4}}, 0, 7, true, false, false,
     ARROW_CAUSAL, NONE, 0},
    {0, 4, (const struct point[]){{4.7, 4}, {5, 4}, {6, 4}, {6.65, 4}}, 7, 1, true, false, false,
     ARROW_CAUSAL, NONE, 0},
    {0, 4, (const struct point[]){{3.65, 2.2}, {3, 2.6}, {2, 3}, {1.3, 3.8}}, 2, 0, true, false, false,
     ARROW_BIASING, NONE, 0},
    {0, 4, (const struct point[]){{1, 4.35}, {1.6, 6}, {6.4, 6}, {7, 4.35}}, 0, 1, true, true, true,
     ARROW_PLAIN, NONE, 0},
    {0, 4, (const struct point[]){{7, 2.35}, {7, 2.6}, {7, 3}, {7, 3.65}}, 5, 1, true, false, false,
     ARROW_PLAIN, NONE, 0},
    {FLAG_GHOST, 4, (const struct point[]){{1, 2.35}, {1, 2.6}, {1, 3}, {1, 3.65}}, 4, 0, true, false, false,
     ARROW_PLAIN, NONE, 0},
    {FLAG_HIDDEN, 4, (const struct point[]){{4, 0.95}, {4, 1.1}, {4, 1.2}, {4, 1.65}}, 3, 2, true, false,
     false, ARROW_PLAIN, NONE, 0},
};
static inline struct scene sample_graph(void)
{
    return (struct scene){.width = 8,
                          .height = 6,
                          .nstrands = COUNT(graph_strand),
                          .strand = graph_strand,
                          .nmarks = COUNT(graph_mark),
                          .mark = graph_mark,
                          .dir = DIR_RIGHT};
}

/* A drawing of both, as two pages. */
static struct page sample_pages[2];
static const struct drawing sample_drawing = {.title = LABEL("A & B"),
                                              .desc = LABEL("first <line>\nsecond \"line\" \x02"),
                                              .npages = 2,
                                              .page = sample_pages};

/* The layout and the writers for hands stand aside: this is about the others. */
struct scene *scene_build(struct work *w, const struct drawing *drawing, const struct text_metrics *metrics)
{
    struct scene *scene = ARENA_NEW(w->arena, struct scene, 2);
    (void)drawing;
    (void)metrics;
    if (!scene) {
        diag_oom(w->diags);
        return NULL;
    }
    scene[0] = sample_strings();
    scene[1] = sample_graph();
    return scene;
}

static bool stand_in(struct buf *out, struct work *w, const char *text)
{
    buf_puts(out, text);
    return !out->failed || diag_oom(w->diags);
}

bool draw_tikz(struct buf *out, struct work *w, const struct drawing *d, const struct draw_style *style)
{
    (void)d;
    (void)style;
    return stand_in(out, w, "tikz");
}

bool draw_text(struct buf *out, struct work *w, const struct drawing *d, const struct draw_style *style)
{
    (void)d;
    (void)style;
    return stand_in(out, w, "text");
}

#endif
