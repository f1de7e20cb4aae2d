/* The summary of a workflow's step, in markdown: a table of findings, as many as have room, and one of what was run. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/markup.h"
#include "guard/formats.h"

/* TEXT: of one text that is shown, in bytes; ESCAPED: what can become of it; NOTE: kept free for the sentence on what was left
 * out; SHARE: findings leave this part of the room, a third, to the runs. */
enum { TEXT = 300, ESCAPED = TEXT * 12, ROW = 4 * ESCAPED, NOTE = 200, SHARE = 3 };

struct summary {
    const struct ps_guard_report *report;
    FILE *to;
    size_t left; /* bytes */
    struct ps_error *err;
};

static int escape(char to[ESCAPED], const char *text, struct ps_error *err)
{
    char *safe = ps_guard_show(text != NULL ? text : "", TEXT, true, err);
    if (safe == NULL)
        return -1;
    ps_markdown_text(to, ESCAPED, safe, PS_MARKDOWN_GITHUB);
    free(safe);
    return 0;
}

/* Writes a line if it leaves `reserve` bytes; whether it did. */
static bool put(struct summary *s, size_t reserve, const char *format, ...) PS_PRINTF(3, 4);
static bool put(struct summary *s, size_t reserve, const char *format, ...)
{
    char row[ROW];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(row, sizeof row, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= sizeof row || (size_t)n + reserve > s->left)
        return false;
    fputs(row, s->to);
    s->left -= (size_t)n;
    return true;
}

/* ---- findings ---- */

/* 1: written, 0: no room, -1: failed. */
static int put_finding(struct summary *s, size_t reserve, const struct ps_guard_file *file, enum ps_guard_level level,
                       const char *rule, int line, const char *message)
{
    char path[ESCAPED], what[ESCAPED], id[ESCAPED], number[24] = "";
    if (escape(path, file->path, s->err) != 0 || escape(what, message, s->err) != 0 || escape(id, rule, s->err) != 0)
        return -1;
    if (line > 0)
        snprintf(number, sizeof number, ":%d", line);
    return put(s, reserve, "| %s | %s%s | %s | %s |\n", ps_guard_level_name(level), path, number, id, what);
}

static int put_level(struct summary *s, size_t reserve, const struct ps_guard_file *file, enum ps_guard_level level,
                     size_t *shown)
{
    int status = 1;
    for (size_t i = 0; i < file->findings_n && status == 1; i++) {
        const struct ps_guard_finding *f = &file->findings[i];
        if (f->level != level)
            continue;
        status = put_finding(s, reserve, file, level, f->rule, f->line, f->message);
        *shown += status == 1;
    }
    char where[512], text[1024];
    size_t at = 0;
    for (const struct ps_guard_run *run; status == 1 && (run = ps_guard_next_group(file, &at, where, sizeof where)) != NULL;) {
        const struct ps_guard_verdict_rule *rule = ps_guard_verdict_rule(run->verdict);
        if (rule->level != level)
            continue;
        snprintf(text, sizeof text, "%s: %s", where, run->reason != NULL && run->reason[0] != '\0' ? run->reason : rule->title);
        status = put_finding(s, reserve, file, level, rule->id, 0, text);
        *shown += status == 1;
    }
    return status;
}

static int put_errors(struct summary *s, size_t reserve)
{
    int status = 1;
    for (size_t i = 0; i < s->report->files_n && status == 1; i++) {
        const struct ps_guard_file *file = &s->report->files[i];
        if (file->error != NULL && file->error[0] != '\0')
            status = put_finding(s, reserve, file, PS_GUARD_ERROR, "not looked at", 0, file->error);
    }
    return status;
}

static int put_findings(struct summary *s, const struct ps_guard_counts *counts, size_t reserve)
{
    size_t shown = 0;
    if (counts->findings + counts->unreadable == 0 || !put(s, reserve, "| level | where | rule | what |\n|---|---|---|---|\n"))
        return 0;
    int status = put_errors(s, reserve);
    for (int level = PS_GUARD_LEVELS - 1; level >= 0 && status == 1; level--) {
        for (size_t i = 0; i < s->report->files_n && status == 1; i++)
            status = put_level(s, reserve, &s->report->files[i], (enum ps_guard_level)level, &shown);
    }
    if (status == 0)
        put(s, 0, "\n%zu of %zu findings have no room here: they are in --format text, json and sarif.\n",
            counts->findings - shown, counts->findings);
    return status < 0 ? -1 : 0;
}

/* ---- runs ---- */

/* One row a run: a table with a column for each Python has no limit to its width. */
static int put_run(struct summary *s, const char *path, const struct ps_guard_run *run)
{
    char python[ESCAPED], effective[32] = "";
    if (escape(python, run->python, s->err) != 0)
        return -1;
    if (run->effective != run->method)
        snprintf(effective, sizeof effective, " (%s)", ps_method_name(run->effective));
    bool bad = ps_verdict_is_bad(run->verdict);
    return put(s, NOTE, "| %s | %s | %s | %s%s%s%s |\n", path, ps_method_name(run->method), python, bad ? "**" : "",
               ps_verdict_name(run->verdict), effective, bad ? "**" : "");
}

static int put_runs(struct summary *s)
{
    size_t runs = 0, shown = 0;
    int status = 1;
    for (size_t i = 0; i < s->report->files_n; i++)
        runs += s->report->files[i].runs_n;
    if (runs == 0 || !put(s, NOTE, "\n| script | start method | Python | verdict |\n|---|---|---|---|\n"))
        return 0;
    for (size_t i = 0; i < s->report->files_n && status == 1; i++) {
        const struct ps_guard_file *file = &s->report->files[i];
        char path[ESCAPED];
        if (escape(path, file->path, s->err) != 0)
            return -1;
        for (size_t j = 0; j < file->runs_n && status == 1; j++) {
            status = put_run(s, path, &file->runs[j]);
            shown += status == 1;
        }
    }
    if (status == 0)
        put(s, 0, "\n%zu of %zu runs have no room here.\n", runs - shown, runs);
    return status < 0 ? -1 : 0;
}

int ps_guard_step_summary(const struct ps_guard_report *report, size_t most, FILE *to, struct ps_error *err)
{
    struct summary s = {.report = report, .to = to, .left = most, .err = err};
    struct ps_guard_counts counts;
    char sentence[256];
    bool ran = false;
    for (size_t i = 0; i < report->files_n; i++)
        ran = ran || report->files[i].runs_n > 0;
    ps_guard_count(&counts, report);
    ps_guard_sentence(sentence, &counts, report->files_n);
    if (!put(&s, NOTE, "### procstart guard\n\n%s\n\n", sentence))
        return 0;
    if (put_findings(&s, &counts, NOTE + (ran ? most / SHARE : 0)) != 0)
        return -1;
    return put_runs(&s);
}
