"""How many updates are lost by an unguarded read-modify-write: of threads, of threads with a lock, and of tasks."""

import asyncio
import contextlib
import sys
import threading
import time

from procstart_lab import Lab

WRITERS, UPDATES = 4, 5000


class Counter:
    def __init__(self):
        self.value = 0


def plus_one(value):
    return value + 1


def plus_one_later(value):
    time.sleep(1e-5)
    return value + 1


def update(counter, guard, times, step):
    # Between the reading and the writing there is a call: from 3.10 on a thread gives way at calls and at jumps backwards only.
    for _ in range(times):
        with guard:
            value = counter.value
            counter.value = step(value)


def lost_by_threads(guard, times=UPDATES, step=plus_one):
    """The share of updates that was lost."""
    counter = Counter()
    threads = [threading.Thread(target=update, args=(counter, guard, times, step)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1 - counter.value / (WRITERS * times)


def lost_with_lock(lab):
    # Where the lock is left out on purpose, threads give way for sure: by chance they may lose nothing on a busy machine.
    if lab.is_broken("no-lock"):
        return lost_by_threads(contextlib.nullcontext(), UPDATES // 50, plus_one_later)
    return lost_by_threads(threading.Lock())


async def update_whole(counter, times):
    for _ in range(times):
        value = counter.value
        counter.value = plus_one(value)
        await asyncio.sleep(0)


async def update_torn(counter, times):
    for _ in range(times):
        value = counter.value
        await asyncio.sleep(0)
        counter.value = plus_one(value)


async def lost_by_tasks(update, times):
    counter = Counter()
    await asyncio.gather(*(update(counter, times) for _ in range(WRITERS)))
    return WRITERS * times - counter.value


def main():
    lab = Lab()
    sys.setswitchinterval(1e-6)
    few = UPDATES // 10
    for round in lab.rounds(least=2):
        for part in lab.shuffled(["threads", "locked", "tasks", "torn"]):
            if part == "threads":
                lab.sample("threads", lost_by_threads(contextlib.nullcontext()), round)
            elif part == "locked":
                lab.sample("locked", lost_with_lock(lab), round)
            else:
                coroutine = update_torn if part == "torn" else update_whole
                lab.sample(part, asyncio.run(lost_by_tasks(coroutine, few)) / (WRITERS * few), round)


if __name__ == "__main__":
    main()
