/* member.h: members of JSON objects that came from outside, checked: each error names the key and says what must be there. */
#ifndef PS_RESULT_MEMBER_H
#define PS_RESULT_MEMBER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* The member, which must be there and of that type; NULL and *err otherwise. Borrowed. */
json_t *ps_member_object(const json_t *object, const char *key, struct ps_error *err);
json_t *ps_member_array(const json_t *object, const char *key, struct ps_error *err);

/* A string; with `nullable`, null gives "". Borrowed. */
const char *ps_member_string(const json_t *object, const char *key, bool nullable, struct ps_error *err);

/* The place of a string among names: parse() gives -1 for what is none. */
int ps_member_word(const json_t *object, const char *key, int (*parse)(const char *), int *value, struct ps_error *err);

/* An integer from 0 to most; with `nullable`, null gives -1, which is PS_MISSING. */
int ps_member_natural(const json_t *object, const char *key, int64_t most, bool nullable, int64_t *value, struct ps_error *err);

/* A number >= 0; with `nullable`, null gives NAN. */
int ps_member_number(const json_t *object, const char *key, bool nullable, double *value, struct ps_error *err);

int ps_member_bool(const json_t *object, const char *key, bool *value, struct ps_error *err);

/* A pair of numbers, the first not above the second; null gives NAN for both. */
int ps_member_interval(const json_t *object, const char *key, double *lo, double *hi, struct ps_error *err);

#endif
