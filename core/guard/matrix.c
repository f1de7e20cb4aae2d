/* The matrix that ends a guard report: one line a script and method, one column a Python, as many side by side as fit. */
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "guard/formats.h"
#include "report/layout.h"

enum { INDENT = 2, GAP = 2, METHOD_WIDTH = 10, CELL = 64, PYTHON_WIDTH = 20 };

static const char *const colours[PS_VERDICTS] = {
    [PS_VERDICT_OK] = PS_STYLE_GREEN,    [PS_VERDICT_REEXECUTES] = PS_STYLE_YELLOW, [PS_VERDICT_BOOTSTRAP_ERROR] = PS_STYLE_RED,
    [PS_VERDICT_LOOPS] = PS_STYLE_RED,   [PS_VERDICT_HANGS] = PS_STYLE_RED,         [PS_VERDICT_NOT_IMPORTABLE] = PS_STYLE_RED,
    [PS_VERDICT_CRASHES] = PS_STYLE_RED, [PS_VERDICT_NO_PROCESSES] = PS_STYLE_DIM,
};

struct matrix {
    const struct ps_guard_report *report;
    const char **pythons; /* ids, in the order in which runs name them */
    size_t pythons_n;
    size_t columns;
    bool color, utf8;
    FILE *to;
    struct ps_line line;
};

static int find_pythons(struct matrix *m, struct ps_error *err)
{
    const struct ps_guard_report *report = m->report;
    for (size_t i = 0; i < report->files_n; i++) {
        for (size_t j = 0; j < report->files[i].runs_n; j++) {
            const char *id = report->files[i].runs[j].python;
            size_t k = 0;
            while (k < m->pythons_n && strcmp(m->pythons[k], id) != 0)
                k++;
            if (k < m->pythons_n)
                continue;
            const char **more = realloc(m->pythons, (m->pythons_n + 1) * sizeof *more);
            if (more == NULL)
                return ps_fail(err, PS_EXIT_FAILED, "out of memory for the matrix");
            m->pythons = more;
            m->pythons[m->pythons_n++] = id;
        }
    }
    return 0;
}

static const struct ps_guard_run *find_run(const struct ps_guard_file *file, enum ps_method method, const char *python)
{
    for (size_t i = 0; i < file->runs_n; i++) {
        if (file->runs[i].method == method && strcmp(file->runs[i].python, python) == 0)
            return &file->runs[i];
    }
    return NULL;
}

/* Text from outside, in at most so many columns; "?" where there is no memory for more. */
static void shown(const struct matrix *m, char to[PS_LAYOUT_TEXT], const char *text, size_t columns)
{
    char *safe = ps_guard_show(text, PS_LAYOUT_TEXT / 2, m->utf8, NULL);
    ps_layout_text(to, safe != NULL ? safe : "?", columns, m->utf8);
    free(safe);
}

/* "ok", or "ok (fork)" where the script chose another method itself. */
static void cell_text(char to[CELL], const struct ps_guard_run *run)
{
    if (run == NULL)
        strcpy(to, "-");
    else if (run->effective != run->method)
        snprintf(to, CELL, "%s (%s)", ps_verdict_name(run->verdict), ps_method_name(run->effective));
    else
        snprintf(to, CELL, "%s", ps_verdict_name(run->verdict));
}

static size_t width_of(const struct matrix *m, size_t python)
{
    char id[PS_LAYOUT_TEXT], cell[CELL];
    shown(m, id, m->pythons[python], PYTHON_WIDTH);
    size_t width = ps_text_columns(id);
    for (size_t i = 0; i < m->report->files_n; i++) {
        for (size_t j = 0; j < m->report->files[i].runs_n; j++) {
            const struct ps_guard_run *run = &m->report->files[i].runs[j];
            if (strcmp(run->python, m->pythons[python]) != 0)
                continue;
            cell_text(cell, run);
            width = strlen(cell) > width ? strlen(cell) : width;
        }
    }
    return width;
}

static void print_head(struct matrix *m, size_t first, const size_t *width, size_t n)
{
    fputs(m->color ? PS_STYLE_DIM : "", m->to);
    ps_line_pad(&m->line, "", INDENT + METHOD_WIDTH, true);
    for (size_t i = 0; i < n; i++) {
        char id[PS_LAYOUT_TEXT];
        shown(m, id, m->pythons[first + i], PYTHON_WIDTH);
        ps_line_pad(&m->line, "", GAP, true);
        ps_line_pad(&m->line, id, width[i], true);
    }
    ps_line_print(&m->line, m->to);
    fputs(m->color ? PS_STYLE_PLAIN : "", m->to);
}

static void print_method(struct matrix *m, const struct ps_guard_file *file, enum ps_method method, size_t first,
                         const size_t *width, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || find_run(file, method, m->pythons[first + i]) != NULL;
    if (!any)
        return;
    ps_line_pad(&m->line, "", INDENT, true);
    ps_line_pad(&m->line, ps_method_name(method), METHOD_WIDTH, true);
    for (size_t i = 0; i < n; i++) {
        const struct ps_guard_run *run = find_run(file, method, m->pythons[first + i]);
        char cell[CELL];
        cell_text(cell, run);
        ps_line_pad(&m->line, "", GAP, true);
        ps_line_add(&m->line, m->color && run != NULL ? colours[run->verdict] : "");
        ps_line_add(&m->line, cell);
        ps_line_add(&m->line, m->color && run != NULL ? PS_STYLE_PLAIN : "");
        ps_line_pad(&m->line, "", width[i] - strlen(cell), true);
    }
    ps_line_print(&m->line, m->to);
}

static void print_file(struct matrix *m, const struct ps_guard_file *file, size_t first, const size_t *width, size_t n)
{
    if (file->runs_n == 0)
        return;
    char path[PS_LAYOUT_TEXT];
    shown(m, path, file->path, m->columns);
    fprintf(m->to, "%s%s%s\n", m->color ? PS_STYLE_BOLD : "", path, m->color ? PS_STYLE_PLAIN : "");
    for (int method = PS_FORK; method < PS_METHODS; method++)
        print_method(m, file, (enum ps_method)method, first, width, n);
}

/* Pythons that fit beside each other; those that do not follow below, as another block. */
static size_t print_block(struct matrix *m, size_t first)
{
    enum { BLOCK = 16 };
    size_t width[BLOCK], used = INDENT + METHOD_WIDTH, n = 0;
    for (; n < BLOCK && first + n < m->pythons_n; n++) {
        width[n] = width_of(m, first + n);
        used += GAP + width[n];
        if (n > 0 && used > m->columns)
            break;
    }
    print_head(m, first, width, n);
    for (size_t i = 0; i < m->report->files_n; i++)
        print_file(m, &m->report->files[i], first, width, n);
    return n;
}

int ps_guard_matrix(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err)
{
    struct matrix m = {.report = report,
                       .columns = columns > 0 ? (size_t)columns : SIZE_MAX,
                       .color = color,
                       .utf8 = ps_terminal_utf8(),
                       .to = to};
    int status = find_pythons(&m, err);
    for (size_t first = 0; status == 0 && first < m.pythons_n;) {
        fputs(first > 0 ? "\n" : "", to);
        first += print_block(&m, first);
    }
    free(m.pythons);
    return status;
}
