/* facts.h: facts and checks that Linux and macOS share. `root` as in struct ps_check. */
#ifndef PS_POSIX_FACTS_H
#define PS_POSIX_FACTS_H

#include "platform/facts_parts.h"

json_t *ps_fact_page_size(const char *root);

/* Processor time of this process so far, PS_MISSING if unknown. */
int64_t ps_own_cpu_ns(void);

/* Free room of a folder's file system, in MiB; what a run needs of it at least. */
double ps_folder_free_mib(const char *folder);
#define PS_FOLDER_LEAST_MIB 16

/* Whether files can be made in a folder, without making one; a recorded machine only shows that the folder is there. */
bool ps_folder_usable(const char *root, const char *folder);

PS_CHECK(ps_check_tmpdir);

#endif
