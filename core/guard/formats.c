#include "guard/formats.h"

#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"

const struct ps_guard_format *const ps_guard_formats[] = {&ps_guard_format_text, &ps_guard_format_json, &ps_guard_format_sarif,
                                                          &ps_guard_format_github, NULL};

static const struct ps_guard_verdict_rule rules[PS_VERDICTS] = {
    [PS_VERDICT_REEXECUTES] =
        {"run-reexecutes", "Children repeat what the main module does at import time",
         "Under spawn and forkserver every child imports the main module again. What stands at its top level then happens once "
         "more in each of them.",
         "Move what must happen once under `if __name__ == \"__main__\":`.", PS_GUARD_WARNING},
    [PS_VERDICT_BOOTSTRAP_ERROR] =
        {"run-bootstrap-error", "Children die because the main module starts processes without a guard",
         "Under spawn and forkserver every child imports the main module again, and multiprocessing refuses to start a process "
         "while a child does so.",
         "Start processes under `if __name__ == \"__main__\":` only.", PS_GUARD_ERROR},
    [PS_VERDICT_LOOPS] = {"run-loops", "The script starts processes without end",
                          "Children import the main module again, which starts children again; or children that die at once are "
                          "replaced for ever.",
                          "Start processes under `if __name__ == \"__main__\":` only.", PS_GUARD_ERROR},
    [PS_VERDICT_HANGS] = {"run-hangs", "The script did not end in time",
                          "The time limit stopped it: it waits for children that died or never answer, or it runs longer than "
                          "the limit.",
                          "See what it waits for; a script that needs more time gets it by --timeout.", PS_GUARD_ERROR},
    [PS_VERDICT_NOT_IMPORTABLE] =
        {"run-not-importable", "Children cannot find the function that they shall run",
         "Under spawn and forkserver a child gets the name of its target and looks it up in the imported main module: lambdas, "
         "nested functions and what is defined under the guard are not there.",
         "Define the target at the top level of an importable module.", PS_GUARD_ERROR},
    [PS_VERDICT_CRASHES] = {"run-crashes", "The script or one of its children fails",
                            "It ended with an error that has nothing to do with the guard, or was ended by a cap.",
                            "See the first error of a child, and the last lines of what it wrote.", PS_GUARD_ERROR},
};

const struct ps_guard_verdict_rule *ps_guard_verdict_rule(enum ps_verdict verdict)
{
    return rules[verdict].id != NULL ? &rules[verdict] : NULL;
}

/* ---- text ---- */

/* GitHub's runner takes a line that begins with "::", blanks aside, for a command, and "##[" wherever it stands. Any word may
 * come to begin a line where text is wrapped. */
static bool is_command(const char *text, const char *at)
{
    bool begins = at == text || at[-1] == ' ';
    bool pair = begins && at[0] == ':' && at[1] == ':';
    return pair || (at[0] == '[' && at - text >= 2 && at[-1] == '#' && at[-2] == '#');
}

char *ps_guard_show(const char *text, size_t most, bool utf8, struct ps_error *err)
{
    size_t length = strnlen(text, most), used = 0;
    const char *end = text + length;
    char *safe = malloc(length * PS_SAFE_NEXT + 1); /* the longest escape of one byte: \U0001f600 is of four */
    char *shown = malloc(length * PS_SAFE_NEXT * 2 + 1);
    if (safe == NULL || shown == NULL) {
        free(safe);
        free(shown);
        ps_fail(err, PS_EXIT_FAILED, "out of memory for a text of %zu bytes", length);
        return NULL;
    }
    while (text < end) {
        char next[PS_SAFE_NEXT];
        ps_safe_next(&text, next, utf8);
        used += (size_t)snprintf(safe + used, PS_SAFE_NEXT, "%s", next);
    }
    safe[used] = '\0';
    size_t to = 0;
    for (const char *at = safe; *at != '\0'; at++) {
        if (is_command(safe, at))
            to += (size_t)snprintf(shown + to, PS_SAFE_NEXT, "\\x%02x", (unsigned)*at);
        else
            shown[to++] = *at;
    }
    shown[to] = '\0';
    free(safe);
    return shown;
}

void ps_guard_methods(char to[64], unsigned methods)
{
    const unsigned all = 1u << PS_FORK | 1u << PS_SPAWN | 1u << PS_FORKSERVER;
    size_t used = 0;
    to[0] = '\0';
    if ((methods & all) == all)
        return;
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        if ((methods & 1u << method) != 0)
            used += (size_t)snprintf(to + used, 64 - used, "%s%s", used > 0 ? ", " : "", ps_method_name((enum ps_method)method));
    }
}

/* ---- what is in a report ---- */

void ps_guard_count(struct ps_guard_counts *counts, const struct ps_guard_report *report)
{
    *counts = (struct ps_guard_counts){0};
    for (size_t i = 0; i < report->files_n; i++) {
        const struct ps_guard_file *file = &report->files[i];
        size_t before = counts->findings, at = 0;
        char where[8];
        for (size_t j = 0; j < file->findings_n; j++, counts->findings++)
            counts->level[file->findings[j].level]++;
        for (const struct ps_guard_run *run; (run = ps_guard_next_group(file, &at, where, sizeof where)) != NULL;) {
            counts->level[rules[run->verdict].level]++;
            counts->findings++;
        }
        counts->found += counts->findings > before;
        counts->unreadable += file->error != NULL && file->error[0] != '\0';
    }
}

static void append(char *to, size_t room, size_t *used, const char *text)
{
    size_t length = strlen(text);
    if (*used + length >= room)
        length = room - 1 - *used;
    memcpy(to + *used, text, length);
    to[ *used += length] = '\0';
}

/* "spawn on 3.11.7, 3.14.3; fork on 3.14.3": runs come by method. */
static void say_where(const struct ps_guard_file *file, enum ps_verdict verdict, char *where, size_t room)
{
    size_t used = 0;
    int method = -1;
    where[0] = '\0';
    for (size_t i = 0; i < file->runs_n; i++) {
        const struct ps_guard_run *run = &file->runs[i];
        if (run->verdict != verdict)
            continue;
        if ((int)run->method != method) {
            append(where, room, &used, used > 0 ? "; " : "");
            append(where, room, &used, ps_method_name(run->method));
            append(where, room, &used, " on ");
        } else {
            append(where, room, &used, ", ");
        }
        append(where, room, &used, run->python != NULL ? run->python : "?");
        method = (int)run->method;
    }
}

static bool is_first_of_its_verdict(const struct ps_guard_file *file, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (file->runs[j].verdict == file->runs[i].verdict)
            return false;
    }
    return true;
}

const struct ps_guard_run *ps_guard_next_group(const struct ps_guard_file *file, size_t *at, char *where, size_t room)
{
    for (; *at < file->runs_n; ++*at) {
        const struct ps_guard_run *run = &file->runs[*at];
        if (!ps_verdict_is_bad(run->verdict) || !is_first_of_its_verdict(file, *at))
            continue;
        say_where(file, run->verdict, where, room);
        ++*at;
        return run;
    }
    return NULL;
}

void ps_guard_sentence(char to[256], const struct ps_guard_counts *counts, size_t files)
{
    size_t used = 0;
    to[0] = '\0';
    for (int level = PS_GUARD_LEVELS - 1; level >= 0; level--) {
        size_t n = counts->level[level];
        if (n > 0)
            used += (size_t)snprintf(to + used, 256 - used, "%s%zu %s%s", used > 0 ? ", " : "", n,
                                     ps_guard_level_name((enum ps_guard_level)level), n > 1 ? "s" : "");
    }
    if (counts->findings == 0)
        used += (size_t)snprintf(to + used, 256 - used, "nothing found in %zu file%s", files, files == 1 ? "" : "s");
    else
        used += (size_t)snprintf(to + used, 256 - used, " in %zu of %zu file%s", counts->found, files, files == 1 ? "" : "s");
    if (counts->unreadable > 0)
        snprintf(to + used, 256 - used, "; %zu could not be looked at", counts->unreadable);
}
