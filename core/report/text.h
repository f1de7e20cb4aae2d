/* text.h: text that grows as it is put together, and what every format says of a result in words. */
#ifndef PS_REPORT_TEXT_H
#define PS_REPORT_TEXT_H

#include "result/result.h"

/* All 0 is empty. What did not fit into memory is in `failed`, to be asked for once, at the end. */
struct ps_text {
    char *at; /* NUL-terminated; NULL while it is empty */
    size_t used, room;
    bool failed;
};
void ps_text_add_n(struct ps_text *text, const char *more, size_t n);
void ps_text_add(struct ps_text *text, const char *more);
void ps_text_addf(struct ps_text *text, const char *fmt, ...) PS_PRINTF(2, 3);
void ps_text_clear(struct ps_text *text); /* keeps its room */
void ps_text_free(struct ps_text *text);

/* The string `key` of the result's host, or "". */
const char *ps_host_word(const struct ps_result *result, const char *key);

/* "Linux", "Windows (wine-8.0)": where there is an emulator, its name comes along everywhere. */
void ps_label_os(const struct ps_result *result, char *to, size_t room);

/* As much as tells result i from the others: its system, its processor too, when it was started too. */
void ps_label_result(const struct ps_result *results, size_t n, size_t i, char *to, size_t room);

/* The name under which tools keep the history of a cell: its id by major.minor (ps_result_match_id()), with the result's label
 * where there are several. */
void ps_label_cell(const struct ps_result *results, size_t n, size_t i, size_t cell, char *to, size_t room);

/* The contrast of a cell with the fastest of its set, or with the cell of --relative-to; NULL: none. */
const struct ps_contrast *ps_contrast_of(const struct ps_result *result, size_t cell, enum ps_phase phase);

/* Whether a cell is what others are held against. */
bool ps_contrast_base(const struct ps_result *result, size_t cell, enum ps_phase phase);

/* Whether a cell has figures of the phase to show. */
bool ps_shows(const struct ps_cell_result *cell, enum ps_phase phase);

#endif
