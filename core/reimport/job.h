/* job.h: one parent process of `procstart reimport`: started, watched over and contained, and what it answered.
 *
 *     INTERPRETER PYTHON_FOLDER/procstart_reimport.py JOB ANSWERS
 *
 * JOB is a file with one object:
 *
 *     job         "look": what the script is and what it consists of; runs none of it
 *                 "starts": `starts` starts by `method`; with `records`, children time statements and imports
 *                 "price": `rounds` rounds of `variants`, shuffled by `seed`
 *     kind, name  "file" or "module", and which
 *     arguments   of the script
 *     setting     the file by which procstart_reimport_child.py is told what to do; with `records`, and for "price"
 *     records     a folder for what children write
 *     modules     those that the script's top level imports by name
 *     variants    {method, leave_out [indices], preload [modules] or null, fresh, watch}; fresh: a forkserver of its own for each
 *                 start; without watch, the child is not watched
 *
 * ANSWERS gets one object a line: {look: {kind, file, imported_again, statements}}; {sample: {..}}, times in ns since the start
 * was asked for; {variant, round, sample}; {variant, failed}; at last {failed: why, no_main} or {done: true}; no_main: because
 * there is nothing of that name to run.
 */
#ifndef PS_REIMPORT_JOB_H
#define PS_REIMPORT_JOB_H

#include "reimport/outcome.h"
#include "reimport/reimport.h"

#define PS_REIMPORT_PARENT "procstart_reimport.py"
#define PS_REIMPORT_CHILD  "procstart_reimport_child.py"

/* Words of the page (platform/page.h) that only the parent writes. */
enum ps_reimport_word { PS_REIMPORT_PROGRESS = 48, PS_REIMPORT_DOING = 49 };
enum ps_reimport_doing { PS_REIMPORT_SETTING_UP, PS_REIMPORT_IN_PARENT, PS_REIMPORT_STARTING, PS_REIMPORT_ENDING };

struct ps_reimport_job {
    const struct ps_python *python;
    const char *interpreter; /* of ps_python_shadow() */
    json_t *what;            /* the object above; `setting` and `records` are set here if asked for; borrowed */
    const char *main;        /* the file whose executions are counted; NULL: nothing is watched */
    bool changes_main;       /* children compile main by procstart_reimport_child.py */
    bool records;            /* and write records */
    int64_t timeout_ns;
    uint32_t max_processes;
    uint64_t max_memory; /* bytes */
};

/* Runs it to its end. An outcome that is not PS_OK is no error. ps_reimport_outcome_free() is due also after one. */
int ps_reimport_job_run(const struct ps_reimport_place *place, const struct ps_reimport_job *job,
                        struct ps_reimport_outcome *outcome, struct ps_error *err);

#endif
