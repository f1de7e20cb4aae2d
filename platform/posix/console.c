#include "platform/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Opened the wrong way round: whoever uses a stream that was closed is to get an error, not silence. */
static void occupy_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

/* Those that a loop of libuv has open when it would rather abort than fail. */
static int check_descriptors(struct ps_error *err)
{
    int fds[3], n = 0, os = 0;
    while (n < 3 && (fds[n] = dup(STDERR_FILENO)) >= 0)
        n++;
    if (n < 3)
        os = errno;
    while (n > 0)
        close(fds[--n]);
    if (os == 0)
        return 0;
    ps_fail_os(err, PS_EXIT_FAILED, os, "no descriptor is left");
    return ps_error_hint(err, "raise ulimit -n");
}

int ps_console_prepare(struct ps_error *err)
{
    occupy_closed_streams();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    return check_descriptors(err);
}

bool ps_console_is(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

int ps_console_columns(FILE *stream)
{
    struct winsize size;
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool ps_console_hangup_ignored(void)
{
    struct sigaction now;
    return sigaction(SIGHUP, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_IGN;
}

/* The variables in the order in which POSIX gives them weight; a set locale would change how numbers are written. */
bool ps_console_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale == NULL || *locale == '\0')
            continue;
        const char *charset = strchr(locale, '.');
        return charset != NULL && (strncasecmp(charset + 1, "utf-8", 5) == 0 || strncasecmp(charset + 1, "utf8", 4) == 0);
    }
    return false;
}
