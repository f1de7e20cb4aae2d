/* process_id.h: processes by their numbers, for the host and for procstart. */
#ifndef PS_PLATFORM_PROCESS_ID_H
#define PS_PLATFORM_PROCESS_ID_H

#include <stdbool.h>
#include <stdint.h>

/* The number of the calling process. Like the other one, it may be called in the child of a fork before anything else. */
int64_t ps_process_self(void);

/* Whether there is a process of that number. One that has ended and has not been waited for by its parent may count as there. */
bool ps_process_exists(int64_t id);

/* The one that started the calling process, or took it over from that one; 0 where that is not to be known. */
int64_t ps_process_parent(void);

/* Stops it until it is killed; where the system cannot, it goes on. May be called like ps_process_self(). */
void ps_process_stop(int64_t id);

/* Kills it, if it is there. */
void ps_process_kill(int64_t id);

#endif
