#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
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

int ps_keeper_watch(const char *dir, const char *program, const char *result)
{
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
        set_signals(SIG_DFL);
        execl(program, program, "finish", result, (char *)NULL);
    }
    return removed == 0 ? 0 : 1;
}
