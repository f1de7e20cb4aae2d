"""What time.perf_counter() is and does: alone, beside time.time(), and in another process."""

import glob
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time

from procstart_lab import Lab

READINGS, EXCHANGES = 20000, 60


def answer(pipe):
    """In the child: its own reading for every question."""
    while pipe.recv():
        pipe.send(time.perf_counter_ns())
    pipe.close()


def smallest_step(clock):
    """The least by which two readings in a row differ, and how often a reading was before the one before it."""
    least, back, last = None, 0, clock()
    for _ in range(READINGS):
        now = clock()
        if now < last:
            back += 1
        elif now > last and (least is None or now - last < least):
            least = now - last
        last = now
    return least, back


def exchange(lab, context, name):
    """Asks a child for its readings, each of which must lie between those before and after: how many did not, and how closely."""
    near, far = context.Pipe()
    process = context.Process(target=answer, args=(far,))
    process.start()
    far.close()
    outside, closest = 0, None
    for _ in range(EXCHANGES):
        before = time.perf_counter_ns()
        near.send(True)
        there = near.recv()
        after = time.perf_counter_ns()
        outside += not before <= there <= after
        closest = after - before if closest is None else min(closest, after - before)
    near.send(False)
    process.join()
    lab.sample(f"{name}.outside", outside)
    lab.sample(f"{name}.within", closest / 2 / 1e9)


# In a process whose clock libfaketime sets an hour ahead between two readings of either clock.
STEPPED = """
import sys, time
wall, counter = time.time(), time.perf_counter()
with open(sys.argv[1], "w") as file:
    file.write("+3600")
print(time.time() - wall, time.perf_counter() - counter)
"""


def illustrate(lab):
    """What a step of the wall clock does to either clock, where there is a libfaketime; the machine's own clock is never set."""
    places = ("/usr/lib", "/usr/lib/*", "/usr/lib64", "/usr/local/lib")
    libraries = [path for place in places for path in glob.glob(place + "/faketime/libfaketime.so.1")]
    if not libraries or lab.epoch > 0:
        return
    with tempfile.TemporaryDirectory() as folder:
        ahead = os.path.join(folder, "ahead")
        with open(ahead, "w") as file:
            file.write("+0")
        fake = {"LD_PRELOAD": libraries[0], "FAKETIME_TIMESTAMP_FILE": ahead, "FAKETIME_NO_CACHE": "1"}
        fake.update({"DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
        command = [sys.executable, "-c", STEPPED, ahead]
        try:
            pipe = subprocess.PIPE
            said = subprocess.run(command, env={**os.environ, **fake}, stdin=pipe, stdout=pipe, timeout=5)
        except subprocess.TimeoutExpired:
            return
    if said.returncode != 0:
        return
    wall, counter = map(float, said.stdout.split())
    if wall < 3600:  # not loaded: as by a program for Windows that sees the library under Wine
        return
    lab.sample("illustration.time", wall)
    lab.sample("illustration.perf_counter", counter)


def main():
    lab = Lab()
    illustrate(lab)
    for name in ("perf_counter", "time"):
        info = time.get_clock_info(name)
        lab.fact(f"{name}.monotonic", info.monotonic)
        lab.fact(f"{name}.adjustable", info.adjustable)
        lab.fact(f"{name}.resolution", info.resolution)
        lab.fact(f"{name}.implementation", info.implementation)
        step, back = smallest_step(getattr(time, name))
        lab.sample(f"{name}.step", step)
        lab.sample(f"{name}.back", back)
    # What counts as going back must be seen where it happens: a clock that runs backwards on purpose.
    started = time.perf_counter()
    lab.sample("backwards.back", smallest_step(lambda: started - time.perf_counter())[1])
    for method in multiprocessing.get_all_start_methods():
        exchange(lab, multiprocessing.get_context(method), method)


if __name__ == "__main__":
    main()
