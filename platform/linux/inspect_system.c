#include "platform/linux/inspect.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/facts_parts.h"
#include "platform/linux/machine.h"

/* A word in a file, and what it tells. */
struct sign {
    const char *path;
    const char *text; /* anywhere in the file; NULL: that the file is there */
    const char *means;
};

static bool file_contains(const char *root, const char *path, const char *text)
{
    FILE *file = ps_machine_open(root, path);
    if (file == NULL)
        return false;
    char *line = NULL;
    size_t room = 0;
    bool found = false;
    while (!found && getline(&line, &room, file) >= 0)
        found = strstr(line, text) != NULL;
    free(line);
    fclose(file);
    return found;
}

static bool match(const char *root, const struct sign *signs, size_t n, char *text, size_t room)
{
    for (size_t i = 0; i < n; i++) {
        bool seen =
            signs[i].text == NULL ? ps_machine_has(root, signs[i].path) : file_contains(root, signs[i].path, signs[i].text);
        if (seen) {
            snprintf(text, room, "%s", signs[i].means);
            return true;
        }
    }
    return false;
}

#define DMI    "/sys/class/dmi/id/"
#define CLOCKS "/sys/devices/system/clocksource/clocksource0/available_clocksource"

/* After systemd's src/basic/virt.c, files only. Firmware first: it names the product where the others name the technique. */
static const struct sign vm_signs[] = {
    {"/proc/sys/kernel/osrelease", "WSL2", "wsl2"},
    {DMI "sys_vendor", "VMware", "vmware"},
    {DMI "product_name", "VirtualBox", "virtualbox"},
    {DMI "sys_vendor", "innotek GmbH", "virtualbox"},
    {DMI "sys_vendor", "Parallels", "parallels"},
    {DMI "product_name", "Virtual Machine", "hyper-v"},
    {DMI "product_name", "Google Compute Engine", "google-compute-engine"},
    {DMI "sys_vendor", "Xen", "xen"},
    {DMI "bios_vendor", "Xen", "xen"},
    {DMI "bios_vendor", "BHYVE", "bhyve"},
    {DMI "product_name", "Apple Virtualization", "apple"},
    {"/sys/hypervisor/type", "xen", "xen"},
    {CLOCKS, "kvm-clock", "kvm"},
    {CLOCKS, "hyperv_clocksource", "hyper-v"},
    {DMI "sys_vendor", "QEMU", "qemu"},
    {DMI "sys_vendor", "Bochs", "qemu"},
    {DMI "product_name", "KVM", "kvm"},
    {"/proc/device-tree/hypervisor/compatible", "linux,kvm", "kvm"},
    {"/proc/device-tree/hypervisor/compatible", "xen", "xen"},
    {"/proc/device-tree/compatible", "linux,dummy-virt", "qemu"},
};

bool ps_inspect_virtualization(const char *root, char *text, size_t room)
{
    /* The first domain of Xen, and EC2's whole machines, have the vendor's names and are no guests. */
    if (file_contains(root, "/proc/xen/capabilities", "control_d"))
        return false;
    if (match(root, vm_signs, sizeof vm_signs / sizeof *vm_signs, text, room))
        return true;
    char flags[8192];
    bool guest =
        ps_machine_field(root, "/proc/cpuinfo", "flags", flags, sizeof flags) == 0 && strstr(flags, " hypervisor") != NULL;
    bool nitro = file_contains(root, DMI "sys_vendor", "Amazon EC2") && !file_contains(root, DMI "product_name", ".metal");
    if (guest || nitro)
        snprintf(text, room, "%s", nitro ? "amazon-ec2" : "unknown hypervisor");
    return guest || nitro;
}

static const struct sign container_signs[] = {
    {"/run/.containerenv", NULL, "podman"},
    {"/proc/self/cgroup", "kubepods", "kubernetes"},
    {"/proc/self/mountinfo", "/kubelet/pods/", "kubernetes"},
    {"/proc/self/cgroup", "/docker", "docker"},
    {"/proc/self/cgroup", "libpod", "podman"},
    {"/proc/self/cgroup", "containerd", "containerd"},
    {"/proc/self/cgroup", "/lxc", "lxc"},
    {"/proc/1/environ", "container=", "unknown kind"},
};

bool ps_inspect_container(const char *root, char *text, size_t room)
{
    if (ps_machine_read(root, text, room, "/run/systemd/container") == 0 && text[0] != '\0')
        return true;
    if (match(root, container_signs, sizeof container_signs / sizeof *container_signs, text, room))
        return true;
    /* With a namespace for control groups nothing but the mounts is left to see. /.dockerenv alone does not do: it stays in
     * virtual machines whose disk was made of an image. */
    if (!file_contains(root, "/proc/self/mountinfo", " /etc/hostname "))
        return false;
    snprintf(text, room, "%s", ps_machine_has(root, "/.dockerenv") ? "docker" : "unknown kind");
    return true;
}

/* What stands between the program and a real kernel or processor. qemu-user answers /proc/self/maps itself, with the guest's
 * maps; the same file by way of the task's folder shows its own. */
static const struct sign emulation_signs[] = {
    {"/proc/thread-self/maps", "/qemu-x86_64", "qemu-user"},
    {"/proc/thread-self/maps", "/qemu-aarch64", "qemu-user"},
    {"/proc/thread-self/maps", "/run/rosetta/", "rosetta"},
    {"/proc/thread-self/maps", "FEXInterpreter", "fex"},
    {"/proc/thread-self/maps", "/box64", "box64"},
    {"/proc/cpuinfo", "VirtualApple", "rosetta"},
    {"/proc/cpuinfo", "QEMU TCG CPU", "qemu-tcg"},
    {"/proc/cpuinfo", "QEMU Virtual CPU", "qemu-tcg"},
    {"/proc/sys/kernel/osrelease", "-Microsoft", "wsl1"},
    {"/proc/version", "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016", "gvisor"},
};

bool ps_inspect_emulation(const char *root, char *text, size_t room)
{
    return match(root, emulation_signs, sizeof emulation_signs / sizeof *emulation_signs, text, room);
}

/* Services that are asked about every exec or fork: audit, malware scanners, intrusion detection. By the kernel's 15
 * characters of their names (/proc/PID/comm). */
static const char *const services[] = {
    "auditd",    "clamonacc", "cbagentd", "cbdaemon", "ds_agent", "elastic-endpoi", "falco",  "falcon-sensor", "falcon-sensor-b",
    "fapolicyd", "mdatp",     "osqueryd", "s1-agent", "sysmon",   "tetragon",       "traced", "wdavdaemon",    "xagt",
};

static bool is_service(const char *comm)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        if (strcmp(comm, services[i]) == 0)
            return true;
    }
    return false;
}

static int is_process(const struct dirent *entry)
{
    return isdigit((unsigned char)entry->d_name[0]);
}

static int find_services(const char *root, void (*each)(void *data, const char *name), void *data)
{
    char path[PATH_MAX];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/proc", root);
    int n = scandir(path, &entries, is_process, NULL);
    int seen = 0;
    for (int i = 0; i < n; i++) {
        char comm[32];
        if (ps_machine_read(root, comm, sizeof comm, "/proc/%s/comm", entries[i]->d_name) == 0 && is_service(comm)) {
            seen++;
            each(data, comm);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return seen;
}

/* Modules that decide about exec; "capability", "yama" and the like only add a comparison. */
static int find_modules(const char *root, void (*each)(void *data, const char *name), void *data)
{
    static const char *const heavy[] = {"selinux", "apparmor", "smack", "tomoyo", "bpf", "ima"};
    char list[512], *rest;
    if (ps_machine_read(root, list, sizeof list, "/sys/kernel/security/lsm") != 0)
        return 0;
    int seen = 0;
    for (char *name = strtok_r(list, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        for (size_t i = 0; i < sizeof heavy / sizeof *heavy; i++) {
            if (strcmp(name, heavy[i]) == 0) {
                seen++;
                each(data, name);
            }
        }
    }
    return seen;
}

int ps_inspect_security(const char *root, void (*each)(void *data, const char *name), void *data)
{
    return find_modules(root, each, data) + find_services(root, each, data);
}
