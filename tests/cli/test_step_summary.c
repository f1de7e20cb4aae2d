#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/step_summary.h"

enum { MEBIBYTE = 1 << 20 };

static char path[64], said[256];
static size_t given;

static int write_text(const void *text, size_t most, FILE *to, struct ps_error *err)
{
    (void)err;
    given = most;
    fputs(text, to);
    return 0;
}

/* A file of so many bytes, as what steps before have written. */
static void begin_summary(size_t bytes)
{
    strcpy(path, "/tmp/procstart-summary-XXXXXX");
    int fd = mkstemp(path);
    cr_assert(ge(int, fd, 0));
    cr_assert(eq(int, ftruncate(fd, (off_t)bytes), 0));
    close(fd);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
}

static int append(const char *text, struct ps_error *err)
{
    FILE *log = tmpfile();
    cr_assert(ne(ptr, log, NULL));
    int status = ps_step_summary_append(write_text, text, log, err);
    rewind(log);
    said[fread(said, 1, sizeof said - 1, log)] = '\0';
    fclose(log);
    return status;
}

static size_t end_summary(void)
{
    FILE *file = fopen(path, "rb");
    cr_assert(ne(ptr, file, NULL));
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    fclose(file);
    remove(path);
    return size;
}

Test(step_summary, is_not_wanted_where_none_is_named)
{
    unsetenv("GITHUB_STEP_SUMMARY");
    cr_assert(not(ps_step_summary_wanted()));
    cr_assert(eq(int, append("x", NULL), 0));
    setenv("GITHUB_STEP_SUMMARY", "", 1);
    cr_assert(not(ps_step_summary_wanted()));
}

Test(step_summary, goes_behind_what_is_there_and_is_told_its_room)
{
    begin_summary(1000);
    cr_assert(ps_step_summary_wanted());
    cr_assert(eq(int, append("more", NULL), 0));
    cr_assert(lt(sz, given, MEBIBYTE - 1000));
    cr_assert(eq(str, said, ""));
    cr_assert(eq(sz, end_summary(), 1004));
}

Test(step_summary, a_full_one_is_left_alone_and_that_is_said)
{
    begin_summary(MEBIBYTE - 1000);
    cr_assert(eq(int, append("more", NULL), 0));
    cr_assert(ne(ptr, strstr(said, "is full"), NULL), "%s", said);
    cr_assert(eq(sz, end_summary(), MEBIBYTE - 1000));
}

Test(step_summary, one_that_cannot_be_opened_is_an_error)
{
    struct ps_error err = {0};
    setenv("GITHUB_STEP_SUMMARY", "no-such-folder/summary.md", 1);
    cr_assert(eq(int, append("x", &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(ne(ptr, strstr(err.what, "no-such-folder"), NULL), "%s", err.what);
}

/* A pipe, which may be read by somebody, but where nobody knows how much has been written. */
Test(step_summary, one_of_unknown_size_is_an_error_not_silence)
{
    struct ps_error err = {0};
    int ends[2];
    char name[64];
    cr_assert(eq(int, pipe(ends), 0));
    snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
    setenv("GITHUB_STEP_SUMMARY", name, 1);
    cr_assert(eq(int, append("x", &err), -1));
    cr_assert(ne(ptr, strstr(err.what, "size of the step summary"), NULL), "%s", err.what);
    close(ends[0]);
    close(ends[1]);
}
