/* theme.c -- colours and line widths. The colours are those of Okabe and Ito (2008), which people with any
 * kind of colour vision tell apart; what they say is also said by shape, dash or width. */
#include "draw/pen.h"

#define RGB(x)                                                                    \
    {                                                                             \
        (uint8_t)((x) >> 16), (uint8_t)((x) >> 8 & 255), (uint8_t)((x)&255), true \
    }

/* Okabe and Ito */
#define ORANGE 0xE69F00
#define SKY 0x56B4E9
#define GREEN 0x009E73
#define BLUE 0x0072B2
#define VERMILLION 0xD55E00
#define PURPLE 0xCC79A7

#define ON_WHITE                                                                                            \
    .paper = RGB(0xFFFFFF), .ink = RGB(0x000000), .fill = RGB(0xFFFFFF), .ghost = RGB(0xA6A6A6),            \
    .hidden = RGB(0x888888), .dim = RGB(0xC4C4C4), .accent = RGB(VERMILLION), .accent_fill = RGB(0xFCEBDF), \
    .accent_text = RGB(0xA84A00), .causal = RGB(BLUE), .biasing = RGB(ORANGE), .exposure = RGB(GREEN),      \
    .exposure_fill = RGB(0xD5EFE6), .outcome = RGB(BLUE), .outcome_fill = RGB(0xD6E8F5),                    \
    .both = RGB(PURPLE), .both_fill = RGB(0xF7E6F0), .adjusted_fill = RGB(0xE8E8E8),                        \
    .region = {{RGB(0xEEF3FB), RGB(0x5B7DB1), PT(3), PT(2)},                                                \
               {RGB(0xFDF3E1), RGB(0xB98A2E), PT(1.2), PT(1.4)},                                            \
               {RGB(0xEAF5F1), RGB(0x3C8F76), PT(0.1), PT(1.6)},                                            \
               {RGB(0xFAEAF3), RGB(0xA85686), PT(6), PT(2)}}

static const struct theme themes[] = {
    [THEME_PRINT] = {ON_WHITE, .line = PT(0.8), .thin = PT(0.4), .thick = PT(1.4), .dash = 1, .em = TEXT_EM},
    [THEME_SLIDES] = {ON_WHITE, .line = PT(1.5), .thin = PT(0.8), .thick = PT(2.2), .dash = 1.5,
                      .em = 1.2 * TEXT_EM},
    [THEME_DARK] = {.paper = RGB(0x16191D),
                    .ink = RGB(0xE8E8E6),
                    .fill = RGB(0x23282E),
                    .ghost = RGB(0x6E747B),
                    .hidden = RGB(0x969CA3),
                    .dim = RGB(0x4A5057),
                    .accent = RGB(0xF08A3C),
                    .accent_fill = RGB(0x47290F),
                    .accent_text = RGB(0xF5A468),
                    .causal = RGB(SKY),
                    .biasing = RGB(ORANGE),
                    .exposure = RGB(0x2DC598),
                    .exposure_fill = RGB(0x12382D),
                    .outcome = RGB(SKY),
                    .outcome_fill = RGB(0x14344A),
                    .both = RGB(PURPLE),
                    .both_fill = RGB(0x40273A),
                    .adjusted_fill = RGB(0x40464D),
                    .region = {{RGB(0x1B2738), RGB(0x7FA0D4), PT(3), PT(2)},
                               {RGB(0x33291A), RGB(0xD3A650), PT(1.2), PT(1.4)},
                               {RGB(0x17302A), RGB(0x5FB89D), PT(0.1), PT(1.6)},
                               {RGB(0x35202E), RGB(0xD08BB4), PT(6), PT(2)}},
                    .line = PT(0.9),
                    .thin = PT(0.45),
                    .thick = PT(1.5),
                    .dash = 1,
                    .em = TEXT_EM},
};

const struct theme *draw_theme(enum picture_theme theme)
{
    return &themes[theme];
}

struct color shapes_ink(const struct theme *t, unsigned flags)
{
    return flags & FLAG_GHOST    ? t->ghost
           : flags & FLAG_DIM    ? t->dim
           : flags & FLAG_ACCENT ? t->accent
           : flags & FLAG_HIDDEN ? t->hidden
                                 : t->ink;
}
