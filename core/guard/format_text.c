/* Text, as compilers write it: where, what, the line with a caret below it, what to do; the matrix of what was run comes last. */
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "guard/formats.h"

/* What is printed of one text, in bytes, and of the source line, in columns, where the terminal's width is unknown. */
enum { TEXT_MOST = 4096, SOURCE_COLUMNS = 160, TAB = 4, TAIL_LINES = 8 };

static const char *const colours[PS_GUARD_LEVELS] = {
    [PS_GUARD_NOTE] = PS_STYLE_BOLD_CYAN,
    [PS_GUARD_WARNING] = PS_STYLE_BOLD_YELLOW,
    [PS_GUARD_ERROR] = PS_STYLE_BOLD_RED,
};

struct page {
    int columns;
    bool color, utf8;
    FILE *to;
    struct ps_error *err;
};

static const char *style(const struct page *page, const char *sequence)
{
    return page->color ? sequence : "";
}

static int print_safe(const struct page *page, const char *text)
{
    char *safe = ps_guard_show(text, TEXT_MOST, page->utf8, page->err);
    if (safe == NULL)
        return -1;
    fputs(safe, page->to);
    free(safe);
    return 0;
}

/* "  = title: text", wrapped below its own beginning. Nothing if there is no text. */
static int print_note(const struct page *page, int indent, const char *title, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return 0;
    char *safe = ps_guard_show(text, TEXT_MOST, page->utf8, page->err);
    if (safe == NULL)
        return -1;
    fprintf(page->to, "%*s%s=%s %s%s:%s ", indent, "", style(page, PS_STYLE_DIM), style(page, PS_STYLE_PLAIN),
            style(page, PS_STYLE_BOLD), title, style(page, PS_STYLE_PLAIN));
    ps_print_wrapped_at(page->to, safe, indent + 4 + (int)strlen(title), indent + 4, page->columns);
    free(safe);
    return 0;
}

/* ---- a finding ---- */

/* The source line as it is shown, and where the marked piece is in it: columns from 0. */
struct shown_line {
    char *text;
    size_t columns, mark, mark_end;
};

/* Tabs become blanks, so that the caret stands where it belongs whatever the terminal's tab stops are. */
static int show_line(const struct page *page, const struct ps_guard_finding *finding, struct shown_line *line)
{
    const char *at = finding->source;
    size_t length = strcspn(at, "\r\n"), used = 0;
    bool ends_here = finding->end_line == finding->line;
    *line = (struct shown_line){.text = malloc(length * PS_SAFE_NEXT + 1)};
    if (line->text == NULL)
        return ps_fail(page->err, PS_EXIT_FAILED, "out of memory for a line of %zu bytes", length);
    int column = 1;
    for (; at < finding->source + length; column++) {
        char next[PS_SAFE_NEXT] = "    ";
        if (column == finding->column)
            line->mark = line->columns;
        if (ends_here && column == finding->end_column)
            line->mark_end = line->columns;
        if (*at == '\t')
            at++;
        else if (*at == '[' && used >= 2 && strncmp(line->text + used - 2, "##", 2) == 0)
            snprintf(next, sizeof next, "\\x%02x", (unsigned)*at++); /* as ps_guard_show() does; "::" cannot begin this line */
        else
            ps_safe_next(&at, next, page->utf8);
        used += (size_t)snprintf(line->text + used, PS_SAFE_NEXT, "%s", next);
        line->columns += ps_text_columns(next);
    }
    line->text[used] = '\0';
    if (finding->column >= column)
        line->mark = line->columns;
    if (ends_here && finding->end_column >= column)
        line->mark_end = line->columns;
    if (line->mark_end <= line->mark)
        line->mark_end = finding->end_line > finding->line ? line->columns : line->mark + 1;
    return 0;
}

/* A window of the line that fits and has the mark in it: "12 | ...". */
static int print_source(const struct page *page, const struct ps_guard_finding *finding, int gutter)
{
    struct shown_line line;
    size_t room = (size_t)(page->columns > 0 ? page->columns : SOURCE_COLUMNS), from = 0;
    room = room > (size_t)gutter + 20 ? room - (size_t)gutter - 3 : 20;
    if (show_line(page, finding, &line) != 0)
        return -1;
    if (line.mark_end > room)
        from = line.mark > room / 4 ? line.mark - room / 4 : 0;
    const char *begin = ps_text_at(line.text, from), *end = ps_text_at(begin, room);
    while (end > begin && end[-1] == ' ')
        end--;
    fprintf(page->to, "%s%*d |%s %.*s\n", style(page, PS_STYLE_DIM), gutter, finding->line, style(page, PS_STYLE_PLAIN),
            (int)(end - begin), begin);
    fprintf(page->to, "%s%*s |%s %*s%s", style(page, PS_STYLE_DIM), gutter, "", style(page, PS_STYLE_PLAIN),
            (int)(line.mark - from), "", style(page, colours[finding->level]));
    for (size_t at = line.mark; at < line.mark_end && at < from + room; at++)
        fputc('^', page->to);
    fprintf(page->to, "%s\n", style(page, PS_STYLE_PLAIN));
    free(line.text);
    return 0;
}

/* "PATH:12:5: ", as far as it is known. A name is no command of GitHub's: ps_guard_show(). */
static int print_place(const struct page *page, const char *path, int line, int column)
{
    fputs(style(page, PS_STYLE_BOLD), page->to);
    if (print_safe(page, path) != 0)
        return -1;
    if (line > 0)
        fprintf(page->to, ":%d", line);
    if (line > 0 && column > 0)
        fprintf(page->to, ":%d", column);
    fprintf(page->to, ":%s ", style(page, PS_STYLE_PLAIN));
    return 0;
}

/* "error[rule]: message", behind a place of `used` columns. */
static int print_message(const struct page *page, enum ps_guard_level level, const char *rule, const char *message, size_t used)
{
    char *safe_rule = ps_guard_show(rule, TEXT_MOST, page->utf8, page->err);
    char *safe = safe_rule != NULL ? ps_guard_show(message, TEXT_MOST, page->utf8, page->err) : NULL;
    if (safe != NULL) {
        size_t head = strlen(ps_guard_level_name(level)) + ps_text_columns(safe_rule) + strlen("[]: ");
        bool fits = page->columns <= 0 || used + head <= (size_t)page->columns;
        fprintf(page->to, "%s%s%s[%s]:%s ", fits ? "" : "\n    ", style(page, colours[level]), ps_guard_level_name(level),
                safe_rule, style(page, PS_STYLE_PLAIN));
        ps_print_wrapped_at(page->to, safe, (int)((fits ? used : 4) + head), 4, page->columns);
    }
    free(safe_rule);
    free(safe);
    return safe != NULL ? 0 : -1;
}

static size_t place_columns(const struct page *page, const char *path, int line, int column)
{
    char numbers[64];
    char *safe = ps_guard_show(path, TEXT_MOST, page->utf8, NULL);
    size_t columns = safe != NULL ? ps_text_columns(safe) : 0;
    free(safe);
    snprintf(numbers, sizeof numbers, line <= 0 ? ": " : column > 0 ? ":%d:%d: " : ":%d: ", line, column);
    return columns + strlen(numbers);
}

static int print_finding(const struct page *page, const char *path, const struct ps_guard_finding *finding)
{
    char methods[64], number[32];
    size_t used = place_columns(page, path, finding->line, finding->column);
    int gutter = snprintf(number, sizeof number, "%d", finding->line);
    if (print_place(page, path, finding->line, finding->column) != 0 ||
        print_message(page, finding->level, finding->rule, finding->message, used) != 0)
        return -1;
    if (finding->source != NULL && finding->source[0] != '\0' && finding->line > 0 && print_source(page, finding, gutter) != 0)
        return -1;
    ps_guard_methods(methods, finding->methods);
    if (print_note(page, gutter + 1, "concerns", methods) != 0 || print_note(page, gutter + 1, "help", finding->help) != 0)
        return -1;
    fputc('\n', page->to);
    return 0;
}

/* ---- what became of the script when it was run ---- */

/* The last lines of its standard error, each marked, so that it is seen whose words they are. */
static int print_tail(const struct page *page, const char *tail)
{
    const char *from = tail + strlen(tail);
    while (from > tail && from[-1] == '\n')
        from--;
    size_t length = (size_t)(from - tail);
    for (int lines = 0; from > tail; from--) {
        if (from[-1] == '\n' && ++lines == TAIL_LINES)
            break;
    }
    for (const char *end = tail + length; from < end;) {
        size_t n = strcspn(from, "\n");
        n = n > (size_t)(end - from) ? (size_t)(end - from) : n;
        size_t room = page->columns > 8 ? (size_t)page->columns - 4 : TEXT_MOST, most = n;
        char *safe = ps_guard_show(from, most, page->utf8, page->err);
        if (safe == NULL)
            return -1;
        fprintf(page->to, "  %s|%s %.*s\n", style(page, PS_STYLE_DIM), style(page, PS_STYLE_PLAIN),
                (int)(ps_text_at(safe, room) - safe), safe);
        free(safe);
        from += n + 1;
    }
    return 0;
}

static int print_run(const struct page *page, const char *path, const struct ps_guard_run *run, const char *where)
{
    const struct ps_guard_verdict_rule *rule = ps_guard_verdict_rule(run->verdict);
    const char *reason = run->reason != NULL && run->reason[0] != '\0' ? run->reason : rule->title;
    int status = 0;
    bool has_error = run->first_error != NULL && run->first_error[0] != '\0';
    const char *help = run->change != NULL && run->change[0] != '\0' ? run->change : rule->good;
    if (print_place(page, path, 0, 0) != 0 ||
        print_message(page, rule->level, rule->id, reason, place_columns(page, path, 0, 0)) != 0 ||
        print_note(page, 2, "run by", where) != 0 || print_note(page, 2, "first error", run->first_error) != 0)
        return -1;
    if (!has_error && run->verdict != PS_VERDICT_REEXECUTES && run->stderr_tail != NULL &&
        print_tail(page, run->stderr_tail) != 0)
        return -1;
    if (help != rule->good || run->verdict != PS_VERDICT_CRASHES) /* of which nothing can be said in general */
        status = print_note(page, 2, "help", help);
    if (status != 0)
        return -1;
    fputc('\n', page->to);
    return 0;
}

static int print_file(const struct page *page, const struct ps_guard_file *file)
{
    char where[1024];
    size_t at = 0;
    if (file->error != NULL && file->error[0] != '\0') {
        if (print_place(page, file->path, 0, 0) != 0)
            return -1;
        static const char head[] = "not looked at: ";
        char *safe = ps_guard_show(file->error, TEXT_MOST, page->utf8, page->err);
        if (safe == NULL)
            return -1;
        fprintf(page->to, "%s%s%s", style(page, colours[PS_GUARD_ERROR]), head, style(page, PS_STYLE_PLAIN));
        size_t used = place_columns(page, file->path, 0, 0) + strlen(head);
        ps_print_wrapped_at(page->to, safe, (int)used, 4, page->columns);
        free(safe);
        fputs("\n", page->to);
    }
    for (size_t i = 0; i < file->findings_n; i++) {
        if (print_finding(page, file->path, &file->findings[i]) != 0)
            return -1;
    }
    for (const struct ps_guard_run *run; (run = ps_guard_next_group(file, &at, where, sizeof where)) != NULL;) {
        if (print_run(page, file->path, run, where) != 0)
            return -1;
    }
    return 0;
}

static int write_text(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err)
{
    const struct page page = {.columns = columns, .color = color, .utf8 = ps_terminal_utf8(), .to = to, .err = err};
    struct ps_guard_counts counts;
    char sentence[256];
    bool ran = false;
    for (size_t i = 0; i < report->files_n; i++) {
        if (print_file(&page, &report->files[i]) != 0)
            return -1;
        ran = ran || report->files[i].runs_n > 0;
    }
    ps_guard_count(&counts, report);
    ps_guard_sentence(sentence, &counts, report->files_n);
    ps_print_wrapped(to, sentence, 0, columns);
    fputs(ran ? "\n" : "", to);
    return ps_guard_matrix(report, columns, color, to, err);
}

const struct ps_guard_format ps_guard_format_text = {.name = "text", .write = write_text};
