#include "base/interrupts.h"

#include <signal.h>

#include "platform/console.h"

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct ps_interrupts *interrupts = handle->data;
    interrupts->on(interrupts->data);
}

static void on_close(uv_handle_t *handle)
{
    struct ps_interrupts *interrupts = handle->data;
    interrupts->open--;
}

int ps_interrupts_catch(struct ps_interrupts *interrupts, uv_loop_t *loop, void (*on)(void *data), void *data,
                        struct ps_error *err)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    *interrupts = (struct ps_interrupts){.on = on, .data = data};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i] == SIGHUP && ps_console_hangup_ignored())
            continue;
        uv_signal_t *handle = &interrupts->signals[interrupts->open];
        int rc = uv_signal_init(loop, handle);
        if (rc == 0) {
            handle->data = interrupts;
            interrupts->open++;
            rc = uv_signal_start(handle, on_signal, numbers[i]);
            uv_unref((uv_handle_t *)handle);
        }
        if (rc != 0)
            return ps_fail(err, PS_EXIT_FAILED, "cannot catch interrupts: %s", uv_strerror(rc));
    }
    return 0;
}

void ps_interrupts_release(struct ps_interrupts *interrupts)
{
    for (unsigned i = 0, n = interrupts->open; i < n; i++)
        uv_close((uv_handle_t *)&interrupts->signals[i], on_close);
    while (interrupts->open > 0)
        uv_run(interrupts->signals[0].loop, UV_RUN_ONCE);
}
