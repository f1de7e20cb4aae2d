/* Lists of values. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

int ps_parse_list(const char *option, const char *text, char ***items, struct ps_error *err)
{
    size_t n = 1;
    for (const char *c = text; *c; c++)
        n += *c == ',';
    char **list = calloc(n + 1, sizeof *list);
    if (list == NULL) {
        ps_fail(err, PS_EXIT_FAILED, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < n; i++, text++) {
        size_t length = strcspn(text, ",");
        if (length == 0) {
            ps_list_free(list);
            ps_fail(err, PS_EXIT_USAGE, "%s: an item of the list is empty", option);
            return -1;
        }
        list[i] = malloc(length + 1);
        if (list[i] == NULL) {
            ps_list_free(list);
            ps_fail(err, PS_EXIT_FAILED, "out of memory");
            return -1;
        }
        memcpy(list[i], text, length);
        list[i][length] = '\0';
        text += length;
    }
    *items = list;
    return 0;
}

void ps_list_free(char **items)
{
    for (char **item = items; item != NULL && *item != NULL; item++)
        free(*item);
    free(items);
}

int ps_parse_words(const char *option, const char *text, const char *kind, const char *const *words, unsigned *bits,
                   struct ps_error *err)
{
    char **items;
    if (ps_parse_list(option, text, &items, err) != 0)
        return -1;
    int status = 0;
    for (char **item = items; status == 0 && *item != NULL; item++) {
        size_t i = 0;
        while (words[i] != NULL && strcmp(words[i], *item) != 0)
            i++;
        if (words[i] != NULL)
            *bits |= 1u << i;
        else
            status = ps_fail_unknown(err, kind, *item, words);
    }
    ps_list_free(items);
    return status;
}

/* Larger than any machine, small enough for a bit each. */
#define CPU_MAX 65535

/* "3" or "2-5" to its ends. */
static int range(const char *option, const char *item, uint64_t *low, uint64_t *high, struct ps_error *err)
{
    char first[16] = "";
    const char *dash = strchr(item, '-');
    size_t length = dash != NULL ? (size_t)(dash - item) : strlen(item);
    if (length < sizeof first)
        memcpy(first, item, length);
    if (ps_parse_count(option, first, 0, CPU_MAX, low, err) != 0 ||
        (dash != NULL && ps_parse_count(option, dash + 1, 0, CPU_MAX, high, err) != 0)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: \"%s\" is no processor", option, item);
        return ps_error_hint(err, "it takes numbers and ranges, as 0,2-3");
    }
    if (dash == NULL)
        *high = *low;
    if (*high < *low) {
        ps_fail(err, PS_EXIT_USAGE, "%s: the range \"%s\" runs backwards", option, item);
        return ps_error_hint(err, "write %d-%d", (int)*high, (int)*low);
    }
    return 0;
}

int ps_parse_cpus(const char *option, const char *text, int *cpu, int room, int *n, struct ps_error *err)
{
    char **items;
    if (ps_parse_list(option, text, &items, err) != 0)
        return -1;
    bool *wanted = calloc(CPU_MAX + 1, sizeof *wanted);
    if (wanted == NULL) {
        ps_list_free(items);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    int status = 0;
    for (char **item = items; status == 0 && *item != NULL; item++) {
        uint64_t low = 0, high = 0;
        status = range(option, *item, &low, &high, err);
        for (uint64_t i = low; status == 0 && i <= high; i++)
            wanted[i] = true;
    }
    *n = 0;
    for (int i = 0; status == 0 && i <= CPU_MAX; i++) {
        if (!wanted[i])
            continue;
        if (*n == room)
            status = ps_fail(err, PS_EXIT_USAGE, "%s: more than %d processors", option, room);
        else
            cpu[(*n)++] = i;
    }
    ps_list_free(items);
    free(wanted);
    return status;
}
