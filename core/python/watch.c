#include "python/watch.h"

#include <string.h>

#include "platform/process_id.h"
#include "python/watch_area.h"

#define WORDS ((sizeof(struct ps_watch_area) + sizeof(int64_t) - 1) / sizeof(int64_t))

/* ---- the memory ---- */

static int put(char *to, size_t room, const char *text, const char *what, struct ps_error *err)
{
    size_t length = text != NULL ? strlen(text) : 0;
    if (length >= room)
        return ps_fail(err, PS_EXIT_USAGE, "%s is too long: %zu bytes, and %zu have room", what, length, room - 1);
    if (length > 0)
        memcpy(to, text, length + 1);
    return 0;
}

static int set_up(struct ps_watch_area *area, const struct ps_watch_options *options, struct ps_error *err)
{
    size_t most = options->max_processes;
    area->max_processes = (int64_t)(most == 0 || most > PS_WATCH_PROCESSES_MAX ? PS_WATCH_PROCESSES_MAX : most);
    area->stop_starter = options->stop_starter;
    area->has_code = options->code != NULL;
    if (put(area->main, sizeof area->main, options->main, "the path of the script", err) != 0 ||
        put(area->code_at, sizeof area->code_at, options->code_at, "the name of the event", err) != 0 ||
        put(area->setting, sizeof area->setting, options->setting, "the setting", err) != 0)
        return -1;
    return put(area->code, sizeof area->code, options->code, "the code", err);
}

int ps_watch_create(struct ps_watch *watch, const char *path, const struct ps_watch_options *options, struct ps_error *err)
{
    *watch = (struct ps_watch){0};
    if (ps_page_create_of(&watch->page, path, WORDS, err) != 0)
        return -1;
    watch->area = (struct ps_watch_area *)(void *)watch->page.word;
    if (set_up(watch->area, options, err) == 0)
        return 0;
    ps_watch_close(watch);
    return -1;
}

int ps_watch_open(struct ps_watch *watch, const char *path, struct ps_error *err)
{
    *watch = (struct ps_watch){0};
    if (ps_page_open_of(&watch->page, path, WORDS, err) != 0)
        return -1;
    watch->area = (struct ps_watch_area *)(void *)watch->page.word;
    return 0;
}

void ps_watch_close(struct ps_watch *watch)
{
    ps_page_close(&watch->page);
    *watch = (struct ps_watch){0};
}

/* ---- counts ---- */

uint64_t ps_watch_count(const struct ps_watch *watch, enum ps_watch_what what)
{
    return (uint64_t)atomic_load(&watch->area->count[what]);
}

void ps_watch_add(const struct ps_watch *watch, enum ps_watch_what what, int64_t n)
{
    atomic_fetch_add(&watch->area->count[what], n);
}

void ps_watch_raise(const struct ps_watch *watch, enum ps_watch_what what, int64_t n)
{
    int64_t before = atomic_load(&watch->area->count[what]);
    while (before < n && !atomic_compare_exchange_weak(&watch->area->count[what], &before, n))
        ;
}

static unsigned level(unsigned depth)
{
    return depth < PS_WATCH_DEPTHS ? depth : PS_WATCH_DEPTHS - 1;
}

uint64_t ps_watch_processes_at(const struct ps_watch *watch, unsigned depth)
{
    return (uint64_t)atomic_load(&watch->area->processes_at[level(depth)]);
}

uint64_t ps_watch_main_at(const struct ps_watch *watch, unsigned depth)
{
    return (uint64_t)atomic_load(&watch->area->main_at[level(depth)]);
}

/* ---- processes ---- */

/* Whoever empties a slot takes its process off the count: two that sweep at once do not take it twice. */
uint64_t ps_watch_sweep(const struct ps_watch *watch)
{
    struct ps_watch_area *area = watch->area;
    for (size_t i = 0; i < PS_WATCH_SLOTS; i++) {
        int64_t id = atomic_load(&area->process[i]);
        if (id != 0 && !ps_process_exists(id > 0 ? id : -id) && atomic_compare_exchange_strong(&area->process[i], &id, 0))
            ps_watch_add(watch, PS_WATCH_ALIVE, -1);
    }
    return ps_watch_count(watch, PS_WATCH_ALIVE);
}

uint64_t ps_watch_kill(const struct ps_watch *watch)
{
    uint64_t left = ps_watch_sweep(watch);
    for (size_t i = 0; left > 0 && i < PS_WATCH_SLOTS; i++) {
        int64_t id = atomic_load(&watch->area->process[i]);
        if (id != 0)
            ps_process_kill(id > 0 ? id : -id);
    }
    return left;
}

/* Fork and exec make one process: it has been counted already. */
static bool was_forked(struct ps_watch_area *area, int64_t self)
{
    for (size_t i = 0; i < PS_WATCH_SLOTS; i++) {
        int64_t forked = -self;
        if (atomic_load(&area->process[i]) == forked && atomic_compare_exchange_strong(&area->process[i], &forked, self))
            return true;
    }
    return false;
}

static bool take_slot(struct ps_watch_area *area, int64_t id, int64_t self)
{
    for (size_t i = 0; i < PS_WATCH_SLOTS; i++) {
        int64_t none = 0;
        size_t at = ((size_t)self + i) % PS_WATCH_SLOTS;
        if (atomic_load(&area->process[at]) == 0 && atomic_compare_exchange_strong(&area->process[at], &none, id))
            return true;
    }
    return false;
}

/* Only one of the watched: orphans have a parent that knows nothing of them. */
static void stop_starter(struct ps_watch_area *area)
{
    int64_t parent = ps_process_parent();
    for (size_t i = 0; parent > 0 && i < PS_WATCH_SLOTS; i++) {
        int64_t id = atomic_load(&area->process[i]);
        if (id == parent || id == -parent)
            ps_process_stop(parent);
    }
}

bool ps_watch_enter(const struct ps_watch *watch, unsigned depth, bool forked)
{
    struct ps_watch_area *area = watch->area;
    int64_t self = ps_process_self();
    if (!forked && was_forked(area, self))
        return true;
    int64_t alive = atomic_fetch_add(&area->count[PS_WATCH_ALIVE], 1) + 1;
    /* Those that have ended count until somebody looks: before it matters, this does. */
    if (alive > atomic_load(&area->count[PS_WATCH_PEAK]))
        alive = (int64_t)ps_watch_sweep(watch);
    if (alive > area->max_processes || !take_slot(area, forked ? -self : self, self)) {
        ps_watch_add(watch, PS_WATCH_ALIVE, -1);
        ps_watch_add(watch, PS_WATCH_REFUSED, 1);
        if (area->stop_starter)
            stop_starter(area);
        return false;
    }
    ps_watch_raise(watch, PS_WATCH_PEAK, alive);
    ps_watch_add(watch, PS_WATCH_PROCESSES, 1);
    atomic_fetch_add(&area->processes_at[level(depth)], 1);
    return true;
}

/* ---- effects ---- */

/* FNV-1a; 0 is kept for none. */
static int64_t hash_of(const char *event, const char *detail)
{
    uint64_t hash = 14695981039346656037U;
    const char *texts[] = {event, "\n", detail};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (const char *c = texts[i]; *c != '\0'; c++)
            hash = (hash ^ (unsigned char)*c) * 1099511628211U;
    }
    return hash != 0 ? (int64_t)hash : 1;
}

/* Cuts between characters. */
static void copy_text(char *to, size_t room, const char *text)
{
    size_t length = strlen(text);
    if (length >= room) {
        length = room - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(to, text, length);
    to[length] = '\0';
}

static bool is_same(struct ps_watch_entry *entry, int64_t hash, const char *event, const char *detail)
{
    return atomic_load(&entry->place) == PS_WATCH_WRITTEN && atomic_load(&entry->hash) == hash &&
           strcmp(entry->event, event) == 0 && strcmp(entry->detail, detail) == 0;
}

/* Two processes may note the same new effect at once, each in its own place: who reads puts these together. Nobody waits for
 * anybody, since whoever writes may be killed there. */
void ps_watch_note(const struct ps_watch *watch, enum ps_watch_by by, const char *event, const char *detail)
{
    struct ps_watch_area *area = watch->area;
    char cut_event[sizeof area->entry->event], cut_detail[sizeof area->entry->detail];
    copy_text(cut_event, sizeof cut_event, event);
    copy_text(cut_detail, sizeof cut_detail, detail);
    int64_t hash = hash_of(cut_event, cut_detail), taken = atomic_load(&area->entries);
    for (int64_t i = 0; i < taken && i < PS_WATCH_EFFECTS; i++) {
        if (is_same(&area->entry[i], hash, cut_event, cut_detail)) {
            atomic_fetch_add(&area->entry[i].count[by], 1);
            return;
        }
    }
    int64_t mine = taken < PS_WATCH_EFFECTS ? atomic_fetch_add(&area->entries, 1) : PS_WATCH_EFFECTS;
    if (mine >= PS_WATCH_EFFECTS) {
        ps_watch_add(watch, PS_WATCH_LOST_EFFECTS, 1);
        return;
    }
    struct ps_watch_entry *entry = &area->entry[mine];
    memcpy(entry->event, cut_event, sizeof cut_event);
    memcpy(entry->detail, cut_detail, sizeof cut_detail);
    atomic_store(&entry->hash, hash);
    atomic_fetch_add(&entry->count[by], 1);
    atomic_store(&entry->place, PS_WATCH_WRITTEN);
}

static struct ps_watch_effect *find(struct ps_watch_effect *effects, size_t n, const struct ps_watch_effect *same)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(effects[i].event, same->event) == 0 && strcmp(effects[i].detail, same->detail) == 0)
            return &effects[i];
    }
    return NULL;
}

/* The memory is as much the script's as ours: no text is trusted to end. */
static void read_entry(struct ps_watch_effect *effect, struct ps_watch_entry *entry)
{
    *effect = (struct ps_watch_effect){0};
    memcpy(effect->event, entry->event, sizeof effect->event - 1);
    memcpy(effect->detail, entry->detail, sizeof effect->detail - 1);
    for (size_t by = 0; by < PS_WATCH_BYS; by++)
        effect->count[by] = (uint64_t)atomic_load(&entry->count[by]);
}

size_t ps_watch_effects(const struct ps_watch *watch, struct ps_watch_effect *effects, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < PS_WATCH_EFFECTS; i++) {
        struct ps_watch_effect effect;
        if (atomic_load(&watch->area->entry[i].place) != PS_WATCH_WRITTEN)
            continue;
        read_entry(&effect, &watch->area->entry[i]);
        struct ps_watch_effect *same = find(effects, n, &effect);
        for (size_t by = 0; same != NULL && by < PS_WATCH_BYS; by++)
            same->count[by] += effect.count[by];
        if (same == NULL && n < room)
            effects[n++] = effect;
    }
    return n;
}

/* ---- the first error ---- */

void ps_watch_note_error(const struct ps_watch *watch, const char *text)
{
    int64_t none = PS_WATCH_FREE;
    if (!atomic_compare_exchange_strong(&watch->area->error, &none, PS_WATCH_TAKEN))
        return;
    copy_text(watch->area->error_text, sizeof watch->area->error_text, text);
    atomic_store(&watch->area->error, PS_WATCH_WRITTEN);
}

void ps_watch_first_error(const struct ps_watch *watch, char *text, size_t room)
{
    if (room == 0)
        return;
    char error[sizeof watch->area->error_text] = "";
    if (atomic_load(&watch->area->error) == PS_WATCH_WRITTEN)
        memcpy(error, watch->area->error_text, sizeof error - 1);
    copy_text(text, room, error);
}
