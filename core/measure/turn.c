#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "measure/run.h"
#include "platform/clock.h"

/* A runner that is killed is gone at once; one in the kernel's hands is not waited for much longer than that. */
static const int64_t patience_ns = INT64_C(5000000000);

/* Nothing is written while a turn runs: before one that may take as long as that, and after it, nothing is left in the queue. */
static const int64_t long_turn_ns = INT64_C(100000000);

static bool is_answered(const void *link)
{
    return ps_link_answered(link);
}

static bool is_gone(const void *link)
{
    return ps_link_gone(link);
}

/* ---- failures ---- */

int ps_run_keep_state(struct ps_run *run, const struct ps_run_cell *cell, struct ps_error *err)
{
    struct ps_journal *journal = run->place->journal;
    return journal != NULL ? ps_journal_status(journal, cell->index, cell->state, err) : 0;
}

static void end_runner(struct ps_run *run, struct ps_run_cell *cell)
{
    ps_link_kill(&cell->link);
    if (ps_run_wait_for_end(run, is_gone, &cell->link, patience_ns))
        return;
    ps_link_abandon(&cell->link);
    ps_run_wait_for_end(run, is_gone, &cell->link, patience_ns);
}

int ps_run_fail(struct ps_run *run, struct ps_run_cell *cell, enum ps_status status, const struct ps_error *why,
                struct ps_error *err)
{
    end_runner(run, cell);
    cell->active = false;
    cell->state->status = status;
    char reason[sizeof why->what + sizeof why->hint + 3];
    snprintf(reason, sizeof reason, "%s%s%s", why->what, why->hint[0] != '\0' ? "; " : "", why->hint);
    if (ps_result_set(&cell->state->reason, reason, err) != 0 ||
        ps_result_set(&cell->state->stopped_by, status == PS_UNSUPPORTED ? "" : "failure", err) != 0)
        return -1;
    return ps_run_keep_state(run, cell, err);
}

int ps_run_time_out(struct ps_run *run, struct ps_run_cell *cell, int64_t after_ns, const char *what, struct ps_error *err)
{
    struct ps_error why;
    double after_s = (double)after_ns * 1e-9;
    ps_fail(&why, PS_EXIT_FAILED, "%s did not end within %.*f s", what, after_s < 10 ? 1 : 0, after_s);
    return ps_run_fail(run, cell, PS_TIMED_OUT, &why, err);
}

/* The runner did not answer as it should: how it ended says more than that, if it has ended. */
static int lose(struct ps_run *run, struct ps_run_cell *cell, const struct ps_error *what, struct ps_error *err)
{
    struct ps_error why = *what;
    struct ps_link *link = &cell->link;
    if ((!link->running || link->out_ended) && ps_run_wait_for_end(run, is_gone, link, patience_ns))
        ps_link_fail(link, &why);
    return ps_run_fail(run, cell, PS_FAILED, &why, err);
}

static int fail_as_told(struct ps_run *run, struct ps_run_cell *cell, enum ps_status status, const struct ps_link_reply *reply,
                        struct ps_error *err)
{
    struct ps_error why;
    ps_fail(&why, PS_EXIT_FAILED, "%.*s", (int)reply->text_n, reply->text_n > 0 ? reply->text : "");
    if (reply->text_n == 0)
        ps_fail(&why, PS_EXIT_FAILED, "the runner does not say why");
    return ps_run_fail(run, cell, status, &why, err);
}

/* ---- hello ---- */

int ps_run_greet(struct ps_run *run, struct ps_run_cell *cell, struct ps_error *err)
{
    struct ps_link_reply reply = {0};
    struct ps_error why;
    if (ps_link_take(&cell->link, &reply, &why) != 0)
        return lose(run, cell, &why, err);
    if (reply.status != PS_REPLY_OK)
        return fail_as_told(run, cell, reply.status == PS_REPLY_UNSUPPORTED ? PS_UNSUPPORTED : PS_FAILED, &reply, err);
    json_error_t problem;
    json_t *facts = json_loadb(reply.text, reply.text_n, 0, &problem);
    const char *mechanism = json_string_value(json_object_get(facts, "mechanism"));
    int rc = 0;
    if (mechanism == NULL) {
        ps_fail(&why, PS_EXIT_FAILED, "the runner's hello does not name its mechanism");
        rc = lose(run, cell, &why, err);
    } else {
        char **own = (char **)&cell->state->cell.mechanism;
        rc = ps_result_set(own, mechanism, err);
    }
    json_decref(facts);
    return rc;
}

/* ---- requests ---- */

/* As told for one that hangs, on top of several times what the starts were seen to take: a Python may take seconds to start. */
static int64_t deadline_of(const struct ps_run *run, const struct ps_run_cell *cell, uint32_t starts)
{
    return run->options->deadline_ns + 4 * starts * cell->slow_ns;
}

/* Sends, waits, takes. 1: there is a reply; 0: there is none, and what had to be done about it is done. */
static int ask(struct ps_run *run, struct ps_run_cell *cell, const struct ps_request *request, struct ps_link_reply *reply,
               struct ps_error *err)
{
    struct ps_error why;
    if (ps_link_send(&cell->link, request, &why) != 0)
        return lose(run, cell, &why, err);
    char what[64];
    int64_t deadline_ns = deadline_of(run, cell, request->starts);
    switch (ps_run_wait(run, is_answered, &cell->link, deadline_ns)) {
    case PS_WAIT_STOPPED:
        return 0;
    case PS_WAIT_LATE:
        run->lost_ns += deadline_ns;
        snprintf(what, sizeof what, "a batch of %u start%s", request->starts, request->starts == 1 ? "" : "s");
        return ps_run_time_out(run, cell, deadline_ns, what, err);
    case PS_WAIT_DONE:
        break;
    }
    return ps_link_take(&cell->link, reply, &why) == 0 ? 1 : lose(run, cell, &why, err);
}

/* Samples that cannot be are the runner's fault; `n` is set to how many could be kept. */
static int keep_samples(struct ps_run *run, struct ps_run_cell *cell, const struct ps_turn *turn,
                        const struct ps_link_reply *reply, size_t *n, struct ps_error *why)
{
    struct ps_samples *samples = turn->first ? &cell->state->first : &cell->state->samples;
    for (*n = 0; *n < reply->samples_n; (*n)++) {
        if (ps_samples_add(samples, turn->epoch, turn->round, turn->order, (uint32_t)*n, &reply->samples[*n],
                           run->options->started_ns, why) != 0)
            return -1;
    }
    return 0;
}

/* What starts of a turn cost on average, waiting and sending included. For sizes of turns the least counts: the others were
 * disturbed. */
static void note_cost(struct ps_run_cell *cell, const struct ps_turn *turn, int64_t took_ns)
{
    int64_t start_ns = took_ns / turn->starts;
    cell->slow_ns = start_ns > cell->slow_ns ? start_ns : cell->slow_ns;
    if (!turn->first && (cell->start_ns == 0 || start_ns < cell->start_ns))
        cell->start_ns = start_ns;
}

int ps_run_turn(struct ps_run *run, struct ps_run_cell *cell, const struct ps_turn *turn, struct ps_error *err)
{
    struct ps_request request = {.op = PS_OP_START, .starts = turn->starts, .cpu = turn->cpu};
    struct ps_link_reply reply = {0};
    struct ps_error why;
    struct ps_journal *journal = run->place->journal;
    bool may_be_long = turn->first || cell->start_ns == 0 || 4 * cell->start_ns * turn->starts > long_turn_ns;
    if (journal != NULL && may_be_long && ps_journal_flush(journal, 1, err) != 0)
        return -1;
    int64_t asked_ns = ps_clock_ns();
    int answered = ask(run, cell, &request, &reply, err);
    if (answered <= 0)
        return answered;
    int64_t took_ns = ps_clock_ns() - asked_ns;
    note_cost(cell, turn, took_ns);

    size_t kept;
    int rc = keep_samples(run, cell, turn, &reply, &kept, &why);
    if (journal != NULL && kept > 0 &&
        ps_journal_batch(journal, cell->index, turn->epoch, turn->round, turn->order, turn->first, reply.samples, kept,
                         run->options->started_ns, err) != 0)
        return -1;
    if (rc != 0)
        rc = ps_run_fail(run, cell, PS_FAILED, &why, err);
    else if (reply.status != PS_REPLY_OK)
        rc = fail_as_told(run, cell, PS_FAILED, &reply, err);
    if (rc == 0 && journal != NULL)
        rc = ps_journal_flush(journal, took_ns > long_turn_ns, err);
    return rc;
}

int ps_run_probe(struct ps_run *run, struct ps_run_cell *cell, int cpu, struct ps_error *err)
{
    struct ps_request request = {.op = PS_OP_PROBE, .starts = 1, .cpu = cpu};
    struct ps_link_reply reply = {0};
    int answered = ask(run, cell, &request, &reply, err);
    if (answered <= 0)
        return answered;
    if (reply.status != PS_REPLY_OK || reply.resources == NULL)
        return fail_as_told(run, cell, PS_FAILED, &reply, err);
    cell->state->resources = *reply.resources;
    return ps_run_keep_state(run, cell, err);
}

int ps_run_dirty(struct ps_run *run, struct ps_run_cell *cell, uint32_t epoch, struct ps_error *err)
{
    struct ps_request request = {.op = PS_OP_DIRTY, .starts = 1, .cpu = -1};
    struct ps_link_reply reply = {0};
    int answered = ask(run, cell, &request, &reply, err);
    if (answered <= 0)
        return answered;
    if (reply.status != PS_REPLY_OK || reply.dirty == NULL)
        return fail_as_told(run, cell, PS_FAILED, &reply, err);
    struct ps_journal *journal = run->place->journal;
    if (journal != NULL && ps_journal_debt(journal, cell->index, epoch, reply.dirty, err) != 0)
        return -1;
    return ps_debts_add(&cell->state->debts, epoch, reply.dirty, err);
}
