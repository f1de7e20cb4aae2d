/* answers.h: what a Python said of itself (core/python/ask.h), for those who look for its library and its home. */
#ifndef PS_PLATFORM_ANSWERS_H
#define PS_PLATFORM_ANSWERS_H

#include <jansson.h>

/* An answer that is text; "" if it is none. Lives as long as the answers. */
const char *ps_answer(const json_t *answers, const char *name);

#endif
