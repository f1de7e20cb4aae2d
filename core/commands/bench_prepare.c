#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "commands/bench.h"
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
static int check_against(const char *folder, struct ps_error *err)
{
    struct ps_programs other = {0};
    char runner[PS_FILES_PATH];
    snprintf(other.folder, sizeof other.folder, "%s", folder);
    if (ps_programs_path(&other, PS_PROGRAM_RUNNER, runner, sizeof runner, err) == 0)
        return 0;
    ps_fail(err, PS_EXIT_USAGE, "--against: %s holds no %s", folder, PS_PROGRAM_RUNNER);
    return ps_error_hint(err, "name the folder of another build's programs");
}

static int open_place(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    const struct ps_programs *programs = bench->common->programs;
    if (bench->common->output != NULL && ps_file_target(bench->common->output, bench->output, sizeof bench->output, err) != 0)
        return ps_error_context(err, "--output");
    if (request->main != NULL && is_file("--main", request->main, bench->main, sizeof bench->main, err) != 0)
        return -1;
    if (request->against != NULL && check_against(request->against, err) != 0)
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
    if (!(request->apis & 1u << PS_PYTHON))
        return 0;
    return ps_pythons_find(&bench->pythons, request->python, request->pythons_n, bench->common->programs,
                           ps_contain_dir(bench->contain), err);
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

static int make_plan(struct ps_bench *bench, struct ps_error *err)
{
    const struct ps_bench_request *request = bench->request;
    struct ps_plan_python pythons[PS_PYTHONS_MAX];
    for (size_t i = 0; i < bench->pythons.n; i++) {
        const struct ps_python *python = &bench->pythons.list[i];
        pythons[i] = (struct ps_plan_python){
            .id = python->id,
            .has_host = python->libpython[0] != '\0',
            .why_no_host = python->why_no_host,
            .methods = python->methods,
        };
    }
    const struct ps_request_plan asked = {
        .apis = request->apis,
        .methods = request->methods,
        .children = request->children,
        .absent_children = absent_children(),
        .mechanisms = (const char *const *)request->mechanisms,
        .ballast = request->ballast,
        .ballast_n = request->ballast_n,
        .threads = request->threads,
        .threads_n = request->threads_n,
        .fds = request->fds,
        .fds_n = request->fds_n,
        .main = bench->main[0] != '\0' ? bench->main : NULL,
        .self_check = request->self_check,
        .pythons = pythons,
        .pythons_n = bench->pythons.n,
        .memory = ps_facts_available_memory() / 2,
    };
    if (ps_plan_make(&bench->plan, &asked, err) != 0)
        return -1;
    return request->against != NULL ? ps_bench_against(&bench->plan, err) : 0;
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
    if (!request->seeded) {
        int status = uv_random(NULL, NULL, &seed, sizeof seed, 0, NULL);
        if (status != 0)
            return ps_fail(err, PS_EXIT_FAILED, "no random seed can be had: %s", uv_strerror(status));
        seed &= INT64_MAX;
    }
    bench->options.precision = request->precision;
    bench->options.time_limit_ns = request->time_limit_ns > 0 ? request->time_limit_ns : DEFAULT_TIME_LIMIT_NS;
    bench->options.epochs = request->epochs;
    bench->options.seed = seed;
    bench->options.pinned = !request->free_placement;
    bench->options.deadline_ns = DEADLINE_NS;
    bench->options.against = request->against;
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
        describe(&bench->result, argc, argv, err) != 0)
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
