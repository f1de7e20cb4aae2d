/* Scripts as people write them, run by each start method, in an older and the newest Python. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_support.h"

TestSuite(run, .timeout = 280);

static const struct ps_guard_run *find(const struct run_bed *bed, enum ps_method method, const char *python)
{
    for (size_t i = 0; i < bed->file.runs_n; i++) {
        if (bed->file.runs[i].method == method && strcmp(bed->file.runs[i].python, python) == 0)
            return &bed->file.runs[i];
    }
    cr_assert_fail("%s was not run", ps_method_name(method));
    return NULL;
}

static void expect_verdict(const struct ps_guard_run *run, enum ps_verdict verdict)
{
    cr_expect_eq(run->verdict, verdict, "%s@%s: %s: %s\n%s", ps_method_name(run->method), run->python,
                 ps_verdict_name(run->verdict), run->reason, run->stderr_tail);
}

/* Runs a script by all methods in all Pythons: what fork and spawn give it. `forkserver` gets what it gave. */
static void expect(const char *text, enum ps_verdict by_fork, enum ps_verdict by_spawn,
                   void (*forkserver)(const struct ps_guard_run *run))
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, "the script.py", text);
    run_bed_run(&bed);
    cr_expect_eq(bed.file.runs_n, 3 * pythons.n);
    for (size_t i = 0; i < pythons.n; i++) {
        expect_verdict(find(&bed, PS_FORK, pythons.list[i].id), by_fork);
        expect_verdict(find(&bed, PS_SPAWN, pythons.list[i].id), by_spawn);
        forkserver(find(&bed, PS_FORKSERVER, pythons.list[i].id));
    }
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}

/* Its server executes main once, and dies of it, in Pythons that preload main; in others each child does. */
static void expect_unguarded(const struct ps_guard_run *run)
{
    expect_verdict(run, run->processes == 0 ? PS_VERDICT_BOOTSTRAP_ERROR : PS_VERDICT_LOOPS);
    cr_expect_eq(strncmp(run->first_error, "RuntimeError: An attempt has been made to start", 47), 0, "%s", run->first_error);
    cr_expect_not_null(strstr(run->change, "__main__"));
    cr_expect_gt(run->main_executions, 1);
}

Test(run, tells_a_pool_without_a_guard)
{
    expect("import multiprocessing as mp\n"
           "def f(x):\n"
           "    return x * x\n"
           "pool = mp.Pool(2)\n"
           "print(pool.map(f, range(4)))\n",
           PS_VERDICT_OK, PS_VERDICT_LOOPS, expect_unguarded);
}

static void expect_bootstrap_error(const struct ps_guard_run *run)
{
    expect_verdict(run, PS_VERDICT_BOOTSTRAP_ERROR);
}

Test(run, tells_an_executor_without_a_guard)
{
    expect("from concurrent.futures import ProcessPoolExecutor\n"
           "def f(x):\n"
           "    return x\n"
           "with ProcessPoolExecutor(2) as pool:\n"
           "    print(list(pool.map(f, range(3))))\n",
           PS_VERDICT_OK, PS_VERDICT_BOOTSTRAP_ERROR, expect_bootstrap_error);
}

static void expect_not_importable(const struct ps_guard_run *run)
{
    expect_verdict(run, PS_VERDICT_NOT_IMPORTABLE);
}

Test(run, tells_a_function_under_the_guard)
{
    expect("from multiprocessing import Pool\n"
           "if __name__ == '__main__':\n"
           "    def f(x):\n"
           "        return x\n"
           "    with Pool(2) as pool:\n"
           "        print(pool.map(f, range(10)))\n",
           PS_VERDICT_OK, PS_VERDICT_NOT_IMPORTABLE, expect_not_importable);
}

Test(run, tells_a_lambda)
{
    expect("from multiprocessing import Process\n"
           "if __name__ == '__main__':\n"
           "    child = Process(target=lambda: None)\n"
           "    child.start()\n"
           "    child.join()\n",
           PS_VERDICT_OK, PS_VERDICT_NOT_IMPORTABLE, expect_not_importable);
}

static void expect_crash(const struct ps_guard_run *run)
{
    expect_verdict(run, PS_VERDICT_CRASHES);
    cr_expect_not_null(strstr(run->first_error, "NameError"), "%s", run->first_error);
}

Test(run, tells_a_global_that_only_the_parent_has)
{
    expect("from multiprocessing import Process\n"
           "def f():\n"
           "    print(shared)\n"
           "if __name__ == '__main__':\n"
           "    shared = 1\n"
           "    child = Process(target=f)\n"
           "    child.start()\n"
           "    child.join()\n",
           PS_VERDICT_OK, PS_VERDICT_CRASHES, expect_crash);
}

static uint64_t effect(const struct ps_guard_run *run, const char *event, const char *end)
{
    uint64_t n = 0;
    for (size_t i = 0; i < run->effects_n; i++) {
        size_t length = strlen(run->effects[i].detail), at = strlen(end);
        if (strcmp(run->effects[i].event, event) == 0 && length >= at && strcmp(run->effects[i].detail + length - at, end) == 0)
            n += run->effects[i].count;
    }
    return n;
}

static void expect_effects(const struct ps_guard_run *run)
{
    expect_verdict(run, PS_VERDICT_REEXECUTES);
    uint64_t again = run->main_executions - 1;
    cr_expect_eq(effect(run, "open", "/log"), again);
    cr_expect_eq(effect(run, "output", "stdout"), again, "%d", (int)effect(run, "output", "stdout"));
    cr_expect_eq(effect(run, "os.mkdir", "/made"), 0);
    cr_expect_eq(run->processes, 2);
}

Test(run, counts_the_effects_of_main_that_children_repeat)
{
    expect("import multiprocessing as mp, os\n"
           "open(os.path.join(os.environ['TMPDIR'], 'log'), 'a').close()\n"
           "print('one line')\n"
           "def f(n):\n"
           "    print('of the child')\n"
           "    os.makedirs(os.path.join(os.environ['TMPDIR'], str(n), 'made'))\n"
           "if __name__ == '__main__':\n"
           "    children = [mp.Process(target=f, args=(n,)) for n in range(2)]\n"
           "    for child in children: child.start()\n"
           "    for child in children: child.join()\n"
           "    assert all(child.exitcode == 0 for child in children)\n",
           PS_VERDICT_OK, PS_VERDICT_REEXECUTES, expect_effects);
}

static void expect_ok(const struct ps_guard_run *run)
{
    expect_verdict(run, PS_VERDICT_OK);
}

Test(run, takes_a_large_pool_for_what_it_is)
{
    expect("import multiprocessing as mp\n"
           "def f(x):\n"
           "    return x\n"
           "if __name__ == '__main__':\n"
           "    with mp.Pool(20, maxtasksperchild=1) as pool:\n"
           "        assert pool.map(f, range(40), 1) == list(range(40))\n",
           PS_VERDICT_OK, PS_VERDICT_OK, expect_ok);
}

Test(run, reports_the_method_that_the_script_set)
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, "a.py",
                 "import multiprocessing as mp\n"
                 "def f():\n"
                 "    pass\n"
                 "if __name__ == '__main__':\n"
                 "    mp.set_start_method('spawn')\n"
                 "    child = mp.Process(target=f)\n"
                 "    child.start()\n"
                 "    child.join()\n");
    bed.options.methods = 1U << PS_FORK;
    run_bed_run(&bed);
    cr_assert_eq(bed.file.runs_n, pythons.n);
    for (size_t i = 0; i < pythons.n; i++) {
        expect_verdict(&bed.file.runs[i], PS_VERDICT_OK);
        cr_expect_eq(bed.file.runs[i].method, PS_FORK);
        cr_expect_eq(bed.file.runs[i].effective, PS_SPAWN);
        cr_expect_eq(bed.file.runs[i].main_executions, 2);
    }
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}

Test(run, gives_a_script_its_arguments_and_no_secrets)
{
    struct run_pythons pythons;
    struct run_bed bed;
    const char *arguments[] = {"one", "-t w o", NULL};
    run_pythons_find(&pythons);
    setenv("GITHUB_ENV", "/secret", 1);
    setenv("GITHUB_STEP_SUMMARY", "/secret", 1);
    setenv("ACTIONS_RUNTIME_TOKEN", "secret", 1);
    setenv("KEPT", "kept", 1);
    run_bed_make(&bed, &pythons, "a.py",
                 "import os, sys, tempfile\n"
                 "assert sys.argv[1:] == ['one', '-t w o'], sys.argv\n"
                 "assert 'secret' not in ' '.join(os.environ.values()), os.environ\n"
                 "assert os.environ['KEPT'] == 'kept'\n"
                 "assert sys.stdin.read() == ''\n"
                 "assert os.path.abspath(__file__) == __file__\n"
                 "assert os.listdir(tempfile.gettempdir()) == []\n"
                 "sys.exit(5)\n");
    bed.options.arguments = arguments;
    bed.options.methods = 1U << PS_SPAWN;
    run_bed_run(&bed);
    for (size_t i = 0; i < pythons.n; i++)
        cr_expect_eq(bed.file.runs[i].exit_code, 5, "%s", bed.file.runs[i].stderr_tail);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}

Test(run, runs_what_could_not_be_looked_at_if_it_is_there)
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, "wrong.py", "def f(:\n");
    bed.options.methods = 1U << PS_FORK;
    struct ps_guard_file files[] = {bed.file, bed.file};
    files[0].error = (char *)"line 1: Python does not take it";
    files[1].error = (char *)"there is no such file";
    files[1].path = (char *)"no-such-folder/gone.py";
    struct ps_guard_report report = {.files = files, .files_n = 2};
    struct ps_error err = {0};
    cr_assert_eq(run_files(&report, &bed.options, &err), 0, "%s", err.what);
    cr_expect_eq(files[0].runs_n, pythons.n);
    for (size_t i = 0; i < files[0].runs_n; i++) {
        expect_verdict(&files[0].runs[i], PS_VERDICT_CRASHES);
        cr_expect_not_null(strstr(files[0].runs[i].reason, "SyntaxError"), "%s", files[0].runs[i].reason);
        ps_guard_run_clear(&files[0].runs[i]);
    }
    cr_expect_eq(files[1].runs_n, 0);
    free(files[0].runs);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}
