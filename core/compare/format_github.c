/* Annotations of a GitHub workflow, one a finding; the whole goes to the summary of the step. */
#include "cli/markup.h"
#include "cli/step_summary.h"
#include "compare/show.h"
#include "report/figures.h"

/* The runner keeps ten of a step. */
enum { ANNOTATIONS = 10, TEXT_MOST = 400 };

static void annotate(const struct ps_comparison *comparison, size_t cell, FILE *to)
{
    const struct ps_compare_phase *phase = ps_show_phase(comparison, cell);
    char text[TEXT_MOST], interval[48];
    ps_figure_fine_interval(interval, sizeof interval, phase->ratio.ratio.lo, phase->ratio.ratio.hi);
    snprintf(text, sizeof text, "%s: %s %.3f times as long %s", comparison->cells[cell].key,
             ps_phase_name(comparison->options->phase), phase->ratio.ratio.value, interval);
    fputs("::error title=", to);
    ps_print_workflow(to, "slower start", TEXT_MOST, true);
    fputs("::", to);
    ps_print_workflow(to, text, TEXT_MOST, false);
    fputc('\n', to);
}

static int write_summary(const void *comparison, size_t most, FILE *to, struct ps_error *err)
{
    return ps_show_markdown(comparison, to, most, err);
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
    return ps_step_summary_append(write_summary, comparison, to, err);
}

const struct ps_compare_format ps_compare_github = {.name = "github", .write = write_github};
