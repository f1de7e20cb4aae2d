#include "commands/saved.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/terminal.h"
#include "measure/journal.h"
#include "result/source.h"

static void warn_of_newer(const struct ps_saved *saved, size_t from, const struct ps_common *common)
{
    for (size_t i = from; i < saved->n && !common->quiet; i++) {
        if (saved->results[i].newer_schema == NULL)
            continue;
        fputs("procstart: warning: ", stderr);
        ps_print_safe(stderr, ps_source_path(saved->results[i].source));
        fputs(": schema: ", stderr);
        ps_print_safe(stderr, saved->results[i].newer_schema);
        fputs(" is newer than this procstart: keys that it does not know are passed over\n", stderr);
    }
}

static int refuse_same(const struct ps_saved *saved, size_t from, struct ps_error *err)
{
    for (size_t i = from; i < saved->n; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct ps_result *a = &saved->results[j], *b = &saved->results[i];
            if (!ps_result_same(a, b))
                continue;
            ps_fail(err, PS_EXIT_USAGE, "%s: started: %s, the same result as %s", ps_source_path(b->source), b->started,
                    ps_source_path(a->source));
            return ps_error_hint(err, "name each result once");
        }
    }
    return 0;
}

int ps_saved_read(struct ps_saved *saved, char *const *paths, size_t n, enum ps_keep keep, const struct ps_common *common,
                  struct ps_error *err)
{
    *saved = (struct ps_saved){0};
    for (size_t i = 0; i < n; i++) {
        size_t before = saved->n;
        if (ps_journal_finish(paths[i], err) < 0 || ps_results_read(&saved->results, &saved->n, paths[i], NULL, keep, err) != 0 ||
            refuse_same(saved, before, err) != 0) {
            ps_saved_free(saved);
            return -1;
        }
        warn_of_newer(saved, before, common);
    }
    return 0;
}

void ps_saved_free(struct ps_saved *saved)
{
    while (saved->n > 0)
        ps_result_free(&saved->results[--saved->n]);
    free(saved->results);
    *saved = (struct ps_saved){0};
}
