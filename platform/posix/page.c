#include "platform/page.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Maps the file and closes the descriptor, which is not needed any more. */
static int map(struct ps_page *page, int fd, const char *path, size_t words, struct ps_error *err)
{
    struct stat st;
    size_t bytes = words * sizeof *page->word;
    /* A shorter file would end the process by a signal at the first access. */
    if (fstat(fd, &st) != 0 || st.st_size < (off_t)bytes) {
        close(fd);
        return ps_fail(err, PS_EXIT_FAILED, "%s is not a page of stamps", path);
    }
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int failed = errno;
    close(fd);
    if (at == MAP_FAILED)
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "cannot map %s", path);
    *page = (struct ps_page){.word = at, .words = words};
    return 0;
}

/* Gives the new file its size, backed by memory: a hole would fail at the first store, where it cannot be told, when the
 * file system is full. */
static int allocate(int fd, size_t words)
{
    static const int64_t zeros[PS_PAGE_WORDS];
    for (size_t left = words * sizeof *zeros; left > 0;) {
        ssize_t written = write(fd, zeros, left < sizeof zeros ? left : sizeof zeros);
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        left -= (size_t)written;
    }
    return 0;
}

int ps_page_create_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot make the page of stamps %s", path);
    int failed = allocate(fd, words);
    if (failed != 0) {
        close(fd);
        unlink(path);
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "cannot write the page of stamps %s", path);
    }
    if (map(page, fd, path, words, err) != 0) {
        unlink(path);
        return -1;
    }
    return 0;
}

int ps_page_create(struct ps_page *page, const char *path, struct ps_error *err)
{
    return ps_page_create_of(page, path, PS_PAGE_WORDS, err);
}

int ps_page_open_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot open the page of stamps %s", path);
    return map(page, fd, path, words, err);
}

int ps_page_open(struct ps_page *page, const char *path, struct ps_error *err)
{
    return ps_page_open_of(page, path, PS_PAGE_WORDS, err);
}

void ps_page_close(struct ps_page *page)
{
    if (page->word != NULL)
        munmap((void *)page->word, page->words * sizeof *page->word);
    *page = (struct ps_page){0};
}
