/* fuzz-guard: libFuzzer's target for what guard reads in C: the lines that an analysis answers, and patterns of a .gitignore
 * with a path. ci/fuzz-guard builds and runs it.
 *
 * The first byte says which of them the rest is. What is taken must be whole, and what is refused must leave nothing behind. */
#include <stdlib.h>
#include <string.h>

#include "guard/answers.h"
#include "guard/config.h"
#include "guard/patterns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_finding(const struct ps_guard_finding *finding)
{
    must(finding->rule != NULL && finding->message != NULL && finding->help != NULL && finding->source != NULL);
    must(finding->line > 0 && finding->column > 0 && finding->end_line > 0 && finding->end_column > 0);
    must(finding->methods != 0 && finding->level < PS_GUARD_LEVELS);
}

/* The same line twice: two Pythons that agree. */
static void read_file(const char *line, size_t length)
{
    struct ps_guard_file file = {0};
    struct ps_error err = {0};
    int status = ps_answers_file(&file, line, length, &err);
    size_t n = file.findings_n;
    must(status == 0 || (n == 0 && file.error == NULL && err.what[0] != '\0'));
    for (size_t i = 0; i < n; i++)
        check_finding(&file.findings[i]);
    must(ps_answers_file(&file, line, length, &err) == status && file.findings_n == n);
    ps_guard_keep(&file, NULL, NULL, 1u << PS_SPAWN);
    must(file.findings_n <= n);
    struct ps_guard_report report = {.files = malloc(sizeof file), .files_n = 1};
    must(report.files != NULL);
    report.files[0] = file;
    ps_guard_report_free(&report);
}

static void read_rules(const char *line, size_t length)
{
    struct ps_guard_report report = {0};
    struct ps_error err = {0};
    if (ps_answers_rules(&report, line, length, &err) == 0) {
        for (size_t i = 0; i < report.rules_n; i++)
            must(report.rules[i].id != NULL && report.rules[i].good != NULL);
        must(ps_answers_greeting(&report, line, length, &err) == 0);
    }
    ps_guard_report_free(&report);
}

static void read_config(const char *line, size_t length)
{
    json_t *table;
    struct ps_guard_config config = {0};
    struct ps_error err = {0};
    if (ps_answers_config(&table, line, length, &err) == 0 && table != NULL) {
        if (ps_guard_config_read(&config, "pyproject.toml", table, &err) != 0)
            must(strncmp(err.what, "pyproject.toml: ", 16) == 0 || strncmp(err.what, "out of", 6) == 0);
    }
    json_decref(table);
    ps_guard_config_free(&config);
}

/* Lines of patterns, then a NUL, then a path. */
static void match(const char *text, size_t length)
{
    struct ps_patterns patterns = {0};
    char *path = malloc(length + 1);
    must(path != NULL);
    size_t lines = strnlen(text, length);
    size_t rest = lines < length ? length - lines - 1 : 0;
    memcpy(path, text + length - rest, rest);
    path[rest] = '\0';
    for (size_t at = 0; at < lines;) {
        const char *end = memchr(text + at, '\n', lines - at);
        size_t n = end != NULL ? (size_t)(end - text) - at : lines - at;
        must(ps_patterns_add(&patterns, text + at, n, NULL) == 0);
        at += n + 1;
    }
    must(ps_patterns_match(&patterns, path, true) <= PS_PATTERN_TAKEN_BACK);
    must(ps_patterns_match(&patterns, path, false) <= PS_PATTERN_TAKEN_BACK);
    ps_patterns_free(&patterns);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(const char *, size_t) = {read_file, read_rules, read_config, match};
    if (size > 0)
        readers[data[0] % 4]((const char *)data + 1, size - 1);
    return 0;
}
