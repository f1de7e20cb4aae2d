#include "commands/bench_options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "plan/cell.h"
#include "plan/sweep.h"
#include "platform/launch.h"
#include "report/report.h"

/* The order is that of options[]. */
enum option {
    API,
    METHOD,
    MECHANISM,
    CHILD,
    PYTHON,
    BALLAST,
    THREADS,
    FDS,
    MAIN,
    CPUS,
    PLACEMENT,
    PRECISION,
    TIME_LIMIT,
    EPOCHS,
    SEED,
    SELF_CHECK,
    DIRTY,
    AGAINST
};

static const struct ps_option options[] = {
    [API] = {"api", 0, "LIST", "native, python (default: both)"},
    [METHOD] = {"method", 0, "LIST", "start methods: fork, spawn, forkserver (default: all)"},
    [MECHANISM] = {"mechanism", 0, "LIST",
                   "native spawn by these system calls only, as posix_spawn; `procstart methods` lists them"},
    [CHILD] = {"child", 0, "LIST", "what is started: none, stub-static, stub-dynamic; host, stock for Python"},
    [PYTHON] = {"python", 0, "PATH",
                "an interpreter, a venv or a prefix; may be repeated (default: python3 on PATH, else the newest "
                "found)"},
    [BALLAST] = {"ballast", 0, "LIST", "touched memory of the parent, as 0,64M,1G, or 0..1G for a few sizes between"},
    [THREADS] = {"threads", 0, "LIST", "further threads of the parent, asleep, as 0,4 or 1..64"},
    [FDS] = {"fds", 0, "LIST", "further open descriptors of the parent"},
    [MAIN] = {"main", 0, "FILE.py",
              "main module of the Python parent, re-imported by its children. It is your own code and runs with "
              "your rights"},
    [CPUS] = {"cpus", 0, "LIST", "processors to measure on, as 0,2-3 (default: all)"},
    [PLACEMENT] = {"placement", 0, "WHERE",
                   "pinned: each round on one processor, the stabler figure (default); free: by the scheduler"},
    [PRECISION] = {"precision", 0, "SHARE",
                   "measure until half of each 95% interval is below this share of its median (default: 2%, "
                   "Python 3%)"},
    [TIME_LIMIT] = {"time-limit", 0, "TIME", "or until this time is over, as 30s"},
    [EPOCHS] = {"epochs", 0, "N", "exactly so many sets of fresh parents, however long it takes"},
    [SEED] = {"seed", 0, "N", "seed of all orders (default: a new one, recorded)"},
    [SELF_CHECK] = {"self-check", 0, NULL, "enter one cell twice: the interval of the ratio must hold 1"},
    [DIRTY] = {"dirty", 0, NULL, "also measure what a parent pays for writing its --ballast again while a forked child lives"},
    [AGAINST] = {"against", 0, "PATH",
                 "enter each cell once more, side by side in the same rounds: with another Python (an interpreter, a venv, a "
                 "prefix), or native cells with the programs of another build of procstart (their folder)"},
    {NULL, 0, NULL, NULL},
};

/* ps_parse_words() with the words name(0) .. name(n - 1). */
static int take_words(const char *option, const char *value, const char *(*name)(int), int n, unsigned *bits,
                      struct ps_error *err)
{
    const char *words[16] = {NULL};
    for (int i = 0; i < n; i++)
        words[i] = name(i);
    return ps_parse_words(option, value, option + 2, words, bits, err);
}

static const char *api_word(int i)
{
    return ps_api_name((enum ps_api)i);
}

static const char *method_word(int i)
{
    return ps_method_name((enum ps_method)i);
}

static const char *child_word(int i)
{
    return ps_child_name((enum ps_child)i);
}

static int take_mechanisms(struct ps_bench_request *request, const char *value, struct ps_error *err)
{
    const char *words[64] = {NULL};
    size_t n = 0;
    for (const struct ps_launcher *const *launcher = ps_launchers; *launcher != NULL && n < 63; launcher++) {
        if ((*launcher)->method == PS_SPAWN)
            words[n++] = (*launcher)->name;
    }
    ps_list_free(request->mechanisms);
    request->mechanisms = NULL;
    if (ps_parse_list("--mechanism", value, &request->mechanisms, err) != 0)
        return -1;
    for (char **item = request->mechanisms; *item != NULL; item++) {
        size_t i = 0;
        while (i < n && strcmp(words[i], *item) != 0)
            i++;
        if (i == n)
            return ps_fail_unknown(err, "mechanism", *item, words);
    }
    return 0;
}

/* The two ends of LO..HI; false: it is no range. */
static bool split_range(const char *value, char *lo, char *hi, size_t room)
{
    const char *dots = strstr(value, "..");
    if (dots == NULL)
        return false;
    snprintf(lo, room, "%.*s", (int)(dots - value), value);
    snprintf(hi, room, "%s", dots + 2);
    return true;
}

static int check_range(const char *option, const char *value, uint64_t lo, uint64_t hi, struct ps_error *err)
{
    if (strchr(value, ',') != NULL)
        ps_fail(err, PS_EXIT_USAGE, "%s %s: is neither a list nor one range", option, value);
    else if (lo > hi)
        ps_fail(err, PS_EXIT_USAGE, "%s %s: ends before it begins", option, value);
    else
        return 0;
    return ps_error_hint(err, "LO..HI chooses the points between the two; a list names each");
}

enum { END = 64, THREADS_MOST = 10000 };

static int take_ballast_range(struct ps_bench_request *request, const char *value, const char *from, const char *to,
                              struct ps_error *err)
{
    uint64_t lo = 0, hi = 0;
    if (strchr(value, ',') == NULL &&
        (ps_parse_bytes("--ballast", from, &lo, err) != 0 || ps_parse_bytes("--ballast", to, &hi, err) != 0))
        return -1;
    if (check_range("--ballast", value, lo, hi, err) != 0)
        return -1;
    request->ballast_sweep = true;
    request->ballast = calloc(PS_SWEEP_MOST, sizeof *request->ballast);
    if (request->ballast == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    request->ballast_n = ps_sweep_points(lo, hi, PS_BALLAST_UNIT, request->ballast);
    return 0;
}

static int take_ballast(struct ps_bench_request *request, const char *value, struct ps_error *err)
{
    char **items, from[END], to[END];
    free(request->ballast);
    request->ballast = NULL;
    request->ballast_n = 0;
    request->ballast_sweep = false;
    if (split_range(value, from, to, END))
        return take_ballast_range(request, value, from, to, err);
    if (ps_parse_list("--ballast", value, &items, err) != 0)
        return -1;
    request->ballast = calloc(strlen(value), sizeof *request->ballast);
    int status = request->ballast != NULL ? 0 : ps_fail(err, PS_EXIT_FAILED, "out of memory");
    for (char **item = items; status == 0 && *item != NULL; item++)
        status = ps_parse_bytes("--ballast", *item, &request->ballast[request->ballast_n++], err);
    ps_list_free(items);
    return status;
}

static int take_thread_range(struct ps_bench_request *request, const char *value, const char *from, const char *to, uint64_t most,
                             struct ps_error *err)
{
    uint64_t lo = 0, hi = 0, points[PS_SWEEP_MOST];
    if (strchr(value, ',') == NULL &&
        (ps_parse_count("--threads", from, 0, most, &lo, err) != 0 || ps_parse_count("--threads", to, 0, most, &hi, err) != 0))
        return -1;
    if (check_range("--threads", value, lo, hi, err) != 0)
        return -1;
    free(request->threads);
    request->threads = calloc(PS_SWEEP_MOST, sizeof *request->threads);
    if (request->threads == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    request->threads_n = ps_sweep_points(lo, hi, 1, points);
    for (size_t i = 0; i < request->threads_n; i++)
        request->threads[i] = (uint32_t)points[i];
    return 0;
}

static int take_counts(const char *option, const char *value, uint64_t most, uint32_t **counts, size_t *n, struct ps_error *err)
{
    char **items;
    if (ps_parse_list(option, value, &items, err) != 0)
        return -1;
    uint32_t *parsed = calloc(strlen(value), sizeof *parsed);
    int status = parsed != NULL ? 0 : ps_fail(err, PS_EXIT_FAILED, "out of memory");
    *n = 0;
    for (char **item = items; status == 0 && parsed != NULL && *item != NULL; item++) {
        uint64_t count = 0;
        status = ps_parse_count(option, *item, 0, most, &count, err);
        parsed[(*n)++] = (uint32_t)count;
    }
    ps_list_free(items);
    free(*counts);
    *counts = parsed;
    return status;
}

static int take_python(struct ps_bench_request *request, const char *value, struct ps_error *err)
{
    if (*value == '\0')
        return ps_fail(err, PS_EXIT_USAGE, "--python: the path is empty");
    if (request->pythons_n == PS_PYTHONS_MAX)
        return ps_fail(err, PS_EXIT_USAGE, "--python: more than %d of them", PS_PYTHONS_MAX);
    request->python[request->pythons_n++] = value;
    return 0;
}

static int take_placement(struct ps_bench_request *request, const char *value, struct ps_error *err)
{
    static const char *const words[] = {"pinned", "free", NULL};
    request->free_placement = strcmp(value, "free") == 0;
    return request->free_placement || strcmp(value, "pinned") == 0 ? 0 : ps_fail_unknown(err, "placement", value, words);
}

static int take_epochs(struct ps_bench_request *request, const char *value, struct ps_error *err)
{
    uint64_t epochs = 0;
    if (ps_parse_count("--epochs", value, 1, 100000, &epochs, err) != 0)
        return -1;
    request->epochs = (uint32_t)epochs;
    return 0;
}

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct ps_bench_request *request = data;
    char from[END], to[END];
    switch ((enum option)index) {
    case API:
        return take_words("--api", value, api_word, PS_APIS, &request->apis, err);
    case METHOD:
        return take_words("--method", value, method_word, PS_METHODS, &request->methods, err);
    case MECHANISM:
        return take_mechanisms(request, value, err);
    case CHILD:
        return take_words("--child", value, child_word, PS_CHILDREN, &request->children, err);
    case PYTHON:
        return take_python(request, value, err);
    case BALLAST:
        return take_ballast(request, value, err);
    case THREADS:
        if (split_range(value, from, to, END))
            return take_thread_range(request, value, from, to, THREADS_MOST, err);
        return take_counts("--threads", value, THREADS_MOST, &request->threads, &request->threads_n, err);
    case FDS:
        return take_counts("--fds", value, 1000000, &request->fds, &request->fds_n, err);
    case MAIN:
        request->main = value;
        return 0;
    case CPUS:
        return ps_parse_cpus("--cpus", value, request->cpus, PS_CPUS_MAX, &request->cpus_n, err);
    case PLACEMENT:
        return take_placement(request, value, err);
    case PRECISION:
        return ps_parse_ratio("--precision", value, &request->precision, err);
    case TIME_LIMIT:
        return ps_parse_duration("--time-limit", value, &request->time_limit_ns, err);
    case EPOCHS:
        return take_epochs(request, value, err);
    case SEED:
        request->seeded = true;
        return ps_parse_count("--seed", value, 0, INT64_MAX, &request->seed, err);
    case SELF_CHECK:
        request->self_check = true;
        return 0;
    case DIRTY:
        request->dirty = true;
        return 0;
    case AGAINST:
        request->against = value;
        return 0;
    }
    return 0;
}

static int contradiction(struct ps_error *err, const char *a, const char *b, const char *why)
{
    ps_fail(err, PS_EXIT_USAGE, "%s and %s contradict each other: %s", a, b, why);
    return ps_error_hint(err, "leave one of them out");
}

static int check(const struct ps_bench_request *request, struct ps_error *err)
{
    bool native_only = request->apis == 1u << PS_NATIVE, python_only = request->apis == 1u << PS_PYTHON;
    bool spawns = request->methods == 0 || request->methods & 1u << PS_SPAWN;
    if (native_only && request->pythons_n > 0)
        return contradiction(err, "--api native", "--python", "native starts have no Python");
    if (native_only && request->main != NULL)
        return contradiction(err, "--api native", "--main", "native starts have no main module");
    if (python_only && request->mechanisms != NULL)
        return contradiction(err, "--api python", "--mechanism", "multiprocessing chooses its own");
    if (request->against != NULL && request->pythons_n > 1)
        return contradiction(err, "--against", "several --python", "one Python is measured against another");
    if (!spawns && request->mechanisms != NULL)
        return contradiction(err, "--method", "--mechanism", "only spawn has more than one mechanism");
    bool forks = request->methods == 0 || request->methods & 1u << PS_FORK, has_ballast = false;
    for (size_t i = 0; i < request->ballast_n; i++)
        has_ballast = has_ballast || request->ballast[i] > 0;
    if (request->dirty && !forks)
        return contradiction(err, "--dirty", "--method", "only what is forked shares the parent's memory");
    if (request->dirty && !has_ballast) {
        ps_fail(err, PS_EXIT_USAGE, "--dirty: the parent has no ballast to write again");
        return ps_error_hint(err, "give it some: --ballast 64M");
    }
    if (request->free_placement && request->cpus_n > 0)
        return contradiction(err, "--placement free", "--cpus", "the scheduler chooses, or you do");
    if (request->epochs > 0 && request->precision > 0)
        return contradiction(err, "--epochs", "--precision", "a fixed number of epochs has the precision that it has");
    if (request->epochs > 0 && request->time_limit_ns > 0)
        return contradiction(err, "--epochs", "--time-limit", "a fixed number of epochs takes the time that it takes");
    return 0;
}

/* What was asked for by name tells which side is meant. */
static unsigned default_apis(const struct ps_bench_request *request)
{
    const unsigned python_children = 1u << PS_CHILD_HOST | 1u << PS_CHILD_STOCK;
    unsigned native = 1u << PS_NATIVE, python = 1u << PS_PYTHON;
    if (request->mechanisms != NULL || (request->children != 0 && !(request->children & python_children)))
        return native;
    if (request->main != NULL || (request->children != 0 && !(request->children & ~python_children)))
        return python;
    return native | python;
}

int ps_bench_request_parse(struct ps_bench_request *request, int argc, char **argv, struct ps_common *common, int *helped,
                           struct ps_error *err)
{
    const char *formats[PS_FORMATS_MAX + 1];
    ps_format_names(formats);
    const struct ps_cli cli = {
        .usage = "procstart bench [OPTIONS]",
        .about =
            "Measures what it costs to start a process here, natively and through Python's multiprocessing, by every start "
            "method that there is, and prints the overhead table.\nLISTs are parted by commas; each value is measured with each "
            "other.",
        .options = options,
        .take = take,
        .data = request,
        .formats = formats,
        .output = "save the result, every sample of it, as JSON",
    };
    int first;
    *request = (struct ps_bench_request){0};
    if (ps_cli_parse(&cli, argc, argv, common, &first, helped, err) != 0)
        return -1;
    if (*helped)
        return 0;
    if (ps_cli_no_operands(argc, argv, first, err) != 0 || check(request, err) != 0)
        return -1;
    request->apis_given = request->apis != 0;
    if (request->apis == 0)
        request->apis = default_apis(request);
    return 0;
}

void ps_bench_request_free(struct ps_bench_request *request)
{
    ps_list_free(request->mechanisms);
    free(request->ballast);
    free(request->threads);
    free(request->fds);
}
