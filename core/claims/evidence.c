#include "claims/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/files.h"

static int fail_json(const char *path, const json_error_t *problem, struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_USAGE, "--with: %s: line %d: %s", path, problem->line, problem->text);
}

static json_t *load(const char *path, struct ps_error *err)
{
    FILE *file = ps_file_open(path, "rb");
    if (file == NULL) {
        ps_fail_os(err, PS_EXIT_USAGE, errno, "--with: %s cannot be read", path);
        return NULL;
    }
    json_error_t problem;
    json_t *document = json_loadf(file, 0, &problem);
    fclose(file);
    if (document == NULL)
        fail_json(path, &problem, err);
    return document;
}

static void judge_host(struct ps_witness *witness, const json_t *host)
{
    const char *os = json_string_value(json_object_get(host, "os"));
    const char *emulation = json_string_value(json_object_get(host, "emulation"));
    snprintf(witness->os, sizeof witness->os, "%s", os != NULL ? os : "");
    if (emulation != NULL && emulation[0] != '\0')
        snprintf(witness->refused, sizeof witness->refused,
                 "it was made under %.60s: its times are the emulator's, not those of the system it emulates", emulation);
    else if (witness->os[0] == '\0')
        snprintf(witness->refused, sizeof witness->refused, "it does not say on which system it was made");
}

static int take(struct ps_witness *witness, json_t *document, const char *path, struct ps_error *err)
{
    const char *schema = json_string_value(json_object_get(document, "schema"));
    judge_host(witness, json_object_get(document, "host"));
    if (schema != NULL && strcmp(schema, "procstart.claims/1") == 0) {
        witness->claims = json_incref(document);
        return 0;
    }
    if (schema == NULL || strcmp(schema, "procstart.result/1") != 0) {
        ps_fail(err, PS_EXIT_USAGE, "--with: %s: neither a procstart.result/1 nor a procstart.claims/1", path);
        return ps_error_hint(err, "`procstart bench -o FILE` or `procstart claims --format json -o FILE` makes one");
    }
    witness->result = calloc(1, sizeof *witness->result);
    if (witness->result == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for %s", path);
    if (ps_result_read(witness->result, path, err) != 0) {
        free(witness->result);
        witness->result = NULL;
        return ps_error_context(err, "--with");
    }
    return ps_result_summarise(witness->result, err);
}

int ps_evidence_add(struct ps_evidence *evidence, const char *path, struct ps_error *err)
{
    struct ps_witness *more = realloc(evidence->list, (evidence->n + 1) * sizeof *more);
    if (more == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for %s", path);
    evidence->list = more;
    more += evidence->n;
    *more = (struct ps_witness){.path = strdup(path)};
    if (more->path == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for %s", path);
    evidence->n++;
    json_t *document = load(path, err);
    if (document == NULL)
        return -1;
    int status = take(more, document, path, err);
    json_decref(document);
    return status;
}

void ps_evidence_free(struct ps_evidence *evidence)
{
    for (size_t i = 0; i < evidence->n; i++) {
        struct ps_witness *one = &evidence->list[i];
        free(one->path);
        json_decref(one->claims);
        if (one->result != NULL)
            ps_result_free(one->result);
        free(one->result);
    }
    free(evidence->list);
    *evidence = (struct ps_evidence){0};
}
