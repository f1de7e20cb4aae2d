/* Annotations of a GitHub workflow, which is to say lines of its log that the runner takes for commands. It keeps ten of a step
 * and drops all others: the gravest ten are written, and all that there is goes to the summary of the step. */
#include <stdlib.h>
#include <string.h>

#include "cli/markup.h"
#include "cli/step_summary.h"
#include "guard/formats.h"

enum {
    ANNOTATIONS = 10, /* a step */
    MESSAGE_MOST = 2048,
    PROPERTY_MOST = 4096,
};

static const char *const commands[PS_GUARD_LEVELS] = {
    [PS_GUARD_NOTE] = "notice",
    [PS_GUARD_WARNING] = "warning",
    [PS_GUARD_ERROR] = "error",
};

/* The text made safe, line by line: line ends are kept. */
static int print_safe_lines(FILE *to, const char *text, bool property, struct ps_error *err)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        char *safe = ps_guard_show(text, n, true, err);
        if (safe == NULL)
            return -1;
        ps_print_workflow(to, safe, property ? PROPERTY_MOST : MESSAGE_MOST, property);
        free(safe);
        text += n;
        if (*text == '\n') {
            fputs("%0A", to);
            text++;
        }
    }
    return 0;
}

/* A name in the repository is written without "./"; GitHub matches it as it stands. */
static int print_file(FILE *to, const char *path, struct ps_error *err)
{
    while (strncmp(path, "./", 2) == 0)
        path += strspn(path + 1, "/") + 1;
    fputs(" file=", to);
    char *safe = ps_guard_show(path, PROPERTY_MOST, true, err);
    if (safe == NULL)
        return -1;
    ps_print_workflow(to, safe, PROPERTY_MOST, true);
    free(safe);
    return 0;
}

struct annotation {
    enum ps_guard_level level;
    const char *path, *rule, *message, *more; /* more: "" or what follows on a line of its own */
    const struct ps_guard_finding *finding;   /* NULL: it has no line */
};

static int print_annotation(FILE *to, const struct annotation *a, struct ps_error *err)
{
    fprintf(to, "::%s", commands[a->level]);
    if (print_file(to, a->path, err) != 0)
        return -1;
    if (a->finding != NULL && a->finding->line > 0) {
        fprintf(to, ",line=%d", a->finding->line);
        if (a->finding->end_line >= a->finding->line)
            fprintf(to, ",endLine=%d", a->finding->end_line);
        /* columns are taken on one line only */
        if (a->finding->column > 0 && a->finding->end_line <= a->finding->line)
            fprintf(to, ",col=%d", a->finding->column);
        if (a->finding->column > 0 && a->finding->end_line == a->finding->line && a->finding->end_column > a->finding->column)
            fprintf(to, ",endColumn=%d", a->finding->end_column - 1); /* GitHub's is the last one, ours one past it */
    }
    fputs(",title=", to);
    if (print_safe_lines(to, a->rule, true, err) != 0)
        return -1;
    fputs("::", to);
    if (print_safe_lines(to, a->message, false, err) != 0)
        return -1;
    fputs(a->more[0] != '\0' ? "%0A" : "", to);
    if (print_safe_lines(to, a->more, false, err) != 0)
        return -1;
    fputc('\n', to);
    return 0;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Those of one level and file, as long as there are any left. */
static int print_file_level(FILE *to, const struct ps_guard_file *file, enum ps_guard_level level, size_t *left,
                            struct ps_error *err)
{
    for (size_t i = 0; i<file->findings_n && * left> 0; i++) {
        const struct ps_guard_finding *f = &file->findings[i];
        const struct annotation a = {level, file->path, f->rule, f->message, or_empty(f->help), f};
        if (f->level != level)
            continue;
        --*left;
        if (print_annotation(to, &a, err) != 0)
            return -1;
    }
    char where[512], text[1536];
    size_t at = 0;
    for (const struct ps_guard_run *run; *left > 0 && (run = ps_guard_next_group(file, &at, where, sizeof where)) != NULL;) {
        const struct ps_guard_verdict_rule *rule = ps_guard_verdict_rule(run->verdict);
        if (rule->level != level)
            continue;
        --*left;
        snprintf(text, sizeof text, "%s: %s", where, or_empty(run->reason)[0] != '\0' ? run->reason : rule->title);
        const struct annotation a = {level, file->path, rule->id, text, or_empty(run->first_error), NULL};
        if (print_annotation(to, &a, err) != 0)
            return -1;
    }
    return 0;
}

/* Files that could not be looked at come first of all: their findings are missing. */
static int print_errors(FILE *to, const struct ps_guard_report *report, size_t *left, struct ps_error *err)
{
    for (size_t i = 0; i<report->files_n && * left> 0; i++) {
        const struct ps_guard_file *file = &report->files[i];
        if (file->error == NULL || file->error[0] == '\0')
            continue;
        const struct annotation a = {PS_GUARD_ERROR, file->path, "not looked at", file->error, "", NULL};
        --*left;
        if (print_annotation(to, &a, err) != 0)
            return -1;
    }
    return 0;
}

static int write_summary(const void *report, size_t most, FILE *to, struct ps_error *err)
{
    return ps_guard_step_summary(report, most, to, err);
}

static int write_github(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err)
{
    struct ps_guard_counts counts;
    size_t left = ANNOTATIONS;
    char sentence[256];
    ps_guard_count(&counts, report);
    if (print_errors(to, report, &left, err) != 0)
        return -1;
    for (int level = PS_GUARD_LEVELS - 1; level >= 0; level--) {
        for (size_t i = 0; i < report->files_n && left > 0; i++) {
            if (print_file_level(to, &report->files[i], (enum ps_guard_level)level, &left, err) != 0)
                return -1;
        }
    }
    ps_guard_sentence(sentence, &counts, report->files_n);
    fprintf(to, "%s\n", sentence);
    size_t shown = ANNOTATIONS - left, all = counts.findings + counts.unreadable;
    if (shown < all)
        fprintf(to, "%zu annotations of %zu, which is what GitHub keeps of a step; %s\n", shown, all,
                ps_step_summary_wanted() ? "more in the step's summary" : "the others are in --format text, json and sarif");
    if (ps_step_summary_append(write_summary, report, to, err) != 0)
        return -1;
    return ps_guard_matrix(report, columns, color, to, err);
}

const struct ps_guard_format ps_guard_format_github = {.name = "github", .write = write_github};
