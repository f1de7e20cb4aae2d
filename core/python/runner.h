/* runner.h: the process that does the starts of one Python cell, as whoever starts it sees it. It is written in Python.
 *
 *     INTERPRETER PYTHON_FOLDER/procstart_main.py METHOD CHILD BALLAST_BYTES THREADS FDS [MAIN]
 *
 * INTERPRETER is the host as ps_python_shadow() has it started for the child `host`, the interpreter itself (struct
 * ps_python, path) for `stock`; PYTHON_FOLDER is struct ps_programs' python; METHOD and CHILD as core/plan/cell.h names them;
 * MAIN is the file of --main. Environment: that of ps_python_environment(), PROCSTART_PAGE with the page's path, and TMPDIR with
 * a folder for multiprocessing's sockets, of at most 70 bytes (a Unix socket's path ends at 108).
 *
 * It speaks measure/protocol.h. The text of an OK hello is a JSON object:
 *
 *     mechanism             "vfork+exec", "fork+exec", "fork"; "" for the floor, and where it cannot be seen: spawn of a stock
 *                           child
 *     version               "3.14.3"
 *     default_start_method  what multiprocessing takes if it is not told
 *     gil_enabled           false only in a free-threaded build whose GIL is off in this process
 *
 * `mechanism` is seen, not deduced: before its hello the runner starts one program, which does not exist, by the function by
 * which multiprocessing starts its own, and the host's fork handler tells whether that forked.
 *
 * What is timed: the Process object exists before `asked`, which is taken right before Process.start(); `returned` right after
 * it; `reaped` after Process.join(). A start fails if the child's exit code is not 0 or if it lacks `ready`, or `running` under
 * the host. Phases by child:
 *
 *     host    running, ready; spawn: initialized, unpickled, main_imported; forkserver: unpickled, main_imported where the server
 *             did not preload main, and in the first start the server's initialized
 *     stock   ready; main_imported where main was imported again by the child, but not with --main
 *     floor   returned, reaped
 *
 * With --main, FILE is run once in the runner, as children run it (as __mp_main__, so its guarded part is left out), and is their
 * main module from then on. One that raises, ends, or starts a process there makes the hello FAILED and says so.
 *
 * Exit status: 0 at the end of input, else Python's. At its end it stops its forkserver and waits for it.
 */
#ifndef PS_PYTHON_RUNNER_H
#define PS_PYTHON_RUNNER_H

#define PS_PYTHON_MAIN "procstart_main.py"

#endif
