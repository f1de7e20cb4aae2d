#include "platform/launch.h"
#include "platform/windows/text.h"

int ps_launch_refused(struct ps_error *err, int os, const char *call, const char *program)
{
    ps_fail_windows(err, PS_EXIT_FAILED, (DWORD)os, "%s%s%s", call, program != NULL ? " " : "", program != NULL ? program : "");
    switch (os) {
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
        return ps_error_hint(err, "memory is short: take a smaller --ballast, or enlarge the page file");
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NO_SYSTEM_RESOURCES:
        return ps_error_hint(err, "take fewer --fds");
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return ps_error_hint(err, "procstart is not installed as a whole: install it again");
    case ERROR_NOT_ENOUGH_QUOTA:
        return ps_error_hint(err, "a job's limit of processes or memory is reached: run it outside of that job");
    case 225: /* ERROR_VIRUS_INFECTED, which not every winerror.h has */
        return ps_error_hint(err, "security software refuses the program: exempt procstart's folder");
    default:
        return -1;
    }
}

int ps_launch_ended(struct ps_error *err, int64_t exit_status, int killed_by)
{
    char how[96];
    if (exit_status == 0 && killed_by == 0)
        return 0;
    if (killed_by != 0)
        return ps_fail(err, PS_EXIT_FAILED, "the child was killed");
    ps_describe_exit((DWORD)exit_status, how, sizeof how);
    return ps_fail(err, PS_EXIT_FAILED, "the child %s", how);
}
