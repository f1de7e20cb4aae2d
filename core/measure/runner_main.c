#include <stdio.h>

#include "measure/runner.h"

int main(int argc, char **argv)
{
    struct ps_error err;
    if (ps_runner_run(argc, argv, &err) == 0)
        return PS_EXIT_OK;
    fprintf(stderr, "procstart-runner: error: %s%s%s\n", err.what, err.hint[0] ? "; " : "", err.hint);
    return err.exit;
}
