/* CreateProcessW as a careful program uses it: the child gets its three standard handles and no other. */
#include <stdlib.h>

#include "base/programs.h"
#include "platform/windows/command_line.h"
#include "platform/windows/launchers.h"
#include "platform/windows/process.h"
#include "platform/windows/text.h"

struct create_process {
    const struct ps_launch_target *target;
    wchar_t program[PS_WINDOWS_PATH];
    wchar_t line[PS_COMMAND_LINE_MAX];
    struct ps_inherit inherit;
    bool has_handles;
};

static int create_process_open(const struct ps_launch_target *target, void **state, struct ps_error *err)
{
    struct create_process *create = calloc(1, sizeof *create);
    if (create == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    create->target = target;
    const char *args[] = {target->program, target->page_path, NULL};
    int rc = ps_wide_path(target->program, create->program, PS_WINDOWS_PATH, err);
    if (rc == 0 && ps_command_line(args, create->line, PS_COMMAND_LINE_MAX) != 0)
        rc = ps_fail(err, PS_EXIT_USAGE, "the command line of %s is too long", target->program);
    if (rc != 0)
        free(create);
    else
        *state = create;
    return rc;
}

/* At the first start: open() is called while the standard handles are still the protocol's. */
static int take_handles(struct create_process *create, struct ps_error *err)
{
    const HANDLE standard[] = {GetStdHandle(STD_INPUT_HANDLE), GetStdHandle(STD_OUTPUT_HANDLE), GetStdHandle(STD_ERROR_HANDLE)};
    if (ps_inherit_open(&create->inherit, standard, NULL, NULL, err) != 0)
        return -1;
    create->has_handles = true;
    return 0;
}

static int create_process_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    struct create_process *create = state;
    if (!create->has_handles && take_handles(create, err) != 0)
        return -1;
    PROCESS_INFORMATION info;
    if (!CreateProcessW(create->program, create->line, NULL, NULL, create->inherit.n > 0, EXTENDED_STARTUPINFO_PRESENT, NULL,
                        NULL, &create->inherit.startup.StartupInfo, &info))
        return ps_launch_refused(err, (int)GetLastError(), "CreateProcessW", create->target->program);
    child->id = (intptr_t)info.hProcess;
    child->extra = (intptr_t)info.hThread;
    return 0;
}

static int create_process_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)state;
    HANDLE process = (HANDLE)child->id;
    DWORD code;
    DWORD waited = WaitForSingleObject(process, INFINITE);
    bool known = waited == WAIT_OBJECT_0 && GetExitCodeProcess(process, &code);
    DWORD why = GetLastError();
    CloseHandle((HANDLE)child->extra);
    CloseHandle(process);
    return known ? ps_launch_ended(err, code, 0) : ps_fail_windows(err, PS_EXIT_FAILED, why, "WaitForSingleObject");
}

static void create_process_close(void *state)
{
    struct create_process *create = state;
    ps_inherit_close(&create->inherit);
    free(create);
}

const struct ps_launcher ps_launch_create_process = {
    .name = "CreateProcessW",
    .method = PS_SPAWN,
    .mechanism = "CreateProcessW",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .open = create_process_open,
    .start = create_process_start,
    .wait = create_process_wait,
    .close = create_process_close,
};
