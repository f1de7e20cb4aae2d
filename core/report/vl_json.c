/* One picture as a Vega-Lite specification with its data in it, for other tools and documents. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "report/formats.h"
#include "report/plots.h"
#include "report/script_text.h"
#include "report/vl_json.h"

static void emit_spec(struct ps_emitter *e, const json_t *spec, const struct ps_plot_data *data)
{
    const char *key;
    json_t *member;
    ps_emit_open(e, '{');
    json_object_foreach((json_t *)spec, key, member)
    {
        ps_emit_key(e, key);
        ps_emit_json(e, member);
    }
    ps_emit_line(e);
    ps_emit_key(e, "datasets");
    ps_emit_open(e, '{');
    char *text = json_dumps(spec, JSON_COMPACT);
    for (int i = 0; text != NULL && ps_plot_data_sets[i] != NULL; i++) {
        char use[64];
        snprintf(use, sizeof use, "{\"name\":\"%s\"}", ps_plot_data_sets[i]);
        if (strstr(text, use) == NULL)
            continue;
        ps_emit_line(e);
        ps_emit_key(e, ps_plot_data_sets[i]);
        ps_plot_data_emit(e, data, ps_plot_data_sets[i]);
    }
    e->failed |= text == NULL;
    free(text);
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
}

int ps_vl_json_write(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                     struct ps_error *err)
{
    const char *name = options->figure != NULL ? options->figure : ps_plot_names[0];
    struct ps_plot_data data;
    bool known = false;
    for (int i = 0; ps_plot_names[i] != NULL; i++)
        known |= strcmp(ps_plot_names[i], name) == 0;
    if (!known)
        return ps_fail_unknown(err, "figure", name, ps_plot_names);
    if (ps_plot_data_open(&data, results, n, err) != 0)
        return -1;
    json_t *spec = ps_plot_spec(options->programs, name, &data, ps_report_phase(options), err);
    int status = spec != NULL ? 0 : -1;
    if (status == 0) {
        struct ps_script_text text = {.to = to};
        struct ps_emitter e;
        ps_emit_begin(&e, ps_script_text_write, &text, true);
        emit_spec(&e, spec, &data);
        if (ps_emit_end(&e) != 0)
            status = text.os != 0 ? ps_fail_os(err, PS_EXIT_USAGE, text.os, "the figure could not be written")
                                  : ps_fail(err, PS_EXIT_FAILED, "no memory left for the figure");
    }
    json_decref(spec);
    ps_plot_data_close(&data);
    return status;
}

const struct ps_format ps_format_vl_json = {.name = "vl-json",
                                            .title = "one figure as a Vega-Lite specification",
                                            .keep = PS_KEEP_ALL,
                                            .heeds = PS_HEEDS_PHASE | PS_HEEDS_FIGURE,
                                            .write = ps_vl_json_write};
