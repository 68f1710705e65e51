/* signature.c -- what a file is that is no table of text, by its first bytes.
 *
 * The usual slips: the spreadsheet itself, the page that says "not found", a file packed by something else.
 * Each would be refused anyhow, but as a header that is not UTF-8 or a column that is not there, which helps
 * nobody. */
#include "data/signature.h"

#include <ctype.h>
#include <string.h>

/* BYTES("..") may hold NUL. */
#define BYTES(literal) (literal), sizeof(literal) - 1

static const char AS_CSV[] = "save the table as CSV, with the program that made it";
static const char UNPACK[] = "unpack it first: of packed files only those of gzip are read";
static const char UTF16[] = "convert the file, for example with `iconv -f utf-16 -t utf-8`";
static const char UTF32[] = "convert the file, for example with `iconv -f utf-32 -t utf-8`";
static const char FETCH[] = "was it fetched from the web? look into it: it may say why there is no table";

static const struct signature {
    const char *bytes;
    size_t n;
    const char *what, *hint; /* hint NULL: none */
} known[] = {
    {BYTES("\x89PNG\r\n"), "a PNG picture, and no table of text", NULL},
    {BYTES("\xFF\xD8\xFF"), "a JPEG picture, and no table of text", NULL},
    {BYTES("GIF87a"), "a GIF picture, and no table of text", NULL},
    {BYTES("GIF89a"), "a GIF picture, and no table of text", NULL},
    {BYTES("%PDF-"), "a PDF document, and no table of text", NULL},
    {BYTES("PK\3\4"), "a ZIP archive, as spreadsheets are, and no table of text", AS_CSV},
    {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "an old Office document, and no table of text", AS_CSV},
    {BYTES("SQLite format 3\0"), "an SQLite database, and no table of text",
     "a table of it is read by `observe .. from \"sqlite:FILE?table=NAME\"`"},
    {BYTES("PAR1\x15"), "a Parquet file, and no table of text", AS_CSV},
    {BYTES("ARROW1\0"), "an Arrow file, and no table of text", AS_CSV},
    {BYTES("\x7F"
           "ELF"),
     "a program, and no table of text", NULL},
    {BYTES("BZh91AY"), "packed by bzip2", UNPACK},
    {BYTES("\xFD"
           "7zXZ\0"),
     "packed by xz", UNPACK},
    {BYTES("\x28\xB5\x2F\xFD"), "packed by zstd", UNPACK},
    {BYTES("\xFF\xFE\0\0"), "text in UTF-32, not in UTF-8", UTF32}, /* before UTF-16, which begins alike */
    {BYTES("\xFF\xFE"), "text in UTF-16, not in UTF-8", UTF16},
    {BYTES("\xFE\xFF"), "text in UTF-16, not in UTF-8", UTF16},
    {BYTES("version https://git-lfs"), "a pointer of Git LFS, and not the file",
     "fetch it by `git lfs pull`"},
};

/* Begins with the word, in any case, perhaps behind blanks. */
static bool begins(struct str s, const char *word)
{
    while (s.n && isspace((unsigned char)*s.s)) {
        s.s++;
        s.n--;
    }
    size_t n = strlen(word);
    for (size_t i = 0; i < n; i++)
        if (i == s.n || tolower((unsigned char)s.s[i]) != word[i])
            return false;
    return true;
}

static bool refuse(struct work *w, const struct data_request *q, const char *what, const char *hint)
{
    diag_error(w->diags, "csv", q->at, "`%.*s` is %s", STR_ARG(q->name), what);
    return hint ? diag_hint(w->diags, "%s", hint) : false;
}

bool signature_may_be_csv(struct work *w, const struct data_request *q, struct str first)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(first, (struct str){known[i].bytes, known[i].n}))
            return refuse(w, q, known[i].what, known[i].hint);
    if (begins(first, "<!doctype html") || begins(first, "<html"))
        return refuse(w, q, "a page of HTML, and no table", FETCH);
    return true;
}
