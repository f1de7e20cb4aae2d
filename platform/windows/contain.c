/* Two kinds of jobs, one in the other. procstart itself is in the outer one, of which it alone has a handle: so whatever it
 * starts is in there from its first moment, and ends when procstart does. Each contained program has an inner one, by which it
 * is killed with all that it started. */
#include "platform/contain.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <psapi.h>

#include "base/programs.h"
#include "platform/windows/job.h"
#include "platform/windows/keeper.h"
#include "platform/windows/process.h"
#include "platform/windows/text.h"

/* A keeper that takes longer to start than this is stuck; one that removes a folder waits for files that are still open. */
enum { START_MS = 30000, REMOVE_MS = 15000 };

/* Generations of processes that a program could start before it is in its job. */
enum { PASSES = 8 };

struct ps_contain {
    uv_loop_t *loop;
    HANDLE keeper, in_order;
    char dir[1024];
};

/* What is in no inner job belongs to whoever is just starting a program. */
const bool ps_contain_in_threads = false;

/* A contained program. libuv's handle belongs to the caller, its data too: so they are found in a list. */
struct contained {
    const struct ps_contain *by;
    uv_process_t *process;
    HANDLE job;
    uv_exit_cb report;
    struct contained *next;
};
static struct contained *all;

/* Of the process, not of a struct ps_contain: it cannot be left again. */
static HANDLE outer;

static int enter_job(struct ps_error *err)
{
    if (outer != NULL)
        return 0;
    HANDLE job;
    /* Keepers leave it. Programs do not: the inner jobs do not let them. */
    if (ps_job_make(&job, JOB_OBJECT_LIMIT_BREAKAWAY_OK, err) != 0)
        return -1;
    if (ps_job_add(job, GetCurrentProcess(), err) != 0) {
        CloseHandle(job);
        return -1;
    }
    outer = job;
    return 0;
}

/* ---- the folder and its keeper ---- */

static int name_folder(struct ps_contain *contain, struct ps_error *err)
{
    char base[900];
    size_t room = sizeof base;
    uint64_t random;
    int rc = uv_os_tmpdir(base, &room);
    if (rc != 0) {
        ps_fail(err, PS_EXIT_USAGE, "no folder for temporary files: %s", uv_strerror(rc));
        return ps_error_hint(err, "set TEMP to a folder that can be written, with a path of less than 900 bytes");
    }
    rc = uv_random(NULL, NULL, &random, sizeof random, 0, NULL);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "no random numbers: %s", uv_strerror(rc));
    snprintf(contain->dir, sizeof contain->dir, "%s\\procstart-%016" PRIx64, base, random);
    return 0;
}

static int start_keeper(struct ps_contain *contain, const struct ps_contain_options *options, HANDLE self, HANDLE ready,
                        HANDLE cradle, struct ps_error *err)
{
    char program[PS_WINDOWS_PATH], number[3][24];
    const HANDLE handles[] = {self, contain->in_order, ready, NULL};
    snprintf(program, sizeof program, "%s\\%s.exe", options->programs, PS_PROGRAM_KEEPER);
    for (int i = 0; i < 3; i++)
        snprintf(number[i], sizeof number[i], "%" PRIuPTR, (uintptr_t)handles[i]);
    const char *last_words = options->result != NULL ? options->program : NULL;
    const char *args[] = {program, "watch", contain->dir, number[0], number[1], number[2], last_words, options->result, NULL};
    if (ps_process_start(args, handles, CREATE_BREAKAWAY_FROM_JOB, cradle, &contain->keeper, err) == 0)
        return 0;
    /* In somebody else's job that nobody may leave. Then it shares the fate of that job, as procstart does. */
    if (err == NULL || err->os != ERROR_ACCESS_DENIED || outer != NULL)
        return -1;
    return ps_process_start(args, handles, 0, cradle, &contain->keeper, err);
}

static int await_keeper(const struct ps_contain *contain, HANDLE ready, struct ps_error *err)
{
    DWORD which = WaitForMultipleObjects(2, (HANDLE[]){ready, contain->keeper}, FALSE, START_MS);
    if (which == WAIT_OBJECT_0)
        return 0;
    DWORD code;
    char how[96] = "did not answer";
    if (which == WAIT_OBJECT_0 + 1 && GetExitCodeProcess(contain->keeper, &code))
        ps_describe_exit(code, how, sizeof how);
    return ps_fail(err, PS_EXIT_FAILED, "%s %s", PS_PROGRAM_KEEPER, how);
}

/* A process is made asleep, and woken by the one that made it: if that one ends in between, it would sleep for ever. So until the
 * keeper is there it is in a job that ends with procstart. */
static int guard_folder(struct ps_contain *contain, const struct ps_contain_options *options, struct ps_error *err)
{
    HANDLE cradle = NULL, self = NULL, ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    contain->in_order = CreateEventW(NULL, TRUE, FALSE, NULL);
    int rc = 0;
    if (ready == NULL || contain->in_order == NULL ||
        !DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &self, SYNCHRONIZE, FALSE, 0))
        rc = ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot make the handles for %s", PS_PROGRAM_KEEPER);
    if (rc == 0)
        rc = ps_job_make(&cradle, 0, err);
    if (rc == 0)
        rc = start_keeper(contain, options, self, ready, cradle, err);
    if (rc == 0)
        rc = await_keeper(contain, ready, err);
    if (cradle != NULL && rc == 0)
        ps_job_release(cradle);
    else if (cradle != NULL)
        CloseHandle(cradle);
    if (self != NULL)
        CloseHandle(self);
    if (ready != NULL)
        CloseHandle(ready);
    return rc;
}

static int make_folder(struct ps_contain *contain, struct ps_error *err)
{
    wchar_t wide[PS_WINDOWS_PATH];
    if (ps_wide_path(contain->dir, wide, PS_WINDOWS_PATH, err) != 0)
        return -1;
    if (CreateDirectoryW(wide, NULL))
        return 0;
    ps_fail_windows(err, PS_EXIT_USAGE, GetLastError(), "cannot make %s", contain->dir);
    return ps_error_hint(err, "set TEMP to a folder that can be written");
}

/* The keeper first, while no job of ours holds it: where nobody may leave the job that procstart was started in, only so it gets
 * out of ours. */
int ps_contain_open(struct ps_contain **contain, uv_loop_t *loop, const struct ps_contain_options *options, struct ps_error *err)
{
    struct ps_contain *new = calloc(1, sizeof *new);
    if (new == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory");
    new->loop = loop;
    if (name_folder(new, err) != 0) {
        free(new);
        return -1;
    }
    if (guard_folder(new, options, err) != 0 || enter_job(err) != 0 || make_folder(new, err) != 0) {
        ps_contain_close(new, NULL);
        return -1;
    }
    *contain = new;
    return 0;
}

const char *ps_contain_dir(const struct ps_contain *contain)
{
    return contain->dir;
}

/* ---- programs ---- */

static struct contained **find(const uv_process_t *process)
{
    struct contained **at = &all;
    while (*at != NULL && (*at)->process != process)
        at = &(*at)->next;
    return at;
}

/* Takes it from the list and ends all that is left of it. */
static void end_contained(struct contained **at)
{
    struct contained *ended = *at;
    *at = ended->next;
    ps_job_kill(ended->job);
    CloseHandle(ended->job);
    free(ended);
}

static void on_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct contained **at = find(process);
    if (*at == NULL)
        return;
    uv_exit_cb report = (*at)->report;
    end_contained(at);
    report(process, exit_status, term_signal);
}

static bool is_contained(HANDLE process)
{
    BOOL inside = FALSE;
    for (const struct contained *one = all; one != NULL && !inside; one = one->next)
        IsProcessInJob(process, one->job, &inside);
    return inside;
}

/* Puts what is in the outer job and in no inner one into this one; how many these were. */
static size_t adopt_strays(HANDLE job)
{
    DWORD ids[256];
    size_t n = ps_job_list(outer, ids, sizeof ids / sizeof *ids), adopted = 0;
    for (size_t i = 0; i < n; i++) {
        if (ids[i] == GetCurrentProcessId())
            continue;
        HANDLE process = OpenProcess(PROCESS_SET_QUOTA | PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION, FALSE, ids[i]);
        if (process == NULL)
            continue;
        adopted += !is_contained(process) && AssignProcessToJobObject(job, process);
        CloseHandle(process);
    }
    return adopted;
}

/* libuv starts a program running, so that it may have started others before it is in its job. */
static int contain_process(struct contained *contained, struct ps_error *err)
{
    HANDLE process = contained->process->process_handle;
    if (ps_job_add(contained->job, process, err) != 0) {
        TerminateProcess(process, 1);
        return -1;
    }
    /* Each pass finds what the ones found before have started meanwhile; once they are in the job, so is all they start. */
    for (int pass = 0; pass < PASSES && adopt_strays(contained->job) > 0; pass++)
        ;
    return 0;
}

int ps_contain_spawn(struct ps_contain *contain, uv_process_t *process, const uv_process_options_t *options, struct ps_error *err)
{
    struct contained *contained = calloc(1, sizeof *contained);
    if (contained == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for %s", options->file);
    *contained = (struct contained){.by = contain, .process = process, .report = options->exit_cb};
    if (ps_job_make(&contained->job, 0, err) != 0) {
        free(contained);
        return -1;
    }
    uv_process_options_t with_report = *options;
    with_report.exit_cb = on_exit;
    with_report.flags = UV_PROCESS_WINDOWS_HIDE; /* a console of its own, which Ctrl-C in the user's does not reach */
    int rc = uv_spawn(contain->loop, process, &with_report);
    if (rc != 0)
        rc = ps_fail(err, PS_EXIT_FAILED, "cannot start %s: %s", options->file, uv_strerror(rc));
    contained->next = all;
    all = contained;
    if (rc == 0)
        rc = contain_process(contained, err);
    if (rc != 0)
        end_contained(find(process));
    return rc;
}

void ps_contain_kill(struct ps_contain *contain, uv_process_t *process)
{
    (void)contain;
    const struct contained *contained = *find(process);
    if (contained != NULL)
        TerminateJobObject(contained->job, 1);
}

int ps_contain_use(const struct ps_contain *contain, const uv_process_t *process, uint64_t enough, struct ps_contain_use *use)
{
    (void)contain, (void)enough;
    enum { MOST = 1024 };
    DWORD ids[MOST];
    const struct contained *contained = *find(process);
    if (contained == NULL)
        return -1;
    size_t n = ps_job_list(contained->job, ids, MOST);
    *use = (struct ps_contain_use){.processes = n};
    for (size_t i = 0; i < n; i++) {
        PROCESS_MEMORY_COUNTERS_EX counters = {.cb = sizeof counters};
        HANDLE one = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, ids[i]);
        if (one != NULL && GetProcessMemoryInfo(one, (PROCESS_MEMORY_COUNTERS *)&counters, sizeof counters))
            use->memory_bytes += counters.PrivateUsage;
        if (one != NULL)
            CloseHandle(one);
    }
    return 0;
}

void ps_contain_remove(const struct ps_contain *contain, const char *name)
{
    char path[sizeof contain->dir + 256];
    wchar_t wide[PS_WINDOWS_PATH];
    snprintf(path, sizeof path, "%s\\%s", contain->dir, name);
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, NULL) == 0)
        ps_remove_tree(wide);
}

void ps_contain_describe(int64_t exit_status, int term_signal, char *text, size_t room)
{
    if (term_signal != 0)
        snprintf(text, room, "was killed");
    else
        ps_describe_exit((DWORD)exit_status, text, room);
}

/* ---- the end ---- */

int ps_contain_close(struct ps_contain *contain, struct ps_error *err)
{
    int rc = 0;
    /* Programs that were given up. */
    for (struct contained **at = &all; *at != NULL;) {
        if ((*at)->by == contain)
            end_contained(at);
        else
            at = &(*at)->next;
    }
    if (contain->keeper != NULL) {
        SetEvent(contain->in_order);
        if (WaitForSingleObject(contain->keeper, REMOVE_MS) != WAIT_OBJECT_0)
            TerminateProcess(contain->keeper, 1);
        CloseHandle(contain->keeper);
        wchar_t wide[PS_WINDOWS_PATH];
        if (ps_wide_path(contain->dir, wide, PS_WINDOWS_PATH, NULL) != 0 || GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES)
            rc = ps_fail(err, PS_EXIT_FAILED, "%s could not be removed", contain->dir);
    }
    if (contain->in_order != NULL)
        CloseHandle(contain->in_order);
    free(contain);
    return rc;
}
