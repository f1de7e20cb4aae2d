#include "platform/posix/sync.h"

#include <fcntl.h>
#include <unistd.h>

/* fsync() leaves the data in the drive's own memory, which does not outlast a power failure. Not every file system can do
 * more. */
int ps_sync(int fd)
{
    return fcntl(fd, F_FULLFSYNC) == 0 ? 0 : fsync(fd);
}
