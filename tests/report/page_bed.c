#include "page_bed.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static const char *const files[] = {"page.html",        "page.css",         "text.js",
                                    "plots.js",         "tables.js",        "page.js",
                                    "theme.json",       "overhead.vl.json", "distributions.vl.json",
                                    "timeline.vl.json", "memory.vl.json",   "drift.vl.json",
                                    "systems.vl.json",  "run.vl.json"};

enum { FILES = sizeof files / sizeof *files };

static void make_folder(const char *share, const char *name)
{
    char path[4400];
    uv_fs_t request;
    snprintf(path, sizeof path, "%s/%s", share, name);
    cr_assert(eq(int, uv_fs_mkdir(NULL, &request, path, 0700, NULL), 0));
    uv_fs_req_cleanup(&request);
}

static void write_file(const char *share, const char *name, const char *text)
{
    char path[4400];
    snprintf(path, sizeof path, "%s/report/page/%s", share, name);
    FILE *file = fopen(path, "wb");
    cr_assert(ne(ptr, file, NULL), "%s", path);
    fputs(text, file);
    fclose(file);
}

static void copy_file(const char *share, const char *name)
{
    char from[4400], to[4400];
    uv_fs_t request;
    snprintf(from, sizeof from, "%s/core/report/page/%s", PS_TEST_SOURCE, name);
    snprintf(to, sizeof to, "%s/report/page/%s", share, name);
    cr_assert(eq(int, uv_fs_copyfile(NULL, &request, from, to, 0, NULL), 0), "%s", from);
    uv_fs_req_cleanup(&request);
}

void page_bed_open(struct ps_programs *programs, bool vendor)
{
    char temporary[1024], form[1100];
    size_t room = sizeof temporary;
    uv_fs_t request;
    *programs = (struct ps_programs){0};
    cr_assert(eq(int, uv_os_tmpdir(temporary, &room), 0));
    snprintf(form, sizeof form, "%s/procstart-page-XXXXXX", temporary);
    cr_assert(eq(int, uv_fs_mkdtemp(NULL, &request, form, NULL), 0));
    snprintf(programs->share, sizeof programs->share, "%s", request.path);
    uv_fs_req_cleanup(&request);
    make_folder(programs->share, "report");
    make_folder(programs->share, "report/page");
    for (int i = 0; i < FILES; i++)
        copy_file(programs->share, files[i]);
    make_folder(programs->share, "report/page/vendor");
    if (!vendor)
        return;
    write_file(programs->share, "vendor/vega.min.js", PAGE_BED_VEGA);
    write_file(programs->share, "vendor/vega-lite.min.js", "/* a stand-in for vega-lite */");
}

static void remove_at(const char *share, const char *name, bool folder)
{
    char path[4400];
    uv_fs_t request;
    snprintf(path, sizeof path, "%s%s", share, name);
    if (folder)
        uv_fs_rmdir(NULL, &request, path, NULL);
    else
        uv_fs_unlink(NULL, &request, path, NULL);
    uv_fs_req_cleanup(&request);
}

void page_bed_close(struct ps_programs *programs)
{
    char name[128];
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "/report/page/%s", files[i]);
        remove_at(programs->share, name, false);
    }
    remove_at(programs->share, "/report/page/vendor/vega.min.js", false);
    remove_at(programs->share, "/report/page/vendor/vega-lite.min.js", false);
    remove_at(programs->share, "/report/page/vendor", true);
    remove_at(programs->share, "/report/page", true);
    remove_at(programs->share, "/report", true);
    remove_at(programs->share, "", true);
}

void page_bed_samples(struct ps_result *result, size_t cell, size_t n, int64_t base)
{
    struct ps_error err = {0};
    struct ps_samples *samples = &result->cells[cell].samples;
    for (size_t i = 0, epochs = 4, each = n / epochs; i < n + 2 * epochs; i++) {
        size_t epoch = i / (each + 2), turn = i % (each + 2), steady = epoch * each + turn - 2;
        int64_t took = turn < 2 ? 10 * base : base + (int64_t)steady;
        struct ps_sample sample = {.asked = (int64_t)(i + 1) * 1000000};
        for (int phase = 0; phase < PS_PHASES; phase++)
            sample.at[phase] = PS_MISSING;
        sample.at[PS_READY] = sample.asked + took * 3 / 5;
        sample.at[PS_REAPED] = sample.asked + took;
        cr_assert(eq(int, ps_samples_add(samples, (uint32_t)epoch, (uint32_t)turn, 0, (uint32_t)turn, &sample, 0, &err), 0));
    }
    cr_assert(eq(int, ps_result_summarise(result, &err), 0));
}

json_t *page_bed_json(const char *page, const char *id)
{
    char mark[128];
    snprintf(mark, sizeof mark, "<script type=\"application/json\" id=\"%s\">", id);
    const char *begin = strstr(page, mark);
    cr_assert(ne(ptr, (void *)begin, NULL));
    begin += strlen(mark);
    const char *end = strstr(begin, "</script>");
    cr_assert(ne(ptr, (void *)end, NULL));
    json_error_t problem;
    json_t *json = json_loadb(begin, (size_t)(end - begin), 0, &problem);
    cr_assert(ne(ptr, json, NULL), "%s: %s", id, problem.text);
    return json;
}
