/* cmd_reimport.c: how often, and at what cost, a script's main module is imported again in children. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/commands.h"
#include "commands/document.h"
#include "commands/pythons.h"
#include "commands/scratch.h"
#include "commands/start_methods.h"
#include "platform/clock.h"
#include "platform/facts.h"
#include "python/watch.h"
#include "reimport/reimport.h"
#include "reimport/text.h"
#include "result/result.h"

enum { PYTHONS_MAX = 32, STARTS_DEFAULT = 10, STARTS_MOST = 1000, PROCESSES_DEFAULT = 64, PROCESSES_LEAST = 4 };
static const int64_t timeout_default_ns = INT64_C(30000000000);

struct request {
    const char *python[PYTHONS_MAX];
    size_t pythons_n;
    const char *module;
    bool is_code; /* -c was given */
    struct ps_reimport_options options;
};

/* ---- options ---- */

enum option {
    OPTION_MODULE,
    OPTION_PYTHON,
    OPTION_METHOD,
    OPTION_STARTS,
    OPTION_TIMEOUT,
    OPTION_PROCESSES,
    OPTION_MEMORY,
    OPTION_CHECK,
    OPTION_CODE
};

static const struct ps_option options[] = {
    [OPTION_MODULE] = {"module", 'm', "MODULE", "a module in place of SCRIPT, as of python -m"},
    [OPTION_PYTHON] = {"python", 0, "PATH", "an interpreter, a venv or a prefix; may be given more than once"},
    [OPTION_METHOD] = {"method", 0, "NAME,..", "start methods: fork, spawn, forkserver (default: all that the Python has)"},
    [OPTION_STARTS] = {"starts", 0, "N", "children for each method (default: 10)"},
    [OPTION_TIMEOUT] = {"timeout", 0, "TIME", "for one start, and for one import of the script (default: 30s)"},
    [OPTION_PROCESSES] = {"max-processes", 0, "N", "most processes alive at once below one parent (default: 64)"},
    [OPTION_MEMORY] = {"max-memory", 0, "SIZE",
                       "most memory of one parent and all below it (default: half of what is available)"},
    [OPTION_CHECK] = {"self-check", 0, NULL, "measure also what watching costs an import of main"},
    [OPTION_CODE] = {"code", 'c', "CODE", "not possible: code that is in no file cannot be imported again"},
    {0},
};

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct request *request = data;
    uint64_t count = 0;
    int status = 0;
    switch ((enum option)index) {
    case OPTION_MODULE:
        request->module = value;
        return 0;
    case OPTION_PYTHON:
        if (request->pythons_n == PYTHONS_MAX)
            return ps_fail(err, PS_EXIT_USAGE, "--python: at most %d at a time", PYTHONS_MAX);
        request->python[request->pythons_n++] = value;
        return 0;
    case OPTION_METHOD:
        return ps_start_methods_parse(value, &request->options.methods, err);
    case OPTION_STARTS:
        status = ps_parse_count("--starts", value, 1, STARTS_MOST, &count, err);
        request->options.starts = (uint32_t)count;
        return status;
    case OPTION_TIMEOUT:
        return ps_parse_duration("--timeout", value, &request->options.timeout_ns, err);
    case OPTION_PROCESSES:
        status = ps_parse_count("--max-processes", value, PROCESSES_LEAST, PS_WATCH_PROCESSES_MAX, &count, err);
        request->options.max_processes = (uint32_t)count;
        return status;
    case OPTION_MEMORY:
        status = ps_parse_bytes("--max-memory", value, &request->options.max_memory, err);
        if (status == 0 && request->options.max_memory == 0)
            status = ps_fail(err, PS_EXIT_USAGE, "--max-memory: nothing runs in 0 bytes");
        return status;
    case OPTION_CHECK:
        request->options.self_check = true;
        return 0;
    case OPTION_CODE:
        request->is_code = true;
        return 0;
    }
    return 0;
}

/* ---- the script ---- */

static int fail_fileless(struct ps_error *err, const char *what)
{
    ps_fail(err, PS_EXIT_USAGE, "%s is in no file, so there is nothing that children could import again", what);
    return ps_error_hint(err, "spawn and forkserver leave such a main module alone; save the program as a file, and name that");
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* What Python can be asked to run as a file; what is in it, Python says. */
static int check_script(const char *path, struct ps_error *err)
{
    if (strcmp(path, "-") == 0)
        return fail_fileless(err, "a program on standard input");
    if (ends_with(path, ".ipynb")) {
        ps_fail(err, PS_EXIT_USAGE, "%s is a notebook: its cells are no main module that children could import again", path);
        return ps_error_hint(err, "export it by jupyter nbconvert --to script, or put what children run into a module");
    }
    if (ends_with(path, ".pyc")) {
        ps_fail(err, PS_EXIT_USAGE, "%s is byte code: its statements cannot be told", path);
        return ps_error_hint(err, "name the .py file that it was made of");
    }
    uv_fs_t request;
    int rc = uv_fs_stat(NULL, &request, path, NULL);
    uint64_t kind = request.statbuf.st_mode & S_IFMT;
    uv_fs_req_cleanup(&request);
    if (rc == 0 && kind != S_IFREG && kind != S_IFDIR)
        return ps_fail(err, PS_EXIT_USAGE, "%s is neither a file nor a folder", path);
    if (rc == 0) {
        rc = uv_fs_access(NULL, &request, path, 4 /* R_OK */, NULL);
        uv_fs_req_cleanup(&request);
    }
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "%s cannot be read: %s", path, uv_strerror(rc));
}

/* Paths and arguments travel to Python in JSON. */
static int check_text(const char *text, struct ps_error *err)
{
    json_t *value = json_string(text);
    json_decref(value);
    if (value != NULL)
        return 0;
    ps_fail(err, PS_EXIT_USAGE, "%s is not UTF-8", text);
    return ps_error_hint(err, "rename it, or run procstart where names are UTF-8");
}

static int take_operands(struct request *request, int argc, char **argv, int first, struct ps_error *err)
{
    struct ps_reimport_options *what = &request->options;
    if (request->is_code)
        return fail_fileless(err, "the code of -c");
    if (request->module == NULL && first >= argc) {
        ps_fail(err, PS_EXIT_USAGE, "no script is named");
        return ps_error_hint(
            err, "name a file, folder or zipapp, or a module by -m; what is typed into a REPL is in no file, and is never "
                 "imported again");
    }
    what->is_module = request->module != NULL;
    what->name = what->is_module ? request->module : argv[first++];
    what->arguments = (const char *const *)argv + first;
    for (int i = first - 1; i < argc; i++) {
        if (check_text(i < first ? what->name : argv[i], err) != 0)
            return -1;
    }
    return what->is_module ? 0 : check_script(what->name, err);
}

/* ---- the run ---- */

struct progress {
    struct ps_progress_line line;
    int64_t began_ns;
};

static void on_step(void *data, const char *what, double done)
{
    struct progress *progress = data;
    int64_t elapsed_ns = ps_clock_ns() - progress->began_ns;
    int64_t left_ns = done > 0 ? (int64_t)((double)elapsed_ns * (1 - done) / done) : -1;
    ps_progress_step(&progress->line, what, elapsed_ns, left_ns, done);
}

static int measure(const struct request *request, struct ps_scratch *scratch, const struct ps_common *common, json_t **document,
                   struct ps_error *err)
{
    struct ps_pythons pythons = {0};
    struct progress progress = {.began_ns = ps_clock_ns()};
    int status = ps_pythons_find(&pythons, request->python, request->pythons_n, common->programs, scratch->folder, err);
    if (status == 0) {
        const struct ps_reimport_place place = {
            .loop = &scratch->loop,
            .contain = scratch->contain,
            .programs = common->programs,
            .pythons = pythons.list,
            .pythons_n = pythons.n,
            .step = on_step,
            .data = &progress,
        };
        ps_progress_begin(&progress.line, common->quiet);
        status = ps_reimport_run(&place, &request->options, document, err);
        ps_progress_end(&progress.line);
    }
    ps_pythons_free(&pythons);
    return status;
}

static int print(const json_t *document, const struct ps_common *common, struct ps_error *err)
{
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    bool to_file = common->output != NULL;
    if (common->format != NULL && strcmp(common->format, "json") == 0) {
        if (ps_json_print(document, PS_JSON_FLAGS, output.to, err) != 0)
            return ps_output_abandon(&output, err);
    } else {
        ps_reimport_print(document, to_file ? 0 : ps_terminal_columns(output.to), common->color_out && !to_file,
                          to_file || ps_terminal_utf8(), output.to);
    }
    return ps_output_close(&output, err);
}

/* Their rows say so too, to whoever reads the result. */
static int report_failures(const json_t *document, enum ps_exit exit, struct ps_error *err)
{
    size_t i, n = 0;
    json_t *row;
    const json_t *first = NULL, *rows = json_object_get(document, "rows");
    json_array_foreach(rows, i, row)
    {
        int status = ps_status_parse(json_string_value(json_object_get(row, "status")));
        if (status == PS_OK || (exit == PS_EXIT_FAILED && status == PS_UNSUPPORTED))
            continue;
        first = first != NULL ? first : row;
        n++;
    }
    const char *reason = json_string_value(json_object_get(first, "reason"));
    ps_fail(err, exit, "%s@%s: %s", json_string_value(json_object_get(first, "method")),
            json_string_value(json_object_get(first, "python")), reason != NULL ? reason : "");
    if (exit == PS_EXIT_IMPOSSIBLE)
        return ps_error_context(err, "nothing of what was asked for can be had here");
    return ps_error_context(err, "%zu of %zu rows failed%s", n, json_array_size(rows), n > 1 ? ", the first" : "");
}

static int run_request(const struct request *request, const struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct ps_scratch scratch;
    struct ps_error unclosed = {0};
    json_t *document = NULL;
    if (ps_scratch_open(&scratch, common->programs, err) != 0)
        return -1;
    int status = measure(request, &scratch, common, &document, err);
    if (ps_scratch_close(&scratch, &unclosed) != 0 && status == 0) {
        *err = unclosed;
        status = -1;
    }
    json_t *host = status == 0 ? ps_facts_host(err) : NULL;
    if (status == 0 && (host == NULL || json_object_set_new(document, "host", host) != 0))
        status = -1;
    if (status == 0)
        status = print(document, common, err);
    if (status == 0)
        *exit = ps_reimport_exit(document);
    if (status == 0 && *exit != PS_EXIT_OK)
        status = report_failures(document, *exit, err);
    json_decref(document);
    return status;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct request request = {
        .options = {.starts = STARTS_DEFAULT, .timeout_ns = timeout_default_ns, .max_processes = PROCESSES_DEFAULT},
    };
    const struct ps_cli cli = {
        .usage = "procstart reimport [OPTIONS] SCRIPT [-- ARG..]\n"
                 "       procstart reimport [OPTIONS] -m MODULE [-- ARG..]",
        .about =
            "Measures how often children of multiprocessing execute a script's main module again, what that costs a start, which "
            "statements and imports pay, and what would help.\n"
            "The script is your own code and runs with your rights, once in a parent and again in each child that imports it; "
            "what is below its `if __name__ == \"__main__\":` guard does not run. Whatever it starts ends with procstart, and is "
            "limited in processes, memory and time. In a CI job it does not get the job's tokens.",
        .options = options,
        .take = take,
        .data = &request,
        .formats = ps_document_formats,
        .output = "write the result to FILE",
    };
    int first, helped = 0;
    *exit = PS_EXIT_OK;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    if (helped)
        return 0;
    if (take_operands(&request, argc, argv, first, err) != 0 || ps_output_check(common->output, err) != 0)
        return -1;
    uint64_t available = ps_facts_available_memory();
    if (request.options.max_memory == 0)
        request.options.max_memory = available > 0 ? available / 2 : UINT64_MAX;
    return run_request(&request, common, exit, err);
}

const struct ps_command ps_cmd_reimport = {
    .name = "reimport",
    .summary = "how often, and at what cost, children import a script's main module again",
    .run = run,
};
