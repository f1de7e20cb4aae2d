/* What was probably meant. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

#define WORD_MAX 32

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Optimal string alignment: insertions, deletions, substitutions, and neighbours that changed places. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[3][WORD_MAX + 1];
    size_t *before = row[0], *above = row[1], *here = row[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        here[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            here[j] = least(above[j] + 1, here[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                here[j] = least(here[j], before[j - 2] + 1, here[j]);
        }
        size_t *recycled = before;
        before = above;
        above = here;
        here = recycled;
    }
    return above[b_length];
}

const char *ps_suggest(const char *word, const char *const *words)
{
    size_t length = strlen(word);
    if (length > WORD_MAX)
        return NULL;
    /* A third of the letters may be wrong; beyond that it is guessing. */
    size_t best = (length + 2) / 3 + 1;
    const char *found = NULL;
    for (; *words != NULL; words++) {
        size_t known = strlen(*words);
        bool begins = length >= 2 && strncmp(word, *words, length) == 0;
        size_t far = begins ? 1 : known <= WORD_MAX ? distance(word, length, *words, known) : best;
        if (far < best && far < known) {
            best = far;
            found = *words;
        }
    }
    return found;
}

void ps_words_join(char *to, size_t room, const char *const *words, const char *between)
{
    to[0] = '\0';
    for (size_t used = 0; *words != NULL && used < room; words++)
        used += (size_t)snprintf(to + used, room - used, "%s%s", used > 0 ? between : "", *words);
}

int ps_fail_unknown(struct ps_error *err, const char *kind, const char *word, const char *const *words)
{
    ps_fail(err, PS_EXIT_USAGE, "unknown %s \"%s\"", kind, word);
    const char *meant = ps_suggest(word, words);
    if (meant != NULL)
        return ps_error_hint(err, "did you mean \"%s\"?", meant);
    static const char use[] = "use one of: ", more[] = ", ...";
    char all[sizeof err->hint - sizeof use];
    ps_words_join(all, sizeof all, words, ", ");
    if (strlen(all) == sizeof all - 1) { /* cut: after a whole word, and seen to be */
        char *end = all + sizeof all - sizeof more;
        while (end > all && strncmp(end, ", ", 2) != 0)
            end--;
        memcpy(end, more, sizeof more);
    }
    return ps_error_hint(err, "%s%s", use, all);
}
