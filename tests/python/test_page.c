/* Python reads and writes the page at the places where C does. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/protocol.h"
#include "platform/libpython.h"
#include "python/watch.h"
#include "support.h"

static const struct {
    const char *python;
    long c;
} places[] = {
    {"procstart_page.WORDS", PS_PAGE_WORDS},
    {"procstart_page.STAMPS", PS_STAMPS},
    {"procstart_page.FORKED", PS_STAMP_FORKED},
    {"procstart_page.RUNNING", PS_STAMP_RUNNING},
    {"procstart_page.INITIALIZED", PS_STAMP_INITIALIZED},
    {"procstart_page.UNPICKLED", PS_STAMP_UNPICKLED},
    {"procstart_page.MAIN_BEGIN", PS_STAMP_MAIN_BEGIN},
    {"procstart_page.MAIN_IMPORTED", PS_STAMP_MAIN_IMPORTED},
    {"procstart_page.BOOTSTRAP", PS_STAMP_BOOTSTRAP},
    {"procstart_page.READY", PS_STAMP_READY},
    {"procstart_page.CHILD", PS_PAGE_CHILD},
    {"procstart_page.SERVER", PS_PAGE_SERVER},
    {"procstart_page.PROBE", PS_PAGE_PROBE},
    {"procstart_page.RESOURCES", PS_PAGE_RESOURCES},
    {"procstart_page.RESOURCES", PS_PAGE_PEAK_RSS_BYTES},
    {"procstart_page.RESOURCES + 1", PS_PAGE_MINOR_FAULTS},
    {"procstart_page.RESOURCES + 2", PS_PAGE_USER_NS},
    {"procstart_page.RESOURCES + 3", PS_PAGE_SYSTEM_NS},
    {"procstart_page.RESOURCES_END - 1", PS_PAGE_SYSTEM_NS},
    {"procstart_page.MAIN_RUNS", PS_PAGE_MAIN_RUNS},
    {"procstart_page.HOLD", PS_PAGE_HOLD},
    {"procstart_page.MISSING", PS_MISSING},
    {"procstart_runner.START", PS_OP_START},
    {"procstart_runner.PROBE", PS_OP_PROBE},
    {"procstart_runner.DIRTY", PS_OP_DIRTY},
    {"procstart_runner.OK", PS_REPLY_OK},
    {"procstart_runner.FAILED", PS_REPLY_FAILED},
    {"procstart_runner.UNSUPPORTED", PS_REPLY_UNSUPPORTED},
    {"procstart_runner.BATCH_MAX", PS_BATCH_MAX},
    {"procstart_runner.TEXT_MAX", PS_TEXT_MAX},
    {"procstart_runner.REQUEST.size", sizeof(struct ps_request)},
    {"procstart_runner.REPLY.size", sizeof(struct ps_reply)},
    {"procstart_runner.SAMPLE.size", sizeof(struct ps_sample)},
    {"procstart_runner.USED.size", sizeof(struct ps_resources)},
    {"procstart_reimport_jobs.REFUSED_EXIT", PS_WATCH_REFUSED_EXIT},
};

#define PLACES (sizeof places / sizeof *places)

Test(python_page, has_the_same_places_and_sizes_in_python_and_in_c, .timeout = 30)
{
    char code[8192] = "import procstart_page, procstart_runner, procstart_reimport_jobs\n", path[4200], python3[4096], line[64];
    for (size_t i = 0; i < PLACES; i++)
        snprintf(code + strlen(code), sizeof code - strlen(code), "print('%%10d' %% (%s))\n", places[i].python);
    cr_assert(ps_libpython_on_path("python3", python3, sizeof python3));
    snprintf(path, sizeof path, "PYTHONPATH=%s", test_programs()->python);
    const char *args[] = {python3, "-B", "-c", code, NULL};
    const char *set[] = {path, NULL};
    struct talk talk;
    talk_start(&talk, args, set);
    for (size_t i = 0; i < PLACES; i++) {
        cr_assert(talk_receive(&talk, line, 11), "%s", places[i].python);
        cr_expect_eq(strtol(line, NULL, 10), places[i].c, "%s is %ld in C", places[i].python, places[i].c);
    }
    cr_expect_eq(talk_end(&talk), 0);
}
