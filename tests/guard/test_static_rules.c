/* Every rule on its scripts in tests/data/guard-rules/RULE/: hit*.py say at the end of a line what is found there
 * ("# expect: RULE"), near*.py are what could be taken for it, and ignored.py is a hit with a comment that takes it back. */
#include <dirent.h>

#include "tests/commands/procstart.h"

#define DATA PS_TEST_DATA "/guard-rules"

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/procstart-rules-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(rules, .init = enter_folder, .fini = remove_folder);

static json_t *look_at(const char *path)
{
    char command[1024], report[128];
    snprintf(report, sizeof report, "%s/report.json", folder);
    snprintf(command, sizeof command, PROCSTART "guard --format json -o %s %s", report, path);
    struct said *said = run(command);
    cr_assert_eq(said->exit, 1, "exit %d", said->exit);
    free(said);
    json_error_t error;
    json_t *document = json_load_file(report, 0, &error);
    cr_assert_not_null(document, "%s", error.text);
    return document;
}

/* "RULE RULE" that are expected in a line, or NULL. */
static const char *expected_in(const char *line)
{
    const char *mark = strstr(line, "# expect: ");
    return mark != NULL ? mark + strlen("# expect: ") : NULL;
}

static bool is_found(const json_t *findings, int line, const char *rule, size_t length)
{
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);
        const char *id = text_of(finding, "rule");
        if (json_integer_value(json_object_get(finding, "line")) == line && strlen(id) == length && memcmp(id, rule, length) == 0)
            return true;
    }
    return false;
}

/* How many findings a script expects; each of them has to be there. */
static size_t expect_all(const char *path, const json_t *findings)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t n = 0;
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        const char *rule = expected_in(line);
        while (rule != NULL && *(rule += strspn(rule, " \n")) != '\0') {
            size_t length = strcspn(rule, " \n");
            cr_expect(is_found(findings, number, rule, length), "%s:%d: %.*s is not found", path, number, (int)length, rule);
            rule += length;
            n++;
        }
    }
    fclose(file);
    return n;
}

Test(rules, find_what_they_are_for_and_nothing_else)
{
    json_t *document = look_at(DATA);
    const json_t *files = json_object_get(document, "files");
    cr_expect_gt(json_array_size(files), 60);
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *file = json_array_get(files, i), *findings = json_object_get(file, "findings");
        const char *path = text_of(file, "path");
        cr_expect(json_is_null(json_object_get(file, "error")), "%s: %s", path, text_of(file, "error"));
        size_t n = expect_all(path, findings);
        cr_expect_eq(json_array_size(findings), n, "%s: %zu findings instead of %zu, the first: %s", path,
                     json_array_size(findings), n, text_of(json_array_get(findings, 0), "rule"));
    }
    json_decref(document);
}

/* Whether RULE/ has a script whose name begins so, and which expects the rule or not. */
static bool has_script(const char *rule, const char *beginning, bool hit)
{
    char path[512], line[1024], place[256];
    snprintf(place, sizeof place, DATA "/%s", rule);
    DIR *listing = opendir(place);
    cr_assert_not_null(listing, "the rule %s has no scripts", rule);
    bool found = false;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strncmp(entry->d_name, beginning, strlen(beginning)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%.200s", place, entry->d_name);
        FILE *file = fopen(path, "r");
        bool expects = false;
        while (file != NULL && fgets(line, sizeof line, file) != NULL)
            expects |= expected_in(line) != NULL && strstr(expected_in(line), rule) != NULL;
        fclose(file);
        found |= expects == hit;
    }
    closedir(listing);
    return found;
}

Test(rules, have_a_hit_a_near_miss_and_an_ignored_case_each)
{
    json_t *document = look_at(DATA);
    const json_t *rules = json_object_get(document, "rules");
    cr_expect_geq(json_array_size(rules), 12);
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const char *rule = text_of(json_array_get(rules, i), "id");
        cr_expect(has_script(rule, "hit", true), "%s: no hit", rule);
        cr_expect(has_script(rule, "near", false), "%s: no near miss", rule);
        cr_expect(has_script(rule, "ignored.py", false), "%s: no ignored case", rule);
    }
    json_decref(document);
}

/* Writes RULE/ignored.py without what takes the findings back; how many comments there were. */
static size_t write_unignored(const char *rule, const char *to)
{
    char from[512], line[1024];
    snprintf(from, sizeof from, DATA "/%s/ignored.py", rule);
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    cr_assert(in != NULL && out != NULL, "%s", from);
    size_t n = 0;
    while (fgets(line, sizeof line, in) != NULL) {
        char *comment = strstr(line, "procstart: ignore");
        if (comment != NULL) {
            n++;
            comment[strlen("procstart")] = ' ';
        }
        fputs(line, out);
    }
    fclose(in);
    fclose(out);
    return n;
}

Test(rules, are_found_where_the_comment_is_taken_out)
{
    json_t *document = look_at(DATA);
    const json_t *rules = json_object_get(document, "rules");
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const char *rule = text_of(json_array_get(rules, i), "id");
        char path[128];
        snprintf(path, sizeof path, "%s/unignored.py", folder);
        size_t n = write_unignored(rule, path), found = 0;
        json_t *again = look_at(path);
        const json_t *findings = json_object_get(json_array_get(json_object_get(again, "files"), 0), "findings");
        for (size_t k = 0; k < json_array_size(findings); k++)
            found += strcmp(text_of(json_array_get(findings, k), "rule"), rule) == 0;
        cr_expect_eq(found, n, "%s: %zu found instead of %zu", rule, found, n);
        json_decref(again);
    }
    json_decref(document);
}

/* What the documentation shows as bad is found, what it shows as good is not. */
Test(rules, find_the_bad_example_and_not_the_good_one)
{
    json_t *document = look_at(DATA);
    const json_t *rules = json_object_get(document, "rules");
    char bad[128], good[128], both[300];
    snprintf(bad, sizeof bad, "%s/bad.py", folder);
    snprintf(good, sizeof good, "%s/good.py", folder);
    snprintf(both, sizeof both, "%s %s", bad, good);
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const json_t *rule = json_array_get(rules, i);
        FILE *bad_file = fopen(bad, "w"), *good_file = fopen(good, "w");
        cr_assert(bad_file != NULL && good_file != NULL);
        fputs(text_of(rule, "bad"), bad_file);
        fputs(text_of(rule, "good"), good_file);
        fclose(bad_file);
        fclose(good_file);
        json_t *again = look_at(both);
        const json_t *files = json_object_get(again, "files");
        const json_t *findings = json_object_get(json_array_get(files, 0), "findings");
        cr_expect_str_eq(text_of(json_array_get(findings, 0), "rule"), text_of(rule, "id"));
        cr_expect_eq(json_array_size(json_object_get(json_array_get(files, 1), "findings")), 0, "%s", text_of(rule, "id"));
        json_decref(again);
    }
    json_decref(document);
}
