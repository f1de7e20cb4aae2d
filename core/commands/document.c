#include "commands/document.h"

#include <string.h>

#include "cli/output.h"
#include "cli/terminal.h"

const char *const ps_document_formats[] = {"text", "json", NULL};

json_t *ps_text_or_null(const char *text)
{
    if (text == NULL || text[0] == '\0')
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    /* Paths need not be UTF-8, and a text that was cut may end within a character. */
    char safe[8192];
    ps_safe_text(safe, sizeof safe, text, true);
    return json_string(safe);
}

int ps_json_print(const json_t *value, size_t flags, FILE *to, struct ps_error *err)
{
    int status = json_dumpf(value, to, flags);
    fputc('\n', to);
    return status != 0 && !ferror(to) ? ps_fail(err, PS_EXIT_FAILED, "the JSON document could not be made") : 0;
}

static int print_json(const struct ps_document *document, FILE *to, struct ps_error *err)
{
    json_t *value = document->json(document->data, err);
    int status = value != NULL ? ps_json_print(value, PS_JSON_FLAGS, to, err) : -1;
    json_decref(value);
    return status;
}

int ps_document_print(const struct ps_document *document, const struct ps_common *common, struct ps_error *err)
{
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    if (common->format != NULL && strcmp(common->format, "json") == 0) {
        if (print_json(document, output.to, err) != 0)
            return ps_output_abandon(&output, err);
    } else {
        struct ps_rows rows;
        ps_rows_begin(&rows, output.to, common->output, common->color_out);
        document->text(&rows, document->data);
    }
    return ps_output_close(&output, err);
}
