/* The page: one file with all that it needs in it.
 *
 * page.html holds the frame and, as {{NAME}}, where a file or the data goes. Nothing that came from outside is written as HTML:
 * it is JSON in a script element (script_text.h), which the page's script shows as text.
 */
#include <stdlib.h>
#include <string.h>

#include "report/formats.h"
#include "report/page_file.h"
#include "report/plots.h"
#include "report/script_text.h"

static int emit_specs(struct ps_emitter *e, const struct ps_programs *programs, struct ps_error *err)
{
    ps_emit_key(e, "specs");
    ps_emit_open(e, '{');
    for (int i = 0; ps_plot_page_names[i] != NULL; i++) {
        json_t *spec = ps_plot_load(programs, ps_plot_page_names[i], err);
        if (spec == NULL)
            return -1;
        ps_emit_key(e, ps_plot_page_names[i]);
        ps_emit_json(e, spec);
        json_decref(spec);
    }
    ps_emit_close(e, '}');
    json_t *theme = ps_plot_load(programs, "theme", err);
    ps_emit_key(e, "theme");
    ps_emit_json(e, theme);
    json_decref(theme);
    return theme != NULL ? 0 : -1;
}

/* All but the raw samples, which a page needs only when they are asked for. */
static int emit_data(struct ps_emitter *e, const struct ps_plot_data *data, const struct ps_report_options *options,
                     struct ps_error *err)
{
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "phase", ps_phase_name(ps_report_phase(options)));
    ps_emit_key_integer(e, "starts", (int64_t)data->starts);
    ps_emit_key_integer(e, "raw_max", PS_PLOT_RAW_MAX);
    for (int i = 0; ps_plot_data_sets[i] != NULL; i++) {
        if (strcmp(ps_plot_data_sets[i], "samples") == 0)
            continue;
        ps_emit_line(e);
        ps_emit_key(e, ps_plot_data_sets[i]);
        ps_plot_data_emit(e, data, ps_plot_data_sets[i]);
    }
    ps_emit_line(e);
    if (emit_specs(e, options->programs, err) != 0)
        return -1;
    ps_emit_close(e, '}');
    return 0;
}

struct page {
    const struct ps_plot_data *data;
    const struct ps_report_options *options;
    FILE *to;
};

/* What stands for {{name}}. */
static int put(const struct page *page, const char *name, struct ps_error *err)
{
    struct ps_emitter e;
    size_t length;
    struct ps_script_text script = {.to = page->to};
    ps_emit_begin(&e, ps_script_text_write, &script, true);
    if (strcmp(name, "data") == 0) {
        int status = emit_data(&e, page->data, page->options, err);
        ps_emit_end(&e);
        return status;
    }
    if (strcmp(name, "samples") == 0) {
        ps_plot_data_emit(&e, page->data, "samples");
        ps_emit_end(&e);
        return 0;
    }
    char *text = ps_page_read(page->options->programs, name, &length, err);
    if (text == NULL)
        return -1;
    (void)fwrite(text, 1, length, page->to); /* who opened it asks for its error */
    free(text);
    return 0;
}

static int put_together(const struct page *page, const char *frame, struct ps_error *err)
{
    for (const char *at = frame; *at != '\0';) {
        const char *mark = strstr(at, "{{"), *end = mark != NULL ? strstr(mark, "}}") : NULL;
        if (end == NULL) {
            fputs(at, page->to);
            return 0;
        }
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(end - mark - 2), mark + 2);
        (void)fwrite(at, 1, (size_t)(mark - at), page->to);
        if (put(page, name, err) != 0)
            return -1;
        at = end + 2;
    }
    return 0;
}

/* Nothing is printed of a page that cannot be had. */
static int check_vendor(const struct ps_programs *programs, struct ps_error *err)
{
    static const char *const names[] = {PS_PAGE_VENDOR "vega.min.js", PS_PAGE_VENDOR "vega-lite.min.js"};
    for (int i = 0; i < 2; i++) {
        size_t length;
        char *text = ps_page_read(programs, names[i], &length, err);
        if (text == NULL)
            return -1;
        free(text);
    }
    return 0;
}

static int write_html(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                      struct ps_error *err)
{
    struct ps_plot_data data;
    size_t length;
    if (check_vendor(options->programs, err) != 0)
        return -1;
    char *frame = ps_page_read(options->programs, "page.html", &length, err);
    int status = frame != NULL ? ps_plot_data_open(&data, results, n, err) : -1;
    if (status == 0) {
        status = put_together(&(struct page){&data, options, to}, frame, err);
        ps_plot_data_close(&data);
    }
    free(frame);
    return status;
}

const struct ps_format ps_format_html = {.name = "html",
                                         .title = "a page with pictures, that needs nothing but a browser",
                                         .keep = PS_KEEP_ALL,
                                         .heeds = PS_HEEDS_PHASE,
                                         .write = write_html};
