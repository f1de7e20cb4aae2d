#include "measure/run.h"
#include "platform/clock.h"

static void on_timer(uv_timer_t *timer)
{
    struct ps_run *run = timer->data;
    run->timer_fired = true;
}

static void on_interrupt(void *data)
{
    struct ps_run *run = data;
    run->stop = PS_STOP_INTERRUPT;
}

static void on_close(uv_handle_t *handle)
{
    struct ps_run *run = handle->data;
    run->timer_open = false;
}

int ps_run_open_loop(struct ps_run *run, struct ps_error *err)
{
    int rc = uv_timer_init(run->place->loop, &run->timer);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "no timer can be had: %s", uv_strerror(rc));
    run->timer.data = run;
    run->timer_open = true;
    return ps_interrupts_catch(&run->interrupts, run->place->loop, on_interrupt, run, err);
}

void ps_run_close_loop(struct ps_run *run)
{
    ps_interrupts_release(&run->interrupts);
    if (run->timer_open)
        uv_close((uv_handle_t *)&run->timer, on_close);
    while (run->timer_open)
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
