"""What time.perf_counter() is and does: alone, beside time.time(), and in another process."""

import multiprocessing
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


def main():
    lab = Lab()
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
