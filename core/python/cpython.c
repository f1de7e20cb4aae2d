#include "python/cpython.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *symbol;
    size_t place;
} functions[] = {
    {"PySys_AddAuditHook", offsetof(struct ps_cpython, add_audit_hook)},
    {"PyTuple_GetItem", offsetof(struct ps_cpython, tuple_get_item)},
    {"PyLong_AsUnsignedLong", offsetof(struct ps_cpython, long_as_unsigned_long)},
    {"PyUnicode_AsUTF8AndSize", offsetof(struct ps_cpython, unicode_as_utf8)},
    {"PyEval_GetGlobals", offsetof(struct ps_cpython, eval_get_globals)},
    {"PyEval_GetLocals", offsetof(struct ps_cpython, eval_get_locals)},
    {"PyDict_GetItemString", offsetof(struct ps_cpython, dict_get_item_string)},
    {"PyErr_Clear", offsetof(struct ps_cpython, err_clear)},
    {"PyObject_GetAttrString", offsetof(struct ps_cpython, get_attribute)},
    {"PyObject_Str", offsetof(struct ps_cpython, object_str)},
    {"PyObject_Repr", offsetof(struct ps_cpython, object_repr)},
    {"PyOS_FSPath", offsetof(struct ps_cpython, fs_path)},
    {"PyUnicode_EncodeFSDefault", offsetof(struct ps_cpython, encode_fs)},
    {"PyBytes_AsString", offsetof(struct ps_cpython, bytes_as_string)},
    {"PyUnicode_FromString", offsetof(struct ps_cpython, unicode_from_string)},
    {"PyDict_New", offsetof(struct ps_cpython, dict_new)},
    {"PyDict_SetItemString", offsetof(struct ps_cpython, dict_set_item_string)},
    {"Py_CompileString", offsetof(struct ps_cpython, compile_string)},
    {"PyEval_EvalCode", offsetof(struct ps_cpython, eval_code)},
    {"Py_DecRef", offsetof(struct ps_cpython, decref)},
};

int ps_cpython_find(struct ps_cpython *python, struct ps_library *library, struct ps_error *err)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *symbol = ps_library_symbol(library, functions[i].symbol);
        if (symbol == NULL)
            return ps_fail(err, PS_EXIT_USAGE, "the library has no %s: it is no libpython of 3.10 or later", functions[i].symbol);
        memcpy((char *)python + functions[i].place, &symbol, sizeof symbol);
    }
    void *optional = ps_library_symbol(library, "PyMem_SetupDebugHooks");
    memcpy(&python->setup_debug_hooks, &optional, sizeof optional);
    return 0;
}
