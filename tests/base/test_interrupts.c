#include <criterion/criterion.h>
#include <signal.h>
#include <unistd.h>

#include "base/interrupts.h"

static uv_loop_t loop;
static uv_timer_t awake; /* what is caught does not keep the loop alive */
static struct ps_interrupts interrupts;
static int told;

static void on_interrupt(void *data)
{
    ++*(int *)data;
}

static void on_timer(uv_timer_t *timer)
{
    (void)timer;
}

static void begin(void)
{
    cr_assert_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &awake);
    uv_timer_start(&awake, on_timer, 10, 10);
    cr_assert_eq(ps_interrupts_catch(&interrupts, &loop, on_interrupt, &told, NULL), 0);
}

static void expect_told_of(int number)
{
    int before = told;
    kill(getpid(), number);
    while (told == before)
        uv_run(&loop, UV_RUN_ONCE);
    cr_expect_eq(told, before + 1);
}

static void end(void)
{
    ps_interrupts_release(&interrupts);
    cr_expect_eq(interrupts.open, 0);
    uv_close((uv_handle_t *)&awake, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_expect_eq(uv_loop_close(&loop), 0);
}

Test(interrupts, are_told_of_each_time)
{
    begin();
    expect_told_of(SIGINT);
    expect_told_of(SIGTERM);
    expect_told_of(SIGHUP);
    expect_told_of(SIGINT);
    end();
}

Test(interrupts, a_hangup_that_is_ignored_stays_so)
{
    signal(SIGHUP, SIG_IGN);
    begin();
    kill(getpid(), SIGHUP);
    expect_told_of(SIGTERM);
    end();
    cr_expect_eq(signal(SIGHUP, SIG_DFL), SIG_IGN);
}

Test(interrupts, that_were_never_caught_can_be_released)
{
    struct ps_interrupts none = {0};
    ps_interrupts_release(&none);
}
