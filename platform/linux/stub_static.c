/* procstart-stub-static PAGE: the least that a program can be on Linux. No libc, no loader, no relocation: what it costs to
 * start it is what the kernel costs.
 *
 * Its first act is to take the time, by the system call: the vDSO would save some 0.1 us, but has to be found in the auxiliary
 * vector and its symbols searched, which takes longer. */
#include <fcntl.h>
#include <stdnoreturn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "bare.h"
#include "platform/linux/status_peak.h"
#include "platform/page.h"

/* What the kernel writes through a pointer in a system call is out of the analyser's sight. */
/* NOLINTBEGIN(clang-analyzer-core.UndefinedBinaryOperatorResult, clang-analyzer-core.CallAndMessage) */

static int64_t now_ns(void)
{
    struct timespec now;
    ps_call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static noreturn void end(int status)
{
    for (;;)
        ps_call(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

static int open_file(const char *path, int flags)
{
    return (int)ps_call(SYS_openat, AT_FDCWD, (long)path, flags, 0, 0, 0);
}

static _Atomic int64_t *open_page(const char *path)
{
    int fd = open_file(path, O_RDWR);
    if (fd < 0)
        end(PS_EXIT_FAILED);
    long at = ps_call(SYS_mmap, 0, PS_PAGE_WORDS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at < 0 && at > -4096)
        end(PS_EXIT_FAILED);
    return (_Atomic int64_t *)at;
}

static void store(_Atomic int64_t *page, int word, int64_t value)
{
    atomic_store_explicit(&page[word], value, memory_order_relaxed);
}

static int64_t to_ns(const struct timeval *time)
{
    return (int64_t)time->tv_sec * 1000000000 + (int64_t)time->tv_usec * 1000;
}

static int64_t peak_rss_bytes(void)
{
    char status[PS_STATUS_MAX];
    int fd = open_file("/proc/self/status", O_RDONLY);
    long n = ps_call(SYS_read, fd, (long)status, sizeof status, 0, 0, 0);
    return n > 0 ? ps_status_peak_bytes(status, (size_t)n) : PS_MISSING;
}

/* What ps_resources_report() does, without libc. */
static void report_resources(_Atomic int64_t *page)
{
    struct rusage used;
    if (ps_call(SYS_getrusage, RUSAGE_SELF, (long)&used, 0, 0, 0, 0) == 0) {
        store(page, PS_PAGE_MINOR_FAULTS, used.ru_minflt);
        store(page, PS_PAGE_USER_NS, to_ns(&used.ru_utime));
        store(page, PS_PAGE_SYSTEM_NS, to_ns(&used.ru_stime));
    }
    store(page, PS_PAGE_PEAK_RSS_BYTES, peak_rss_bytes());
}

/* NOLINTEND(clang-analyzer-core.UndefinedBinaryOperatorResult, clang-analyzer-core.CallAndMessage) */

noreturn void ps_stub_main(const long *stack);

/* `stack` is as the kernel left it: argc, argv[0], argv[1], ... */
noreturn void ps_stub_main(const long *stack)
{
    int64_t running = now_ns();
    if (stack[0] != 2)
        end(PS_EXIT_USAGE);
    _Atomic int64_t *page = open_page((const char *)stack[2]);
    store(page, PS_PAGE_CHILD + PS_STAMP_RUNNING, running);
    store(page, PS_PAGE_CHILD + PS_STAMP_READY, now_ns());
    if (atomic_load_explicit(&page[PS_PAGE_PROBE], memory_order_relaxed) != 0)
        report_resources(page);
    end(0);
}

PS_ENTER(ps_stub_main);
