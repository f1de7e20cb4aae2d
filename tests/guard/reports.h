/* reports.h: guard reports made by hand, with everything in them that a format can meet. */
#ifndef PS_TESTS_GUARD_REPORTS_H
#define PS_TESTS_GUARD_REPORTS_H

#include "guard/formats.h"

/* Findings of all levels, bad and good verdicts on two Pythons, a file that could not be read, one without anything. */
void make_findings(struct ps_guard_report *report);

/* All texts are mischief: escape sequences, workflow commands, markup, bytes that are no UTF-8. */
void make_hostile(struct ps_guard_report *report);

/* So many findings, one of ten an error, of one file. */
void make_many(struct ps_guard_report *report, size_t findings);

/* What a format writes; the caller frees. */
char *write_guard(const struct ps_guard_format *format, const struct ps_guard_report *report, int columns, bool color);

/* Compares with tests/data/guard/NAME. With PS_TEST_UPDATE set in the environment the file is written instead. */
void check_golden(const char *name, const char *text);

/* The whole of a file; the caller frees. */
char *read_whole(const char *path);

/* A fresh empty file of its own in the current folder; removed by the caller. */
void fresh_file(char path[64]);

/* Ends the locale's guessing: what text is written in. */
void use_utf8(bool utf8);

#endif
