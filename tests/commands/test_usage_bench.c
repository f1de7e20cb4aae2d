/* procstart bench as a user runs it: what it prints, saves and ends with. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "tests/commands/procstart.h"

#define BENCH PROCSTART "bench --api native --method fork --epochs 2 "

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-bench-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(bench, .init = enter_folder, .fini = remove_folder, .timeout = 120);

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);
    cr_assert_not_null(document, "%s: %s", path, error.text);
    return document;
}

Test(bench, prints_the_table_and_hints_at_saving)
{
    struct said *table = run(BENCH "2>stderr");
    cr_expect_eq(table->exit, 0);
    cr_expect(strstr(table->out, "\nnative\n") != NULL, "%s", table->out);
    cr_expect(strstr(table->out, "\nfork ") != NULL, "%s", table->out);
    struct said *said = run("cat stderr; ls");
    cr_expect(strstr(said->out, "-o FILE saves") != NULL, "%s", said->out);
    cr_expect(strstr(said->out, "\nstderr\n") != NULL, "something was left behind: %s", said->out);
    free(table);
    free(said);
}

Test(bench, quiet_leaves_stderr_empty)
{
    struct said *said = run(BENCH "--quiet 2>&1 >/dev/null");
    cr_expect_eq(said->exit, 0);
    cr_expect_str_empty(said->out);
    free(said);
}

Test(bench, saves_a_complete_result_and_no_journal)
{
    struct said *said = run(BENCH "--seed 7 -o r.json 2>&1 >/dev/null");
    cr_expect_eq(said->exit, 0);
    cr_expect(strstr(said->out, "hint") == NULL, "%s", said->out);
    json_t *document = load("r.json");
    cr_expect_str_eq(text_of(document, "schema"), "procstart.result/1");
    cr_expect(json_is_true(json_object_get(document, "complete")));
    cr_expect_eq(json_integer_value(json_object_get(document, "seed")), 7);
    cr_expect_str_eq(json_string_value(json_array_get(json_object_get(document, "argv"), 0)), "bench");
    cr_expect(text_of(document, "finished")[0] != '\0');
    json_t *tool = json_object_get(document, "tool");
    cr_expect_str_eq(text_of(tool, "version"), "0.1.0");
    cr_expect_neq(access("r.json.journal", F_OK), 0);
    json_decref(document);
    free(said);
}

Test(bench, json_on_stdout_is_the_saved_document)
{
    struct said *said = run(BENCH "--format json -q -o r.json >printed.json && cmp printed.json r.json");
    cr_expect_eq(said->exit, 0, "%s", said->out);
    free(said);
}

Test(bench, a_saved_result_prints_the_same_table_again)
{
    struct said *said = run(BENCH "-q -o r.json >first && " PROCSTART "report r.json >again && cmp first again");
    cr_expect_eq(said->exit, 0, "%s", said->out);
    free(said);
}

Test(bench, a_stdout_that_takes_nothing_is_an_error)
{
    struct said *full = run(BENCH "-q 2>&1 >/dev/full");
    cr_expect_eq(full->exit, 2);
    cr_expect(strstr(full->out, "procstart: error: standard output") == full->out, "%s", full->out);
    struct said *closed = run(BENCH "-q 2>&1 >&-");
    cr_expect_eq(closed->exit, 2);
    cr_expect(strstr(closed->out, "procstart: error: standard output") == closed->out, "%s", closed->out);
    free(full);
    free(closed);
}

Test(bench, what_cannot_be_printed_is_saved)
{
    struct said *said = run(BENCH "-q -o r.json 2>&1 >/dev/full");
    cr_expect_eq(said->exit, 2);
    json_t *document = load("r.json");
    cr_expect(json_is_true(json_object_get(document, "complete")));
    json_decref(document);
    free(said);
}

/* A limit on the size of files stands in for a full disk: the journal is small enough at first, the result is not. */
Test(bench, what_cannot_be_saved_is_printed)
{
    struct said *said = run("trap '' XFSZ; ulimit -f 12; " BENCH "-q -o r.json 2>stderr");
    cr_expect_eq(said->exit, 2, "%d", said->exit);
    cr_expect(strstr(said->out, "\nfork ") != NULL, "%s", said->out);
    struct said *error = run("cat stderr");
    cr_expect(strstr(error->out, "procstart: error: ") == error->out, "%s", error->out);
    cr_expect_eq(strchr(error->out, '\n'), error->out + strlen(error->out) - 1, "%s", error->out);
    free(said);
    free(error);
}

/* `true` has gone long before the table is there. */
Test(bench, a_reader_that_left_is_told_nothing_once_the_result_is_saved)
{
    struct said *said = run("{ " BENCH "-q -o r.json 2>stderr; echo $? >code; } | exec true; cat code stderr");
    cr_expect_str_eq(said->out, "2\n");
    struct said *lost = run("{ " BENCH "-q 2>stderr; echo $? >code; } | exec true; cat code stderr");
    cr_expect(strstr(lost->out, "2\nprocstart: error: ") == lost->out, "%s", lost->out);
    cr_expect(strstr(lost->out, "-o FILE") != NULL, "%s", lost->out);
    free(said);
    free(lost);
}

/* Interrupted as soon as the journal shows that something was measured. */
Test(bench, interrupted_it_keeps_and_prints_what_it_has)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        int out = open("out", O_CREAT | O_WRONLY, 0600);
        dup2(out, STDOUT_FILENO);
        execl(PS_TEST_PROGRAMS "/procstart", "procstart", "bench", "--api", "native", "--method", "fork", "--epochs", "100000",
              "-q", "-o", "r.json", (char *)NULL);
        _exit(127);
    }
    int status;
    for (bool begun = false; !begun && waitpid(child, &status, WNOHANG) == 0; usleep(10000)) {
        struct said *lines = run("cat r.json.journal 2>/dev/null | wc -l");
        begun = atol(lines->out) > 100;
        free(lines);
    }
    kill(child, SIGINT);
    cr_assert_eq(waitpid(child, &status, 0), child, "it ended by itself");
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 130, "status %x", (unsigned)status);
    json_t *document = load("r.json");
    cr_expect(json_is_false(json_object_get(document, "complete")));
    cr_expect_neq(access("r.json.journal", F_OK), 0);
    struct said *table = run("cat out");
    cr_expect(strstr(table->out, "incomplete: ") != NULL, "%s", table->out);
    cr_expect(strstr(table->out, "\nfork ") != NULL, "%s", table->out);
    json_decref(document);
    free(table);
}

Test(bench, two_values_of_a_factor_give_two_rows)
{
    struct said *said = run(BENCH "--ballast 0,16M -q");
    cr_expect_eq(said->exit, 0);
    cr_expect(strstr(said->out, "\nfork ") != NULL, "%s", said->out);
    cr_expect(strstr(said->out, "\nfork,ballast=16M ") != NULL, "%s", said->out);
    free(said);
}

Test(bench, a_self_check_says_whether_it_holds)
{
    struct said *said = run(BENCH "--self-check --epochs 3 -q");
    cr_expect_eq(said->exit, 0);
    cr_expect(strstr(said->out, "twin=1 / native/fork: ") != NULL, "%s", said->out);
    cr_expect(strstr(said->out, "self-check") != NULL, "%s", said->out);
    free(said);
}
