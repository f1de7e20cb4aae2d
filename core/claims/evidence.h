/* evidence.h: results of other systems (--with), and which of them count. */
#ifndef PS_CLAIMS_EVIDENCE_H
#define PS_CLAIMS_EVIDENCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "result/result.h"

struct ps_witness {
    char *path;
    char os[32];              /* "linux", "windows", "macos", as host.os says it */
    char refused[256];        /* why it is no evidence; "": it is */
    struct ps_result *result; /* a procstart.result/1; else NULL */
    json_t *claims;           /* a procstart.claims/1, whole; else NULL */
};

struct ps_evidence {
    struct ps_witness *list;
    size_t n;
};

/* Reads a result of bench or of claims and adds it. One that was made under an emulator, whose times say nothing of the system it
 * emulates, is kept as refused; what is no such file is an error of exit 2. */
int ps_evidence_add(struct ps_evidence *evidence, const char *path, struct ps_error *err);

void ps_evidence_free(struct ps_evidence *evidence);

#endif
