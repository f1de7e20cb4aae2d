#include "reports.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORK = 1u << PS_FORK, SPAWN = 1u << PS_SPAWN, FORKSERVER = 1u << PS_FORKSERVER };

static char *copy(const char *text)
{
    char *to = malloc(strlen(text) + 1);
    cr_assert(ne(ptr, to, NULL));
    return strcpy(to, text);
}

static void *grown(void *items, size_t n, size_t size)
{
    char *more = realloc(items, (n + 1) * size);
    cr_assert(ne(ptr, more, NULL));
    memset(more + n * size, 0, size);
    return more;
}

static struct ps_guard_file *add_file(struct ps_guard_report *report, const char *path, const char *error)
{
    report->files = grown(report->files, report->files_n, sizeof *report->files);
    struct ps_guard_file *file = &report->files[report->files_n++];
    file->path = copy(path);
    file->error = copy(error);
    return file;
}

static struct ps_guard_finding *find(struct ps_guard_file *file, const char *rule, enum ps_guard_level level, const char *message,
                                     const char *help, const char *source, unsigned methods)
{
    file->findings = grown(file->findings, file->findings_n, sizeof *file->findings);
    struct ps_guard_finding *finding = &file->findings[file->findings_n++];
    *finding = (struct ps_guard_finding){.rule = copy(rule),
                                         .level = level,
                                         .message = copy(message),
                                         .help = copy(help),
                                         .source = copy(source),
                                         .methods = methods};
    return finding;
}

static void place(struct ps_guard_finding *finding, int line, int column, int end_line, int end_column)
{
    finding->line = line;
    finding->column = column;
    finding->end_line = end_line;
    finding->end_column = end_column;
}

static struct ps_guard_run *add_run(struct ps_guard_file *file, enum ps_method method, const char *python,
                                    enum ps_verdict verdict, int exit_code)
{
    file->runs = grown(file->runs, file->runs_n, sizeof *file->runs);
    struct ps_guard_run *run = &file->runs[file->runs_n++];
    *run = (struct ps_guard_run){.method = method,
                                 .effective = method,
                                 .python = python,
                                 .verdict = verdict,
                                 .exit_code = exit_code,
                                 .main_executions = method == PS_FORK ? 1 : 3,
                                 .processes = 2,
                                 .peak_processes = 2,
                                 .duration_ns = 123456789,
                                 .reason = copy(""),
                                 .first_error = copy(""),
                                 .change = copy(""),
                                 .stderr_tail = copy("")};
    return run;
}

static void set(char **to, const char *text)
{
    free(*to);
    *to = copy(text);
}

static void add_effect(struct ps_guard_run *run, const char *event, const char *detail, uint64_t count)
{
    run->effects = grown(run->effects, run->effects_n, sizeof *run->effects);
    run->effects[run->effects_n++] = (struct ps_effect){copy(event), copy(detail), count};
}

static void add_rule(struct ps_guard_report *report, const char *id, const char *title, enum ps_guard_level level)
{
    report->rules = grown(report->rules, report->rules_n, sizeof *report->rules);
    report->rules[report->rules_n++] =
        (struct ps_guard_rule){copy(id),
                               copy(title),
                               copy("Every child imports the main module again."),
                               copy("Pool(4).map(f, range(9))\n"),
                               copy("if __name__ == \"__main__\":\n    Pool(4).map(f, range(9))\n"),
                               level};
}

static void begin(struct ps_guard_report *report)
{
    *report = (struct ps_guard_report){.pythons = json_array()};
    add_rule(report, "unguarded-start", "A process is started at import time", PS_GUARD_ERROR);
    add_rule(report, "work-before-guard", "Every child repeats work at the top level", PS_GUARD_WARNING);
    add_rule(report, "freeze-support", "A frozen program needs freeze_support()", PS_GUARD_NOTE);
}

static void add_runs(struct ps_guard_file *file)
{
    add_run(file, PS_FORK, "3.11.7", PS_VERDICT_OK, 0);
    add_run(file, PS_FORK, "3.14.3", PS_VERDICT_OK, 0);
    for (int i = 0; i < 4; i++) {
        struct ps_guard_run *run =
            add_run(file, i < 2 ? PS_SPAWN : PS_FORKSERVER, i % 2 == 0 ? "3.11.7" : "3.14.3", PS_VERDICT_BOOTSTRAP_ERROR, 1);
        set(&run->reason, "2 children died while they imported the main module, since it starts processes there");
        set(&run->first_error, "RuntimeError: An attempt has been made to start a new process before the current process has "
                               "finished its bootstrapping phase.");
        set(&run->change, "move line 12 under `if __name__ == \"__main__\":`");
        add_effect(run, "open", "results/out.csv", 2);
        add_effect(run, "output", "", 2);
    }
}

void make_findings(struct ps_guard_report *report)
{
    begin(report);
    struct ps_guard_file *file = add_file(report, "./src/train.py", "");
    place(find(file, "work-before-guard", PS_GUARD_WARNING, "a file is opened for writing by every child",
               "open it under the guard", "log = open('results/out.csv', 'w')", SPAWN | FORKSERVER),
          3, 7, 3, 34);
    place(
        find(file, "unguarded-start", PS_GUARD_ERROR, "a pool is started when the module is imported",
             "move it under `if __name__ == \"__main__\":`, so that children, which import this module again, do not come to it",
             "\twith Pool(4) as pool:  # four of them", SPAWN | FORKSERVER),
        12, 7, 12, 14);
    place(find(file, "unguarded-start", PS_GUARD_ERROR, "a pool is started when the module is imported", "",
               "\twith Pool(4) as pool:  # four of them", SPAWN | FORKSERVER),
          40, 7, 44, 3);
    add_runs(file);

    file = add_file(report, "/elsewhere/a b%20ü.py", "");
    place(find(file, "freeze-support", PS_GUARD_NOTE, "no freeze_support() where the program begins", "call it first", "",
               FORK | SPAWN | FORKSERVER),
          0, 0, 0, 0);
    struct ps_guard_run *run = add_run(file, PS_FORK, "3.11.7", PS_VERDICT_NO_PROCESSES, 0);
    run = add_run(file, PS_SPAWN, "3.11.7", PS_VERDICT_OK, 0);
    run->effective = PS_FORK;
    run = add_run(file, PS_SPAWN, "3.14.3", PS_VERDICT_CRASHES, 139);
    set(&run->reason, "it was ended by signal 11");
    set(&run->stderr_tail, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nFatal Python error: Segmentation fault\n");
    run = add_run(file, PS_FORKSERVER, "3.14.3", PS_VERDICT_REEXECUTES, 0);
    run->duration_ns = PS_MISSING;

    add_file(report, "gone.py", "cannot be opened: No such file or directory");
    add_file(report, "quiet.py", "");
}

void make_hostile(struct ps_guard_report *report)
{
    static const char evil[] = "\n::error file=x::owned\r\n##[error]owned \033[31m\033]0;title\007 </script><img src=x> `|` "
                               "[a](http://x) @all %0A::set-output \xff\xfe\xc3 \xe2\x80\xae\xc2\x9b 100%";
    begin(report);
    struct ps_guard_file *file = add_file(report, evil, evil);
    place(find(file, evil, PS_GUARD_ERROR, evil, evil, evil, FORK), 1, 3, 1, 9);
    place(find(file, "::warning::x", PS_GUARD_NOTE, "::add-mask::x", "x ::stop-commands::y", "  ::error::z", 0), 2, 3, 2, 5);
    for (int verdict = 0; verdict < PS_VERDICTS; verdict++) {
        struct ps_guard_run *run = add_run(file, PS_SPAWN, "3.14.3", (enum ps_verdict)verdict, -1);
        set(&run->reason, evil);
        set(&run->first_error, verdict % 2 == 0 ? evil : "");
        set(&run->change, evil);
        set(&run->stderr_tail, evil);
        add_effect(run, evil, evil, 1);
    }
    file = add_file(report, "::error file=y::owned.py", "");
    place(find(file, "unguarded-start", PS_GUARD_ERROR, "m", "h", "pool = Pool()", 0), 999999999, 2000000000, 0, 0);
    add_run(file, PS_FORK, "::error::python", PS_VERDICT_HANGS, 137);
    add_file(report, "", "");
}

void make_many(struct ps_guard_report *report, size_t findings)
{
    begin(report);
    struct ps_guard_file *file = add_file(report, "many.py", "");
    file->findings = calloc(findings, sizeof *file->findings);
    cr_assert(ne(ptr, file->findings, NULL));
    for (size_t i = 0; i < findings; i++) {
        file->findings[file->findings_n++] =
            (struct ps_guard_finding){.rule = copy(i % 10 == 9 ? "unguarded-start" : "work-before-guard"),
                                      .level = i % 10 == 9 ? PS_GUARD_ERROR : PS_GUARD_WARNING,
                                      .line = (int)i + 1,
                                      .column = 1,
                                      .end_line = (int)i + 1,
                                      .end_column = 5,
                                      .message = copy("what every child does again, said at some length so that it takes room"),
                                      .help = copy("move it under the guard"),
                                      .source = copy("work()"),
                                      .methods = SPAWN};
    }
    add_runs(file);
}

char *write_guard(const struct ps_guard_format *format, const struct ps_guard_report *report, int columns, bool color)
{
    struct ps_error err = {0};
    FILE *file = tmpfile();
    cr_assert(ne(ptr, file, NULL));
    cr_assert(eq(int, format->write(report, columns, color, file, &err), 0), "%s", err.what);
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    cr_assert(eq(sz, fread(text, 1, (size_t)size, file), (size_t)size));
    fclose(file);
    return text;
}

char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(ne(ptr, file, NULL), "%s is missing", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc(1, (size_t)size + 1);
    cr_assert(eq(sz, fread(text, 1, (size_t)size, file), (size_t)size));
    fclose(file);
    return text;
}

void check_golden(const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/guard/%s", PS_TEST_DATA, name);
    if (getenv("PS_TEST_UPDATE") != NULL) {
        FILE *file = fopen(path, "wb");
        cr_assert(ne(ptr, file, NULL));
        fputs(text, file);
        fclose(file);
        return;
    }
    char *expected = read_whole(path);
    cr_assert(eq(str, (char *)text, expected), "%s", name);
    free(expected);
}

void fresh_file(char path[64])
{
    static int number;
    snprintf(path, 64, "guard-test-%d-%d.md", (int)getpid(), number++);
    FILE *file = fopen(path, "wb");
    cr_assert(ne(ptr, file, NULL));
    fclose(file);
}

void use_utf8(bool utf8)
{
    setenv("LC_ALL", utf8 ? "C.UTF-8" : "C", 1);
}
