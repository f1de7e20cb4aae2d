#include "base/moment.h"
#include "measure/bench.h"
#include "platform/clock.h"

static int set_moment(char **moment, int64_t ago_ns, struct ps_error *err)
{
    char text[PS_MOMENT_TEXT];
    return ps_moment_text(text, ago_ns, err) == 0 ? ps_result_set(moment, text, err) : -1;
}

static int add_python(struct ps_result *result, const struct ps_python *python, struct ps_error *err)
{
    json_t *facts = json_copy(python->facts);
    if (json_object_set_new(facts, "id", json_string(python->id)) == 0 && json_array_append_new(result->pythons, facts) == 0)
        return 0;
    return ps_fail(err, PS_EXIT_FAILED, "no memory for what is known of Python %s", python->id);
}

static int warn_of_python(struct ps_result *result, const struct ps_python *python, struct ps_error *err)
{
    if (python->has_byte_code)
        return 0;
    return ps_result_warn(result, err, "no-byte-code",
                          "the standard library of Python %s has no byte code, so its children compile what they import: have it "
                          "written by `%s -m compileall`",
                          python->id, python->path);
}

int ps_bench_result(struct ps_result *result, const struct ps_plan *plan, const struct ps_python *pythons, size_t pythons_n,
                    const struct ps_bench_options *options, struct ps_error *err)
{
    result->seed = options->seed;
    result->pinned = options->pinned && options->cpus_n > 0;
    result->pythons = json_array();
    if (result->pythons == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the result");
    int rc = set_moment(&result->started, ps_clock_ns() - options->started_ns, err);
    if (rc == 0)
        rc = ps_result_set(&result->finished, "", err);
    for (size_t i = 0; rc == 0 && i < pythons_n; i++)
        rc = add_python(result, &pythons[i], err);
    for (size_t i = 0; rc == 0 && i < pythons_n; i++)
        rc = warn_of_python(result, &pythons[i], err);
    for (size_t i = 0; rc == 0 && i < plan->cells_n; i++)
        rc = ps_result_add_cell(result, &plan->cells[i], err);
    return rc;
}

int ps_bench_finish(struct ps_result *result, bool complete, struct ps_error *err)
{
    result->complete = complete;
    return set_moment(&result->finished, 0, err);
}
