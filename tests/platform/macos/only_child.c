#include "tests/platform/only_child.h"

#include <libproc.h>
#include <unistd.h>

pid_t only_child(void)
{
    pid_t children[2];
    return proc_listchildpids(getpid(), children, sizeof children) == 1 ? children[0] : 0;
}
