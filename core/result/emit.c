#include "result/emit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plan/cell.h"

void ps_emit_begin(struct ps_emitter *e, json_dump_callback_t sink, void *to, bool lines)
{
    e->sink = sink;
    e->to = to;
    e->lines = lines;
    e->comma = e->failed = false;
    e->used = 0;
}

int ps_emit_file(const char *text, size_t n, void *to)
{
    return fwrite(text, 1, n, to) == n ? 0 : -1;
}

static void hand_over(struct ps_emitter *e)
{
    if (!e->failed && e->used > 0 && e->sink(e->buffer, e->used, e->to) != 0)
        e->failed = true;
    e->used = 0;
}

/* Room for n characters, n being at most what the longest single put() takes. */
static char *room(struct ps_emitter *e, size_t n)
{
    if (sizeof e->buffer - e->used < n)
        hand_over(e);
    return e->buffer + e->used;
}

static void put(struct ps_emitter *e, const char *text, size_t n)
{
    while (n > 0) {
        char *to = room(e, 1);
        size_t step = sizeof e->buffer - e->used;
        if (step > n)
            step = n;
        memcpy(to, text, step);
        e->used += step;
        text += step;
        n -= step;
    }
}

static void put_char(struct ps_emitter *e, char c)
{
    *room(e, 1) = c;
    e->used++;
}

int ps_emit_end(struct ps_emitter *e)
{
    if (e->lines)
        put_char(e, '\n');
    hand_over(e);
    return e->failed ? -1 : 0;
}

/* Before a value: the comma after the one before it. After a value there may come another. */
static void begin_value(struct ps_emitter *e)
{
    if (e->comma)
        put_char(e, ',');
    e->comma = true;
}

static void put_value(struct ps_emitter *e, const char *text)
{
    begin_value(e);
    put(e, text, strlen(text));
}

void ps_emit_open(struct ps_emitter *e, char bracket)
{
    begin_value(e);
    put_char(e, bracket);
    e->comma = false;
}

void ps_emit_close(struct ps_emitter *e, char bracket)
{
    put_char(e, bracket);
    e->comma = true;
}

void ps_emit_line(struct ps_emitter *e)
{
    if (!e->lines)
        return;
    if (e->comma)
        put_char(e, ',');
    put_char(e, '\n');
    e->comma = false;
}

void ps_emit_key(struct ps_emitter *e, const char *name)
{
    ps_emit_text(e, name);
    put_char(e, ':');
    e->comma = false;
}

/* Length of the UTF-8 sequence at s (RFC 3629: no surrogates, nothing overlong, up to U+10FFFF), 0 if it is none. */
static size_t utf8_length(const unsigned char *s)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    switch (s[0]) {
    case 0xe0:
        low = 0xa0;
        break;
    case 0xed:
        high = 0x9f;
        break;
    case 0xf0:
        low = 0x90;
        break;
    case 0xf4:
        high = 0x8f;
        break;
    }
    for (size_t i = 1; i < n; i++) {
        if (s[i] < low || s[i] > high)
            return 0;
        low = 0x80;
        high = 0xbf;
    }
    return n;
}

/* How many bytes at s need no escape: the run that can be copied. */
static size_t plain_length(const unsigned char *s)
{
    size_t n = 0;
    for (;;) {
        unsigned char c = s[n];
        size_t step = c < 0x20 || c == 0x7f || c == '"' || c == '\\' ? 0 : utf8_length(s + n);
        bool c1 = c == 0xc2 && step == 2 && s[n + 1] < 0xa0;
        if (step == 0 || c1)
            return n;
        n += step;
    }
}

static void put_escape(struct ps_emitter *e, unsigned c)
{
    static const char digits[] = "0123456789abcdef";
    const char escape[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    put(e, escape, sizeof escape);
}

void ps_emit_text(struct ps_emitter *e, const char *text)
{
    begin_value(e);
    put_char(e, '"');
    for (const unsigned char *s = (const unsigned char *)text; *s != '\0';) {
        size_t plain = plain_length(s);
        put(e, (const char *)s, plain);
        s += plain;
        size_t length = utf8_length(s);
        if (*s == '\0') {
            break;
        } else if (*s == '"' || *s == '\\') {
            put_char(e, '\\');
            put_char(e, (char)*s);
        } else if (length == 0) {
            put(e, "\xef\xbf\xbd", 3);
            length = 1;
        } else {
            put_escape(e, s[length - 1]); /* ASCII, or C1, whose second byte is its number */
        }
        s += length;
    }
    put_char(e, '"');
}

void ps_emit_string(struct ps_emitter *e, const char *text)
{
    if (text == NULL || text[0] == '\0')
        ps_emit_null(e);
    else
        ps_emit_text(e, text);
}

void ps_emit_integer(struct ps_emitter *e, int64_t value)
{
    enum { DIGITS = 21 };
    char text[DIGITS];
    size_t at = DIGITS;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        text[--at] = '-';
    begin_value(e);
    put(e, text + at, DIGITS - at);
}

void ps_emit_time(struct ps_emitter *e, int64_t ns)
{
    if (ns == PS_MISSING)
        ps_emit_null(e);
    else
        ps_emit_integer(e, ns);
}

void ps_emit_rounded(struct ps_emitter *e, double value)
{
    const double most = 9e18; /* beyond it is no int64_t, nor a time that anybody measured */
    if (isfinite(value) && fabs(value) < most)
        ps_emit_integer(e, llround(value));
    else
        ps_emit_real(e, value);
}

static int put_piece(const char *text, size_t n, void *to)
{
    put(to, text, n);
    return 0;
}

static void emit_value(struct ps_emitter *e, const json_t *value, size_t digits)
{
    begin_value(e);
    if (json_dump_callback(value, put_piece, e, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits)) != 0)
        e->failed = true;
}

void ps_emit_json(struct ps_emitter *e, const json_t *value)
{
    /* As many as a double holds for certain: a number that came as text leaves as the same text. */
    if (value != NULL)
        emit_value(e, value, 15);
    else
        ps_emit_null(e);
}

/* Through jansson, since printf writes the locale's decimal point. */
void ps_emit_real(struct ps_emitter *e, double value)
{
    json_t *real = isfinite(value) ? json_real(value) : json_null();
    if (real != NULL)
        emit_value(e, real, 12);
    else
        e->failed = true;
    json_decref(real);
}

void ps_emit_bool(struct ps_emitter *e, bool value)
{
    put_value(e, value ? "true" : "false");
}

void ps_emit_null(struct ps_emitter *e)
{
    put_value(e, "null");
}

void ps_emit_key_string(struct ps_emitter *e, const char *name, const char *text)
{
    ps_emit_key(e, name);
    ps_emit_string(e, text);
}

void ps_emit_key_integer(struct ps_emitter *e, const char *name, int64_t value)
{
    ps_emit_key(e, name);
    ps_emit_integer(e, value);
}

void ps_emit_key_rounded(struct ps_emitter *e, const char *name, double value)
{
    ps_emit_key(e, name);
    ps_emit_rounded(e, value);
}

void ps_emit_key_real(struct ps_emitter *e, const char *name, double value)
{
    ps_emit_key(e, name);
    ps_emit_real(e, value);
}
