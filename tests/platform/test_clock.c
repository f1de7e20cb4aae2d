#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/clock.h"

Test(clock, never_goes_back)
{
    int64_t last = ps_clock_ns();
    for (int i = 0; i < 100000; i++) {
        int64_t now = ps_clock_ns();
        cr_assert_geq(now, last);
        last = now;
    }
}

Test(clock, has_a_step_of_at_most_a_microsecond)
{
    cr_assert_gt(ps_clock_resolution_ns(), 0);
    cr_assert_leq(ps_clock_resolution_ns(), 10000000);
}

Test(clock, is_the_same_in_a_child)
{
    int pipes[2];
    cr_assert_eq(pipe(pipes), 0);
    int64_t before = ps_clock_ns(), child = 0;
    pid_t pid = fork();
    if (pid == 0) {
        child = ps_clock_ns();
        _exit(write(pipes[1], &child, sizeof child) != sizeof child);
    }
    cr_assert_eq(read(pipes[0], &child, sizeof child), sizeof child);
    int64_t after = ps_clock_ns();
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    cr_assert_leq(before, child);
    cr_assert_leq(child, after);
}
