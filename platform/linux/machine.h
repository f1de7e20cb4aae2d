/* machine.h: reading what Linux says in /proc, /sys and /etc.
 *
 * `root` is "" for this machine, or a folder laid out like its / that was recorded on another one (tests/data/machines). All
 * paths are absolute. What the kernel only tells by system call (page size, C library, clock) is of the running machine.
 */
#ifndef PS_LINUX_MACHINE_H
#define PS_LINUX_MACHINE_H

#include <hwloc/bitmap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/* Opens root + path for reading; NULL with errno. */
FILE *ps_machine_open(const char *root, const char *path);

bool ps_machine_has(const char *root, const char *path);

/* The start of a small file, up to room - 1 bytes, without white space at its end. 0, or -1 with errno. */
int ps_machine_read(const char *root, char *text, size_t room, const char *path, ...) PS_PRINTF(4, 5);

/* A file that is one number; "max" is INT64_MAX. 0, or -1. */
int ps_machine_number(const char *root, int64_t *value, const char *path, ...) PS_PRINTF(3, 4);

/* What follows `key` and separators (space, tab, ':', '=') on the first line that begins with it: "MemTotal", "model name",
 * "some avg10". Quotes around the value are dropped. 0, or -1. */
int ps_machine_field(const char *root, const char *path, const char *key, char *value, size_t room);
int ps_machine_field_number(const char *root, const char *path, const char *key, int64_t *value);

/* A set written as "0-3,8", from a file, or the online ones of Cpus_allowed_list of this process; NULL if it is not there. Free
 * it with hwloc_bitmap_free. */
hwloc_bitmap_t ps_machine_set(const char *root, const char *path);
hwloc_bitmap_t ps_machine_allowed(const char *root);

/* Distinct contents of one file of each online processor, /sys/devices/system/cpu/cpuN/FILE. */
#define PS_TALLY_MAX 8
struct ps_tally {
    int cpus; /* online processors */
    int n;    /* distinct values */
    struct {
        char value[64];
        int cpus;
    } of[PS_TALLY_MAX];
};
int ps_machine_tally(const char *root, struct ps_tally *tally, const char *file);

/* Likewise for a file that is a number: its sum over the online processors that have it. */
int ps_machine_sum(const char *root, int64_t *value, const char *file);

#endif
