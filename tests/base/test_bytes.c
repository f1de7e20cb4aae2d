#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/bytes.h"

Test(bytes, are_written_in_the_unit_that_suits_them)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } sizes[] = {
        {0, "0 bytes"},
        {1023, "1023 bytes"},
        {UINT64_C(500) << 10, "500 KiB"},
        {UINT64_C(1023) << 20, "1023 MiB"},
        {UINT64_C(1) << 30, "1 GiB"},
        {UINT64_C(3) << 29, "1.5 GiB"},
        {UINT64_C(4123459584), "3.84 GiB"},
        {UINT64_MAX, "1.678e+07 TiB"},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char text[PS_BYTES_TEXT];
        ps_bytes_text(text, sizes[i].bytes);
        cr_assert(eq(str, text, (char *)sizes[i].text));
    }
}
