#include "guard/verdict.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"

/* ---- endlessness ---- */

/* Each start in main's body within the one above; a program that runs itself twice is still none. */
enum { NESTED_MOST = 4, MAIN_DEPTH_MOST = 6, DEPTH_MOST = 15 };

/* Every worker is replaced twice over before it is a loop: a pool may lose some. */
enum { REPLACED_EACH = 2, REPLACED_MORE = 4 };

/* Where main has no guard all workers are alike: each is replaced once over. */
enum { GUARDLESS_EACH = 1, GUARDLESS_MORE = 2 };

/* A script that starts children by itself, all of which fail, may be about to end: only many are a loop. */
enum { FAILED_EACH = 3, FAILED_MORE = 100 };

static bool not_found(const struct ps_guard_seen *seen)
{
    return seen->errors->not_importable || ps_guard_error_not_found(seen->child_error, true);
}

/* Children that ended while they executed main again, and did so by an error. */
static bool died_in_main(const struct ps_guard_seen *seen)
{
    return seen->errors->bootstrap || seen->bootstrap > 0 || seen->errors->died_in_main ||
           (seen->main_again > seen->main_finished && seen->failed > 0);
}

bool ps_guard_is_endless(const struct ps_guard_seen *seen, uint64_t peak, uint64_t main_depth, uint64_t depth,
                         enum ps_guard_stop *stop)
{
    /* Workers that end without failing may have been told to (maxtasksperchild); not those that never got out of main. */
    uint64_t lost = seen->main_again - seen->main_finished;
    uint64_t returned = seen->returned < lost ? seen->returned : lost;
    bool lost_task = not_found(seen) && seen->replaced > 0; /* the pool waits for it for ever */
    bool nests = seen->nested >= NESTED_MOST || main_depth >= MAIN_DEPTH_MOST || depth >= DEPTH_MOST;
    bool replaces = lost_task || (died_in_main(seen) && seen->replaced >= GUARDLESS_EACH * peak + GUARDLESS_MORE) ||
                    seen->replaced + returned >= REPLACED_EACH * peak + REPLACED_MORE ||
                    seen->failed >= FAILED_EACH * peak + FAILED_MORE;
    if (nests || replaces)
        *stop = nests ? PS_GUARD_BY_NESTING : PS_GUARD_BY_REPLACING;
    return nests || replaces;
}

/* ---- verdicts ---- */

#define GUARD "put what starts processes under `if __name__ == \"__main__\":`"

static void say(char *text, const char *what)
{
    snprintf(text, PS_VERDICT_TEXT, "%s", what);
}

static enum ps_verdict not_importable(const struct ps_guard_seen *seen, char *reason, char *change)
{
    const char *error = ps_guard_error_not_found(seen->child_error, true) ? seen->child_error : seen->errors->error;
    snprintf(reason, PS_VERDICT_TEXT, "children cannot find what they are to run%s%.500s", error[0] != '\0' ? ": " : "", error);
    say(change, "define the function at the top level of a module, above the guard: not as a lambda, not in a function");
    return PS_VERDICT_NOT_IMPORTABLE;
}

static enum ps_verdict bootstrap_error(const struct ps_guard_seen *seen, char *reason, char *change)
{
    const char *waits = seen->stop == PS_GUARD_BY_TIME ? "; the script went on waiting for them until it was stopped" : "";
    bool start = seen->errors->bootstrap || seen->bootstrap > 0;
    if (start)
        snprintf(reason, PS_VERDICT_TEXT,
                 "a child executed the main module again, started a process there, and died of it: the guard is missing%s",
                 waits);
    else
        snprintf(reason, PS_VERDICT_TEXT, "a child died while it executed the main module again: %.400s%s",
                 seen->child_error[0] != '\0' ? seen->child_error : "it failed", waits);
    say(change, start ? GUARD : "put what children need not do under `if __name__ == \"__main__\":`");
    return PS_VERDICT_BOOTSTRAP_ERROR;
}

static enum ps_verdict loops(const struct ps_guard_seen *seen, char *reason, char *change)
{
    bool nested = seen->nested >= NESTED_MOST;
    if (seen->stop == PS_GUARD_BY_NESTING && nested) {
        snprintf(reason, PS_VERDICT_TEXT,
                 "children execute the main module again and start children there, which do the same: stopped after %" PRIu64
                 " executions",
                 seen->main_executions);
        say(change, GUARD);
    } else if (seen->stop == PS_GUARD_BY_NESTING) {
        snprintf(reason, PS_VERDICT_TEXT, "children start children, which do the same: stopped after %" PRIu64 " processes",
                 seen->children);
        say(change, "see to it that what a child runs does not start the like of itself");
    } else if (seen->stop == PS_GUARD_BY_PROCESSES) {
        snprintf(reason, PS_VERDICT_TEXT, "it started processes until %" PRIu64 " were alive at once, the limit: stopped there",
                 seen->processes_limit);
        say(change, seen->main_again > 0 && died_in_main(seen)
                        ? GUARD
                        : "start a fixed number of processes, as a pool does; if so many are "
                          "meant to be, raise --max-processes");
    } else {
        bool guard = died_in_main(seen) || seen->main_again > seen->main_finished;
        bool start = seen->errors->bootstrap || seen->bootstrap > 0;
        const char *why = start ? "they start a process while they execute the main module again" : seen->child_error;
        snprintf(reason, PS_VERDICT_TEXT,
                 "children die and are replaced without end, stopped after %" PRIu64 " processes%s%.400s", seen->children,
                 why[0] != '\0' ? ": " : "", why);
        say(change, guard ? GUARD : "see to it that workers do not fail when they start, or where they take their work");
    }
    return PS_VERDICT_LOOPS;
}

static enum ps_verdict hangs(const struct ps_guard_seen *seen, char *reason, char *change)
{
    double seconds = (double)seen->time_limit_ns / 1e9;
    if (seen->child_error[0] != '\0')
        snprintf(reason, PS_VERDICT_TEXT, "it had not ended after %g s, and was stopped; a child had failed: %.400s", seconds,
                 seen->child_error);
    else if (seen->children > 0)
        snprintf(reason, PS_VERDICT_TEXT, "it had not ended after %g s, having started %" PRIu64 " processes, and was stopped",
                 seconds, seen->children);
    else
        snprintf(reason, PS_VERDICT_TEXT, "it had not ended after %g s, and was stopped", seconds);
    say(change, "if it needs longer than that, raise --timeout");
    return PS_VERDICT_HANGS;
}

/* As the shell has it. */
static void describe_exit(int code, char *text, size_t room)
{
    if (code > 128 && code < 128 + 65)
        snprintf(text, room, "it died of signal %d", code - 128);
    else
        snprintf(text, room, "it ended with exit code %d", code);
}

static enum ps_verdict crashes(const struct ps_guard_seen *seen, char *reason, char *change)
{
    char ended[64];
    describe_exit(seen->exit_code, ended, sizeof ended);
    say(change, "");
    if (seen->stop == PS_GUARD_BY_MEMORY) {
        char limit[PS_BYTES_TEXT];
        ps_bytes_text(limit, seen->memory_limit);
        snprintf(reason, PS_VERDICT_TEXT, "its processes together used more than %s of memory, the limit: stopped there", limit);
        say(change, "if it needs that much, raise --max-memory");
    } else if (seen->exit_code != 0) {
        const char *error = seen->errors->error[0] != '\0' ? seen->errors->error : seen->child_error;
        snprintf(reason, PS_VERDICT_TEXT, "%s%s%.500s", ended, error[0] != '\0' ? ": " : "", error);
    } else {
        snprintf(reason, PS_VERDICT_TEXT, "a child failed: %.500s", seen->child_error);
    }
    return PS_VERDICT_CRASHES;
}

static enum ps_verdict reexecutes(const struct ps_guard_seen *seen, char *reason, char *change)
{
    char times[32] = "once";
    if (seen->main_again != 1)
        snprintf(times, sizeof times, "%" PRIu64 " times", seen->main_again);
    snprintf(reason, PS_VERDICT_TEXT,
             "children executed the main module again, %s, and did again what it does at top level: %.300s", times,
             seen->again_effect);
    say(change, "put what children need not do under `if __name__ == \"__main__\":`, or into a function");
    return PS_VERDICT_REEXECUTES;
}

static enum ps_verdict well(const struct ps_guard_seen *seen, char *reason, char *change)
{
    say(change, "");
    if (seen->children == 0) {
        say(reason, "it started no processes");
        return PS_VERDICT_NO_PROCESSES;
    }
    if (seen->main_again > 0)
        snprintf(reason, PS_VERDICT_TEXT,
                 "its children ran; they executed the main module again, %" PRIu64 " times, without an effect that was seen",
                 seen->main_again);
    else
        say(reason, "its children ran, without executing the main module again");
    return PS_VERDICT_OK;
}

enum ps_verdict ps_guard_judge(const struct ps_guard_seen *seen, char *reason, char *change)
{
    if (seen->stop == PS_GUARD_BY_MEMORY)
        return crashes(seen, reason, change);
    /* Workers that cannot find their function are replaced, too. */
    if (not_found(seen) && seen->stop != PS_GUARD_BY_PROCESSES && seen->stop != PS_GUARD_BY_NESTING)
        return not_importable(seen, reason, change);
    if (seen->stop == PS_GUARD_BY_PROCESSES || seen->stop == PS_GUARD_BY_NESTING || seen->stop == PS_GUARD_BY_REPLACING)
        return loops(seen, reason, change);
    /* A pool does not come to an end, be it so slow that few have been replaced. */
    if (died_in_main(seen) && seen->stop == PS_GUARD_BY_TIME && seen->replaced > 0)
        return loops(seen, reason, change);
    if (died_in_main(seen))
        return bootstrap_error(seen, reason, change);
    if (seen->stop == PS_GUARD_BY_TIME)
        return hangs(seen, reason, change);
    if (seen->exit_code != 0 || seen->child_error[0] != '\0')
        return crashes(seen, reason, change);
    return seen->again_effects > 0 ? reexecutes(seen, reason, change) : well(seen, reason, change);
}
