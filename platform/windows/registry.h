/* registry.h: values of the registry as UTF-8. */
#ifndef PS_WINDOWS_REGISTRY_H
#define PS_WINDOWS_REGISTRY_H

#include <stddef.h>
#include <stdint.h>
#include <windows.h>

/* A text value; NULL for the key's own. 0, or -1 if it is not there. */
int ps_registry_text(HKEY root, const wchar_t *key, const wchar_t *name, char *text, size_t room);

/* A number. */
int ps_registry_number(HKEY root, const wchar_t *key, const wchar_t *name, uint32_t *value);

#endif
