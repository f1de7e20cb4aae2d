/* What a script that is stopped leaves in the system: nothing that its resource tracker would have unlinked. And who takes the
 * tracker's name is not let live by it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run_support.h"

TestSuite(leaves, .timeout = 240);

/* Runs it under a cap of processes, which it is to go beyond. */
static void expect_stopped(struct run_bed *bed, const struct run_pythons *pythons, const char *text, unsigned methods)
{
    run_bed_make(bed, pythons, "a.py", text);
    bed->options.methods = methods;
    bed->options.processes = 24;
    run_bed_run(bed);
    cr_expect_gt(bed->file.runs_n, 0);
    for (size_t i = 0; i < bed->file.runs_n; i++) {
        const struct ps_guard_run *run = &bed->file.runs[i];
        cr_expect_eq(run->verdict, PS_VERDICT_LOOPS, "%s@%s: %s\n%s", ps_method_name(run->method), run->python, run->reason,
                     run->stderr_tail);
        cr_expect_null(strstr(run->stderr_tail, "resource_tracker"), "it complains: %s", run->stderr_tail);
    }
}

/* How many files are named in folder/names, one a line; none of them may be there. */
static size_t expect_gone(const struct run_bed *bed)
{
    char path[512], line[512];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/names", bed->folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    for (; fgets(line, sizeof line, file) != NULL; n++) {
        line[strcspn(line, "\n")] = '\0';
        cr_expect_neq(access(line, F_OK), 0, "left behind: %s", line);
    }
    fclose(file);
    return n;
}

#define TOO_MANY                                                                                                                 \
    "    while True:\n"                                                                                                          \
    "        subprocess.Popen(['sleep', '1000'])\n"

/* The tracker is known to be ready when it has left its starter's group. */
Test(leaves, no_semaphore_nor_shared_memory_of_a_script_that_is_stopped)
{
    static const char text[] =
        "import multiprocessing as mp, os, subprocess, time\n"
        "from multiprocessing import resource_tracker, shared_memory\n"
        "if __name__ == '__main__':\n"
        "    here = os.path.dirname(os.path.abspath(__file__))\n"
        "    locks = [mp.Lock() for i in range(5)]\n"
        "    memory = shared_memory.SharedMemory(create=True, size=100)\n"
        "    names = ['/dev/shm/sem.' + lock._semlock.name[1:] for lock in locks] + ['/dev/shm/' + memory.name]\n"
        "    assert all(map(os.path.exists, names))\n"
        "    tracker = resource_tracker._resource_tracker._pid\n"
        "    while os.getpgid(tracker) != tracker:\n"
        "        time.sleep(0.01)\n"
        "    with open(os.path.join(here, 'pids'), 'a') as file:\n"
        "        file.write('%d\\n' % tracker)\n"
        "    with open(os.path.join(here, 'names'), 'a') as file:\n"
        "        file.write('\\n'.join(names) + '\\n')\n" TOO_MANY;
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    expect_stopped(&bed, &pythons, text, 1U << PS_SPAWN | 1U << PS_FORKSERVER);
    cr_expect_eq(expect_gone(&bed), 6 * bed.file.runs_n);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}

/* By one that does nothing, by several, and by one that goes on to start others. */
Test(leaves, nobody_who_takes_the_name_of_a_tracker)
{
    static const char text[] = RUN_PID "import subprocess, time\n"
                                       "def pose(more):\n"
                                       "    if os.fork() != 0:\n"
                                       "        return\n"
                                       "    os.setpgid(0, 0)\n"
                                       "    with open('/proc/self/comm', 'w') as file:\n"
                                       "        file.write('procstart-last')\n"
                                       "    pid()\n"
                                       "    if more and os.fork() == 0:\n"
                                       "        pid()\n"
                                       "    time.sleep(1000)\n"
                                       "if __name__ == '__main__':\n"
                                       "    for more in (False, False, True):\n"
                                       "        pose(more)\n" TOO_MANY;
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    expect_stopped(&bed, &pythons, text, 1U << PS_FORK);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}
