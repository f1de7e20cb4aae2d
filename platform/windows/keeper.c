#include "platform/windows/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/windows/process.h"
#include "platform/windows/text.h"

static HANDLE handle_from(const char *number)
{
    return (HANDLE)(uintptr_t)strtoull(number, NULL, 10);
}

static int finish(const char *program, const char *result)
{
    const char *args[] = {program, "finish", result, NULL};
    HANDLE process;
    if (ps_process_start(args, NULL, 0, NULL, &process, NULL) != 0)
        return -1;
    WaitForSingleObject(process, INFINITE);
    CloseHandle(process);
    return 0;
}

static int watch(const char *dir, HANDLE orchestrator, HANDLE in_order, HANDLE ready, const char *program, const char *result)
{
    wchar_t folder[PS_WINDOWS_PATH];
    if (ps_wide_path(dir, folder, PS_WINDOWS_PATH, NULL) != 0 || !SetEvent(ready))
        return 1;
    /* Of both the first is reported. */
    DWORD which = WaitForMultipleObjects(2, (HANDLE[]){in_order, orchestrator}, FALSE, INFINITE);
    int failed = ps_remove_tree(folder);
    if (which != WAIT_OBJECT_0 && program != NULL && finish(program, result) != 0)
        failed = -1;
    return failed == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if ((argc == 6 || argc == 8) && strcmp(argv[1], "watch") == 0)
        return watch(argv[2], handle_from(argv[3]), handle_from(argv[4]), handle_from(argv[5]), argc == 8 ? argv[6] : NULL,
                     argc == 8 ? argv[7] : NULL);
    fprintf(stderr, "procstart-keeper: started by procstart only\n");
    return 2;
}
