/* procstart.guard/1, described by guard.schema.json. */
#include <errno.h>

#include "base/version.h"
#include "guard/formats.h"
#include "result/emit.h"

static void emit_known(struct ps_emitter *e, const char *name, int value)
{
    ps_emit_key(e, name);
    if (value > 0)
        ps_emit_integer(e, value);
    else
        ps_emit_null(e);
}

static void open_list(struct ps_emitter *e, const char *name)
{
    ps_emit_key(e, name);
    ps_emit_open(e, '[');
}

static void emit_rule(struct ps_emitter *e, const struct ps_guard_rule *rule)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key(e, "id");
    ps_emit_text(e, rule->id);
    ps_emit_key_string(e, "level", ps_guard_level_name(rule->level));
    ps_emit_key_string(e, "title", rule->title);
    ps_emit_key_string(e, "why", rule->why);
    ps_emit_key_string(e, "bad", rule->bad);
    ps_emit_key_string(e, "good", rule->good);
    ps_emit_close(e, '}');
}

static void emit_finding(struct ps_emitter *e, const struct ps_guard_finding *finding)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key(e, "rule");
    ps_emit_text(e, finding->rule);
    ps_emit_key_string(e, "level", ps_guard_level_name(finding->level));
    emit_known(e, "line", finding->line);
    emit_known(e, "column", finding->column);
    emit_known(e, "end_line", finding->end_line);
    emit_known(e, "end_column", finding->end_column);
    ps_emit_key(e, "message");
    ps_emit_text(e, finding->message);
    ps_emit_key_string(e, "help", finding->help);
    ps_emit_key_string(e, "source", finding->source);
    open_list(e, "methods");
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        if ((finding->methods & 1u << method) != 0)
            ps_emit_string(e, ps_method_name((enum ps_method)method));
    }
    ps_emit_close(e, ']');
    ps_emit_close(e, '}');
}

static void emit_effects(struct ps_emitter *e, const struct ps_guard_run *run)
{
    open_list(e, "side_effects");
    for (size_t i = 0; i < run->effects_n; i++) {
        ps_emit_open(e, '{');
        ps_emit_key(e, "event");
        ps_emit_text(e, run->effects[i].event);
        ps_emit_key_string(e, "detail", run->effects[i].detail);
        ps_emit_key_integer(e, "count", (int64_t)run->effects[i].count);
        ps_emit_close(e, '}');
    }
    ps_emit_close(e, ']');
}

static void emit_run(struct ps_emitter *e, const struct ps_guard_run *run)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "method", ps_method_name(run->method));
    ps_emit_key_string(e, "effective_method", ps_method_name(run->effective));
    ps_emit_key_string(e, "python", run->python);
    ps_emit_key_string(e, "verdict", ps_verdict_name(run->verdict));
    ps_emit_key_string(e, "reason", run->reason);
    ps_emit_key_string(e, "first_error", run->first_error);
    ps_emit_key_string(e, "change", run->change);
    ps_emit_key_integer(e, "exit_code", run->exit_code);
    ps_emit_key_integer(e, "main_executions", (int64_t)run->main_executions);
    ps_emit_key_integer(e, "processes", (int64_t)run->processes);
    ps_emit_key_integer(e, "peak_processes", (int64_t)run->peak_processes);
    ps_emit_key(e, "duration_ns");
    ps_emit_time(e, run->duration_ns);
    emit_effects(e, run);
    ps_emit_key_string(e, "stderr_tail", run->stderr_tail);
    ps_emit_close(e, '}');
}

static void emit_file(struct ps_emitter *e, const struct ps_guard_file *file)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key(e, "path");
    ps_emit_text(e, file->path);
    ps_emit_key_string(e, "error", file->error);
    open_list(e, "findings");
    for (size_t i = 0; i < file->findings_n; i++)
        emit_finding(e, &file->findings[i]);
    ps_emit_close(e, ']');
    open_list(e, "runs");
    for (size_t i = 0; i < file->runs_n; i++)
        emit_run(e, &file->runs[i]);
    ps_emit_close(e, ']');
    ps_emit_close(e, '}');
}

static int write_json(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err)
{
    (void)columns;
    (void)color;
    struct ps_emitter e;
    ps_emit_begin(&e, ps_emit_file, to, true);
    ps_emit_open(&e, '{');
    ps_emit_key_string(&e, "schema", "procstart.guard/1");
    ps_emit_key_string(&e, "version", ps_version);
    ps_emit_line(&e);
    ps_emit_key(&e, "host");
    ps_emit_json(&e, report->host);
    ps_emit_line(&e);
    ps_emit_key(&e, "pythons");
    if (report->pythons != NULL) {
        ps_emit_json(&e, report->pythons);
    } else {
        ps_emit_open(&e, '[');
        ps_emit_close(&e, ']');
    }
    ps_emit_line(&e);
    open_list(&e, "rules");
    for (size_t i = 0; i < report->rules_n; i++)
        emit_rule(&e, &report->rules[i]);
    ps_emit_close(&e, ']');
    ps_emit_line(&e);
    open_list(&e, "files");
    for (size_t i = 0; i < report->files_n; i++)
        emit_file(&e, &report->files[i]);
    ps_emit_close(&e, ']');
    ps_emit_close(&e, '}');
    if (ps_emit_end(&e) != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "the report could not be written");
    return 0;
}

const struct ps_guard_format ps_guard_format_json = {.name = "json", .rules = true, .write = write_json};
