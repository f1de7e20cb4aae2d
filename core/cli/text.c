/* Text that came from outside, made safe; and text that is wrapped. */
#include "cli/terminal.h"

#include <string.h>

/* Decodes one character of UTF-8 at `text` into *code; its length, or 0 if it is none (overlong, surrogate, torn). */
static size_t decode(const unsigned char *text, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80 ? 1 : text[0] >> 5 == 0x6 ? 2 : text[0] >> 4 == 0xe ? 3 : text[0] >> 3 == 0x1e ? 4 : 0;
    if (length <= 1) {
        *code = text[0];
        return length;
    }
    *code = text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (text[i] >> 6 != 0x2)
            return 0;
        *code = *code << 6 | (text[i] & 0x3fu);
    }
    bool valid = *code >= least[length] && *code <= 0x10ffff && (*code < 0xd800 || *code > 0xdfff);
    return valid ? length : 0;
}

/* Marks that reorder what stands around them (Unicode TR 9), or take no room at all: a name could pass for another. */
static bool deceives(uint32_t code)
{
    return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
           code == 0x061c || code == 0xfeff || code == 0x00ad;
}

void ps_safe_next(const char **text, char shown[PS_SAFE_NEXT], bool utf8)
{
    const unsigned char *at = (const unsigned char *)*text;
    uint32_t code;
    size_t length = decode(at, &code);
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    *text += length > 0 ? length : 1;
    if (length == 0)
        snprintf(shown, PS_SAFE_NEXT, "\\x%02x", *at);
    else if (code == '\n')
        strcpy(shown, "\\n");
    else if (code == '\t')
        strcpy(shown, "\\t");
    else if (control)
        snprintf(shown, PS_SAFE_NEXT, "\\x%02x", (unsigned)code);
    else if (deceives(code) || (code >= 0x80 && !utf8))
        snprintf(shown, PS_SAFE_NEXT, code > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code);
    else
        snprintf(shown, PS_SAFE_NEXT, "%.*s", (int)length, (const char *)at);
}

void ps_safe_text(char *to, size_t room, const char *text, bool utf8)
{
    size_t used = 0;
    while (*text) {
        char shown[PS_SAFE_NEXT];
        ps_safe_next(&text, shown, utf8);
        size_t length = strlen(shown);
        if (used + length >= room)
            break;
        memcpy(to + used, shown, length);
        used += length;
    }
    to[used] = '\0';
}

void ps_print_safe(FILE *to, const char *text)
{
    bool utf8 = ps_terminal_utf8();
    while (*text) {
        char shown[PS_SAFE_NEXT];
        ps_safe_next(&text, shown, utf8);
        fputs(shown, to);
    }
}

/* Of a text of `length` bytes, which need not end there. */
static size_t columns_of(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

size_t ps_text_columns(const char *text)
{
    return columns_of(text, strlen(text));
}

const char *ps_text_at(const char *text, size_t column)
{
    for (; *text != '\0' && column > 0; column--) {
        text++;
        while (((unsigned char)*text & 0xc0) == 0x80)
            text++;
    }
    return text;
}

void ps_print_wrapped(FILE *to, const char *text, int indent, int columns)
{
    ps_print_wrapped_at(to, text, indent, indent, columns);
}

void ps_print_wrapped_at(FILE *to, const char *text, int begin, int indent, int columns)
{
    size_t at = (size_t)begin;
    bool fresh = true;
    while (*(text += strspn(text, " ")) != '\0') {
        size_t length = strcspn(text, " ");
        size_t width = columns_of(text, length);
        bool full = columns > 0 && at + !fresh + width > (size_t)columns;
        if (full && (!fresh || at > (size_t)indent)) {
            fprintf(to, "\n%*s", indent, "");
            at = (size_t)indent;
            fresh = true;
        }
        fprintf(to, "%s%.*s", fresh ? "" : " ", (int)length, text);
        at += width + !fresh;
        fresh = false;
        text += length;
    }
    fputc('\n', to);
}
