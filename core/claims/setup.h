/* setup.h: a venv with numpy, for the claims about it: made only when the user asks for it (--setup). */
#ifndef PS_CLAIMS_SETUP_H
#define PS_CLAIMS_SETUP_H

#include "claims/lab.h"

/* Where this Python's venv is or would be: ~/.cache/procstart/claims/ID-SOABI. "" if there is no home. */
void ps_setup_folder(const struct ps_python *python, char *folder, size_t room);

/* Makes the venv of each of the request's Pythons that cannot import numpy, and has its pip fetch numpy from PyPI. Says on stderr
 * what it does unless quiet. */
int ps_setup_numpy(const struct ps_lab_request *request, bool quiet, struct ps_error *err);

#endif
