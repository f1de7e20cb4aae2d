#include "platform/linux/machine.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int join(char *full, size_t room, const char *root, const char *path)
{
    int n = snprintf(full, room, "%s%s", root, path);
    if (n >= 0 && (size_t)n < room)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

FILE *ps_machine_open(const char *root, const char *path)
{
    char full[PATH_MAX];
    return join(full, sizeof full, root, path) == 0 ? fopen(full, "re") : NULL;
}

bool ps_machine_has(const char *root, const char *path)
{
    char full[PATH_MAX];
    return join(full, sizeof full, root, path) == 0 && access(full, F_OK) == 0;
}

static void trim_end(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        text[--n] = '\0';
}

static int read_path(const char *root, char *text, size_t room, const char *path)
{
    FILE *file = ps_machine_open(root, path);
    if (file == NULL)
        return -1;
    errno = 0;
    size_t n = fread(text, 1, room - 1, file);
    int failed = ferror(file) ? errno : 0;
    fclose(file);
    text[n] = '\0';
    trim_end(text);
    errno = failed;
    return failed ? -1 : 0;
}

static int read_format(const char *root, char *text, size_t room, const char *format, va_list args)
{
    char path[PATH_MAX];
    int n = vsnprintf(path, sizeof path, format, args);
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return read_path(root, text, room, path);
}

int ps_machine_read(const char *root, char *text, size_t room, const char *path, ...)
{
    va_list args;
    va_start(args, path);
    int status = read_format(root, text, room, path, args);
    va_end(args);
    return status;
}

static int parse_number(const char *text, int64_t *value)
{
    if (strcmp(text, "max") == 0) {
        *value = INT64_MAX;
        return 0;
    }
    char *end;
    errno = 0;
    intmax_t number = strtoimax(text, &end, 10);
    if (end == text || errno == ERANGE)
        return -1;
    *value = number;
    return 0;
}

int ps_machine_number(const char *root, int64_t *value, const char *path, ...)
{
    char text[64];
    va_list args;
    va_start(args, path);
    int status = read_format(root, text, sizeof text, path, args);
    va_end(args);
    return status == 0 ? parse_number(text, value) : -1;
}

/* The value on `line` if it begins with key and a separator, else NULL. */
static char *value_of(char *line, const char *key)
{
    size_t length = strlen(key);
    if (strncmp(line, key, length) != 0 || strchr(" \t:=", line[length]) == NULL)
        return NULL;
    char *value = line + length + strspn(line + length, " \t:=");
    trim_end(value);
    size_t n = strlen(value);
    if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
        value[n - 1] = '\0';
        value++;
    }
    return value;
}

int ps_machine_field(const char *root, const char *path, const char *key, char *value, size_t room)
{
    FILE *file = ps_machine_open(root, path);
    if (file == NULL)
        return -1;
    char *line = NULL, *found = NULL;
    size_t line_room = 0;
    while (found == NULL && getline(&line, &line_room, file) >= 0)
        found = value_of(line, key);
    if (found != NULL)
        snprintf(value, room, "%s", found);
    free(line);
    fclose(file);
    return found != NULL ? 0 : -1;
}

int ps_machine_field_number(const char *root, const char *path, const char *key, int64_t *value)
{
    char text[64];
    return ps_machine_field(root, path, key, text, sizeof text) == 0 ? parse_number(text, value) : -1;
}

static hwloc_bitmap_t parse_set(const char *text)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    if (set != NULL && hwloc_bitmap_list_sscanf(set, text) != 0) {
        hwloc_bitmap_free(set);
        set = NULL;
    }
    return set;
}

hwloc_bitmap_t ps_machine_set(const char *root, const char *path)
{
    char text[4096];
    return read_path(root, text, sizeof text, path) == 0 ? parse_set(text) : NULL;
}

hwloc_bitmap_t ps_machine_allowed(const char *root)
{
    char text[4096];
    if (ps_machine_field(root, "/proc/self/status", "Cpus_allowed_list", text, sizeof text) != 0)
        return NULL;
    hwloc_bitmap_t allowed = parse_set(text), online = ps_machine_set(root, "/sys/devices/system/cpu/online");
    /* The kernel lists what may come online some day as well. */
    if (allowed != NULL && online != NULL)
        hwloc_bitmap_and(allowed, allowed, online);
    hwloc_bitmap_free(online);
    return allowed;
}

/* Calls `take` with that file of each online processor that has it; how many processors there are, or -1. */
static int each_processor(const char *root, const char *file, void (*take)(void *data, const char *value), void *data)
{
    hwloc_bitmap_t online = ps_machine_set(root, "/sys/devices/system/cpu/online");
    if (online == NULL)
        return -1;
    int cpu;
    hwloc_bitmap_foreach_begin(cpu, online)
    {
        char value[64];
        if (ps_machine_read(root, value, sizeof value, "/sys/devices/system/cpu/cpu%d/%s", cpu, file) == 0)
            take(data, value);
    }
    hwloc_bitmap_foreach_end();
    int n = hwloc_bitmap_weight(online);
    hwloc_bitmap_free(online);
    return n;
}

static void count_value(void *data, const char *value)
{
    struct ps_tally *tally = data;
    int i = 0;
    while (i < tally->n && strcmp(tally->of[i].value, value) != 0)
        i++;
    if (i == PS_TALLY_MAX)
        return;
    if (i == tally->n) {
        snprintf(tally->of[i].value, sizeof tally->of[i].value, "%s", value);
        tally->n++;
    }
    tally->of[i].cpus++;
}

int ps_machine_tally(const char *root, struct ps_tally *tally, const char *file)
{
    *tally = (struct ps_tally){0};
    tally->cpus = each_processor(root, file, count_value, tally);
    return tally->n > 0 ? 0 : -1;
}

struct sum {
    int64_t value;
    int n;
};

static void add_value(void *data, const char *value)
{
    struct sum *sum = data;
    int64_t number;
    if (parse_number(value, &number) == 0) {
        sum->value += number;
        sum->n++;
    }
}

int ps_machine_sum(const char *root, int64_t *value, const char *file)
{
    struct sum sum = {0};
    each_processor(root, file, add_value, &sum);
    *value = sum.value;
    return sum.n > 0 ? 0 : -1;
}
