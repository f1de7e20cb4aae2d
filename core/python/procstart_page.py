"""The shared page, as platform/page.h describes it; tests/python/ holds the two together."""

import mmap
import os

WORDS = 64

# enum ps_stamp
FORKED, RUNNING, INITIALIZED, UNPICKLED, MAIN_BEGIN, MAIN_IMPORTED, BOOTSTRAP, READY = range(8)
STAMPS = 8

# enum ps_page_word
CHILD = 0
SERVER = 16
PROBE = 32
RESOURCES = 33  # peak_rss_bytes, minor_faults, user_ns, system_ns
RESOURCES_END = 37
MAIN_RUNS = 40

MISSING = -1  # PS_MISSING


class Page:
    """An existing page, mapped."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), WORDS * 8)
        self.words = memoryview(self._map).cast("q")

    def clear(self, block):
        for word in range(block, block + STAMPS):
            self.words[word] = 0

    def stamp(self, block, stamp):
        """The time that was stamped, or MISSING."""
        return self.words[block + stamp] or MISSING

    def ask_resources(self):
        for word in range(RESOURCES, RESOURCES_END):
            self.words[word] = MISSING
        self.words[PROBE] = 1

    def take_resources(self):
        self.words[PROBE] = 0
        return list(self.words[RESOURCES:RESOURCES_END])

    def report_resources(self):
        """What ps_resources_report() of the host does, for a child without the host."""
        if not self.words[PROBE]:
            return
        self.words[RESOURCES] = _peak_rss_bytes()
        try:
            import resource
        except ImportError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        self.words[RESOURCES + 1] = used.ru_minflt
        self.words[RESOURCES + 2] = round(used.ru_utime * 1e9)
        self.words[RESOURCES + 3] = round(used.ru_stime * 1e9)


def _peak_rss_bytes():
    """Not ru_maxrss, which survives exec and so may be the parent's."""
    if not os.path.exists("/proc/self/status"):
        return MISSING
    with open("/proc/self/status", "rb") as status:
        for line in status:
            if line.startswith(b"VmHWM:"):
                return int(line.split()[1]) * 1024
    return MISSING
