#include "guard/guard.h"

#include <stdlib.h>

static const char *const verdicts[PS_VERDICTS] = {
    [PS_VERDICT_OK] = "ok",
    [PS_VERDICT_REEXECUTES] = "reexecutes",
    [PS_VERDICT_BOOTSTRAP_ERROR] = "bootstrap_error",
    [PS_VERDICT_LOOPS] = "loops",
    [PS_VERDICT_HANGS] = "hangs",
    [PS_VERDICT_NOT_IMPORTABLE] = "not_importable",
    [PS_VERDICT_CRASHES] = "crashes",
    [PS_VERDICT_NO_PROCESSES] = "no_processes",
};

static const char *const levels[PS_GUARD_LEVELS] = {
    [PS_GUARD_NOTE] = "note",
    [PS_GUARD_WARNING] = "warning",
    [PS_GUARD_ERROR] = "error",
};

const char *ps_verdict_name(enum ps_verdict verdict)
{
    return verdicts[verdict];
}

const char *ps_guard_level_name(enum ps_guard_level level)
{
    return levels[level];
}

bool ps_verdict_is_bad(enum ps_verdict verdict)
{
    return verdict != PS_VERDICT_OK && verdict != PS_VERDICT_NO_PROCESSES;
}

void ps_guard_finding_free(struct ps_guard_finding *finding)
{
    free(finding->rule);
    free(finding->message);
    free(finding->help);
    free(finding->source);
}

void ps_guard_run_clear(struct ps_guard_run *run)
{
    for (size_t i = 0; i < run->effects_n; i++) {
        free(run->effects[i].event);
        free(run->effects[i].detail);
    }
    free(run->effects);
    free(run->reason);
    free(run->first_error);
    free(run->change);
    free(run->stderr_tail);
    *run = (struct ps_guard_run){.method = run->method, .effective = run->method, .python = run->python};
}

static void free_file(struct ps_guard_file *file)
{
    for (size_t i = 0; i < file->findings_n; i++)
        ps_guard_finding_free(&file->findings[i]);
    for (size_t i = 0; i < file->runs_n; i++)
        ps_guard_run_clear(&file->runs[i]);
    free(file->findings);
    free(file->runs);
    free(file->path);
    free(file->error);
}

static void free_rule(struct ps_guard_rule *rule)
{
    free(rule->id);
    free(rule->title);
    free(rule->why);
    free(rule->bad);
    free(rule->good);
}

void ps_guard_report_free(struct ps_guard_report *report)
{
    for (size_t i = 0; i < report->files_n; i++)
        free_file(&report->files[i]);
    for (size_t i = 0; i < report->rules_n; i++)
        free_rule(&report->rules[i]);
    free(report->files);
    free(report->rules);
    json_decref(report->host);
    json_decref(report->pythons);
    *report = (struct ps_guard_report){0};
}
