/* keeper.h: procstart-keeper, the small process that sees to it that nothing outlives procstart (platform/contain.h).
 *
 *     procstart-keeper run FILE ARGV0 [ARG..]         runs FILE; descriptor 3: the lifeline, 4: held open for the watch
 *     procstart-keeper watch DIR [PROGRAM RESULT]     owns DIR; descriptor 3: the watched pipe, 4: to say that DIR is there
 *
 * Both are started as leaders of sessions of their own, so that a closing terminal or Ctrl-C does not reach them.
 */
#ifndef PS_PLATFORM_POSIX_KEEPER_H
#define PS_PLATFORM_POSIX_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/* Read end of a pipe whose other end only the orchestrator has. It closes, however the orchestrator ends. */
#define PS_KEEPER_LIFELINE 3

/* run: write end of the pipe that the watch reads, so that the watch outlasts all keepers. watch: where it reports. */
#define PS_KEEPER_REPORT 4

/* What a byte in the watched pipe says: the orchestrator closes in good order, no result needs to be finished. */
#define PS_KEEPER_IN_ORDER 'x'

/* Exit code of run when FILE could not be started, as shells have it; standard error says why. */
#define PS_KEEPER_NOT_STARTED 127

/* The name of a process, in a group of its own, that wants to clean up after all others below the keeper (procstart_guard.py).
 * It gets a moment for that, and is killed then like anybody else. */
#define PS_KEEPER_LAST "procstart-last"

/* Each returns the exit code of the keeper. */
int ps_keeper_run(char **command);
int ps_keeper_watch(const char *dir, const char *program, const char *result);

/* Removes a folder and all below it; never follows a symbolic link. What appears meanwhile is removed too. 0, or -1 and errno. */
int ps_remove_tree(const char *path);

/* ---- the system's own part: keeper_tree.c ---- */

/* Before anything is started: orphans below the caller become its children, or are found again. 0, or -1 and errno. */
int ps_keeper_adopt(void);

/* The calling process gets killed when its parent, which was `keeper`, ends. A supplement: cleared by fork, and by exec of a
 * program that changes its user. Where the system has no such thing it does nothing. */
void ps_keeper_follow(pid_t keeper);

/* The contained program has been started. */
void ps_keeper_track(pid_t contained);

/* A descriptor that gets readable when something happened below that ps_keeper_look() has to see; -1: there is none, at least not
 * for *patience, which is NULL for ever. */
int ps_keeper_events(const struct timespec **patience);
void ps_keeper_look(void);

/* Kills everything below the caller, and no one else. Returns how many there were that it could kill, those that are dead and not
 * yet reaped included. `childless`: the caller has no children any more, so that there is something only where orphans are not
 * adopted. One that is called PS_KEEPER_LAST is counted in *last and lives on, where the system tells names; NULL: none does. */
int ps_keeper_kill_below(bool childless, int *last);

/* Waits until one of those has ended, or for a while. */
void ps_keeper_await_death(void);

/* Closes all descriptors from `first` on. */
void ps_keeper_close_from(int first);

/* The caller leaves no core dump, whatever kills it. */
void ps_keeper_no_core(void);

#endif
