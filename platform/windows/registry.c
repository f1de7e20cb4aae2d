#include "platform/windows/registry.h"

#include "platform/windows/text.h"

int ps_registry_text(HKEY root, const wchar_t *key, const wchar_t *name, char *text, size_t room)
{
    wchar_t wide[PS_WINDOWS_PATH];
    DWORD bytes = sizeof wide;
    if (RegGetValueW(root, key, name, RRF_RT_REG_SZ, NULL, wide, &bytes) != ERROR_SUCCESS)
        return -1;
    return ps_from_wide(wide, text, room);
}

int ps_registry_number(HKEY root, const wchar_t *key, const wchar_t *name, uint32_t *value)
{
    DWORD bytes = sizeof *value;
    return RegGetValueW(root, key, name, RRF_RT_REG_DWORD, NULL, value, &bytes) == ERROR_SUCCESS ? 0 : -1;
}
