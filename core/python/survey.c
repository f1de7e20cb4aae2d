#include <errno.h>
#include <string.h>

#include "platform/libpython.h"
#include "python/discover.h"

static json_t *text_or_null(const char *text)
{
    return text != NULL && *text != '\0' ? json_string(text) : json_null();
}

/* Whether an interpreter is in the list already, by way of another path. */
static bool is_known(json_t *survey, const struct ps_python *python)
{
    size_t i;
    json_t *entry;
    json_array_foreach(survey, i, entry)
    {
        const char *path = json_string_value(json_object_get(entry, "path"));
        if (path != NULL && strcmp(path, python->path) == 0)
            return true;
    }
    return false;
}

static int look_at(json_t *survey, const char *path, const struct ps_programs *programs, const char *scratch,
                   struct ps_error *err)
{
    struct ps_python python;
    struct ps_error problem;
    json_t *entry;
    if (ps_python_discover(&python, path, programs, scratch, &problem) != 0) {
        entry = json_pack("{ss sn sn ss}", "path", path, "version", "libpython", "why", problem.what);
    } else if (is_known(survey, &python)) {
        ps_python_free(&python);
        return 0;
    } else {
        entry = json_pack("{ss ss so so}", "path", python.path, "version", python.id, "libpython", text_or_null(python.libpython),
                          "why", text_or_null(python.why_no_host));
        ps_python_free(&python);
    }
    if (json_array_append_new(survey, entry) != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "no memory for the survey of Pythons");
    return 0;
}

json_t *ps_python_survey(const struct ps_programs *programs, const char *scratch, struct ps_error *err)
{
    json_t *survey = json_array();
    if (survey == NULL) {
        ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "no memory for the survey of Pythons");
        return NULL;
    }
    char path[4096];
    int rc = 0;
    if (ps_libpython_on_path(ps_libpython_exe, path, sizeof path))
        rc = look_at(survey, path, programs, scratch, err);
    for (int k = 0; rc == 0 && ps_libpython_installed(k, path, sizeof path); k++)
        rc = look_at(survey, path, programs, scratch, err);
    if (rc == 0)
        return survey;
    json_decref(survey);
    return NULL;
}
