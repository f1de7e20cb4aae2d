/* report_history.h: `report --history FOLDER`. */
#ifndef PS_COMMANDS_REPORT_HISTORY_H
#define PS_COMMANDS_REPORT_HISTORY_H

#include "commands/commands.h"
#include "plan/cell.h"

/* The results in the files *.json of a folder, in the order in which they were measured; as common->format says: table, markdown
 * or json. */
int ps_report_history(const char *folder, enum ps_phase phase, const struct ps_common *common, struct ps_error *err);

#endif
