#include "guard/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a; the 0 that ends each part is hashed with it, so that parts cannot flow into each other. */
static uint64_t hash(uint64_t value, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        value = (value ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return value * UINT64_C(0x100000001b3);
}

uint64_t ps_guard_line_hash(const char *uri, const char *rule, const char *source)
{
    source += strspn(source, " \t");
    size_t length = strcspn(source, "\r\n");
    while (length > 0 && (source[length - 1] == ' ' || source[length - 1] == '\t'))
        length--;
    uint64_t value = hash(UINT64_C(0xcbf29ce484222325), uri, strlen(uri));
    value = hash(value, rule, strlen(rule));
    return hash(value, source, length);
}

struct ps_guard_fingerprint ps_guard_fingerprint(uint64_t line_hash, size_t again)
{
    struct ps_guard_fingerprint print;
    char number[24];
    int digits = snprintf(number, sizeof number, "%zu", again);
    snprintf(print.text, sizeof print.text, "%016" PRIx64, hash(line_hash, number, (size_t)digits));
    return print;
}

/* ---- of a file ---- */

struct keyed {
    uint64_t hash;
    size_t index;
};

static int by_hash(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

struct ps_guard_fingerprint *ps_guard_fingerprints(const struct ps_guard_file *file, const char *uri)
{
    size_t n = file->findings_n, again = 0;
    struct keyed *keyed = calloc(n + 1, sizeof *keyed);
    struct ps_guard_fingerprint *prints = calloc(n + 1, sizeof *prints);
    if (keyed == NULL || prints == NULL) {
        free(keyed);
        free(prints);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const struct ps_guard_finding *finding = &file->findings[i];
        const char *source = finding->source != NULL ? finding->source : "";
        keyed[i] = (struct keyed){ps_guard_line_hash(uri, finding->rule, source), i};
    }
    qsort(keyed, n, sizeof *keyed, by_hash);
    for (size_t i = 0; i < n; i++) {
        again = i > 0 && keyed[i].hash == keyed[i - 1].hash ? again + 1 : 0;
        prints[keyed[i].index] = ps_guard_fingerprint(keyed[i].hash, again);
    }
    free(keyed);
    return prints;
}
