/* launch_clone_vm.h: the launcher that only Linux has. */
#ifndef PS_LINUX_LAUNCH_CLONE_VM_H
#define PS_LINUX_LAUNCH_CLONE_VM_H

#include "platform/launch.h"

extern const struct ps_launcher ps_launch_clone_vm;

#endif
