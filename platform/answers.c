#include "platform/answers.h"

const char *ps_answer(const json_t *answers, const char *name)
{
    const char *text = json_string_value(json_object_get(answers, name));
    return text != NULL ? text : "";
}
