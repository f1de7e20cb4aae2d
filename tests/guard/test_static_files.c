/* What guard says of files that are no good Python, and of command lines and pyproject.tomls that are wrong. Nothing hangs. */
#include <sys/stat.h>

#include "tests/commands/procstart.h"

#define GUARD PROCSTART "guard "

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-files-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(files, .init = enter_folder, .fini = remove_folder);

static void write_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static void write_text(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

static void write_repeated(const char *path, const char *head, const char *piece, int n, const char *tail)
{
    FILE *file = fopen(path, "wb");
    fputs(head, file);
    for (int i = 0; i < n; i++)
        fputs(piece, file);
    fputs(tail, file);
    fclose(file);
}

/* Its one file's entry in the report. */
static json_t *look_at(const char *name, int exit)
{
    char command[512];
    snprintf(command, sizeof command, GUARD "--format json -o report.json '%s' 2>said", name);
    struct said *said = run(command);
    cr_expect_eq(said->exit, exit, "%s: exit %d", name, said->exit);
    free(said);
    json_t *document = json_load_file("report.json", 0, NULL);
    cr_assert_not_null(document);
    json_t *file = json_incref(json_array_get(json_object_get(document, "files"), 0));
    json_decref(document);
    return file;
}

static void expect_error(const char *name, const char *part)
{
    json_t *file = look_at(name, 2);
    cr_expect(strstr(text_of(file, "error"), part) != NULL, "%s: \"%s\" instead of \"%s\"", name, text_of(file, "error"), part);
    json_decref(file);
    struct said *said = run("cat said");
    cr_expect_eq(strncmp(said->out, "procstart: error: ", 18), 0, "\"%s\"", said->out);
    cr_expect_not_null(strstr(said->out, part));
    free(said);
}

static void expect_findings(const char *name, size_t n)
{
    json_t *file = look_at(name, n > 0 ? 1 : 0);
    cr_expect_eq(json_array_size(json_object_get(file, "findings")), n, "%s", name);
    cr_expect(json_is_null(json_object_get(file, "error")), "%s", text_of(file, "error"));
    json_decref(file);
}

Test(files, that_are_not_there_or_no_files_are_said_so)
{
    expect_error("nowhere.py", "there is no such file");
    cr_assert_eq(mkfifo("pipe.py", 0600), 0);
    expect_error("pipe.py", "neither a file nor a folder");
    cr_assert_eq(symlink("gone.py", "link.py"), 0);
    expect_error("link.py", "there is no such file");
    expect_error("-", "standard input is not read");
}

Test(files, that_are_no_python_are_said_so)
{
    write_bytes("null.py", "import os\0\n", 11);
    expect_error("null.py", "null byte");
    write_bytes("binary.py",
                "\x7f"
                "ELF\x02\x01\x01\0\0",
                9);
    expect_error("binary.py", "null byte");
    write_text("cells.ipynb", "{\"cells\": [], \"execution_count\": null}\n");
    expect_error("cells.ipynb", "notebook");
    write_bytes("app.pyz", "#!/usr/bin/env python3\nPK\3\4\0\0", 29);
    expect_error("app.pyz", "zip file");
    write_text("wrong.py", "x = 1\ndef f(:\n");
    expect_error("wrong.py", "line 2: Python");
    write_text("wrong_mp.py", "import multiprocessing\nif True\n");
    expect_error("wrong_mp.py", "line 2: Python");
    write_bytes("latin.py", "x = '\xe9'\n", 8);
    expect_error("latin.py", "Python");
    write_text("coding.py", "# -*- coding: klingon -*-\n");
    expect_error("coding.py", "klingon");
}

Test(files, that_are_too_large_are_refused)
{
    write_text("large.py", "");
    cr_assert_eq(truncate("large.py", 50 << 20), 0);
    expect_error("large.py", "50 MiB");
}

Test(files, that_are_nested_without_end_are_refused_or_read)
{
    write_repeated("parentheses.py", "import multiprocessing\nx = ", "(", 100000, "");
    expect_error("parentheses.py", "Python");
    write_repeated("minus.py", "import multiprocessing\nx = ", "-", 200000, "1\n");
    json_decref(look_at("minus.py", 2));
    /* Which of the two it is, is the parser's business. */
    write_repeated("calls.py", "import multiprocessing\nx = f", "()", 3000, "\n");
    struct said *said = run(GUARD "calls.py 2>&1");
    cr_expect(said->exit == 0 || (said->exit == 2 && strstr(said->out, "nested too deeply") != NULL), "%s", said->out);
    free(said);
}

Test(files, with_thousands_of_branches_are_read)
{
    write_repeated("elif.py", "import multiprocessing\nif x == 0:\n    pass\n", "elif x == 1:\n    pass\n", 300,
                   "else:\n    multiprocessing.Pool()\n");
    expect_findings("elif.py", 1);
    write_text("empty.py", "");
    expect_findings("empty.py", 0);
}

Test(files, are_decoded_as_python_does)
{
    const char *script = "# coding: latin-1\nimport multiprocessing\nx = '\xe9\xe8'; multiprocessing.Pool()  # \xe9\n";
    write_text("latin.py", script);
    json_t *file = look_at("latin.py", 1);
    const json_t *finding = json_array_get(json_object_get(file, "findings"), 0);
    cr_expect_eq(json_integer_value(json_object_get(finding, "column")), 11);
    cr_expect_str_eq(text_of(finding, "source"), "x = '\u00e9\u00e8'; multiprocessing.Pool()  # \u00e9");
    json_decref(file);
    write_text("bom.py", "\xef\xbb\xbfimport multiprocessing\r\nmultiprocessing.Pool()\r\n");
    file = look_at("bom.py", 1);
    finding = json_array_get(json_object_get(file, "findings"), 0);
    cr_expect_eq(json_integer_value(json_object_get(finding, "line")), 2);
    cr_expect_str_eq(text_of(finding, "source"), "multiprocessing.Pool()");
    json_decref(file);
}

Test(files, may_have_any_name)
{
    const char *script = "import multiprocessing\nmultiprocessing.Pool()\n";
    const char *names[] = {"a b.py", "new\nline.py", "\x1b[31m.py", "::error::x.py", "\u00e9.py", "not-utf8-\xff.py"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_text(names[i], script);
        expect_findings(names[i], 1);
    }
    struct said *said = run(GUARD ".");
    cr_expect_eq(said->exit, 1);
    cr_expect_null(strchr(said->out, '\x1b'));
    cr_expect_null(strstr(said->out, "new\n"));
    cr_expect_not_null(strstr(said->out, "6 errors in 6 of 6 files"));
    free(said);
}

/* One file that cannot be read does not hide what is in the others. */
Test(files, that_are_fine_are_looked_at_beside_others_that_are_not)
{
    write_text("fine.py", "import multiprocessing\nmultiprocessing.Pool()\n");
    write_text("wrong.py", "x = (\n");
    struct said *said = run(GUARD "fine.py wrong.py nowhere.py 2>said");
    cr_expect_eq(said->exit, 2);
    cr_expect_not_null(strstr(said->out, "fine.py:2:1: error[unguarded-start]"));
    free(said);
    said = run("cat said");
    cr_expect_not_null(strstr(said->out, "2 of 3 files could not be looked at"));
    free(said);
}

Test(files, are_not_run)
{
    write_text("script.py", "import multiprocessing\nopen('written', 'w')\nmultiprocessing.Pool()\n");
    expect_findings("script.py", 1);
    cr_expect_neq(access("written", F_OK), 0);
}

/* A Python by which nothing can be run: it says that it is another implementation, when it is asked what it is. */
Test(files, that_cannot_be_run_by_anything_are_no_success)
{
    write_text("fine.py", "import multiprocessing\nif __name__ == '__main__':\n    multiprocessing.Pool()\n");
    write_text("unguarded.py", "import multiprocessing\nmultiprocessing.Pool()\n");
    write_text("pypy", "#!/bin/sh\ncase \"$*\" in *guard_static*) exec python3 \"$@\" ;; esac\n"
                       "python3 \"$@\" | sed -e 's/\"implementation\": \"cpython\"/\"implementation\": \"pypy\"/'\n");
    cr_assert_eq(chmod("pypy", 0755), 0);
    struct said *said = run(GUARD "--run --quiet --python ./pypy fine.py 2>&1 >printed");
    cr_expect_eq(said->exit, 4, "%s", said->out);
    cr_expect_not_null(strstr(said->out, "nothing of what was asked for can be had here: nothing was run by Python "));
    cr_expect_not_null(strstr(said->out, "it is pypy, and the host runs CPython only"), "%s", said->out);
    free(said);
    said = run(GUARD "--run --python ./pypy unguarded.py 2>&1 >printed");
    cr_expect_eq(said->exit, 1, "what was found counts: %s", said->out);
    cr_expect_not_null(strstr(said->out, "procstart: nothing was run by Python "), "%s", said->out);
    free(said);
    said = run(GUARD "--python ./pypy fine.py 2>&1 >printed");
    cr_expect_eq(said->exit, 0, "nothing was to be run: %s", said->out);
    free(said);
}

/* Hundreds of files go to several processes, and each gets its own findings. */
Test(files, of_a_large_folder_keep_their_findings)
{
    char name[32], text[128];
    cr_assert_eq(mkdir("many", 0777), 0);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "many/f%03d.py", i);
        snprintf(text, sizeof text, i % 3 == 0 ? "import multiprocessing\nif 1:\n    multiprocessing.Pool(%d)\n" : "x = %d\n", i);
        write_text(name, text);
    }
    struct said *said = run(GUARD "--format json -o report.json many");
    cr_expect_eq(said->exit, 1);
    free(said);
    json_t *document = json_load_file("report.json", 0, NULL);
    const json_t *files = json_object_get(document, "files");
    cr_assert_eq(json_array_size(files), 300);
    for (int i = 0; i < 300; i++) {
        const json_t *file = json_array_get(files, (size_t)i), *findings = json_object_get(file, "findings");
        snprintf(name, sizeof name, "many/f%03d.py", i);
        cr_expect_str_eq(text_of(file, "path"), name);
        cr_expect_eq(json_array_size(findings), i % 3 == 0 ? 1 : 0);
        snprintf(text, sizeof text, "    multiprocessing.Pool(%d)", i);
        if (i % 3 == 0)
            cr_expect_str_eq(text_of(json_array_get(findings, 0), "source"), text);
    }
    json_decref(document);
}

/* ---- pyproject.toml ---- */

Test(files, are_judged_as_pyproject_toml_says)
{
    cr_assert_eq(mkdir("sub", 0777), 0);
    write_text("script.py", "import multiprocessing\nmultiprocessing.Pool().map(lambda x: x, [1])\n");
    write_text("sub/other.py", "import multiprocessing\nmultiprocessing.Pool()\n");
    expect_findings("script.py", 2);
    write_text("pyproject.toml", "[tool.procstart]\nignore = [\"unguarded-start\"]\n");
    expect_findings("script.py", 1);
    expect_findings("sub/other.py", 0);
    write_text("pyproject.toml", "[tool.procstart]\nselect = [\n  'unguarded-start', # why\n]\nmethods = ['fork']\n");
    expect_findings("script.py", 0);
    write_text("sub/pyproject.toml", "[project]\nname = 'procstart'\n[tool.procstart]\nselect = []\n");
    expect_findings("sub/other.py", 0);
    struct said *said = run(GUARD "--select unguarded-start --method spawn sub/other.py");
    cr_expect_eq(said->exit, 1);
    free(said);
    write_text("pyproject.toml", "[tool.procstart]\nexclude = [\"sub/\", \"scr*\"]\n");
    write_text("sub/pyproject.toml", "");
    said = run(GUARD ". script.py sub/other.py 2>&1");
    cr_expect_eq(said->exit, 0);
    cr_expect_not_null(strstr(said->out, "2 of the named files left out by `exclude`"), "%s", said->out);
    free(said);
}

static void expect_config_error(const char *text, const char *part)
{
    write_text("pyproject.toml", text);
    struct said *said = run(GUARD "script.py 2>&1");
    cr_expect_eq(said->exit, 2, "%s: exit %d", text, said->exit);
    cr_expect_not_null(strstr(said->out, part), "\"%s\" has no \"%s\"", said->out, part);
    cr_expect_not_null(strstr(said->out, "pyproject.toml: "));
    free(said);
}

Test(files, need_a_pyproject_toml_that_is_right)
{
    write_text("script.py", "");
    expect_config_error("[tool.procstart]\nselekt = []\n", "did you mean \"select\"?");
    expect_config_error("[tool.procstart]\nselect = [\"unguarded-stat\"]\n", "did you mean \"unguarded-start\"?");
    expect_config_error("[tool.procstart]\nmethods = [\"vfork\"]\n", "fork, spawn and forkserver");
    expect_config_error("[tool.procstart]\nignore = 3\n", "list of strings");
    expect_config_error("[tool.procstart\n", "line 1");
    expect_config_error("tool.procstart = 3\n", "no table");
    expect_config_error("[tool.procstart]\npython = [\"./nowhere\"]\n", "nowhere");
}

/* ---- Pythons ---- */

/* The first is any, the others are other builds of its version. */
static void expect_pythons(const char *options, const char *const *ends, size_t n)
{
    char command[512];
    snprintf(command, sizeof command, GUARD "--format json -o report.json %s script.py", options);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 0, "%s: exit %d", options, said->exit);
    json_t *document = json_load_file("report.json", 0, NULL);
    const json_t *pythons = json_object_get(document, "pythons");
    cr_expect_eq(json_array_size(pythons), n);
    for (size_t i = 1; i < json_array_size(pythons) && i < n; i++) {
        const char *id = text_of(json_array_get(pythons, i), "id");
        cr_expect_not_null(strstr(id, ends[i]), "%s", id);
    }
    json_decref(document);
    free(said);
}

Test(files, are_looked_at_by_pythons_in_the_order_of_their_naming)
{
    static const char *const ends[] = {"", "#2", "#3", "#4"};
    write_text("script.py", "");
    expect_pythons("--python python3 --python python3 --python python3 --python python3", ends, 4);
    struct said *said = run(GUARD "--python python3 --python ./nowhere --python ./neither --python python3 script.py 2>&1");
    cr_expect_eq(said->exit, 2);
    cr_expect_not_null(strstr(said->out, "nowhere"), "the first one that is none: %s", said->out);
    free(said);
    write_text("pyproject.toml", "[tool.procstart]\npython = [\"python3\", \"python3\"]\n");
    expect_pythons("", ends, 2);
}

/* ---- the command line ---- */

static void expect_usage_error(const char *arguments, const char *part)
{
    char command[512];
    snprintf(command, sizeof command, GUARD "%s 2>&1", arguments);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 2, "%s: exit %d", arguments, said->exit);
    cr_expect_not_null(strstr(said->out, part), "\"%s\" has no \"%s\"", said->out, part);
    cr_expect_eq(strncmp(said->out, "procstart: error: ", 18), 0);
    free(said);
}

Test(files, are_named_by_a_command_line_that_is_right)
{
    write_text("script.py", "");
    expect_usage_error("", "no script or folder is given");
    expect_usage_error("--select unguarded-stat script.py", "did you mean \"unguarded-start\"?");
    expect_usage_error("--ignore nothing script.py", "unknown rule \"nothing\"");
    expect_usage_error("--method vfork script.py", "did you mean \"fork\"?");
    expect_usage_error("script.py -- argument", "--run");
    expect_usage_error("--timeout 3s script.py", "--run");
    expect_usage_error("--python ./nowhere script.py", "nowhere");
    expect_usage_error("--format xml script.py", "unknown format \"xml\"");
    expect_usage_error("''", "is empty");
}
