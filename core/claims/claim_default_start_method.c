#include <string.h>

#include "claims/judge.h"

/* docs.python.org/3/library/multiprocessing.html, "Contexts and start methods". */
static const char *documented_method(const char *platform, int minor)
{
    if (strcmp(platform, "win32") == 0 || strcmp(platform, "darwin") == 0)
        return "spawn";
    return minor >= 14 ? "forkserver" : "fork";
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    int major, minor;
    ps_judge_version(given, &major, &minor);
    const char *platform = ps_observed_text(given->seen, "platform");
    const char *expected = documented_method(platform, minor);
    const char *said = ps_observed_text(given->seen, "said"), *really = ps_observed_text(given->seen, "really");
    bool right = strcmp(said, expected) == 0;
    ps_note_value(out, right, given->seen->launches, "launches whose default is the documented one (1 all, 0 none)", "");
    ps_control_positive(out, ps_observed_bool(given->seen, "told_apart") == 1, 1,
                        "each method, asked for by name, shows itself by what its child has and whose child it is");
    ps_control_positive(out, strcmp(said, really) == 0, 1, "what a start without a method does is what multiprocessing says");
    ps_control_negative(out, ps_observed_bool(given->seen, "listed") == 1, 1, "the default is one of the methods that there are");
    ps_judge_say(out, ps_judge_true(major == 3 ? right : -1), "the default is %s, and %s is documented for Python %d.%d on %s",
                 said, expected, major, minor, platform);
}

const struct ps_claim ps_claim_default_start_method = {
    .id = "default-start-method",
    .statement =
        "The default start method is what is documented: fork on Linux up to Python 3.13 and forkserver from 3.14, spawn on "
        "macOS and Windows.",
    .threshold = "the default of every launch is the documented one, and its children behave so: it is a fact, not a figure",
    .shows_not = "what a program gets that sets a start method, or runs in an environment that patches multiprocessing.",
    .workload = "default_start_method.py",
    .quick_s = 0.8,
    .full_s = 5,
    .documented = ps_documents_hold,
    .judge = judge,
};
