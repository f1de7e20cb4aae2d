/* bare.h: one start by plain system calls, the yardstick of the launchers. Shares no code with them: only the two formats that
 * both sides must have in common, the page and the protocol. */
#ifndef BARE_H
#define BARE_H

#include <stdint.h>
#include <time.h>

#include "measure/protocol.h"
#include "platform/page.h"

struct bare {
    const char *name;
    void (*open)(void);                     /* or NULL */
    void (*start)(struct ps_sample *times); /* starts one child, waits for its end, notes asked, returned and reaped */
};

extern const struct bare bare_ways[];

/* Set up by main(). */
extern char *bare_argv[3]; /* program, page path, NULL */
extern _Atomic int64_t *bare_page;

/* Set by a way that has a server: it is pinned too. */
extern int bare_server;

static inline int64_t bare_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The target, in a forked child. */
_Noreturn void bare_target(void);

/* Ends the program where something failed: a yardstick that went on would be wrong. */
void bare_must(int holds, const char *what);

#endif
