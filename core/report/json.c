/* The result document itself; several as a bundle. What was read of a file is given as it stands there, with the keys that this
 * procstart does not know. */
#include "report/formats.h"
#include "result/document.h"
#include "result/source.h"

static int write_result(const struct ps_result *result, FILE *to, struct ps_error *err)
{
    return result->source != NULL ? ps_source_copy(result, to, err) : ps_result_print(result, to, err);
}

/* Keys of the bundles that the results came from; what an earlier bundle has, a later one does not replace. */
static int write_keys(const struct ps_result *results, size_t n, FILE *to, struct ps_error *err)
{
    json_t *all = json_object();
    int failed = all == NULL;
    for (size_t i = 0; i < n && !failed; i++) {
        const json_t *keys = results[i].source != NULL ? ps_source_keys(results[i].source) : NULL;
        if (keys != NULL)
            failed = json_object_update_missing(all, (json_t *)keys);
    }
    const char *key;
    json_t *value;
    json_object_foreach(all, key, value)
    {
        struct ps_emitter e;
        ps_emit_begin(&e, ps_emit_file, to, false);
        ps_emit_key(&e, key);
        ps_emit_json(&e, value);
        failed |= ps_emit_end(&e);
        fputs(",\n", to);
    }
    json_decref(all);
    return failed && !ferror(to) ? ps_fail(err, PS_EXIT_FAILED, "no memory left to write the bundle") : 0;
}

static int write_json(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                      struct ps_error *err)
{
    (void)options;
    if (n == 1) {
        if (write_result(results, to, err) != 0)
            return -1;
        fputs(results->source != NULL ? "\n" : "", to);
        return 0;
    }
    fputs("{\"schema\":\"" PS_BUNDLE_SCHEMA "\",\n", to);
    if (write_keys(results, n, to, err) != 0)
        return -1;
    fputs("\"results\":[\n", to);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ",\n" : "", to);
        if (write_result(&results[i], to, err) != 0)
            return -1;
    }
    fputs("]}\n", to);
    return 0;
}

const struct ps_format ps_format_json = {
    .name = "json",
    .title = "the result file's document; several: a bundle",
    .keep = PS_KEEP_NONE,
    .write = write_json,
};
