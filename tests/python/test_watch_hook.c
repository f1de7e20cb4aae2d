/* What a watch sees of real scripts, by each start method, in each Python that is here. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "python/watch.h"
#include "support.h"

/* Criterion hands parameters to another process: text only. */
struct path {
    char text[512];
};

#define EACH_PYTHON(name)                                                                                                        \
    ParameterizedTestParameters(watch_hook, name)                                                                                \
    {                                                                                                                            \
        static struct path paths[32];                                                                                            \
        size_t n = 0;                                                                                                            \
        while (n < 32 && test_python((int)n, paths[n].text, sizeof paths[n].text))                                               \
            n++;                                                                                                                 \
        return cr_make_param_array(struct path, paths, n);                                                                       \
    }                                                                                                                            \
    ParameterizedTest(struct path *path, watch_hook, name, .timeout = 240)

/* A script that is run, and what was seen of it. */
struct seen {
    struct ps_watch watch;
    char folder[256], script[300], watch_path[300];
    int status;
    char output[1 << 14];
};

/* Leaves out those that are too old or have no libpython: false. */
static bool discover(const char *path, struct ps_python *python)
{
    struct ps_error err = {0};
    char folder[256];
    test_make_folder(folder, sizeof folder);
    int rc = ps_python_discover(python, path, test_programs(), folder, &err);
    test_remove_folder(folder);
    if (rc == 0 && python->libpython[0] != '\0')
        return true;
    if (rc == 0)
        ps_python_free(python);
    return false;
}

static void run(struct seen *seen, const struct ps_python *python, const struct ps_watch_options *options, const char *text,
                const char *argument)
{
    struct ps_error err;
    memset(seen, 0, sizeof *seen);
    test_make_folder(seen->folder, sizeof seen->folder);
    snprintf(seen->script, sizeof seen->script, "%s/the script.py", seen->folder);
    snprintf(seen->watch_path, sizeof seen->watch_path, "%s/watch", seen->folder);
    test_write(seen->script, text, 0600);
    struct ps_watch_options with_main = *options;
    with_main.main = seen->script;
    cr_assert_eq(ps_watch_create(&seen->watch, seen->watch_path, &with_main, &err), 0, "%s", err.what);
    char shadow[300], interpreter[4096], set_watch[400], set_folder[300];
    snprintf(shadow, sizeof shadow, "%s/shadow", seen->folder);
    cr_assert_eq(ps_python_shadow(python, test_programs(), shadow, interpreter, sizeof interpreter, &err), 0, "%s", err.what);
    snprintf(set_watch, sizeof set_watch, "%s=%s", PS_WATCH_VARIABLE, seen->watch_path);
    snprintf(set_folder, sizeof set_folder, "TMPDIR=%s", seen->folder);
    const char *set[8] = {set_watch, set_folder, "PROCSTART_PAGE", "PYTHONDONTWRITEBYTECODE=1"};
    cr_assert_geq(ps_python_environment(python, true, set + 4, 4), 0);
    const char *args[] = {interpreter, seen->script, argument, NULL};
    struct talk talk;
    talk_start(&talk, args, set);
    size_t n = 0;
    while (n + 1 < sizeof seen->output && talk_receive(&talk, seen->output + n, 1))
        n++;
    seen->status = talk_end(&talk);
}

static void forget(struct seen *seen)
{
    ps_watch_close(&seen->watch);
    test_remove_folder(seen->folder);
}

static uint64_t count(const struct seen *seen, enum ps_watch_what what)
{
    return ps_watch_count(&seen->watch, what);
}

/* How often: of all whose detail ends so. */
static uint64_t effect(const struct seen *seen, const char *event, const char *detail, enum ps_watch_by by)
{
    static struct ps_watch_effect effects[PS_WATCH_EFFECTS];
    uint64_t found = 0;
    size_t n = ps_watch_effects(&seen->watch, effects, PS_WATCH_EFFECTS);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(effects[i].detail), end = strlen(detail);
        if (strcmp(effects[i].event, event) == 0 && length >= end && strcmp(effects[i].detail + length - end, detail) == 0)
            found += effects[i].count[by];
    }
    return found;
}

#define SCRIPT                                                                                                                   \
    "import multiprocessing as mp, os, sys\n"                                                                                    \
    "open(os.path.join(os.environ['TMPDIR'], 'main.log'), 'a').close()\n"                                                        \
    "def target():\n"                                                                                                            \
    "    os.mkdir(os.path.join(os.environ['TMPDIR'], 'made-%d' % os.getpid()))\n"                                                \
    "    open(os.path.join(os.environ['TMPDIR'], 'target.log'), 'a').close()\n"                                                  \
    "if __name__ == '__main__':\n"                                                                                               \
    "    context = mp.get_context(sys.argv[1])\n"                                                                                \
    "    for i in range(3):\n"                                                                                                   \
    "        child = context.Process(target=target)\n"                                                                           \
    "        child.start()\n"                                                                                                    \
    "        child.join()\n"                                                                                                     \
    "        assert child.exitcode == 0\n"

/* The children of one method: main again as often as that method's Python does it, which the script itself writes down. */
static void expect_method(const struct ps_python *python, const char *name, enum ps_method method)
{
    struct seen seen;
    run(&seen, python, &(struct ps_watch_options){0}, SCRIPT, name);
    cr_expect_eq(seen.status, 0, "%s: %d", name, seen.status);
    cr_expect_eq(count(&seen, PS_WATCH_FIRST_METHOD), 1 + (uint64_t)method);
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_PROGRAM), 1);
    cr_expect_eq(effect(&seen, "open", "main.log", PS_WATCH_BY_FIRST), 1);
    cr_expect_eq(effect(&seen, "open", "main.log", PS_WATCH_BY_AGAIN), count(&seen, PS_WATCH_MAIN_AGAIN), "%s", name);
    cr_expect_eq(effect(&seen, "open", "main.log", PS_WATCH_BY_CHILD), 0);
    cr_expect_eq(effect(&seen, "open", "target.log", PS_WATCH_BY_CHILD), 3);
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_FINISHED), count(&seen, PS_WATCH_MAIN_AGAIN));
    cr_expect_eq(count(&seen, PS_WATCH_SERVERS), method == PS_FORKSERVER);
    cr_expect_eq(count(&seen, PS_WATCH_PROCESSES) - count(&seen, PS_WATCH_SERVERS) - count(&seen, PS_WATCH_TRACKERS), 4);
    cr_expect_eq(ps_watch_processes_at(&seen.watch, 0), 1);
    cr_expect_eq(ps_watch_processes_at(&seen.watch, 2), 0, "%s", name);
    uint64_t again = count(&seen, PS_WATCH_MAIN_AGAIN);
    if (method == PS_FORK)
        cr_expect_eq(again, 0);
    else if (method == PS_SPAWN)
        cr_expect_eq(again, 3);
    else
        cr_expect(again == 1 || again == 3, "%d", (int)again);
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_NESTED), again > 0 ? 2 : 1);
    cr_expect_eq(count(&seen, PS_WATCH_REFUSED), 0);
    forget(&seen);
}

EACH_PYTHON(counts_processes_executions_of_main_and_effects_of_each_method)
{
    struct ps_python python;
    if (!discover(path->text, &python))
        return;
    expect_method(&python, "fork", PS_FORK);
    expect_method(&python, "spawn", PS_SPAWN);
    expect_method(&python, "forkserver", PS_FORKSERVER);
    ps_python_free(&python);
}

EACH_PYTHON(refuses_processes_beyond_the_limit)
{
    struct ps_python python;
    struct seen seen;
    if (!discover(path->text, &python))
        return;
    run(&seen, &python, &(struct ps_watch_options){.max_processes = 5},
        "import os, sys, time\n"
        "pids = []\n"
        "refused = 0\n"
        "for i in range(8):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        time.sleep(60)\n"
        "        os._exit(0)\n"
        "    pids.append(pid)\n"
        "for i in range(4):\n"
        "    pid, status = os.waitpid(-1, 0)\n"
        "    pids.remove(pid)\n"
        "    refused += status >> 8 == 121\n"
        "for pid in pids:\n"
        "    os.kill(pid, 9)\n"
        "    os.waitpid(pid, 0)\n"
        "sys.exit(refused)\n",
        NULL);
    cr_expect_eq(seen.status, 4);
    cr_expect_eq(count(&seen, PS_WATCH_REFUSED), 4);
    cr_expect_eq(count(&seen, PS_WATCH_PEAK), 5);
    cr_expect_eq(effect(&seen, "os.kill", "", PS_WATCH_BY_FIRST), 4);
    forget(&seen);
    ps_python_free(&python);
}

EACH_PYTHON(tells_a_main_that_starts_itself_from_one_that_is_imported)
{
    struct ps_python python;
    struct seen seen;
    if (!discover(path->text, &python))
        return;
    run(&seen, &python, &(struct ps_watch_options){0},
        "import subprocess, sys\n"
        "sys.excepthook = lambda *error: None\n"
        "n = int(sys.argv[1])\n"
        "if n > 0:\n"
        "    subprocess.run([sys.executable, __file__, str(n - 1)], check=True)\n"
        "else:\n"
        "    import importlib\n"
        "    importlib.import_module('the script')\n"
        "    raise ValueError('the\\n    last')\n",
        "3");
    char error[256];
    ps_watch_first_error(&seen.watch, error, sizeof error);
    cr_expect_str_eq(error, "ValueError: the last");
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_PROGRAM), 4);
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_NESTED), 4);
    cr_expect_eq(count(&seen, PS_WATCH_MAIN_MODULE), 1);
    cr_expect_eq(count(&seen, PS_WATCH_FAILED), 3);
    cr_expect_eq(ps_watch_main_at(&seen.watch, 3), 2);
    forget(&seen);
    ps_python_free(&python);
}

EACH_PYTHON(runs_code_once_at_each_event_that_it_is_to_be_run_at)
{
    static const char code[] = "import sys\n"
                               "times = globals().get('times', 0) + 1\n"
                               "sys.audit('procstart.count', 'replaced', 3)\n"
                               "sys.audit('procstart.effect', 'code', EVENT + ' ' + SETTING + str(times))\n"
                               "1 / 0\n";
    const struct ps_watch_options options = {
        .code = code, .code_at = "import json.tool|main again|main again finished", .setting = "set"};
    struct ps_python python;
    struct seen seen;
    if (!discover(path->text, &python))
        return;
    run(&seen, &python, &options,
        "import json.tool, multiprocessing, sys\n"
        "if __name__ == '__main__':\n"
        "    del sys.modules['json.tool']\n"
        "    import json.tool\n"
        "    child = multiprocessing.get_context('spawn').Process(target=print)\n"
        "    child.start()\n"
        "    child.join()\n"
        "    sys.exit(child.exitcode)\n",
        NULL);
    cr_expect_eq(seen.status, 0);
    cr_expect_eq(effect(&seen, "code", "import json.tool set1", PS_WATCH_BY_FIRST), 1);
    cr_expect_eq(effect(&seen, "code", "main again set1", PS_WATCH_BY_AGAIN), 1);
    cr_expect_eq(effect(&seen, "code", "import json.tool set2", PS_WATCH_BY_AGAIN), 1);
    cr_expect_eq(effect(&seen, "code", "main again finished set3", PS_WATCH_BY_CHILD), 1);
    cr_expect_eq(effect(&seen, "code", "", PS_WATCH_BY_FIRST), 1);
    cr_expect_eq(count(&seen, PS_WATCH_REPLACED), 12);
    forget(&seen);
    ps_python_free(&python);
}
