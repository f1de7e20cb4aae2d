/* schedule.h: how many starts a turn has, how many rounds an epoch, and which group has the next epoch. Pure functions.
 *
 * Wanted of every group: at least PS_EPOCHS_LEAST epochs, then PS_EPOCHS_WANTED, within one time limit for all. An epoch pays for
 * fresh runners, so it should measure at least as long as those take.
 */
#ifndef PS_MEASURE_SCHEDULE_H
#define PS_MEASURE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PS_EPOCHS_LEAST  10
#define PS_EPOCHS_WANTED 50

/* What is known of one group. */
struct ps_schedule {
    int64_t setup_ns; /* of an epoch, beside its rounds: runners' starts, first starts, ends */
    int64_t round_ns; /* of one in which all cells take part, and those without the dear ones that follow it */
    uint32_t rounds;  /* of an epoch, counted like that */
    uint32_t epochs;  /* so far */
    int64_t used_ns;  /* so far */
    int64_t share_ns; /* of the whole run's time, by ps_schedule_share() */
    bool done;
};

/* Steady starts of a turn, when one start takes start_ns: about as many as fit in 4 ms, from `least` on, so that what the
 * orchestrator spends on a turn stays under 2 % of it; 3 if the cost is not known yet. */
#define PS_STEADY_LEAST 3
uint32_t ps_schedule_steady(int64_t start_ns, uint32_t least);

/* A cell is dear when the two cold and three steady starts of its least turn take over a tenth of a second. Beside dear ones, the
 * others have more rounds: a burst of other load that spoils one of their short turns would otherwise be a whole epoch's
 * figure. */
#define PS_PASSES 4
bool ps_schedule_is_dear(int64_t start_ns);

/* What an epoch of the group costs. */
int64_t ps_schedule_epoch_ns(const struct ps_schedule *group);

/* Divides left_ns among the groups that are not done. First all get their time up to
 * PS_EPOCHS_LEAST, then up to PS_EPOCHS_WANTED, whoever needs little first (max-min fairness); the rest in equal parts. A
 * group's share is what it has used plus what it may still use. */
void ps_schedule_share(struct ps_schedule *groups, size_t n, int64_t left_ns);

/* Rounds of an epoch: as many as take about as long as setup_ns or a tenth of a second, fewer where PS_EPOCHS_LEAST epochs would
 * not fit in the group's share, at least 1. */
uint32_t ps_schedule_rounds(const struct ps_schedule *group);

/* The group with the next epoch: of those whose epoch fits in left_ns the one that has used the least part of its
 * share; -1 if none fits. */
int ps_schedule_next(const struct ps_schedule *groups, size_t n, int64_t left_ns);

/* The same where each group has exactly so many epochs. */
int ps_schedule_next_of(const struct ps_schedule *groups, size_t n, uint32_t epochs);

#endif
