/* posix_spawn as programs on macOS use it: no descriptor gets to the child but those that are named. */
#include "platform/posix/launch_posix_spawn.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

struct spawn_state {
    const struct ps_launch_target *target;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
};

static int set_up(struct spawn_state *spawn)
{
    int failed = posix_spawnattr_setflags(&spawn->attributes, POSIX_SPAWN_CLOEXEC_DEFAULT);
    for (int fd = STDIN_FILENO; failed == 0 && fd <= STDERR_FILENO; fd++)
        failed = posix_spawn_file_actions_addinherit_np(&spawn->actions, fd);
    return failed;
}

static void posix_spawn_close(void *state)
{
    struct spawn_state *spawn = state;
    posix_spawn_file_actions_destroy(&spawn->actions);
    posix_spawnattr_destroy(&spawn->attributes);
    free(spawn);
}

static int posix_spawn_open(const struct ps_launch_target *target, void **state, struct ps_error *err)
{
    struct spawn_state *spawn = calloc(1, sizeof *spawn);
    if (spawn == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    spawn->target = target;
    int failed = posix_spawnattr_init(&spawn->attributes);
    if (failed != 0) {
        free(spawn);
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "posix_spawnattr_init");
    }
    failed = posix_spawn_file_actions_init(&spawn->actions);
    if (failed != 0) {
        posix_spawnattr_destroy(&spawn->attributes);
        free(spawn);
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "posix_spawn_file_actions_init");
    }
    failed = set_up(spawn);
    if (failed != 0) {
        posix_spawn_close(spawn);
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "the attributes of posix_spawn");
    }
    *state = spawn;
    return 0;
}

static int posix_spawn_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct spawn_state *spawn = state;
    return ps_launch_by_posix_spawn(spawn->target, &spawn->actions, &spawn->attributes, child, err);
}

const struct ps_launcher ps_launch_posix_spawn = {
    .name = "posix_spawn",
    .method = PS_SPAWN,
    .mechanism = "posix_spawn (CLOEXEC_DEFAULT)",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .open = posix_spawn_open,
    .start = posix_spawn_start,
    .wait = ps_launch_wait,
    .close = posix_spawn_close,
};
