/* journal_run.h: runs that measure into a journal, and are killed. */
#ifndef PS_TESTS_MEASURE_JOURNAL_RUN_H
#define PS_TESTS_MEASURE_JOURNAL_RUN_H

#include "files.h"
#include "made_up.h"
#include "measure/journal.h"

enum { JOURNAL_EPOCHS = 2, JOURNAL_STARTS = 4, JOURNAL_ALL_STARTS = 2 * JOURNAL_EPOCHS * (JOURNAL_STARTS + 1) };

/* Of this test alone; path is the result's. */
extern char folder[128], path[192], journal_path[256];
void make_folder(void);
void remove_folder(void);

struct ps_journal *open_journal(void);
void add_batch(struct ps_journal *journal, int cell, uint32_t epoch, int first);

/* Two cells go through two epochs; the second fails at the end. */
void measure(struct ps_journal *journal);

/* A run that is killed: its lock ends with it, its journal stays. */
void be_killed(void (*run)(struct ps_journal *));

/* Makes the result; fails the test if that fails or if the journal is still there. */
void finish(void);

void read_result(struct ps_result *result);

/* How many starts are in the result, 0 if there is none. There must be no warning in it. */
size_t count_starts(void);

#endif
