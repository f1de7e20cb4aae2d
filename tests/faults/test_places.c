/* Places that take nothing, or not enough: disks, folders, limits, closed streams. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab.h"

#define TWO "--api native --method fork,forkserver --epochs 2"

TestSuite(places, .init = lab_enter, .fini = lab_leave, .timeout = 240);

static void need_mounts(void)
{
    if (!lab_has_shm)
        cr_skip_test("file systems cannot be mounted here");
}

/* ---- the result's ---- */

/* out/ becomes a file system of its own. */
static void mount_out(unsigned long flags, const char *options)
{
    need_mounts();
    cr_assert_eq(mount("none", "../out", "tmpfs", flags, options), 0);
    cr_assert_eq(chdir("../out"), 0);
}

static void unmount_out(void)
{
    cr_assert_eq(chdir(".."), 0);
    cr_expect_eq(umount("out"), 0);
    cr_assert_eq(chdir("out"), 0);
}

Test(places, a_full_disk)
{
    mount_out(0, "size=32k");
    const struct ran *ran = lab_bench("", "--api native --method fork,forkserver --epochs 20");
    lab_expect_error(ran, 2, "r.json|No space left|procstart finish");
    cr_expect_not_null(strstr(ran->out, "\nforkserver "), "not printed: %s", ran->out);
    lab_expect_left("r.json.journal ");
    cr_assert_eq(mount("none", ".", NULL, MS_REMOUNT, "size=8m"), 0);
    cr_expect_eq(system(PS_TEST_PROGRAMS "/procstart finish r.json"), 0);
    json_t *result = lab_result(false);
    cr_expect_gt(lab_starts(result, "native/fork"), 0);
    json_decref(result);
    lab_expect_left("r.json ");
    unmount_out();
}

Test(places, a_disk_that_is_full_before_it_begins)
{
    mount_out(0, "size=4k");
    const struct ran *ran = lab_bench("", "--api native --epochs 1");
    lab_expect_error(ran, 2, "r.json.journal|No space left");
    lab_expect_left("");
    unmount_out();
}

/* Which of the two files meets the limit depends on how many starts came before the journal did: a result of few is shorter. */
Test(places, a_limit_on_files)
{
    const struct ran *ran = lab_bench("ulimit -f 24;", "--api native --method fork,forkserver --epochs 20");
    lab_expect_error(ran, 2, "File too large");
    cr_expect_not_null(strstr(ran->out, "\nforkserver "), "not printed: %s", ran->out);
    if (access("r.json", F_OK) != 0) {
        lab_expect_error(ran, 2, "procstart finish");
        lab_expect_left("r.json.journal ");
        cr_assert_eq(system(PS_TEST_PROGRAMS "/procstart finish r.json"), 0);
    }
    json_t *result = lab_result(false);
    cr_expect_gt(lab_starts(result, "native/fork") + lab_starts(result, "native/forkserver"), 0);
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(places, a_folder_that_may_not_be_written)
{
    if (geteuid() == 0)
        mount_out(MS_RDONLY, "");
    else
        cr_assert_eq(chmod(".", 0555), 0);
    const struct ran *ran = lab_bench("", TWO);
    lab_expect_error(ran, 2, "r.json");
    lab_expect_left("");
    if (geteuid() == 0)
        unmount_out();
}

Test(places, a_folder_that_is_removed_meanwhile)
{
    pid_t pid = lab_start("", "--api native --method fork,forkserver --epochs 40");
    lab_await_lines(pid, 12);
    cr_assert_eq(system("rm -rf ../out"), 0);
    lab_expect_error(lab_end(pid), 2, "r.json|No such file");
    cr_assert_eq(mkdir("../out", 0755), 0);
    cr_assert_eq(chdir("../out"), 0);
    lab_expect_left("");
}

Test(places, a_result_that_another_run_is_writing)
{
    pid_t pid = lab_start("", "--api native --method fork --epochs 100000");
    lab_await_lines(pid, 2);
    char command[] =
        PS_TEST_PROGRAMS "/procstart bench --api native --method fork --epochs 1 -q -o r.json >/dev/null 2>../second";
    cr_expect_eq(WEXITSTATUS(system(command)), 2);
    cr_expect_eq(system("grep -q 'procstart: error: .*another procstart is writing it' ../second"), 0);
    cr_expect_eq(system("test $(wc -l <../second) = 1"), 0);
    kill(pid, SIGTERM);
    cr_expect_eq(lab_end(pid)->status, 130);
    lab_expect_left("r.json ");
}

/* ---- the private folder's ---- */

Test(places, without_shared_memory_it_takes_tmpdir)
{
    need_mounts();
    cr_assert_eq(mount("none", "/dev/shm", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    lab_expect_success(lab_bench("", TWO));
    lab_expect_left("r.json ");
}

Test(places, without_any_place_it_says_so)
{
    need_mounts();
    cr_assert_eq(mount("none", "/dev/shm", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    lab_expect_error(lab_bench("TMPDIR=/nonexistent", TWO), 2, "temporary|TMPDIR");
    lab_expect_left("");
}

Test(places, too_little_shared_memory)
{
    need_mounts();
    cr_assert_eq(mount("none", "/dev/shm", NULL, MS_REMOUNT, "size=4k"), 0);
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|page|No space left");
    json_t *result = lab_result(true);
    lab_expect_cell(result, "native/fork", "ok", "");
    json_decref(result);
    lab_expect_left("r.json ");
}

/* ---- limits and streams ---- */

Test(places, too_few_descriptors)
{
    static const int limits[] = {4, 5, 6, 8, 10, 12, 14, 16, 18};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char limit[32];
        snprintf(limit, sizeof limit, "ulimit -n %d;", limits[i]);
        lab_expect_error(lab_bench(limit, TWO), 3, "oo many open files");
        remove("r.json");
    }
    lab_expect_left("");
}

Test(places, no_streams_at_all)
{
    char command[] = PS_TEST_PROGRAMS "/procstart bench " TWO " -q -o r.json <&- >&- 2>&-";
    cr_expect_eq(WEXITSTATUS(system(command)), 2);
    json_t *result = lab_result(true);
    lab_expect_cell(result, "native/fork", "ok", "");
    json_decref(result);
    lab_expect_left("r.json ");
}
