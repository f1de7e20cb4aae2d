#include "guard/patterns.h"

#include <stdlib.h>
#include <string.h>

#include "platform/files.h"

enum { LINE_MOST = 4096, FILE_MOST = 1 << 20, STEPS_MOST = 100000 };

/* Where matching stands, and how much more of it there may be: a pattern with many stars could take for ever. */
struct match {
    int steps;
};

/* The end of a bracket expression that begins at `at`, or NULL if it has none. */
static const char *bracket_end(const char *at)
{
    at++;
    at += *at == '!' || *at == '^';
    at += *at == ']';
    while (*at != '\0' && *at != ']')
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    return *at == ']' ? at : NULL;
}

static bool in_bracket(const char *at, const char *end, unsigned char c)
{
    bool negated = at[1] == '!' || at[1] == '^', found = false;
    at += negated ? 2 : 1;
    while (at < end) {
        at += *at == '\\' && at + 1 < end;
        unsigned char low = (unsigned char)*at++, high = low;
        if (at + 1 < end && *at == '-') {
            at++;
            at += *at == '\\' && at + 1 < end;
            high = (unsigned char)*at++;
        }
        found |= low <= c && c <= high;
    }
    return found != negated && c != '/';
}

static bool matches(struct match *match, const char *pattern, const char *text);

/* Two stars between slashes: any number of folders. `pattern` is what follows the stars. */
static bool matches_folders(struct match *match, const char *pattern, const char *text)
{
    if (*pattern == '\0')
        return *text != '\0'; /* all that is below */
    for (pattern++;;) {
        if (matches(match, pattern, text))
            return true;
        text = strchr(text, '/');
        if (text == NULL || match->steps > STEPS_MOST)
            return false;
        text++;
    }
}

static bool matches_star(struct match *match, const char *pattern, const char *text)
{
    while (*pattern == '*')
        pattern++;
    for (;; text++) {
        if (matches(match, pattern, text))
            return true;
        if (*text == '\0' || *text == '/' || match->steps > STEPS_MOST)
            return false;
    }
}

static bool matches(struct match *match, const char *pattern, const char *text)
{
    const char *begin = pattern;
    for (; *pattern != '\0'; text++) {
        if (++match->steps > STEPS_MOST)
            return false;
        const char *end;
        if (pattern[0] == '*') {
            bool whole =
                (pattern == begin || pattern[-1] == '/') && pattern[1] == '*' && (pattern[2] == '/' || pattern[2] == '\0');
            return whole ? matches_folders(match, pattern + 2, text) : matches_star(match, pattern, text);
        }
        if (*text == '\0')
            return false;
        if (pattern[0] == '[' && (end = bracket_end(pattern)) != NULL) {
            if (!in_bracket(pattern, end, (unsigned char)*text))
                return false;
            pattern = end + 1;
            continue;
        }
        if (pattern[0] == '\\' && pattern[1] != '\0')
            pattern++;
        else if (pattern[0] == '?' && *text != '/') {
            pattern++;
            continue;
        }
        if (*pattern++ != *text)
            return false;
    }
    return *text == '\0';
}

static bool holds(const struct ps_pattern *pattern, const char *path)
{
    struct match match = {0};
    if (pattern->bound)
        return matches(&match, pattern->text, path);
    const char *name = strrchr(path, '/');
    return matches(&match, pattern->text, name != NULL ? name + 1 : path);
}

enum ps_pattern_says ps_patterns_match(const struct ps_patterns *patterns, const char *path, bool is_folder)
{
    for (size_t i = patterns->n; i-- > 0;) {
        const struct ps_pattern *pattern = &patterns->list[i];
        if ((!pattern->folders_only || is_folder) && holds(pattern, path))
            return pattern->takes_back ? PS_PATTERN_TAKEN_BACK : PS_PATTERN_LEFT_OUT;
    }
    return PS_PATTERN_NOTHING;
}

/* Blanks at the end do not count, unless a backslash stands before them. */
static size_t without_blanks(const char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == '\n'))
        length--;
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t') && (length < 2 || line[length - 2] != '\\'))
        length--;
    return length;
}

int ps_patterns_add(struct ps_patterns *patterns, const char *line, size_t length, struct ps_error *err)
{
    struct ps_pattern pattern = {0};
    length = without_blanks(line, length);
    if (length == 0 || length > LINE_MOST || line[0] == '#')
        return 0;
    pattern.takes_back = line[0] == '!';
    line += pattern.takes_back;
    length -= pattern.takes_back;
    pattern.folders_only = length > 0 && line[length - 1] == '/';
    length -= pattern.folders_only;
    if (length == 0)
        return 0;
    pattern.bound = memchr(line, '/', length) != NULL;
    length -= line[0] == '/';
    line += line[0] == '/';
    struct ps_pattern *list = realloc(patterns->list, (patterns->n + 1) * sizeof *list);
    if (list != NULL)
        patterns->list = list;
    pattern.text = list != NULL ? malloc(length + 1) : NULL;
    if (pattern.text == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for a pattern");
    memcpy(pattern.text, line, length);
    pattern.text[length] = '\0';
    patterns->list[patterns->n++] = pattern;
    return 0;
}

int ps_patterns_read(struct ps_patterns *patterns, const char *path, struct ps_error *err)
{
    FILE *file = ps_file_open(path, "rb");
    if (file == NULL)
        return 0;
    char line[LINE_MOST + 2];
    int status = 0;
    size_t before = 0;
    bool torn = false; /* the line before was longer than the buffer: this is its rest */
    while (status == 0 && before < FILE_MOST && fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(line);
        bool whole = length > 0 && line[length - 1] == '\n';
        bool bom = before == 0 && strncmp(line, "\xef\xbb\xbf", 3) == 0;
        if (!torn && (whole || feof(file)))
            status = ps_patterns_add(patterns, line + (bom ? 3 : 0), length - (bom ? 3 : 0), err);
        torn = !whole;
        before += length;
    }
    fclose(file);
    return status;
}

void ps_patterns_free(struct ps_patterns *patterns)
{
    for (size_t i = 0; i < patterns->n; i++)
        free(patterns->list[i].text);
    free(patterns->list);
    *patterns = (struct ps_patterns){0};
}
