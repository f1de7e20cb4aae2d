/* script_text.h: JSON on its way into a script element of a page, or into a figure's file.
 *
 * `<`, `>` and `&`, which stand in JSON within strings only, become escapes that mean the same: no text can end the element, or
 * begin a comment; and so do DEL and C1 controls, which JSON allows. Marks that
 * reorder text on a screen become the visible characters \u202e, as ps_safe_text() writes them.
 */
#ifndef PS_REPORT_SCRIPT_TEXT_H
#define PS_REPORT_SCRIPT_TEXT_H

#include <stddef.h>
#include <stdio.h>

struct ps_script_text {
    FILE *to;
    unsigned char held[2]; /* the beginning of what may become such a mark */
    size_t held_n;
    int os; /* errno of what could not be written, else 0 */
};

/* A sink for ps_emit_begin(), whose `to` is a struct ps_script_text. */
int ps_script_text_write(const char *text, size_t n, void *to);

#endif
