#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/evidence.h"
#include "claims/judge.h"

/* Efficiency is speed-up by processes: 1 is all that can be had. Systems closer than this scale alike. */
#define ALIKE 0.05

static const char figure_name[] = "speed-up by 2 processes";

/* The figure of processes-scale in a file of claims: speed-up by two processes, half of which is the efficiency. */
static bool read_speed_up(const json_t *claims, struct ps_estimate *estimate)
{
    size_t i, k;
    json_t *entry, *figure;
    json_array_foreach(json_object_get(claims, "claims"), i, entry)
    {
        const char *id = json_string_value(json_object_get(entry, "id"));
        if (id == NULL || strcmp(id, "processes-scale") != 0)
            continue;
        json_array_foreach(json_object_get(entry, "figures"), k, figure)
        {
            const char *name = json_string_value(json_object_get(figure, "name"));
            const json_t *interval = json_object_get(figure, "ci95");
            if (name == NULL || strcmp(name, figure_name) != 0 || json_array_size(interval) != 2)
                continue;
            *estimate = (struct ps_estimate){
                .value = json_number_value(json_object_get(figure, "value")) / 2,
                .lo = json_number_value(json_array_get(interval, 0)) / 2,
                .hi = json_number_value(json_array_get(interval, 1)) / 2,
                .n = (size_t)json_integer_value(json_object_get(figure, "n")),
            };
            return true;
        }
    }
    return false;
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate linux_one = {0}, best_other = {.value = NAN, .lo = NAN, .hi = NAN};
    bool has_linux = false, has_other = false;
    const char *refused = NULL;
    for (size_t i = 0; i < given->evidence->n; i++) {
        const struct ps_witness *one = &given->evidence->list[i];
        struct ps_estimate efficiency;
        char name[96];
        if (one->refused[0] != '\0') {
            refused = one->refused;
            continue;
        }
        if (one->claims == NULL || !read_speed_up(one->claims, &efficiency))
            continue;
        snprintf(name, sizeof name, "efficiency of 2 processes on %s", one->os);
        ps_note_estimate(out, &efficiency, name, "");
        bool is_linux = strcmp(one->os, "Linux") == 0;
        if (is_linux && (!has_linux || efficiency.value > linux_one.value))
            linux_one = efficiency;
        if (!is_linux && !(efficiency.value <= best_other.value))
            best_other = efficiency;
        has_linux |= is_linux;
        has_other |= !is_linux;
    }
    if (!has_linux || !has_other) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE,
                     "it takes results of claims (--format json) from Linux and another system: --with FILE for each%s%s",
                     refused != NULL ? "; one was refused: " : "", refused != NULL ? refused : "");
        return;
    }
    ps_control_positive(out, linux_one.value > 0.5 && best_other.value > 0.5, linux_one.value,
                        "two processes are faster than one on each system");
    ps_control_negative(out, true, NAN, "no result that counts was made under an emulator");
    struct ps_estimate ahead = {.value = linux_one.value - best_other.value,
                                .lo = linux_one.lo - best_other.hi,
                                .hi = linux_one.hi - best_other.lo,
                                .n = linux_one.n + best_other.n};
    ps_note_estimate(out, &ahead, "efficiency on Linux less the best of the others", "");
    ps_judge_say(out, ps_judge_above(&ahead, ALIKE),
                 "the efficiency of two processes is %.2f on Linux and %.2f on the best other system", linux_one.value,
                 best_other.value);
}

const struct ps_claim ps_claim_scaling_best_on_linux = {
    .id = "scaling-best-on-linux",
    .statement = "CPU-bound work scales best with processes on Linux.",
    .threshold =
        "efficiency of two processes on Linux more than 0.05 above that of the best other system (difference of 95 % intervals): "
        "less is alike",
    .shows_not = "whether the system or the machine makes the difference, unless the results are of like machines.",
    .needs = PS_NEEDS_EVIDENCE,
    .judge = judge,
};
