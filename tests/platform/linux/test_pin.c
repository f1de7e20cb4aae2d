#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/runner.h"

static int processors_of(pid_t pid, int *one)
{
    cpu_set_t set;
    cr_assert_eq(sched_getaffinity(pid, sizeof set, &set), 0);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &set))
            *one = cpu;
    }
    return CPU_COUNT(&set);
}

Test(pin, to_each_processor_and_back_to_all)
{
    struct ps_error err;
    cpu_set_t all, now;
    int last = -1, seen = -1;
    int n = processors_of(0, &last);
    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    for (int cpu = 0; cpu <= last; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        cr_assert_eq(ps_pin(0, cpu, &err), 0, "%s", err.what);
        cr_assert_eq(processors_of(0, &seen), 1);
        cr_assert_eq(seen, cpu);
        cr_assert_eq(sched_getcpu(), cpu);
    }
    cr_assert_eq(ps_pin(0, -1, &err), 0, "%s", err.what);
    cr_assert_eq(sched_getaffinity(0, sizeof now, &now), 0);
    cr_assert(CPU_EQUAL(&now, &all));
    cr_assert_eq(processors_of(0, &seen), n);
}

Test(pin, moves_another_process)
{
    int cpu = -1, seen = -1;
    processors_of(0, &cpu);
    pid_t pid = fork();
    if (pid == 0) {
        for (;;)
            pause();
    }
    cr_assert_eq(ps_pin(pid, cpu, NULL), 0);
    int n = processors_of(pid, &seen);
    kill(pid, SIGKILL);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    cr_assert_eq(n, 1);
    cr_assert_eq(seen, cpu);
}

Test(pin, to_a_processor_that_is_not_there_is_an_error)
{
    struct ps_error err;
    cr_assert_eq(ps_pin(0, 8000, &err), -1);
    cr_assert_eq(ps_pin(0, 1 << 20, &err), -1);
    cr_assert_eq(ps_pin(0, -2, &err), -1);
}
