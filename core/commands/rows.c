#include "commands/rows.h"

#include "cli/terminal.h"

/* Between columns. */
enum { GAP = 2 };

/* Text narrower than this is better off on lines of its own. */
enum { LEAST_TEXT = 30 };

static const char *const tones[] = {
    [PS_TONE_PLAIN] = "",
    [PS_TONE_FINE] = PS_STYLE_GREEN,
    [PS_TONE_WARN] = PS_STYLE_YELLOW,
    [PS_TONE_WRONG] = PS_STYLE_BOLD_RED,
    [PS_TONE_FAINT] = PS_STYLE_DIM,
    [PS_TONE_TITLE] = PS_STYLE_BOLD,
};

void ps_rows_begin(struct ps_rows *rows, FILE *to, const char *output, bool color)
{
    bool to_file = output != NULL;
    *rows = (struct ps_rows){.to = to, .columns = to_file ? 0 : ps_terminal_columns(to), .color = color && !to_file};
}

/* Prints `text` in its tone; the columns it took. */
static int print_toned(const struct ps_rows *rows, enum ps_tone tone, const char *text)
{
    char safe[512];
    ps_safe_text(safe, sizeof safe, text, ps_terminal_utf8());
    bool colored = rows->color && tones[tone][0] != '\0';
    fprintf(rows->to, "%s%s%s", colored ? tones[tone] : "", safe, colored ? PS_STYLE_PLAIN : "");
    return (int)ps_text_columns(safe);
}

static void print_text(const struct ps_rows *rows, const char *text, int indent)
{
    char safe[8192];
    ps_safe_text(safe, sizeof safe, text, ps_terminal_utf8());
    ps_print_wrapped(rows->to, safe, indent, rows->columns);
}

static void pad(const struct ps_rows *rows, int columns)
{
    if (columns > 0)
        fprintf(rows->to, "%*s", columns, "");
}

void ps_rows_title(const struct ps_rows *rows, const char *title)
{
    print_toned(rows, PS_TONE_TITLE, title);
    fputc('\n', rows->to);
}

void ps_rows_row(const struct ps_rows *rows, enum ps_tone tone, const char *word, const char *name, const char *text)
{
    pad(rows, rows->word_width + GAP - print_toned(rows, tone, word));
    int text_column = rows->word_width + GAP + rows->name_width + GAP;
    bool beside = rows->columns == 0 || rows->columns - text_column >= LEAST_TEXT;
    int used = print_toned(rows, PS_TONE_PLAIN, name);
    if (text[0] == '\0') {
        fputc('\n', rows->to);
    } else if (beside) {
        pad(rows, rows->name_width + GAP - used);
        print_text(rows, text, text_column);
    } else {
        fputc('\n', rows->to);
        ps_rows_more(rows, text);
    }
}

void ps_rows_line(const struct ps_rows *rows, const char *text)
{
    print_text(rows, text, 0);
}

void ps_rows_more(const struct ps_rows *rows, const char *text)
{
    int indent = rows->word_width + GAP;
    pad(rows, indent);
    print_text(rows, text, indent);
}
