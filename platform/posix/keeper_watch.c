#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform/posix/keeper.h"

/* What ends the orchestrator must not end the one who cleans up after it. */
static void set_signals(void (*disposition)(int))
{
    static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        signal(deadly[i], disposition);
}

/* Reads until orchestrator and all keepers have gone; whether the orchestrator said that it closes in good order. */
static int wait_until_alone(void)
{
    int in_order = 0;
    for (;;) {
        char byte;
        ssize_t n = read(PS_KEEPER_LIFELINE, &byte, 1);
        if (n > 0)
            in_order = byte == PS_KEEPER_IN_ORDER;
        else if (n == 0 || errno != EINTR)
            return in_order;
    }
}

/* The journal is free when the orchestrator is gone, not when its end of the pipe is: the system closes what a process had open
 * one by one, and one that dies on a busy machine may be kept from going on in between. It is our parent until it is gone. */
static void wait_until_gone(pid_t orchestrator)
{
    enum { PATIENCE_MS = 5000 };
    const struct timespec moment = {.tv_nsec = 1000 * 1000};
    for (int ms = 0; getppid() == orchestrator && ms < PATIENCE_MS; ms++)
        nanosleep(&moment, NULL);
}

int ps_keeper_watch(const char *dir, const char *program, const char *result)
{
    pid_t orchestrator = getppid();
    set_signals(SIG_IGN);
    int problem = mkdir(dir, 0700) == 0 ? 0 : errno;
    if (write(PS_KEEPER_REPORT, &problem, sizeof problem) != (ssize_t)sizeof problem || problem != 0) {
        if (problem == 0)
            rmdir(dir);
        return 1;
    }
    int in_order = wait_until_alone();
    int removed = ps_remove_tree(dir);
    if (!in_order && program != NULL) {
        wait_until_gone(orchestrator);
        set_signals(SIG_DFL);
        execl(program, program, "finish", result, (char *)NULL);
    }
    return removed == 0 ? 0 : 1;
}
