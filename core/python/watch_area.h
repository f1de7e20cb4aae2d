/* watch_area.h: what lies in a watch's shared memory, and what processes do to it. Zeros are its beginning. */
#ifndef PS_PYTHON_WATCH_AREA_H
#define PS_PYTHON_WATCH_AREA_H

#include <stdatomic.h>

#include "python/watch.h"

/* The longest text that is taken from Python before it is cut. */
#define PS_WATCH_TEXT 1024

/* A place that is written once, by whoever takes it first. */
enum ps_watch_place { PS_WATCH_FREE, PS_WATCH_TAKEN, PS_WATCH_WRITTEN };

struct ps_watch_entry {
    _Atomic int64_t place, hash, count[PS_WATCH_BYS];
    char event[sizeof((struct ps_watch_effect *)0)->event], detail[sizeof((struct ps_watch_effect *)0)->detail];
};

/* More than processes may be alive, for those that have ended and were not swept yet. */
#define PS_WATCH_SLOTS (2 * PS_WATCH_PROCESSES_MAX)

struct ps_watch_area {
    /* Written by ps_watch_create(). */
    int64_t max_processes, stop_starter, has_code;
    char main[4096], code_at[256], setting[256], code[PS_WATCH_CODE_MAX];
    /* Written by all. */
    _Atomic int64_t count[PS_WATCH_COUNTS], processes_at[PS_WATCH_DEPTHS], main_at[PS_WATCH_DEPTHS];
    _Atomic int64_t process[PS_WATCH_SLOTS]; /* a process's number; 0: free. Minus that number: forked, and has not run exec */
    _Atomic int64_t error;                   /* enum ps_watch_place of error_text */
    char error_text[512];
    _Atomic int64_t entries; /* places taken */
    struct ps_watch_entry entry[PS_WATCH_EFFECTS];
};

/* Counts the calling process. False: it is one too many, was noted as refused, and is to end with PS_WATCH_REFUSED_EXIT. May be
 * called in the child of a fork. */
bool ps_watch_enter(const struct ps_watch *watch, unsigned depth, bool forked);

/* Notes an effect; texts are cut to what has room. */
void ps_watch_note(const struct ps_watch *watch, enum ps_watch_by by, const char *event, const char *detail);

/* Keeps the text if it is the first. */
void ps_watch_note_error(const struct ps_watch *watch, const char *text);

/* Raises a count to at least n. */
void ps_watch_raise(const struct ps_watch *watch, enum ps_watch_what what, int64_t n);

#endif
