"""The main module of a Python runner, with the functions that children run, as in a user's program.

Children of spawn and forkserver import it again: so it holds what they need, and all else is below the guard. See runner.h.
"""

import os
import sys
from time import perf_counter_ns

imported_by = os.getpid()


def target(stamp):
    """The child's function under the host, whose audit hook takes the time."""
    sys.audit("procstart.stamp", stamp)


def stock_target(page, ready_word, imported_word, imported, probe):
    """The child's function without the host. `imported` is the time at which the arguments were unpickled, if they were."""
    times = {ready_word: perf_counter_ns()}
    if isinstance(imported, int) and imported_by == os.getpid():
        times[imported_word] = imported
    write_times(page, times)
    if probe:
        from procstart_page import Page

        Page(page).report_resources()


def write_times(page, times):
    """Into the words of a page. Not by procstart_page, whose import would come on top of what the child is timed for."""
    if hasattr(os, "pwrite"):
        fd = os.open(page, os.O_WRONLY)
        for word, time in times.items():
            os.pwrite(fd, time.to_bytes(8, sys.byteorder), 8 * word)
        os.close(fd)
        return
    import mmap

    with mmap.mmap(-1, 8 * (max(times) + 1), tagname=page) as words:
        for word, time in times.items():
            words[8 * word : 8 * word + 8] = time.to_bytes(8, sys.byteorder)


if __name__ == "__main__":
    # Where PYTHONSAFEPATH is set a script's folder is not on the path.
    folder = os.path.dirname(os.path.abspath(__file__))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import procstart_runner

    sys.exit(procstart_runner.main(sys.modules[__name__]))
