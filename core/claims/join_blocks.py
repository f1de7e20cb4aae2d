"""How often a loop's heartbeat beats while its thread waits in a join."""

import asyncio
import threading
import time

from procstart_lab import Heartbeat, Lab, cheap_context, perf_counter

NAP_S = 0.06


async def beats_during(lab, round, name, wait):
    """`wait` is called, and awaited if it is to be: the beats from its beginning to its end, and how long that was."""
    loop = asyncio.get_running_loop()
    heart = Heartbeat(loop, lab)
    await asyncio.sleep(0.01)
    begin = perf_counter()
    waiting = wait(loop)
    if waiting is not None:
        await waiting
    end = perf_counter()
    heart.stop()
    lab.sample(f"{name}.beats", heart.between(begin, end), round)
    lab.sample(f"{name}.s", end - begin, round)


def napping_thread():
    thread = threading.Thread(target=time.sleep, args=(NAP_S,))
    thread.start()
    return thread


async def run(lab, round, context):
    for part in lab.shuffled(["thread", "process", "ended", "elsewhere"]):
        if part == "thread":
            await beats_during(lab, round, part, lambda loop: napping_thread().join())
        elif part == "process":
            process = context.Process(target=time.sleep, args=(NAP_S + 0.02,))
            process.start()
            await beats_during(lab, round, part, lambda loop: process.join())
        elif part == "ended":
            thread = threading.Thread(target=int)
            thread.start()
            await asyncio.sleep(0.01)
            await beats_during(lab, round, part, lambda loop: thread.join())
        else:
            await beats_during(lab, round, part, lambda loop: loop.run_in_executor(None, napping_thread().join))


def main():
    lab = Lab()
    context = cheap_context()
    lab.fact("nap_s", NAP_S)
    for round in lab.rounds():
        asyncio.run(run(lab, round, context))


if __name__ == "__main__":
    main()
