#include "result/member.h"

#include <math.h>

static int wrong(struct ps_error *err, const char *key, const char *must)
{
    return ps_fail(err, PS_EXIT_USAGE, "%s: must be %s", key, must);
}

static json_t *member(const json_t *object, const char *key, struct ps_error *err)
{
    json_t *value = json_object_get(object, key);
    if (value == NULL)
        ps_fail(err, PS_EXIT_USAGE, "%s: is missing", key);
    return value;
}

static json_t *of_type(const json_t *object, const char *key, json_type type, const char *name, struct ps_error *err)
{
    json_t *value = member(object, key, err);
    if (value == NULL || json_typeof(value) == type)
        return value;
    wrong(err, key, name);
    return NULL;
}

json_t *ps_member_object(const json_t *object, const char *key, struct ps_error *err)
{
    return of_type(object, key, JSON_OBJECT, "an object", err);
}

json_t *ps_member_array(const json_t *object, const char *key, struct ps_error *err)
{
    return of_type(object, key, JSON_ARRAY, "an array", err);
}

const char *ps_member_string(const json_t *object, const char *key, bool nullable, struct ps_error *err)
{
    json_t *value = member(object, key, err);
    if (value == NULL)
        return NULL;
    if (nullable && json_is_null(value))
        return "";
    if (!json_is_string(value))
        wrong(err, key, nullable ? "a string or null" : "a string");
    return json_string_value(value);
}

int ps_member_word(const json_t *object, const char *key, int (*parse)(const char *), int *value, struct ps_error *err)
{
    const char *word = ps_member_string(object, key, false, err);
    if (word == NULL)
        return -1;
    *value = parse(word);
    return *value < 0 ? ps_fail(err, PS_EXIT_USAGE, "%s: unknown: %.60s", key, word) : 0;
}

int ps_member_natural(const json_t *object, const char *key, int64_t most, bool nullable, int64_t *value, struct ps_error *err)
{
    json_t *item = member(object, key, err);
    if (item == NULL)
        return -1;
    *value = -1;
    if (nullable && json_is_null(item))
        return 0;
    if (!json_is_integer(item))
        return wrong(err, key, nullable ? "an integer or null" : "an integer");
    *value = json_integer_value(item);
    if (*value < 0 || *value > most)
        return ps_fail(err, PS_EXIT_USAGE, "%s: must be from 0 to %lld, not %lld", key, (long long)most, (long long)*value);
    return 0;
}

int ps_member_number(const json_t *object, const char *key, bool nullable, double *value, struct ps_error *err)
{
    json_t *item = member(object, key, err);
    if (item == NULL)
        return -1;
    *value = NAN;
    if (nullable && json_is_null(item))
        return 0;
    if (!json_is_number(item))
        return wrong(err, key, nullable ? "a number or null" : "a number");
    *value = json_number_value(item);
    return *value < 0 ? wrong(err, key, "at least 0") : 0;
}

int ps_member_bool(const json_t *object, const char *key, bool *value, struct ps_error *err)
{
    json_t *item = member(object, key, err);
    if (item == NULL)
        return -1;
    *value = json_is_true(item);
    return json_is_boolean(item) ? 0 : wrong(err, key, "true or false");
}

int ps_member_interval(const json_t *object, const char *key, double *lo, double *hi, struct ps_error *err)
{
    json_t *pair = member(object, key, err);
    if (pair == NULL)
        return -1;
    *lo = *hi = NAN;
    if (json_is_null(pair))
        return 0;
    json_t *first = json_array_get(pair, 0), *second = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_number(first) || !json_is_number(second))
        return wrong(err, key, "two numbers, or null");
    *lo = json_number_value(first);
    *hi = json_number_value(second);
    return *lo >= 0 && *lo <= *hi ? 0 : wrong(err, key, "an interval of numbers >= 0, the lower end first");
}
