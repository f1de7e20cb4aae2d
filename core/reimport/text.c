#include "reimport/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "cli/terminal.h"
#include "reimport/row.h"
#include "reimport/series.h"
#include "report/figures.h"

enum { STATEMENTS_MOST = 10, EFFECTS_MOST = 12, MODULES_MOST = 20, DEPTH_MOST = 6, TEXT_ROOM = 2048 };

/* Shares of main's cost below which a line is left to the JSON. */
static const double least_of_statement = 0.01, least_of_module = 0.04;

struct print {
    FILE *to;
    int columns;
    bool color, utf8;
};

/* ---- lines ---- */

/* Indented and wrapped, made safe as a whole: text of the script's may be anywhere in it. */
static PS_PRINTF(4, 5) void say(const struct print *print, int indent, int hanging, const char *format, ...)
{
    char text[TEXT_ROOM], safe[2 * TEXT_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ps_safe_text(safe, sizeof safe, text, print->utf8);
    if (indent > 0)
        fprintf(print->to, "%*s", indent, "");
    ps_print_wrapped(print->to, safe, indent + hanging, print->columns);
}

static PS_PRINTF(2, 3) void title(const struct print *print, const char *format, ...)
{
    char text[TEXT_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(print->to, "\n%s", print->color ? PS_STYLE_BOLD : "");
    char safe[2 * TEXT_ROOM];
    ps_safe_text(safe, sizeof safe, text, print->utf8);
    ps_print_wrapped(print->to, safe, 0, print->columns);
    fputs(print->color ? PS_STYLE_PLAIN : "", print->to);
}

/* Text that may be long, cut to what is left of a line. */
static void cut(const struct print *print, char *to, size_t room, const char *text, int used)
{
    char safe[TEXT_ROOM];
    ps_safe_text(safe, sizeof safe, text, print->utf8);
    int left = print->columns > 0 ? print->columns - used : 100;
    left = left < 12 ? 12 : left;
    if ((int)ps_text_columns(safe) <= left) {
        snprintf(to, room, "%s", safe);
        return;
    }
    snprintf(to, room, "%.*s..", (int)(ps_text_at(safe, (size_t)left - 2) - safe), safe);
}

/* ---- what the document says ---- */

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void time_text(const struct print *print, char *to, size_t room, double ns)
{
    ps_figure_time(to, room, ns, print->utf8);
}

/* "112 ms [110 ms, 118 ms]". */
static void with_interval(const struct print *print, char *to, size_t room, double value, const json_t *interval)
{
    char middle[32], low[32], high[32];
    time_text(print, middle, sizeof middle, value);
    if (!json_is_array(interval)) {
        snprintf(to, room, "%s", middle);
        return;
    }
    time_text(print, low, sizeof low, json_number_value(json_array_get(interval, 0)));
    time_text(print, high, sizeof high, json_number_value(json_array_get(interval, 1)));
    snprintf(to, room, "%s [%s, %s]", middle, low, high);
}

static bool is_of(const json_t *object, const char *python)
{
    return strcmp(ps_reimport_text(object, "python"), python) == 0;
}

/* ---- how often ---- */

static void print_count(const struct print *print, const json_t *row)
{
    char cost[128], start[32];
    const char *where = ps_reimport_text(row, "reimported_in"), *status = ps_reimport_text(row, "status");
    const json_t *figure = json_object_get(row, "cost_ns");
    int starts = (int)json_integer_value(json_object_get(row, "starts")), again = (int)number_of(row, "reimports");
    with_interval(print, cost, sizeof cost, ps_reimport_median(figure), json_object_get(figure, "ci95"));
    time_text(print, start, sizeof start, ps_reimport_median(json_object_get(row, "start_ns")));
    fprintf(print->to, "  %-11s", ps_reimport_text(row, "method"));
    if (strcmp(status, "ok") != 0 && starts > 0)
        say(print, 0, 13, "%s after %d starts, which executed main %d times: %s", status, starts, again,
            ps_reimport_text(row, "reason"));
    else if (strcmp(status, "ok") != 0)
        say(print, 0, 13, "%s: %s", status, ps_reimport_text(row, "reason"));
    else if (where[0] == '\0')
        say(print, 0, 13, "%d in %d starts; %s; a start takes %s", again, starts, ps_reimport_text(row, "why_none"), start);
    else if (strcmp(where, "server") == 0)
        say(print, 0, 13, "%d in %d starts, by the server, before its children: %s; a start takes %s", again, starts, cost,
            start);
    else
        say(print, 0, 13, "%d in %d starts; each takes %s of a start's %s", again, starts, cost, start);
}

/* ---- where the time goes ---- */

/* What a statement must have taken to be among the dearest. */
static double least_of_dearest(const json_t *statements)
{
    double dearest[STATEMENTS_MOST] = {0}; /* falling */
    size_t i;
    json_t *statement;
    json_array_foreach(statements, i, statement)
    {
        double self = number_of(statement, "self_ns");
        for (int k = 0; k < STATEMENTS_MOST; k++) {
            if (self > dearest[k]) {
                double next = dearest[k];
                dearest[k] = self;
                self = next;
            }
        }
    }
    return dearest[STATEMENTS_MOST - 1];
}

/* Prints the dearest lines in the order of the file. */
static void print_statements(const struct print *print, const json_t *row)
{
    const json_t *statements = json_object_get(row, "statements");
    double cost = ps_reimport_median(json_object_get(row, "cost_ns")), rest = 0, least = least_of_dearest(statements);
    size_t i, shown = 0, hidden = 0;
    json_t *statement;
    json_array_foreach(statements, i, statement)
    {
        double self = number_of(statement, "self_ns");
        if (self < least_of_statement * cost || self < least) {
            rest += self;
            hidden++;
            continue;
        }
        char figure[128], left[64], text[TEXT_ROOM];
        with_interval(print, figure, sizeof figure, self, json_object_get(statement, "ci95"));
        snprintf(left, sizeof left, "  line %-5" PRId64, (int64_t)json_integer_value(json_object_get(statement, "line")));
        cut(print, text, sizeof text, ps_reimport_text(statement, "text"), (int)strlen(left) + 2);
        fprintf(print->to, "%s  %s\n", left, text);
        say(print, (int)strlen(left) + 2, 0, "%s", figure);
        shown++;
    }
    if (hidden > 0 && shown > 0) {
        char figure[32];
        time_text(print, figure, sizeof figure, rest);
        say(print, 2, 2, "%zu other statements: %s", hidden, figure);
    }
}

/* The tree, in the order of the imports; a module of little weight has none of weight below it. */
static void print_imports(const struct print *print, const json_t *row)
{
    const json_t *imports = json_object_get(row, "imports");
    double cost = ps_reimport_median(json_object_get(row, "cost_ns"));
    size_t i, shown = 0, hidden = 0, loaded = 0;
    json_t *module;
    json_array_foreach(imports, i, module)
    {
        double cumulative = number_of(module, "cumulative_ns");
        int depth = (int)number_of(module, "depth");
        if (json_is_true(json_object_get(module, "already_loaded"))) {
            loaded++;
            continue;
        }
        if (cumulative < least_of_module * cost || shown >= MODULES_MOST || depth >= DEPTH_MOST) {
            hidden++;
            continue;
        }
        if (shown++ == 0)
            fprintf(print->to, "  %9s  %9s  imports\n", "with all", "itself");
        char figure[32], self[32], text[TEXT_ROOM], between[96];
        time_text(print, figure, sizeof figure, cumulative);
        time_text(print, self, sizeof self, number_of(module, "self_ns"));
        cut(print, text, sizeof text, ps_reimport_text(module, "module"), 30 + 2 * depth);
        fprintf(print->to, "  %9s  %9s  %*s%s\n", figure, self, 2 * depth, "", text);
        with_interval(print, between, sizeof between, cumulative, json_object_get(module, "ci95"));
        if (depth == 0)
            say(print, 4, 0, "%s: %s with all it imports", ps_reimport_text(module, "module"), between);
    }
    if (hidden > 0)
        say(print, 2, 2, "%zu other modules, each of little weight (--format json has them)", hidden);
    if (loaded > 0)
        say(print, 2, 2, "already there when main began: %zu of what it imports", loaded);
}

static void print_effects(const struct print *print, const json_t *row)
{
    const json_t *effects = json_object_get(row, "side_effects");
    size_t i, n = json_array_size(effects);
    json_t *effect;
    if (n > 0)
        say(print, 2, 2, "done again in children:");
    json_array_foreach(effects, i, effect)
    {
        if (i == EFFECTS_MOST) {
            say(print, 4, 0, "and %zu more (--format json has them)", n - i);
            break;
        }
        const char *detail = ps_reimport_text(effect, "detail");
        say(print, 4, 4, "%" PRId64 " times %s%s%s", (int64_t)json_integer_value(json_object_get(effect, "count")),
            ps_reimport_text(effect, "event"), detail[0] != '\0' ? ": " : "", detail);
    }
}

/* ---- what would help ---- */

static void print_advice(const struct print *print, const json_t *entry)
{
    char saved[128];
    const char *method = ps_reimport_text(entry, "method"), *not_priced = ps_reimport_text(entry, "not_priced");
    const json_t *line = json_object_get(entry, "line");
    with_interval(print, saved, sizeof saved, number_of(entry, "saves_ns"), json_object_get(entry, "ci95"));
    say(print, 2, 2, "%s%.0d%s%s%s%s", json_is_integer(line) ? "line " : "", (int)json_integer_value(line),
        json_is_integer(line) ? ": " : "", ps_reimport_text(entry, "message"),
        method[0] != '\0' && strstr(ps_reimport_text(entry, "message"), method) == NULL ? ", by " : "",
        method[0] != '\0' && strstr(ps_reimport_text(entry, "message"), method) == NULL ? method : "");
    const json_t *interval = json_object_get(entry, "ci95");
    bool may_be_none =
        number_of(entry, "saves_ns") <= 0 || (json_is_array(interval) && json_number_value(json_array_get(interval, 0)) <= 0);
    if (not_priced[0] != '\0')
        say(print, 4, 0, "not priced, because %s", not_priced);
    else if (may_be_none)
        say(print, 4, 0, "saves nothing that can be told from chance: %s", saved);
    else
        say(print, 4, 0, "%s %s", json_is_true(json_object_get(entry, "upper_bound")) ? "saves at most" : "saves", saved);
}

static void print_all_advice(const struct print *print, const json_t *document, const char *python)
{
    size_t i, n = 0;
    json_t *entry;
    json_array_foreach(json_object_get(document, "advice"), i, entry)
    {
        if (!is_of(entry, python))
            continue;
        if (n++ == 0)
            title(print, "Python %s: what a start would save, measured", python);
        print_advice(print, entry);
    }
}

/* ---- all of it ---- */

static void print_python(const struct print *print, const json_t *document, const char *python)
{
    size_t i;
    json_t *row;
    title(print, "Python %s: how often children executed main again", python);
    json_array_foreach(json_object_get(document, "rows"), i, row)
    {
        if (is_of(row, python))
            print_count(print, row);
    }
    json_array_foreach(json_object_get(document, "rows"), i, row)
    {
        bool has_more =
            json_array_size(json_object_get(row, "statements")) + json_array_size(json_object_get(row, "side_effects")) > 0;
        if (!is_of(row, python) || !has_more)
            continue;
        title(print, "Python %s, %s: what is executed again", python, ps_reimport_text(row, "method"));
        if (ps_reimport_text(row, "not_timed")[0] != '\0')
            say(print, 2, 2, "not timed, because %s", ps_reimport_text(row, "not_timed"));
        print_statements(print, row);
        print_imports(print, row);
        print_effects(print, row);
    }
    print_all_advice(print, document, python);
}

static void print_checks(const struct print *print, const json_t *document)
{
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(document, "self_check"), i, check)
    {
        const json_t *interval = json_object_get(check, "ci95");
        char ratio[32], between[64] = "";
        ps_figure_ratio(ratio, sizeof ratio, number_of(check, "ratio"), print->utf8);
        if (json_is_array(interval))
            ps_figure_fine_interval(between, sizeof between, json_number_value(json_array_get(interval, 0)),
                                    json_number_value(json_array_get(interval, 1)));
        if (i == 0)
            title(print, "What watching costs an import of main");
        if (json_is_object(check))
            say(print, 2, 2, "Python %s, %s: %s %s", ps_reimport_text(check, "python"), ps_reimport_text(check, "method"), ratio,
                between);
    }
}

void ps_reimport_print(const json_t *document, int columns, bool color, bool utf8, FILE *to)
{
    const struct print print = {.to = to, .columns = columns, .color = color, .utf8 = utf8};
    const char *emulation = ps_reimport_text(json_object_get(document, "host"), "emulation"),
               *kind = ps_reimport_text(document, "kind");
    say(&print, 0, 2, "%s%s%s%s", ps_reimport_text(document, "script"), kind[0] != '\0' ? " (" : "", kind,
        kind[0] != '\0' ? ")" : "");
    if (emulation[0] != '\0')
        say(&print, 0, 2, "measured under %s: times are that system's", emulation);
    say(&print, 0, 0, "medians of starts, with 95 %% intervals");
    size_t i;
    json_t *python;
    json_array_foreach(json_object_get(document, "pythons"), i, python)
    {
        print_python(&print, document, ps_reimport_text(python, "id"));
    }
    print_checks(&print, document);
    json_array_foreach(json_object_get(document, "warnings"), i, python)
    {
        say(&print, 0, 2, "warning: %s", ps_reimport_text(python, "message"));
    }
}
