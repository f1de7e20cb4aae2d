#include "measure/schedule.h"

#include "measure/protocol.h"
#include "result/result.h"

static const int64_t turn_ns = 4000000;
static const int64_t rounds_ns = 100000000;
static const int64_t dear_turn_ns = 100000000;

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

uint32_t ps_schedule_steady(int64_t start_ns, uint32_t least)
{
    if (start_ns <= 0)
        return PS_STEADY_LEAST;
    int64_t fit = least_of(turn_ns / start_ns, PS_BATCH_MAX - PS_COLD_TURNS);
    return fit < least ? least : (uint32_t)fit;
}

bool ps_schedule_is_dear(int64_t start_ns)
{
    return start_ns > dear_turn_ns / (PS_COLD_TURNS + PS_STEADY_LEAST);
}

int64_t ps_schedule_epoch_ns(const struct ps_schedule *group)
{
    return group->setup_ns + group->rounds * group->round_ns;
}

/* What the group's share lacks for `epochs` epochs. */
static int64_t lack(const struct ps_schedule *group, uint32_t epochs)
{
    int64_t wanted = epochs * ps_schedule_epoch_ns(group) - group->share_ns;
    return group->done || wanted < 0 ? 0 : wanted;
}

/* Raises all shares to what `epochs` epochs need, or as evenly as `left` allows; returns what remains of it. */
static int64_t fill(struct ps_schedule *groups, size_t n, uint32_t epochs, int64_t left)
{
    for (;;) {
        size_t lacking = 0;
        int64_t smallest = INT64_MAX;
        for (size_t i = 0; i < n; i++) {
            int64_t missing = lack(&groups[i], epochs);
            lacking += missing > 0;
            smallest = missing > 0 ? least_of(smallest, missing) : smallest;
        }
        if (lacking == 0 || left < (int64_t)lacking)
            return left;
        int64_t step = least_of(smallest, left / (int64_t)lacking);
        for (size_t i = 0; i < n; i++) {
            if (lack(&groups[i], epochs) == 0)
                continue;
            groups[i].share_ns += step;
            left -= step;
        }
    }
}

void ps_schedule_share(struct ps_schedule *groups, size_t n, int64_t left_ns)
{
    size_t waiting = 0;
    for (size_t i = 0; i < n; i++) {
        groups[i].share_ns = groups[i].used_ns;
        waiting += !groups[i].done;
    }
    if (left_ns <= 0 || waiting == 0)
        return;
    left_ns = fill(groups, n, PS_EPOCHS_LEAST, left_ns);
    left_ns = fill(groups, n, PS_EPOCHS_WANTED, left_ns);
    for (size_t i = 0; i < n; i++)
        groups[i].share_ns += groups[i].done ? 0 : left_ns / (int64_t)waiting;
}

uint32_t ps_schedule_rounds(const struct ps_schedule *group)
{
    if (group->round_ns <= 0)
        return 1;
    int64_t wanted = group->setup_ns > rounds_ns ? group->setup_ns : rounds_ns;
    int64_t affordable = group->share_ns / PS_EPOCHS_LEAST - group->setup_ns;
    int64_t rounds = least_of((wanted + group->round_ns / 2) / group->round_ns, affordable / group->round_ns);
    return rounds < 1 ? 1 : (uint32_t)least_of(rounds, UINT32_MAX);
}

int ps_schedule_next(const struct ps_schedule *groups, size_t n, int64_t left_ns)
{
    int next = -1;
    double least = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t cost = ps_schedule_epoch_ns(&groups[i]);
        if (groups[i].done || cost + cost / 10 > left_ns)
            continue;
        double part = (double)groups[i].used_ns / (double)(groups[i].share_ns > 0 ? groups[i].share_ns : 1);
        if (next < 0 || part < least) {
            next = (int)i;
            least = part;
        }
    }
    return next;
}

int ps_schedule_next_of(const struct ps_schedule *groups, size_t n, uint32_t epochs)
{
    int next = -1;
    for (size_t i = 0; i < n; i++) {
        bool waits = !groups[i].done && groups[i].epochs < epochs;
        if (waits && (next < 0 || groups[i].epochs < groups[next].epochs))
            next = (int)i;
    }
    return next;
}
