#include "result/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/files.h"

struct ps_source {
    char *path;
    FILE *stream; /* NULL: at rest */
    bool lent;    /* the stream is the caller's */
    bool copied;  /* into a temporary file */
    json_t *keys;
    size_t holders;
};

static int copy_all(FILE *from, FILE *to, struct ps_error *err)
{
    char buffer[1 << 14];
    int64_t total = 0;
    size_t n;
    errno = 0;
    while ((n = fread(buffer, 1, sizeof buffer, from)) > 0) {
        total += (int64_t)n;
        if (total > PS_RESULT_MOST_BYTES)
            return ps_fail(err, PS_EXIT_USAGE, "is larger than %lld MiB, the most that is read of one file",
                           (long long)(PS_RESULT_MOST_BYTES >> 20));
        if (fwrite(buffer, 1, n, to) != n)
            return ps_fail_os(err, PS_EXIT_FAILED, errno, "could not be kept in a temporary file");
    }
    return ferror(from) ? ps_fail_os(err, PS_EXIT_USAGE, errno, "could not be read") : 0;
}

/* What is no regular file is read to its end, once. */
static int copy_what_flows(struct ps_source *source, struct ps_error *err)
{
    FILE *copy = tmpfile();
    if (copy == NULL)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "could not be kept in a temporary file");
    if (copy_all(source->stream, copy, err) != 0) {
        fclose(copy);
        return -1;
    }
    fclose(source->stream);
    source->stream = copy;
    source->copied = true;
    return 0;
}

static int open_source(struct ps_source *source, struct ps_error *err)
{
    source->stream = ps_file_open(source->path, "rb");
    if (source->stream == NULL)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "could not be opened");
    int64_t size = ps_file_size(source->stream);
    if (size > PS_RESULT_MOST_BYTES)
        return ps_fail(err, PS_EXIT_USAGE, "is larger than %lld MiB, the most that is read of one file",
                       (long long)(PS_RESULT_MOST_BYTES >> 20));
    return size < 0 ? copy_what_flows(source, err) : 0;
}

struct ps_source *ps_source_open(const char *path, FILE *from, struct ps_error *err)
{
    struct ps_source *source = calloc(1, sizeof *source);
    if (source == NULL || (source->path = strdup(path)) == NULL) {
        free(source);
        ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
        return NULL;
    }
    source->holders = 1;
    source->lent = from != NULL;
    source->stream = from;
    if (from == NULL && open_source(source, err) != 0) {
        ps_source_release(source);
        return NULL;
    }
    return source;
}

struct ps_source *ps_source_share(struct ps_source *source)
{
    source->holders++;
    return source;
}

void ps_source_release(struct ps_source *source)
{
    if (source == NULL || --source->holders > 0)
        return;
    if (source->stream != NULL && !source->lent)
        fclose(source->stream);
    json_decref(source->keys);
    free(source->path);
    free(source);
}

const char *ps_source_path(const struct ps_source *source)
{
    return source->path;
}

FILE *ps_source_stream(struct ps_source *source, struct ps_error *err)
{
    if (source->stream == NULL && (source->stream = ps_file_open(source->path, "rb")) == NULL) {
        ps_fail_os(err, PS_EXIT_USAGE, errno, "could not be opened");
        return NULL;
    }
    if (ps_file_seek(source->stream, 0) != 0) {
        ps_fail_os(err, PS_EXIT_USAGE, errno, "could not be read");
        return NULL;
    }
    return source->stream;
}

void ps_source_rest(struct ps_source *source)
{
    if (source->lent || source->copied || source->stream == NULL)
        return;
    fclose(source->stream);
    source->stream = NULL;
}

void ps_source_keep_keys(struct ps_source *source, const json_t *bundle)
{
    json_t *keys = json_copy((json_t *)bundle);
    json_object_del(keys, "schema");
    json_object_del(keys, "results");
    json_decref(source->keys);
    source->keys = keys;
}

const json_t *ps_source_keys(const struct ps_source *source)
{
    return source->keys;
}

/* ---- the document ---- */

/* How many bytes of text[0..n) can be copied as they are. */
static size_t tame_length(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && (unsigned char)text[i] != 0x7f && (unsigned char)text[i] != 0xc2)
        i++;
    return i;
}

/* Outside strings JSON has no DEL and no C1 characters: those of strings are escaped, as emit.c does. *torn: the text before
 * ended with the first byte of what may be one. */
static void print_tame(const char *text, size_t n, bool *torn, FILE *to)
{
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)text[i];
        if (*torn) {
            fprintf(to, c < 0xa0 ? "\\u%04x" : "\xc2%c", c);
            *torn = false;
            i++;
            continue;
        }
        size_t tame = tame_length(text + i, n - i);
        (void)fwrite(text + i, 1, tame, to); /* who opened it asks for its error */
        i += tame;
        if (i == n)
            return;
        *torn = (unsigned char)text[i++] == 0xc2;
        if (!*torn)
            fputs("\\u007f", to);
    }
}

int ps_source_copy(const struct ps_result *result, FILE *to, struct ps_error *err)
{
    char buffer[1 << 14];
    bool torn = false;
    struct ps_source *source = result->source;
    FILE *from = ps_source_stream(source, err);
    if (from == NULL)
        return ps_error_context(err, "%s", source->path);
    if (ps_file_seek(from, result->source_from) != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: could not be read", source->path);
    for (int64_t left = result->source_to - result->source_from; left > 0;) {
        size_t want = left < (int64_t)sizeof buffer ? (size_t)left : sizeof buffer;
        if (fread(buffer, 1, want, from) != want)
            return ps_fail(err, PS_EXIT_USAGE, "%s: was changed while it was read", source->path);
        print_tame(buffer, want, &torn, to);
        left -= (int64_t)want;
    }
    ps_source_rest(source);
    return 0;
}
