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
HOLD = 41

MISSING = -1  # PS_MISSING


# On Windows a page is a section of memory with a name.
HAS_NAME = not hasattr(mmap, "MAP_SHARED")


def name_of(path):
    """The name of a page that is no file: its path's last two names, as platform/windows/page.c makes it.

    That of a name is itself.
    """
    folder, name = os.path.split(path)
    return f"{os.path.basename(folder)}.{name}" if folder else name


class Page:
    """An existing page, mapped. `name` opens it again: its path, or the name of the section."""

    def __init__(self, path):
        if HAS_NAME:
            self.name = name_of(path)
            self._map = mmap.mmap(-1, WORDS * 8, tagname=self.name)
        else:
            self.name = path
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
        import procstart_system

        for word, value in enumerate(procstart_system.used(), RESOURCES):
            self.words[word] = value
