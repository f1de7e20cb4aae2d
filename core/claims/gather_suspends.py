"""How often a loop's heartbeat beats while a coroutine waits in `await asyncio.gather`."""

import asyncio
import time

from procstart_lab import Heartbeat, Lab, perf_counter

NAP_S, NAPS = 0.05, 3


async def blocking_nap():
    time.sleep(NAP_S / NAPS)


async def run(lab, round):
    for part in lab.shuffled(["gather", "idle", "blocking"]):
        heart = Heartbeat(asyncio.get_running_loop(), lab)
        await asyncio.sleep(0.01)
        begin = perf_counter()
        if part == "gather":
            await asyncio.gather(*(asyncio.sleep(NAP_S) for _ in range(NAPS)))
        elif part == "blocking":
            await asyncio.gather(*(blocking_nap() for _ in range(NAPS)))
        else:
            await asyncio.sleep(NAP_S)
        end = perf_counter()
        heart.stop()
        lab.sample(f"{part}.beats", heart.between(begin, end), round)
        lab.sample(f"{part}.s", end - begin, round)
        await asyncio.sleep(0.005)


def main():
    lab = Lab()
    lab.fact("naps", NAPS)
    for round in lab.rounds():
        asyncio.run(run(lab, round))


if __name__ == "__main__":
    main()
