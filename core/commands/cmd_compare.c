/* cmd_compare.c: what is slower than it was, and is that certain. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/commands.h"
#include "commands/saved.h"
#include "compare/compare.h"

enum option { OLD, NEW, PHASE, THRESHOLD, DRIFT, ACROSS };

static const struct ps_option options[] = {
    [OLD] = {"old", 0, "FILE..", "results of the old side: further files are further runs of the same"},
    [NEW] = {"new", 0, "FILE..", "results of the new side"},
    [PHASE] = {"phase", 0, "PHASE", "what decides: returned, running, ..., ready, reaped (default: ready)"},
    [THRESHOLD] = {"threshold", 0, "SHARE", "the least slowdown that makes exit 1, as 5% (default)"},
    [DRIFT] = {"drift", 0, "SHARE", "how far two runs of the same differ here: standard deviation of a run (default: 1%)"},
    [ACROSS] = {"across-machines", 0, NULL, "compare although the machines, or emulation, are not the same"},
    {NULL, 0, NULL, NULL},
};

struct side {
    char **paths;
    size_t paths_n;
    struct ps_saved saved;
};

struct request {
    struct side side[2]; /* old, new */
    struct ps_compare_options options;
};

/* ---- the command line ---- */

static int take_phase(struct request *request, const char *value, struct ps_error *err)
{
    const char *words[PS_PHASES + 1] = {NULL};
    for (int phase = 0; phase < PS_PHASES; phase++)
        words[phase] = ps_phase_name((enum ps_phase)phase);
    int phase = ps_phase_parse(value);
    if (phase < 0)
        return ps_fail_unknown(err, "phase", value, words);
    request->options.phase = (enum ps_phase)phase;
    return 0;
}

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct request *request = data;
    switch ((enum option)index) {
    case OLD:
    case NEW:
        request->side[index].paths[request->side[index].paths_n++] = (char *)value;
        return 0;
    case PHASE:
        return take_phase(request, value, err);
    case THRESHOLD:
        return ps_parse_ratio("--threshold", value, &request->options.threshold, err);
    case DRIFT:
        return ps_parse_ratio("--drift", value, &request->options.drift, err);
    case ACROSS:
        request->options.across_machines = true;
        return 0;
    }
    return 0;
}

/* --old A B --new C is written --old A --old B --new C, as getopt_long() reads it: *spread is the caller's to free. */
static int spread_lists(int argc, char **argv, char ***spread, struct ps_error *err)
{
    static char old[] = "--old", new_[] = "--new";
    char *list = NULL;
    bool has_one = false;
    int n = 0;
    *spread = calloc(2 * (size_t)argc + 1, sizeof **spread);
    if (*spread == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    for (int i = 0; i < argc; i++) {
        char *arg = argv[i];
        if (arg[0] == '-') {
            list = strncmp(arg, old, 5) == 0 ? old : strncmp(arg, new_, 5) == 0 ? new_ : NULL;
            has_one = strchr(arg, '=') != NULL;
        } else if (list != NULL) {
            if (has_one)
                (*spread)[n++] = list;
            has_one = true;
        }
        (*spread)[n++] = arg;
    }
    return n;
}

static int take_operands(struct request *request, int n, char **operands, struct ps_error *err)
{
    size_t old = request->side[0].paths_n, new_ = request->side[1].paths_n;
    if (old + new_ == 0 && (n == 1 || n == 2)) {
        for (int i = 0; i < n; i++)
            request->side[i].paths[request->side[i].paths_n++] = operands[i];
        return 0;
    }
    if (n > 0 && old + new_ > 0)
        ps_fail(err, PS_EXIT_USAGE, "unexpected \"%.100s\" beside --old and --new", operands[0]);
    else if (n > 2)
        ps_fail(err, PS_EXIT_USAGE, "%d files are given: which is old and which is new?", n);
    else if (old + new_ == 0)
        ps_fail(err, PS_EXIT_USAGE, "no results are given");
    else if (old == 0 || new_ == 0)
        ps_fail(err, PS_EXIT_USAGE, "%s names no result", old == 0 ? "--old" : "--new");
    else
        return 0;
    return ps_error_hint(err, "procstart compare OLD NEW, or --old FILE.. --new FILE..");
}

/* ---- files ---- */

/* A run that is read twice would count as two; within a side ps_saved_read() has seen to it. */
static int check_twice(const struct side *old, const struct side *new_, struct ps_error *err)
{
    for (size_t i = 0; i < new_->saved.n; i++) {
        for (size_t j = 0; j < old->saved.n; j++) {
            if (!ps_result_same(&new_->saved.results[i], &old->saved.results[j]))
                continue;
            ps_fail(err, PS_EXIT_USAGE, "%.200s: holds the same run as %.200s", new_->paths[0], old->paths[0]);
            return ps_error_hint(err, "a run is compared with another one: name each once");
        }
    }
    return 0;
}

static int read_side(struct side *side, const struct ps_common *common, struct ps_error *err)
{
    if (side->paths_n == 0)
        return 0;
    if (ps_saved_read(&side->saved, side->paths, side->paths_n, PS_KEEP_ALL, common, err) != 0)
        return -1;
    return side->saved.n > 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "%.200s: holds no result", side->paths[0]);
}

static void free_side(struct side *side)
{
    ps_saved_free(&side->saved);
    free(side->paths);
}

/* ---- the whole ---- */

static int print(const struct ps_comparison *comparison, const struct ps_common *common, struct ps_error *err)
{
    const struct ps_compare_format *format =
        common->format != NULL ? ps_compare_format_find(common->format) : ps_compare_formats[0];
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    const struct ps_compare_style style = {
        .columns = common->output != NULL ? 0 : ps_terminal_columns(output.to),
        .color = common->output == NULL && common->color_out,
        .utf8 = common->output != NULL || ps_terminal_utf8(),
    };
    if (format->write(comparison, &style, output.to, err) != 0)
        return ps_output_abandon(&output, err);
    return ps_output_close(&output, err);
}

static int compare(struct request *request, const struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct side *old = &request->side[0], *new_ = &request->side[1];
    struct ps_comparison comparison;
    if (read_side(old, common, err) != 0 || read_side(new_, common, err) != 0 || check_twice(old, new_, err) != 0)
        return -1;
    int status;
    if (new_->paths_n == 0 && old->saved.n > 1) {
        ps_fail(err, PS_EXIT_USAGE, "%.200s: holds %zu results: which are old and which are new?", old->paths[0], old->saved.n);
        return ps_error_hint(err, "procstart compare OLD NEW, or --old FILE.. --new FILE..");
    }
    if (new_->paths_n == 0) {
        status = ps_compare_within(&comparison, old->paths[0], &old->saved.results[0], &request->options, err);
    } else {
        const struct ps_compare_side a = {old->paths[0], old->saved.results, old->saved.n};
        const struct ps_compare_side b = {new_->paths[0], new_->saved.results, new_->saved.n};
        status = ps_compare(&comparison, &a, &b, &request->options, err);
    }
    if (status != 0)
        return -1;
    *exit = comparison.slower > 0 ? PS_EXIT_FINDING : PS_EXIT_OK;
    status = print(&comparison, common, err);
    ps_comparison_free(&comparison);
    return status;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    const char *formats[PS_COMPARE_FORMATS_MAX + 1] = {NULL};
    for (size_t i = 0; ps_compare_formats[i] != NULL; i++)
        formats[i] = ps_compare_formats[i]->name;
    struct request request = {
        .options = {.phase = PS_READY, .threshold = 0.05, .drift = PS_COMPARE_DRIFT},
    };
    const struct ps_cli cli = {
        .usage =
            "procstart compare [OPTIONS] OLD NEW\n       procstart compare [OPTIONS] --old FILE.. --new FILE..\n       procstart "
            "compare [OPTIONS] RESULT",
        .about =
            "Says which cells of a result are slower than they were in another one, and how certain that is. Exit 1 if one is "
            "significantly slower by the threshold or more.\nRESULT alone is one that was measured with `bench --against`: "
            "its two sides ran interleaved, on the same machine at the same time, which is how to compare in CI.",
        .options = options,
        .take = take,
        .data = &request,
        .formats = formats,
        .output = "write to FILE instead of printing",
    };
    char **spread = NULL;
    int first, helped = 0, n = spread_lists(argc, argv, &spread, err);
    *exit = PS_EXIT_OK;
    for (int i = 0; i < 2; i++)
        request.side[i].paths = calloc(2 * (size_t)argc + 2, sizeof *request.side[i].paths);
    int status = n >= 0 && request.side[0].paths != NULL && request.side[1].paths != NULL
                     ? 0
                     : ps_fail(err, PS_EXIT_FAILED, "out of memory");
    if (status == 0)
        status = ps_cli_parse(&cli, n, spread, common, &first, &helped, err);
    if (status == 0 && !helped && take_operands(&request, n - first, spread + first, err) == 0)
        status = compare(&request, common, exit, err);
    else if (!helped)
        status = -1;
    for (int i = 0; i < 2; i++)
        free_side(&request.side[i]);
    free(spread);
    return status;
}

const struct ps_command ps_cmd_compare = {
    .name = "compare",
    .summary = "say what is slower than it was, and how certain that is",
    .run = run,
};
