/* cmd_report.c: print saved results in another format. */
#include <string.h>

#include "cli/cli.h"
#include "commands/commands.h"
#include "commands/print_results.h"
#include "commands/report_history.h"
#include "commands/saved.h"
#include "report/report.h"

enum { COLUMNS, PHASE, RELATIVE_TO, SUMMARY, FIGURE, HISTORY };

static const struct ps_option options[] = {
    [COLUMNS] = {"columns", 0, "os|python|machine|method", "one table of all, with a column for each"},
    [PHASE] = {"phase", 0, "PHASE", "what is shown: returned, running, ..., ready, reaped"},
    [RELATIVE_TO] = {"relative-to", 0, "CELL", "ratios to this cell, not to the fastest"},
    [SUMMARY] = {"summary", 0, NULL, "csv: a row a cell and phase, not a sample"},
    [FIGURE] = {"figure", 0, "NAME", "vl-json, svg: overhead, distributions, timeline, memory, drift or systems"},
    [HISTORY] = {"history", 0, "FOLDER",
                 "the results in a folder as a history: medians over time, where they step and with what"},
    {NULL, 0, NULL, NULL},
};

struct request {
    struct ps_report_options options;
    const char *history; /* NULL: files are reported */
};

static int word_of(const char *value, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0)
            return i;
    }
    return -1;
}

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct request *request = data;
    struct ps_report_options *to = &request->options;
    const char *phases[PS_PHASES + 1] = {NULL};
    int word = 0;
    switch (index) {
    case COLUMNS:
        if ((word = word_of(value, ps_report_across_words)) < 0)
            return ps_fail_unknown(err, "value of --columns", value, ps_report_across_words);
        to->across = (enum ps_report_across)(PS_ACROSS_OS + word);
        return 0;
    case PHASE:
        for (int phase = 0; phase < PS_PHASES; phase++)
            phases[phase] = ps_phase_name((enum ps_phase)phase);
        if ((word = ps_phase_parse(value)) < 0)
            return ps_fail_unknown(err, "phase", value, phases);
        to->has_phase = true;
        to->phase = (enum ps_phase)word;
        return 0;
    case RELATIVE_TO:
        to->relative_to = value;
        return 0;
    case FIGURE:
        to->figure = value;
        return 0;
    case HISTORY:
        request->history = value;
        return 0;
    default:
        to->summary = true;
        return 0;
    }
}

static int refuse_unheeded(const struct ps_format *format, const struct ps_report_options *given, struct ps_error *err)
{
    const struct {
        unsigned heeds;
        bool given;
        const char *name;
    } all[] = {
        {PS_HEEDS_ACROSS, given->across != PS_ACROSS_NONE, "columns"},
        {PS_HEEDS_PHASE, given->has_phase, "phase"},
        {PS_HEEDS_RELATIVE, given->relative_to != NULL, "relative-to"},
        {PS_HEEDS_SUMMARY, given->summary, "summary"},
        {PS_HEEDS_FIGURE, given->figure != NULL, "figure"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].given && !(format->heeds & all[i].heeds))
            return ps_fail(err, PS_EXIT_USAGE, "--%s: says nothing in format %s", all[i].name, format->name);
    }
    if (given->relative_to != NULL && format->heeds & PS_HEEDS_SUMMARY && !given->summary) {
        ps_fail(err, PS_EXIT_USAGE, "--relative-to: samples have no ratio");
        return ps_error_hint(err, "add --summary");
    }
    return 0;
}

static int report_files(char **paths, size_t n, const struct ps_common *common, const struct ps_report_options *given,
                        struct ps_error *err)
{
    struct ps_saved saved;
    const struct ps_format *format = ps_print_format(common);
    if (refuse_unheeded(format, given, err) != 0 ||
        ps_saved_read(&saved, paths, n, ps_format_keep(format, given), common, err) != 0)
        return -1;
    int status = given->relative_to != NULL ? ps_report_relate(saved.results, saved.n, given, err) : 0;
    if (status == 0)
        status = ps_print_results(saved.results, saved.n, common, common->output, given, err);
    ps_saved_free(&saved);
    return status;
}

static int run_report(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    const char *formats[PS_FORMATS_MAX + 1];
    ps_format_names(formats);
    struct request request = {0};
    struct ps_report_options *given = &request.options;
    const struct ps_cli cli = {
        .usage = "procstart report [OPTIONS] FILE..",
        .about = "Prints results that bench saved with -o, of one machine or of many: as the table that bench printed, or in "
                 "another format. A file may be a bundle, as --format json makes it of several results. What a run that was "
                 "killed left behind is made into a result first.",
        .options = options,
        .take = take,
        .data = &request,
        .formats = formats,
        .output = "write to FILE instead of printing",
    };
    int first, helped;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (request.history != NULL)
        return ps_cli_no_operands(argc, argv, first, err) != 0 ? -1
               : given->across != PS_ACROSS_NONE || given->relative_to != NULL || given->summary || given->figure != NULL
                   ? ps_fail(err, PS_EXIT_USAGE, "--history goes with --phase only")
                   : ps_report_history(request.history, given->has_phase ? given->phase : PS_READY, common, err);
    if (first == argc) {
        ps_fail(err, PS_EXIT_USAGE, "no result file is given");
        return ps_error_hint(err, "procstart bench -o FILE makes one");
    }
    return report_files(argv + first, (size_t)(argc - first), common, given, err);
}

const struct ps_command ps_cmd_report = {
    .name = "report",
    .summary = "print saved results in another format",
    .run = run_report,
};
