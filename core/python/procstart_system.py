"""What Python has under different names, or not at all, from system to system: processors, and what a process has used.

Each function looks for what it needs and leaves out what it does not find; nothing here is loaded by children that are timed.
"""

import os

MISSING = -1  # PS_MISSING


def _kernel32():
    """Windows' own functions; None elsewhere, and in a Python without ctypes."""
    try:
        import ctypes

        return ctypes.WinDLL("kernel32", use_last_error=True)
    except (ImportError, AttributeError):
        return None


class Processors:
    """The processors that this process may use, and the one it is pinned to."""

    def __init__(self):
        self._kernel32 = None
        self._all = None
        if hasattr(os, "sched_getaffinity"):
            self._all = os.sched_getaffinity(0)
        elif _kernel32() is not None:
            self._kernel32 = _kernel32()
            self._all = self._mask()

    def can_pin(self):
        return self._all is not None

    def pin(self, process, cpu):
        """Moves a process, 0 for this one, to a processor; -1: back to all of them."""
        if self._kernel32 is not None:
            self._set_mask(1 << cpu if cpu >= 0 else self._all)
        elif self._all is not None:
            os.sched_setaffinity(process, {cpu} if cpu >= 0 else self._all)

    def _mask(self):
        from ctypes import byref, c_size_t, c_void_p

        own, system = c_size_t(), c_size_t()
        self._kernel32.GetCurrentProcess.restype = c_void_p
        self._kernel32.SetProcessAffinityMask.argtypes = [c_void_p, c_size_t]
        this = c_void_p(self._kernel32.GetCurrentProcess())
        return own.value if self._kernel32.GetProcessAffinityMask(this, byref(own), byref(system)) else None

    def _set_mask(self, mask):
        import ctypes

        if not self._kernel32.SetProcessAffinityMask(self._kernel32.GetCurrentProcess(), mask):
            raise ctypes.WinError(ctypes.get_last_error())


def minor_faults():
    """Of this process so far."""
    usage = _usage()
    return usage.ru_minflt if usage is not None else _counters()[1]


def used():
    """peak_rss_bytes, minor_faults, user_ns, system_ns of this process so far."""
    usage, times = _usage(), os.times()
    user, system = (times.user, times.system) if usage is None else (usage.ru_utime, usage.ru_stime)
    return [_peak_rss_bytes(), minor_faults(), round(user * 1e9), round(system * 1e9)]


def _usage():
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF)


def _peak_rss_bytes():
    """Not ru_maxrss, which survives exec and so may be the parent's."""
    if not os.path.exists("/proc/self/status"):
        return _counters()[0]
    with open("/proc/self/status", "rb") as status:
        for line in status:
            if line.startswith(b"VmHWM:"):
                return int(line.split()[1]) * 1024
    return MISSING


def _counters():
    """Peak memory in bytes and page faults, as Windows counts them."""
    kernel32 = _kernel32()
    if kernel32 is None:
        return MISSING, MISSING
    from ctypes import Structure, byref, c_size_t, c_uint32, c_void_p, sizeof

    class Counters(Structure):  # PROCESS_MEMORY_COUNTERS
        _fields_ = [("cb", c_uint32), ("faults", c_uint32), ("peak", c_size_t), ("others", c_size_t * 7)]

    counters = Counters(cb=sizeof(Counters))
    kernel32.GetCurrentProcess.restype = c_void_p
    this = c_void_p(kernel32.GetCurrentProcess())
    if not kernel32.K32GetProcessMemoryInfo(this, byref(counters), counters.cb):
        return MISSING, MISSING
    return counters.peak, counters.faults
