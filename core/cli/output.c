#include "cli/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <uv.h>

int ps_output_open(struct ps_output *output, const char *path, struct ps_error *err)
{
    *output = (struct ps_output){.to = stdout};
    if (path == NULL)
        return 0;
    if (ps_file_target(path, output->target, sizeof output->target, err) != 0)
        return ps_error_context(err, "--output");
    char beside[PS_FILES_PATH];
    int n = snprintf(beside, sizeof beside, "%s.part", output->target);
    if (n < 0 || (size_t)n >= sizeof beside)
        return ps_fail(err, PS_EXIT_USAGE, "--output: %.60s...: the path is too long", path);
    if (ps_file_own(&output->file, beside, PS_OWN_EMPTIED, 0, err) != PS_OWNED)
        return ps_error_context(err, "--output");
    /* It is printed to in small pieces. A buffer of our own: glibc makes none for a stream that was unbuffered. */
    (void)setvbuf(output->file.stream, output->buffer, _IOFBF, sizeof output->buffer);
    output->to = output->file.stream;
    return 0;
}

int ps_output_check(const char *path, struct ps_error *err)
{
    char target[PS_FILES_PATH];
    if (path == NULL)
        return 0;
    if (ps_file_target(path, target, sizeof target, err) != 0)
        return ps_error_context(err, "--output");
    size_t cut = 0;
    for (size_t i = 0; target[i] != '\0'; i++) {
        if (target[i] == '/' || target[i] == '\\')
            cut = i;
    }
    target[cut > 0 ? cut : 1] = '\0';
    uv_fs_t request;
    int rc = uv_fs_access(NULL, &request, target, 2 /* W_OK */, NULL);
    uv_fs_req_cleanup(&request);
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "--output: %s cannot be made: %s", path, uv_strerror(rc));
}

int ps_output_close(struct ps_output *output, struct ps_error *err)
{
    if (output->target[0] == '\0')
        return 0;
    errno = 0;
    if (fflush(output->to) == 0 && !ferror(output->to))
        return ps_file_replace(&output->file, output->target, err);
    /* errno is 0 where an earlier write failed, and nothing is left to be written */
    ps_fail_os(err, PS_EXIT_USAGE, errno != 0 ? errno : EIO, "could not be written");
    return ps_output_abandon(output, err);
}

int ps_output_abandon(struct ps_output *output, struct ps_error *err)
{
    bool is_file = output->target[0] != '\0';
    if (ferror(output->to))
        ps_error_context(err, "%s", is_file ? output->target : "standard output");
    if (is_file)
        ps_file_discard(&output->file, NULL);
    return -1;
}
