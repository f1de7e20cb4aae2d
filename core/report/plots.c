#include "report/plots.h"

#include <stdlib.h>
#include <string.h>

#include "report/page_file.h"

const char *const ps_plot_names[] = {"overhead", "distributions", "timeline", "memory", "drift", "systems", NULL};
const char *const ps_plot_page_names[] = {"overhead", "distributions", "timeline", "memory", "drift", "systems", "run", NULL};

json_t *ps_plot_load(const struct ps_programs *programs, const char *name, struct ps_error *err)
{
    char file[64];
    size_t length;
    snprintf(file, sizeof file, strcmp(name, "theme") == 0 ? "%s.json" : "%s.vl.json", name);
    char *text = ps_page_read(programs, file, &length, err);
    if (text == NULL)
        return NULL;
    json_error_t problem;
    json_t *json = json_loadb(text, length, 0, &problem);
    free(text);
    if (json == NULL)
        ps_fail(err, PS_EXIT_FAILED, "report/page/%s, line %d: %s", file, problem.line, problem.text);
    return json;
}

/* ---- placeholders ---- */

/* Names with their values, as strings: a flat object. */
static const char *value_of(const json_t *values, const char *name, size_t length)
{
    char key[32];
    snprintf(key, sizeof key, "%.*s", (int)length, name);
    return json_string_value(json_object_get(values, key));
}

static size_t name_length(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
}

static json_t *filled_string(const char *text, const json_t *values)
{
    size_t room = strlen(text) + 1;
    for (const char *c = strchr(text, '$'); c != NULL; c = strchr(c + 1, '$')) {
        const char *value = value_of(values, c + 1, name_length(c + 1));
        room += value != NULL ? strlen(value) : 0;
    }
    char *to = malloc(room), *end = to;
    while (to != NULL && *text != '\0') {
        const char *value = *text == '$' ? value_of(values, text + 1, name_length(text + 1)) : NULL;
        if (value == NULL) {
            *end++ = *text++;
            continue;
        }
        memcpy(end, value, strlen(value));
        end += strlen(value);
        text += 1 + name_length(text + 1);
    }
    json_t *filled = to != NULL ? json_stringn(to, (size_t)(end - to)) : NULL;
    free(to);
    return filled;
}

/* A copy of the value with every string filled in; NULL for lack of memory. */
static json_t *fill(const json_t *value, const json_t *values)
{
    const char *key;
    json_t *member, *copy;
    size_t i;
    if (json_is_string(value))
        return filled_string(json_string_value(value), values);
    if (json_is_array(value)) {
        copy = json_array();
        json_array_foreach(value, i, member)
        {
            json_array_append_new(copy, fill(member, values));
        }
        return copy;
    }
    if (!json_is_object(value))
        return json_deep_copy(value);
    copy = json_object();
    json_object_foreach((json_t *)value, key, member)
    {
        json_object_set_new(copy, key, fill(member, values));
    }
    return copy;
}

/* ---- a picture by itself ---- */

static const char *const sections[] = {"native", "python", NULL};

/* What is no UTF-8 would be no JSON. */
static json_t *text_json(const char *text)
{
    json_t *json = json_string(text);
    return json != NULL ? json : json_string("(not UTF-8)");
}

/* The labels of a section's rows as an expression: a list of strings, as JSON has them. */
static json_t *labels_of(const struct ps_plot_data *data, const char *section)
{
    json_t *labels = json_array();
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        if (row->result == 0 && row->row >= 0 && strcmp(ps_api_name(row->cell->cell.api), section) == 0)
            json_array_append_new(labels, text_json(row->label));
    }
    char *text = json_dumps(labels, JSON_COMPACT);
    json_t *string = text != NULL ? json_string(text) : NULL;
    free(text);
    json_decref(labels);
    return string;
}

static void add_word(char *list, size_t room, const char *word)
{
    size_t used = strlen(list);
    snprintf(list + used, room - used, "%s\"%s\"", used > 1 ? "," : "", word);
}

static bool is_shown(const struct ps_plot_row *row, const char *section)
{
    return row->row >= 0 && strcmp(ps_api_name(row->cell->cell.api), section) == 0;
}

/* Likewise the phases that the section's rows have, for a legend. */
static json_t *phases_of(const struct ps_plot_data *data, const char *section)
{
    char list[256] = "[";
    for (int phase = PS_RETURNED + 1; phase < PS_PHASES; phase++) {
        bool shows = false;
        for (size_t i = 0; i < data->rows_n; i++)
            shows |= is_shown(&data->rows[i], section) && data->rows[i].cell->summary[phase].n > 0;
        if (shows)
            add_word(list, sizeof list - 1, ps_phase_name((enum ps_phase)phase));
    }
    return json_string(strcat(list, "]"));
}

static json_t *methods_of(const struct ps_plot_data *data, const char *section)
{
    char list[256] = "[";
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        bool shows = false;
        for (size_t i = 0; i < data->rows_n; i++)
            shows |= is_shown(&data->rows[i], section) && data->rows[i].cell->cell.method == (enum ps_method)method;
        if (shows)
            add_word(list, sizeof list - 1, ps_method_name((enum ps_method)method));
    }
    return json_string(strcat(list, "]"));
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the axis of the parent's memory has its marks, and from where on they are sizes and no "0". */
static void set_memory(json_t *values, const struct ps_plot_data *data, const char *section)
{
    double sizes[64] = {0}, least = 0;
    size_t n = 0;
    for (size_t i = 0; i < data->rows_n && n < sizeof sizes / sizeof *sizes; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        if (row->row >= 0 && strcmp(ps_api_name(row->cell->cell.api), section) == 0 && ps_plot_is_swept(data, row))
            sizes[n++] = ps_plot_memory(data, row);
        if (n > 0 && row->cell->cell.factors.ballast_bytes == 0 && sizes[n - 1] > 0)
            least = 2 * ps_plot_memory(data, row);
    }
    qsort(sizes, n, sizeof *sizes, by_size);
    char text[64 * 24] = "[", number[32];
    for (size_t i = 0; i < n; i++) {
        snprintf(number, sizeof number, "%s%.0f", text[1] != '\0' ? "," : "", sizes[i]);
        if (i == 0 || sizes[i] > sizes[i - 1])
            strcat(text, number);
    }
    json_object_set_new(values, "BYTES", json_string(strcat(text, "]")));
    snprintf(number, sizeof number, "%.0f", least);
    json_object_set_new(values, "LEAST", json_string(number));
}

static json_t *values_of(const struct ps_plot_data *data, const char *section, enum ps_phase phase, const json_t *theme)
{
    char rows[32];
    json_t *values = json_deep_copy(json_object_get(json_object_get(theme, "light"), "colors"));
    snprintf(rows, sizeof rows, "%d", ps_plot_rows(data, 0, section));
    json_object_set_new(values, "SECTION", json_string(section));
    json_object_set_new(values, "PHASE", json_string(ps_phase_name(phase)));
    json_object_update(values, json_object_get(theme, "words"));
    json_object_set_new(values, "RESULT", json_string("0"));
    json_object_set_new(values, "ROWS", json_string(rows));
    json_object_set_new(values, "LABELS", labels_of(data, section));
    json_object_set_new(values, "SHOWN", phases_of(data, section));
    json_object_set_new(values, "METHODS", methods_of(data, section));
    set_memory(values, data, section);
    return values;
}

/* Whether the data set that the picture lives by has records of this section ("": of any). */
static bool has_records(const struct ps_plot_data *data, const char *set, const char *section)
{
    if (strcmp(set, "sweeps") != 0)
        return *section == '\0' || ps_plot_rows(data, 0, section) > 0;
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        bool here = *section == '\0' || strcmp(ps_api_name(row->cell->cell.api), section) == 0;
        if (here && ps_plot_is_swept(data, row))
            return true;
    }
    return false;
}

/* How many rows the comparison of systems has, as its specification filters them. */
static int count_systems_rows(const struct ps_plot_data *data)
{
    int rows = 0;
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        bool shown = row->row >= 0 && strchr(row->match, ',') == NULL, seen = false;
        for (size_t k = 0; k < data->rows_n; k++) {
            const struct ps_plot_row *other = &data->rows[k];
            bool same = other->row >= 0 && strcmp(other->match, row->match) == 0;
            shown |= row->row >= 0 && same && other->result != row->result;
            seen |= k < i && same;
        }
        rows += shown && !seen;
    }
    return rows;
}

static json_t *section_spec(const json_t *file, const struct ps_plot_data *data, const char *section, enum ps_phase phase,
                            const json_t *theme)
{
    const json_t *meta = json_object_get(file, "usermeta");
    json_t *values = values_of(data, section, phase, theme), *spec = fill(file, values);
    json_int_t step = json_integer_value(json_object_get(meta, "step")), pad = json_integer_value(json_object_get(meta, "pad"));
    json_object_del(spec, "usermeta");
    json_object_set_new(spec, "width", json_integer(640));
    int rows = *section != '\0' ? ps_plot_rows(data, 0, section) : count_systems_rows(data);
    json_object_set_new(spec, "height", json_integer(pad + step * rows));
    if (json_is_true(json_object_get(meta, "sections")))
        json_object_set_new(spec, "title", json_string(strcmp(section, "python") == 0 ? "multiprocessing" : "native"));
    json_decref(values);
    return spec;
}

static json_t *whole_spec(const json_t *file, const struct ps_plot_data *data, enum ps_phase phase, const json_t *theme)
{
    const json_t *meta = json_object_get(file, "usermeta");
    const char *set = json_string_value(json_object_get(meta, "data"));
    json_t *parts = json_array(), *whole;
    if (!json_is_true(json_object_get(meta, "sections"))) {
        if (has_records(data, set, ""))
            json_array_append_new(parts, section_spec(file, data, "", phase, theme));
    } else {
        for (int i = 0; sections[i] != NULL; i++) {
            if (has_records(data, set, sections[i]))
                json_array_append_new(parts, section_spec(file, data, sections[i], phase, theme));
        }
    }
    if (json_array_size(parts) == 1)
        whole = json_deep_copy(json_array_get(parts, 0));
    else
        whole = json_array_size(parts) > 1 ? json_pack("{s:O}", "vconcat", parts) : NULL;
    json_decref(parts);
    return whole;
}

json_t *ps_plot_spec(const struct ps_programs *programs, const char *name, const struct ps_plot_data *data, enum ps_phase phase,
                     struct ps_error *err)
{
    json_t *file = ps_plot_load(programs, name, err);
    json_t *theme = file != NULL ? ps_plot_load(programs, "theme", err) : NULL;
    if (theme == NULL) {
        json_decref(file);
        return NULL;
    }
    const json_t *meta = json_object_get(file, "usermeta");
    json_t *spec = NULL;
    if (data->n > 1 && !json_is_true(json_object_get(meta, "several"))) {
        ps_fail(err, PS_EXIT_USAGE, "the figure %s shows one result, and %zu files are given", name, data->n);
        ps_error_hint(err, "--figure systems compares several");
    } else if ((spec = whole_spec(file, data, phase, theme)) == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "the figure %s has nothing to show of this result", name);
        const char *hint = json_string_value(json_object_get(meta, "without"));
        ps_error_hint(err, "%s", hint != NULL ? hint : "no cell of it has figures");
    } else {
        json_object_set_new(spec, "$schema", json_string("https://vega.github.io/schema/vega-lite/v6.json"));
        json_object_set(spec, "description", json_object_get(meta, "lede"));
        json_object_set(spec, "config", json_object_get(json_object_get(theme, "light"), "config"));
    }
    json_decref(theme);
    json_decref(file);
    return spec;
}
