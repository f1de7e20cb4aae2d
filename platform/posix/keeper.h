/* keeper.h: procstart-keeper, the small process that sees to it that nothing outlives procstart (platform/contain.h).
 *
 *     procstart-keeper run FILE ARGV0 [ARG..]         runs FILE; descriptor 3: the lifeline, 4: held open for the watch
 *     procstart-keeper watch DIR [PROGRAM RESULT]     owns DIR; descriptor 3: the watched pipe, 4: to say that DIR is there
 *
 * Both are started as leaders of sessions of their own, so that a closing terminal or Ctrl-C does not reach them.
 */
#ifndef PS_PLATFORM_POSIX_KEEPER_H
#define PS_PLATFORM_POSIX_KEEPER_H

#include <sys/types.h>

/* Read end of a pipe whose other end only the orchestrator has. It closes, however the orchestrator ends. */
#define PS_KEEPER_LIFELINE 3

/* run: write end of the pipe that the watch reads, so that the watch outlasts all keepers. watch: where it reports. */
#define PS_KEEPER_REPORT 4

/* What a byte in the watched pipe says: the orchestrator closes in good order, no result needs to be finished. */
#define PS_KEEPER_IN_ORDER 'x'

/* Exit code of run when FILE could not be started, as shells have it; standard error says why. */
#define PS_KEEPER_NOT_STARTED 127

/* Each returns the exit code of the keeper. */
int ps_keeper_run(char **command);
int ps_keeper_watch(const char *dir, const char *program, const char *result);

/* Removes a folder and all below it; never follows a symbolic link. What appears meanwhile is removed too. 0, or -1 and errno. */
int ps_remove_tree(const char *path);

/* ---- the system's own part: keeper_linux.c ---- */

/* Orphans below the caller become its children. 0, or -1 and errno. */
int ps_keeper_adopt(void);

/* The calling process gets killed when its parent, which was `keeper`, ends. A supplement: cleared by fork, and by exec of a program
 * that changes its user. */
void ps_keeper_follow(pid_t keeper);

/* Kills every child of the caller, and no one else: a child's number is not given away before the caller has reaped it. Returns
 * how many there were that it could kill, those that are dead and not yet reaped included. */
int ps_keeper_kill_children(void);

/* Closes all descriptors from `first` on. */
void ps_keeper_close_from(int first);

/* The caller leaves no core dump, whatever kills it. */
void ps_keeper_no_core(void);

#endif
