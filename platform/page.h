/* page.h: the shared page into which parent, child and server of one runner write the times of a start.
 *
 * A page is found by its PATH, since descriptor numbers do not survive spawn and forkserver: a file (0600, made with O_EXCL, in
 * the run's private folder) or, on Windows, a named section. The orchestrator makes and removes it; everyone else opens it.
 *
 * It is an array of 64 int64 words, so that Python reads it as memoryview(...).cast("q"); core/python/procstart_page.py repeats
 * the places and tests/python/ holds the two together. All access is atomic (free-threaded builds stamp from many threads).
 * The parent clears what it is about to wait for; a word that is 0 was not stamped.
 */
#ifndef PS_PLATFORM_PAGE_H
#define PS_PLATFORM_PAGE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Points that a child stamps; one block of them for the child, one for a forkserver itself. */
enum ps_stamp {
    PS_STAMP_FORKED, /* pthread_atfork's child handler; in a spawned child: fork+exec really ran, not vfork */
    PS_STAMP_RUNNING,
    PS_STAMP_INITIALIZED,
    PS_STAMP_UNPICKLED,
    PS_STAMP_MAIN_BEGIN,
    PS_STAMP_MAIN_IMPORTED,
    PS_STAMP_BOOTSTRAP,
    PS_STAMP_READY,
    PS_STAMPS
};

enum ps_page_word {
    PS_PAGE_CHILD = 0,      /* PS_STAMPS words */
    PS_PAGE_SERVER = 16,    /* PS_STAMPS words */
    PS_PAGE_PROBE = 32,     /* 1: the child reports what it used, before it ends */
    PS_PAGE_RESOURCES = 33, /* four words of struct ps_resources: */
    PS_PAGE_PEAK_RSS_BYTES = PS_PAGE_RESOURCES,
    PS_PAGE_MINOR_FAULTS,
    PS_PAGE_USER_NS,
    PS_PAGE_SYSTEM_NS,
    PS_PAGE_MAIN_RUNS = 40, /* executions of the main module's body in children */
    PS_PAGE_HOLD = 41,      /* not 0: a forked child stays, once it is ready, until it is 0 */
    PS_PAGE_WORDS = 64
};

struct ps_page {
    _Atomic int64_t *word; /* PS_PAGE_WORDS, unless it was asked for with another number */
    size_t words;
    void *handle; /* the platform's own */
};

/* Makes a page of zeros at `path`, which must not exist. */
int ps_page_create(struct ps_page *page, const char *path, struct ps_error *err);

/* Maps an existing page. */
int ps_page_open(struct ps_page *page, const char *path, struct ps_error *err);

/* The same for a page of `words` words; opening fails where there are fewer. */
int ps_page_create_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err);
int ps_page_open_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err);

/* Unmaps; the path stays. Safe on a zeroed struct. */
void ps_page_close(struct ps_page *page);

#endif
