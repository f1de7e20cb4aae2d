#include "platform/launch_uv.h"

int ps_uv_os_error(int uv_error)
{
    return -uv_error; /* documented for Unix */
}
