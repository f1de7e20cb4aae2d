/* Results as evidence: which are refused, and what the claims about several systems make of the others. */
#include <stdio.h>
#include <unistd.h>

#include "given.h"

#define RESULTS PS_TEST_SOURCE "/results/"

static void add(struct made *made, const char *path)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_evidence_add(&made->evidence, path, &err), 0, "%s", err.what);
}

static void end(struct made *made)
{
    ps_evidence_free(&made->evidence);
    made_free(made);
}

Test(evidence, a_result_made_under_wine_is_refused)
{
    struct made *made = made_new(NULL);
    add(made, RESULTS "linux-x86_64-epyc-kvm.json");
    add(made, RESULTS "windows-wine-x86_64.json");
    cr_expect_str_eq(made->evidence.list[0].refused, "");
    cr_expect_not_null(strstr(made->evidence.list[1].refused, "wine"), "%s", made->evidence.list[1].refused);
    expect_verdict(made, "windows-highest-overhead", "not testable here");
    cr_expect_not_null(strstr(made->out.reason, "refused"), "%s", made->out.reason);
    expect_verdict(made, "scaling-best-on-linux", "not testable here");
    end(made);
}

Test(evidence, without_any_they_are_not_testable)
{
    struct made *made = made_new(NULL);
    expect_verdict(made, "windows-highest-overhead", "not testable here");
    expect_verdict(made, "scaling-best-on-linux", "not testable here");
    end(made);
}

/* The witness that a result of real Windows would be: the one of Wine, as if it were not one, with its times `factor` times. */
static void pretend_windows(struct made *made, double factor)
{
    add(made, RESULTS "windows-wine-x86_64.json");
    struct ps_witness *one = &made->evidence.list[made->evidence.n - 1];
    one->refused[0] = '\0';
    for (size_t i = 0; i < one->result->cells_n; i++) {
        struct ps_summary *ready = &one->result->cells[i].summary[PS_READY];
        ready->median *= factor;
        ready->lo = ready->median * 0.99;
        ready->hi = ready->median * 1.01;
    }
}

Test(evidence, windows_is_compared_with_every_other_system)
{
    struct made *made = made_new(NULL);
    add(made, RESULTS "linux-x86_64-epyc-kvm.json");
    pretend_windows(made, 100);
    expect_verdict(made, "windows-highest-overhead", "supported");
    end(made);
    made = made_new(NULL);
    add(made, RESULTS "linux-x86_64-epyc-kvm.json");
    pretend_windows(made, 1e-3);
    expect_verdict(made, "windows-highest-overhead", "contradicted");
    end(made);
}

static void add_claims(struct made *made, const char *os, const char *emulation, double speed_up)
{
    char path[] = "/tmp/procstart-test-XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *file = fdopen(fd, "w");
    fprintf(
        file,
        "{\"schema\":\"procstart.claims/1\",\"host\":{\"os\":\"%s\",\"emulation\":%s},\"claims\":[{\"id\":\"processes-scale\","
        "\"figures\":[{\"name\":\"speed-up by 2 processes\",\"value\":%g,\"unit\":\"\",\"ci95\":[%g,%g],\"n\":9}]}]}",
        os, emulation, speed_up, speed_up * 0.99, speed_up * 1.01);
    fclose(file);
    add(made, path);
    remove(path);
}

Test(evidence, scaling_is_compared_between_files_of_claims)
{
    struct made *made = made_new(NULL);
    add_claims(made, "Linux", "null", 1.98);
    add_claims(made, "macOS", "null", 1.5);
    expect_verdict(made, "scaling-best-on-linux", "supported");
    end(made);
    made = made_new(NULL);
    add_claims(made, "Linux", "null", 1.9);
    add_claims(made, "macOS", "null", 1.95);
    expect_verdict(made, "scaling-best-on-linux", "contradicted");
    end(made);
    made = made_new(NULL);
    add_claims(made, "Linux", "null", 1.98);
    add_claims(made, "Windows", "\"wine-8.0\"", 1.2);
    expect_verdict(made, "scaling-best-on-linux", "not testable here");
    end(made);
}

Test(evidence, what_is_no_result_is_an_error_that_says_which_file)
{
    struct made *made = made_new(NULL);
    struct ps_error err = {0};
    cr_expect_eq(ps_evidence_add(&made->evidence, PS_TEST_SOURCE "/core/result.schema.json", &err), -1);
    cr_expect_not_null(strstr(err.what, "result.schema.json"), "%s", err.what);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_eq(ps_evidence_add(&made->evidence, "/nowhere/at/all.json", &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    end(made);
}
