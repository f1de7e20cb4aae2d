/* What is wrong with a command line is said in one line on stderr, with exit 2, and nothing is printed or left behind. */
#include <sys/stat.h>

#include "tests/commands/procstart.h"

static char folder[64];

/* Places that --python and -o are pointed at. */
static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-usage-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    FILE *text = fopen("text", "w");
    fputs("no Python\n", text);
    fclose(text);
    cr_assert_eq(symlink("text", "link"), 0);
    cr_assert_eq(mkdir("venv", 0777) || mkdir("venv/bin", 0777), 0);
    cr_assert_eq(symlink("/nowhere/python3", "venv/bin/python3"), 0);
    FILE *home = fopen("venv/pyvenv.cfg", "w");
    fputs("home = /nowhere\n", home);
    fclose(home);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(usage, .init = enter_folder, .fini = remove_folder);

static size_t count_entries(void)
{
    struct said *said = run("find . | wc -l");
    size_t n = (size_t)atol(said->out);
    free(said);
    return n;
}

/* `parts`: what the line has to hold, parted by '|'. */
static void expect_refused(const char *arguments, const char *parts)
{
    char command[1024], copy[256];
    size_t before = count_entries();
    snprintf(command, sizeof command, PROCSTART "%s 2>&1 >stdout", arguments);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2, "%s: exit %d", arguments, said->exit);
    cr_expect(strncmp(said->out, "procstart: error: ", 18) == 0, "%s: %s", arguments, said->out);
    cr_expect_eq(strchr(said->out, '\n'), said->out + strlen(said->out) - 1, "%s: not one line: %s", arguments, said->out);
    snprintf(copy, sizeof copy, "%s", parts);
    for (char *part = strtok(copy, "|"); part != NULL; part = strtok(NULL, "|"))
        cr_expect(strstr(said->out, part) != NULL, "%s: \"%s\" is not in %s", arguments, part, said->out);
    struct stat printed;
    cr_expect(stat("stdout", &printed) == 0 && printed.st_size == 0, "%s: something on stdout", arguments);
    unlink("stdout");
    cr_expect_eq(count_entries(), before, "%s: something was left behind", arguments);
    free(said);
}

Test(usage, commands)
{
    expect_refused("", "no command|--help");
    expect_refused("bnech", "unknown command \"bnech\"|\"bench\"");
    expect_refused("help bnech", "unknown command \"bnech\"|\"bench\"");
    expect_refused("xyzzy", "unknown command|bench, methods, doctor");
    expect_refused("--vresion", "unknown option|\"--version\"");
    expect_refused("bench again", "\"again\"|options only");
    expect_refused("methods again", "\"again\"");
    expect_refused("report", "no result file");
}

Test(usage, unknown_words_get_the_one_that_was_meant)
{
    expect_refused("bench --mehtod fork", "unknown option|\"--method\"");
    expect_refused("bench --method frok", "unknown method|\"fork\"");
    expect_refused("bench --method thread", "unknown method|fork, spawn, forkserver");
    expect_refused("reimport --method frok text", "unknown method|\"fork\"");
    expect_refused("guard --method frok text", "unknown method|\"fork\"");
    expect_refused("bench --api nativ", "unknown api|\"native\"");
    expect_refused("bench --mechanism posix_spwan", "unknown mechanism|\"posix_spawn\"");
    expect_refused("bench --child stubstatic", "unknown child|\"stub-static\"");
    expect_refused("bench --format jsn", "unknown format|\"json\"");
    expect_refused("bench --placement pined", "unknown placement|\"pinned\"");
}

Test(usage, values)
{
    expect_refused("bench --method", "--method|needs a value");
    expect_refused("bench --method fork,,spawn", "--method|empty");
    expect_refused("bench --ballast 1P", "--ballast|unit \"P\"|64M");
    expect_refused("bench --api native --ballast 4000T", "ballast|available");
    expect_refused("bench --precision 0", "--precision|above 0");
    expect_refused("bench --precision 2", "--precision|2%");
    expect_refused("bench --time-limit 30", "--time-limit|no unit|30s");
    expect_refused("bench --time-limit 30q", "--time-limit|unit \"q\"");
    expect_refused("bench --epochs 0", "--epochs|from 1");
    expect_refused("bench --seed -1", "--seed");
    expect_refused("bench --cpus 3-1", "--cpus|backwards|1-3");
    expect_refused("bench --cpus 65535", "--cpus|65535");
    expect_refused("bench --threads x", "--threads");
    expect_refused("bench --fds 1e3", "--fds");
}

Test(usage, contradictions)
{
    expect_refused("bench --api native --python python3", "--api native|--python|contradict");
    expect_refused("bench --api native --main text", "--api native|--main|contradict");
    expect_refused("bench --api python --mechanism posix_spawn", "--api python|--mechanism|contradict");
    expect_refused("bench --method fork --mechanism posix_spawn", "--method|--mechanism|contradict");
    expect_refused("bench --epochs 3 --precision 2%", "--epochs|--precision|contradict");
    expect_refused("bench --epochs 3 --time-limit 5s", "--epochs|--time-limit|contradict");
    expect_refused("bench --placement free --cpus 0", "--placement free|--cpus|contradict");
    expect_refused("bench --api native --child host", "--child host");
    expect_refused("bench --method fork --child stub-static", "--child stub-static");
}

Test(usage, places)
{
    expect_refused("bench --api native -o .", "folder");
    expect_refused("bench --api native -o ''", "--output|empty");
    expect_refused("bench --api native -o nowhere/x.json", "nowhere/x.json");
    expect_refused("bench --api native -o text/x.json", "text/x.json");
    expect_refused("bench --main nowhere.py", "--main|nowhere.py");
    expect_refused("bench --main venv", "--main|venv|no file");
    expect_refused("bench --python a --python b --against c", "--against and several --python");
    expect_refused("bench --api native --against nowhere", "--against nowhere|no build of procstart");
    expect_refused("bench --api python --against " PS_TEST_PROGRAMS, "is a build of procstart|--api");
    expect_refused("bench --python x --against " PS_TEST_PROGRAMS, "is a build of procstart|--python");
    expect_refused("bench --dirty", "--dirty|no ballast|--ballast 64M");
    expect_refused("bench --dirty --ballast 1M --method spawn", "--dirty and --method");
    expect_refused("bench --ballast 1G..0", "--ballast|1G..0");
    expect_refused("bench --ballast 0..", "--ballast");
    expect_refused("bench --threads 1..64,128", "--threads|one range");
    expect_refused("bench --threads 1..x", "--threads");
    expect_refused("bench --against .", "--against|no Python|another build's programs");
    expect_refused("report nowhere.json", "nowhere.json");
    expect_refused("report text", "text|JSON");
    expect_refused("claims --with nowhere.json", "--with: nowhere.json|No such file");
    expect_refused("methods -o .", "folder");
}

Test(usage, pythons_that_are_none)
{
    expect_refused("bench --python ''", "--python|empty");
    expect_refused("bench --python ./nowhere", "--python|nowhere");
    expect_refused("bench --python ./text", "--python|text");
    expect_refused("bench --python ./venv", "--python|venv|/nowhere/python3");
    expect_refused("bench --python /bin/true", "--python|/bin/true");
    expect_refused("methods --python ./nowhere", "error: --python: |nowhere");
}

Test(usage, an_empty_path_has_no_python)
{
    setenv("HOME", folder, 1);
    char command[256];
    snprintf(command, sizeof command, "PATH= " PROCSTART "bench 2>&1");
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2);
    cr_expect(strstr(said->out, "PATH is empty") != NULL, "%s", said->out);
    free(said);
}

/* What a file is called can neither end the line nor steer the terminal. */
Test(usage, names_are_data)
{
    expect_refused("bench --python \"$(printf './a\\033[2J\\nb')\"", "./a?[2J?b");
    expect_refused("\"$(printf 'be\\nnch')\"", "be?nch");
}

/* ---- help and version ---- */

Test(usage, help_fits_80_columns_and_names_every_option)
{
    static const char *const commands[] = {"", "bench", "methods", "doctor", "report", "finish"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char command[256];
        snprintf(command, sizeof command, PROCSTART "%s --help", commands[i]);
        struct said *said = run(command);
        cr_expect_eq(said->exit, 0, "%s", command);
        cr_expect(strncmp(said->out, "Usage: procstart", 16) == 0, "%s", command);
        for (const char *line = said->out; *line != '\0'; line += strcspn(line, "\n") + 1)
            cr_expect_leq(strcspn(line, "\n"), 80, "%s: %.*s", command, (int)strcspn(line, "\n"), line);
        free(said);
    }
}

Test(usage, help_is_a_command_too)
{
    static const char *const asked[][2] = {{"help", "--help"}, {"help bench", "bench --help"}, {"help help", "--help"}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char command[512];
        snprintf(command, sizeof command, PROCSTART "%s >a && " PROCSTART "%s >b && cmp a b", asked[i][0], asked[i][1]);
        struct said *said = run(command);
        cr_expect_eq(said->exit, 0, "%s: %s", command, said->out);
        free(said);
    }
}

Test(usage, help_shrinks_to_60_columns)
{
    static const char *const commands[] = {PROCSTART "--help", PROCSTART "bench --help", PROCSTART "reimport --help"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct said *said = run_on_terminal(commands[i], 60);
        for (const char *line = said->out; *line != '\0'; line += strcspn(line, "\n") + 1)
            cr_expect_leq(strcspn(line, "\r\n"), 60, "%.*s", (int)strcspn(line, "\r\n"), line);
        free(said);
    }
}

Test(usage, version_names_program_and_libuv)
{
    struct said *said = run(PROCSTART "--version");
    cr_expect_eq(said->exit, 0);
    cr_expect(strncmp(said->out, "procstart ", 10) == 0);
    cr_expect(strstr(said->out, "\nlibuv 1.") != NULL);
    free(said);
}
