/* Values with units. */
#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int bad(struct ps_error *err, const char *option, const char *text, const char *takes)
{
    ps_fail(err, PS_EXIT_USAGE, "%s: \"%s\" is not understood", option, text);
    return ps_error_hint(err, "it takes %s", takes);
}

/* The number that `text` begins with; *unit is what follows it. False if it begins with none. Digits and a point only: neither
 * signs nor exponents, and what strtod() takes besides (inf, nan, hexadecimal) is no value of an option. */
static bool number(const char *text, double *value, const char **unit)
{
    size_t length = strspn(text, "0123456789.");
    if (length == 0 || length > 30)
        return false;
    char digits[32];
    memcpy(digits, text, length);
    digits[length] = '\0';
    char *end;
    *value = strtod(digits, &end);
    *unit = text + length;
    return *end == '\0';
}

int ps_parse_bytes(const char *option, const char *text, uint64_t *bytes, struct ps_error *err)
{
    static const char takes[] = "bytes, or a number with K, M, G or T (1024 each), as 64M";
    static const struct {
        const char *name;
        uint64_t bytes;
    } units[] = {
        {"", 1},
        {"B", 1},
        {"K", 1024},
        {"M", 1024 * 1024},
        {"G", 1024 * 1024 * 1024},
        {"T", 1024ULL * 1024 * 1024 * 1024},
        {"KiB", 1024},
        {"MiB", 1024 * 1024},
        {"GiB", 1024 * 1024 * 1024},
        {"TiB", 1024ULL * 1024 * 1024 * 1024},
    };
    double value;
    const char *unit;
    if (!number(text, &value, &unit))
        return bad(err, option, text, takes);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcasecmp(unit, units[i].name) != 0)
            continue;
        value *= (double)units[i].bytes;
        if (value >= 0x1p52 || value != floor(value))
            return bad(err, option, text, "a whole number of bytes below 4096T");
        *bytes = (uint64_t)value;
        return 0;
    }
    ps_fail(err, PS_EXIT_USAGE, "%s: unknown unit \"%s\" in \"%s\"", option, unit, text);
    return ps_error_hint(err, "it takes %s", takes);
}

int ps_parse_duration(const char *option, const char *text, int64_t *ns, struct ps_error *err)
{
    static const char takes[] = "a time with its unit (ms, s, m or h), as 30s";
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}};
    double value;
    const char *unit;
    if (!number(text, &value, &unit))
        return bad(err, option, text, takes);
    if (*unit == '\0') {
        ps_fail(err, PS_EXIT_USAGE, "%s: \"%s\" has no unit", option, text);
        return ps_error_hint(err, "did you mean %ss?", text);
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        value *= units[i].ns;
        if (value < 1 || value > 1e17) /* 3 years: all sums of times stay far from the end of int64_t */
            return bad(err, option, text, "a time above 0 and below 3 years");
        *ns = (int64_t)value;
        return 0;
    }
    ps_fail(err, PS_EXIT_USAGE, "%s: unknown unit \"%s\" in \"%s\"", option, unit, text);
    return ps_error_hint(err, "it takes %s", takes);
}

int ps_parse_ratio(const char *option, const char *text, double *ratio, struct ps_error *err)
{
    double value;
    const char *unit;
    if (!number(text, &value, &unit) || (*unit != '\0' && strcmp(unit, "%") != 0))
        return bad(err, option, text, "a share, as 2% or 0.02");
    if (*unit == '%')
        value /= 100;
    if (!(value > 0))
        return bad(err, option, text, "a share above 0, as 2%");
    if (value > 1) {
        ps_fail(err, PS_EXIT_USAGE, "%s: \"%s\" is more than the whole", option, text);
        return *unit == '\0' ? ps_error_hint(err, "did you mean %s%%?", text) : ps_error_hint(err, "it takes at most 100%%");
    }
    *ratio = value;
    return 0;
}

int ps_parse_count(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *count, struct ps_error *err)
{
    char takes[80];
    snprintf(takes, sizeof takes, "a whole number from %llu to %llu", (unsigned long long)low, (unsigned long long)high);
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return bad(err, option, text, takes);
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno != 0 || value < low || value > high) {
        ps_fail(err, PS_EXIT_USAGE, "%s: %s is out of range", option, text);
        return ps_error_hint(err, "it takes %s", takes);
    }
    *count = value;
    return 0;
}
