/* procstart report as a whole: what it refuses, in one line, with exit 2; what it leaves as it was; and what it warns of. */
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/commands/procstart.h"

#define DATA   PS_TEST_DATA "/results/"
#define REPORT PROCSTART "report "

static char folder[64];

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-report-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(report, .init = enter_folder, .fini = remove_folder);

/* One error line with `words` in it, exit 2. */
static void expect_refused(const char *arguments, const char *words)
{
    char command[1024];
    snprintf(command, sizeof command, REPORT "%s 2>&1 >printed", arguments);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2, "%s: exit %d", arguments, said->exit);
    cr_expect(strncmp(said->out, "procstart: error: ", 18) == 0, "%s: %s", arguments, said->out);
    cr_expect_eq(strchr(said->out, '\n'), said->out + strlen(said->out) - 1, "%s: not one line: %s", arguments, said->out);
    cr_expect_not_null(strstr(said->out, words), "%s: \"%s\" is not in %s", arguments, words, said->out);
    free(said);
}

static void expect_words(const char *command, int exit, const char *words)
{
    struct said *said = run(command);
    cr_expect_eq(said->exit, exit, "%s: exit %d", command, said->exit);
    cr_expect_not_null(strstr(said->out, words), "%s: \"%s\" is not in %.2000s", command, words, said->out);
    free(said);
}

/* The recorded result with one text in place of another. */
static void put_changed(const char *name, const char *from, const char *to)
{
    char command[1024];
    snprintf(command, sizeof command, "sed 's/%s/%s/' " DATA "failed.json >%s; ! cmp -s " DATA "failed.json %s", from, to, name,
             name);
    cr_assert_eq(system(command), 0, "%s is not there", from);
}

Test(report, names_file_key_and_reason_of_what_is_wrong)
{
    put("empty", "");
    put("number", "7");
    put("array", "[]");
    put("object", "{}");
    cr_assert_eq(system("head -c 9000 " DATA "failed.json >cut; head -c 5000 /dev/zero >zeros; cp " PS_TEST_PROGRAMS
                        "/procstart binary; head -c 100000 /dev/zero | tr '\\0' '[' >deep"),
                 0);
    put_changed("nan", "\"reaped_ns\":\\[[0-9]*", "\"reaped_ns\":[NaN");
    put_changed("negative", "\"reaped_ns\":\\[", "\"reaped_ns\":[-5,");
    put_changed("longer", "^\"turn\":\\[0", "\"turn\":[0,0");
    put_changed("twice", "\"id\":\"native[^\"]*\"", "\"id\":\"native\\/fork\"");
    expect_refused("empty", "empty: is empty");
    expect_refused("number", "number: line 1: is no JSON");
    expect_refused("array", "array: schema: is missing");
    expect_refused("object", "object: schema: is missing");
    expect_refused("cut", "is no JSON");
    expect_refused("zeros", "zeros: line 1: is no JSON");
    expect_refused("binary", "binary: line 1: is no JSON");
    expect_refused("deep", "deep: line 1: is no JSON: maximum parsing depth");
    expect_refused("nan", "nan: cells[0]: samples: reaped_ns[0]: must be an integer >= 0 or null");
    expect_refused("negative", "negative: cells[0]: samples: reaped_ns[0]: must be an integer >= 0 or null");
    expect_refused("longer", "longer: cells[0]: samples: turn: has ");
    expect_refused("twice", "twice: cells[1]: id: native/fork is there twice");
    expect_refused(".", ".: could not be read: Is a directory");
    expect_refused("absent", "absent: could not be opened: No such file");
    expect_refused(DATA "newest.json", "newest.json: schema: is procstart.result/2");
}

Test(report, refuses_what_is_larger_than_it_reads)
{
    FILE *file = fopen("large", "w");
    cr_assert(file != NULL && ftruncate(fileno(file), (off_t)(1LL << 30) + 1) == 0);
    fclose(file);
    expect_refused("large", "large: is larger than 1024 MiB");
    cr_assert_eq(truncate("large", 0), 0);
    /* 65 MiB of what is no samples. */
    cr_assert_eq(system("{ printf '{\"schema\":['; head -c 68157440 /dev/zero | tr '\\0' ' '; printf ']}'; } >beside"), 0);
    expect_refused("beside", "beside: holds more than 64 MiB beside its samples");
}

Test(report, refuses_a_file_without_permission)
{
    cr_assert_eq(system("cp " DATA "failed.json secret && chmod 0 secret"), 0);
    if (geteuid() != 0)
        expect_refused("secret", "secret: could not be opened: Permission denied");
    else /* whom permissions do not stop */
        expect_words(REPORT "secret", 0, "native");
}

Test(report, refuses_one_run_given_twice)
{
    cr_assert_eq(system("cp " DATA "failed.json copy"), 0);
    expect_refused(DATA "failed.json " DATA "failed.json", "the same result as ");
    expect_refused(DATA "failed.json copy", "copy: started: 2026");
    expect_refused("--quiet " DATA "bundle.json " DATA "windows-wine.json", "the same result as ");
}

Test(report, refuses_options_that_say_nothing)
{
    expect_refused("--columns os --format csv x", "--columns: says nothing in format csv");
    expect_refused("--summary x", "--summary: says nothing in format table");
    expect_refused("--phase ready --format json x", "--phase: says nothing in format json");
    expect_refused("--relative-to native/fork --format csv x", "add --summary");
    expect_refused("--relative-to native/frok " DATA "failed.json", "no result has a cell \"native/frok\"; take an id");
    expect_refused("--columns system x", "unknown value of --columns");
    expect_refused("--phase raedy x", "did you mean \"ready\"?");
    expect_refused("--format cvs x", "did you mean \"csv\"?");
}

Test(report, warns_of_a_newer_minor_version_and_reads_it)
{
    expect_words(REPORT DATA "newer.json 2>&1 >printed", 0,
                 "newer.json: schema: procstart.result/1.999 is newer than this procstart");
    expect_words("cat printed", 0, "incomplete");
    struct said *said = run(REPORT "--quiet " DATA "newer.json 2>&1 >printed");
    cr_expect_str_eq(said->out, "");
    free(said);
}

Test(report, an_output_file_is_whole_or_as_it_was)
{
    put("kept", "before");
    expect_refused("-o kept absent", "absent");
    expect_words("cat kept; ls | wc -l", 0, "before2\n"); /* and what was printed */
    expect_refused("-o . " DATA "failed.json", "is a folder");
    expect_refused("-o nowhere/kept " DATA "failed.json", "nowhere");
    put_changed("negative", "\"reaped_ns\":\\[", "\"reaped_ns\":[-5,");
    expect_refused("--format csv -o kept " DATA "failed.json negative", "negative: cells[0]");
    expect_words("cat kept", 0, "before");
    expect_words("ulimit -f 1; " REPORT "--format csv -o kept " DATA "failed.json 2>&1; echo $?", 0, "2\n");
    expect_words("ulimit -f 1; " REPORT "--format csv -o kept " DATA "failed.json 2>&1", 2, "/kept: ");
    expect_words("cat kept", 0, "before");
    expect_words(REPORT "--format csv -o kept " DATA "failed.json && head -c 6 kept", 0, "result");
}

Test(report, a_disk_that_is_full_and_a_reader_that_leaves_are_no_success)
{
    static const char *const formats[] = {"table", "markdown", "csv", "latex", "json", "pyperf", "github-action-benchmark",
                                          "bmf"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char command[512];
        snprintf(command, sizeof command, REPORT "--format %s " DATA "failed.json 2>&1 >/dev/full; echo $?", formats[i]);
        expect_words(command, 0, "procstart: error: standard output");
        expect_words(command, 0, "\n2\n");
        snprintf(command, sizeof command,
                 "{ { " REPORT "--format %s " DATA "failed.json 2>said; echo $? >status; } | :; }; cat said status", formats[i]);
        struct said *said = run(command);
        cr_expect(strcmp(said->out, "2\n") == 0 || strcmp(said->out, "0\n") == 0, "%s: %s", formats[i], said->out);
        free(said);
    }
}

Test(report, reads_what_can_be_read_but_once)
{
    expect_words("cat " DATA "failed.json | " REPORT "--format json /dev/stdin | cmp - " DATA "failed.json && echo same", 0,
                 "same");
    expect_words("cat " DATA "failed.json | " REPORT "--format csv /dev/stdin >a && " REPORT "--format csv " DATA
                 "failed.json | cmp - a && echo same",
                 0, "same");
    expect_words("cat " DATA "newest.json | " REPORT "/dev/stdin 2>&1", 2, "/dev/stdin: schema: is procstart.result/2");
}

Test(report, a_bundle_of_it_is_read_again)
{
    expect_words(REPORT "--format json -o all " DATA "failed.json " DATA "windows-wine.json && " REPORT
                        "--format json all | cmp - all && echo same",
                 0, "same");
    expect_words(REPORT "--format csv all >a && " REPORT "--format csv " DATA "failed.json " DATA
                        "windows-wine.json | cmp - a && echo same",
                 0, "same");
}
