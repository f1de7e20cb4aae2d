#include <signal.h>

#include "measure/run.h"
#include "platform/clock.h"

static void on_timer(uv_timer_t *timer)
{
    struct ps_run *run = timer->data;
    run->timer_fired = true;
}

static void on_interrupt(uv_signal_t *handle, int number)
{
    (void)number;
    struct ps_run *run = handle->data;
    run->stop = PS_STOP_INTERRUPT;
}

static void on_close(uv_handle_t *handle)
{
    struct ps_run *run = handle->data;
    run->handles_open--;
}

/* nohup has it ignored so that a terminal that closes does not end the run. */
static bool is_ignored(int number)
{
    void (*before)(int) = signal(number, SIG_IGN);
    if (before != SIG_ERR && before != SIG_IGN)
        signal(number, before);
    return before == SIG_IGN;
}

/* Interrupts stay caught to the end: what they ask for, ending soon, is under way after the first. */
int ps_run_open_loop(struct ps_run *run, struct ps_error *err)
{
    static const int interrupts[] = {SIGINT, SIGTERM, SIGHUP};
    int rc = uv_timer_init(run->place->loop, &run->timer);
    run->timer.data = run;
    run->handles_open = 1;
    for (size_t i = 0; rc == 0 && i < sizeof interrupts / sizeof *interrupts; i++) {
        if (interrupts[i] == SIGHUP && is_ignored(SIGHUP))
            continue;
        rc = uv_signal_init(run->place->loop, &run->signals[i]);
        if (rc != 0)
            break;
        run->signals[i].data = run;
        run->handles_open++;
        rc = uv_signal_start(&run->signals[i], on_interrupt, interrupts[i]);
        uv_unref((uv_handle_t *)&run->signals[i]);
    }
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot catch interrupts: %s", uv_strerror(rc));
}

void ps_run_close_loop(struct ps_run *run)
{
    uv_close((uv_handle_t *)&run->timer, on_close);
    for (size_t i = 0; i < sizeof run->signals / sizeof *run->signals; i++) {
        if (run->signals[i].data != NULL)
            uv_close((uv_handle_t *)&run->signals[i], on_close);
    }
    while (run->handles_open > 0)
        uv_run(run->place->loop, UV_RUN_ONCE);
}

static void set_timer(struct ps_run *run, int64_t for_ns)
{
    run->timer_fired = false;
    uv_update_time(run->place->loop);
    uv_timer_start(&run->timer, on_timer, for_ns > 0 ? (uint64_t)(for_ns + 999999) / 1000000 : 0, 0);
}

enum ps_wait ps_run_wait(struct ps_run *run, bool (*done)(const void *), const void *data, int64_t for_ns)
{
    int64_t left_ns = run->end_ns == INT64_MAX ? INT64_MAX : run->end_ns - ps_clock_ns();
    bool time_ends_it = left_ns < for_ns;
    set_timer(run, time_ends_it ? left_ns : for_ns);
    while (!done(data) && run->stop == PS_STOP_NOT && !run->timer_fired)
        uv_run(run->place->loop, UV_RUN_ONCE);
    /* procstart itself may have been stopped for a while: an answer that waits by now is in time. */
    if (run->timer_fired)
        uv_run(run->place->loop, UV_RUN_NOWAIT);
    uv_timer_stop(&run->timer);
    if (run->stop == PS_STOP_INTERRUPT)
        return PS_WAIT_STOPPED;
    if (done(data))
        return PS_WAIT_DONE;
    if (time_ends_it)
        run->stop = PS_STOP_TIME;
    return run->stop == PS_STOP_NOT ? PS_WAIT_LATE : PS_WAIT_STOPPED;
}

bool ps_run_wait_for_end(struct ps_run *run, bool (*done)(const void *), const void *data, int64_t for_ns)
{
    bool interruptible = run->stop != PS_STOP_INTERRUPT;
    set_timer(run, for_ns);
    while (!done(data) && !run->timer_fired && !(interruptible && run->stop == PS_STOP_INTERRUPT))
        uv_run(run->place->loop, UV_RUN_ONCE);
    uv_timer_stop(&run->timer);
    return done(data);
}

bool ps_run_goes_on(struct ps_run *run)
{
    if (run->stop == PS_STOP_NOT && run->end_ns != INT64_MAX && ps_clock_ns() >= run->end_ns)
        run->stop = PS_STOP_TIME;
    return run->stop == PS_STOP_NOT;
}
