/* One figure as SVG, by vl-convert, a package for Python: it brings a Vega of its own, and needs no network. */
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "platform/contain.h"
#include "platform/files.h"
#include "report/formats.h"
#include "report/vl_json.h"

enum { MISSING = 3, REFUSED = 4, LIMIT_MS = 120 * 1000 };

/* -c puts the current folder before all modules: nothing of it is to be imported. */
static const char script[] = "import sys\n"
                             "sys.path[:] = [p for p in sys.path if p]\n"
                             "try:\n"
                             "    import vl_convert\n"
                             "except ImportError:\n"
                             "    sys.exit(3)\n"
                             "with open(sys.argv[1], encoding='utf-8') as spec:\n"
                             "    text = spec.read()\n"
                             "try:\n"
                             "    done, text = 0, vl_convert.vegalite_to_svg(text)\n"
                             "except Exception as problem:\n"
                             "    done, text = 4, str(problem)\n"
                             "with open(sys.argv[2], 'w', encoding='utf-8', newline='') as to:\n"
                             "    to.write(text)\n"
                             "sys.exit(done)\n";

struct conversion {
    uv_loop_t loop;
    struct ps_contain *contain;
    uv_process_t process;
    uv_timer_t limit;
    int64_t status;
    int signal;
    bool timed_out;
    char spec[PS_FILES_PATH], svg[PS_FILES_PATH];
};

static void on_end(uv_process_t *process, int64_t status, int signal)
{
    struct conversion *c = process->data;
    c->status = status;
    c->signal = signal;
    uv_close((uv_handle_t *)process, NULL);
    uv_close((uv_handle_t *)&c->limit, NULL);
}

static void on_limit(uv_timer_t *timer)
{
    struct conversion *c = timer->data;
    c->timed_out = true;
    ps_contain_kill(c->contain, &c->process);
}

static int run(struct conversion *c, const char *python, struct ps_error *err)
{
    char *args[] = {(char *)python, (char *)"-c", (char *)script, c->spec, c->svg, NULL};
    uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    uv_process_options_t options = {.file = python, .args = args, .stdio = stdio, .stdio_count = 3, .exit_cb = on_end};
    c->process.data = c->limit.data = c;
    c->status = c->signal = 0;
    if (ps_contain_spawn(c->contain, &c->process, &options, err) != 0)
        return -1;
    uv_timer_init(&c->loop, &c->limit);
    uv_timer_start(&c->limit, on_limit, LIMIT_MS, 0);
    return uv_run(&c->loop, UV_RUN_DEFAULT);
}

static int not_there(struct ps_error *err)
{
    ps_fail(err, PS_EXIT_IMPOSSIBLE, "svg needs vl-convert, and neither python3 nor python on PATH has it");
    return ps_error_hint(err, "python3 -m pip install vl-convert-python; or take --format vl-json, which needs nothing");
}

static int copy_file(const char *path, FILE *to, struct ps_error *err)
{
    char part[16384];
    FILE *from = ps_file_open(path, "rb");
    size_t n, all = 0;
    while (from != NULL && (n = fread(part, 1, sizeof part, from)) > 0)
        all += fwrite(part, 1, n, to);
    if (from != NULL)
        fclose(from);
    return all > 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "vl-convert wrote no picture");
}

static int refused(const char *path, struct ps_error *err)
{
    char said[256] = "";
    FILE *from = ps_file_open(path, "rb");
    if (from != NULL) {
        said[fread(said, 1, sizeof said - 1, from)] = '\0';
        fclose(from);
    }
    ps_fail(err, PS_EXIT_IMPOSSIBLE, "vl-convert did not take the figure: %s", said);
    return ps_error_hint(err, "python3 -m pip install --upgrade vl-convert-python: a version with Vega-Lite 6 is needed");
}

/* The first of the two that has vl-convert. */
static int convert(struct conversion *c, FILE *to, struct ps_error *err)
{
    static const char *const names[] = {"python3", "python"};
    for (int i = 0; i < 2; i++) {
        struct ps_error unstarted = {0};
        if (run(c, names[i], &unstarted) != 0)
            continue;
        if (c->timed_out)
            return ps_fail(err, PS_EXIT_FAILED, "vl-convert took longer than %d s", LIMIT_MS / 1000);
        if (c->status == 0 && c->signal == 0)
            return copy_file(c->svg, to, err);
        if (c->status == REFUSED)
            return refused(c->svg, err);
    }
    return not_there(err);
}

static int write_spec(const struct conversion *c, const struct ps_result *results, size_t n,
                      const struct ps_report_options *options, struct ps_error *err)
{
    FILE *file = ps_file_open(c->spec, "wb");
    if (file == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "%s cannot be written", c->spec);
    int status = ps_vl_json_write(results, n, options, file, err);
    if (fclose(file) != 0 && status == 0)
        status = ps_fail(err, PS_EXIT_FAILED, "%s cannot be written", c->spec);
    return status;
}

static void close_handle(uv_handle_t *handle, void *data)
{
    (void)data;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static int write_svg(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                     struct ps_error *err)
{
    struct conversion c = {0};
    if (uv_loop_init(&c.loop) != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot make an event loop");
    const struct ps_contain_options contain = {.programs = options->programs->folder, .program = options->programs->self};
    int status = ps_contain_open(&c.contain, &c.loop, &contain, err);
    if (status == 0) {
        snprintf(c.spec, sizeof c.spec, "%s/figure.vl.json", ps_contain_dir(c.contain));
        snprintf(c.svg, sizeof c.svg, "%s/figure.svg", ps_contain_dir(c.contain));
        status = write_spec(&c, results, n, options, err);
        if (status == 0)
            status = convert(&c, to, err);
        if (ps_contain_close(c.contain, status == 0 ? err : NULL) != 0)
            status = -1;
    }
    uv_walk(&c.loop, close_handle, NULL);
    uv_run(&c.loop, UV_RUN_DEFAULT);
    uv_loop_close(&c.loop);
    return status;
}

const struct ps_format ps_format_svg = {.name = "svg",
                                        .title = "one figure, by vl-convert",
                                        .keep = PS_KEEP_ALL,
                                        .heeds = PS_HEEDS_PHASE | PS_HEEDS_FIGURE,
                                        .write = write_svg};
