"""How much of its parent's memory a forked child has for itself: untouched, read, and written to, as raw pages and as objects."""

import gc
import json
import mmap
import os

from procstart_lab import Lab

PAGE = mmap.PAGESIZE
SIZE = 24 << 20
OBJECTS = 120_000
ROLLUP = "/proc/self/smaps_rollup"


def private():
    """Bytes that only this process has."""
    with open(ROLLUP, "rb") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(b"Private_")) * 1024


def faults():
    import resource  # there is none on Windows, where this is not reached

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def in_child(work):
    """By how many private bytes, and page faults, a forked child grows while it does the work."""
    near, far = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            private(), faults()  # what measuring itself takes
            before, faulted = private(), faults()
            kept = work()
            os.write(far, json.dumps([private() - before, faults() - faulted]).encode())
            del kept
        finally:
            os._exit(0)
    os.close(far)
    with open(near, "rb") as pipe:
        grown, faulted = json.loads(pipe.read())
    os.waitpid(child, 0)
    return grown, faulted


def small_pages(memory):
    """One page each: a huge one would be copied as a whole."""
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return memory


def pages():
    memory = small_pages(mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    write(memory, 1)
    return memory


def write(memory, share):
    for at in range(0, int(SIZE * share), PAGE):
        memory[at] = 1


def read(memory):
    return sum(memory[at] for at in range(0, SIZE, PAGE))


def read_objects(objects):
    for _ in objects:
        pass


def main():
    lab = Lab()
    if not hasattr(os, "fork"):
        lab.untestable("there is no fork on this system")
    if not os.path.exists(ROLLUP):
        lab.untestable("this system does not say which pages a process shares (Linux does, in smaps_rollup)")
    memory = pages()
    before = private()
    objects = [[i] for i in range(OBJECTS)]
    size = private() - before
    raw = {
        "nothing": lambda: None,
        "read": lambda: read(memory),
        "write-25": lambda: write(memory, 0.25),
        "write-50": lambda: write(memory, 0.5),
        "write-100": lambda: write(memory, 1),
        "new": lambda: pages(),
    }
    for round in lab.rounds():
        for name in lab.shuffled(raw):
            grown, faulted = in_child(raw[name])
            lab.sample(f"{name}.private", grown / SIZE, round)
            lab.sample(f"{name}.faults", faulted / (SIZE // PAGE), round)
        for name in lab.shuffled(["objects", "collected", "frozen"]):
            if name == "frozen":
                gc.freeze()
            grown, _ = in_child(gc.collect if name != "objects" else lambda: read_objects(objects))
            if name == "frozen":
                gc.unfreeze()
            lab.sample(f"{name}.private", grown / size, round)


if __name__ == "__main__":
    main()
