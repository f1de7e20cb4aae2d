/* alias.h: what stands in %LOCALAPPDATA%\Microsoft\WindowsApps: files of no length that start something else. */
#ifndef PS_WINDOWS_ALIAS_H
#define PS_WINDOWS_ALIAS_H

#include <wchar.h>

enum ps_alias {
    PS_ALIAS_NONE,       /* another kind of file, or none at all */
    PS_ALIAS_OF_PROGRAM, /* starts an installed program */
    PS_ALIAS_OF_STORE,   /* opens the Microsoft Store */
};

enum ps_alias ps_alias_of(const wchar_t *path);

#endif
