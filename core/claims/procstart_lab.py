"""What the workloads of `procstart claims` share: the plan that they are given, the clock they keep, and the words they say.

A workload only works and stamps; procstart judges (core/claims/observe.h says what a workload may say). It runs in any Python
from 3.10 on, once for each epoch, as a script whose only argument is the plan.
"""

import functools
import glob
import json
import os
import random
import sys
import threading
import time
from hashlib import sha256

perf_counter, perf_counter_ns = time.perf_counter, time.perf_counter_ns


class Lab:
    """One launch of an experiment."""

    def __init__(self):
        plan = json.loads(sys.argv[1])
        self._began = perf_counter()
        self.seconds = plan["seconds"]
        self.quick = plan["quick"]
        self.epoch = plan["epoch"]
        self.site = plan["site"]
        self.random = random.Random(plan["seed"])
        self._broken = plan["broken"].split(",")
        self.fact("gil_enabled", getattr(sys, "_is_gil_enabled", lambda: True)())

    def is_broken(self, what):
        """Whether a test asked for this to be left out or done wrong."""
        return what in self._broken

    def say(self, **what):
        # At once and without a buffer, which a forked child would have too and write again.
        line = (json.dumps(what, separators=(",", ":")) + "\n").encode()
        while line:
            line = line[os.write(1, line) :]

    def sample(self, series, value, round=0):
        self.say(sample=series, round=round, value=value)

    def fact(self, name, value):
        self.say(fact=name, value=value)

    def lanes(self, name, lanes, round=0):
        """Stamps in ns of those that ran at once; small numbers take less to say."""
        first = min(lane[0] for lane in lanes)
        self.say(lanes=name, round=round, at=[[stamp - first for stamp in lane] for lane in lanes])

    def untestable(self, why):
        self.say(untestable=why)
        sys.exit(0)

    def rounds(self, least=1):
        """Numbers of rounds, as long as one more of their usual length fits into the time."""
        done = 0
        while True:
            elapsed = perf_counter() - self._began
            if done >= least and elapsed * (done + 1) / done > self.seconds:
                return
            yield done
            done += 1

    def shuffled(self, items):
        items = list(items)
        self.random.shuffle(items)
        return items

    def need_processors(self, n, why):
        if processors() < n:
            self.untestable(f"this process may use {processors()} processor: {why}")


def processors():
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def counts(most=8):
    """How many at a time are tried: 1, 2, all processors, and the powers of two between."""
    last = max(2, min(processors(), most))
    return sorted({1, last} | {n for n in (2, 4, 8) if n < last})


def sleep_until(moment):
    left = moment - perf_counter()
    if left > 0:
        time.sleep(left)


# ---- work ----


# Two that wake up at once may be put on one processor; after so long of computing the system has parted them.
WARM_S = 0.012


def get_going(begin):
    """Returns at that moment, having computed before it."""
    sleep_until(begin - WARM_S)
    while perf_counter() < begin:
        pass


def burn(begin, end):
    """Computes in Python from one moment to another; how many pieces it got done."""
    clock, done = perf_counter, 0
    get_going(begin)
    while clock() < end:
        x = 0
        for i in range(200):
            x += i * i
        done += 1
    return done


def task(pieces, _):
    """So many pieces, however long that takes."""
    for _ in range(pieces):
        x = 0
        for i in range(200):
            x += i * i


# On a busy machine a lane gets little done in the time; that long it is given then.
STAMPS_LEAST = 600


def stamp_work(begin, end):
    """As burn(), with a stamp after each piece; for longer if there are few of them."""
    clock, at = perf_counter_ns, []
    sleep_until(begin)
    last = round(end * 1e9)
    while True:
        x = 0
        for i in range(400):
            x += i * i
        now = clock()
        at.append(now)
        if now >= last and len(at) >= STAMPS_LEAST:
            return at


def hash_work(begin, end):
    """Computes in C with the GIL released; how many pieces it got done, and the processor time of it."""
    data, done = bytes(1 << 18), 0
    get_going(begin)
    before = time.thread_time()
    while perf_counter() < end:
        sha256(data).digest()
        done += 1
    return done, time.thread_time() - before


def burn_cpu(begin, end):
    """As burn(), with the processor time that it got."""
    get_going(begin)
    before = time.thread_time()
    done = burn(begin, end)
    return done, time.thread_time() - before


def copy_work(begin, end):
    """Copies more memory than caches hold; how often, and the processor time that it got."""
    source, target = memory_to_copy()
    get_going(begin)
    before, done = time.thread_time(), 0
    while perf_counter() < end:
        target[:] = source
        done += 1
    return done, time.thread_time() - before


@functools.lru_cache(maxsize=None)
def memory_to_copy():
    """By numpy where a worker has it from its parent, else by bytes: either is one copy in C."""
    if "numpy" in sys.modules:
        numpy = sys.modules["numpy"]
        return numpy.ones(COPIED // 8), numpy.ones(COPIED // 8)
    return memoryview(bytearray(COPIED)), memoryview(bytearray(COPIED))


COPIED = 16 << 20

WORK = {
    "burn": burn,
    "burn_cpu": burn_cpu,
    "copy": copy_work,
    "hash": hash_work,
    "stamps": stamp_work,
    "task": task,
}

# A window in which one that computes has a processor for so long; on a busy machine it takes its turns, so that takes longer.
# What slows a virtual machine comes and goes within tens of ms: many short windows, paired and with a median over them, feel less
# of it than few long ones.
WINDOW_S, WINDOW_MOST_S = 0.03, 0.25

# Longer than the step of a thread's CPU clock, which is 16 ms on Windows.
PROBE_S = 0.03


def window():
    """How long a window has to be here and now."""
    begin, before = perf_counter(), time.thread_time()
    burn(begin, begin + PROBE_S)
    got = (time.thread_time() - before) / (perf_counter() - begin)
    return min(WINDOW_S / max(got, 0.01), WINDOW_MOST_S)


# From telling several to begin until they do.
LEAD_S = 0.004 + WARM_S


def in_threads(n, work, window):
    """Runs a work in n threads of this process at once; what each returned."""
    begin = perf_counter() + LEAD_S
    results = [None] * n

    def run(i):
        results[i] = WORK[work](begin, begin + window)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# ---- processes ----


def cheap_context():
    """multiprocessing by the start method that costs least here; made before there are threads."""
    import multiprocessing

    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")


def serve(pipe):
    """A worker: does what it is told until the pipe ends."""
    while True:
        try:
            work, begin, end = pipe.recv()
        except EOFError:
            return
        pipe.send(WORK[work](begin, end))


class Workers:
    """Processes that stay, so that what is timed is their work and not their start."""

    def __init__(self, n):
        context = cheap_context()
        self._pipes, self._processes = [], []
        for _ in range(n):
            near, far = context.Pipe()
            process = context.Process(target=serve, args=(far,), daemon=True)
            process.start()
            far.close()
            self._pipes.append(near)
            self._processes.append(process)
        self.run(n, "burn", 0.001)  # all are up

    def run(self, n, work, window):
        """Has n of them work at once; what each returned."""
        begin = perf_counter() + LEAD_S
        for pipe in self._pipes[:n]:
            pipe.send((work, begin, begin + window))
        return [pipe.recv() for pipe in self._pipes[:n]]

    def run_tasks(self, n, pieces, window):
        """Hands out tasks of so many pieces one by one for a while; how many came back."""
        from multiprocessing.connection import wait

        end, done = perf_counter() + window, 0
        busy = self._pipes[:n]
        for pipe in busy:
            pipe.send(("task", pieces, None))
        while busy:
            for pipe in wait(busy):
                pipe.recv()
                if perf_counter() >= end:
                    busy.remove(pipe)
                    continue
                done += 1
                pipe.send(("task", pieces, None))
        return done

    def close(self):
        # A forked worker holds the ends of those before it: an end of file would not reach them.
        for process in self._processes:
            process.terminate()
            process.join()


# ---- a heartbeat in an event loop ----


class Heartbeat:
    """Beats in the running loop every few ms, for as long as that lets it."""

    def __init__(self, loop, lab, interval=0.002):
        self._loop, self._interval = loop, interval
        self.at = []
        self._stopped = lab.is_broken("no-heartbeat")
        if not self._stopped:
            self._loop.call_later(self._interval, self._beat)

    def _beat(self):
        self.at.append(perf_counter())
        if not self._stopped:
            self._loop.call_later(self._interval, self._beat)

    def stop(self):
        self._stopped = True

    def between(self, begin, end):
        return sum(begin <= at <= end for at in self.at)


# ---- numpy ----


def import_numpy(lab):
    """numpy with BLAS held to one thread, from this Python or from the venv of --setup; untestable without."""
    numpy = import_numpy_or_none(lab)
    if numpy is None:
        lab.untestable("this Python has no numpy: `procstart claims --setup` makes a venv with it from PyPI")
    return numpy


def import_numpy_or_none(lab):
    threads = str(max(2, processors())) if lab.is_broken("blas-unpinned") else "1"
    for name in ("OPENBLAS", "OMP", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR"):
        os.environ[name + "_NUM_THREADS" if name != "VECLIB_MAXIMUM" else name + "_THREADS"] = threads
    try:
        import numpy
    except ImportError:
        places = (("lib*", "python*", "site-packages"), ("Lib", "site-packages"))
        sys.path += [place for parts in places for place in glob.glob(os.path.join(glob.escape(lab.site), *parts))]
        try:
            import numpy
        except ImportError:
            return None
    return numpy
