/* guard.h: what `procstart guard` knows of scripts: findings in their text, and what became of them when they were run.
 *
 * Filled by static.c (findings) and run.c (runs), written by the formats of formats.c; procstart.guard/1 is the same, as JSON.
 * Strings are owned by the report, UTF-8, and as the script has them: whoever prints them makes them safe for where they go.
 */
#ifndef PS_GUARD_GUARD_H
#define PS_GUARD_GUARD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "plan/cell.h"

enum ps_guard_level { PS_GUARD_NOTE, PS_GUARD_WARNING, PS_GUARD_ERROR, PS_GUARD_LEVELS };

/* Lines and columns count from 1, columns in code points; 0: not known. `end_column` is one past the last. */
struct ps_guard_finding {
    char *rule; /* id, as in rules/ */
    enum ps_guard_level level;
    int line, column, end_line, end_column;
    char *message;    /* what is wrong, one sentence */
    char *help;       /* what to change; "": none */
    char *source;     /* the line that it is about; "": not known */
    unsigned methods; /* bits (1 << enum ps_method) of those concerned */
};

/* As shared with reimport: an effect that happened again, by the audit event or what else told of it. */
struct ps_effect {
    char *event;  /* "open", "socket.connect", "output", ... */
    char *detail; /* the file's name, the address, ..; "": not known */
    uint64_t count;
};

enum ps_verdict {
    PS_VERDICT_OK,              /* children ran, nothing of the main module's was done twice */
    PS_VERDICT_REEXECUTES,      /* finished, but top-level effects ran again in children */
    PS_VERDICT_BOOTSTRAP_ERROR, /* children died of the missing guard */
    PS_VERDICT_LOOPS,           /* starts processes without end; stopped by the cap */
    PS_VERDICT_HANGS,           /* stopped by the time limit */
    PS_VERDICT_NOT_IMPORTABLE,  /* children cannot find the target */
    PS_VERDICT_CRASHES,         /* any other failure */
    PS_VERDICT_NO_PROCESSES,    /* none was started */
    PS_VERDICTS
};

struct ps_guard_run {
    enum ps_method method;    /* the one asked for */
    enum ps_method effective; /* the one that the script set itself, else the same */
    const char *python;       /* id; belongs to the report's pythons */
    enum ps_verdict verdict;
    int exit_code; /* as the shell would say it: 128 + N for a signal */
    uint64_t main_executions, processes, peak_processes;
    int64_t duration_ns;
    struct ps_effect *effects;
    size_t effects_n;
    char *reason;      /* the verdict's, one sentence */
    char *first_error; /* of a child, one line; "": none */
    char *change;      /* what to change; "": nothing */
    char *stderr_tail;
};

struct ps_guard_file {
    char *path;
    char *error;                       /* why it could not be looked at; "": it could */
    struct ps_guard_finding *findings; /* by line, column, rule */
    size_t findings_n;
    struct ps_guard_run *runs; /* by method, then Python; none without --run */
    size_t runs_n;
};

/* What the formats say of a rule. */
struct ps_guard_rule {
    char *id, *title, *why, *bad, *good;
    enum ps_guard_level level;
};

struct ps_guard_report {
    json_t *host, *pythons;      /* as in a result */
    struct ps_guard_rule *rules; /* where they are needed */
    size_t rules_n;
    struct ps_guard_file *files;
    size_t files_n;
};

const char *ps_verdict_name(enum ps_verdict verdict);
const char *ps_guard_level_name(enum ps_guard_level level);

/* Whether a verdict is a finding: exit 1. */
bool ps_verdict_is_bad(enum ps_verdict verdict);

/* Frees what it holds but for method and Python, as if it had not been run. */
void ps_guard_run_clear(struct ps_guard_run *run);

/* Its strings. */
void ps_guard_finding_free(struct ps_guard_finding *finding);

/* Safe on a zeroed struct. */
void ps_guard_report_free(struct ps_guard_report *report);

/* One file a format, format_*.c, one line in formats.c. */
struct ps_guard_format {
    const char *name; /* what --format takes */
    bool rules;       /* it tells of all of them */
    int (*write)(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err);
};

extern const struct ps_guard_format *const ps_guard_formats[]; /* ended by NULL; the first is the default */

#endif
