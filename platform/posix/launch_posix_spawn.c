#include "platform/posix/launch_posix_spawn.h"

#include <unistd.h>

#include "platform/posix/launch_child.h"

int ps_launch_by_posix_spawn(const struct ps_launch_target *target, const posix_spawn_file_actions_t *actions,
                             const posix_spawnattr_t *attributes, struct ps_launched *child, struct ps_error *err)
{
    char *const argv[] = {(char *)target->program, (char *)target->page_path, NULL};
    pid_t pid;
    int failed = posix_spawn(&pid, target->program, actions, attributes, argv, environ);
    if (failed != 0)
        return ps_launch_refused(err, failed, "posix_spawn", target->program);
    child->id = pid;
    return 0;
}
