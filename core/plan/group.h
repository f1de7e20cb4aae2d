/* group.h: which cells are measured together. For core/plan only. */
#ifndef PS_PLAN_GROUP_H
#define PS_PLAN_GROUP_H

#include "plan/plan.h"

/* Gives each cell its group and sets plan->groups. A twin follows its cell. memory: bytes, 0 unlimited. */
int ps_plan_group(struct ps_plan *plan, uint64_t memory, struct ps_error *err);

#endif
