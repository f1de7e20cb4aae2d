#include "platform/posix/sync.h"

#include <unistd.h>

int ps_sync(int fd)
{
    return fsync(fd);
}
