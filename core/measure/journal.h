/* journal.h: what was measured, kept while it is measured.
 *
 * FILE.journal beside the result file: JSON lines. The first is the result document as it was before the first sample; each
 * further line is one batch of one cell, what its parent paid for writing its ballast beside a child (bench --dirty), or what
 * became of the cell (docs/format.md). A torn last line is left out. Written between
 * batches only, at least once a second, and not synced: it is there for runs that are killed, and a sync would disturb what is
 * measured.
 *
 * The run that made it owns it by a lock that ends with the process. One left behind is made into a result file by the keeper
 * (`procstart finish`) or by the next command that sees it: complete false; cells that were not done are interrupted.
 */
#ifndef PS_MEASURE_JOURNAL_H
#define PS_MEASURE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "result/result.h"

struct ps_journal;

/* Makes the journal with what `result` holds so far. Finishes one that is left behind there first; fails if a living run owns it.
 * Checks on the way that the result file can be written: a folder, a read-only place, a full disk are errors here, before
 * measuring. */
int ps_journal_open(struct ps_journal **journal, const char *result_path, const struct ps_result *result, struct ps_error *err);

/* Queues; nothing is written. `first` batches are the first starts of an epoch. A sample's turn is its place in the batch. */
int ps_journal_batch(struct ps_journal *journal, int cell, uint32_t epoch, uint32_t round, uint32_t order, int first,
                     const struct ps_sample *samples, size_t n, int64_t started_ns, struct ps_error *err);

/* Queues what ps_debts_add() took of an epoch. */
int ps_journal_debt(struct ps_journal *journal, int cell, uint32_t epoch, const struct ps_dirty *dirty, struct ps_error *err);

/* Queues status, reason, stopped_by, mechanism and resources of a cell. An ok cell without stopped_by is one not done yet. */
int ps_journal_status(struct ps_journal *journal, int cell, const struct ps_cell_result *state, struct ps_error *err);

/* Writes what is queued if the last write is at least 0.5 s ago, or always with `now`. Call between batches. When it fails (a
 * full disk), what was written before stays and nothing more is: the calls that follow do nothing and return 0. */
int ps_journal_flush(struct ps_journal *journal, int now, struct ps_error *err);

/* After the result file is written: removes the journal. Without `written` it is flushed and stays for later, unless it holds no
 * sample. Frees; NULL is no journal. */
int ps_journal_close(struct ps_journal *journal, int written, struct ps_error *err);

/* Makes result_path of a journal left behind, removes the journal. If the run had written its result, or no sample, the journal
 * is just removed. 1: done; 0: there is none, or a living run owns it. Where no result can be put (a folder, a device, a
 * read-only file) there is none. */
int ps_journal_finish(const char *result_path, struct ps_error *err);

/* The journal's path of a result file: beside the file itself, wherever result_path leads through links. */
int ps_journal_path(const char *result_path, char *path, size_t room, struct ps_error *err);

#endif
