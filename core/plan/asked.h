/* asked.h: what of a request is about which cells. For core/plan only. */
#ifndef PS_PLAN_ASKED_H
#define PS_PLAN_ASKED_H

#include <stdbool.h>

#include "plan/plan.h"
#include "platform/launch.h"

#define PS_BIT(value) (1u << (value))

/* The request with what follows from it filled in. */
struct ps_asked {
    const struct ps_request_plan *request;
    unsigned apis;
};

int ps_asked_read(struct ps_asked *asked, const struct ps_request_plan *request, struct ps_error *err);

/* Was it named on the command line? */
bool ps_asked_names_mechanism(const struct ps_asked *asked, const struct ps_launcher *launcher);
bool ps_asked_names_method(const struct ps_asked *asked, enum ps_method method);

/* Is it part of what was asked, whether or not it can be had here? */
bool ps_asked_launcher(const struct ps_asked *asked, const struct ps_launcher *launcher);
bool ps_asked_method(const struct ps_asked *asked, enum ps_method method);

/* Children to start, bits; 0: the request leaves such cells out. python: NULL for native cells. */
unsigned ps_asked_children_of_launcher(const struct ps_asked *asked, const struct ps_launcher *launcher);
unsigned ps_asked_children_of_python(const struct ps_asked *asked, enum ps_method method, const struct ps_plan_python *python);

/* Every child that was named must be one that some cell of the plan has. */
int ps_asked_check_children(const struct ps_asked *asked, const struct ps_plan *plan, struct ps_error *err);

#endif
