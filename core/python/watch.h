/* watch.h: what is counted and noted while a user's script runs, in all its processes: the recorder of guard --run and reimport.
 *
 * procstart makes a watch (a page of shared memory, platform/page.h) and names it in PROCSTART_WATCH; every process that runs the
 * host finds it there, counts itself before it loads libpython, and notes in it what its audit hook sees. Without the variable
 * nothing is installed and nothing costs. Descriptors do not survive spawn and forkserver, so a path it is.
 *
 *     struct ps_watch watch;
 *     struct ps_watch_options options = {.main = "/srv/a.py", .max_processes = 64};
 *     ps_watch_create(&watch, "/run/procstart-1/watch", &options, err);
 *     ... start INTERPRETER /srv/a.py with PROCSTART_WATCH=/run/procstart-1/watch, and poll: ...
 *     ps_watch_sweep(&watch);
 *     if (ps_watch_count(&watch, PS_WATCH_REFUSED) > 0) ...
 *
 * Processes. One is counted when the host's main is entered, or in the child of a fork by the host's fork handler; fork and then
 * exec of the host is one. Where `max_processes` are alive, one more is refused: it ends at once with PS_WATCH_REFUSED_EXIT, and
 * libpython is never loaded. What is no host (a shell) is not counted. Depth: 0 for the first process, one more for each
 * below; a forkserver's children have the forkserver's depth, since it stands in for the process that asked it. It travels in
 * PROCSTART_WATCH_DEPTH.
 *
 * Executions of main: the audit event `exec` with code whose co_filename is `main`, or of the __main__.py in it if that is a zip
 * file. So `main` is to be the absolute path that CPython gives the file: no `.` or `..` in it, nor `//`.
 *
 * Effects: rare audit events (open for writing, os.remove, subprocess.Popen, socket.connect, sqlite3.connect, ...), and what
 * Python code tells by sys.audit("procstart.effect", EVENT, DETAIL). Only those are looked at; any other event costs some
 * comparisons of letters. By whom: PS_WATCH_BY_FIRST is all that the first process does; PS_WATCH_BY_AGAIN what a process below
 * it does while it executes main's body; PS_WATCH_BY_CHILD all else in children, such as their target's.
 *
 * All is atomic, bounded, and holds when processes are killed at any moment: what does not fit is counted as lost, an effect that
 * was being written when its process died is left out.
 */
#ifndef PS_PYTHON_WATCH_H
#define PS_PYTHON_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "platform/page.h"

#define PS_WATCH_VARIABLE      "PROCSTART_WATCH"
#define PS_WATCH_REFUSED_EXIT  121
#define PS_WATCH_DEPTHS        16   /* deeper ones count as the last */
#define PS_WATCH_PROCESSES_MAX 1024 /* the most that max_processes may be */
#define PS_WATCH_EFFECTS       256  /* different ones */
#define PS_WATCH_CODE_MAX      16384

enum ps_watch_what {
    PS_WATCH_PROCESSES, /* all, the first one too */
    PS_WATCH_ALIVE,     /* as of the last ps_watch_sweep(), and those that came since */
    PS_WATCH_PEAK,      /* of those */
    PS_WATCH_REFUSED,
    PS_WATCH_SERVERS,       /* forkservers among the processes */
    PS_WATCH_TRACKERS,      /* resource trackers among them */
    PS_WATCH_MAIN_PROGRAM,  /* executions of main as a program: as __main__, by Python itself or by -m */
    PS_WATCH_MAIN_AGAIN,    /* as __mp_main__: multiprocessing's re-import */
    PS_WATCH_MAIN_MODULE,   /* imported as a module, under its own name */
    PS_WATCH_MAIN_OTHER,    /* by a call of runpy's or exec's in the script */
    PS_WATCH_MAIN_FINISHED, /* of PS_WATCH_MAIN_AGAIN, those that were seen to reach main's end */
    PS_WATCH_MAIN_NESTED,   /* the most executions of main one within the other: each started in the one above */
    PS_WATCH_LOST_EFFECTS,  /* that had no room */
    PS_WATCH_FAILED,        /* processes below the first that ended by an exception (audit event sys.excepthook) */
    PS_WATCH_BOOTSTRAP,     /* of those: by multiprocessing's, which says that main has no guard */
    PS_WATCH_REPLACED,      /* as Python code says, sys.audit("procstart.count", "replaced"[, n]): workers that failed, for which
                               their pool started others */
    PS_WATCH_RETURNED,      /* likewise, "returned": workers that ended otherwise */
    PS_WATCH_FIRST_METHOD,  /* 1 + enum ps_method of the first start of multiprocessing's in the first process; 0: none */
    PS_WATCH_COUNTS = 32,
};

enum ps_watch_by { PS_WATCH_BY_FIRST, PS_WATCH_BY_AGAIN, PS_WATCH_BY_CHILD, PS_WATCH_BYS };

struct ps_watch_area; /* watch_area.h */

struct ps_watch {
    struct ps_page page;
    struct ps_watch_area *area;
};

struct ps_watch_options {
    const char *main;     /* see above; NULL: none is counted */
    size_t max_processes; /* at once, the first one too; 0: as many as PS_WATCH_PROCESSES_MAX */
    bool stop_starter;    /* whoever starts one too many is stopped (SIGSTOP), to be killed: it would go on as fast as it can */
    /* Python code that each interpreter runs at the first of each of these events, given as names with "|" between:
     *
     *     "cpython.run_command" ..    any audit event
     *     "import NAME"               the module is about to be imported
     *     "main again"                main's body is about to be executed as __mp_main__
     *     "main again finished"       it has come to its end
     *
     * Its globals are __name__, SETTING and EVENT, which are texts, and what it leaves in there for its next run; what it raises
     * is forgotten. A forked child has what its parent has run. NULL: none. */
    const char *code, *code_at, *setting;
};

struct ps_watch_effect {
    char event[32], detail[208]; /* UTF-8 as the event had it; cut where it has no room */
    uint64_t count[PS_WATCH_BYS];
};

/* Makes a watch at `path`, which must not exist; its folder is removed by others. */
int ps_watch_create(struct ps_watch *watch, const char *path, const struct ps_watch_options *options, struct ps_error *err);

/* Opens one that was made by ps_watch_create(). */
int ps_watch_open(struct ps_watch *watch, const char *path, struct ps_error *err);

/* Safe on a zeroed struct. */
void ps_watch_close(struct ps_watch *watch);

uint64_t ps_watch_count(const struct ps_watch *watch, enum ps_watch_what what);
void ps_watch_add(const struct ps_watch *watch, enum ps_watch_what what, int64_t n);

/* Of one depth: processes started, and executions of main (whichever). */
uint64_t ps_watch_processes_at(const struct ps_watch *watch, unsigned depth);
uint64_t ps_watch_main_at(const struct ps_watch *watch, unsigned depth);

/* Takes processes that have ended from PS_WATCH_ALIVE, and gives the number of those that are left. */
uint64_t ps_watch_sweep(const struct ps_watch *watch);

/* Kills those that are left; how many these were. For what contains them has ended, and may have been killed itself. */
uint64_t ps_watch_kill(const struct ps_watch *watch);

/* The effects so far, in the order in which they first came; how many. */
size_t ps_watch_effects(const struct ps_watch *watch, struct ps_watch_effect *effects, size_t room);

/* "RuntimeError: ..", on one line: the exception that first ended a process below the first one; "" if none did. */
void ps_watch_first_error(const struct ps_watch *watch, char *text, size_t room);

#endif
