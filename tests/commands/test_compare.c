/* `procstart compare` as it is called: command lines, bad input, exit codes. What it says of times is tests/compare's. */
#include <sys/stat.h>

#include "tests/commands/procstart.h"

#define RESULT PS_TEST_SOURCE "/results/linux-x86_64-epyc-kvm.json"
#define WINE   PS_TEST_SOURCE "/results/windows-wine-x86_64.json"

static char folder[64];

/* slower.json: the recorded result as another run, in which python/spawn@3.11 takes half as long again until ready. */
static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-compare-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    json_t *result = json_load_file(RESULT, 0, NULL), *cell;
    size_t i;
    cr_assert_not_null(result);
    json_object_set_new(result, "seed", json_integer(4711));
    cr_assert_eq(json_dump_file(result, "same.json", JSON_COMPACT), 0);
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        if (strcmp(text_of(cell, "id"), "python/spawn@3.11.3") != 0)
            continue;
        static const char *const phases[] = {"ready_ns", "reaped_ns"};
        for (size_t p = 0; p < 2; p++) {
            json_t *times = json_object_get(json_object_get(cell, "samples"), phases[p]), *time;
            size_t k;
            json_array_foreach(times, k, time) json_integer_set(time, json_integer_value(time) * 3 / 2);
        }
    }
    json_object_set_new(result, "seed", json_integer(4712));
    cr_assert_eq(json_dump_file(result, "slower.json", JSON_COMPACT), 0);
    json_decref(result);
    cr_assert_eq(system("head -c 20000 same.json > cut.json; : > empty.json; echo '{}' > other.json; mkdir folder"), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(cmd_compare, .init = enter_folder, .fini = remove_folder);

/* One line on stderr, exit 2, nothing on stdout. `parts`: what it has to hold, parted by '|'. */
static void expect_refused(const char *arguments, const char *parts)
{
    char command[1024], copy[256];
    snprintf(command, sizeof command, PROCSTART "compare %s 2>&1 >stdout", arguments);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2, "%s: exit %d", arguments, said->exit);
    cr_expect(strncmp(said->out, "procstart: error: ", 18) == 0, "%s: %s", arguments, said->out);
    cr_expect_eq(strchr(said->out, '\n'), said->out + strlen(said->out) - 1, "%s: not one line: %s", arguments, said->out);
    snprintf(copy, sizeof copy, "%s", parts);
    for (char *part = strtok(copy, "|"); part != NULL; part = strtok(NULL, "|"))
        cr_expect(strstr(said->out, part) != NULL, "%s: \"%s\" is not in %s", arguments, part, said->out);
    struct stat printed;
    cr_expect(stat("stdout", &printed) == 0 && printed.st_size == 0, "%s: something on stdout", arguments);
    free(said);
}

static void expect_exit(const char *arguments, int exit, const char *part)
{
    char command[1024];
    snprintf(command, sizeof command, PROCSTART "compare %s", arguments);
    struct said *said = run(command);
    cr_expect_eq(said->exit, exit, "%s: exit %d", arguments, said->exit);
    cr_expect(strstr(said->out, part) != NULL, "%s: \"%s\" is not in %s", arguments, part, said->out);
    free(said);
}

Test(cmd_compare, exit_tells_whether_something_is_slower)
{
    expect_exit(RESULT " same.json", 0, "none of ");
    expect_exit(RESULT " slower.json", 1, "1 of 21 cells is significantly slower");
    expect_exit("slower.json " RESULT, 0, "faster");
    expect_exit("--threshold 60% " RESULT " slower.json", 0, "slower, by less than the threshold");
    expect_exit("--phase returned " RESULT " slower.json", 0, "none of ");
    expect_exit("--old " RESULT " same.json --new slower.json", 1, "python/spawn@3.11 by phase:");
    expect_exit("--old " RESULT " --old same.json --new=slower.json", 1, "slower");
}

Test(cmd_compare, formats)
{
    expect_exit("--format json " RESULT " slower.json", 1, "\"schema\": \"procstart.compare/1\"");
    expect_exit("--format markdown " RESULT " slower.json", 1, "| python/spawn&#64;3.11 |");
    expect_exit("--format github " RESULT " slower.json", 1, "::error title=slower start::python/spawn@3.11: ready 1.5");
    expect_exit("-o out.md --format markdown " RESULT " slower.json; cat out.md", 0, "### procstart compare");
}

Test(cmd_compare, github_appends_to_the_steps_summary)
{
    struct said *said = run("echo before > summary; GITHUB_STEP_SUMMARY=summary " PROCSTART "compare --format github " RESULT
                            " slower.json >/dev/null; cat summary");
    cr_expect(strncmp(said->out, "before\n### procstart compare", 28) == 0, "%s", said->out);
    free(said);
}

Test(cmd_compare, machines_have_to_be_the_same)
{
    expect_refused(RESULT " " WINE, "not of one machine|--across-machines");
    expect_exit("--across-machines " RESULT " " WINE, 1, "emulated: wine");
}

Test(cmd_compare, bad_command_lines)
{
    expect_refused("", "no results are given|--old FILE..");
    expect_refused("same.json slower.json " RESULT, "3 files are given|which is old");
    expect_refused("--old same.json", "--new names no result");
    expect_refused("--old same.json --new slower.json -q " RESULT, "unexpected|beside --old and --new");
    expect_refused("--phase rady same.json slower.json", "unknown phase|\"ready\"");
    expect_refused("--threshold 0 same.json slower.json", "--threshold");
    expect_refused("--format csv same.json slower.json", "csv");
}

Test(cmd_compare, bad_files)
{
    expect_refused("same.json nowhere.json", "nowhere.json|No such file");
    expect_refused("same.json cut.json", "cut.json");
    expect_refused("same.json empty.json", "empty.json|empty");
    expect_refused("same.json other.json", "other.json|schema");
    expect_refused("same.json folder", "folder");
    expect_refused("same.json same.json", "the same run");
    expect_refused("--old same.json same.json --new slower.json", "same.json");
    expect_refused("same.json", "not measured against anything");
    expect_refused("-o nowhere/out " RESULT " slower.json", "--output|nowhere");
}

Test(cmd_compare, a_folder_is_a_history)
{
    struct said *said =
        run("mkdir history && cp " RESULT " same.json slower.json history && echo text > history/README; " PROCSTART
            "report --history history");
    cr_expect(said->exit == 0 && strstr(said->out, "3 results, medians of ready over time") != NULL, "%s", said->out);
    free(said);
    said = run(PROCSTART "report --history nowhere 2>&1; " PROCSTART "report --history folder 2>&1; " PROCSTART
                         "report --history history --format csv 2>&1; " PROCSTART "report --history history same.json 2>&1; cp "
                         "cut.json history; " PROCSTART "report --history history 2>&1");
    cr_expect_eq(said->exit, 2);
    static const char *const parts[] = {"--history: nowhere: no such file", "folder holds no file *.json", "in format csv",
                                        "same.json", "history/cut.json"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        cr_expect(strstr(said->out, parts[i]) != NULL, "\"%s\" is not in %s", parts[i], said->out);
    free(said);
}

Test(cmd_compare, help_names_everything)
{
    static const char *const names[] = {"--old", "--new", "--phase", "--threshold", "--drift", "--across-machines", "github"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_exit("--help", 0, names[i]);
}
