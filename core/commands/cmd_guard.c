/* cmd_guard.c: what each start method does with scripts. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/commands.h"
#include "commands/guard_options.h"
#include "commands/pythons.h"
#include "commands/scratch.h"
#include "guard/formats.h"
#include "guard/guard.h"
#include "guard/run.h"
#include "guard/static.h"
#include "guard/walk.h"
#include "platform/clock.h"
#include "platform/facts.h"

enum { REASON = 700 };

/* All that one guard command has at hand. */
struct guard {
    const struct ps_guard_options *options;
    const struct ps_common *common;
    const struct ps_scratch *scratch;
    struct ps_pythons pythons;
    struct ps_guard_static parsers;
    struct ps_guard_walk walk;
    struct ps_guard_report report;
    struct ps_progress_line progress;
    int64_t started_ns;
};

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory for the report");
}

/* ---- Pythons ---- */

static int take_pythons(struct guard *guard, const char *const *paths, size_t n, struct ps_error *err)
{
    ps_guard_static_close(&guard->parsers);
    ps_pythons_free(&guard->pythons);
    if (ps_pythons_find(&guard->pythons, paths, n, guard->common->programs, guard->scratch->folder, err) != 0)
        return -1;
    return ps_guard_static_open(&guard->parsers, guard->common->programs, guard->pythons.list, guard->pythons.n, err);
}

/* A name is one on PATH; a path is relative to the pyproject.toml that it stands in. */
static char *path_of_config(const struct ps_guard_config *config, const char *python)
{
    const char *slash = strrchr(config->path, '/');
    bool relative = strchr(python, '/') != NULL && python[0] != '/' && strchr(python, ':') == NULL;
    bool hidden = python[0] == '.'; /* ".venv" */
    if (slash == NULL || (!relative && !hidden))
        return strdup(python);
    size_t folder = (size_t)(slash - config->path) + 1, room = folder + strlen(python) + 1;
    char *path = malloc(room);
    if (path != NULL)
        snprintf(path, room, "%.*s%s", (int)folder, config->path, python);
    return path;
}

/* What the first pyproject.toml says of Pythons counts where the command line does not. */
static int take_configured_pythons(struct guard *guard, struct ps_error *err)
{
    const struct ps_guard_config *config = guard->walk.configs;
    if (guard->options->pythons_n > 0 || guard->walk.configs_n == 0 || config->python == NULL || config->python[0] == NULL)
        return 0;
    const char *paths[PS_GUARD_PYTHONS_MOST];
    size_t n = 0;
    int status = 0;
    for (; status == 0 && config->python[n] != NULL; n++) {
        if (n == PS_GUARD_PYTHONS_MOST)
            return ps_fail(err, PS_EXIT_USAGE, "%s: at most %d Pythons at a time", config->path, PS_GUARD_PYTHONS_MOST);
        paths[n] = path_of_config(config, config->python[n]);
        status = paths[n] != NULL ? 0 : no_memory(err);
    }
    if (status == 0 && (status = take_pythons(guard, paths, n, err)) != 0)
        ps_error_context(err, "%s", config->path);
    while (n > 0)
        free((char *)paths[--n]);
    return status;
}

static int report_pythons(struct guard *guard, struct ps_error *err)
{
    guard->report.pythons = json_array();
    for (size_t i = 0; i < guard->pythons.n; i++) {
        json_t *facts = json_copy(guard->pythons.list[i].facts);
        if (facts == NULL || json_object_set_new(facts, "id", json_string(guard->pythons.list[i].id)) != 0 ||
            json_array_append_new(guard->report.pythons, facts) != 0)
            return no_memory(err);
    }
    return 0;
}

/* ---- files ---- */

/* The report takes the files over; the walk keeps what config is whose. */
static int report_files(struct guard *guard, struct ps_error *err)
{
    struct ps_guard_walk *walk = &guard->walk;
    guard->report.files = calloc(walk->files_n + 1, sizeof *guard->report.files);
    if (guard->report.files == NULL)
        return no_memory(err);
    for (; guard->report.files_n < walk->files_n; guard->report.files_n++) {
        struct ps_guard_file *file = &guard->report.files[guard->report.files_n];
        struct ps_guard_walked *walked = &walk->files[guard->report.files_n];
        *file = (struct ps_guard_file){.path = walked->path, .error = walked->error};
        walked->path = walked->error = NULL;
    }
    return 0;
}

static int check_rules(const struct guard *guard, struct ps_error *err)
{
    const struct ps_guard_options *options = guard->options;
    if (ps_guard_check_rules(options->select, "--select", &guard->report, err) != 0 ||
        ps_guard_check_rules(options->ignore, "--ignore", &guard->report, err) != 0)
        return -1;
    for (size_t i = 0; i < guard->walk.configs_n; i++) {
        const struct ps_guard_config *config = &guard->walk.configs[i];
        if (ps_guard_check_rules(config->select, config->path, &guard->report, err) != 0 ||
            ps_guard_check_rules(config->ignore, config->path, &guard->report, err) != 0)
            return -1;
    }
    return 0;
}

/* The command line counts before a pyproject.toml. */
static void keep_wanted(struct guard *guard)
{
    static const struct ps_guard_config no_config;
    const struct ps_guard_options *options = guard->options;
    for (size_t i = 0; i < guard->report.files_n; i++) {
        int index = guard->walk.files[i].config;
        const struct ps_guard_config *config = index >= 0 ? &guard->walk.configs[index] : &no_config;
        ps_guard_keep(&guard->report.files[i], options->select != NULL ? options->select : config->select,
                      options->ignore != NULL ? options->ignore : config->ignore,
                      options->methods != 0 ? options->methods : config->methods);
    }
}

static const struct ps_guard_format *format_of(const struct ps_common *common)
{
    const struct ps_guard_format *format = ps_guard_formats[0];
    for (size_t i = 1; common->format != NULL && ps_guard_formats[i] != NULL; i++)
        format = strcmp(ps_guard_formats[i]->name, common->format) == 0 ? ps_guard_formats[i] : format;
    return format;
}

/* What the analyses are to tell, and to leave alone. */
static void state_needs(struct guard *guard)
{
    const struct ps_guard_options *options = guard->options;
    bool named = options->select != NULL || options->ignore != NULL, has_host = false;
    for (size_t i = 0; i < guard->walk.configs_n; i++)
        named |= guard->walk.configs[i].select != NULL || guard->walk.configs[i].ignore != NULL;
    for (size_t i = 0; i < guard->pythons.n; i++)
        has_host |= guard->pythons.list[i].libpython[0] != '\0';
    guard->parsers.rules = named || format_of(guard->common)->rules;
    guard->parsers.runs = options->run && has_host;
}

static int look_at_files(struct guard *guard, struct ps_error *err)
{
    const struct ps_guard_options *options = guard->options;
    if (take_pythons(guard, options->pythons, options->pythons_n, err) != 0 ||
        ps_guard_walk(&guard->walk, options->paths, options->paths_n, err) != 0 || take_configured_pythons(guard, err) != 0 ||
        report_pythons(guard, err) != 0 || report_files(guard, err) != 0)
        return -1;
    state_needs(guard);
    if (ps_guard_static_run(&guard->parsers, &guard->report, err) != 0 || check_rules(guard, err) != 0)
        return -1;
    keep_wanted(guard);
    if (guard->walk.excluded > 0 && !guard->common->quiet)
        fprintf(stderr, "procstart: %zu of the named files left out by `exclude` of a pyproject.toml\n", guard->walk.excluded);
    return 0;
}

/* ---- running them ---- */

static void on_progress(const struct ps_guard_file *file, const struct ps_guard_run *run, size_t done, size_t all, void *data)
{
    struct guard *guard = data;
    char what[256];
    int64_t elapsed_ns = ps_clock_ns() - guard->started_ns;
    int64_t left_ns = (int64_t)((double)elapsed_ns / (double)done * (double)(all - done));
    snprintf(what, sizeof what, "%s %s %.150s", ps_method_name(run->method), run->python, file->path);
    ps_progress_step(&guard->progress, what, elapsed_ns, left_ns, (double)done / (double)all);
}

/* Bits of the methods that runs were asked for; all, where the command line and the first pyproject.toml name none. */
static unsigned methods_to_run(const struct guard *guard)
{
    unsigned configured = guard->walk.configs_n > 0 ? guard->walk.configs[0].methods : 0;
    return guard->options->methods != 0 ? guard->options->methods : configured;
}

/* Why scripts were not run by what was asked for: the next reason, *at from 0; false: there is none. A script that was not run by
 * a method is not well there. */
static bool next_not_run(const struct guard *guard, size_t *at, char *why, size_t room)
{
    unsigned named = methods_to_run(guard), asked = named != 0 ? named : ~0U;
    for (; *at < guard->pythons.n * PS_METHODS; ++*at) {
        const struct ps_python *python = &guard->pythons.list[*at / PS_METHODS];
        enum ps_method method = (enum ps_method)(*at % PS_METHODS);
        const char *name = ps_method_name(method);
        bool has_host = python->libpython[0] != '\0';
        if (!has_host && method == PS_FORK)
            snprintf(why, room, "nothing was run by Python %s: %s", python->id, python->why_no_host);
        else if (has_host && method >= PS_FORK && (asked & 1U << method) != 0 && (python->methods & 1U << method) == 0)
            snprintf(why, room, "nothing was run by %s: Python %s has no %s here", name, python->id, name);
        else
            continue;
        ++*at;
        return true;
    }
    return false;
}

static void say_not_run(const struct guard *guard)
{
    char why[REASON];
    for (size_t at = 0; next_not_run(guard, &at, why, sizeof why);) {
        char *safe = ps_guard_show(why, sizeof why, ps_terminal_utf8(), NULL);
        fprintf(stderr, "procstart: %s\n", safe != NULL ? safe : "out of memory");
        free(safe);
    }
}

static int run_files(struct guard *guard, struct ps_error *err)
{
    const struct ps_guard_options *options = guard->options;
    const struct ps_guard_run_options how = {
        .programs = guard->common->programs,
        .loop = guard->parsers.loop,
        .contain = guard->parsers.contain,
        .pythons = guard->pythons.list,
        .pythons_n = guard->pythons.n,
        .methods = methods_to_run(guard),
        .arguments = options->arguments,
        .processes = (size_t)options->max_processes,
        .memory_bytes = options->max_memory,
        .time_limit_ns = options->timeout_ns,
        .progress = on_progress,
        .data = guard,
    };
    guard->started_ns = ps_clock_ns();
    ps_progress_begin(&guard->progress, guard->common->quiet);
    int status = ps_guard_run_files(&guard->report, &how, err);
    ps_progress_end(&guard->progress);
    if (status == 0 && !guard->common->quiet)
        say_not_run(guard);
    return status;
}

/* ---- what was found ---- */

static int print(struct guard *guard, struct ps_error *err)
{
    const struct ps_common *common = guard->common;
    const struct ps_guard_format *format = format_of(common);
    if (strcmp(format->name, "json") == 0 && (guard->report.host = ps_facts_host(err)) == NULL)
        return -1;
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    bool to_file = common->output != NULL;
    int status =
        format->write(&guard->report, to_file ? 0 : ps_terminal_columns(stdout), !to_file && common->color_out, output.to, err);
    return status == 0 ? ps_output_close(&output, err) : ps_output_abandon(&output, err);
}

/* That nothing was found in no run at all says nothing. */
static int fail_not_run(const struct guard *guard, struct ps_error *err)
{
    char why[REASON];
    size_t at = 0;
    if (!next_not_run(guard, &at, why, sizeof why))
        return 0;
    if (ps_cli_flush(err) != 0)
        return -1;
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "nothing of what was asked for can be had here: %s", why);
}

/* Exit 1 where something was found; an error where a file could not be looked at, since then nobody knows. */
static int judge(const struct guard *guard, enum ps_exit *exit, struct ps_error *err)
{
    const struct ps_guard_file *first = NULL;
    size_t failed = 0, runs = 0;
    *exit = PS_EXIT_OK;
    for (size_t i = 0; i < guard->report.files_n; i++) {
        const struct ps_guard_file *file = &guard->report.files[i];
        bool bad = file->findings_n > 0;
        for (size_t k = 0; k < file->runs_n; k++)
            bad |= ps_verdict_is_bad(file->runs[k].verdict);
        *exit = bad ? PS_EXIT_FINDING : *exit;
        runs += file->runs_n;
        if (file->error != NULL && file->error[0] != '\0' && failed++ == 0)
            first = file;
    }
    if (first == NULL) {
        bool in_vain = guard->options->run && runs == 0 && guard->report.files_n > 0 && *exit == PS_EXIT_OK;
        return in_vain ? fail_not_run(guard, err) : 0;
    }
    if (ps_cli_flush(err) != 0)
        return -1;
    ps_fail(err, PS_EXIT_USAGE, "%.300s: %.300s", first->path, first->error);
    return failed == 1 ? -1 : ps_error_hint(err, "%zu of %zu files could not be looked at", failed, guard->report.files_n);
}

static int run_guard(struct guard *guard, enum ps_exit *exit, struct ps_error *err)
{
    guard->parsers.loop = (uv_loop_t *)&guard->scratch->loop;
    guard->parsers.contain = guard->scratch->contain;
    guard->walk.read_config = ps_guard_static_config;
    guard->walk.data = &guard->parsers;
    int status = look_at_files(guard, err);
    bool interrupted = false;
    if (status == 0 && guard->options->run) {
        status = run_files(guard, err);
        interrupted = status != 0 && err->exit == PS_EXIT_INTERRUPTED;
    }
    if (status == 0 || interrupted) { /* what has run by then is worth to be seen */
        struct ps_error why;
        int printed = print(guard, interrupted ? &why : err);
        status = interrupted ? -1 : printed;
    }
    if (status == 0)
        status = judge(guard, exit, err);
    ps_guard_static_close(&guard->parsers);
    ps_guard_walk_free(&guard->walk);
    ps_guard_report_free(&guard->report);
    ps_pythons_free(&guard->pythons);
    return status;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct ps_guard_options options = {0};
    int helped = 0, status = ps_guard_options_parse(&options, argc, argv, common, &helped, err);
    *exit = PS_EXIT_OK;
    if (status == 0 && !helped)
        status = ps_output_check(common->output, err);
    if (status == 0 && !helped) {
        struct ps_scratch scratch;
        struct guard guard = {.options = &options, .common = common, .scratch = &scratch};
        status = ps_scratch_open(&scratch, common->programs, err);
        if (status == 0) {
            status = run_guard(&guard, exit, err);
            if (ps_scratch_close(&scratch, status == 0 ? err : NULL) != 0)
                status = -1;
        }
    }
    ps_guard_options_free(&options);
    return status;
}

const struct ps_command ps_cmd_guard = {
    .name = "guard",
    .summary = "say what each start method does with scripts; run them only with --run",
    .run = run,
};
