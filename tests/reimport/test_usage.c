/* What cannot be imported again has an error that says why, before any Python is asked. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "scripts.h"

struct wrong {
    char options[64], said[96];
};

ParameterizedTestParameters(usage, each_error_says_what_was_wrong)
{
    static struct wrong cases[] = {
        {"", "no script is named"},
        {"-", "standard input is in no file"},
        {"-c 'x = 1'", "the code of -c is in no file"},
        {"notes.ipynb", "is a notebook"},
        {"main.pyc", "is byte code"},
        {"none.py", "none.py cannot be read: no such file"},
        {"/dev/null", "is neither a file nor a folder"},
        {"/usr", "/usr: there is no __main__ module in the directory /usr"},
        {"-m no.such.module", "-m no.such.module: Error while finding module specification"},
        {"-m email", "-m email: No module named email.__main__; 'email' is a package"},
        {"--method fokr main.py", "did you mean \"fork\"?"},
        {"--starts 0 main.py", "--starts: 0 is out of range"},
        {"--max-processes 1 main.py", "--max-processes: 1 is out of range"},
        {"--timeout 3 main.py", "has no unit"},
        {"$(printf '\\377').py", "is not UTF-8"},
    };
    return cr_make_param_array(struct wrong, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct wrong *wrong, usage, each_error_says_what_was_wrong, .timeout = 60)
{
    char command[256];
    snprintf(command, sizeof command, PROCSTART "reimport %s 2>&1 >/dev/null", wrong->options);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2, "%s: %s", command, said->out);
    cr_expect(strncmp(said->out, "procstart: error: ", 18) == 0, "%s", said->out);
    cr_expect_not_null(strstr(said->out, wrong->said), "%s: %s", command, said->out);
    free(said);
}

Test(usage, help_says_whose_rights_a_script_has, .timeout = 60)
{
    struct said *said = run(PROCSTART "reimport --help");
    cr_expect_eq(said->exit, 0);
    cr_expect_not_null(strstr(said->out, "your rights"), "%s", said->out);
    free(said);
}

Test(usage, an_empty_script_has_a_whole_document, .timeout = 120)
{
    struct place place;
    make_place(&place);
    write_script(&place, "empty.py", "");
    json_t *document = reimport(&place, "--starts 1 --method spawn empty.py", 0);
    cr_expect_str_eq(text_of(document, "schema"), "procstart.reimport/1");
    cr_expect(json_is_object(json_object_get(document, "host")));
    cr_expect_eq(json_array_size(json_object_get(document, "pythons")), 1);
    json_decref(document);
    test_remove_folder(place.folder);
}
