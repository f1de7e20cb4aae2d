/* launch.c: one launch of a workload: its command line, its environment, and what it says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/lab_parts.h"
#include "claims/setup.h"
#include "claims/workload.h"

/* A workload keeps its time by itself; one that does not is ended. */
#define LIMIT_MS(seconds) (30000 + (int64_t)(20000 * (seconds)))

struct taking {
    struct ps_observations *seen;
    uint32_t epoch;
};

static int take_line(void *data, const char *line, struct ps_error *err)
{
    struct taking *taking = data;
    return ps_observe_line(taking->seen, line, taking->epoch, err);
}

/* What the workload is told, as procstart_lab.py reads it. */
static char *make_plan(struct ps_lab *lab, const struct ps_claim *claim, size_t python, uint32_t epoch, double seconds)
{
    char site[4096] = "";
    ps_setup_folder(&lab->request->pythons[python], site, sizeof site);
    json_int_t seed = (json_int_t)ps_random_next(&lab->random);
    json_t *plan = json_pack("{s:s, s:I, s:f, s:b, s:i, s:s, s:s}", "claim", claim->id, "seed", seed, "seconds", seconds, "quick",
                             lab->request->quick, "epoch", (int)epoch, "broken",
                             lab->request->broken != NULL ? lab->request->broken : "", "site", site);
    char *text = plan != NULL ? json_dumps(plan, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
    json_decref(plan);
    return text;
}

static int run_workload(struct ps_lab *lab, const struct ps_claim *claim, size_t index, char *plan, double seconds,
                        struct taking *taking, struct ps_error *err)
{
    const struct ps_lab_request *request = lab->request;
    const struct ps_python *python = &request->pythons[index];
    char script[sizeof request->programs->python + 64], tmpdir[4096];
    snprintf(script, sizeof script, "%s/../claims/%s", request->programs->python, claim->workload);
    snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%.4000s", ps_contain_dir(request->contain));
    const char *args[] = {lab->interpreters[index], script, plan, NULL};
    const char *add[8] = {tmpdir, "PROCSTART_PAGE=", "PYTHONDONTWRITEBYTECODE=1"};
    if (ps_python_environment(python, python->libpython[0] != '\0', add + 3, 5) < 0)
        return ps_fail(err, PS_EXIT_FAILED, "the environment of %s is too large", python->id);
    const struct ps_workload work = {
        .loop = request->loop,
        .contain = request->contain,
        .args = args,
        .add = add,
        .limit_ms = LIMIT_MS(seconds),
        .interrupted = &lab->interrupted,
        .line = take_line,
        .data = taking,
    };
    struct ps_workload_end end;
    return ps_workload_run(&work, &end, err) != 0 ? -1 : ps_workload_judge(&end, err);
}

int ps_lab_launch(struct ps_lab *lab, const struct ps_claim *claim, size_t python, uint32_t epoch, double seconds,
                  struct ps_observations *seen, struct ps_error *err)
{
    char *plan = make_plan(lab, claim, python, epoch, seconds);
    if (plan == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the plan of %s", claim->id);
    struct taking taking = {seen, epoch};
    struct ps_error why = {0};
    if (run_workload(lab, claim, python, plan, seconds, &taking, &why) != 0 && !lab->interrupted)
        snprintf(seen->failed, sizeof seen->failed, "%.500s", why.what);
    seen->launches++;
    free(plan);
    return 0;
}
