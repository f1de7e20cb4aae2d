/* ask.h: runs question.py in a Python and takes its answers.
 *
 * The answers are a JSON object, one key each (null for what a Python cannot tell): version "3.11.7", version_info [3, 11, 7],
 * full_version, implementation, executable, base_executable, real_executable, prefix, base_prefix, git [..], soabi, abi_flags,
 * mapped [paths of libpythons it has mapped], library_name, library_folder, multiarch, free_threaded, gil_enabled,
 * start_methods [..], compiler, config_args, optimised, lto, debug, shared, flags [..], startup_files [..], byte_code,
 * extensions [..].
 */
#ifndef PS_PYTHON_ASK_H
#define PS_PYTHON_ASK_H

#include <jansson.h>

#include "base/error.h"
#include "base/programs.h"
#include "platform/answers.h"

/* An interpreter that takes longer is taken to hang. */
#define PS_ASK_LIMIT_MS  10000
#define PS_ASK_TIMED_OUT (-2)

/* Asks `interpreter`, with the variables in `set` ("NAME=value", ended by NULL) put into its environment. Contained: whatever it
 * starts has ended when this returns. -1, or PS_ASK_TIMED_OUT; errors (PS_EXIT_USAGE) begin with the interpreter's path. The
 * caller decrefs *answers. */
int ps_ask(const char *interpreter, const char *const *set, const struct ps_programs *programs, json_t **answers,
           struct ps_error *err);

#endif
