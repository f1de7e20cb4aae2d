#include "cli/cli.h"
#include "commands/commands.h"
#include "measure/journal.h"

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    static const struct ps_cli cli = {
        .usage = "procstart finish RESULT",
        .about =
            "Makes the result file RESULT of the journal that a run left behind when it was ended, and removes the journal. Does "
            "nothing if there is no journal, or if the run is still alive. Whatever ends a run, this is done by itself.",
    };
    int first, helped;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (argc - first != 1) {
        ps_fail(err, PS_EXIT_USAGE, "finish takes the name of one result file");
        return ps_error_hint(err, "see `procstart finish --help`");
    }
    return ps_journal_finish(argv[first], err) < 0 ? -1 : 0;
}

const struct ps_command ps_cmd_finish = {
    .name = "finish",
    .summary = "make a result of a journal left behind",
    .hidden = true,
    .run = run,
};
