#include "platform/posix/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What cleans up after the others has this long for it. */
enum { MOMENT_MS = 5000, LOOK_MS = 10 };

/* How the contained program ended. */
struct end {
    int code, signal;
};

/* Set by the handler; blocked but in pselect(). */
static volatile sig_atomic_t asked_to_end;

static void on_signal(int signal)
{
    if (signal != SIGCHLD)
        asked_to_end = 1;
}

/* Blocks what the keeper waits for. From here on a signal waits until pselect() lets it in; *before is what the contained program
 * is to find. */
static int catch_signals(sigset_t *before)
{
    static const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        sigaddset(&set, caught[i]);
    if (sigprocmask(SIG_BLOCK, &set, before) != 0)
        return -1;
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
        if (sigaction(caught[i], &action, NULL) != 0)
            return -1;
    }
    return 0;
}

static _Noreturn void become(char **command, pid_t keeper, const sigset_t *mask)
{
    setpgid(0, 0);
    ps_keeper_follow(keeper);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(command[0], command + 1);
    dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
    _exit(PS_KEEPER_NOT_STARTED);
}

/* The contained program's pipes must close when it closes them. */
static void let_go_of_stdio(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (null < 0 || dup2(null, fd) < 0)
            close(fd);
    }
    if (null > STDERR_FILENO)
        close(null);
}

/* Reaps adopted orphans; whether the contained program has ended. It stays unreaped, so that its number stays its own. */
static bool has_ended(pid_t contained)
{
    for (;;) {
        siginfo_t info = {.si_pid = 0};
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
            return errno == ECHILD;
        if (info.si_pid == 0)
            return false;
        if (info.si_pid == contained)
            return true;
        waitpid(info.si_pid, NULL, 0);
    }
}

/* Until the contained program has ended, the lifeline is closed, or somebody asks to end. */
static void wait_for_end(pid_t contained)
{
    sigset_t open_mask;
    sigemptyset(&open_mask);
    while (!asked_to_end && !has_ended(contained)) {
        const struct timespec *patience = NULL;
        int events = ps_keeper_events(&patience);
        fd_set reading;
        FD_ZERO(&reading);
        FD_SET(PS_KEEPER_LIFELINE, &reading);
        if (events >= 0)
            FD_SET(events, &reading);
        int last = events > PS_KEEPER_LIFELINE ? events : PS_KEEPER_LIFELINE;
        int ready = pselect(last + 1, &reading, NULL, NULL, patience, &open_mask);
        if ((ready < 0 && errno != EINTR) || (ready > 0 && FD_ISSET(PS_KEEPER_LIFELINE, &reading)))
            return; /* nothing is ever written to a lifeline: it was closed */
        if (ready > 0)
            ps_keeper_look();
    }
}

static void note_end(struct end *end, int status)
{
    end->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Or until a child has ended. */
static void wait_a_little(void)
{
    static const struct timespec a_little = {.tv_nsec = LOOK_MS * 1000 * 1000};
    sigset_t open_mask;
    sigemptyset(&open_mask);
    pselect(0, NULL, NULL, NULL, &a_little, &open_mask);
}

/* Kills and reaps until nobody is left. Each pass kills those that the last one's deaths made children. What may not be killed
 * (another user's) is not waited for. */
static struct end end_all(pid_t contained)
{
    struct end end = {.signal = SIGKILL};
    bool reaped = false;
    int64_t until_ms = now_ms() + MOMENT_MS;
    kill(-contained, SIGKILL);
    for (;;) {
        int status;
        pid_t pid;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid != contained)
                continue;
            reaped = true;
            note_end(&end, status);
        }
        bool childless = pid < 0 && errno == ECHILD;
        int last = 0;
        bool more = ps_keeper_kill_below(childless, now_ms() < until_ms ? &last : NULL) > 0;
        if (!more && last == 0 && (childless || reaped || kill(contained, SIGKILL) != 0))
            return end;
        if (!more && last > 0)
            wait_a_little();
        else
            ps_keeper_await_death();
    }
}

/* Ends as the contained program did, so that whoever waits for the keeper sees that. */
static int mirror(struct end end)
{
    if (end.signal == 0)
        return end.code;
    ps_keeper_no_core();
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, end.signal);
    signal(end.signal, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(end.signal);
    return 128 + end.signal;
}

int ps_keeper_run(char **command)
{
    sigset_t before;
    pid_t keeper = getpid();
    if (catch_signals(&before) != 0 || ps_keeper_adopt() != 0) {
        dprintf(STDERR_FILENO, "keeper: %s\n", strerror(errno));
        return PS_KEEPER_NOT_STARTED;
    }
    pid_t contained = fork();
    if (contained == 0)
        become(command, keeper, &before);
    if (contained < 0) {
        dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
        return PS_KEEPER_NOT_STARTED;
    }
    setpgid(contained, contained); /* here too: the group must be there before it could have to be killed */
    ps_keeper_track(contained);
    let_go_of_stdio();
    wait_for_end(contained);
    return mirror(end_all(contained));
}

/* What was handed over by number must not get into the contained program, or it would keep itself alive. Nor must what procstart
 * got from whoever started it: how many descriptors a runner has is a factor. */
static int keep_descriptors(void)
{
    ps_keeper_close_from(PS_KEEPER_REPORT + 1);
    for (int fd = PS_KEEPER_LIFELINE; fd <= PS_KEEPER_REPORT; fd++) {
        if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
            return -1;
    }
    return 0;
}

static int keep(int argc, char **argv)
{
    if (argc >= 2 && keep_descriptors() == 0) {
        if (argc >= 4 && strcmp(argv[1], "run") == 0)
            return ps_keeper_run(argv + 2);
        if ((argc == 3 || argc == 5) && strcmp(argv[1], "watch") == 0)
            return ps_keeper_watch(argv[2], argc == 5 ? argv[3] : NULL, argc == 5 ? argv[4] : NULL);
    }
    dprintf(STDERR_FILENO, "procstart-keeper: started by procstart only\n");
    return 2;
}

/* Without a last look at memory, for which a sanitizer stops the process: a SIGCONT that comes then would leave it stopped. */
int main(int argc, char **argv)
{
    _exit(keep(argc, argv));
}
