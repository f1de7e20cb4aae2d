/* job.h: jobs of processes that end together. */
#ifndef PS_WINDOWS_JOB_H
#define PS_WINDOWS_JOB_H

#include <windows.h>

#include "base/error.h"

/* A new job whose processes are killed when its last handle closes, however that comes about. `limits`: further
 * JOB_OBJECT_LIMIT_ flags. */
int ps_job_make(HANDLE *job, DWORD limits, struct ps_error *err);

/* Closes it without killing what is in it. */
void ps_job_release(HANDLE job);

/* Puts a process into it; one that has ended by now is no error. */
int ps_job_add(HANDLE job, HANDLE process, struct ps_error *err);

/* The processes in it now: fills id[0..room), returns how many were filled in. */
size_t ps_job_list(HANDLE job, DWORD *id, size_t room);

/* Kills all in it and waits until they are gone, for a few seconds at most. */
void ps_job_kill(HANDLE job);

#endif
