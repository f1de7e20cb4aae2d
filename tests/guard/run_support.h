/* run_support.h: what the tests of guard --run share: Pythons, scripts, and what became of them. */
#ifndef PS_TESTS_GUARD_RUN_SUPPORT_H
#define PS_TESTS_GUARD_RUN_SUPPORT_H

#include "../python/support.h"
#include "guard/run.h"

/* The python3 on PATH and the newest one, of those that have a loadable libpython; at most 2. Freed by run_pythons_free(). */
struct run_pythons {
    struct ps_python list[2];
    size_t n;
};
void run_pythons_find(struct run_pythons *pythons);
void run_pythons_free(struct run_pythons *pythons);

/* A folder with a script, and the report that it is run into. */
struct run_bed {
    char folder[256], script[512];
    struct ps_guard_file file;
    struct ps_guard_report report;
    struct ps_guard_run_options options;
};

/* Runs files in a loop of their own. */
int run_files(struct ps_guard_report *report, const struct ps_guard_run_options *options, struct ps_error *err);

/* Programs and Pythons are filled in; the other options are the caller's. */
void run_bed_make(struct run_bed *bed, const struct run_pythons *pythons, const char *name, const char *text);
/* Runs it; nothing that a process wrote its number for into folder/pids (one a line) may be left. */
void run_bed_run(struct run_bed *bed);
void run_bed_remove(struct run_bed *bed);

/* All that run_bed_* do, with one method and the last Python. */
void run_expect(const char *name, const char *text, enum ps_method method, enum ps_verdict verdict);

/* Python code that writes the process's number down. */
#define RUN_PID                                                                                                                  \
    "import os\n"                                                                                                                \
    "def pid():\n"                                                                                                               \
    "    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pids'), 'a') as file:\n"                            \
    "        file.write('%d\\n' % os.getpid())\n"                                                                                \
    "pid()\n"

#endif
