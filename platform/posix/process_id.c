#include "platform/process_id.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

int64_t ps_process_self(void)
{
    return getpid();
}

int64_t ps_process_parent(void)
{
    return getppid();
}

void ps_process_stop(int64_t id)
{
    if (id > 1)
        kill((pid_t)id, SIGSTOP);
}

void ps_process_kill(int64_t id)
{
    if (id > 1)
        kill((pid_t)id, SIGKILL);
}

bool ps_process_exists(int64_t id)
{
    return kill((pid_t)id, 0) == 0 || errno == EPERM;
}
