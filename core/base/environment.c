#include "base/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* In a CI job a script does not get what its step could use in the job's name (design section 10). */
static bool is_secret(const char *name)
{
    static const char *const prefixes[] = {"ACTIONS_",      "GITHUB_TOKEN", "GH_TOKEN",     "GITHUB_ENV",         "GITHUB_PATH",
                                           "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_", "CI_JOB_TOKEN",       "CI_JOB_JWT",
                                           "CI_REGISTRY_",  "CI_DEPLOY_",   "CODECOV_",     "SYSTEM_ACCESSTOKEN", "TWINE_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    }
    return strstr(name, "SECRET") != NULL || strstr(name, "PASSWORD") != NULL || strstr(name, "_TOKEN") != NULL;
}

static char *join(const char *name, const char *value)
{
    size_t room = strlen(name) + strlen(value) + 2;
    char *text = malloc(room);
    if (text != NULL)
        snprintf(text, room, "%s=%s", name, value);
    return text;
}

/* "NAME=value" names `name`. */
static bool names(const char *pair, const char *name)
{
    size_t n = strlen(name);
    return strncmp(pair, name, n) == 0 && pair[n] == '=';
}

static bool is_replaced(const char *const *additions, const char *name)
{
    for (size_t i = 0; additions[i] != NULL; i++) {
        if (names(additions[i], name))
            return true;
    }
    return false;
}

void ps_environment_free(char **list)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
        free(list[i]);
    free(list);
}

char **ps_environment_make(const char *const *additions, bool for_script)
{
    uv_env_item_t *items;
    int items_n;
    if (uv_os_environ(&items, &items_n) != 0)
        return NULL;
    size_t additions_n = 0;
    while (additions[additions_n] != NULL)
        additions_n++;
    char **env = calloc((size_t)items_n + additions_n + 1, sizeof *env);
    size_t n = 0;
    bool complete = env != NULL;
    for (int i = 0; complete && i < items_n; i++) {
        if (is_replaced(additions, items[i].name) || (for_script && is_secret(items[i].name)))
            continue;
        env[n] = join(items[i].name, items[i].value);
        complete = env[n++] != NULL;
    }
    for (size_t i = 0; complete && additions[i] != NULL; i++) {
        env[n] = strdup(additions[i]);
        complete = env[n++] != NULL;
    }
    uv_os_free_environ(items, items_n);
    if (complete)
        return env;
    ps_environment_free(env);
    return NULL;
}
