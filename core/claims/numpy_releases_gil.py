"""Whether another Python thread gets on while one is in numpy.dot, or in a loop of Python, or in a dot of Python objects.

The switch interval is made so long that no thread is ever made to give way: the other one runs only where the GIL is released.
"""

import sys
import threading
import time

from procstart_lab import Lab, import_numpy, perf_counter

SIZES, LARGEST = (32, 128, 768), 768
PART_S = 0.03


class Ticker(threading.Thread):
    """Counts on, as often as it gets to."""

    def __init__(self, lab):
        super().__init__(daemon=True)
        self.ticks, self.stopped = 0, lab.is_broken("no-heartbeat")

    def run(self):
        while not self.stopped:
            self.ticks += 1
            time.sleep(0.0005)


def loop():
    """Python that never calls what might release the GIL."""
    x = 0
    for i in range(600_000):
        x += i & 3
    return x


def dots(numpy, a, b):
    """At least one, and as many as take the time of a part: so small ones are seen too."""
    end = perf_counter() + PART_S
    numpy.dot(a, b)
    while perf_counter() < end:
        numpy.dot(a, b)


def main():
    lab = Lab()
    sys.setswitchinterval(0.005)
    numpy = import_numpy(lab)
    lab.fact("gil_with_numpy", getattr(sys, "_is_gil_enabled", lambda: True)())
    lab.fact("numpy", numpy.__version__)
    matrices = {n: (numpy.random.rand(n, n), numpy.random.rand(n, n)) for n in SIZES}
    objects = numpy.arange(90 * 90).reshape(90, 90).astype(object)
    numpy.dot(*matrices[LARGEST])  # what it makes at its first call
    ticker = Ticker(lab)
    ticker.start()
    sys.setswitchinterval(1000.0)
    parts = {f"dot-{n}": lambda pair=matrices[n]: dots(numpy, *pair) for n in SIZES}
    parts["object"] = lambda: numpy.dot(objects, objects)
    parts["loop"] = loop
    parts["sleep"] = lambda: time.sleep(PART_S)
    for round in lab.rounds():
        for name in lab.shuffled(parts):
            ticks, cpu, own, begin = ticker.ticks, time.process_time(), time.thread_time(), perf_counter()
            parts[name]()
            passed, own, cpu = perf_counter() - begin, time.thread_time() - own, time.process_time() - cpu
            lab.sample(f"{name}.ticks", ticker.ticks - ticks, round)
            lab.sample(f"{name}.s", passed, round)
            if name == f"dot-{LARGEST}" and own > 0:
                lab.sample("blas", cpu / own, round)
            time.sleep(0.002)  # the ticker has its turn
    ticker.stopped = True
    sys.setswitchinterval(0.005)


if __name__ == "__main__":
    main()
