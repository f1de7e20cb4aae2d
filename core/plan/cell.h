/* cell.h: the words of a measurement: API, start method, child program, factors, phase, and the cell made of them.
 *
 * Plain data, shared by planner, orchestrator, runners and reports; no operating system in it.
 */
#ifndef PS_PLAN_CELL_H
#define PS_PLAN_CELL_H

#include <stddef.h>
#include <stdint.h>

enum ps_api { PS_NATIVE, PS_PYTHON, PS_APIS };

/* As multiprocessing names them, and the floor: the same bookkeeping around nothing. */
enum ps_method { PS_FLOOR, PS_FORK, PS_SPAWN, PS_FORKSERVER, PS_METHODS };

/* What the start starts. NONE: the target runs in the forked image itself. */
enum ps_child { PS_CHILD_NONE, PS_CHILD_STUB_STATIC, PS_CHILD_STUB_DYNAMIC, PS_CHILD_HOST, PS_CHILD_STOCK, PS_CHILDREN };

/* Points on the timeline of one start, in the order in which they happen; each is kept as ns since `asked`. */
enum ps_phase {
    PS_RETURNED,      /* the starting call came back in the parent */
    PS_RUNNING,       /* the child's first instruction that is ours */
    PS_INITIALIZED,   /* the interpreter is up */
    PS_UNPICKLED,     /* the preparation data has been read */
    PS_MAIN_IMPORTED, /* the main module has been re-imported */
    PS_READY,         /* the target function is entered */
    PS_REAPED,        /* the parent knows that the child ended */
    PS_PHASES
};

/* A phase that did not show. Never guessed, null in a file. */
#define PS_MISSING INT64_C(-1)

struct ps_factors {
    uint64_t ballast_bytes; /* touched memory of the parent beyond what it has anyway */
    uint32_t threads;       /* further threads in the parent, asleep */
    uint32_t fds;           /* further open descriptors in the parent */
    uint32_t workers;       /* children at one time */
    const char *main;       /* file that is the main module; NULL: procstart's own */
};

/* One combination that is measured. Strings belong to the plan. */
struct ps_cell {
    char id[192]; /* api/method[/mechanism][@python][+child][,factor=value], see ps_cell_id() */
    enum ps_api api;
    enum ps_method method;
    const char *mechanism; /* planned: a native cell's launcher by its name, "" for Python; in a result: what really ran, as the
                               runner's hello says it ("uv_spawn (fork+exec)") */
    int python;            /* index into the plan's pythons, -1 for native cells */
    enum ps_child child;
    struct ps_factors factors;
    unsigned twin;           /* 0; 1 for the second entry of --self-check; runners of its own */
    unsigned build;          /* 0; 1: run by the programs of another build (bench --against), paired with the cell of this one */
    int group;               /* cells of one group are alive together and paired; -1: it is not measured */
    const char *unsupported; /* NULL, or why it cannot be measured here */
};

const char *ps_api_name(enum ps_api api);
const char *ps_method_name(enum ps_method method);
const char *ps_child_name(enum ps_child child);

/* The program (base/programs.h) that is a native child of this kind; NULL: a child of this kind is no program of its own. */
const char *ps_child_program(enum ps_child child);
const char *ps_phase_name(enum ps_phase phase);

/* Each returns the value, or -1 if no such name. */
int ps_api_parse(const char *name);
int ps_method_parse(const char *name);
int ps_child_parse(const char *name);
int ps_phase_parse(const char *name);

/* Writes cell->id. `python` is the id of its Python (pythons[].id, as "3.13.5t"), NULL for native cells. */
void ps_cell_id(struct ps_cell *cell, const char *python);

#endif
