#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "report/script_text.h"

/* What becomes of the text when it comes in pieces of that many bytes. */
static void check(const char *text, const char *expected, size_t piece)
{
    char got[512];
    FILE *file = tmpfile();
    struct ps_script_text to = {.to = file};
    for (size_t done = 0, n = strlen(text); done < n; done += piece)
        cr_assert(eq(int, ps_script_text_write(text + done, n - done < piece ? n - done : piece, &to), 0));
    rewind(file);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    cr_assert(eq(str, got, (char *)expected), "in pieces of %zu", piece);
}

Test(script_text, what_is_markup_becomes_an_escape_however_it_is_cut)
{
    for (size_t piece = 1; piece < 12; piece++)
        check("\"</script><!-- & -->\"", "\"\\u003c/script\\u003e\\u003c!-- \\u0026 --\\u003e\"", piece);
}

Test(script_text, what_reorders_text_becomes_visible_however_it_is_cut)
{
    for (size_t piece = 1; piece < 12; piece++)
        check("\"a\xe2\x80\xae"
              "b\xe2\x81\xa6"
              "c\xe2\x80\x8f\"",
              "\"a\\\\u202eb\\\\u2066c\\\\u200f\"", piece);
}

Test(script_text, all_other_text_stays_as_it_is)
{
    for (size_t piece = 1; piece < 12; piece++)
        check("\"µ € … \xe2\x80\xa8 \xe2\x88\x91 \xe2\x80\xa9 \U0001F600 \\\\ \"",
              "\"µ € … \xe2\x80\xa8 \xe2\x88\x91 \xe2\x80\xa9 \U0001F600 \\\\ \"", piece);
}

Test(script_text, controls_that_json_allows_become_escapes_however_they_are_cut)
{
    for (size_t piece = 1; piece < 12; piece++)
        check("\"a\x7f"
              "b\xc2\x9b"
              "31m\xc2\xa0\"",
              "\"a\\u007fb\\u009b31m\xc2\xa0\"", piece);
}
