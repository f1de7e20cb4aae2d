/* journal_file.h: what the writer and the finisher of journals share. For core/measure only. */
#ifndef PS_MEASURE_JOURNAL_FILE_H
#define PS_MEASURE_JOURNAL_FILE_H

#include "base/error.h"
#include "platform/files.h"

#define PS_JOURNAL_SCHEMA "procstart.journal/1"

/* As ps_journal_finish(), of a journal that this process owns; the file is closed in any case, and removed unless it fails: 0 or
 * -1. */
int ps_journal_finish_owned(struct ps_owned_file *file, const char *result_path, struct ps_error *err);

#endif
