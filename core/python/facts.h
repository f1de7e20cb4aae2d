/* facts.h: what the answers of a Python mean: whether it can be measured, and its entry in a result. */
#ifndef PS_PYTHON_FACTS_H
#define PS_PYTHON_FACTS_H

#include "python/discover.h"

/* 0 if procstart can measure the Python that gave python->answers: at least 3.10, and in no venv of another version. */
int ps_python_judge(const struct ps_python *python, struct ps_error *err);

/* Fills id, path (if the Python says it), methods, has_byte_code and facts from the answers and what else is known. */
int ps_python_state_facts(struct ps_python *python, struct ps_error *err);

#endif
