#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "guard/fingerprint.h"

Test(guard_fingerprint, a_line_is_known_by_its_text)
{
    uint64_t hash = ps_guard_line_hash("a.py", "rule", "  Pool() \r\nnext");
    cr_assert(eq(u64, hash, ps_guard_line_hash("a.py", "rule", "\tPool()")));
    cr_assert(ne(u64, hash, ps_guard_line_hash("b.py", "rule", "Pool()")));
    cr_assert(ne(u64, hash, ps_guard_line_hash("a.py", "rules", "Pool()")));
    cr_assert(ne(u64, hash, ps_guard_line_hash("a.py", "rule", "Pool(4)")));
    cr_assert(ne(u64, ps_guard_line_hash("a", "b", ""), ps_guard_line_hash("ab", "", "")));
    struct ps_guard_fingerprint one = ps_guard_fingerprint(hash, 0), two = ps_guard_fingerprint(hash, 1);
    cr_assert(ne(str, one.text, two.text));
    cr_assert(eq(sz, strlen(one.text), 16));
}

static void expect_print(const struct ps_guard_fingerprint *print, const char *source, size_t again)
{
    struct ps_guard_fingerprint expected = ps_guard_fingerprint(ps_guard_line_hash("a.py", "rule", source), again);
    cr_expect_str_eq(print->text, expected.text);
}

/* Lines that are alike are counted as they come, whatever stands between them. */
Test(guard_fingerprint, lines_that_are_alike_have_each_its_own)
{
    char rule[] = "rule", pool[] = "Pool()", other[] = "Process()";
    struct ps_guard_finding findings[] = {
        {.rule = rule, .source = pool}, {.rule = rule, .source = other}, {.rule = rule}, {.rule = rule, .source = pool}};
    const struct ps_guard_file file = {.findings = findings, .findings_n = 4};
    struct ps_guard_fingerprint *prints = ps_guard_fingerprints(&file, "a.py");
    cr_assert(ne(ptr, prints, NULL));
    expect_print(&prints[0], pool, 0);
    expect_print(&prints[1], other, 0);
    expect_print(&prints[2], "", 0);
    expect_print(&prints[3], pool, 1);
    free(prints);
}
