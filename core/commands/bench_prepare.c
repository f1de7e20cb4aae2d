#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "commands/bench.h"
#include "commands/seed.h"
#include "platform/clock.h"
#include "platform/facts.h"

/* A default run ends within half a minute: ps_bench_run() keeps what saving and printing take out of it. */
#define DEFAULT_TIME_LIMIT_NS INT64_C(30000000000)
#define DEADLINE_NS           INT64_C(10000000000)

/* ---- places ---- */

static int is_file(const char *option, const char *path, char *absolute, size_t room, struct ps_error *err)
{
    uv_fs_t request;
    int status = uv_fs_stat(NULL, &request, path, NULL);
    bool regular = (request.statbuf.st_mode & S_IFMT) == S_IFREG;
    uv_fs_req_cleanup(&request);
    if (status == 0 && !regular)
        return ps_fail(err, PS_EXIT_USAGE, "%s: %s is no file", option, path);
    if (status == 0) {
        status = uv_fs_access(NULL, &request, path, 4 /* R_OK */, NULL);
        uv_fs_req_cleanup(&request);
    }
    if (status == 0) {
        status = uv_fs_realpath(NULL, &request, path, NULL);
        int n = status == 0 ? snprintf(absolute, room, "%s", (const char *)request.ptr) : 0;
        uv_fs_req_cleanup(&request);
        if (n < 0 || (size_t)n >= room)
            return ps_fail(err, PS_EXIT_USAGE, "%s: the path is too long", option);
    }
    return status == 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "%s: %s cannot be read: %s", option, path, uv_strerror(status));
}

/* The other build has to be there as a whole; what it is worth shows when it runs. */
static bool is_build(const char *folder)
{
    struct ps_programs other = {0};
    struct ps_error err;
    char runner[PS_FILES_PATH];
    snprintf(other.folder, sizeof other.folder, "%s", folder);
    return ps_programs_path(&other, PS_PROGRAM_RUNNER, runner, sizeof runner, &err) == 0;
}

/* Two builds run native cells, two Pythons run Python's. What is no build is taken for a Python, which is looked at later. */
static int choose_apis(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    bench->apis = request->apis;
    if (request->against == NULL)
        return 0;
    bool build = is_build(request->against);
    enum ps_api about = build ? PS_NATIVE : PS_PYTHON;
    bench->has_other_python = !build;
    if ((request->apis & 1u << about) == 0) {
        ps_fail(err, PS_EXIT_USAGE, "--against %s: is %s, and no cell that was asked for is one of that", request->against,
                build ? "a build of procstart, which runs native cells" : "no build of procstart, so it has to be a Python");
        return ps_error_hint(err, "%s",
                             build ? "leave --api and --python out, or name a Python"
                                   : "leave --api and --mechanism out, or name the folder of a build's programs");
    }
    if (build && request->pythons_n > 0) {
        ps_fail(err, PS_EXIT_USAGE, "--against %s: is a build of procstart, which runs native cells: these have no --python",
                request->against);
        return ps_error_hint(err, "leave --python out, or name a Python");
    }
    if (!request->apis_given)
        bench->apis = 1u << about;
    return 0;
}

static int open_place(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    const struct ps_programs *programs = bench->common->programs;
    if (bench->common->output != NULL && ps_file_target(bench->common->output, bench->output, sizeof bench->output, err) != 0)
        return ps_error_context(err, "--output");
    if (request->main != NULL && is_file("--main", request->main, bench->main, sizeof bench->main, err) != 0)
        return -1;
    if (choose_apis(bench, err) != 0)
        return -1;

    int status = uv_loop_init(&bench->loop);
    if (status != 0)
        return ps_fail(err, PS_EXIT_FAILED, "the event loop cannot be made: %s", uv_strerror(status));
    bench->loop_open = true;
    const struct ps_contain_options options = {
        .programs = programs->folder,
        .program = programs->self,
        .result = bench->output[0] != '\0' ? bench->output : NULL,
    };
    return ps_contain_open(&bench->contain, &bench->loop, &options, err);
}

/* ---- what is measured ---- */

static int find_pythons(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    if (!(bench->apis & 1u << PS_PYTHON))
        return 0;
    const char *scratch = ps_contain_dir(bench->contain);
    if (ps_pythons_find(&bench->pythons, request->python, request->pythons_n, bench->common->programs, scratch, err) != 0)
        return -1;
    if (bench->has_other_python &&
        ps_pythons_add(&bench->pythons, request->against, bench->common->programs, scratch, err) != 0) {
        ps_error_context(err, "--against");
        return ps_error_hint(err, "name an interpreter, a venv or a prefix, or the folder of another build's programs");
    }
    return 0;
}

/* Bits of the children that this build has no program for. */
static unsigned absent_children(void)
{
    unsigned absent = 0;
    for (unsigned child = 0; child < PS_CHILDREN; child++) {
        const char *program = ps_child_program((enum ps_child)child);
        if (program != NULL && !ps_programs_built(program))
            absent |= 1u << child;
    }
    return absent;
}

/* A sweep ends where memory does: half of what is available for all runners alive together. */
static void fit_sweep(struct ps_bench *bench, uint64_t memory)
{
    const uint64_t beside = UINT64_C(64) << 20; /* of a Python runner (core/plan/group.c) */
    const struct ps_bench_request *request = bench->request;
    if (!request->ballast_sweep || memory / (request->self_check ? 2 : 1) < beside)
        return;
    uint64_t most = memory / (request->self_check ? 2 : 1) - beside;
    uint64_t lo = request->ballast[0], hi = UINT64_C(1) << 63;
    if (request->ballast[request->ballast_n - 1] <= most || lo > most)
        return;
    while (hi > most)
        hi /= 2;
    bench->ballast_n = ps_sweep_points(lo, hi > lo ? hi : lo, PS_BALLAST_UNIT, bench->ballast);
}

static int warn_of_cut(struct ps_bench *bench, struct ps_error *err)
{
    if (bench->ballast_n == 0)
        return 0;
    const struct ps_bench_request *request = bench->request;
    return ps_result_warn(&bench->result, err, "sweep-cut",
                          "the sweep of --ballast ends at %" PRIu64 " MiB instead of %" PRIu64 ": half of the available memory "
                          "has no room for more",
                          bench->ballast[bench->ballast_n - 1] >> 20, request->ballast[request->ballast_n - 1] >> 20);
}

static int make_plan(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    struct ps_plan_python pythons[PS_PYTHONS_MAX + 1];
    size_t pythons_n = bench->pythons.n - bench->has_other_python;
    for (size_t i = 0; i < bench->pythons.n; i++) {
        const struct ps_python *python = &bench->pythons.list[i];
        pythons[i] = (struct ps_plan_python){
            .id = python->id,
            .has_host = python->libpython[0] != '\0',
            .why_no_host = python->why_no_host,
            .methods = python->methods,
        };
    }
    uint64_t memory = ps_facts_available_memory() / (request->against != NULL ? 4 : 2);
    fit_sweep(bench, memory);
    const struct ps_request_plan asked = {
        .apis = bench->apis,
        .methods = request->methods,
        .children = request->children,
        .absent_children = absent_children(),
        .mechanisms = (const char *const *)request->mechanisms,
        .ballast = bench->ballast_n > 0 ? bench->ballast : request->ballast,
        .ballast_n = bench->ballast_n > 0 ? bench->ballast_n : request->ballast_n,
        .threads = request->threads,
        .threads_n = request->threads_n,
        .fds = request->fds,
        .fds_n = request->fds_n,
        .main = bench->main[0] != '\0' ? bench->main : NULL,
        .self_check = request->self_check,
        .pythons = pythons,
        .pythons_n = pythons_n,
        .memory = memory,
    };
    if (ps_plan_make(&bench->plan, &asked, err) != 0)
        return -1;
    if (request->against == NULL)
        return 0;
    return ps_bench_against(&bench->plan, bench->has_other_python ? &pythons[pythons_n] : NULL, (int)pythons_n, err);
}

/* ---- how ---- */

static int choose_cpus(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    int n = ps_facts_cpus(bench->cpus, PS_CPUS_MAX);
    n = n < PS_CPUS_MAX ? n : PS_CPUS_MAX;
    for (int i = 0; i < request->cpus_n; i++) {
        int j = 0;
        while (j < n && bench->cpus[j] != request->cpus[i])
            j++;
        if (j == n) {
            ps_fail(err, PS_EXIT_USAGE, "--cpus: processor %d is not there, or not allowed to this process", request->cpus[i]);
            return ps_error_hint(err, "`procstart doctor` shows which are");
        }
    }
    bench->options.cpus = request->cpus_n > 0 ? request->cpus : bench->cpus;
    bench->options.cpus_n = request->cpus_n > 0 ? request->cpus_n : n;
    return 0;
}

static int choose_options(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    uint64_t seed = request->seed;
    if (!request->seeded && ps_seed_draw(&seed, err) != 0)
        return -1;
    bench->options.precision = request->precision;
    bench->options.time_limit_ns = request->time_limit_ns > 0 ? request->time_limit_ns : DEFAULT_TIME_LIMIT_NS;
    bench->options.epochs = request->epochs;
    bench->options.seed = seed;
    bench->options.pinned = !request->free_placement;
    bench->options.dirty = request->dirty;
    bench->options.deadline_ns = DEADLINE_NS;
    bench->options.against = request->against; /* Python cells have their own way to it */
    return choose_cpus(bench, err);
}

static int describe(struct ps_result *result, int argc, char **argv, struct ps_error *err)
{
    result->host = ps_facts_host(err);
    if (result->host == NULL)
        return -1;
    result->tool = json_pack("{s:s, s:s?, s:s, s:s, s:s}", "version", ps_version, "commit", ps_commit[0] ? ps_commit : NULL,
                             "libuv", uv_version_string(), "compiler", ps_compiler, "build_type", ps_build_type);
    if (result->tool == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    return ps_result_set_argv(result, argc, argv, err);
}

int ps_bench_prepare(struct ps_bench *bench, int argc, char **argv, struct ps_error *err)
{
    bench->options.started_ns = ps_clock_ns();
    ps_result_init(&bench->result);
    if (choose_options(bench, err) != 0 || open_place(bench, err) != 0 || find_pythons(bench, err) != 0 ||
        make_plan(bench, err) != 0 ||
        ps_bench_result(&bench->result, &bench->plan, bench->pythons.list, bench->pythons.n, &bench->options, err) != 0 ||
        warn_of_cut(bench, err) != 0 || describe(&bench->result, argc, argv, err) != 0)
        return -1;
    if (bench->output[0] == '\0')
        return 0;
    return ps_journal_open(&bench->journal, bench->output, &bench->result, err);
}

int ps_bench_close(struct ps_bench *bench, struct ps_error *err)
{
    int status = bench->contain != NULL ? ps_contain_close(bench->contain, err) : 0;
    if (bench->loop_open)
        uv_loop_close(&bench->loop);
    ps_pythons_free(&bench->pythons);
    ps_plan_free(&bench->plan);
    ps_result_free(&bench->result);
    return status;
}
