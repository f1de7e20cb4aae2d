/* procstart.h: runs the built procstart and takes what it says. */
#ifndef PS_TESTS_PROCSTART_H
#define PS_TESTS_PROCSTART_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCSTART PS_TEST_PROGRAMS "/procstart "

struct said {
    int exit;
    char out[131072];
};

static void take_all(struct said *said, int fd)
{
    size_t used = 0;
    ssize_t n;
    while (used < sizeof said->out - 1 && (n = read(fd, said->out + used, sizeof said->out - 1 - used)) > 0)
        used += (size_t)n;
    said->out[used] = '\0';
}

/* By the shell: `command` may redirect. stdout is a pipe. */
static inline struct said *run(const char *command)
{
    struct said *said = calloc(1, sizeof *said);
    cr_assert_neq(said, NULL);
    FILE *pipe = popen(command, "r");
    cr_assert_neq(pipe, NULL);
    take_all(said, fileno(pipe));
    int status = pclose(pipe);
    said->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return said;
}

/* The child's side: the terminal becomes its own, and its standard streams. */
static _Noreturn void become_shell_on(int terminal, const char *command)
{
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
    for (int standard = 0; standard <= 2; standard++)
        dup2(terminal, standard);
    close(terminal);
    unsetenv("COLUMNS");
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

/* On a terminal of that many columns. Its line ends are \r\n. */
static inline struct said *run_on_terminal(const char *command, unsigned short columns)
{
    struct said *said = calloc(1, sizeof *said);
    cr_assert_neq(said, NULL);
    struct winsize size = {.ws_row = 24, .ws_col = columns};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    int inner = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    cr_assert(inner >= 0 && ioctl(inner, TIOCSWINSZ, &size) == 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        close(terminal);
        become_shell_on(inner, command);
    }
    close(inner);
    take_all(said, terminal);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    close(terminal);
    said->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return said;
}

static inline json_t *run_json(const char *command)
{
    struct said *said = run(command);
    cr_assert_eq(said->exit, 0, "%s: exit %d", command, said->exit);
    json_error_t error;
    json_t *document = json_loads(said->out, 0, &error);
    cr_assert_neq(document, NULL, "%s: %s", command, error.text);
    free(said);
    return document;
}

static inline const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* Words longer than a line, as paths are, may stand out; nothing else may. */
static inline void expect_fits(const char *text, size_t columns)
{
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\r\n");
        bool has_path = memchr(line, '/', length) != NULL && strstr(line, "native/") != line + 5;
        cr_expect(length <= columns || has_path, "%zu columns: \"%.*s\"", length, (int)length, line);
        line += length;
        line += strspn(line, "\r\n");
    }
}

#endif
