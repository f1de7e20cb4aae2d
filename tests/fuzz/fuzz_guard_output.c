/* fuzz-guard-output: libFuzzer's target for the reader of what a script writes to standard error. ci/fuzz-guard builds and runs
 * it.
 *
 * The first byte says how long the pieces are that the rest comes in. Whatever comes, what is kept has its bounds, is text that
 * ends, and is the same as if it had come in one piece. */
#include <stdlib.h>
#include <string.h>

#include "guard/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(const char *text, size_t room)
{
    size_t length = strnlen(text, room);
    must(length < room && memchr(text, '\n', length) == NULL);
}

static void check(const struct ps_guard_output *output, const char *text, size_t n)
{
    size_t kept = n < sizeof output->tail ? n : sizeof output->tail;
    must(output->bytes == n && output->tail_n == kept && memcmp(output->tail, text + n - kept, kept) == 0);
    must(output->line_n < sizeof output->line);
    check_text(output->error, sizeof output->error);
    check_text(output->child_error, sizeof output->child_error);
}

static void check_same(const struct ps_guard_output *one, const struct ps_guard_output *other)
{
    must(strcmp(one->error, other->error) == 0 && strcmp(one->child_error, other->child_error) == 0);
    must(one->bootstrap == other->bootstrap && one->died_in_main == other->died_in_main);
    must(one->not_importable == other->not_importable && one->state == other->state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ps_guard_output pieces, whole; /* too large for a small stack */
    pieces = whole = (struct ps_guard_output){0};
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    size_t n = size - 1, piece = 1 + data[0] % 64;
    for (size_t at = 0; at < n; at += piece) {
        size_t length = n - at < piece ? n - at : piece;
        ps_guard_output_take(&pieces, text + at, length);
        check(&pieces, text, at + length);
    }
    ps_guard_output_take(&whole, text, n);
    ps_guard_output_end(&pieces);
    ps_guard_output_end(&whole);
    check(&pieces, text, n);
    check_same(&pieces, &whole);
    must(pieces.line_n == 0 && pieces.state == PS_TRACEBACK_NONE);
    return 0;
}
