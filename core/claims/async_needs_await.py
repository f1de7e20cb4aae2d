"""In which order the steps of coroutines run, with and without an await between them, and how long their loop is kept."""

import asyncio

from procstart_lab import Heartbeat, Lab, burn, perf_counter, perf_counter_ns

TASKS, STEPS, STEP_S = 4, 6, 0.002


def step(at):
    begin = perf_counter()
    burn(begin, begin + STEP_S)
    at.append(perf_counter_ns())


def plain(at):
    at.append(perf_counter_ns())
    for _ in range(STEPS):
        step(at)


async def blocking(at):
    plain(at)


async def awaiting(at):
    at.append(perf_counter_ns())
    for _ in range(STEPS):
        step(at)
        await asyncio.sleep(0)


async def run(lab, coroutine, name, round):
    heart = Heartbeat(asyncio.get_running_loop(), lab, STEP_S / 2)
    at = [[] for _ in range(TASKS)]
    begin = perf_counter()
    await asyncio.gather(*(coroutine(lane) for lane in at))
    end = perf_counter()
    heart.stop()
    beats = [begin] + [beat for beat in heart.at if begin < beat < end] + [end]
    lab.lanes(name, at, round)
    lab.sample(f"{name}.lag", max(later - earlier for earlier, later in zip(beats, beats[1:])) / (end - begin), round)


async def idle(lab, round):
    heart = Heartbeat(asyncio.get_running_loop(), lab, STEP_S / 2)
    await asyncio.sleep(10 * STEP_S)
    heart.stop()
    lab.sample("idle.beats", len(heart.at), round)


def main():
    lab = Lab()
    for round in lab.rounds():
        for part in lab.shuffled(["blocking", "awaiting", "plain", "idle"]):
            if part == "idle":
                asyncio.run(idle(lab, round))
            elif part == "plain":
                at = [[] for _ in range(TASKS)]
                for lane in at:
                    plain(lane)
                lab.lanes("plain", at, round)
            else:
                asyncio.run(run(lab, {"blocking": blocking, "awaiting": awaiting}[part], part, round))


if __name__ == "__main__":
    main()
