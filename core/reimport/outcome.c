#include "reimport/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/files.h"

enum { ANSWERS_MOST = 1 << 20 };

static void keep_tail(struct ps_reimport_output *output, const char *text, size_t n)
{
    const size_t room = sizeof output->tail;
    if (n >= room) {
        text += n - room;
        n = room;
        output->tail_n = 0;
    } else if (output->tail_n + n > room) {
        size_t gone = output->tail_n + n - room;
        memmove(output->tail, output->tail + gone, output->tail_n - gone);
        output->tail_n -= gone;
    }
    memcpy(output->tail + output->tail_n, text, n);
    output->tail_n += n;
}

void ps_reimport_output_take(struct ps_reimport_output *output, const char *text, size_t n)
{
    output->bytes += n;
    for (size_t i = 0; i < n; i++) {
        bool ends = text[i] == '\n';
        output->lines += ends;
        if (!output->first_ended && !ends && output->first_n < sizeof output->first - 1)
            output->first[output->first_n++] = text[i];
        output->first_ended |= ends && output->first_n > 0;
    }
    keep_tail(output, text, n);
}

void ps_reimport_last_words(const struct ps_reimport_outcome *outcome, char *words, size_t room)
{
    const struct ps_reimport_output *errors = &outcome->output[1];
    size_t end = errors->tail_n;
    while (end > 0 && strchr("\r\n\t ", errors->tail[end - 1]) != NULL)
        end--;
    size_t begin = end;
    while (begin > 0 && errors->tail[begin - 1] != '\n')
        begin--;
    snprintf(words, room, "%.*s", (int)(end - begin), errors->tail + begin);
}

int ps_reimport_read_answers(struct ps_reimport_outcome *outcome, const char *path, struct ps_error *err)
{
    json_t *answers = outcome->answers = json_array();
    FILE *file = ps_file_open(path, "rb");
    json_error_t problem;
    json_t *answer;
    bool failed = answers == NULL;
    while (!failed && file != NULL && json_array_size(answers) < ANSWERS_MOST &&
           (answer = json_loadf(file, JSON_DISABLE_EOF_CHECK, &problem)) != NULL)
        failed = json_array_append_new(answers, answer) != 0;
    if (file != NULL)
        fclose(file);
    return failed ? ps_fail(err, PS_EXIT_FAILED, "out of memory") : 0;
}

json_t *ps_reimport_answer(const struct ps_reimport_outcome *outcome, const char *key)
{
    size_t i;
    json_t *answer;
    json_array_foreach(outcome->answers, i, answer)
    {
        /* A {failed} of a variant's is its own. */
        json_t *value = json_object_get(answer, "variant") == NULL ? json_object_get(answer, key) : NULL;
        if (value != NULL)
            return value;
    }
    return NULL;
}

void ps_reimport_why(const struct ps_reimport_outcome *outcome, char *why, size_t room)
{
    const char *failed = json_string_value(ps_reimport_answer(outcome, "failed"));
    char said[256] = "";
    if (failed != NULL && outcome->first_error[0] == '\0')
        ps_reimport_last_words(outcome, said, sizeof said);
    const char *error = failed == NULL ? "" : said[0] != '\0' ? said : outcome->first_error;
    snprintf(why, room, "%s%s%s", failed != NULL ? failed : outcome->reason, error[0] != '\0' ? ": " : "", error);
}

void ps_reimport_outcome_free(struct ps_reimport_outcome *outcome)
{
    json_decref(outcome->answers);
    free(outcome->effects);
    outcome->answers = NULL;
    outcome->effects = NULL;
}
