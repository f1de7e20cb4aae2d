#include <dlfcn.h>

#include "platform/libpython.h"

int ps_library_open(struct ps_library **library, const char *path, struct ps_error *err)
{
    /* Global, since extension modules find the interpreter's symbols in what is loaded: they are not linked to a libpython. */
    void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (handle == NULL) {
        const char *why = dlerror();
        return ps_fail(err, PS_EXIT_USAGE, "cannot load %s: %s", path, why != NULL ? why : "no reason given");
    }
    *library = handle;
    return 0;
}

void *ps_library_symbol(struct ps_library *library, const char *name)
{
    return dlsym(library, name);
}
