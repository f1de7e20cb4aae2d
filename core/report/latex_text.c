#include "report/latex_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/layout.h"

/* What TeX would take for an instruction, a quotation mark or a ligature. */
static const char *escape_of(char c)
{
    static const struct {
        char c;
        const char *as;
    } all[] = {
        {'\\', "\\textbackslash{}"},
        {'{', "\\{"},
        {'}', "\\}"},
        {'$', "\\$"},
        {'&', "\\&"},
        {'#', "\\#"},
        {'_', "\\_"},
        {'%', "\\%"},
        {'~', "\\textasciitilde{}"},
        {'^', "\\textasciicircum{}"},
        {'<', "\\textless{}"},
        {'>', "\\textgreater{}"},
        {'|', "\\textbar{}"},
        {'"', "{\\char34}"},
        {'`', "{\\char96}"},
        {'\'', "{\\char39}"},
        {'[', "{[}"},

    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].c == c)
            return all[i].as;
    }
    return NULL;
}

/* Characters that the LaTeX kernel (2020 on) sets in any font encoding; letters with accents apart. */
static const char *symbol_of(uint32_t code)
{
    static const struct {
        uint32_t code;
        const char *as;
    } all[] = {
        {0xa9, "\\textcopyright{}"},
        {0xae, "\\textregistered{}"},
        {0xb0, "\\textdegree{}"},
        {0xb1, "$\\pm$"},
        {0xb5, "$\\mu$"},
        {0xd7, "$\\times$"},
        {0xf7, "$\\div$"},
        {0x2013, "--"},
        {0x2014, "---"},
        {0x2026, "\\ldots{}"},
        {0x2122, "\\texttrademark{}"},
        {0x03bc, "$\\mu$"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].code == code)
            return all[i].as;
    }
    return NULL;
}

/* Letters of Latin-1 that have no encoding of their own to be in: not eth and thorn. */
static bool is_letter(uint32_t code)
{
    return code >= 0xc0 && code <= 0xff && code != 0xd0 && code != 0xf0 && code != 0xde && code != 0xfe;
}

/* One character of UTF-8 that is known to be valid; its length. */
static size_t decode(const unsigned char *at, uint32_t *code)
{
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    *code = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++)
        *code = *code << 6 | (at[i] & 0x3fu);
    return length;
}

void ps_latex_text(struct ps_text *line, const char *text)
{
    char safe[2 * PS_LAYOUT_TEXT];
    uint32_t code;
    size_t length;
    ps_safe_text(safe, sizeof safe, text != NULL ? text : "", true);
    for (const unsigned char *at = (const unsigned char *)safe; *at != '\0'; at += length) {
        length = decode(at, &code);
        const char *as = code < 0x80 ? escape_of((char)code) : symbol_of(code);
        if (as != NULL)
            ps_text_add(line, as);
        else if (code < 0x80 || is_letter(code))
            ps_text_add_n(line, (const char *)at, length);
        else
            ps_text_addf(line, "\\textbackslash{}%c%0*x", code > 0xffff ? 'U' : 'u', code > 0xffff ? 8 : 4, (unsigned)code);
        bool dash = (*at == '-' || *at == ',') && at[1] == *at; /* two would be one longer, or a quotation mark */
        ps_text_add(line, dash ? "{}" : "");
    }
}
