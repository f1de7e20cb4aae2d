#include "guard/run_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t count(const struct ps_guard_one *one, enum ps_watch_what what)
{
    return ps_watch_count(&one->watch, what);
}

/* All but the first one, and those that multiprocessing keeps for itself. */
static uint64_t children(const struct ps_guard_one *one)
{
    uint64_t all = count(one, PS_WATCH_PROCESSES);
    uint64_t others = 1 + count(one, PS_WATCH_SERVERS) + count(one, PS_WATCH_TRACKERS);
    return all > others ? all - others : 0;
}

/* As the shell says it. */
static int exit_code(const struct ps_guard_one *one)
{
    return one->term_signal != 0 ? 128 + one->term_signal : (int)one->exit_status;
}

void ps_guard_run_see(const struct ps_guard_one *one, struct ps_guard_seen *seen)
{
    uint64_t method = count(one, PS_WATCH_FIRST_METHOD);
    *seen = (struct ps_guard_seen){
        .stop = one->stop,
        .method = method > 0 && method <= PS_METHODS ? (enum ps_method)(method - 1) : one->run->method,
        .exit_code = exit_code(one),
        .children = children(one),
        .failed = count(one, PS_WATCH_FAILED),
        .bootstrap = count(one, PS_WATCH_BOOTSTRAP),
        .replaced = count(one, PS_WATCH_REPLACED),
        .returned = count(one, PS_WATCH_RETURNED),
        .main_executions = count(one, PS_WATCH_MAIN_PROGRAM) + count(one, PS_WATCH_MAIN_AGAIN) + count(one, PS_WATCH_MAIN_OTHER),
        .main_again = count(one, PS_WATCH_MAIN_AGAIN),
        .main_finished = count(one, PS_WATCH_MAIN_FINISHED),
        .nested = count(one, PS_WATCH_MAIN_NESTED),
        .again_effect = "",
        .child_error = "",
        .errors = &one->errors,
        .processes_limit = one->place->processes,
        .memory_limit = one->place->memory_bytes,
        .time_limit_ns = one->place->time_limit_ns,
    };
}

/* ---- texts ---- */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Length of the character at `text`, 0 if its bytes are no UTF-8. */
static size_t character(const char *text, size_t n)
{
    unsigned char first = (unsigned char)text[0];
    size_t length = first < 0x80                    ? 1
                    : first >= 0xC2 && first < 0xE0 ? 2
                    : (first & 0xF0) == 0xE0        ? 3
                    : first >= 0xF0 && first < 0xF5 ? 4
                                                    : 0;
    if (length == 0 || length > n)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(text[i]))
            return 0;
    }
    unsigned char second = length > 2 ? (unsigned char)text[1] : 0;
    bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
                 (first == 0xF4 && second > 0x8F);
    return wrong ? 0 : length;
}

/* Bytes as UTF-8: what is none becomes U+FFFD, and NUL too. */
static char *make_text(const char *text, size_t n)
{
    static const char unknown[] = "\xEF\xBF\xBD";
    char *to = malloc(3 * n + 1);
    size_t used = 0;
    for (size_t i = 0; to != NULL && i < n;) {
        size_t length = text[i] != '\0' ? character(text + i, n - i) : 0;
        memcpy(to + used, length > 0 ? text + i : unknown, length > 0 ? length : sizeof unknown - 1);
        used += length > 0 ? length : sizeof unknown - 1;
        i += length > 0 ? length : 1;
    }
    if (to != NULL)
        to[used] = '\0';
    return to;
}

static char *copy_text(const char *text)
{
    return make_text(text, strlen(text));
}

/* From a line's beginning, if there is one. */
static char *make_tail(const struct ps_guard_output *output)
{
    size_t n = output->tail_n < PS_GUARD_STDERR_TAIL ? output->tail_n : PS_GUARD_STDERR_TAIL;
    const char *from = output->tail + output->tail_n - n;
    const char *newline = output->bytes > n ? memchr(from, '\n', n) : NULL;
    if (newline != NULL) {
        n -= (size_t)(newline + 1 - from);
        from = newline + 1;
    }
    return make_text(from, n);
}

/* ---- effects ---- */

static void add_effect(struct ps_guard_run *run, const struct ps_watch_effect *effect)
{
    struct ps_effect *more = realloc(run->effects, (run->effects_n + 1) * sizeof *more);
    if (more == NULL)
        return;
    run->effects = more;
    more[run->effects_n] = (struct ps_effect){
        .event = copy_text(effect->event), .detail = copy_text(effect->detail), .count = effect->count[PS_WATCH_BY_AGAIN]};
    if (more[run->effects_n].event != NULL && more[run->effects_n].detail != NULL) {
        run->effects_n++;
        return;
    }
    free(more[run->effects_n].event);
    free(more[run->effects_n].detail);
}

/* Those that were seen while main was executed again; the first of them in words. */
static void take_effects(struct ps_guard_one *one, struct ps_guard_seen *seen, char *first, size_t room)
{
    struct ps_watch_effect *effects = calloc(PS_WATCH_EFFECTS, sizeof *effects);
    size_t n = effects != NULL ? ps_watch_effects(&one->watch, effects, PS_WATCH_EFFECTS) : 0;
    for (size_t i = 0; i < n; i++) {
        if (effects[i].count[PS_WATCH_BY_AGAIN] == 0)
            continue;
        seen->again_effects += effects[i].count[PS_WATCH_BY_AGAIN];
        add_effect(one->run, &effects[i]);
        if (first[0] == '\0')
            snprintf(first, room, "%s%s%s", effects[i].event, effects[i].detail[0] != '\0' ? " " : "", effects[i].detail);
    }
    free(effects);
}

/* ---- the whole ---- */

void ps_guard_run_conclude(struct ps_guard_one *one)
{
    struct ps_guard_run *run = one->run;
    struct ps_guard_seen seen;
    char error[PS_GUARD_LINE], effect[256] = "", reason[PS_VERDICT_TEXT], change[PS_VERDICT_TEXT];
    ps_guard_run_see(one, &seen);
    ps_watch_first_error(&one->watch, error, sizeof error);
    seen.child_error = error[0] != '\0' ? error : one->errors.child_error;
    take_effects(one, &seen, effect, sizeof effect);
    seen.again_effect = effect;
    run->verdict = ps_guard_judge(&seen, reason, change);
    run->effective = seen.method;
    run->exit_code = seen.exit_code;
    run->main_executions = seen.main_executions;
    run->processes = seen.children;
    run->peak_processes = count(one, PS_WATCH_PEAK);
    run->duration_ns = one->ended_ns - one->started_ns;
    run->reason = copy_text(reason);
    run->change = copy_text(change);
    bool unseen = run->verdict == PS_VERDICT_NOT_IMPORTABLE && seen.children > 0 && seen.child_error[0] == '\0';
    run->first_error = copy_text(unseen ? one->errors.error : seen.child_error);
    run->stderr_tail = make_tail(&one->errors);
}
