#include "report/script_text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static int put(struct ps_script_text *s, const void *bytes, size_t n)
{
    errno = 0;
    if (fwrite(bytes, 1, n, s->to) == n)
        return 0;
    s->os = errno != 0 ? errno : EIO;
    return -1;
}

/* U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069: all are three bytes, e2 80 xx or e2 81 xx. */
static bool reorders(unsigned char second, unsigned char third)
{
    return second == 0x80 ? third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae) : third >= 0xa6 && third <= 0xa9;
}

static int put_escape(struct ps_script_text *s, const char *backslash, unsigned code)
{
    char escape[16];
    snprintf(escape, sizeof escape, "%su%04x", backslash, code);
    return put(s, escape, strlen(escape));
}

/* One byte that is not plain, or comes after what is held. */
static int put_byte(struct ps_script_text *s, unsigned char c)
{
    if (s->held_n == 2) {
        s->held_n = 0;
        if (reorders(s->held[1], c))
            return put_escape(s, "\\\\", 0x2000u | (s->held[1] & 0x3fu) << 6 | (c & 0x3fu));
        return put(s, s->held, 2) != 0 ? -1 : put(s, &c, 1);
    }
    if (s->held_n == 1 && s->held[0] == 0xc2) {
        s->held_n = 0;
        if (c < 0xa0)
            return put_escape(s, "\\", c);
        return put(s, s->held, 1) != 0 ? -1 : put(s, &c, 1);
    }
    if (s->held_n == 1 && (c == 0x80 || c == 0x81)) {
        s->held[s->held_n++] = c;
        return 0;
    }
    if (s->held_n == 1) {
        s->held_n = 0;
        return put(s, s->held, 1) != 0 ? -1 : put_byte(s, c);
    }
    if (c == 0xe2 || c == 0xc2) {
        s->held[s->held_n++] = c;
        return 0;
    }
    return c == '<' || c == '>' || c == '&' || c == 0x7f ? put_escape(s, "\\", c) : put(s, &c, 1);
}

int ps_script_text_write(const char *text, size_t n, void *to)
{
    struct ps_script_text *s = to;
    for (size_t done = 0; done < n;) {
        size_t plain = 0;
        while (s->held_n == 0 && done + plain < n && strchr("<>&\x7f\xc2\xe2", text[done + plain]) == NULL)
            plain++;
        if (plain > 0 && put(s, text + done, plain) != 0)
            return -1;
        done += plain;
        if (done < n && put_byte(s, (unsigned char)text[done++]) != 0)
            return -1;
    }
    return 0;
}
