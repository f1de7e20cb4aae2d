#include "made_up.h"

#include <criterion/criterion.h>

#include "stats/random.h"

static const struct ps_cell plan[MADE_UP_CELLS] = {
    [MADE_UP_FLOOR] = {.api = PS_NATIVE, .method = PS_FLOOR, .mechanism = "floor", .python = -1},
    [MADE_UP_FORK] =
        {.api = PS_NATIVE, .method = PS_FORK, .mechanism = "fork", .python = -1, .factors = {.ballast_bytes = 1 << 26}},
    [MADE_UP_SPAWN] = {.api = PS_NATIVE,
                       .method = PS_SPAWN,
                       .mechanism = "posix_spawn",
                       .python = -1,
                       .child = PS_CHILD_STUB_STATIC,
                       .factors = {.threads = 4, .fds = 100}},
    [MADE_UP_TWIN] = {.api = PS_NATIVE,
                      .method = PS_FORK,
                      .mechanism = "fork",
                      .python = -1,
                      .factors = {.ballast_bytes = 1 << 26},
                      .twin = 1},
    [MADE_UP_PYTHON] = {.api = PS_PYTHON,
                        .method = PS_FORKSERVER,
                        .python = 1,
                        .child = PS_CHILD_HOST,
                        .factors = {.main = "folder/\xc3\xbc ber.py"},
                        .group = 1},
    [MADE_UP_MISSING] = {.api = PS_NATIVE,
                         .method = PS_FORKSERVER,
                         .mechanism = "forkserver",
                         .python = -1,
                         .group = -1,
                         .unsupported = "no \"Unix\" sockets here"},
};

static const char *const python_ids[] = {"3.11.7", "3.13.5t"};

static void set_machine(struct ps_result *result)
{
    static const char *const unknown[] = {
        "libc",  "cpu_model",   "physical_cpus",     "affinity",       "page_size", "thp",       "governor",
        "turbo", "mitigations", "security_software", "virtualization", "container", "emulation", "cpu_limit"};
    result->tool = json_pack("{s:s, s:s, s:s, s:s, s:s}", "version", "0.1.0", "commit", "0123456789abcdef", "libuv", "1.44.2",
                             "compiler", "gcc 12.2.0", "build_type", "Release");
    result->host =
        json_pack("{s:s, s:s, s:s, s:s, s:i, s:I, s:[f,f,f], s:{s:s, s:i, s:f}}", "os", "Linux", "os_version", "Debian 12",
                  "kernel", "6.1.0", "machine", "x86_64", "logical_cpus", 2, "memory_bytes", (json_int_t)8589934592,
                  "load_average", 0.1, 0.25, 1.0 / 3, "clock", "name", "CLOCK_MONOTONIC", "resolution_ns", 1, "read_ns", 21.5);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        json_object_set_new(result->host, unknown[i], json_null());
    result->pythons = json_array();
    for (size_t i = 0; i < 2; i++)
        json_array_append_new(result->pythons,
                              json_pack("{s:s, s:s, s:s, s:s, s:n, s:b, s:b, s:s, s:{s:s, s:s, s:b, s:b, s:b, s:b}, s:[], s:[]}",
                                        "id", python_ids[i], "path", "/usr/bin/python3", "version", "3.13.5", "implementation",
                                        "cpython", "libpython", "free_threaded", (int)i, "gil_enabled", !(int)i,
                                        "default_start_method", "fork", "build", "compiler", "GCC 12.2.0", "config_args",
                                        "--enable-shared", "optimised", 1, "lto", 0, "debug", 0, "shared", 1, "flags",
                                        "startup_files"));
}

void made_up_plan(struct ps_result *result)
{
    char *argv[] = {"procstart", "bench", "--main", "caf\xe9.py", "tab\there \"quoted\" \\ \x7f \xc2\x9b"};
    struct ps_error err;
    ps_result_init(result);
    set_machine(result);
    cr_assert_eq(ps_result_set_argv(result, 5, argv, &err), 0);
    cr_assert_eq(ps_result_set(&result->started, "2026-11-24T06:00:00Z", &err), 0);
    result->seed = INT64_MAX;
    result->pinned = true;
    for (int i = 0; i < MADE_UP_CELLS; i++) {
        struct ps_cell cell = plan[i];
        cell.factors.workers = 1;
        ps_cell_id(&cell, cell.python < 0 ? NULL : python_ids[cell.python]);
        cr_assert_eq(ps_result_add_cell(result, &cell, &err), 0, "%s", err.what);
    }
}

/* Microseconds until `reaped`; the other phases are parts of it. */
static const int64_t cost_us[MADE_UP_CELLS] = {0, 200, 300, 200, 2500, 0};

void made_up_sample(struct ps_sample *sample, int cell, uint32_t epoch, uint32_t round, uint32_t turn)
{
    struct ps_random random;
    ps_random_seed(&random, (uint64_t)epoch << 32 | round, (uint64_t)cell << 8 | turn);
    int64_t noise = ps_random_below(&random, 20000), cold = turn < PS_COLD_TURNS ? 50000 : 0;
    int64_t reaped = cost_us[cell] * 1000 + noise + cold + 40;
    sample->asked = MADE_UP_STARTED + ((int64_t)epoch * 1000 + round) * 100000000 + (cell * 100 + (int64_t)turn) * 20000;
    for (int phase = 0; phase < PS_PHASES; phase++)
        sample->at[phase] = PS_MISSING;
    sample->at[PS_RETURNED] = sample->asked + reaped / 4;
    sample->at[PS_REAPED] = sample->asked + reaped;
    if (cell == MADE_UP_FLOOR)
        return;
    sample->at[PS_RUNNING] = sample->asked + reaped / 2;
    sample->at[PS_READY] = sample->asked + reaped / 2 + 500;
    if (cell == MADE_UP_PYTHON && turn != 3)
        sample->at[PS_UNPICKLED] = sample->asked + reaped / 3;
}

static void add(struct ps_samples *to, int cell, uint32_t epoch, uint32_t round, uint32_t turn)
{
    struct ps_error err;
    struct ps_sample sample;
    made_up_sample(&sample, cell, epoch, round, turn);
    cr_assert_eq(ps_samples_add(to, epoch, round, (uint32_t)cell % 3, turn, &sample, MADE_UP_STARTED, &err), 0, "%s", err.what);
}

static void measure(struct ps_cell_result *cell, int index, struct made_up_size size)
{
    struct ps_error err;
    for (uint32_t epoch = 0; epoch < size.epochs; epoch++) {
        add(&cell->first, index, epoch, 0, 0);
        for (uint32_t round = 0; round < size.rounds; round++) {
            for (uint32_t turn = 0; turn < size.starts; turn++)
                add(&cell->samples, index, epoch, round, turn);
        }
    }
    cr_assert_eq(ps_result_set(&cell->stopped_by, "precision", &err), 0);
    cell->resources = (struct ps_resources){1 << 20, 100, index == MADE_UP_FLOOR ? PS_MISSING : 20, 3000, 90000};
}

void made_up_result(struct ps_result *result, struct made_up_size size)
{
    struct ps_error err;
    made_up_plan(result);
    for (int i = 0; i < MADE_UP_CELLS; i++) {
        if (i != MADE_UP_MISSING)
            measure(&result->cells[i], i, size);
    }
    struct ps_cell_result *python = &result->cells[MADE_UP_PYTHON];
    python->status = PS_FAILED;
    cr_assert_eq(ps_result_set(&python->reason, "the child said:\n\x1b[31m\"no\"\xff\xe2\x82", &err), 0);
    cr_assert_eq(ps_result_set(&python->stopped_by, "failure", &err), 0);
    cr_assert_eq(ps_result_warn(result, &err, "busy", "others used %d %% of a processor", 37), 0);
    cr_assert_eq(ps_result_set(&result->finished, "2026-11-24T06:00:30Z", &err), 0);
    result->complete = true;
}
