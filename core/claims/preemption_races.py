"""How many updates are lost by an unguarded read-modify-write: of threads, of threads with a lock, and of tasks."""

import asyncio
import contextlib
import sys
import threading

from procstart_lab import Lab

WRITERS, UPDATES = 4, 5000


class Counter:
    def __init__(self):
        self.value = 0


def plus_one(value):
    return value + 1


def update(counter, guard):
    # Between the reading and the writing there is a call: from 3.10 on a thread gives way at calls and at jumps backwards only.
    for _ in range(UPDATES):
        with guard:
            value = counter.value
            counter.value = plus_one(value)


def lost_by_threads(guard):
    counter = Counter()
    threads = [threading.Thread(target=update, args=(counter, guard)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return WRITERS * UPDATES - counter.value


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
                lab.sample("threads", lost_by_threads(contextlib.nullcontext()) / (WRITERS * UPDATES), round)
            elif part == "locked":
                guard = contextlib.nullcontext() if lab.is_broken("no-lock") else threading.Lock()
                lab.sample("locked", lost_by_threads(guard) / (WRITERS * UPDATES), round)
            else:
                coroutine = update_torn if part == "torn" else update_whole
                lab.sample(part, asyncio.run(lost_by_tasks(coroutine, few)) / (WRITERS * few), round)


if __name__ == "__main__":
    main()
