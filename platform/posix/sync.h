/* sync.h: putting a file on the disk. */
#ifndef PS_POSIX_SYNC_H
#define PS_POSIX_SYNC_H

/* What was written to the file is there after the power has failed. 0, or -1 and errno, as fsync(). */
int ps_sync(int fd);

#endif
