#include "guard/output.h"

#include <ctype.h>
#include <string.h>

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

bool ps_guard_error_not_found(const char *error, bool of_child)
{
    static const char *const words[] = {"Can't get attribute '", "Can't pickle ", "Can't get local object ",
                                        "Can't get local attribute"};
    static const char *const modules[] = {"ModuleNotFoundError: ", "ImportError: cannot import name "};
    bool by_type = starts(error, "AttributeError: ") || strstr(error, "PicklingError: ") != NULL;
    for (size_t i = 0; by_type && i < sizeof words / sizeof *words; i++) {
        if (strstr(error, words[i]) != NULL)
            return true;
    }
    for (size_t i = 0; of_child && i < sizeof modules / sizeof *modules; i++) {
        if (starts(error, modules[i]))
            return true;
    }
    return of_child && starts(error, "AttributeError: module '__m") && strstr(error, "main__' has no attribute '") != NULL;
}

/* ---- lines ---- */

/* "module.Name: message" or "Name": what ends a traceback. */
static bool is_error(const char *line)
{
    size_t name = strcspn(line, ": ");
    bool upper = false;
    for (size_t i = 0; i < name; i++) {
        if (!isalnum((unsigned char)line[i]) && line[i] != '_' && line[i] != '.')
            return false;
        upper |= isupper((unsigned char)line[i]) != 0;
    }
    return upper && (line[name] == '\0' || (line[name] == ':' && (line[name + 1] == ' ' || line[name + 1] == '\0')));
}

static void judge_error(struct ps_guard_output *output)
{
    bool pool = strstr(output->error, "BrokenProcessPool") != NULL; /* says so of children, in their parent */
    if (output->of_child && !pool && (output->chained || output->child_error[0] == '\0'))
        memcpy(output->child_error, output->error, sizeof output->child_error);
    output->died_in_main |= output->of_child && output->through_main;
    output->not_importable |= ps_guard_error_not_found(output->error, output->of_child);
}

/* To a text with room for PS_GUARD_LINE bytes. */
static void append(char *text, const char *more)
{
    size_t length = strlen(text), n = strlen(more), room = PS_GUARD_LINE - 1 - length;
    memcpy(text + length, more, n < room ? n : room);
    text[length + (n < room ? n : room)] = '\0';
}

/* A message of several lines, of which the first says nothing, is a paragraph: up to an empty line, or one that is not indented.
 * False: that line is not of it. */
static bool go_on(struct ps_guard_output *output, const char *line)
{
    bool indented = line[0] == ' ' || line[0] == '\t';
    while (*line == ' ' || *line == '\t')
        line++;
    bool said = output->error[strlen(output->error) - 1] != ' ';
    if (*line != '\0' && (indented || !said)) {
        if (said)
            append(output->error, " ");
        append(output->error, line);
        return true;
    }
    if (!said)
        return *line == '\0';
    output->state = PS_TRACEBACK_NONE;
    judge_error(output);
    return *line == '\0';
}

static void begin_error(struct ps_guard_output *output, const char *line)
{
    memcpy(output->error, line, sizeof output->error);
    size_t length = strlen(output->error);
    bool says_more = length > 0 && (output->error[length - 1] == ' ' || output->error[length - 1] == ':');
    if (says_more && output->error[length - 1] == ':')
        append(output->error, " ");
    output->state = says_more ? PS_TRACEBACK_MESSAGE : PS_TRACEBACK_NONE;
    if (!says_more)
        judge_error(output);
}

/* Between an error and the one that came of it. */
static bool is_chain(const char *line)
{
    return starts(line, "During handling of the above exception,") || starts(line, "The above exception was the direct cause of");
}

static bool is_process_name(const char *line)
{
    return starts(line, "Process ") && line[strlen(line) - 1] == ':';
}

static void take_line(struct ps_guard_output *output)
{
    char *line = output->line;
    while (output->line_n > 0 && (line[output->line_n - 1] == '\r' || line[output->line_n - 1] == '\0'))
        output->line_n--;
    memset(line + output->line_n, 0, sizeof output->line - output->line_n);
    output->line_n = 0;
    output->bootstrap |= strstr(line, "finished its bootstrapping phase") != NULL;
    if (output->state == PS_TRACEBACK_MESSAGE && go_on(output, line))
        return;
    if (is_chain(line)) {
        output->state = PS_TRACEBACK_CHAINED;
    } else if (starts(line, "Traceback (most recent call last):")) {
        output->chained = output->state == PS_TRACEBACK_CHAINED && output->of_child;
        output->of_child = output->state == PS_TRACEBACK_NAMED || output->chained;
        output->through_main = false;
        output->state = PS_TRACEBACK_FRAMES;
    } else if (is_process_name(line)) {
        output->state = PS_TRACEBACK_NAMED;
    } else if (output->state == PS_TRACEBACK_NONE && starts(line, "  File \"")) {
        output->of_child = output->through_main = false; /* a SyntaxError of the program itself has no line before it */
        output->state = PS_TRACEBACK_FRAMES;
    } else if (output->state == PS_TRACEBACK_FRAMES && line[0] == ' ') {
        output->of_child |= strstr(line, ", in spawn_main") != NULL || strstr(line, ", in _serve_one") != NULL;
        output->through_main |= strstr(line, ", in _fixup_main_from_") != NULL;
    } else if (output->state == PS_TRACEBACK_FRAMES && is_error(line)) {
        begin_error(output, line);
    }
}

/* ---- what comes ---- */

static void keep_tail(struct ps_guard_output *output, const char *text, size_t n)
{
    size_t room = sizeof output->tail;
    if (n > room) {
        text += n - room;
        n = room;
    }
    size_t kept = output->tail_n + n > room ? room - n : output->tail_n;
    memmove(output->tail, output->tail + output->tail_n - kept, kept);
    memcpy(output->tail + kept, text, n);
    output->tail_n = kept + n;
}

void ps_guard_output_take(struct ps_guard_output *output, const char *text, size_t n)
{
    output->bytes += n;
    keep_tail(output, text, n);
    for (const char *end = text + n; text < end;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline != NULL ? newline : end) - text);
        size_t room = sizeof output->line - 1 - output->line_n, fits = length < room ? length : room;
        memcpy(output->line + output->line_n, text, fits);
        output->line_n += fits;
        text += length + (newline != NULL);
        if (newline != NULL)
            take_line(output);
    }
}

void ps_guard_output_end(struct ps_guard_output *output)
{
    if (output->line_n > 0)
        take_line(output);
    if (output->state == PS_TRACEBACK_MESSAGE)
        judge_error(output);
    output->state = PS_TRACEBACK_NONE;
}
