/* Scripts that end, hang, flood or kill: each has a row that says so, and nothing is left of them. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "scripts.h"

#define IN_CHILD "import multiprocessing, os, sys\nif multiprocessing.current_process().name != 'MainProcess':\n    "

struct hostile {
    char script[400], status[16], reason[80];
};

ParameterizedTestParameters(hostile, each_gets_a_row_with_its_reason)
{
    static struct hostile cases[] = {
        {"while True: pass\n", "timed_out", "while the parent imported"},
        {"import os\nos._exit(7)\n", "failed", "exited with 7 while the parent imported"},
        {"import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "failed", "died of signal 9"},
        {"import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n", "failed", "died of signal 9"},
        {"import sys\nsys.exit('no more')\n", "failed", "SystemExit: no more (line 2)"},
        {"x = 1\nraise ValueError('\\x1b[31mno')\n", "failed", "ValueError: \x1b[31mno (line 2)"},
        {"x = (\n", "failed", "SyntaxError: "},
        {"import no_such_module\n", "failed", "ModuleNotFoundError: No module named 'no_such_module' (line 1)"},
        {"input()\n", "failed", "EOFError"},
        {"import multiprocessing\nmultiprocessing.Process(target=print).start()\n", "failed", "no `if __name__ =="},
        {IN_CHILD "sys.exit(3)\n", "failed", "the child ended with exit code 3"},
        {IN_CHILD "os._exit(4)\n", "failed", "the child ended with exit code 4"},
        {IN_CHILD "raise ValueError('here')\n", "failed", "ValueError: here"},
        {IN_CHILD "os.kill(os.getppid(), 9)\n", "failed", "the parent died of signal 9 (Killed) while a child was started"},
        {IN_CHILD "while True: pass\n", "timed_out", "while a child was started"},
        {IN_CHILD "os.close(1), os.close(2), os.close(0)\n    os.chdir('/')\n", "ok", ""},
    };
    return cr_make_param_array(struct hostile, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct hostile *hostile, hostile, each_gets_a_row_with_its_reason, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", hostile->script);
    bool is_ok = strcmp(hostile->status, "ok") == 0, hangs = strcmp(hostile->status, "timed_out") == 0;
    char options[96];
    snprintf(options, sizeof options, "--starts 1 --method spawn --timeout %s main.py", hangs ? "1s" : "60s");
    json_t *document = reimport(&place, options, is_ok ? 0 : 3);
    const json_t *row = row_of(document, "spawn");
    cr_expect_str_eq(text_of(row, "status"), hostile->status, "%s: %s", hostile->script, text_of(row, "reason"));
    cr_expect_not_null(strstr(text_of(row, "reason"), hostile->reason), "%s: %s", hostile->script, text_of(row, "reason"));
    json_decref(document);
    test_remove_folder(place.folder);
}

/* 64 MB through a pipe whose reader keeps 2 KB of it. */
Test(hostile, what_floods_its_output_is_counted_not_kept, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", IN_CHILD "for i in range(64): os.write(1, b'x' * (1 << 20))\n");
    json_t *document = reimport(&place, "--starts 1 --method spawn main.py", 0);
    const json_t *effects = json_object_get(row_of(document, "spawn"), "side_effects");
    char *text = json_dumps(effects, 0);
    cr_expect_not_null(strstr(text, "67108864 bytes"), "%s", text);
    cr_expect_lt(strlen(text), 2000);
    free(text);
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(hostile, what_starts_processes_without_end_is_stopped_at_the_limit, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py",
                 "import subprocess\n" IN_CHILD
                 "while True: subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n");
    json_t *document = reimport(&place, "--starts 1 --method spawn --timeout 120s --max-processes 8 main.py", 3);
    const json_t *row = row_of(document, "spawn");
    cr_expect_not_null(strstr(text_of(row, "reason"), "more than 8 processes"), "%s", text_of(row, "reason"));
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(hostile, what_takes_memory_without_end_is_stopped_at_the_limit, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", IN_CHILD "while True: sys.path.append(bytearray(1 << 22))\n");
    json_t *document = reimport(&place, "--starts 1 --method spawn --timeout 120s --max-memory 400M main.py", 3);
    const json_t *row = row_of(document, "spawn");
    cr_expect_not_null(strstr(text_of(row, "reason"), "more than 400 MiB of memory"), "%s", text_of(row, "reason"));
    json_decref(document);
    test_remove_folder(place.folder);
}

/* A pipe that its children hold open, too: it ends when they do. */
Test(hostile, nothing_is_left_of_what_was_started, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", IN_CHILD "open(f'pid.{os.getpid()}', 'w').close()\n    while True: pass\n");
    json_decref(reimport(&place, "--starts 1 --method spawn --timeout 2s main.py", 3));
    char command[512];
    snprintf(command, sizeof command, "cd '%s' && for f in pid.*; do kill -0 ${f#pid.} 2>/dev/null && echo alive; done",
             place.folder);
    struct said *said = run(command);
    cr_expect_str_eq(said->out, "");
    free(said);
    test_remove_folder(place.folder);
}

Test(hostile, an_interrupt_ends_all_of_it_with_130, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", IN_CHILD "open(f'pid.{os.getpid()}', 'w').close()\n    while True: pass\n");
    char command[1024];
    snprintf(command, sizeof command,
             "cd '%s' && { " PROCSTART "reimport -q --starts 1 --method spawn --timeout 200s main.py 2>&1 & } && "
             "while ! ls pid.* >/dev/null 2>&1; do sleep 0.1; done; kill -INT $!; wait $!; echo $?; "
             "for f in pid.*; do kill -0 ${f#pid.} 2>/dev/null && echo alive; done",
             place.folder);
    struct said *said = run(command);
    cr_expect_str_eq(said->out, "procstart: error: interrupted\n130\n");
    free(said);
    test_remove_folder(place.folder);
}

Test(hostile, a_hangup_that_nohup_ignores_is_none, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py",
                 "import time\n" IN_CHILD "open('began', 'w').close()\n"
                 "    while not os.path.exists('go'): time.sleep(0.01)\n");
    char command[1024];
    snprintf(command, sizeof command,
             "cd '%s' && { (trap '' HUP; exec " PROCSTART
             "reimport -q --starts 1 --method spawn --timeout 200s main.py 2>&1 >/dev/null) & } && "
             "while ! [ -e began ]; do sleep 0.1; done; kill -HUP $!; : >go; wait $!; echo $?",
             place.folder);
    struct said *said = run(command);
    cr_expect_str_eq(said->out, "0\n");
    free(said);
    test_remove_folder(place.folder);
}

Test(hostile, names_and_output_cannot_steer_a_terminal, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "e\x1b[31m\n.py", "print('\\x1b]0;title\\x07::error::no')\nopen('\\x1b[2J', 'w').close()\n");
    char command[700];
    snprintf(command, sizeof command, "cd '%s' && " PROCSTART "reimport --quiet --color never --starts 2 --method spawn e*.py",
             place.folder);
    struct said *said = run_on_terminal(command, 60);
    cr_expect_eq(said->exit, 0, "%s", said->out);
    cr_expect_null(strchr(said->out, '\x1b'), "%s", said->out);
    cr_expect_null(strchr(said->out, '\x07'));
    cr_expect_null(strstr(said->out, "\n::error"));
    cr_expect_not_null(strstr(said->out, "\\x1b[2J"), "%s", said->out);
    expect_fits(said->out, 60);
    free(said);
    test_remove_folder(place.folder);
}
