#include "python/watch_effects.h"

#include <stdio.h>
#include <string.h>

#include "platform/host.h"

/* ---- which they are ---- */

/* open(path, mode, flags): os.open has no mode. Numbers are descriptors, which are open already. */
static bool only_reads(const struct ps_watch_hook *hook, ps_object *args)
{
    enum { WRITE_ONLY = 1, READ_WRITE = 2 }; /* O_WRONLY, O_RDWR: the same everywhere */
    const struct ps_cpython *python = &hook->python;
    const char *mode = ps_event_text(python, args, 1);
    if (mode != NULL)
        return strpbrk(mode, "wax+") == NULL;
    ps_object *flags = ps_event_argument(python, args, 2);
    unsigned long bits = flags != NULL ? python->long_as_unsigned_long(flags) : 0;
    python->err_clear();
    return bits == (unsigned long)-1 || (bits & (WRITE_ONLY | READ_WRITE)) == 0;
}

/* The argument that says on what; -1: none does. */
static const struct effect {
    const char *event;
    int argument;
    bool (*ignored)(const struct ps_watch_hook *hook, ps_object *args); /* NULL: never */
} effects[] = {
    {"open", 0, only_reads},      {"os.chmod", 0, NULL},         {"os.chown", 0, NULL},         {"os.exec", 0, NULL},
    {"os.fork", -1, NULL},        {"os.forkpty", -1, NULL},      {"os.kill", 0, NULL},          {"os.killpg", 0, NULL},
    {"os.link", 1, NULL},         {"os.mkdir", 0, NULL},         {"os.posix_spawn", 0, NULL},   {"os.remove", 0, NULL},
    {"os.rename", 1, NULL},       {"os.rmdir", 0, NULL},         {"os.setxattr", 0, NULL},      {"os.spawn", 1, NULL},
    {"os.startfile", 0, NULL},    {"os.symlink", 1, NULL},       {"os.system", 0, NULL},        {"os.truncate", 0, NULL},
    {"os.utime", 0, NULL},        {"ftplib.connect", 1, NULL},   {"imaplib.open", 1, NULL},     {"poplib.connect", 1, NULL},
    {"smtplib.connect", 1, NULL}, {"socket.bind", 1, NULL},      {"socket.connect", 1, NULL},   {"socket.sendto", 1, NULL},
    {"sqlite3.connect", 0, NULL}, {"subprocess.Popen", 0, NULL}, {"syslog.syslog", 1, NULL},    {"urllib.Request", 0, NULL},
    {"webbrowser.open", 0, NULL}, {"winreg.CreateKey", 1, NULL}, {"winreg.DeleteKey", 1, NULL}, {"winreg.SetValue", 1, NULL},
};

/* ---- what they are done to ---- */

static void copy(char *to, size_t room, const char *text)
{
    snprintf(to, room, "%s", text != NULL ? text : "");
}

/* Takes the reference. */
static void copy_object(const struct ps_cpython *python, ps_object *object, char *to, size_t room)
{
    const char *text = object != NULL ? ps_object_text(python, object) : NULL;
    if (object == NULL)
        python->err_clear();
    copy(to, room, text);
    python->decref(object);
}

/* A path is text, bytes or an object that has one; what else there is (an address, a number) is written as Python writes it. */
static void describe(const struct ps_cpython *python, ps_object *object, char *to, size_t room)
{
    to[0] = '\0';
    if (object == NULL)
        return;
    ps_object *path = python->fs_path(object);
    if (path == NULL) {
        python->err_clear();
        copy_object(python, python->object_repr(object), to, room);
        return;
    }
    const char *text = ps_object_text(python, path);
    if (text == NULL && (text = python->bytes_as_string(path)) == NULL)
        python->err_clear();
    copy(to, room, text);
    python->decref(path);
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* Python's own: byte code that is written, pipes and sockets to children, who are counted as processes. */
static bool is_machinery(const char *caller)
{
    static const char *const modules[] = {"multiprocessing.", "importlib.", "_frozen_importlib", "subprocess"};
    for (size_t i = 0; caller != NULL && i < sizeof modules / sizeof *modules; i++) {
        if (strncmp(caller, modules[i], strlen(modules[i])) == 0)
            return true;
    }
    return false;
}

static void note(struct ps_watch_hook *hook, const struct effect *effect, ps_object *args)
{
    const struct ps_cpython *python = &hook->python;
    char detail[PS_WATCH_TEXT] = "";
    if (effect->argument >= 0)
        describe(python, ps_event_argument(python, args, effect->argument), detail, sizeof detail);
    if (effect->ignored != NULL && (is_number(detail) || strcmp(detail, ps_null_device) == 0))
        return;
    ps_watch_effect(hook, effect->event, detail);
}

void ps_watch_audit_effect(struct ps_watch_hook *hook, const char *event, ps_object *args)
{
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
        const struct effect *effect = &effects[i];
        if (event[0] != effect->event[0] || strcmp(event, effect->event) != 0)
            continue;
        bool process = strcmp(event, "subprocess.Popen") == 0;
        if ((effect->ignored == NULL || !effect->ignored(hook, args)) &&
            (process || !is_machinery(ps_event_caller(&hook->python))))
            note(hook, effect, args);
        return;
    }
}

void ps_watch_effect(struct ps_watch_hook *hook, const char *event, const char *detail)
{
    enum ps_role role = atomic_load(&hook->role);
    enum ps_watch_state state = atomic_load(&hook->state);
    bool helper = role == PS_ROLE_TRACKER || (role == PS_ROLE_SERVER && state == PS_WATCH_OUTSIDE);
    if (helper)
        return;
    enum ps_watch_by by = state != PS_WATCH_OUTSIDE ? PS_WATCH_BY_AGAIN : PS_WATCH_BY_CHILD;
    ps_watch_note(&hook->watch, hook->depth == 0 ? PS_WATCH_BY_FIRST : by, event, detail);
}

/* ---- errors ---- */

/* One line of the first paragraph: messages have some. */
static void flatten(char *text)
{
    char *blank = strstr(text, "\n\n");
    if (blank != NULL && strspn(text, " \t\n") < (size_t)(blank - text))
        *blank = '\0';
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool space = *from == ' ' || (*from >= '\t' && *from <= '\r');
        if (!space)
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    }
    while (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
}

/* sys.excepthook(hook, type, value, traceback) */
void ps_watch_uncaught(struct ps_watch_hook *hook, ps_object *args)
{
    const struct ps_cpython *python = &hook->python;
    if (hook->depth == 0)
        return;
    ps_watch_add(&hook->watch, PS_WATCH_FAILED, 1);
    char name[128], message[PS_WATCH_TEXT], text[sizeof name + sizeof message + 2];
    ps_object *type = ps_event_argument(python, args, 1), *value = ps_event_argument(python, args, 2);
    if (type == NULL || value == NULL)
        return;
    copy_object(python, python->get_attribute(type, "__name__"), name, sizeof name);
    copy_object(python, python->object_str(value), message, sizeof message);
    flatten(message);
    snprintf(text, sizeof text, "%s%s%s", name, message[0] != '\0' ? ": " : "", message);
    ps_watch_note_error(&hook->watch, text);
    if (strstr(text, "finished its bootstrapping phase") != NULL)
        ps_watch_add(&hook->watch, PS_WATCH_BOOTSTRAP, 1);
}
