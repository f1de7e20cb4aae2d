#include "commands/guard_options.h"

#include <string.h>

#include "cli/cli.h"
#include "commands/start_methods.h"
#include "guard/guard.h"

enum { FORMATS_MOST = 16, PROCESSES_MOST = 100000 };

enum option { RUN, METHOD, PYTHON, TIMEOUT, MAX_PROCESSES, MAX_MEMORY, SELECT, IGNORE };

static const struct ps_option table[] = {
    [RUN] = {"run", 0, NULL, "run each script, under caps, by each method and Python"},
    [METHOD] = {"method", 0, "fork,spawn,forkserver", "start methods that count; all"},
    [PYTHON] = {"python", 0, "PATH", "an interpreter, a venv or a prefix; may be given more than once"},
    [TIMEOUT] = {"timeout", 0, "T", "with --run: of one run, as 30s, the default"},
    [MAX_PROCESSES] = {"max-processes", 0, "N", "with --run: alive at one time in one run; by the machine"},
    [MAX_MEMORY] = {"max-memory", 0, "SIZE", "with --run: of all processes of one run, as 2G; half of what is free"},
    [SELECT] = {"select", 0, "RULE,..", "these rules only; all"},
    [IGNORE] = {"ignore", 0, "RULE,..", "all rules but these; none"},
    {0},
};

static int take_rules(const char *option, const char *text, char ***to, struct ps_error *err)
{
    if (*to != NULL) {
        ps_fail(err, PS_EXIT_USAGE, "%s is given twice", option);
        return ps_error_hint(err, "give it one list: %s RULE,RULE", option);
    }
    return ps_parse_list(option, text, to, err);
}

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct ps_guard_options *options = data;
    switch ((enum option)index) {
    case RUN:
        options->run = true;
        return 0;
    case METHOD:
        return ps_start_methods_parse(value, &options->methods, err);
    case PYTHON:
        if (options->pythons_n == PS_GUARD_PYTHONS_MOST)
            return ps_fail(err, PS_EXIT_USAGE, "--python: at most %d at a time", PS_GUARD_PYTHONS_MOST);
        options->pythons[options->pythons_n++] = value;
        return 0;
    case TIMEOUT:
        return ps_parse_duration("--timeout", value, &options->timeout_ns, err);
    case MAX_PROCESSES:
        return ps_parse_count("--max-processes", value, 1, PROCESSES_MOST, &options->max_processes, err);
    case MAX_MEMORY:
        if (ps_parse_bytes("--max-memory", value, &options->max_memory, err) != 0)
            return -1;
        return options->max_memory > 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "--max-memory: nothing runs in 0 bytes");
    case SELECT:
        return take_rules("--select", value, &options->select, err);
    case IGNORE:
        return take_rules("--ignore", value, &options->ignore, err);
    }
    return 0;
}

/* What makes no sense together. */
static int check(const struct ps_guard_options *options, struct ps_error *err)
{
    if (options->paths_n == 0) {
        ps_fail(err, PS_EXIT_USAGE, "no script or folder is given");
        return ps_error_hint(err, "procstart guard . looks at all below this folder");
    }
    for (size_t i = 0; i < options->paths_n; i++) {
        if (options->paths[i][0] == '\0')
            return ps_fail(err, PS_EXIT_USAGE, "the name of a script is empty");
    }
    if (options->run)
        return 0;
    if (options->arguments[0] != NULL)
        ps_fail(err, PS_EXIT_USAGE, "\"%s\" is an argument for scripts, and none is run", options->arguments[0]);
    else if (options->timeout_ns > 0 || options->max_processes > 0 || options->max_memory > 0)
        ps_fail(err, PS_EXIT_USAGE, "a cap is given, and nothing is run");
    else
        return 0;
    return ps_error_hint(err, "--run runs the scripts");
}

int ps_guard_options_parse(struct ps_guard_options *options, int argc, char **argv, struct ps_common *common, int *helped,
                           struct ps_error *err)
{
    static const char *const none[] = {NULL};
    const char *formats[FORMATS_MOST + 1] = {NULL};
    for (size_t i = 0; i < FORMATS_MOST && ps_guard_formats[i] != NULL; i++)
        formats[i] = ps_guard_formats[i]->name;
    const struct ps_cli cli = {
        .usage = "procstart guard [OPTIONS] PATH.. [-- ARG..]",
        .about =
            "Says what each start method of multiprocessing does with scripts: whether their children import them again, die of "
            "a "
            "missing guard, or find no target. Folders are searched for *.py as linters do it. The scripts are read, not run.\n"
            "With --run each of them is run, once for each method and Python: they are your own code and run with your rights. "
            "Caps on processes, memory and time keep a script that starts processes without end from taking the machine down. "
            "What "
            "follows -- are the scripts' arguments.\n"
            "`# procstart: ignore[RULE]` at the end of a line, and [tool.procstart] of pyproject.toml (select, ignore, exclude, "
            "methods, python) say what is no finding. Exit code 1: something was found.",
        .options = table,
        .take = take,
        .data = options,
        .formats = formats,
        .output = "write the report to FILE",
    };
    int own = 1, first;
    while (own < argc && strcmp(argv[own], "--") != 0)
        own++;
    options->arguments = own < argc ? (const char *const *)argv + own + 1 : none;
    if (ps_cli_parse(&cli, own, argv, common, &first, helped, err) != 0)
        return -1;
    options->paths = (const char *const *)argv + first;
    options->paths_n = (size_t)(own - first);
    return *helped ? 0 : check(options, err);
}

void ps_guard_options_free(struct ps_guard_options *options)
{
    ps_list_free(options->select);
    ps_list_free(options->ignore);
    options->select = options->ignore = NULL;
}
