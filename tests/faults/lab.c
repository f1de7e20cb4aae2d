#include "lab.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

char lab_folder[64];
bool lab_has_shm;

static char procstart[128] = PS_TEST_PROGRAMS "/procstart";

/* For what is about to happen: much longer than it takes on a loaded machine, since only a test that fails waits that long. */
enum { PATIENCE_S = 60 };

static void shell(const char *command)
{
    cr_assert_eq(system(command), 0, "%s", command);
}

static bool try_until(bool (*holds)(const void *), const void *data)
{
    for (int tries = 0; tries < PATIENCE_S * 200; tries++) {
        if (holds(data))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return false;
}

/* ---- the folder ---- */

static bool take_shm(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", "/dev/shm", "tmpfs", 0, NULL) == 0;
}

void lab_enter(void)
{
    strcpy(lab_folder, "/tmp/procstart-lab-XXXXXX");
    cr_assert_not_null(mkdtemp(lab_folder));
    cr_assert_eq(chdir(lab_folder), 0);
    shell("mkdir out tmp && chmod 755 . && cd out");
    char path[128];
    snprintf(path, sizeof path, "%s/tmp", lab_folder);
    setenv("TMPDIR", path, 1);
    setenv("PROCSTART_LAB", lab_folder, 1);
    /* A sanitizer is to bear the library before it, and not to look for leaks in processes that are killed on purpose. */
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", 1);
    cr_assert_eq(chdir("out"), 0);
    lab_has_shm = take_shm();
}

const char *lab_programs(const char *replacements)
{
    static char folder[80];
    char command[512];
    snprintf(folder, sizeof folder, "%s/bin", lab_folder);
    snprintf(command, sizeof command, "mkdir %s && cp " PS_TEST_PROGRAMS "/procstart " PS_TEST_PROGRAMS "/procstart-* %s", folder,
             folder);
    shell(command);
    if (replacements != NULL) {
        snprintf(command, sizeof command, "cp %s/* %s", replacements, folder);
        shell(command);
    }
    snprintf(procstart, sizeof procstart, "%s/procstart", folder);
    return folder;
}

void lab_inject(const char *faults)
{
    setenv("PROCSTART_FAULT", faults, 1);
    setenv("LD_PRELOAD", PS_TEST_INJECT, 1);
}

/* ---- running ---- */

pid_t lab_start(const char *before, const char *arguments)
{
    char command[2048];
    snprintf(command, sizeof command, "exec >../stdout 2>../stderr </dev/null; %s exec %s bench -q -o r.json %s", before,
             procstart, arguments);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static void take(const char *name, char *to, size_t room)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", lab_folder, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    to[fread(to, 1, room - 1, file)] = '\0';
    fclose(file);
}

const struct ran *lab_end(pid_t pid)
{
    static struct ran ran;
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    take("stdout", ran.out, sizeof ran.out);
    take("stderr", ran.err, sizeof ran.err);
    return &ran;
}

const struct ran *lab_bench(const char *before, const char *arguments)
{
    return lab_end(lab_start(before, arguments));
}

struct awaited {
    pid_t pid;
    int lines;
};

static bool has_lines(const void *data)
{
    const struct awaited *awaited = data;
    cr_assert_eq(waitpid(awaited->pid, NULL, WNOHANG), 0, "bench ended by itself");
    FILE *journal = fopen("r.json.journal", "r");
    int lines = 0;
    for (int c; journal != NULL && (c = fgetc(journal)) != EOF;)
        lines += c == '\n';
    if (journal != NULL)
        fclose(journal);
    return lines >= awaited->lines;
}

void lab_await_lines(pid_t pid, int lines)
{
    const struct awaited awaited = {pid, lines};
    cr_assert(try_until(has_lines, &awaited), "the journal does not grow");
}

/* ---- processes ---- */

/* /proc/PID/NAME with spaces for zeros; "" if the process is gone. */
static const char *proc_text(const char *pid, const char *name)
{
    static char text[1 << 17];
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/%.20s", pid, name);
    int fd = open(path, O_RDONLY);
    ssize_t n = 0, got;
    while (fd >= 0 && (size_t)n < sizeof text - 1 && (got = read(fd, text + n, sizeof text - 1 - (size_t)n)) > 0)
        n += got;
    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i < n; i++)
        text[i] = text[i] != '\0' ? text[i] : ' ';
    text[n] = '\0';
    return text;
}

static bool is_program_of_ours(const char *pid)
{
    char path[64], target[4096];
    snprintf(path, sizeof path, "/proc/%.20s/exe", pid);
    ssize_t n = readlink(path, target, sizeof target - 1);
    target[n > 0 ? n : 0] = '\0';
    return strncmp(target, PS_TEST_PROGRAMS "/", strlen(PS_TEST_PROGRAMS "/")) == 0 ||
           strncmp(target, lab_folder, strlen(lab_folder)) == 0;
}

/* For a moment of its exec a process has its new program and no environment yet. */
static bool is_of_this_lab(const char *pid)
{
    char mark[128];
    snprintf(mark, sizeof mark, "PROCSTART_LAB=%s ", lab_folder);
    const char *variables = proc_text(pid, "environ");
    return variables[0] != '\0' ? strstr(variables, mark) != NULL : is_program_of_ours(pid);
}

/* Of what was started: the number of one whose command line holds `words`, and how many there are. */
static pid_t look(const char *words, int *count)
{
    DIR *proc = opendir("/proc");
    cr_assert_not_null(proc);
    pid_t found = 0;
    for (const struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0]) || !is_of_this_lab(entry->d_name) ||
            strstr(proc_text(entry->d_name, "cmdline"), words) == NULL)
            continue;
        found = atoi(entry->d_name);
        ++*count;
    }
    closedir(proc);
    return found;
}

static bool is_there(const void *words)
{
    int count = 0;
    return look(words, &count) != 0;
}

pid_t lab_find(const char *words)
{
    int count = 0;
    cr_assert(try_until(is_there, words), "no %s", words);
    return look(words, &count);
}

static bool is_alone(const void *data)
{
    (void)data;
    return !is_there("");
}

static void expect_alone(void)
{
    if (try_until(is_alone, NULL))
        return;
    int count = 0;
    char pid[24];
    snprintf(pid, sizeof pid, "%d", (int)look("", &count));
    cr_expect(false, "%d processes are left, one of them: %s", count, proc_text(pid, "cmdline"));
}

void lab_leave(void)
{
    char command[256];
    expect_alone();
    cr_expect_eq(chdir("/"), 0);
    snprintf(command, sizeof command, "chmod -R u+w %s && rm -rf %s", lab_folder, lab_folder);
    unsetenv("LD_PRELOAD");
    shell(command);
}

/* ---- what is expected ---- */

void lab_expect_error(const struct ran *ran, int status, const char *parts)
{
    char copy[512];
    cr_expect_eq(ran->status, status, "status %d: %s", ran->status, ran->err);
    cr_expect(strncmp(ran->err, "procstart: error: ", 18) == 0, "no error: \"%s\"", ran->err);
    cr_expect_eq(strchr(ran->err, '\n'), ran->err + strlen(ran->err) - 1, "not one line: %s", ran->err);
    snprintf(copy, sizeof copy, "%s", parts);
    for (char *part = strtok(copy, "|"); part != NULL; part = strtok(NULL, "|"))
        cr_expect(strstr(ran->err, part) != NULL, "\"%s\" is not in: %s", part, ran->err);
}

void lab_expect_success(const struct ran *ran)
{
    cr_expect_eq(ran->status, 0, "status %d", ran->status);
    cr_expect_str_empty(ran->err);
}

static const char *list(const char *path)
{
    static char names[4096];
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    cr_assert_geq(n, 0, "%s: %s", path, strerror(errno));
    names[0] = '\0';
    for (int i = 0; i < n; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0) {
            size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, "%s ", entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    return names;
}

void lab_expect_left(const char *files)
{
    expect_alone();
    cr_expect_str_eq(list("."), files);
    cr_expect_str_empty(list("../tmp"));
    if (lab_has_shm)
        cr_expect_str_empty(list("/dev/shm"));
}

json_t *lab_result(bool complete)
{
    json_error_t error;
    json_t *result = json_load_file("r.json", 0, &error);
    cr_assert_not_null(result, "r.json: %s", error.text);
    cr_expect_eq(json_is_true(json_object_get(result, "complete")), complete);
    return result;
}

static const json_t *find_cell(const json_t *result, const char *id)
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        if (strcmp(json_string_value(json_object_get(cell, "id")), id) == 0)
            return cell;
    }
    cr_assert(false, "no cell %s", id);
    return NULL;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

void lab_expect_cell(const json_t *result, const char *id, const char *status, const char *reason)
{
    const json_t *cell = find_cell(result, id);
    cr_expect_str_eq(text_of(cell, "status"), status, "%s is %s: %s", id, text_of(cell, "status"), text_of(cell, "reason"));
    cr_expect(strstr(text_of(cell, "reason"), reason) != NULL, "%s: %s", id, text_of(cell, "reason"));
    cr_expect_eq(*text_of(cell, "reason") == '\0', *reason == '\0', "%s: %s", id, text_of(cell, "reason"));
}

size_t lab_starts(const json_t *result, const char *id)
{
    const json_t *cell = find_cell(result, id);
    return json_array_size(json_object_get(json_object_get(cell, "samples"), "asked_ns")) +
           json_array_size(json_object_get(json_object_get(cell, "first"), "asked_ns"));
}
