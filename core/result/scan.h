/* scan.h: a result file on its way into jansson: its text, but for the columns of samples, which go into columns.h. For
 * core/result only.
 *
 * What is JSON is jansson's to say, and what it says of a line holds for the file. Here only the place in the document is
 * followed, as far as it takes to know a column: cells[i].samples.KEY and .first.KEY, or the same below results[i]. In place of a
 * column jansson gets null.
 */
#ifndef PS_RESULT_SCAN_H
#define PS_RESULT_SCAN_H

#include <stdio.h>

#include "result/columns.h"

enum { PS_SCAN_LEVELS = 6, PS_SCAN_KEY = 24 };

struct ps_scan_level {
    bool object;
    size_t place;          /* in an array */
    char key[PS_SCAN_KEY]; /* in an object; "" for what is longer, or has an escape in it */
};

/* The bytes [from, to) of the file. */
struct ps_span {
    int64_t from, to;
};

struct ps_scan {
    FILE *from;
    struct ps_columns *columns;
    struct ps_error *err;

    struct ps_span whole, *results; /* the document, and what is in its results[], as far as they are objects */
    size_t results_n, results_room;

    struct ps_scan_level level[PS_SCAN_LEVELS];
    size_t depth; /* of open brackets, more than there are levels too */
    bool in_string, escaped, want_key, in_key;
    size_t key_used;

    int64_t base, beside; /* bytes of the file before `in`; bytes that were given to jansson */
    size_t at, used;
    size_t lines; /* line ends of columns, still to be given on */
    const char *instead;
    bool ended, failed;
    unsigned char in[1 << 16];
};

void ps_scan_begin(struct ps_scan *scan, FILE *from, struct ps_columns *columns, struct ps_error *err);

/* What json_load_callback() calls; data: the scan. (size_t)-1 where the file cannot be read, is too large, or has a wrong entry
 * in a column: then `failed`, and *err names the key. */
size_t ps_scan_text(void *buffer, size_t room, void *data);

void ps_scan_end(struct ps_scan *scan);

#endif
