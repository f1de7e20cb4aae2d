#include "report/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ---- */

static bool has_room(struct ps_text *text, size_t n)
{
    if (text->room - text->used > n)
        return true;
    size_t room = 2 * text->room + n + 256;
    char *grown = realloc(text->at, room);
    if (grown == NULL) {
        text->failed = true;
        return false;
    }
    text->at = grown;
    text->room = room;
    return true;
}

void ps_text_add_n(struct ps_text *text, const char *more, size_t n)
{
    if (!has_room(text, n))
        return;
    memcpy(text->at + text->used, more, n);
    text->used += n;
    text->at[text->used] = '\0';
}

void ps_text_add(struct ps_text *text, const char *more)
{
    ps_text_add_n(text, more, strlen(more));
}

void ps_text_addf(struct ps_text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n > 0 && has_room(text, (size_t)n)) {
        vsnprintf(text->at + text->used, (size_t)n + 1, fmt, again);
        text->used += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void ps_text_clear(struct ps_text *text)
{
    text->used = 0;
    if (text->at != NULL)
        text->at[0] = '\0';
}

void ps_text_free(struct ps_text *text)
{
    free(text->at);
    *text = (struct ps_text){0};
}

/* ---- what a result is called ---- */

const char *ps_host_word(const struct ps_result *result, const char *key)
{
    const char *word = json_string_value(json_object_get(result->host, key));
    return word != NULL ? word : "";
}

void ps_label_os(const struct ps_result *result, char *to, size_t room)
{
    const char *os = ps_host_word(result, "os"), *emulation = ps_host_word(result, "emulation");
    if (emulation[0] != '\0')
        snprintf(to, room, "%.60s (%.60s)", os[0] != '\0' ? os : "unknown system", emulation);
    else
        snprintf(to, room, "%.60s", os[0] != '\0' ? os : "unknown system");
}

enum { LABEL_OS, LABEL_PROCESSOR, LABEL_STARTED, LABEL_PLACE, LABEL_ROOM = 256 };

static void label_by(const struct ps_result *result, int level, size_t place, char to[LABEL_ROOM])
{
    char os[128], number[24];
    ps_label_os(result, os, sizeof os);
    const char *model = ps_host_word(result, "cpu_model");
    bool processor = level >= LABEL_PROCESSOR && model[0] != '\0', started = level >= LABEL_STARTED;
    snprintf(number, sizeof number, " #%zu", place + 1);
    snprintf(to, LABEL_ROOM, "%s%s%.60s%s%.30s%s", os, processor ? ", " : "", processor ? model : "", started ? ", " : "",
             started ? result->started : "", level >= LABEL_PLACE ? number : "");
}

void ps_label_result(const struct ps_result *results, size_t n, size_t i, char *to, size_t room)
{
    char own[LABEL_ROOM], other[LABEL_ROOM];
    for (int level = LABEL_OS; level <= LABEL_PLACE; level++) {
        bool alone = true;
        label_by(&results[i], level, i, own);
        for (size_t j = 0; j < n && alone; j++) {
            label_by(&results[j], level, j, other);
            alone = j == i || strcmp(own, other) != 0;
        }
        if (alone)
            break;
    }
    snprintf(to, room, "%s", own);
}

/* Two Pythons of one major.minor are told apart by their whole versions. */
static void name_cell(const struct ps_result *result, size_t cell, char to[192])
{
    char other[192];
    ps_result_match_id(result, &result->cells[cell].cell, to);
    for (size_t i = 0; i < result->cells_n; i++) {
        ps_result_match_id(result, &result->cells[i].cell, other);
        if (i != cell && strcmp(to, other) == 0) {
            snprintf(to, 192, "%s", result->cells[cell].cell.id);
            return;
        }
    }
}

void ps_label_cell(const struct ps_result *results, size_t n, size_t i, size_t cell, char *to, size_t room)
{
    char id[192], label[LABEL_ROOM];
    name_cell(&results[i], cell, id);
    if (n == 1) {
        snprintf(to, room, "%s", id);
        return;
    }
    ps_label_result(results, n, i, label, sizeof label);
    snprintf(to, room, "%s [%s]", id, label);
}

/* ---- what it says of a cell ---- */

const struct ps_contrast *ps_contrast_of(const struct ps_result *result, size_t cell, enum ps_phase phase)
{
    const struct ps_cell *it = &result->cells[cell].cell;
    for (size_t i = 0; i < result->contrasts_n && it->twin == 0 && it->build == 0; i++) {
        const struct ps_contrast *contrast = &result->contrasts[i];
        if (contrast->cell == (int)cell && contrast->phase == phase)
            return contrast;
    }
    return NULL;
}

static bool is_double(const struct ps_cell *cell)
{
    return cell->twin > 0 || cell->build > 0;
}

/* It stands in the contrasts of the others only. */
bool ps_contrast_base(const struct ps_result *result, size_t cell, enum ps_phase phase)
{
    for (size_t i = 0; i < result->contrasts_n; i++) {
        const struct ps_contrast *contrast = &result->contrasts[i];
        if (contrast->against == (int)cell && contrast->phase == phase && !is_double(&result->cells[contrast->cell].cell))
            return true;
    }
    return false;
}

bool ps_shows(const struct ps_cell_result *cell, enum ps_phase phase)
{
    return (cell->status == PS_OK || cell->status == PS_INTERRUPTED) && cell->summary[phase].n > 0;
}
