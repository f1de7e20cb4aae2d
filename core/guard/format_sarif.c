/* SARIF 2.1.0, as GitHub's code scanning and others read it. Bad verdicts are results too, of rules named "run-...".
 * Places are relative to SRCROOT, the folder that procstart was started in; the log does not say which, since that is this
 * machine's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/version.h"
#include "guard/fingerprint.h"
#include "guard/formats.h"
#include "guard/uri.h"
#include "result/emit.h"

struct log {
    struct ps_emitter e;
    const struct ps_guard_report *report;
    char folder[4096];
    bool no_memory;
};

/* A result before it is written; findings and groups of runs become one. */
struct found {
    const char *rule, *message, *source;
    int rule_index;
    enum ps_guard_level level;
    const struct ps_guard_finding *finding; /* NULL: a verdict */
    struct ps_guard_fingerprint fingerprint;
};

static void emit_text(struct log *log, const char *name, const char *key, const char *text)
{
    ps_emit_key(&log->e, name);
    ps_emit_open(&log->e, '{');
    ps_emit_key(&log->e, key);
    ps_emit_text(&log->e, text);
    ps_emit_close(&log->e, '}');
}

/* text; key and ": " between them. NULL: no memory, which is kept. */
static char *join(struct log *log, const char *a, const char *between, const char *b)
{
    size_t room = strlen(a) + strlen(between) + strlen(b) + 1;
    char *to = malloc(room);
    if (to != NULL)
        snprintf(to, room, "%s%s%s", a, between, b);
    log->no_memory = log->no_memory || to == NULL;
    return to;
}

/* ---- the rules ---- */

/* Without the line ends at its end. */
static int length_of(const char *code)
{
    size_t n = strlen(code);
    while (n > 0 && code[n - 1] == '\n')
        n--;
    return (int)n;
}

static void emit_help(struct log *log, const char *why, const char *bad, const char *good)
{
    static const char *const forms[] = {"%s\n\nBad:\n\n%.*s\n\nGood:\n\n%.*s\n",
                                        "%s\n\nBad:\n\n```python\n%.*s\n```\n\nGood:\n\n```python\n%.*s\n```\n"};
    size_t room = strlen(why) + strlen(bad) + strlen(good) + strlen(forms[1]);
    char *text = malloc(room);
    log->no_memory = log->no_memory || text == NULL;
    if (text == NULL)
        return;
    ps_emit_key(&log->e, "help");
    ps_emit_open(&log->e, '{');
    for (size_t i = 0; i < 2; i++) {
        if (bad[0] != '\0')
            snprintf(text, room, forms[i], why, length_of(bad), bad, length_of(good), good);
        else
            snprintf(text, room, "%s\n\n%s\n", why, good);
        ps_emit_key(&log->e, i == 0 ? "text" : "markdown");
        ps_emit_text(&log->e, text);
    }
    ps_emit_close(&log->e, '}');
    free(text);
}

static void emit_rule(struct log *log, const struct ps_guard_rule *rule)
{
    ps_emit_line(&log->e);
    ps_emit_open(&log->e, '{');
    ps_emit_key(&log->e, "id");
    ps_emit_text(&log->e, rule->id);
    emit_text(log, "shortDescription", "text", rule->title);
    emit_text(log, "fullDescription", "text", rule->why);
    emit_help(log, rule->why, rule->bad, rule->good);
    ps_emit_key(&log->e, "defaultConfiguration");
    ps_emit_open(&log->e, '{');
    ps_emit_key_string(&log->e, "level", ps_guard_level_name(rule->level));
    ps_emit_close(&log->e, '}');
    ps_emit_close(&log->e, '}');
}

/* Verdicts come after the report's own rules, each at its place whether it was met or not. */
static int verdict_index(const struct log *log, enum ps_verdict verdict)
{
    int index = (int)log->report->rules_n;
    for (int i = 0; i < (int)verdict; i++)
        index += ps_guard_verdict_rule((enum ps_verdict)i) != NULL;
    return index;
}

static int rule_index(const struct log *log, const char *id)
{
    for (size_t i = 0; i < log->report->rules_n; i++) {
        if (strcmp(log->report->rules[i].id, id) == 0)
            return (int)i;
    }
    return -1;
}

static void emit_driver(struct log *log)
{
    struct ps_emitter *e = &log->e;
    ps_emit_key(e, "tool");
    ps_emit_open(e, '{');
    ps_emit_key(e, "driver");
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "name", "procstart");
    ps_emit_key_string(e, "version", ps_version);
    ps_emit_key_string(e, "semanticVersion", ps_version);
    ps_emit_key(e, "rules");
    ps_emit_open(e, '[');
    for (size_t i = 0; i < log->report->rules_n; i++)
        emit_rule(log, &log->report->rules[i]);
    for (int i = 0; i < PS_VERDICTS; i++) {
        const struct ps_guard_verdict_rule *rule = ps_guard_verdict_rule((enum ps_verdict)i);
        if (rule == NULL)
            continue;
        const struct ps_guard_rule as_rule = {(char *)rule->id,   (char *)rule->title, (char *)rule->why, "",
                                              (char *)rule->good, rule->level};
        emit_rule(log, &as_rule);
    }
    ps_emit_close(e, ']');
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
}

/* ---- places ---- */

static void emit_artifact(struct log *log, const char *uri, bool relative)
{
    ps_emit_key(&log->e, "artifactLocation");
    ps_emit_open(&log->e, '{');
    ps_emit_key(&log->e, "uri");
    ps_emit_text(&log->e, uri);
    if (relative)
        ps_emit_key_string(&log->e, "uriBaseId", "SRCROOT");
    ps_emit_close(&log->e, '}');
}

/* A region has a line at least; a place on it only where all of it is known. Viewers want a line for every result: a verdict is
 * about the whole script, and shown at its beginning. */
static void emit_region(struct log *log, const struct ps_guard_finding *finding)
{
    struct ps_emitter *e = &log->e;
    static const struct ps_guard_finding nowhere = {0};
    bool known = finding != NULL && finding->line > 0;
    finding = known ? finding : &nowhere;
    ps_emit_key(e, "region");
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "startLine", known ? finding->line : 1);
    if (finding->column > 0)
        ps_emit_key_integer(e, "startColumn", finding->column);
    if (finding->column > 0 && finding->end_line >= finding->line && finding->end_column > 0) {
        ps_emit_key_integer(e, "endLine", finding->end_line);
        ps_emit_key_integer(e, "endColumn", finding->end_column);
    }
    ps_emit_close(e, '}');
    if (finding->source == NULL || finding->source[0] == '\0')
        return;
    ps_emit_key(e, "contextRegion"); /* the whole line */
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "startLine", finding->line);
    emit_text(log, "snippet", "text", finding->source);
    ps_emit_close(e, '}');
}

static void emit_location(struct log *log, const char *uri, bool relative, const struct ps_guard_finding *finding)
{
    struct ps_emitter *e = &log->e;
    ps_emit_key(e, "locations");
    ps_emit_open(e, '[');
    ps_emit_open(e, '{');
    ps_emit_key(e, "physicalLocation");
    ps_emit_open(e, '{');
    emit_artifact(log, uri, relative);
    emit_region(log, finding);
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
    ps_emit_close(e, ']');
}

/* ---- results ---- */

static void emit_found(struct log *log, const char *uri, bool relative, const struct found *found)
{
    struct ps_emitter *e = &log->e;
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key(e, "ruleId");
    ps_emit_text(e, found->rule);
    if (found->rule_index >= 0)
        ps_emit_key_integer(e, "ruleIndex", found->rule_index);
    ps_emit_key_string(e, "level", ps_guard_level_name(found->level));
    emit_text(log, "message", "text", found->message);
    emit_location(log, uri, relative, found->finding);
    ps_emit_key(e, "partialFingerprints");
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "procstartLine/v1", found->fingerprint.text);
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
}

static void emit_findings(struct log *log, const struct ps_guard_file *file, const char *uri, bool relative)
{
    struct ps_guard_fingerprint *prints = ps_guard_fingerprints(file, uri);
    log->no_memory = log->no_memory || prints == NULL;
    for (size_t i = 0; prints != NULL && i < file->findings_n; i++) {
        const struct ps_guard_finding *finding = &file->findings[i];
        bool has_help = finding->help != NULL && finding->help[0] != '\0';
        char *message = join(log, finding->message, has_help ? "\n" : "", has_help ? finding->help : "");
        struct found found = {finding->rule,  message, finding->source, rule_index(log, finding->rule),
                              finding->level, finding, prints[i]};
        if (message != NULL)
            emit_found(log, uri, relative, &found);
        free(message);
    }
    free(prints);
}

/* "by spawn on 3.14.3: REASON; first error: ..". The fingerprint knows of file and verdict only. */
static void emit_verdicts(struct log *log, const struct ps_guard_file *file, const char *uri, bool relative)
{
    char where[1024];
    size_t at = 0;
    for (const struct ps_guard_run *run; (run = ps_guard_next_group(file, &at, where, sizeof where)) != NULL;) {
        const struct ps_guard_verdict_rule *rule = ps_guard_verdict_rule(run->verdict);
        bool has_reason = run->reason != NULL && run->reason[0] != '\0';
        char *message = join(log, where, ": ", has_reason ? run->reason : rule->title), *longer = NULL;
        if (message != NULL && run->first_error != NULL && run->first_error[0] != '\0')
            longer = join(log, message, "\nfirst error: ", run->first_error);
        struct found found = {.rule = rule->id,
                              .message = longer != NULL ? longer : message,
                              .rule_index = verdict_index(log, run->verdict),
                              .level = rule->level,
                              .fingerprint = ps_guard_fingerprint(ps_guard_line_hash(uri, rule->id, ""), 0)};
        if (message != NULL)
            emit_found(log, uri, relative, &found);
        free(message);
        free(longer);
    }
}

static void for_each_file(struct log *log, void (*emit)(struct log *, const struct ps_guard_file *, const char *, bool))
{
    for (size_t i = 0; i < log->report->files_n; i++) {
        bool relative;
        char *uri = ps_guard_uri(log->report->files[i].path, log->folder, &relative);
        log->no_memory = log->no_memory || uri == NULL;
        if (uri != NULL)
            emit(log, &log->report->files[i], uri, relative);
        free(uri);
    }
}

static void emit_file(struct log *log, const struct ps_guard_file *file, const char *uri, bool relative)
{
    emit_findings(log, file, uri, relative);
    emit_verdicts(log, file, uri, relative);
}

/* ---- the whole ---- */

/* What could not be looked at is the tool's trouble, not a result. */
static void emit_notification(struct log *log, const struct ps_guard_file *file, const char *uri, bool relative)
{
    if (file->error == NULL || file->error[0] == '\0')
        return;
    ps_emit_line(&log->e);
    ps_emit_open(&log->e, '{');
    ps_emit_key_string(&log->e, "level", "error");
    emit_text(log, "message", "text", file->error);
    emit_location(log, uri, relative, NULL);
    ps_emit_close(&log->e, '}');
}

static void emit_invocation(struct log *log)
{
    struct ps_guard_counts counts;
    ps_guard_count(&counts, log->report);
    ps_emit_key(&log->e, "invocations");
    ps_emit_open(&log->e, '[');
    ps_emit_open(&log->e, '{');
    ps_emit_key(&log->e, "executionSuccessful");
    ps_emit_bool(&log->e, counts.unreadable == 0);
    ps_emit_key(&log->e, "toolExecutionNotifications");
    ps_emit_open(&log->e, '[');
    for_each_file(log, emit_notification);
    ps_emit_close(&log->e, ']');
    ps_emit_close(&log->e, '}');
    ps_emit_close(&log->e, ']');
}

static void emit_log(struct log *log)
{
    struct ps_emitter *e = &log->e;
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "$schema",
                       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    ps_emit_key_string(e, "version", "2.1.0");
    ps_emit_key(e, "runs");
    ps_emit_open(e, '[');
    ps_emit_open(e, '{');
    emit_driver(log);
    ps_emit_line(e);
    ps_emit_key_string(e, "columnKind", "unicodeCodePoints");
    ps_emit_key(e, "originalUriBaseIds");
    ps_emit_open(e, '{');
    ps_emit_key(e, "SRCROOT");
    ps_emit_open(e, '{');
    emit_text(log, "description", "text", "The folder that procstart was started in");
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
    ps_emit_line(e);
    emit_invocation(log);
    ps_emit_line(e);
    ps_emit_key(e, "results");
    ps_emit_open(e, '[');
    for_each_file(log, emit_file);
    ps_emit_close(e, ']');
    ps_emit_close(e, '}');
    ps_emit_close(e, ']');
    ps_emit_close(e, '}');
}

static int write_sarif(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err)
{
    (void)columns;
    (void)color;
    struct log log = {.report = report};
    size_t room = sizeof log.folder;
    if (uv_cwd(log.folder, &room) != 0)
        log.folder[0] = '\0';
    ps_emit_begin(&log.e, ps_emit_file, to, true);
    emit_log(&log);
    bool failed = ps_emit_end(&log.e) != 0;
    if (log.no_memory)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for the report");
    return failed ? ps_fail_os(err, PS_EXIT_USAGE, errno, "the report could not be written") : 0;
}

const struct ps_guard_format ps_guard_format_sarif = {.name = "sarif", .rules = true, .write = write_sarif};
