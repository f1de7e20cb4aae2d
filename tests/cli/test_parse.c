#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cli/cli.h"

/* A value that has to be refused: with exit 2, naming option and text, and saying what to do. */
#define REFUSED(call, text)                                                                                                      \
    do {                                                                                                                         \
        struct ps_error err = {0};                                                                                               \
        cr_assert(eq(int, (call), -1), "%s", text);                                                                              \
        cr_assert(eq(int, err.exit, PS_EXIT_USAGE), "%s", text);                                                                 \
        cr_assert(zero(int, strncmp(err.what, "--x: ", 5)), "%s: %s", text, err.what);                                           \
        cr_assert(ne(chr, err.hint[0], '\0'), "%s", text);                                                                       \
    } while (0)

Test(parse, bytes_take_units_of_1024)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {
        {"0", 0},           {"4096", 4096},        {"1K", 1024},   {"64M", 67108864}, {"64MiB", 67108864},
        {"1g", 1073741824}, {"2T", 2199023255552}, {"1.5K", 1536}, {"7B", 7},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint64_t bytes = 99;
        cr_assert(zero(int, ps_parse_bytes("--x", good[i].text, &bytes, NULL)), "%s", good[i].text);
        cr_assert(eq(u64, bytes, good[i].bytes), "%s", good[i].text);
    }
}

Test(parse, bytes_refuse_what_is_no_size)
{
    static const char *const bad[] = {"",      "M",      "-1",  "1P",  "1.5",
                                      "1e3",   "0x10",   "nan", "1 M", "1MM",
                                      "4096T", "1.2.3M", "inf", " 1",  "99999999999999999999999999999999999"};
    uint64_t bytes;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        REFUSED(ps_parse_bytes("--x", bad[i], &bytes, &err), bad[i]);
}

Test(parse, durations_need_their_unit)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {{"30s", 30000000000},    {"500ms", 500000000}, {"2m", 120000000000},
                {"1.5h", 5400000000000}, {"10us", 10000},      {"1ns", 1}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ns = 0;
        cr_assert(zero(int, ps_parse_duration("--x", good[i].text, &ns, NULL)), "%s", good[i].text);
        cr_assert(eq(i64, ns, good[i].ns), "%s", good[i].text);
    }
    static const char *const bad[] = {"", "30", "0s", "-1s", "s", "1y", "9999999h", "1 s", "0.1ns"};
    int64_t ns;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        REFUSED(ps_parse_duration("--x", bad[i], &ns, &err), bad[i]);
}

Test(parse, a_time_without_unit_is_taken_for_seconds_in_the_hint_only)
{
    struct ps_error err = {0};
    int64_t ns;
    ps_parse_duration("--x", "30", &ns, &err);
    cr_assert(eq(str, err.hint, "did you mean 30s?"));
}

Test(parse, ratios_are_above_0_and_at_most_the_whole)
{
    static const struct {
        const char *text;
        double ratio;
    } good[] = {{"2%", 0.02}, {"0.02", 0.02}, {"100%", 1}, {"1", 1}, {"0.5%", 0.005}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double ratio = 0;
        cr_assert(zero(int, ps_parse_ratio("--x", good[i].text, &ratio, NULL)), "%s", good[i].text);
        cr_assert(ieee_ulp_eq(dbl, ratio, good[i].ratio, 2), "%s", good[i].text);
    }
    static const char *const bad[] = {"", "0", "0%", "0.0", "2", "101%", "-1%", "%", "2%%", "nan", "2 %"};
    double ratio;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        REFUSED(ps_parse_ratio("--x", bad[i], &ratio, &err), bad[i]);
}

Test(parse, counts_stay_in_their_range)
{
    uint64_t count = 0;
    cr_assert(zero(int, ps_parse_count("--x", "3", 3, 5, &count, NULL)));
    cr_assert(eq(u64, count, 3));
    cr_assert(zero(int, ps_parse_count("--x", "18446744073709551615", 0, UINT64_MAX, &count, NULL)));
    cr_assert(eq(u64, count, UINT64_MAX));
    static const char *const bad[] = {"", "2", "6", "+4", "-4", "4.0", "4x", " 4", "18446744073709551620"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        REFUSED(ps_parse_count("--x", bad[i], 3, 5, &count, &err), bad[i]);
}

Test(parse, lists_are_parted_by_commas_and_have_no_empty_item)
{
    char **items = NULL;
    cr_assert(zero(int, ps_parse_list("--x", "a,bc,d", &items, NULL)));
    cr_assert(eq(str, items[0], "a"));
    cr_assert(eq(str, items[1], "bc"));
    cr_assert(eq(str, items[2], "d"));
    cr_assert(eq(ptr, items[3], NULL));
    ps_list_free(items);
    ps_list_free(NULL);
    static const char *const bad[] = {"", ",", "a,", ",a", "a,,b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ps_error err = {0};
        cr_assert(eq(int, ps_parse_list("--x", bad[i], &items, &err), -1), "%s", bad[i]);
        cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    }
}

Test(parse, processors_come_sorted_and_once)
{
    int cpu[8], n = 0;
    cr_assert(zero(int, ps_parse_cpus("--x", "5,0,2-3,3", cpu, 8, &n, NULL)));
    cr_assert(eq(int, n, 4));
    static const int expected[] = {0, 2, 3, 5};
    cr_assert(zero(int, memcmp(cpu, expected, sizeof expected)));
}

Test(parse, processors_refuse_what_is_none)
{
    static const char *const bad[] = {"a", "1-", "-1", "3-2", "1-2-3", "0x1", "99999", "0-65535"};
    int cpu[8], n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ps_error err = {0};
        cr_assert(eq(int, ps_parse_cpus("--x", bad[i], cpu, 8, &n, &err), -1), "%s", bad[i]);
        cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    }
}

Test(suggest, near_words_and_beginnings_are_found_far_ones_are_not)
{
    static const char *const words[] = {"bench", "methods", "doctor", "report", "fork", "forkserver", NULL};
    static const struct {
        const char *word, *meant;
    } cases[] = {
        {"bnech", "bench"}, {"benhc", "bench"},           {"methodes", "methods"}, {"doc", "doctor"}, {"forc", "fork"},
        {"forks", "fork"},  {"frokserver", "forkserver"}, {"xyzzy", NULL},         {"", NULL},        {"b", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *meant = ps_suggest(cases[i].word, words);
        cr_assert(eq(str, (char *)(meant ? meant : "-"), (char *)(cases[i].meant ? cases[i].meant : "-")), "%s", cases[i].word);
    }
}

Test(suggest, an_unknown_word_gets_the_near_one_or_the_list)
{
    static const char *const words[] = {"fork", "spawn", NULL};
    struct ps_error err = {0};
    cr_assert(eq(int, ps_fail_unknown(&err, "method", "spwan", words), -1));
    cr_assert(eq(str, err.what, "unknown method \"spwan\""));
    cr_assert(eq(str, err.hint, "did you mean \"spawn\"?"));
    ps_fail_unknown(&err, "method", "thread", words);
    cr_assert(eq(str, err.hint, "use one of: fork, spawn"));

    const char *many[41] = {NULL};
    for (size_t i = 0; i < 40; i++)
        many[i] = "forkserver";
    ps_fail_unknown(&err, "method", "thread", many);
    cr_assert(eq(str, err.hint + strlen(err.hint) - 15, "forkserver, ..."), "%s", err.hint);
}
