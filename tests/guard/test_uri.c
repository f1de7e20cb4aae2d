#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "guard/uri.h"

static void check_uri(const char *path, const char *folder, const char *expected, bool is_relative)
{
    bool relative;
    char *uri = ps_guard_uri(path, folder, &relative);
    cr_assert(eq(str, uri, (char *)expected), "%s in %s", path, folder);
    cr_assert(eq(int, relative, is_relative), "%s in %s", path, folder);
    free(uri);
}

Test(guard_uri, what_lies_in_the_folder_is_relative_to_it)
{
    check_uri("a.py", "/src", "a.py", true);
    check_uri("./a/../b//c.py", "/src", "b/c.py", true);
    check_uri("/src/a.py", "/src", "a.py", true);
    check_uri("/src/a.py", "/src/", "a.py", true);
    check_uri("../src/a.py", "/src", "a.py", true);
    check_uri("/a.py", "/", "a.py", true);
}

Test(guard_uri, all_else_is_a_whole_uri)
{
    check_uri("/elsewhere/a.py", "/src", "file:///elsewhere/a.py", false);
    check_uri("/srcs/a.py", "/src", "file:///srcs/a.py", false);
    check_uri("../a.py", "/src", "file:///a.py", false);
    check_uri("../../../a.py", "/src", "file:///a.py", false);
    check_uri("/src", "/src", "file:///src", false);
}

Test(guard_uri, whatever_is_no_plain_letter_is_encoded)
{
    check_uri("a b.py", "/w", "a%20b.py", true);
    check_uri("100%.py", "/w", "100%25.py", true);
    check_uri("\xc3\xbc?#\"<>.py", "/w", "%C3%BC%3F%23%22%3C%3E.py", true);
    check_uri("\xff\n\033.py", "/w", "%FF%0A%1B.py", true);
    check_uri("a\\b.py", "/w", "a%5Cb.py", true);
    check_uri("javascript:alert.py", "/w", "javascript%3Aalert.py", true);
    check_uri("//host/a.py", "/w", "file:///host/a.py", false);
}

Test(guard_uri, windows_has_drives_and_backslashes)
{
    check_uri("sub\\a.py", "C:\\Work", "sub/a.py", true);
    check_uri("c:\\work\\a b.py", "C:\\Work", "a%20b.py", true);
    check_uri("C:\\Work\\..\\b.py", "C:\\Work", "file:///C:/b.py", false);
    check_uri("D:\\Work\\a.py", "C:\\Work", "file:///D:/Work/a.py", false);
}

Test(guard_uri, without_a_folder_a_path_stays_what_it_is)
{
    check_uri("a/b.py", "", "a/b.py", true);
    check_uri("../b.py", "", "../b.py", true);
    check_uri("a/../../b.py", "", "../b.py", true);
    check_uri("../../b.py", "", "../../b.py", true);
}
