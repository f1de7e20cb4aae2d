/* keeper.h: procstart-keeper, which cleans up after procstart (platform/contain.h).
 *
 *     procstart-keeper watch DIR ORCHESTRATOR IN_ORDER READY [PROGRAM RESULT]
 *
 * Waits for the end of procstart, in whatever way, or for its word that all is in order; then removes DIR and, without that word,
 * runs `PROGRAM finish RESULT`. The three are numbers of handles that it inherits: of procstart's process, and of two events, one
 * to be set by procstart and one by the keeper, when it is there. It is outside of the job in which procstart's processes are.
 */
#ifndef PS_WINDOWS_KEEPER_H
#define PS_WINDOWS_KEEPER_H

#include <wchar.h>

/* Removes a folder, by its absolute path with backslashes, and all below it; never follows a link. Waits a while for files that
 * processes on their way out, or software that scans files, have open. 0, or -1 if something is left. */
int ps_remove_tree(const wchar_t *path);

#endif
