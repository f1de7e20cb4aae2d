/* tsan_arena.c: lets Criterion's tests run under ThreadSanitizer.
 *
 * Criterion maps the arena that its test processes share at an address of its own choice, 0x2000'0000'0000 and up, if mincore()
 * finds nothing there. ThreadSanitizer has its shadow there. So mincore() is made to find nothing, and such an address is moved
 * into the part of that range that ThreadSanitizer leaves to programs on x86-64, below the program itself; there the test
 * processes then find it.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FREE_BEGIN UINT64_C(0x550000000000)
#define FREE_SIZE  UINT64_C(0x008000000000)

/* All of this may run before ThreadSanitizer is up. */
#define UNWATCHED __attribute__((no_sanitize("thread")))

UNWATCHED static bool is_choice(const void *address)
{
    uintptr_t at = (uintptr_t)address;
    return at >= UINT64_C(0x200000000000) && at < UINT64_C(0x7f0000000000) && at - FREE_BEGIN >= FREE_SIZE;
}

UNWATCHED int mincore(void *address, size_t size, unsigned char *pages)
{
    if (is_choice(address)) {
        errno = ENOMEM;
        return -1;
    }
    return (int)syscall(SYS_mincore, address, size, pages);
}

void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset);

UNWATCHED void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    uintptr_t at = (uintptr_t)address;
    if (fd >= 0 && is_choice(address)) {
        at = FREE_BEGIN + at % FREE_SIZE;
        flags &= ~MAP_FIXED; /* something may lie there; Criterion tries again if it gets a place outside of its range */
    }
    return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}
