#include "measure/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "measure/journal_file.h"
#include "platform/clock.h"
#include "platform/files.h"
#include "result/document.h"

struct ps_journal {
    struct ps_owned_file file;
    char *queue;
    size_t used, room;
    int64_t written_ns;
    bool has_samples;
    bool dead; /* a write failed: what follows it could not be told from what is missing */
    struct ps_emitter e;
};

int ps_journal_path(const char *result_path, char *path, size_t room, struct ps_error *err)
{
    char target[PS_FILES_PATH];
    if (ps_file_target(result_path, target, sizeof target, err) != 0)
        return -1;
    int n = snprintf(path, room, "%s.journal", target);
    return n < 0 || (size_t)n >= room ? ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", result_path) : 0;
}

/* ---- the queue ---- */

static int enqueue(const char *text, size_t n, void *data)
{
    struct ps_journal *journal = data;
    if (journal->room - journal->used < n) {
        size_t room = 2 * (journal->used + n);
        char *grown = realloc(journal->queue, room);
        if (grown == NULL)
            return -1;
        journal->queue = grown;
        journal->room = room;
    }
    memcpy(journal->queue + journal->used, text, n);
    journal->used += n;
    return 0;
}

static struct ps_emitter *begin_line(struct ps_journal *journal)
{
    ps_emit_begin(&journal->e, enqueue, journal, false);
    ps_emit_open(&journal->e, '{');
    return &journal->e;
}

/* A line is in the queue whole or not at all. */
static int end_line(struct ps_journal *journal, size_t used_before, struct ps_error *err)
{
    ps_emit_close(&journal->e, '}');
    if (ps_emit_end(&journal->e) == 0 && enqueue("\n", 1, journal) == 0)
        return 0;
    journal->used = used_before;
    return ps_fail(err, PS_EXIT_FAILED, "no memory left for the journal");
}

static void emit_sample(struct ps_emitter *e, const struct ps_sample *sample, int64_t started_ns)
{
    ps_emit_open(e, '[');
    ps_emit_integer(e, sample->asked - started_ns);
    for (int phase = 0; phase < PS_PHASES; phase++)
        ps_emit_time(e, sample->at[phase] == PS_MISSING ? PS_MISSING : sample->at[phase] - sample->asked);
    ps_emit_close(e, ']');
}

int ps_journal_batch(struct ps_journal *journal, int cell, uint32_t epoch, uint32_t round, uint32_t order, int first,
                     const struct ps_sample *samples, size_t n, int64_t started_ns, struct ps_error *err)
{
    if (journal->dead)
        return 0;
    size_t used = journal->used;
    struct ps_emitter *e = begin_line(journal);
    ps_emit_key_integer(e, "cell", cell);
    ps_emit_key_integer(e, "epoch", epoch);
    ps_emit_key_integer(e, "round", round);
    ps_emit_key_integer(e, "order", order);
    ps_emit_key(e, "first");
    ps_emit_bool(e, first);
    ps_emit_key(e, "samples");
    ps_emit_open(e, '[');
    for (size_t i = 0; i < n; i++)
        emit_sample(e, &samples[i], started_ns);
    ps_emit_close(e, ']');
    if (end_line(journal, used, err) != 0)
        return -1;
    journal->has_samples = journal->has_samples || n > 0;
    return 0;
}

int ps_journal_debt(struct ps_journal *journal, int cell, uint32_t epoch, const struct ps_dirty *dirty, struct ps_error *err)
{
    if (journal->dead)
        return 0;
    size_t used = journal->used;
    struct ps_emitter *e = begin_line(journal);
    ps_emit_key_integer(e, "cell", cell);
    ps_emit_key_integer(e, "epoch", epoch);
    ps_emit_key(e, "dirty");
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "bytes", dirty->bytes);
    ps_emit_key_integer(e, "alone_ns", dirty->alone_ns);
    ps_emit_key_integer(e, "written_ns", dirty->written_ns);
    ps_emit_close(e, '}');
    return end_line(journal, used, err);
}

int ps_journal_status(struct ps_journal *journal, int cell, const struct ps_cell_result *state, struct ps_error *err)
{
    if (journal->dead)
        return 0;
    size_t used = journal->used;
    struct ps_emitter *e = begin_line(journal);
    ps_emit_key_integer(e, "cell", cell);
    ps_emit_key_string(e, "status", ps_status_name(state->status));
    ps_emit_key_string(e, "reason", state->reason);
    ps_emit_key_string(e, "stopped_by", state->stopped_by);
    ps_emit_key_string(e, "mechanism", state->cell.mechanism);
    ps_emit_key(e, "resources");
    ps_document_emit_resources(e, &state->resources);
    return end_line(journal, used, err);
}

/* ---- the file ---- */

static int write_queue(struct ps_journal *journal, struct ps_error *err)
{
    errno = 0;
    size_t written = fwrite(journal->queue, 1, journal->used, journal->file.stream);
    int os = errno;
    bool whole = written == journal->used;
    journal->used = 0;
    journal->written_ns = ps_clock_ns();
    if (whole)
        return 0;
    journal->dead = true;
    return ps_fail_os(err, PS_EXIT_USAGE, os != 0 ? os : EIO, "%s: could not be written", journal->file.path);
}

int ps_journal_flush(struct ps_journal *journal, int now, struct ps_error *err)
{
    const int64_t interval_ns = 500 * 1000 * 1000;
    if (journal->dead || journal->used == 0 || (!now && ps_clock_ns() - journal->written_ns < interval_ns))
        return 0;
    return write_queue(journal, err);
}

/* Owns an empty file at the journal's path. What another run left there is finished first. */
static int own_empty(struct ps_owned_file *file, const char *result_path, struct ps_error *err)
{
    const int64_t patience_ns = 1000 * 1000 * 1000; /* a keeper may just be finishing it */
    char path[PS_FILES_PATH];
    if (ps_journal_path(result_path, path, sizeof path, err) != 0)
        return -1;
    for (;;) {
        if (ps_file_own(file, path, PS_OWN_OR_CREATE, patience_ns, err) != PS_OWNED)
            return -1;
        int c = fgetc(file->stream);
        if (c == EOF && !ferror(file->stream))
            break;
        rewind(file->stream);
        if (ps_journal_finish_owned(file, result_path, err) != 0)
            return -1;
    }
    rewind(file->stream);
    return 0;
}

static int write_header(struct ps_journal *journal, const struct ps_result *result, struct ps_error *err)
{
    struct ps_emitter *e = begin_line(journal);
    ps_emit_key_string(e, "schema", PS_JOURNAL_SCHEMA);
    ps_emit_key(e, "result");
    ps_document_emit(e, result);
    return end_line(journal, 0, err) != 0 ? -1 : write_queue(journal, err);
}

int ps_journal_open(struct ps_journal **journal, const char *result_path, const struct ps_result *result, struct ps_error *err)
{
    struct ps_journal *made = calloc(1, sizeof *made);
    *journal = NULL;
    if (made == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for the journal");
    if (own_empty(&made->file, result_path, err) != 0) {
        free(made);
        return -1;
    }
    if (write_header(made, result, err) != 0) {
        ps_file_discard(&made->file, NULL);
        free(made->queue);
        free(made);
        return -1;
    }
    *journal = made;
    return 0;
}

int ps_journal_close(struct ps_journal *journal, int written, struct ps_error *err)
{
    if (journal == NULL)
        return 0;
    int status;
    if (written || !journal->has_samples) {
        status = ps_file_discard(&journal->file, err);
    } else {
        status = ps_journal_flush(journal, 1, err);
        if (ps_file_close(&journal->file, status == 0 ? err : NULL) != 0)
            status = -1;
    }
    free(journal->queue);
    free(journal);
    return status;
}
