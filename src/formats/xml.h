/* xml.h -- as much XML as networks are written in (W3C 2008): tags, text, comments, sections of characters.
 * Names of tags are read in any case of letters, namespaces are not looked at. */
#ifndef CAUSAL_FORMATS_XML_H
#define CAUSAL_FORMATS_XML_H

#include "formats/formats_int.h"

enum xml_kind { XML_OPEN, XML_CLOSE, XML_END };

/* The tag at hand; the text before it is skipped. */
struct xml_tag {
    enum xml_kind kind;
    struct str name;       /* of the tag, as written */
    struct str attributes; /* what stands behind the name */
    bool alone;            /* <TAG/> */
    const char *from, *to;
};

/* The next tag, comments and declarations left out. False (reported). */
bool xml_next(struct scan *s, struct xml_tag *t);
/* Behind a comment, a processing instruction or a declaration at p; p when there is none. */
const char *xml_behind_aside(const struct scan *s, const char *p);
/* Is it this tag? */
bool xml_is(const struct xml_tag *t, const char *name);
/* The text up to the next tag, blanks at its ends cut, entities replaced, in the draft arena; *from and *to
 * is where it stands. False (reported). */
bool xml_text(struct scan *s, struct str *text, struct span *at);
/* Skip to behind the end of the element that `t` opens. False (reported). */
bool xml_skip(struct scan *s, const struct xml_tag *t);
/* The value of an attribute, not decoded; empty when there is none. */
struct str xml_attribute(const struct xml_tag *t, const char *name);

#endif
