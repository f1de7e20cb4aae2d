#include <string.h>
#include <time.h>

#include "measure/bench.h"

static int set_now(char **when, struct ps_error *err)
{
    time_t now = time(NULL);
    const struct tm *utc = gmtime(&now);
    char text[sizeof "2026-11-24T06:00:00Z"] = "";
    if (utc == NULL || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", utc) == 0)
        return ps_fail(err, PS_EXIT_FAILED, "the system's clock says no date");
    return ps_result_set(when, text, err);
}

static int add_python(struct ps_result *result, const struct ps_python *python, struct ps_error *err)
{
    json_t *facts = json_copy(python->facts);
    if (json_object_set_new(facts, "id", json_string(python->id)) == 0 && json_array_append_new(result->pythons, facts) == 0)
        return 0;
    return ps_fail(err, PS_EXIT_FAILED, "no memory for what is known of Python %s", python->id);
}

int ps_bench_result(struct ps_result *result, const struct ps_plan *plan, const struct ps_python *pythons, size_t pythons_n,
                    const struct ps_bench_options *options, struct ps_error *err)
{
    result->seed = options->seed;
    result->pinned = options->pinned && options->cpus_n > 0;
    result->pythons = json_array();
    if (result->pythons == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the result");
    int rc = set_now(&result->started, err);
    if (rc == 0)
        rc = ps_result_set(&result->finished, "", err);
    for (size_t i = 0; rc == 0 && i < pythons_n; i++)
        rc = add_python(result, &pythons[i], err);
    for (size_t i = 0; rc == 0 && i < plan->cells_n; i++)
        rc = ps_result_add_cell(result, &plan->cells[i], err);
    return rc;
}

int ps_bench_finish(struct ps_result *result, bool complete, struct ps_error *err)
{
    result->complete = complete;
    return set_now(&result->finished, err);
}
