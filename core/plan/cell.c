#include "plan/cell.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/programs.h"

static const char *const api_names[PS_APIS] = {"native", "python"};

static const char *const method_names[PS_METHODS] = {
    [PS_FLOOR] = "floor",
    [PS_FORK] = "fork",
    [PS_SPAWN] = "spawn",
    [PS_FORKSERVER] = "forkserver",
};

static const char *const child_names[PS_CHILDREN] = {
    [PS_CHILD_NONE] = "none",
    [PS_CHILD_STUB_STATIC] = "stub-static",
    [PS_CHILD_STUB_DYNAMIC] = "stub-dynamic",
    [PS_CHILD_HOST] = "host",
    [PS_CHILD_STOCK] = "stock",
};

static const char *const child_programs[PS_CHILDREN] = {
    [PS_CHILD_STUB_STATIC] = PS_PROGRAM_STUB_STATIC,
    [PS_CHILD_STUB_DYNAMIC] = PS_PROGRAM_STUB_DYNAMIC,
};

static const char *const phase_names[PS_PHASES] = {
    [PS_RETURNED] = "returned",
    [PS_RUNNING] = "running",
    [PS_INITIALIZED] = "initialized",
    [PS_UNPICKLED] = "unpickled",
    [PS_MAIN_IMPORTED] = "main_imported",
    [PS_READY] = "ready",
    [PS_REAPED] = "reaped",
};

const char *ps_api_name(enum ps_api api)
{
    return api_names[api];
}

const char *ps_method_name(enum ps_method method)
{
    return method_names[method];
}

const char *ps_child_name(enum ps_child child)
{
    return child_names[child];
}

const char *ps_child_program(enum ps_child child)
{
    return child_programs[child];
}

const char *ps_phase_name(enum ps_phase phase)
{
    return phase_names[phase];
}

static int find(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    return -1;
}

int ps_api_parse(const char *name)
{
    return find(api_names, PS_APIS, name);
}

int ps_method_parse(const char *name)
{
    return find(method_names, PS_METHODS, name);
}

int ps_child_parse(const char *name)
{
    return find(child_names, PS_CHILDREN, name);
}

int ps_phase_parse(const char *name)
{
    return find(phase_names, PS_PHASES, name);
}

/* Sizes in the largest unit that holds them whole: 64M, not 67108864, so that an id reads like the option that asked for it. */
static void format_bytes(char *to, size_t room, uint64_t bytes)
{
    static const char units[] = {'\0', 'K', 'M', 'G', 'T'};
    size_t unit = 0;
    while (unit + 1 < sizeof units && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    if (units[unit])
        snprintf(to, room, "%" PRIu64 "%c", bytes, units[unit]);
    else
        snprintf(to, room, "%" PRIu64, bytes);
}

static const char *base_name(const char *path)
{
    const char *name = path;
    for (const char *c = path; *c; c++) {
        if (*c == '/' || *c == '\\')
            name = c + 1;
    }
    return name;
}

struct id_writer {
    char *at;
    size_t room;
};

static void append(struct id_writer *id, const char *prefix, const char *text)
{
    int n = snprintf(id->at, id->room, "%s%s", prefix, text);
    if (n < 0)
        return;
    size_t step = (size_t)n < id->room ? (size_t)n : id->room - 1;
    id->at += step;
    id->room -= step;
}

static void append_count(struct id_writer *id, const char *prefix, uint32_t count)
{
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32, count);
    append(id, prefix, text);
}

void ps_cell_id(struct ps_cell *cell, const char *python)
{
    struct id_writer id = {cell->id, sizeof cell->id};
    append(&id, "", ps_api_name(cell->api));
    append(&id, "/", ps_method_name(cell->method));
    bool of_spawn = cell->method == PS_SPAWN;
    if (cell->api == PS_NATIVE && of_spawn)
        append(&id, "/", cell->mechanism);
    if (python != NULL)
        append(&id, "@", python);

    /* Where a start method has only one kind of child, naming it says nothing. */
    bool usual = cell->api == PS_PYTHON ? cell->child == PS_CHILD_HOST : cell->child == PS_CHILD_NONE;
    if (!usual)
        append(&id, "+", ps_child_name(cell->child));
    if (cell->factors.ballast_bytes > 0) {
        char text[32];
        format_bytes(text, sizeof text, cell->factors.ballast_bytes);
        append(&id, ",ballast=", text);
    }
    if (cell->factors.threads > 0)
        append_count(&id, ",threads=", cell->factors.threads);
    if (cell->factors.fds > 0)
        append_count(&id, ",fds=", cell->factors.fds);
    if (cell->factors.workers > 1)
        append_count(&id, ",workers=", cell->factors.workers);
    if (cell->factors.main != NULL)
        append(&id, ",main=", base_name(cell->factors.main));
    if (cell->twin > 0)
        append_count(&id, ",twin=", cell->twin);
    if (cell->build > 0)
        append(&id, ",build=", "B");
}
