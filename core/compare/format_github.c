/* Annotations of a GitHub workflow, one a finding; the whole goes to the summary of the step. */
#include <errno.h>
#include <stdlib.h>

#include "cli/markup.h"
#include "compare/show.h"
#include "platform/files.h"
#include "report/figures.h"

/* The runner keeps ten annotations of a step, and takes 1 MiB of summary. */
enum { ANNOTATIONS = 10, SUMMARY_MOST = 1000 * 1024, SUMMARY_LEAST = 20 * 1024 };

static void annotate(const struct ps_comparison *comparison, size_t cell, FILE *to)
{
    const struct ps_compare_phase *phase = ps_show_phase(comparison, cell);
    char text[400], interval[48];
    ps_figure_fine_interval(interval, sizeof interval, phase->ratio.ratio.lo, phase->ratio.ratio.hi);
    snprintf(text, sizeof text, "%s: %s %.3f times as long %s", comparison->cells[cell].key,
             ps_phase_name(comparison->options->phase), phase->ratio.ratio.value, interval);
    fputs("::error title=", to);
    ps_print_workflow(to, "slower start", true);
    fputs("::", to);
    ps_print_workflow(to, text, false);
    fputc('\n', to);
}

/* Appended: a step may have written some of it before. */
static int append_summary(const struct ps_comparison *comparison, const char *path, struct ps_error *err)
{
    FILE *file = ps_file_open(path, "ab");
    if (file == NULL)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot open the step summary %s", path);
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    int status = 0;
    if (size >= 0 && size < SUMMARY_MOST - SUMMARY_LEAST)
        status = ps_show_markdown(comparison, file, (size_t)(SUMMARY_MOST - size), err);
    if (status == 0 && ferror(file))
        status = ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot write the step summary %s", path);
    if (fclose(file) != 0 && status == 0)
        status = ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot write the step summary %s", path);
    return status;
}

static int write_github(const struct ps_comparison *comparison, const struct ps_compare_style *style, FILE *to,
                        struct ps_error *err)
{
    (void)style;
    size_t shown = 0;
    for (size_t i = 0; i < comparison->cells_n; i++) {
        bool finding = !comparison->cells[i].floor && ps_show_phase(comparison, i)->verdict == PS_COMPARE_SLOWER;
        if (finding && shown++ < ANNOTATIONS)
            annotate(comparison, i, to);
    }
    char summary[256];
    ps_compare_summary(comparison, summary, sizeof summary);
    fprintf(to, "%s\n", summary);
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    return path != NULL && path[0] != '\0' ? append_summary(comparison, path, err) : 0;
}

const struct ps_compare_format ps_compare_github = {.name = "github", .write = write_github};
