/* Each test is a process of its own, so that it can take on factors that stay. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/runner.h"

/* A number of /proc/self/status. */
static long status_of(const char *key)
{
    char line[256];
    long value = -1;
    size_t length = strlen(key);
    FILE *file = fopen("/proc/self/status", "r");
    while (value < 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, length) == 0 && line[length] == ':')
            value = atol(line + length + 1);
    }
    fclose(file);
    return value;
}

static int count_null_descriptors(int *inherited)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[300], name[64] = "";
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        if (readlink(path, name, sizeof name - 1) < 0 || strcmp(name, "/dev/null") != 0)
            continue;
        n++;
        *inherited += (fcntl(atoi(entry->d_name), F_GETFD) & FD_CLOEXEC) == 0;
    }
    closedir(dir);
    return n;
}

Test(factors, ballast_is_touched_memory)
{
    struct ps_error err;
    long before = status_of("VmRSS"), shared = status_of("RssShmem");
    const struct ps_factors factors = {.ballast_bytes = 64 << 20};
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), 0, "%s", err.what);
    cr_assert_geq(status_of("VmRSS") - before, 65000, "in KiB, of 65536");
    cr_assert_eq(status_of("RssShmem"), shared, "it is private");
}

Test(factors, ballast_that_is_no_multiple_of_a_page_is_touched_too)
{
    const struct ps_factors factors = {.ballast_bytes = 1};
    int64_t before = ps_minor_faults();
    cr_assert_eq(ps_factors_apply(&factors, NULL, NULL), 0);
    cr_assert_gt(ps_minor_faults(), before);
}

Test(factors, ballast_beyond_memory_is_an_error)
{
    struct ps_error err;
    const struct ps_factors factors = {.ballast_bytes = UINT64_C(1) << 60};
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), -1);
    cr_assert_not_null(strstr(err.what, "1152921504606846976 bytes"), "%s", err.what);
    cr_assert_not_null(strstr(err.hint, "--ballast"));
}

Test(factors, threads_are_there_and_take_no_signals)
{
    struct ps_error err;
    long before = status_of("Threads");
    const struct ps_factors factors = {.threads = 7};
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), 0, "%s", err.what);
    cr_assert_eq(status_of("Threads"), before + 7);

    sigset_t mine;
    sigprocmask(SIG_SETMASK, NULL, &mine);
    cr_assert_not(sigismember(&mine, SIGUSR1), "the mask of the caller stayed changed");
}

Test(factors, descriptors_are_open_and_not_inherited)
{
    struct ps_error err;
    int inherited = 0, inherited_before = 0;
    int before = count_null_descriptors(&inherited_before);
    const struct ps_factors factors = {.fds = 100};
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), 0, "%s", err.what);
    cr_assert_eq(count_null_descriptors(&inherited), before + 100);
    cr_assert_eq(inherited, inherited_before);
}

Test(factors, descriptors_raise_the_soft_limit)
{
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 64;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct ps_factors factors = {.fds = 200};
    struct ps_error err;
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), 0, "%s", err.what);
}

Test(factors, descriptors_beyond_the_hard_limit_are_an_error)
{
    const struct rlimit limit = {.rlim_cur = 64, .rlim_max = 64};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    struct ps_error err;
    const struct ps_factors factors = {.fds = 200};
    cr_assert_eq(ps_factors_apply(&factors, NULL, &err), -1);
    cr_assert_eq(err.os, EMFILE);
    cr_assert_not_null(strstr(err.hint, "--fds"));
}
