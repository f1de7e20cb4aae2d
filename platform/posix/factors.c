#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/runner.h"

/* As small as threads get, so that their number is varied and not memory too. */
#define THREAD_STACK_BYTES 65536

int64_t ps_minor_faults(void)
{
    struct rusage used;
    return getrusage(RUSAGE_SELF, &used) == 0 ? used.ru_minflt : PS_MISSING;
}

/* Every page is written to: what was only mapped would cost fork nothing. */
static int take_ballast(uint64_t bytes, struct ps_ballast *ballast, struct ps_error *err)
{
    if (bytes == 0)
        return 0;
    volatile char *at = MAP_FAILED;
    if (bytes <= SIZE_MAX)
        at = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) {
        ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "cannot get %" PRIu64 " bytes of ballast", bytes);
        return ps_error_hint(err, "take a smaller --ballast");
    }
    const uint64_t step = (uint64_t)sysconf(_SC_PAGESIZE);
    for (uint64_t i = 0; i < bytes; i += step)
        at[i] = 1;
    *ballast = (struct ps_ballast){at, bytes, step};
    return 0;
}

static void *sleep_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

static int create_threads(const pthread_attr_t *attributes, uint32_t n, struct ps_error *err)
{
    for (uint32_t i = 0; i < n; i++) {
        pthread_t thread;
        int failed = pthread_create(&thread, attributes, sleep_for_ever, NULL);
        if (failed != 0) {
            ps_fail_os(err, PS_EXIT_FAILED, failed, "cannot create thread %" PRIu32 " of %" PRIu32, i + 1, n);
            return ps_error_hint(err, "take fewer --threads, or raise ulimit -u or the container's limit");
        }
    }
    return 0;
}

/* Signals stay with the thread that starts children. */
static int create_sleepers(uint32_t n, struct ps_error *err)
{
    if (n == 0)
        return 0;
    pthread_attr_t attributes;
    int failed = pthread_attr_init(&attributes);
    if (failed != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "pthread_attr_init");
    pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = create_threads(&attributes, n, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return result;
}

/* As far as is needed and the administrator allows; no further, since macOS refuses limits past what its kernel has. */
static void raise_descriptor_limit(uint32_t n)
{
    const rlim_t needed = (rlim_t)n + 64; /* a runner's own, and a launcher's */
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < needed) {
        limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Opened one by one: copies of one descriptor would share the count that fork has to raise. */
static int open_descriptors(uint32_t n, struct ps_error *err)
{
    if (n == 0)
        return 0;
    raise_descriptor_limit(n);
    for (uint32_t i = 0; i < n; i++) {
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) {
            ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot open descriptor %" PRIu32 " of %" PRIu32, i + 1, n);
            return ps_error_hint(err, "take fewer --fds, or raise the hard limit (ulimit -Hn)");
        }
    }
    return 0;
}

int ps_factors_apply(const struct ps_factors *factors, struct ps_ballast *ballast, struct ps_error *err)
{
    struct ps_ballast unasked = {0};
    ballast = ballast != NULL ? ballast : &unasked;
    *ballast = (struct ps_ballast){0};
    if (take_ballast(factors->ballast_bytes, ballast, err) != 0)
        return -1;
    if (open_descriptors(factors->fds, err) != 0)
        return -1;
    return create_sleepers(factors->threads, err);
}
