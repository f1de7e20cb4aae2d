/* cpython.h: the functions of libpython that the host calls, found at run time.
 *
 * All but the hooks' are of the stable ABI, and no object is looked into: so one host serves every version from 3.10 on, with and
 * without the GIL. Names and meanings: https://docs.python.org/3/c-api/
 */
#ifndef PS_PYTHON_CPYTHON_H
#define PS_PYTHON_CPYTHON_H

#include <stddef.h>

#include "base/error.h"
#include "platform/libpython.h"

typedef struct ps_object ps_object; /* a PyObject, never looked into */

#define PS_FILE_INPUT 257 /* Py_file_input: statements, as in a file */

typedef int ps_audit_hook(const char *event, ps_object *args, void *data);

struct ps_cpython {
    int (*add_audit_hook)(ps_audit_hook *hook, void *data);
    ps_object *(*tuple_get_item)(ps_object *tuple, ptrdiff_t index); /* borrowed */
    unsigned long (*long_as_unsigned_long)(ps_object *number);
    const char *(*unicode_as_utf8)(ps_object *text, ptrdiff_t *bytes);    /* lives as long as the object */
    ps_object *(*eval_get_globals)(void);                                 /* borrowed; NULL outside of any frame */
    ps_object *(*eval_get_locals)(void);                                  /* likewise */
    ps_object *(*dict_get_item_string)(ps_object *dict, const char *key); /* borrowed; NULL if it is not there */
    void (*err_clear)(void);
    ps_object *(*get_attribute)(ps_object *object, const char *name); /* new, as all below are */
    ps_object *(*object_str)(ps_object *object);
    ps_object *(*object_repr)(ps_object *object);
    ps_object *(*fs_path)(ps_object *path);   /* os.fspath */
    ps_object *(*encode_fs)(ps_object *text); /* os.fsencode */
    char *(*bytes_as_string)(ps_object *bytes);
    ps_object *(*unicode_from_string)(const char *text);
    ps_object *(*dict_new)(void);
    int (*dict_set_item_string)(ps_object *dict, const char *key, ps_object *value);
    ps_object *(*compile_string)(const char *text, const char *name, int start); /* start: PS_FILE_INPUT */
    ps_object *(*eval_code)(ps_object *code, ps_object *globals, ps_object *locals);
    void (*decref)(ps_object *object); /* NULL is well */
    void (*setup_debug_hooks)(void);   /* of memory; NULL where it is not there */
};

/* Finds them all in a library. */
int ps_cpython_find(struct ps_cpython *python, struct ps_library *library, struct ps_error *err);

#endif
