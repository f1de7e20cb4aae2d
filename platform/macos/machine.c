#include "platform/macos/machine.h"

#include <ctype.h>
#include <libproc.h>
#include <mach/mach.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "platform/facts_parts.h"

int ps_sysctl_number(const char *name, int64_t *value)
{
    int64_t number = 0;
    size_t size = sizeof number;
    if (sysctlbyname(name, &number, &size, NULL, 0) != 0)
        return -1;
    if (size == sizeof(int32_t)) {
        int32_t narrow;
        memcpy(&narrow, &number, sizeof narrow);
        number = narrow;
    } else if (size != sizeof number) {
        return -1;
    }
    *value = number;
    return 0;
}

int ps_sysctl_text(const char *name, char *text, size_t room)
{
    size_t size = room - 1;
    if (sysctlbyname(name, text, &size, NULL, 0) != 0)
        return -1;
    text[size] = '\0';
    return text[0] != '\0' ? 0 : -1;
}

bool ps_inspect_virtualization(const char *root, char *text, size_t room)
{
    (void)root;
    static const struct {
        const char *model, *means;
    } models[] = {{"VirtualMac", "apple"}, {"VMware", "vmware"}, {"Parallels", "parallels"}, {"VirtualBox", "virtualbox"}};
    char model[64] = "";
    int64_t guest = 0;
    if (ps_sysctl_text("hw.model", model, sizeof model) != 0)
        model[0] = '\0';
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (strncmp(model, models[i].model, strlen(models[i].model)) == 0) {
            snprintf(text, room, "%s", models[i].means);
            return true;
        }
    }
    if (ps_sysctl_number("kern.hv_vmm_present", &guest) != 0 || guest == 0)
        return false;
    snprintf(text, room, "unknown hypervisor");
    return true;
}

/* macOS has none: what runs in Docker there is Linux in a virtual machine. */
bool ps_inspect_container(const char *root, char *text, size_t room)
{
    (void)root, (void)text, (void)room;
    return false;
}

bool ps_inspect_emulation(const char *root, char *text, size_t room)
{
    (void)root;
    int64_t translated;
    if (ps_sysctl_number("sysctl.proc_translated", &translated) != 0 || translated == 0)
        return false;
    snprintf(text, room, "rosetta");
    return true;
}

/* How the kernel's names of them begin, of which it keeps 16 characters. */
static const char *const services[] = {
    "syspolicyd",      "XProtect",    "XprotectService", "santad",   "com.northpolese",
    "com.google.sant", "falcond",     "wdavdaemon",      "epsext",   "com.crowdstrike",
    "SentinelAgent",   "sentineld",   "CbOsxSensorServ", "cbagentd", "elastic-endpoin",
    "osqueryd",        "JamfProtect", "JamfDaemon",      "xagt",     "SophosScan",
    "iCoreService",
};
enum { SERVICES = sizeof services / sizeof *services };

/* Its place in the table, or SERVICES. The short description is told of other users' processes too. */
static size_t service_of(pid_t pid)
{
    struct proc_bsdshortinfo process;
    if (proc_pidinfo(pid, PROC_PIDT_SHORTBSDINFO, 0, &process, sizeof process) != (int)sizeof process)
        return SERVICES;
    size_t i = 0;
    while (i < SERVICES && strncmp(process.pbsi_comm, services[i], strlen(services[i])) != 0)
        i++;
    return i;
}

int ps_inspect_security(const char *root, void (*each)(void *data, const char *name), void *data)
{
    (void)root;
    enum { MORE = 256 }; /* may have been started between the two calls */
    int count = proc_listallpids(NULL, 0) + MORE, seen = 0;
    bool is_seen[SERVICES + 1] = {[SERVICES] = true};
    pid_t *pids = calloc((size_t)count, sizeof *pids);
    count = pids != NULL ? proc_listallpids(pids, count * (int)sizeof *pids) : 0;
    for (int i = 0; i < count; i++) {
        size_t service = service_of(pids[i]);
        if (is_seen[service])
            continue;
        is_seen[service] = true;
        seen++;
        each(data, services[service]);
    }
    free(pids);
    return seen;
}

static char *after_key(char *line, const char *key)
{
    while (isspace((unsigned char)*line))
        line++;
    if (strncmp(line, key, strlen(key)) != 0)
        return NULL;
    line += strlen(key);
    line += strspn(line, " \t:=");
    line[strcspn(line, "\n")] = '\0';
    return line;
}

int ps_machine_tool(const char *command, const char *key, char *value, size_t room)
{
    FILE *output = popen(command, "r");
    if (output == NULL)
        return -1;
    char line[512];
    bool found = false;
    while (fgets(line, sizeof line, output) != NULL) {
        const char *rest = found ? NULL : after_key(line, key);
        if (rest == NULL)
            continue;
        found = true;
        snprintf(value, room, "%s", rest);
    }
    return pclose(output) != -1 && found ? 0 : -1;
}

/* What is free, and what holds copies of files that nobody has mapped: as psutil and `top` reckon it. */
uint64_t ps_machine_available_memory(void)
{
    vm_statistics64_data_t vm;
    mach_msg_type_number_t n = HOST_VM_INFO64_COUNT;
    mach_port_t host = mach_host_self();
    kern_return_t failed = host_statistics64(host, HOST_VM_INFO64, (host_info64_t)&vm, &n);
    mach_port_deallocate(mach_task_self(), host);
    if (failed != KERN_SUCCESS)
        return 0;
    return ((uint64_t)vm.free_count + vm.inactive_count) * (uint64_t)vm_kernel_page_size;
}
