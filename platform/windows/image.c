#include "platform/windows/image.h"

#include <string.h>
#include <windows.h>

#if defined(__x86_64__)
const char ps_own_machine[] = "x86-64";
#elif defined(__aarch64__)
const char ps_own_machine[] = "arm64";
#else
const char ps_own_machine[] = "x86";
#endif

static const char *name_of(WORD machine)
{
    switch (machine) {
    case IMAGE_FILE_MACHINE_AMD64:
        return "x86-64";
    case IMAGE_FILE_MACHINE_I386:
        return "x86";
    case IMAGE_FILE_MACHINE_ARM64:
        return "arm64";
    default:
        return "another";
    }
}

static int read_at(HANDLE file, LONG offset, void *to, DWORD n)
{
    DWORD got;
    return SetFilePointer(file, offset, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER && ReadFile(file, to, n, &got, NULL) &&
                   got == n
               ? 0
               : -1;
}

const char *ps_image_machine(const wchar_t *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    IMAGE_DOS_HEADER dos;
    struct {
        DWORD signature;
        IMAGE_FILE_HEADER file;
    } nt;
    const char *machine = NULL;
    if (read_at(file, 0, &dos, sizeof dos) == 0 && dos.e_magic == IMAGE_DOS_SIGNATURE &&
        read_at(file, dos.e_lfanew, &nt, sizeof nt) == 0 && nt.signature == IMAGE_NT_SIGNATURE)
        machine = name_of(nt.file.Machine);
    CloseHandle(file);
    return machine;
}
