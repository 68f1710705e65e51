/* formats.c -- which format a file is in, and its reader and writer. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <string.h>

struct suffix {
    const char *suffix;
    enum format format;
};

static const struct suffix suffixes[] = {
    {".cdl", FORMAT_CDL},    {".bif", FORMAT_BIF},   {".xmlbif", FORMAT_XMLBIF},
    {".xml", FORMAT_XMLBIF}, {".net", FORMAT_NET},   {".dot", FORMAT_DOT},
    {".gv", FORMAT_DOT},     {".json", FORMAT_JSON}, {".dagitty", FORMAT_DAGITTY},
};

const char format_suffixes[] = ".cdl, .bif, .xmlbif, .xml, .net, .dagitty, .dot, .gv and .json";

static bool cut_suffix(struct str *s, const char *suffix)
{
    size_t n = strlen(suffix);
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = s->s[s->n - n + i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != suffix[i])
            return false;
    }
    s->n -= n;
    return true;
}

struct format_name format_of(struct str path)
{
    struct format_name f = {.base = path};
    for (size_t i = path.n; i-- > 0;)
        if (path.s[i] == '/') {
            f.base = (struct str){path.s + i + 1, path.n - i - 1};
            break;
        }
    f.packed = cut_suffix(&f.base, ".gz");
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && !f.format; i++)
        if (cut_suffix(&f.base, suffixes[i].suffix))
            f.format = suffixes[i].format;
    return f;
}

static struct model *read_as(struct scan *s, enum format format, struct str name, struct format_joint *joint)
{
    switch (format) {
    case FORMAT_BIF:
        return bif_read(s, name);
    case FORMAT_XMLBIF:
        return xmlbif_read(s, name);
    case FORMAT_NET:
        return hugin_read(s, name);
    case FORMAT_DAGITTY:
        return dagitty_read(s, name);
    case FORMAT_DOT:
        return dot_read(s, name);
    case FORMAT_JSON:
        return json_model_read(s, name, joint);
    default:
        return NULL;
    }
}

/* What to do, where a complaint does not say it. */
static void advise(struct diags *d, size_t from)
{
    for (size_t i = from; i < d->n; i++)
        if (!d->list[i].hint.n && d->list[i].span.end)
            d->list[i].hint = STR("mend this place, or have the program that wrote the text write it again");
}

struct model *formats_read(struct work *keep, struct arena *draft, enum format format,
                           const struct text *text, struct str name, struct format_joint *joint)
{
    const struct text *outer = keep->diags->text;
    struct str body = text->body;
    struct scan s = {.begin = body.s, .p = body.s, .end = body.s + body.n, .w = keep, .draft = draft};
    *joint = (struct format_joint){0};
    if (str_starts(body, STR("\xEF\xBB\xBF"))) /* a byte order mark */
        s.p += 3;
    keep->diags->text = text;
    size_t from = keep->diags->n;
    struct model *m = scan_text(&s) ? read_as(&s, format, name, joint) : NULL;
    advise(keep->diags, from);
    keep->diags->text = outer;
    return m;
}

bool formats_write(struct buf *out, struct work *w, enum format format, const struct model *m,
                   const struct format_joint *joint, struct span at)
{
    static const struct {
        const char *name;
        bool (*write)(const struct writing *w);
    } writer[] = {[FORMAT_CDL] = {"CDL", cdl_write},
                  [FORMAT_BIF] = {"BIF", bif_write},
                  [FORMAT_XMLBIF] = {"XMLBIF", xmlbif_write},
                  [FORMAT_NET] = {".net", hugin_write},
                  [FORMAT_DAGITTY] = {"dagitty", dagitty_write},
                  [FORMAT_DOT] = {"DOT", dot_write},
                  [FORMAT_JSON] = {"JSON", json_model_write}};
    struct writing writing = {
        .out = out, .w = w, .m = m, .joint = joint, .at = at, .format = writer[format].name};
    size_t from = out->n;
    bool good = writer[format].write(&writing);
    if (good && interrupted()) /* then tables are not written to their ends */
        good = diag_interrupted(w->diags);
    if (good && out->failed)
        good = diag_oom(w->diags);
    if (!good)
        out->n = from;
    return good;
}
