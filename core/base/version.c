#include "base/version.h"

#include "commit.h" /* made by cmake/commit.cmake at each build */

const char ps_version[] = PS_VERSION;
const char ps_commit[] = PS_COMMIT;
const char ps_compiler[] = PS_COMPILER;
const char ps_build_type[] = PS_BUILD_TYPE;
