/* image.h: what a program or DLL is, from its header (https://learn.microsoft.com/en-us/windows/win32/debug/pe-format). */
#ifndef PS_WINDOWS_IMAGE_H
#define PS_WINDOWS_IMAGE_H

#include <wchar.h>

/* The processor that a file is for: "x86-64", "x86", "arm64", "another"; NULL if it is no program or cannot be read. */
const char *ps_image_machine(const wchar_t *path);

/* That of this program. */
extern const char ps_own_machine[];

#endif
