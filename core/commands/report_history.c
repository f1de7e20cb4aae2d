#include "commands/report_history.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/saved.h"
#include "compare/history.h"
#include "platform/files.h"

struct paths {
    char **list;
    size_t n;
};

static void free_paths(struct paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->list[i]);
    free(paths->list);
}

static bool is_result_name(const char *name)
{
    size_t length = strlen(name);
    return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static int add_path(struct paths *paths, const char *folder, const char *name, struct ps_error *err)
{
    size_t room = strlen(folder) + strlen(name) + 2;
    char **list = realloc(paths->list, (paths->n + 1) * sizeof *list), *path = malloc(room);
    paths->list = list != NULL ? list : paths->list;
    if (list == NULL || path == NULL) {
        free(path);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    snprintf(path, room, "%s/%s", folder, name);
    list[paths->n++] = path;
    /* cppcheck-suppress memleak ; paths owns it */
    return 0;
}

/* libuv sorts them by name, so that an error is about the same one each time. */
static int list_folder(struct paths *paths, const char *folder, struct ps_error *err)
{
    uv_fs_t request;
    uv_dirent_t entry;
    int rc = uv_fs_scandir(NULL, &request, folder, 0, NULL), status = 0;
    if (rc < 0)
        status = ps_fail(err, PS_EXIT_USAGE, "--history: %s: %s", folder, uv_strerror(rc));
    while (status == 0 && rc >= 0 && uv_fs_scandir_next(&request, &entry) == 0) {
        if (entry.type != UV_DIRENT_DIR && is_result_name(entry.name))
            status = add_path(paths, folder, entry.name, err);
    }
    uv_fs_req_cleanup(&request);
    if (status != 0 || paths->n > 0)
        return status;
    ps_fail(err, PS_EXIT_USAGE, "--history: %s holds no file *.json", folder);
    return ps_error_hint(err, "name a folder of results, as `procstart bench -o FOLDER/NAME.json` fills it");
}

static int print(const struct ps_history *history, const char *format, const struct ps_common *common, struct ps_error *err)
{
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    const struct ps_compare_style style = {
        .columns = common->output != NULL ? 0 : ps_terminal_columns(output.to),
        .utf8 = common->output != NULL || ps_terminal_utf8(),
    };
    if (ps_history_print(history, format, &style, output.to, err) != 0)
        return ps_output_abandon(&output, err);
    return ps_output_close(&output, err);
}

/* report's own name of the first is "table". */
static const char *format_of(const struct ps_common *common)
{
    if (common->format == NULL || strcmp(common->format, "table") == 0)
        return ps_history_formats[0];
    for (size_t i = 1; ps_history_formats[i] != NULL; i++) {
        if (strcmp(ps_history_formats[i], common->format) == 0)
            return common->format;
    }
    return NULL;
}

int ps_report_history(const char *folder, enum ps_phase phase, const struct ps_common *common, struct ps_error *err)
{
    struct paths paths = {0};
    struct ps_saved saved = {0};
    struct ps_history history;
    const char *format = format_of(common);
    if (format == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "--history: there is no history in format %s", common->format);
        return ps_error_hint(err, "take table, markdown or json");
    }
    int status = list_folder(&paths, folder, err);
    if (status == 0)
        status = ps_saved_read(&saved, paths.list, paths.n, PS_KEEP_NONE, common, err);
    if (status == 0)
        status = ps_history_make(&history, saved.results, saved.n, phase, err);
    if (status == 0) {
        status = print(&history, format, common, err);
        ps_history_free(&history);
    }
    ps_saved_free(&saved);
    free_paths(&paths);
    return status;
}
