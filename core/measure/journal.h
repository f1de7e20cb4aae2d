/* journal.h: what was measured, kept while it is measured.
 *
 * FILE.journal beside the result file: JSON lines. The first holds everything but samples; each further line is one batch of one
 * cell, a status, or a warning. A torn last line is left out. Written between batches only, at least once a second.
 * A journal left behind is made into a result file, complete: false, by the keeper or the next command that sees it.
 */
#ifndef PS_MEASURE_JOURNAL_H
#define PS_MEASURE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "result/result.h"

struct ps_journal;

/* Creates result_path.journal (O_EXCL) with what `result` holds so far. Finishes one that is left behind there first. Checks on
 * the way that the result file can be written: a folder, a read-only place, a full disk are errors here, before measuring. */
int ps_journal_open(struct ps_journal **journal, const char *result_path, const struct ps_result *result, struct ps_error *err);

/* Queues; nothing is written. `first` batches are the first starts of an epoch. */
int ps_journal_batch(struct ps_journal *journal, int cell, uint32_t epoch, uint32_t round, uint32_t order, int first,
                     const struct ps_sample *samples, size_t n, int64_t started_ns, struct ps_error *err);
int ps_journal_status(struct ps_journal *journal, int cell, const struct ps_cell_result *state, struct ps_error *err);

/* Writes what is queued if the last write is at least 0.5 s ago, or always with `now`. Call between batches. */
int ps_journal_flush(struct ps_journal *journal, int now, struct ps_error *err);

/* After the result file is written: removes the journal. Without `written` it stays for later. Frees. */
int ps_journal_close(struct ps_journal *journal, int written, struct ps_error *err);

/* Makes result_path of a journal left behind, removes the journal. 1: done; 0: there is none, or a living run owns it. */
int ps_journal_finish(const char *result_path, struct ps_error *err);

/* The journal's path of a result file. */
int ps_journal_path(const char *result_path, char *path, size_t room, struct ps_error *err);

#endif
