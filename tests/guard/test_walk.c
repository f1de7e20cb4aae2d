/* Which files of a folder are looked at. */
#include "guard/walk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-walk-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(walk, .init = enter_folder, .fini = remove_folder);

/* Makes the folders on the way, too. */
static void put(const char *path, const char *text)
{
    char part[256];
    snprintf(part, sizeof part, "%s", path);
    for (char *at = part; (at = strchr(at, '/')) != NULL; *at++ = '/') {
        *at = '\0';
        (void)mkdir(part, 0777);
    }
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    fputs(text, file);
    fclose(file);
}

/* Takes the lines of the file as patterns of `exclude`. */
static int read_config(void *data, const char *path, struct ps_guard_config *config, struct ps_error *err)
{
    ++*(int *)data;
    config->path = strdup(path);
    return ps_patterns_read(&config->exclude, path, err);
}

/* "a.py b.py", with an error behind the file's name. */
static const char *walk(const char *const *operands, size_t n)
{
    static char found[4096];
    int asked = 0;
    struct ps_guard_walk all = {.read_config = read_config, .data = &asked};
    struct ps_error err = {0};
    cr_assert_eq(ps_guard_walk(&all, operands, n, &err), 0, "%s", err.what);
    cr_expect_eq((size_t)asked, all.configs_n, "a pyproject.toml is read once");
    found[0] = '\0';
    for (size_t i = 0; i < all.files_n; i++) {
        size_t used = strlen(found);
        const char *error = all.files[i].error;
        snprintf(found + used, sizeof found - used, "%s%s%s%s", i > 0 ? " " : "", all.files[i].path, error != NULL ? ":" : "",
                 error != NULL ? error : "");
    }
    ps_guard_walk_free(&all);
    return found;
}

static const char *walk_one(const char *operand)
{
    return walk(&operand, 1);
}

Test(walk, takes_python_files_at_any_depth_in_order)
{
    put("b.py", "");
    put("a/c.pyw", "");
    put("a/b/d.py", "");
    put("notes.txt", "");
    put("stub.pyi", "");
    put("script", "#!/usr/bin/env python3\n");
    cr_expect_str_eq(walk_one("."), "a/b/d.py a/c.pyw b.py");
    cr_expect_str_eq(walk_one("a"), "a/b/d.py a/c.pyw");
    cr_expect_str_eq(walk_one("a/"), "a/b/d.py a/c.pyw");
    cr_expect_str_eq(walk_one("script"), "script");
    cr_expect_str_eq(walk_one("notes.txt"), "notes.txt");
    cr_expect_str_eq(walk_one("nowhere"), "nowhere:there is no such file");
}

Test(walk, takes_each_file_once)
{
    put("a/b.py", "");
    put("a/c.py", "");
    const char *operands[] = {"a/c.py", "a", "a/b.py"};
    cr_expect_str_eq(walk(operands, 3), "a/c.py a/b.py");
}

Test(walk, passes_over_what_is_not_the_users_own)
{
    put("a.py", "");
    put(".hidden/a.py", "");
    put("env/pyvenv.cfg", "");
    put("env/lib/a.py", "");
    put("__pycache__/a.py", "");
    put("node_modules/a.py", "");
    put("build/a.py", "");
    cr_assert_eq(symlink(".", "again"), 0);
    cr_assert_eq(symlink("a.py", "linked.py"), 0);
    cr_assert_eq(mkfifo("pipe.py", 0600), 0);
    cr_expect_str_eq(walk_one("."), "a.py linked.py");
    cr_expect_str_eq(walk_one("build"), "build/a.py");
    cr_expect_str_eq(walk_one(".hidden/a.py"), ".hidden/a.py");
}

Test(walk, heeds_gitignore_where_it_is_nested_and_takes_back)
{
    put(".git/HEAD", "");
    put(".gitignore", "*_pb2.py\n/top.py\nout/\n!keep_pb2.py\n");
    put("top.py", "");
    put("a_pb2.py", "");
    put("keep_pb2.py", "");
    put("out/x.py", "");
    put("sub/top.py", "");
    put("sub/b_pb2.py", "");
    put("sub/out.py", "");
    put("sub/.gitignore", "!b_pb2.py\nlocal.py\n");
    put("sub/local.py", "");
    put("other/local.py", "");
    cr_expect_str_eq(walk_one("."), "keep_pb2.py other/local.py sub/b_pb2.py sub/out.py sub/top.py");
    cr_expect_str_eq(walk_one("sub"), "sub/b_pb2.py sub/out.py sub/top.py");
    cr_expect_str_eq(walk_one("other"), "other/local.py");
    cr_expect_str_eq(walk_one("top.py"), "top.py", "what is named is taken");
}

Test(walk, heeds_no_gitignore_above_the_repository)
{
    put(".gitignore", "*.py\n");
    put("repository/.git/HEAD", "");
    put("repository/a.py", "");
    cr_expect_str_eq(walk_one("repository"), "repository/a.py");
    cr_expect_str_eq(walk_one("."), "");
}

Test(walk, heeds_the_nearest_pyproject_toml)
{
    put("pyproject.toml", "# tool procstart\nvendor/\n*_old.py\n/a/b.py\n");
    put("a/b.py", "");
    put("a/c_old.py", "");
    put("vendor/d.py", "");
    put("e.py", "");
    put("own/pyproject.toml", "# tool procstart\n");
    put("own/f_old.py", "");
    put("none/pyproject.toml", "[project]\n");
    put("none/g_old.py", "");
    cr_expect_str_eq(walk_one("."), "e.py own/f_old.py");
    const char *operands[] = {"a/b.py", "a/c_old.py", "vendor/d.py", "e.py", "own/f_old.py", "none/g_old.py"};
    cr_expect_str_eq(walk(operands, 6), "e.py own/f_old.py", "exclude holds for what is named");
}

/* ---- patterns ---- */

static enum ps_pattern_says match(const char *lines, const char *path, bool is_folder)
{
    struct ps_patterns patterns = {0};
    put("patterns", lines);
    cr_assert_eq(ps_patterns_read(&patterns, "patterns", NULL), 0);
    enum ps_pattern_says says = ps_patterns_match(&patterns, path, is_folder);
    ps_patterns_free(&patterns);
    return says;
}

Test(walk, understands_patterns_as_git_does)
{
    static const struct {
        const char *lines, *path;
        bool is_folder, left_out;
    } cases[] = {
        {"a.py", "a.py", false, true},
        {"a.py", "sub/a.py", false, true},
        {"/a.py", "sub/a.py", false, false},
        {"sub/a.py", "sub/a.py", false, true},
        {"sub/a.py", "x/sub/a.py", false, false},
        {"*.py", "x/y.py", false, true},
        {"x/*.py", "x/y/z.py", false, false},
        {"x/**/z.py", "x/z.py", false, true},
        {"x/**/z.py", "x/y/y/z.py", false, true},
        {"**/z", "x/z", true, true},
        {"x/**", "x/y", false, true},
        {"x/**", "x", true, false},
        {"build/", "build", true, true},
        {"build/", "build", false, false},
        {"[ab].py", "b.py", false, true},
        {"[!ab].py", "b.py", false, false},
        {"[a-c].py", "b.py", false, true},
        {"[]].py", "].py", false, true},
        {"[ab.py", "[ab.py", false, true},
        {"?.py", "a.py", false, true},
        {"x?y", "x/y", false, false},
        {"\\#a", "#a", false, true},
        {"#a", "#a", false, false},
        {"\\!a", "!a", false, true},
        {"\\*", "a", false, false},
        {"a  ", "a", false, true},
        {"a\\ ", "a ", false, true},
        {"a\r\n", "a", false, true},
        {"*.py\n!a.py", "a.py", false, false},
        {"!a.py\n*.py", "a.py", false, true},
        {"a*b*c", "axxbyyc", false, true},
        {"foo**bar", "fooxbar", false, true},
        {"\xef\xbb\xbf*.py", "a.py", false, true},
        {"", "", false, false},
        {"!", "!", false, false},
        {"/", "a", true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(match(cases[i].lines, cases[i].path, cases[i].is_folder) == PS_PATTERN_LEFT_OUT, cases[i].left_out,
                     "\"%s\" and %s", cases[i].lines, cases[i].path);
}

Test(walk, does_not_search_for_ever)
{
    cr_expect_neq(match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
                  PS_PATTERN_LEFT_OUT);
}
