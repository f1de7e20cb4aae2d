/* format_text.c: the words and numbers that all formats for people share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/format.h"

const char *ps_claims_python(const struct ps_claims_report *report, const struct ps_claim_entry *entry)
{
    if (entry->python < 0)
        return "";
    const char *id = json_string_value(json_object_get(json_array_get(report->pythons, (size_t)entry->python), "id"));
    return id != NULL ? id : "";
}

struct scale {
    const char *unit, *shown;
    double from, factor;
};

/* Of a unit the first whose size fits. */
static const struct scale scales[] = {
    {"s", "s", 1, 1},
    {"s", "ms", 1e-3, 1e3},
    {"s", "us", 1e-6, 1e6},
    {"s", "ns", 0, 1e9},
    {"B", "GiB", 1073741824.0, 1 / 1073741824.0},
    {"B", "MiB", 1048576, 1 / 1048576.0},
    {"B", "KiB", 1024, 1 / 1024.0},
    {"B", "B", 0, 1},
};

static struct scale scale_of(const struct ps_claim_figure *figure)
{
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (strcmp(scales[i].unit, figure->unit) == 0 && fabs(figure->value) >= scales[i].from)
            return scales[i];
    }
    return (struct scale){figure->unit, figure->unit, 0, 1};
}

void ps_claims_figure_text(const struct ps_claim_figure *figure, char *text, size_t room)
{
    struct scale scale = scale_of(figure);
    double value = figure->value * scale.factor;
    const char *space = scale.shown[0] != '\0' ? " " : "";
    if (isfinite(figure->lo) && isfinite(figure->hi))
        snprintf(text, room, "%.3g [%.3g, %.3g]%s%s", value, figure->lo * scale.factor, figure->hi * scale.factor, space,
                 scale.shown);
    else
        snprintf(text, room, "%.4g%s%s", value, space, scale.shown);
}

static void add_build(const json_t *python, char *text, size_t room)
{
    const json_t *build = json_object_get(python, "build");
    const char *id = json_string_value(json_object_get(python, "id"));
    const char *compiler = json_string_value(json_object_get(build, "compiler"));
    size_t used = strlen(text);
    snprintf(text + used, room - used, "%s%s by %s%s%s%s", used > 0 ? "; " : "", id != NULL ? id : "?",
             compiler != NULL ? compiler : "an unknown compiler",
             json_is_true(json_object_get(build, "optimised")) ? ", profile-guided" : "",
             json_is_true(json_object_get(build, "lto")) ? ", link-time optimised" : "",
             json_is_true(json_object_get(build, "debug")) ? ", debug" : "");
}

void ps_claims_builds(const struct ps_claims_report *report, char *text, size_t room)
{
    bool differ = false;
    size_t i;
    json_t *python;
    const json_t *first = json_object_get(json_array_get(report->pythons, 0), "build");
    text[0] = '\0';
    json_array_foreach(report->pythons, i, python)
    {
        const json_t *build = json_object_get(python, "build");
        static const char *const keys[] = {"compiler", "optimised", "lto", "debug"};
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            differ |= !json_equal(json_object_get(build, keys[k]), json_object_get(first, keys[k]));
    }
    if (!differ)
        return;
    json_array_foreach(report->pythons, i, python)
    {
        add_build(python, text, room);
    }
}
