/* runner.h: the process that does the starts of one native cell.
 *
 *     procstart-runner MECHANISM CHILD PAGE_PATH PROGRAM_FOLDER BALLAST_BYTES THREADS FDS
 *
 * MECHANISM is a launcher's name, CHILD a child's (core/plan/cell.h); stubs are in PROGRAM_FOLDER. It speaks protocol.h over
 * standard input and output. It is small and stays so: nothing is allocated while it runs, since what it has is what fork copies.
 *
 * Exit status: 0 at the end of input; PS_EXIT_USAGE for a wrong command line, PS_EXIT_FAILED for a broken protocol, both with a
 * line on standard error.
 */
#ifndef PS_MEASURE_RUNNER_H
#define PS_MEASURE_RUNNER_H

#include "base/error.h"

/* Runs until the end of input. */
int ps_runner_run(int argc, char **argv, struct ps_error *err);

#endif
