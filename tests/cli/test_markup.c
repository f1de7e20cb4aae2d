#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cli/markup.h"

static char shown[512];

static char *markdown(const char *text, enum ps_markdown kind)
{
    ps_markdown_text(shown, sizeof shown, text, kind);
    return shown;
}

static char *printed(FILE *file)
{
    rewind(file);
    shown[fread(shown, 1, sizeof shown - 1, file)] = '\0';
    fclose(file);
    return shown;
}

static char *workflow(const char *text, size_t most, bool property)
{
    FILE *file = tmpfile();
    cr_assert(ne(ptr, file, NULL));
    ps_print_workflow(file, text, most, property);
    return printed(file);
}

static const char hostile[] = "|`*_[x](y)#~<b>&\\\n\033[2J\u202e";

Test(markup, a_document_has_backslashes_and_no_html)
{
    cr_assert(eq(str, markdown(hostile, PS_MARKDOWN_DOCUMENT),
                 "\\|\\`\\*\\_\\[x\\](y)\\#\\~&lt;b\\>&amp;\\\\\\\\n\\\\x1b\\[2J\\\\u202e"));
    cr_assert(eq(str, markdown("python/spawn@3.11: 5 ms, naïve", PS_MARKDOWN_DOCUMENT), "python/spawn@3.11: 5 ms, naïve"));
}

Test(markup, on_github_punctuation_is_entities)
{
    cr_assert(eq(ptr, strpbrk(markdown(hostile, PS_MARKDOWN_GITHUB), "\\`*_{}[]<>()|~@$\"'\n\033"), NULL));
    cr_assert(eq(str, markdown("a@3.11: <b>", PS_MARKDOWN_GITHUB), "a&#64;3.11&#58; &#60;b&#62;"));
}

Test(markup, text_is_cut_between_characters_and_never_within_an_entity)
{
    char small[8];
    ps_markdown_text(small, sizeof small, "ab<c", PS_MARKDOWN_GITHUB);
    cr_assert(eq(str, small, "ab&#60;"));
    ps_markdown_text(small, sizeof small, "abc<d", PS_MARKDOWN_GITHUB);
    cr_assert(eq(str, small, "abc"));
    ps_markdown_text(small, sizeof small, "abcdeµµ", PS_MARKDOWN_DOCUMENT);
    cr_assert(eq(str, small, "abcdeµ"));
}

Test(markup, a_stream_gets_the_same_uncut)
{
    FILE *file = tmpfile();
    cr_assert(ne(ptr, file, NULL));
    ps_print_markdown(file, hostile, PS_MARKDOWN_GITHUB);
    char expected[sizeof shown];
    strcpy(expected, markdown(hostile, PS_MARKDOWN_GITHUB));
    cr_assert(eq(str, printed(file), expected));
}

Test(markup, a_workflow_command_stays_one)
{
    cr_assert(eq(str, workflow("50%, a:b\n::error::", 400, false), "50%25, a:b\\n::error::"));
    cr_assert(eq(str, workflow("50%, a:b", 400, true), "50%25%2C a%3Ab"));
    cr_assert(eq(str, workflow("abµ", 3, false), "ab"));
}
