#include <inttypes.h>

#include "platform/runner.h"
#include "platform/windows/text.h"
/* after windows.h */
#include <psapi.h>

/* As small as threads get, so that their number is varied and not memory too. */
#define THREAD_STACK_BYTES 65536

/* Those that needed the disk are counted in. */
int64_t ps_minor_faults(void)
{
    PROCESS_MEMORY_COUNTERS memory;
    return K32GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof memory) ? (int64_t)memory.PageFaultCount : PS_MISSING;
}

static int take_ballast(uint64_t bytes, struct ps_ballast *ballast, struct ps_error *err)
{
    if (bytes == 0)
        return 0;
    volatile char *at = NULL;
    if (bytes <= SIZE_MAX)
        at = VirtualAlloc(NULL, (SIZE_T)bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (at == NULL) {
        ps_fail_windows(err, PS_EXIT_FAILED, ERROR_NOT_ENOUGH_MEMORY, "cannot get %" PRIu64 " bytes of ballast", bytes);
        return ps_error_hint(err, "take a smaller --ballast");
    }
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    for (uint64_t i = 0; i < bytes; i += system.dwPageSize)
        at[i] = 1;
    *ballast = (struct ps_ballast){at, bytes, system.dwPageSize};
    return 0;
}

static int open_handles(uint32_t n, struct ps_error *err)
{
    for (uint32_t i = 0; i < n; i++) {
        HANDLE null = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
        if (null == INVALID_HANDLE_VALUE) {
            ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot open handle %" PRIu32 " of %" PRIu32, i + 1, n);
            return ps_error_hint(err, "take fewer --fds");
        }
    }
    return 0;
}

static DWORD WINAPI sleep_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        Sleep(INFINITE);
    return 0;
}

static int create_sleepers(uint32_t n, struct ps_error *err)
{
    for (uint32_t i = 0; i < n; i++) {
        HANDLE thread = CreateThread(NULL, THREAD_STACK_BYTES, sleep_for_ever, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
        if (thread == NULL) {
            ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot create thread %" PRIu32 " of %" PRIu32, i + 1, n);
            return ps_error_hint(err, "take fewer --threads");
        }
        CloseHandle(thread);
    }
    return 0;
}

int ps_factors_apply(const struct ps_factors *factors, struct ps_ballast *ballast, struct ps_error *err)
{
    struct ps_ballast unasked;
    ballast = ballast != NULL ? ballast : &unasked;
    *ballast = (struct ps_ballast){0};
    if (take_ballast(factors->ballast_bytes, ballast, err) != 0)
        return -1;
    if (open_handles(factors->fds, err) != 0)
        return -1;
    return create_sleepers(factors->threads, err);
}
