#include "claims/observe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/lanes.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory for what a workload saw");
}

/* ---- keeping ---- */

static struct ps_observed *series_of(struct ps_observations *seen, const char *name)
{
    for (size_t i = 0; i < seen->series_n; i++) {
        if (strcmp(seen->series[i].name, name) == 0)
            return &seen->series[i];
    }
    struct ps_observed *more = realloc(seen->series, (seen->series_n + 1) * sizeof *more);
    if (more == NULL)
        return NULL;
    seen->series = more;
    more += seen->series_n;
    *more = (struct ps_observed){.name = strdup(name)};
    if (more->name == NULL)
        return NULL;
    seen->series_n++;
    return more;
}

static int make_room(struct ps_observed *series)
{
    if (series->n < series->room)
        return 0;
    size_t room = series->room > 0 ? 2 * series->room : 32;
    double *x = realloc(series->x, room * sizeof *x);
    series->x = x != NULL ? x : series->x;
    uint32_t *epoch = realloc(series->epoch, room * sizeof *epoch);
    series->epoch = epoch != NULL ? epoch : series->epoch;
    uint32_t *round = realloc(series->round, room * sizeof *round);
    series->round = round != NULL ? round : series->round;
    if (x == NULL || epoch == NULL || round == NULL)
        return -1;
    series->room = room;
    /* cppcheck-suppress memleak ; series owns them */
    return 0;
}

int ps_observe_sample(struct ps_observations *seen, const char *name, uint32_t epoch, uint32_t round, double value,
                      struct ps_error *err)
{
    if (!isfinite(value))
        return ps_fail(err, PS_EXIT_FAILED, "a sample of %s is no finite number", name);
    struct ps_observed *series = series_of(seen, name);
    if (series == NULL || make_room(series) != 0)
        return no_memory(err);
    series->x[series->n] = value;
    series->epoch[series->n] = epoch;
    series->round[series->n++] = round;
    return 0;
}

int ps_observe_fact(struct ps_observations *seen, const char *name, json_t *value, struct ps_error *err)
{
    if (seen->facts == NULL)
        seen->facts = json_object();
    const json_t *before = json_object_get(seen->facts, name);
    if (before != NULL && !json_equal(before, value) && seen->differing[0] == '\0')
        snprintf(seen->differing, sizeof seen->differing, "%s", name);
    return json_object_set_new(seen->facts, name, value) == 0 ? 0 : no_memory(err);
}

/* ---- lines ---- */

static int take_lane(struct ps_lane *lane, const json_t *at)
{
    lane->n = json_array_size(at);
    lane->at = malloc((lane->n + 1) * sizeof *lane->at);
    if (lane->at == NULL)
        return -1;
    for (size_t i = 0; i < lane->n; i++)
        lane->at[i] = json_integer_value(json_array_get(at, i));
    return 0;
}

static int keep_lanes(struct ps_observations *seen, const char *name, uint32_t epoch, uint32_t round, const struct ps_lane *lanes,
                      size_t n, struct ps_error *err)
{
    struct ps_overlap overlap;
    if (ps_lanes_overlap(lanes, n, &overlap) != 0)
        return ps_fail(err, PS_EXIT_FAILED, "%s: too few stamps, or none in order", name);
    const struct {
        const char *what;
        double value;
    } all[] = {{"overlap", overlap.share}, {"switches", (double)overlap.switches}, {"spans", overlap.spans}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char of[128];
        snprintf(of, sizeof of, "%s.%s", name, all[i].what);
        if (ps_observe_sample(seen, of, epoch, round, all[i].value, err) != 0)
            return -1;
    }
    return 0;
}

static int take_lanes(struct ps_observations *seen, const json_t *object, const char *name, uint32_t epoch, uint32_t round,
                      struct ps_error *err)
{
    const json_t *at = json_object_get(object, "at");
    size_t n = json_array_size(at);
    struct ps_lane *lanes = calloc(n + 1, sizeof *lanes);
    if (lanes == NULL)
        return no_memory(err);
    int status = 0;
    for (size_t i = 0; status == 0 && i < n; i++)
        status = take_lane(&lanes[i], json_array_get(at, i)) == 0 ? 0 : no_memory(err);
    if (status == 0)
        status = keep_lanes(seen, name, epoch, round, lanes, n, err);
    for (size_t i = 0; i < n; i++)
        free(lanes[i].at);
    free(lanes);
    return status;
}

static int take_object(struct ps_observations *seen, const json_t *object, uint32_t epoch, struct ps_error *err)
{
    uint32_t round = (uint32_t)json_integer_value(json_object_get(object, "round"));
    json_t *value = json_object_get(object, "value");
    const char *name = json_string_value(json_object_get(object, "sample"));
    if (name != NULL && json_is_number(value))
        return ps_observe_sample(seen, name, epoch, round, json_number_value(value), err);
    name = json_string_value(json_object_get(object, "fact"));
    if (name != NULL && value != NULL)
        return ps_observe_fact(seen, name, json_incref(value), err);
    name = json_string_value(json_object_get(object, "lanes"));
    if (name != NULL)
        return take_lanes(seen, object, name, epoch, round, err);
    name = json_string_value(json_object_get(object, "untestable"));
    if (name == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "the workload said what is no observation");
    snprintf(seen->untestable, sizeof seen->untestable, "%s", name);
    return 0;
}

int ps_observe_line(struct ps_observations *seen, const char *line, uint32_t epoch, struct ps_error *err)
{
    json_error_t problem;
    json_t *object = json_loads(line, 0, &problem);
    if (object == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "the workload said what is no JSON: %.80s", line);
    int status = take_object(seen, object, epoch, err);
    json_decref(object);
    return status;
}

/* ---- asking ---- */

const struct ps_observed *ps_observed_find(const struct ps_observations *seen, const char *name)
{
    for (size_t i = 0; i < seen->series_n; i++) {
        if (strcmp(seen->series[i].name, name) == 0)
            return &seen->series[i];
    }
    return NULL;
}

double ps_observed_number(const struct ps_observations *seen, const char *name)
{
    const json_t *value = json_object_get(seen->facts, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

const char *ps_observed_text(const struct ps_observations *seen, const char *name)
{
    const char *text = json_string_value(json_object_get(seen->facts, name));
    return text != NULL ? text : "";
}

int ps_observed_bool(const struct ps_observations *seen, const char *name)
{
    const json_t *value = json_object_get(seen->facts, name);
    return json_is_boolean(value) ? json_is_true(value) : -1;
}

void ps_observations_free(struct ps_observations *seen)
{
    for (size_t i = 0; i < seen->series_n; i++) {
        free(seen->series[i].name);
        free(seen->series[i].x);
        free(seen->series[i].epoch);
        free(seen->series[i].round);
    }
    free(seen->series);
    json_decref(seen->facts);
    *seen = (struct ps_observations){0};
}
