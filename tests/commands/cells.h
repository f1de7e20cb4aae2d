/* cells.h: a result of procstart bench in a folder of its own, and what must be so of each of its cells. */
#ifndef PS_TESTS_COMMANDS_CELLS_H
#define PS_TESTS_COMMANDS_CELLS_H

#include "tests/commands/procstart.h"
#include "tests/python/support.h"

#define BENCH PROCSTART "bench -q -o r.json --epochs 2 "

static char folder[256];

static inline void enter_folder(void)
{
    test_make_folder(folder, sizeof folder);
    cr_assert_eq(chdir(folder), 0);
}

static inline void leave_folder(void)
{
    cr_expect_eq(chdir("/"), 0);
    test_remove_folder(folder);
}

/* ---- a result ---- */

static inline json_t *load(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);
    cr_assert_not_null(document, "%s: %s", path, error.text);
    return document;
}

/* NULL, or said->out if it did not end with 0. */
static inline json_t *bench(const char *arguments, struct said **failed)
{
    char command[2048];
    snprintf(command, sizeof command, BENCH "%s 2>&1", arguments);
    struct said *said = run(command);
    if (said->exit != 0 && failed != NULL) {
        *failed = said;
        return NULL;
    }
    cr_assert_eq(said->exit, 0, "%s: exit %d: %s", arguments, said->exit, said->out);
    free(said);
    json_t *result = load("r.json");
    cr_expect(json_is_true(json_object_get(result, "complete")));
    return result;
}

static inline const json_t *cell_of(const json_t *result, const char *id)
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        if (strcmp(text_of(cell, "id"), id) == 0)
            return cell;
    }
    cr_assert(false, "no cell %s", id);
    return NULL;
}

/* ---- keys ---- */

static inline void expect_required(const json_t *object, const json_t *schema, const char *what)
{
    size_t i;
    json_t *key;
    json_array_foreach(json_object_get(schema, "required"), i, key)
        cr_expect_not_null(json_object_get(object, json_string_value(key)), "%s has no %s", what, json_string_value(key));
}

/* Whether the types fit as well is ci/schema's to check, with a validator. */
static inline void expect_all_keys(const json_t *result)
{
    json_t *schema = load(PS_TEST_SOURCE "/core/result.schema.json"), *each;
    const json_t *parts = json_object_get(schema, "$defs");
    size_t i;
    expect_required(result, schema, "the result");
    expect_required(json_object_get(result, "tool"), json_object_get(parts, "tool"), "tool");
    expect_required(json_object_get(result, "host"), json_object_get(parts, "host"), "host");
    json_array_foreach(json_object_get(result, "pythons"), i, each)
        expect_required(each, json_object_get(parts, "python"), "a Python");
    json_array_foreach(json_object_get(result, "cells"), i, each)
    {
        expect_required(each, json_object_get(parts, "cell"), text_of(each, "id"));
        expect_required(json_object_get(each, "factors"), json_object_get(parts, "factors"), "factors");
        expect_required(json_object_get(each, "samples"), json_object_get(parts, "samples"), "samples");
        expect_required(json_object_get(each, "resources"), json_object_get(parts, "resources"), "resources");
    }
    json_array_foreach(json_object_get(result, "contrasts"), i, each)
        expect_required(each, json_object_get(parts, "contrast"), "a contrast");
    json_decref(schema);
}

/* ---- samples ---- */

#define BIT(phase) (1U << PS_##phase)
#define ENDS       (BIT(RETURNED) | BIT(REAPED))
#define STUB       (ENDS | BIT(RUNNING) | BIT(READY))
#define ALL        ((1U << PS_PHASES) - 1)

static inline const json_t *column(const json_t *samples, enum ps_phase phase)
{
    char key[32];
    snprintf(key, sizeof key, "%s_ns", ps_phase_name(phase));
    return json_object_get(samples, key);
}

/* Which phases there are: in every start, or in none. */
static inline unsigned phases_of(const json_t *samples, const char *id)
{
    unsigned phases = 0;
    size_t n = json_array_size(json_object_get(samples, "asked_ns"));
    for (int phase = 0; phase < PS_PHASES; phase++) {
        const json_t *times = column(samples, (enum ps_phase)phase);
        if (times == NULL)
            continue;
        cr_expect_eq(json_array_size(times), n, "%s: %s", id, ps_phase_name((enum ps_phase)phase));
        for (size_t i = 0; i < n; i++)
            cr_expect(json_is_integer(json_array_get(times, i)), "%s: %s[%zu]", id, ps_phase_name((enum ps_phase)phase), i);
        phases |= 1U << phase;
    }
    return phases;
}

/* From asked on each phase that there is comes after the one before; the starting call may come back at any time before the
 * end. */
static inline void expect_order(const json_t *samples, unsigned without, const char *id)
{
    size_t n = json_array_size(json_object_get(samples, "asked_ns"));
    for (size_t i = 0; i < n; i++) {
        json_int_t before = 0;
        for (int phase = PS_RUNNING; phase < PS_PHASES; phase++) {
            const json_t *times = column(samples, (enum ps_phase)phase);
            if (times == NULL || (without & 1U << phase))
                continue;
            json_int_t at = json_integer_value(json_array_get(times, i));
            cr_expect_leq(before, at, "%s: %s of start %zu", id, ps_phase_name((enum ps_phase)phase), i);
            before = at;
        }
        json_int_t returned = json_integer_value(json_array_get(column(samples, PS_RETURNED), i));
        cr_expect_geq(returned, 0, "%s", id);
        cr_expect_leq(returned, json_integer_value(json_array_get(column(samples, PS_REAPED), i)), "%s", id);
    }
}

/* Two epochs, as asked; figures of each phase. */
static inline void expect_measured(const json_t *cell, unsigned phases)
{
    const char *id = text_of(cell, "id");
    const json_t *samples = json_object_get(cell, "samples"), *first = json_object_get(cell, "first"),
                 *summary = json_object_get(cell, "summary");
    size_t samples_n = json_array_size(json_object_get(samples, "asked_ns")),
           first_n = json_array_size(json_object_get(first, "asked_ns"));
    cr_expect_str_eq(text_of(cell, "status"), "ok", "%s: %s", id, text_of(cell, "reason"));
    cr_expect_str_eq(text_of(cell, "stopped_by"), "epochs", "%s", id);
    cr_expect_eq(first_n, 2, "%s", id);
    cr_expect_eq(json_integer_value(json_object_get(cell, "starts")), (json_int_t)(samples_n + first_n), "%s", id);
    cr_expect_eq(phases_of(samples, id), phases, "%s: phases %x", id, phases_of(samples, id));
    expect_order(samples, 0, id);
    for (int phase = 0; phase < PS_PHASES; phase++) {
        char key[32];
        snprintf(key, sizeof key, "%s_ns", ps_phase_name((enum ps_phase)phase));
        const json_t *figures = json_object_get(summary, key);
        cr_expect_eq(figures != NULL, (phases >> phase) & 1, "%s: %s", id, key);
        cr_expect(figures == NULL || json_integer_value(json_object_get(figures, "n")) > 0, "%s: %s", id, key);
    }
    bool is_floor = strcmp(text_of(cell, "method"), "floor") == 0;
    json_int_t peak = json_integer_value(json_object_get(json_object_get(cell, "resources"), "child_peak_rss_bytes"));
    cr_expect(is_floor || peak > 0, "%s: %lld bytes", id, (long long)peak);
}

#endif
