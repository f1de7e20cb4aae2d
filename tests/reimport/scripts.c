#include "scripts.h"

#include <sys/stat.h>

void make_place(struct place *place)
{
    test_make_folder(place->folder, sizeof place->folder);
}

void write_script(const struct place *place, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", place->folder, name);
    for (char *slash = strchr(path + strlen(place->folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    test_write(path, text, 0600);
}

json_t *reimport(const struct place *place, const char *options, int exit)
{
    char command[2048];
    snprintf(command, sizeof command, "cd '%s' && " PROCSTART "reimport --quiet --format json -o .json %s 2>.errors",
             place->folder, options);
    struct said *said = run(command);
    char *errors = text_in(place, ".errors"), *text = text_in(place, ".json");
    cr_assert_eq(said->exit, exit, "%s: exit %d: %s", options, said->exit, errors);
    json_error_t problem;
    json_t *document = json_loads(text, 0, &problem);
    cr_assert_not_null(document, "%s: %s", options, problem.text);
    free(said);
    free(errors);
    free(text);
    return document;
}

const json_t *row_of(const json_t *document, const char *method)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(document, "rows"), i, row)
    {
        if (strcmp(text_of(row, "method"), method) == 0)
            return row;
    }
    cr_assert_fail("no row of %s", method);
    return NULL;
}

/* The element of row's list whose `key` begins with `text`. */
static const json_t *element_of(const json_t *row, const char *list, const char *key, const char *text)
{
    size_t i;
    json_t *element;
    json_array_foreach(json_object_get(row, list), i, element)
    {
        if (strncmp(text_of(element, key), text, strlen(text)) == 0)
            return element;
    }
    cr_assert_fail("none of %s is %s: %s", list, text, json_dumps(row, 0));
    return NULL;
}

const json_t *statement_of(const json_t *row, const char *text)
{
    return element_of(row, "statements", "text", text);
}

const json_t *import_of(const json_t *row, const char *module)
{
    return element_of(row, "imports", "module", module);
}

json_int_t integer_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(json_is_integer(value), "%s", key);
    return json_integer_value(value);
}

char *text_in(const struct place *place, const char *name)
{
    char path[512], *text = calloc(1, 1 << 22);
    cr_assert_not_null(text);
    snprintf(path, sizeof path, "%s/%s", place->folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return text;
    text[fread(text, 1, (1 << 22) - 1, file)] = '\0';
    fclose(file);
    return text;
}
